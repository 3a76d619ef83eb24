// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// tslice-translate: from tensor slicing graphs to other languages.

#include "mlir/Support/LLVM.h"
#include "mlir/Tools/mlir-translate/MlirTranslateMain.h"
#include "tslice/ExecutionEngine/ToolMain.h"
#include "tslice/ExecutionEngine/Translate.h"

int main(int argc, char **argv) {
  tslice::registerToLLVMIRTranslation();
  tslice::registerToPTXTranslation();
  tslice::registerAheadOfTimeTranslations();
  return tslice::runTool(argc, argv, [&] {
    return mlir::failed(
        mlir::mlirTranslateMain(argc, argv, "TSlice translation tool"));
  });
}
