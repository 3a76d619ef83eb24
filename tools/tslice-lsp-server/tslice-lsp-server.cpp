// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// tslice-lsp-server: what editors ask about .mlir files with tslice ops in
// them: diagnostics, definitions, uses, hovers, completion.

#include "FilterDocuments.h"

#include "mlir/IR/DialectRegistry.h"
#include "mlir/Support/LLVM.h"
#include "mlir/Tools/mlir-lsp-server/MlirLspServerMain.h"
#include "tslice/ExecutionEngine/ToolMain.h"
#include "tslice/InitAll.h"

int main(int argc, char **argv) {
  tslice::ToolProcess process(argc, argv);
  mlir::DialectRegistry registry;
  tslice::registerAllDialects(registry);
  tslice::hideLibraryOptions();
  // Tests of the server send messages of another form.
  if (argc == 1)
    tslice::filterDocuments();
  return tslice::runTool([&] {
    return mlir::failed(mlir::MlirLspServerMain(argc, argv, registry));
  });
}
