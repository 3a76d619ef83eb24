// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One batch: the module is compiled without and with optimisation, every case
// called in every variant by one and several threads.

#include "Check.h"
#include "Derivatives.h"
#include "Interpreter.h"

#include "tslice/ExecutionEngine/Executable.h"
#include "tslice/ExecutionEngine/Print.h"
#include "tslice/InitAll.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/DialectRegistry.h"
#include "mlir/Parser/Parser.h"

using namespace tslice;
using namespace tslice::fuzz;

/// How the source is called in locations.
static constexpr const char *sourceName = "graph.mlir";

/// Every loop is divided among threads in every second run of so many cases.
static constexpr uint64_t casesDivided = 100;

namespace {

/// One way to compile and run.
struct Road {
  std::string flags;
  const Executable *executable;
  int64_t threads;
};

class BatchChecker {
public:
  BatchChecker(const std::vector<Case> &batch, const CheckOptions &options,
               const std::function<void(const Report &)> &report)
      : batch(batch), options(options), report(report) {}
  void run();
  FailureStage checkGraph(const std::vector<Tensor> &arguments);

private:
  bool parse(const std::string &text);
  std::optional<Executable> compile(const std::string &text,
                                    const std::string &name, Options options);
  bool compileRoads(const std::string &text);
  void checkCase(size_t place);
  void checkDerivativesOfCase(size_t place);
  void finishCall(size_t place, Variant variant, const std::string &problem,
                  const std::string &flags, bool isError);
  /// Returns what is wrong with one call, or nothing.
  std::string checkRoads(const Case &fuzzCase, const Arguments &arguments,
                         const Meaning &meaning, std::string &flags);
  std::string checkCall(const Case &fuzzCase, const Arguments &arguments,
                        const Meaning &meaning, const Road &road);

  const std::vector<Case> &batch;
  const CheckOptions &options;
  const std::function<void(const Report &)> &report;
  mlir::MLIRContext context{mlir::MLIRContext::Threading::DISABLED};
  mlir::OwningOpRef<mlir::ModuleOp> module;
  std::optional<Executable> plain, optimised;
  std::vector<Road> roads;
};

} // namespace

bool BatchChecker::parse(const std::string &text) {
  mlir::DialectRegistry registry;
  registerAllDialects(registry);
  context.appendDialectRegistry(registry);
  std::string problem;
  mlir::ScopedDiagnosticHandler handler(&context, [&](mlir::Diagnostic &diag) {
    llvm::raw_string_ostream(problem) << diag.getLocation() << ": " << diag;
  });
  mlir::ParserConfig config(&context);
  module = mlir::parseSourceString<mlir::ModuleOp>(text, config, sourceName);
  if (!module)
    report(
        {Report::BatchFailure, 0, "the case is no legal program: " + problem});
  return static_cast<bool>(module);
}

std::optional<Executable> BatchChecker::compile(const std::string &text,
                                                const std::string &name,
                                                Options options) {
  Result<Executable> executable =
      Executable::compileText(text, sourceName, options.threads(4));
  if (executable)
    return *executable;
  report({Report::BatchFailure, 0,
          name + " compilation fails: " + executable.error().message});
  return std::nullopt;
}

/// Compiles `text` for all roads.
bool BatchChecker::compileRoads(const std::string &text) {
  if (options.target == Target::EmulatedGPU) {
    optimised = compile(text, "kernel", Options().emulateGPU(true));
    if (optimised)
      roads = {{" --emulate-gpu", &*optimised, 1}};
    return optimised.has_value();
  }
  if (options.target == Target::Evaluator) {
    plain = compile(text, "oracle", Options().evaluate(true));
    if (plain)
      roads = {{" --check-against=evaluate", &*plain, 1}};
    return plain.has_value();
  }
  // Little data takes one thread, unless every loop is divided.
  bool divides = batch.front().number / casesDivided % 2;
  plain = compile(text, "unoptimised", Options().optimize(false));
  if (plain && batch.front().trait) {
    // Optimisation is a matter of larger graphs.
    roads = {{" --no-optimize --threads=1", &*plain, 1}};
    return true;
  }
  if (plain)
    optimised = compile(text, "optimised", Options().divideAll(divides));
  if (!optimised)
    return false;
  roads = {{" --no-optimize --threads=1", &*plain, 1},
           {" --threads=1", &*optimised, 1},
           {" --threads=2", &*optimised, 2},
           {" --threads=4", &*optimised, 4}};
  return true;
}

