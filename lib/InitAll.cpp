// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The one place that knows every library of the compiler.

#include "tslice/InitAll.h"
#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/InitAllPasses.h"
#include "tslice/Conversion/Passes.h"
#include "tslice/IR/TSliceOps.h"

void tslice::registerAllDialects(mlir::DialectRegistry &registry) {
  mlir::registerAllDialects(registry);
  mlir::registerAllExtensions(registry);
  registry.insert<TSliceDialect>();
}

void tslice::registerAllPasses() {
  mlir::registerAllPasses();
  registerTSliceConversionPasses();
}
