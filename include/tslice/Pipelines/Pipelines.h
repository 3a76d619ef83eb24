// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The pipelines from a tensor slicing graph to what a target executes, as C++
// functions and as command-line options.

#ifndef TSLICE_PIPELINES_PIPELINES_H
#define TSLICE_PIPELINES_PIPELINES_H

#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassOptions.h"

namespace tslice {

/// The options of `--tslice-cpu-pipeline`.
struct CPUPipelineOptions
    : public mlir::PassPipelineOptions<CPUPipelineOptions> {
  Option<bool> optimize{
      *this, "optimize",
      llvm::cl::desc("simplify and fuse; without it every op is lowered by "
                     "itself, with the same results (default: true)"),
      llvm::cl::init(true)};
};

/// Adds the passes from `tslice`, `linalg`, `tensor`, `scf` and scalar dialects
/// to the LLVM dialect for this CPU. Every public function @f becomes the entry
/// `tslice_entry_f`.
void buildCPUPipeline(mlir::OpPassManager &pm,
                      const CPUPipelineOptions &options);

/// Registers `--tslice-cpu-pipeline`.
void registerPipelines();

} // namespace tslice

#endif // TSLICE_PIPELINES_PIPELINES_H
