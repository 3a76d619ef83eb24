// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// tslice-reduce: shrinks a graph to what a test still finds interesting, that
// is, exits with another status than 0 for. It takes mlir-reduce's flags, but
// has a tree of its own: upstream's crashed after our patterns had changed the
// signatures of functions, and accepts graphs that are not interesting.

#include "FunctionReducer.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "tslice/ExecutionEngine/ToolMain.h"
#include "tslice/InitAll.h"

#include "llvm/Support/CommandLine.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;

namespace {

/// Reduces every function of one block of the module, in place.
struct ReductionTree : PassWrapper<ReductionTree, OperationPass<ModuleOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(ReductionTree)

  ReductionTree() = default;
  ReductionTree(const ReductionTree &other) : PassWrapper(other) {}

  StringRef getArgument() const override { return "reduction-tree"; }
  StringRef getDescription() const override {
    return "Shrink functions while the test exits with another status than 0";
  }
  void runOnOperation() override;

  Option<unsigned> mode{*this, "traversal-mode",
                        llvm::cl::desc("as of mlir-reduce; 0 is all there is")};
  Option<std::string> test{*this, "test", llvm::cl::desc("program to run")};
  ListOption<std::string> arguments{
      *this, "test-arg", llvm::cl::desc("arguments before the file")};
};

} // namespace

void ReductionTree::runOnOperation() {
  ModuleOp module = getOperation();
  if (mode != 0 || !llvm::sys::fs::can_execute(test)) {
    emitError(module.getLoc(), "expected traversal-mode 0 and an executable "
                               "test, found mode ")
        << mode.getValue() << " and test '" << test << "'";
    return signalPassFailure();
  }
  SmallVector<std::string> list(arguments.begin(), arguments.end());
  Tester tester(test, list);
  if (tester.isInteresting(module).first != Tester::Interestingness::True) {
    emitError(module.getLoc(), "expected the test to exit with another status "
                               "than 0 for the input, but it exits with 0");
    return signalPassFailure();
  }
  for (auto function : module.getOps<func::FuncOp>()) {
    if (!function.getBody().hasOneBlock())
      continue;
    tslice::FunctionReducer reducer(function, tester);
    if (!reducer.run())
      continue;
    func::FuncOp reduced = reducer.getFunction();
    function.getBody().takeBody(reduced.getBody());
    function->setAttrs(reduced->getAttrDictionary());
  }
}

static bool reduce(std::unique_ptr<llvm::MemoryBuffer> buffer,
                   llvm::raw_ostream &output,
                   const PassPipelineCLParser &parser) {
  DialectRegistry registry;
  tslice::registerAllDialects(registry);
  MLIRContext context(registry, MLIRContext::Threading::DISABLED);
  auto sources = std::make_shared<llvm::SourceMgr>();
  sources->AddNewSourceBuffer(std::move(buffer), SMLoc());
  SourceMgrDiagnosticHandler handler(*sources, &context);
  OwningOpRef<ModuleOp> module =
      parseSourceFile<ModuleOp>(sources, ParserConfig(&context));
  if (!module)
    return false;
  context.loadDialect<arith::ArithDialect>();
  PassManager manager(&context);
  auto fail = [&](const Twine &problem) {
    tslice::failTool(problem.str());
    return failure();
  };
  if (failed(parser.addToPipeline(manager, fail)) ||
      failed(manager.run(*module)))
    return false;
  module->print(output);
  output << '\n';
  return true;
}

int main(int argc, char **argv) {
  tslice::ToolProcess process(argc, argv);
  tslice::hideLibraryOptions();
  llvm::cl::opt<std::string> input(llvm::cl::Positional, llvm::cl::Required,
                                   llvm::cl::desc("<input file>"));
  llvm::cl::opt<std::string> output("o", llvm::cl::init("-"),
                                    llvm::cl::desc("output file"));
  PassRegistration<ReductionTree>();
  PassPipelineCLParser parser("", "passes to run");
  llvm::cl::ParseCommandLineOptions(argc, argv, "shrinks failing graphs\n");
  return tslice::runTool([&] {
    return tslice::convertFile(
        input, output,
        [&](std::unique_ptr<llvm::MemoryBuffer> buffer, llvm::raw_ostream &to) {
          return reduce(std::move(buffer), to, parser);
        });
  });
}
