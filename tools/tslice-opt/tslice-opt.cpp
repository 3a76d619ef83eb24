// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// tslice-opt: parses, verifies and transforms .mlir files with every pass and
// pipeline of TSlice and of upstream MLIR.

#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "tslice/ExecutionEngine/ToolMain.h"
#include "tslice/InitAll.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  tslice::registerAllDialects(registry);
  tslice::registerAllPasses();
  return tslice::runTool(argc, argv, [&] {
    return mlir::asMainReturnCode(
        mlir::MlirOptMain(argc, argv, "TSlice optimizer\n", registry));
  });
}