void BatchChecker::run() {
  std::string text = makeModule(batch, options.derivatives);
  if (!parse(text) || !compileRoads(text))
    return;
  for (size_t place = 0; place < batch.size(); ++place) {
    if (options.derivatives)
      checkDerivativesOfCase(place);
    else
      checkCase(place);
  }
  report({Report::End});
}

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

static std::vector<Tensor> cloneAll(const std::vector<Tensor> &tensors) {
  std::vector<Tensor> clones;
  for (const Tensor &tensor : tensors)
    clones.push_back(*tensor.clone());
  return clones;
}

/// Says how `found` differs from what it should be, or nothing.
static std::string compare(const Tensor &found, const Tensor &expected,
                           Equality equality, const std::string &what) {
  if (found.getType() != expected.getType() ||
      found.getShape() != expected.getShape())
    return what + " is a " + found.getSpec().str() + ", but should be a " +
           expected.getSpec().str();
  std::optional<Shape> where = findDifference(found, expected, equality);
  if (!where)
    return "";
  std::string position;
  for (int64_t i : *where)
    position += (position.empty() ? "" : ", ") + std::to_string(i);
  return what + " is wrong at [" + position + "]\nfound\n" + toString(found) +
         "\nexpected\n" + toString(expected);
}

/// Whether the error of a call says what the oracle says. With one mistake
/// there is no other error that could be reported in its place.
static bool isSameError(const Meaning &meaning, const Error &error) {
  return !meaning.isAccessError ||
         llvm::StringRef(error.message).starts_with(meaning.error);
}

std::string BatchChecker::checkCall(const Case &fuzzCase,
                                    const Arguments &arguments,
                                    const Meaning &meaning, const Road &road) {
  std::vector<Tensor> passed = cloneAll(arguments.tensors), kept;
  for (size_t i = 0; i < passed.size(); ++i)
    kept.push_back(fuzzCase.parameters[i].isDonated ? Tensor() : passed[i]);
  Result<std::vector<Tensor>> results =
      road.executable->call(fuzzCase.name, std::move(passed), road.threads);
  for (size_t i = 0; i < kept.size(); ++i)
    if (!kept[i].isNull())
      if (std::string problem =
              compare(kept[i], arguments.tensors[i], Equality::Bits,
                      "argument " + std::to_string(i) + " after the call");
          !problem.empty())
        return problem;
  if (!results) {
    if (!meaning.hasFailed())
      return "the call fails, but the evaluator does not: " +
             results.error().message;
    bool isOnlyOne = arguments.hasBadIndex &&
                     fuzzCase.parameters[*arguments.mistaken].numUses == 1;
    if (isOnlyOne && !isSameError(meaning, results.error()))
      return "the error is\n" + results.error().message +
             "\nbut should begin with\n" + meaning.error;
    return "";
  }
  if (meaning.mustFail)
    return "the call does not fail, but should with\n" + meaning.error;
  if (meaning.hasFailed())
    return "";
  Result<const Signature *> signature =
      road.executable->getSignature(fuzzCase.name);
  Equality equality =
      (*signature)->movesOnly ? Equality::Bits : Equality::BitsOrNaN;
  for (size_t i = 0; i < results->size(); ++i)
    if (std::string problem = compare((*results)[i], meaning.results[i],
                                      equality, "result " + std::to_string(i));
        !problem.empty())
      return problem;
  return "";
}

/// Whether `function` has an op called `name`.
static bool contains(mlir::func::FuncOp function, llvm::StringRef name) {
  return function
      .walk([&](mlir::Operation *op) {
        return op->getName().getStringRef() == name
                   ? mlir::WalkResult::interrupt()
                   : mlir::WalkResult::advance();
      })
      .wasInterrupted();
}

