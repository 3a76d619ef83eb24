// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// tslice-translate: from tensor slicing graphs to other languages.

#include "mlir/IR/AsmState.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Tools/mlir-translate/Translation.h"
#include "tslice/ExecutionEngine/ToolMain.h"
#include "tslice/ExecutionEngine/Translate.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;
namespace cl = llvm::cl;

static bool translate(const Translation &translation,
                      std::unique_ptr<llvm::MemoryBuffer> buffer,
                      llvm::raw_ostream &output) {
  MLIRContext context(MLIRContext::Threading::DISABLED);
  auto sources = std::make_shared<llvm::SourceMgr>();
  sources->AddNewSourceBuffer(std::move(buffer), SMLoc());
  SourceMgrDiagnosticHandler diagnostics(*sources, &context);
  return succeeded(translation(sources, output, &context));
}

int main(int argc, char **argv) {
  tslice::ToolProcess process(argc, argv);
  tslice::hideLibraryOptions();
  tslice::registerToLLVMIRTranslation();
  tslice::registerToPTXTranslation();
  tslice::registerAheadOfTimeTranslations();
  // Groups are sorted by name: this one comes before upstream's.
  cl::OptionCategory own("Compilation options");
  tslice::groupOptions(own);
  cl::opt<std::string> input(cl::Positional, cl::desc("<input file>"),
                             cl::init("-"));
  cl::opt<std::string> output("o", cl::desc("Output filename"),
                              cl::value_desc("filename"), cl::init("-"));
  cl::opt<const Translation *, false, TranslationParser> translation(
      "", cl::desc("Translation to perform"), cl::Required, cl::cat(own));
  registerAsmPrinterCLOptions();
  registerTranslationCLOptions();
  cl::ParseCommandLineOptions(argc, argv, "TSlice translation tool\n");
  return tslice::runTool([&] {
    return tslice::convertFile(
        input, output,
        [&](std::unique_ptr<llvm::MemoryBuffer> buffer, llvm::raw_ostream &to) {
          return translate(*translation.getValue(), std::move(buffer), to);
        });
  });
}
