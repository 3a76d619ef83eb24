// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The pipeline of code generation, for the pipelines of a target and for tests.

#ifndef TSLICE_CODEGEN_CODEGEN_H
#define TSLICE_CODEGEN_CODEGEN_H

#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassOptions.h"

namespace tslice {

/// The options of `--tslice-codegen-pipeline`.
struct CodegenPipelineOptions
    : public mlir::PassPipelineOptions<CodegenPipelineOptions> {
  Option<int64_t> workPerThread{
      *this, "work-per-thread",
      llvm::cl::desc("scalar operations that are worth a thread; loops with "
                     "less stay serial (default: 65536)"),
      llvm::cl::init(1 << 16)};
  Option<size_t> maxLoops{
      *this, "max-loops",
      llvm::cl::desc(
          "functions of at most this many loops stay whole (default: "
          "32)"),
      llvm::cl::init(32)};
  Option<int64_t> laneLength{
      *this, "lane-length",
      llvm::cl::desc("elements from which on sums and products of rows are "
                     "folded in lanes, not in order; 0: never (default: 0)"),
      llvm::cl::init(0)};
  Option<int64_t> pickLanes{
      *this, "pick-lanes",
      llvm::cl::desc("lanes of 32 bits that the processor compresses at a "
                     "time; 0: none (default: 0)"),
      llvm::cl::init(0)};
};

/// Appends the passes that turn a module of functions on identity-layout
/// memrefs, bufferized and with private callees inlined, into the LLVM dialect.
/// Afterwards each public function `@f` has become the entry
/// `tslice_entry_f(context, arguments, results)` of tslice/Runtime/Runtime.h.
void buildCodegenPipeline(
    mlir::OpPassManager &pm,
    const CodegenPipelineOptions &options = CodegenPipelineOptions());

/// Registers the pipeline above as `--tslice-codegen-pipeline`.
void registerCodegenPipelines();

} // namespace tslice

#endif // TSLICE_CODEGEN_CODEGEN_H