std::string BatchChecker::checkRoads(const Case &fuzzCase,
                                     const Arguments &arguments,
                                     const Meaning &meaning,
                                     std::string &flags) {
  auto function = module->lookupSymbol<mlir::func::FuncOp>(fuzzCase.name);
  if (contains(function, options.failOn))
    return "the graph has the op '" + options.failOn + "'";
  for (const Road &road : roads) {
    flags = road.flags;
    std::string problem = checkCall(fuzzCase, arguments, meaning, road);
    if (!problem.empty())
      return problem;
  }
  return "";
}

FailureStage BatchChecker::checkGraph(const std::vector<Tensor> &arguments) {
  const Case &graph = batch.front();
  if (!parse(graph.text))
    return FailureStage::None;
  auto function = module->lookupSymbol<mlir::func::FuncOp>(graph.name);
  if (contains(function, options.failOn))
    return FailureStage::Call;
  if (!compileRoads(graph.text))
    return FailureStage::Compilation;
  Meaning meaning = interpret(function, arguments);
  std::string flags;
  bool isWrong =
      meaning.isUnknown ||
      !checkRoads(graph, {arguments, {}, false}, meaning, flags).empty();
  return isWrong ? FailureStage::Call : FailureStage::None;
}

void BatchChecker::checkCase(size_t place) {
  const Case &fuzzCase = batch[place];
  auto function = module->lookupSymbol<mlir::func::FuncOp>(fuzzCase.name);
  for (Variant variant : allVariants) {
    report({Report::Begin, place, std::to_string(static_cast<int>(variant))});
    Arguments arguments = drawArguments(fuzzCase, variant);
    Meaning meaning = interpret(function, arguments.tensors);
    std::string problem, flags;
    if (meaning.isUnknown)
      problem = meaning.error;
    else if (meaning.hasFailed() && !arguments.mistaken)
      problem = "the evaluator fails without a mistake: " + meaning.error;
    if (problem.empty())
      problem = checkRoads(fuzzCase, arguments, meaning, flags);
    finishCall(place, variant, problem, flags, meaning.hasFailed());
  }
}

void BatchChecker::finishCall(size_t place, Variant variant,
                              const std::string &problem,
                              const std::string &flags, bool isError) {
  if (problem.empty())
    return report({Report::Call, place, isError ? "error" : "value"});
  std::string command =
      saveFailure(options, batch[place], variant, flags, problem);
  report({Report::Failure, place, problem + "\n" + command});
}

/// Derivatives are right, and the same bits on every road.
void BatchChecker::checkDerivativesOfCase(size_t place) {
  std::vector<Variant> variants = {Variant::Plain, Variant::Smooth};
  if (batch[place].trait)
    variants = {batch[place].variant};
  for (Variant variant : variants) {
    report({Report::Begin, place, std::to_string(static_cast<int>(variant))});
    std::string problem, flags;
    std::optional<DerivativeCheck> first;
    for (const Road &road : roads) {
      // The threads do not differ from those of values.
      if (!problem.empty() || road.threads == 2 || road.threads == 4)
        continue;
      flags = road.flags;
      DerivativeCheck check =
          checkDerivatives(batch[place], variant, *road.executable);
      problem = check.problem;
      if (!first)
        first = check;
      for (size_t i = 0; i < check.forward.size() && problem.empty(); ++i)
        problem = compare(check.forward[i], first->forward[i],
                          Equality::BitsOrNaN, "tangent " + std::to_string(i));
      for (size_t i = 0; i < check.reverse.size() && problem.empty(); ++i)
        problem =
            compare(check.reverse[i], first->reverse[i], Equality::BitsOrNaN,
                    "cotangent " + std::to_string(i));
    }
    finishCall(place, variant, problem, flags, false);
  }
}

void fuzz::checkBatch(const std::vector<Case> &batch,
                      const CheckOptions &options,
                      const std::function<void(const Report &)> &report) {
  BatchChecker(batch, options, report).run();
}

FailureStage fuzz::checkGraph(const Case &fuzzCase,
                              const std::vector<Tensor> &arguments,
                              const CheckOptions &options) {
  return BatchChecker({fuzzCase}, options, [](const Report &) {})
      .checkGraph(arguments);
}
