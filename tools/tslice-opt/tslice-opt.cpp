// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// tslice-opt: parses, verifies and transforms .mlir files with every pass and
// pipeline of TSlice and of upstream MLIR.

#include "mlir/Debug/Counter.h"
#include "mlir/IR/AsmState.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Support/Timing.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "tslice/ExecutionEngine/ToolMain.h"
#include "tslice/InitAll.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CommandLine.h"

using namespace mlir;
namespace cl = llvm::cl;

/// Returns the list of our passes and pipelines, for the head of --help: in the
/// list of all they stand among three hundred.
static std::string describeOwnPasses() {
  std::vector<std::string> passes, pipelines;
  auto describe = [](StringRef name, StringRef text) {
    std::string line = ("  --" + name).str();
    line.resize(std::max<size_t>(line.size() + 1, 36), ' ');
    return line + "- " + text.str() + "\n";
  };
  for (auto &entry : cl::getRegisteredOptions()) {
    if (!entry.first.starts_with("tslice-"))
      continue;
    if (const PassInfo *pass = PassInfo::lookup(entry.first))
      passes.push_back(describe(entry.first, pass->getPassDescription()));
    else if (const auto *pipeline = PassPipelineInfo::lookup(entry.first))
      pipelines.push_back(
          describe(entry.first, pipeline->getPassDescription()));
  }
  llvm::sort(passes);
  llvm::sort(pipelines);
  return "TSlice optimizer\n\nPIPELINES OF TSLICE:\n\n" +
         llvm::join(pipelines, "") + "\nPASSES OF TSLICE:\n\n" +
         llvm::join(passes, "");
}

int main(int argc, char **argv) {
  tslice::ToolProcess process(argc, argv);
  DialectRegistry registry;
  tslice::registerAllDialects(registry);
  tslice::registerAllPasses();

  tslice::hideLibraryOptions();
  cl::opt<std::string> input(cl::Positional, cl::desc("<input file>"),
                             cl::init("-"));
  cl::opt<std::string> output("o", cl::desc("Output filename"),
                              cl::value_desc("filename"), cl::init("-"));
  MlirOptMainConfig::registerCLOptions(registry);
  registerAsmPrinterCLOptions();
  registerMLIRContextCLOptions();
  registerPassManagerCLOptions();
  registerDefaultTimingManagerCLOptions();
  tracing::DebugCounter::registerCLOptions();
  tslice::disableThreadingByDefault();
  cl::ParseCommandLineOptions(argc, argv, describeOwnPasses());

  auto config = MlirOptMainConfig::createFromCLOptions();
  // Upstream's main prints these lists before it opens a file.
  if (config.shouldShowDialects() || config.shouldListPasses())
    return asMainReturnCode(MlirOptMain(argc, argv, "", "", registry));
  return tslice::runTool([&] {
    return tslice::convertFile(
        input, output,
        [&](std::unique_ptr<llvm::MemoryBuffer> buffer, llvm::raw_ostream &to) {
          return succeeded(
              MlirOptMain(to, std::move(buffer), registry, config));
        });
  });
}
