// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The pipeline of code generation, for the pipelines of a target and for tests.

#ifndef TSLICE_CODEGEN_CODEGEN_H
#define TSLICE_CODEGEN_CODEGEN_H

namespace mlir {
class OpPassManager;
} // namespace mlir

namespace tslice {

/// Appends the passes that turn a module of functions on identity-layout
/// memrefs, bufferized and with private callees inlined, into the LLVM dialect.
/// Afterwards each public function `@f` has become the entry
/// `tslice_entry_f(context, arguments, results)` of tslice/Runtime/Runtime.h.
void buildCodegenPipeline(mlir::OpPassManager &pm);

/// Registers the pipeline above as `--tslice-codegen-pipeline`.
void registerCodegenPipelines();

} // namespace tslice

#endif // TSLICE_CODEGEN_CODEGEN_H
