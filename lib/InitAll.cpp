// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The one place that knows every library of the compiler.

#include "tslice/InitAll.h"
#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/InitAllPasses.h"
#include "tslice/Adjoint/Adjoint.h"
#include "tslice/Adjoint/Passes.h"
#include "tslice/Codegen/Codegen.h"
#include "tslice/Codegen/Passes.h"
#include "tslice/Conversion/Passes.h"
#include "tslice/IR/TSliceOps.h"
#include "tslice/Pipelines/Pipelines.h"
#include "tslice/Transforms/Passes.h"

void tslice::registerDialects(mlir::DialectRegistry &registry) {
  registry.insert<TSliceDialect>();
  registerAdjoints(registry);
}

void tslice::registerPasses() {
  registerTSliceTransformsPasses();
  registerTSliceAdjointPasses();
  registerTSliceConversionPasses();
  registerTSliceCodegenPasses();
  registerCodegenPipelines();
  registerPipelines();
}

void tslice::registerAllDialects(mlir::DialectRegistry &registry) {
  mlir::registerAllDialects(registry);
  mlir::registerAllExtensions(registry);
  registerDialects(registry);
}

void tslice::registerAllPasses() {
  mlir::registerAllPasses();
  registerPasses();
}
