// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Shrinks failing cases by tslice-reduce, for which this program is the test.
// Arguments keep their numbers in an attribute, so that what is left of a case
// still gets the values that it failed on.

#include "Check.h"
#include "Scalars.h"

#include "tslice/ExecutionEngine/Npy.h"
#include "tslice/InitAll.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"

#include <sys/wait.h>
#include <unistd.h>

using namespace tslice;
using namespace tslice::fuzz;

static constexpr llvm::StringLiteral numberAttrName = "tslice.argument";
/// What is reduced must still run this fast.
static constexpr unsigned maxSeconds = 30;
/// How long the reduction of one case may take.
static constexpr unsigned maxReductionSeconds = 120;
/// The size of open dimensions of arguments that a reduction has added.
static constexpr int64_t openSize = 3;

namespace {
/// The one function of a file.
struct GraphFile {
  explicit GraphFile(const std::string &file) {
    mlir::DialectRegistry registry;
    registerAllDialects(registry);
    context.appendDialectRegistry(registry);
    mlir::ScopedDiagnosticHandler silent(&context, [](mlir::Diagnostic &) {});
    module = mlir::parseSourceFile<mlir::ModuleOp>(file, &context);
    if (module && !module->getOps<mlir::func::FuncOp>().empty())
      function = *module->getOps<mlir::func::FuncOp>().begin();
  }

  mlir::MLIRContext context{mlir::MLIRContext::Threading::DISABLED};
  mlir::OwningOpRef<mlir::ModuleOp> module;
  mlir::func::FuncOp function;
};
} // namespace

static std::string toText(mlir::ModuleOp module) {
  std::string text;
  llvm::raw_string_ostream(text) << module;
  return text;
}

/// The value of an argument: that of the case, or any if it is new.
static std::optional<Tensor> makeArgument(mlir::func::FuncOp function,
                                          unsigned number,
                                          const std::string &folder) {
  mlir::Type type = function.getArgumentTypes()[number];
  std::optional<ElementType> element =
      toElementType(mlir::getElementTypeOrSelf(type));
  if (!element)
    return std::nullopt;
  if (auto kept = function.getArgAttrOfType<mlir::IntegerAttr>(
          number, numberAttrName)) {
    std::string file = folder + "/" + std::to_string(kept.getInt()) + ".npy";
    Result<Tensor> read = readNpy(file, *element);
    return read ? std::optional<Tensor>(*read) : std::nullopt;
  }
  Shape shape;
  if (auto tensor = mlir::dyn_cast<mlir::RankedTensorType>(type))
    for (int64_t size : tensor.getShape())
      shape.push_back(mlir::ShapedType::isDynamic(size) ? openSize : size);
  Random random(number);
  return drawData(random, *element, shape, Variant::Plain);
}

/// Where something is wrong with the graph in `file`.
static FailureStage check(const std::string &file, const std::string &folder,
                          const CheckOptions &options) {
  GraphFile graph(file);
  // What returns nothing is no case, however it fails.
  if (!graph.function || graph.function.getNumResults() == 0)
    return FailureStage::None;
  Case fuzzCase;
  fuzzCase.name = graph.function.getSymName().str();
  fuzzCase.text = toText(*graph.module);
  std::vector<Tensor> arguments;
  for (unsigned i = 0; i < graph.function.getNumArguments(); ++i) {
    std::optional<Tensor> value = makeArgument(graph.function, i, folder);
    if (!value)
      return FailureStage::None;
    arguments.push_back(*value);
    fuzzCase.parameters.emplace_back();
    fuzzCase.parameters.back().isDonated =
        bool(graph.function.getArgAttr(i, "tslice.donate"));
  }
  return checkGraph(fuzzCase, arguments, options);
}

/// What kills the process is wrong, too.
int fuzz::retest(const std::string &file, const std::string &folder,
                 FailureStage stage, const CheckOptions &options) {
  pid_t child = fork();
  if (child == 0) {
    alarm(maxSeconds);
    _exit(check(file, folder, options) == stage);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

/// Numbers the arguments of the graph in `folder` and writes it to `file`.
static bool writeNumbered(const std::string &folder, const std::string &file) {
  GraphFile graph(folder + "/graph.mlir");
  if (!graph.function)
    return false;
  mlir::Builder builder(&graph.context);
  for (unsigned i = 0; i < graph.function.getNumArguments(); ++i)
    graph.function.setArgAttr(i, numberAttrName, builder.getI64IntegerAttr(i));
  std::error_code error;
  llvm::raw_fd_ostream out(file, error);
  out << toText(*graph.module);
  return !error;
}

std::string fuzz::reduceFailure(const std::string &folder, FailureStage stage,
                                const CheckOptions &options) {
  std::string output = folder + "/reduced.mlir", input = folder + "/input.mlir";
  llvm::SmallString<128> reducer(options.program);
  llvm::sys::path::remove_filename(reducer);
  llvm::sys::path::append(reducer, "tslice-reduce");
  std::string tree =
      "-reduction-tree=traversal-mode=0 test=" + options.program +
      " test-arg=--retest=" +
      (stage == FailureStage::Call ? "call" : "compilation") +
      " test-arg=--arguments=" + folder;
  if (!options.failOn.empty())
    tree += " test-arg=--fail-on=" + options.failOn;
  if (options.target == Target::EmulatedGPU)
    tree += " test-arg=--target=emulated-gpu";
  if (!writeNumbered(folder, input))
    return "not reduced: " + input + " cannot be written";
  std::string message;
  std::optional<llvm::StringRef> none[] = {"", "", ""};
  int status = llvm::sys::ExecuteAndWait(
      reducer, {reducer, input, tree, "-o", output}, std::nullopt, none,
      maxReductionSeconds, 0, &message);
  (void)llvm::sys::fs::remove(input);
  if (status != 0)
    return "not reduced: " + std::string(reducer) + " " +
           (message.empty() ? "exits with " + std::to_string(status) : message);
  return "reduced: " + output;
}
