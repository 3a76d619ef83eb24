// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// With J the derivative of a function, v a direction of its arguments and w one
// of its results, w * (J v) = (w J) * v. The left side is forward mode, the
// right side reverse mode; both sums are computed here, in f64. vjp never
// conjugates, so that this holds for complex numbers as it stands.

#include "Derivatives.h"
#include "DerivativeNumbers.h"
#include "Features.h"
#include "WideReference.h"

#include "tslice/ExecutionEngine/Float.h"

#include "llvm/ADT/StringRef.h"

using namespace tslice;
using namespace tslice::fuzz;

namespace {
/// One derivative as a function of the text.
struct DerivativeText {
  std::string op, prefix;
  std::vector<std::string> directions, results;
};
} // namespace

static std::string join(const std::vector<std::string> &list) {
  std::string text;
  for (const std::string &item : list)
    text += (text.empty() ? "" : ", ") + item;
  return text;
}

static std::string getTypeText(const Parameter &parameter) {
  return parameter.kind == Parameter::Scalar
             ? std::string(getName(parameter.value.type))
             : parameter.value.getTypeText();
}

static std::string format(const Case &fuzzCase,
                          const DerivativeText &derivative) {
  std::vector<std::string> declared, names, types, wrt, directions, results;
  for (const Parameter &parameter : fuzzCase.parameters) {
    if (parameter.kind == Parameter::Data)
      wrt.push_back(std::to_string(names.size()));
    names.push_back(parameter.value.name);
    types.push_back(getTypeText(parameter));
    declared.push_back(names.back() + ": " + types.back());
  }
  for (const std::string &type : derivative.directions) {
    directions.push_back("%d" + std::to_string(directions.size()));
    declared.push_back(directions.back() + ": " + type);
  }
  for (size_t i = 0; i < derivative.results.size(); ++i)
    results.push_back("%r#" + std::to_string(i));
  return "func.func @" + derivative.prefix + fuzzCase.name + "(" +
         join(declared) + ") -> (" + join(derivative.results) +
         ") {\n  %r:" + std::to_string(results.size()) + " = tslice." +
         derivative.op + " @" + fuzzCase.name + "(" + join(names) + ")(" +
         join(directions) + ") wrt [" + join(wrt) + "] : (" + join(types) +
         ")(" + join(derivative.directions) + ") -> (" +
         join(derivative.results) + ")\n  return " + join(results) + " : " +
         join(derivative.results) + "\n}\n";
}

static std::string formatBoth(const Case &fuzzCase) {
  std::vector<std::string> arguments, results;
  for (const Parameter &parameter : fuzzCase.parameters)
    if (parameter.kind == Parameter::Data)
      arguments.push_back(parameter.value.getTypeText());
  for (const Value &value : fuzzCase.results)
    results.push_back(value.getTypeText());
  return format(fuzzCase, {"vjp", "vjp_", results, arguments}) +
         format(fuzzCase, {"jvp", "jvp_", arguments, results});
}

std::string fuzz::makeDerivatives(const Case &fuzzCase) {
  std::string text = formatBoth(fuzzCase);
  if (!hasWide(fuzzCase))
    return text;
  Case wide = makeWide(fuzzCase);
  return text + wide.text + formatBoth(wide);
}

//===----------------------------------------------------------------------===//
// Checks
//===----------------------------------------------------------------------===//

namespace {

class DerivativeChecker {
public:
  DerivativeChecker(const Case &fuzzCase, Variant variant,
                    const Executable &executable)
      : fuzzCase(fuzzCase), executable(executable),
        random(Random::forCase(fuzzCase.seed, ~fuzzCase.number)),
        variant(variant), arguments(drawArguments(fuzzCase, variant).tensors),
        hasFirst(llvm::StringRef(fuzzCase.text).contains(" ties first")) {}

  std::string run();

  /// The products with the directions.
  std::vector<Tensor> forward, reverse;

private:
  bool call(const std::string &entry, const std::vector<Tensor> &directions,
            std::vector<Tensor> &results);
  void drawDirections(const std::vector<Shape> &resultShapes);
  std::string checkFailures();
  std::string checkProducts();
  std::string checkDifferences();
  bool callMoved(double step, std::vector<Tensor> &results);
  std::string checkTies();
  bool addSlopes(size_t parameter, int64_t element, double tangent);

  const Case &fuzzCase;
  const Executable &executable;
  Random random;
  Variant variant;
  std::vector<Tensor> arguments;
  /// Directions of the arguments and of the results.
  std::vector<Tensor> tangents, cotangents;
  /// Of each element of the results: how many elements of the arguments it
  /// depends on, and the sum of their tangents.
  std::vector<std::pair<double, double>> slopes;
  bool hasFirst;
  std::string problem;
};

} // namespace

bool DerivativeChecker::call(const std::string &entry,
                             const std::vector<Tensor> &directions,
                             std::vector<Tensor> &results) {
  std::vector<Tensor> all = arguments;
  all.insert(all.end(), directions.begin(), directions.end());
  Result<std::vector<Tensor>> called = executable.call(entry, std::move(all));
  if (!called) {
    problem = "@" + entry + " fails: " + called.error().message;
    return false;
  }
  results = std::move(*called);
  return true;
}

std::string DerivativeChecker::checkProducts() {
  auto [left, leftMagnitude] = multiply(cotangents, forward);
  auto [right, rightMagnitude] = multiply(reverse, tangents);
  double error = std::abs(left - right);
  double scale = leftMagnitude + rightMagnitude;
  // Written so that NaN fails.
  if (error <= 1e-12 * scale + 1e-290)
    return "";
  return "forward mode gives " + toText(left) + ", reverse mode " +
         toText(right) + ", off by " + std::to_string(error / scale) +
         " relatively";
}

bool DerivativeChecker::callMoved(double step, std::vector<Tensor> &results) {
  std::vector<Tensor> original = arguments;
  size_t next = 0;
  for (size_t i = 0; i < arguments.size(); ++i)
    if (fuzzCase.parameters[i].kind == Parameter::Data)
      arguments[i] = move(arguments[i], tangents[next++], step);
  bool isDone = call(fuzzCase.name, {}, results);
  arguments = std::move(original);
  return isDone;
}

std::string DerivativeChecker::checkDifferences() {
  constexpr double step = 1e-6;
  std::vector<Tensor> above, below;
  if (!callMoved(step, above) || !callMoved(-step, below))
    return problem;
  for (size_t i = 0; i < forward.size(); ++i) {
    std::vector<Number> high = getNumbers(above[i]), low = getNumbers(below[i]),
                        expected = getNumbers(forward[i]);
    for (size_t j = 0; j < expected.size(); ++j) {
      Number difference = (high[j] - low[j]) / (2 * step);
      double scale = 1 + std::abs(high[j]) + std::abs(expected[j]);
      if (!(std::abs(difference - expected[j]) <= 1e-4 * scale))
        return "element " + std::to_string(j) + " of result " +
               std::to_string(i) + " of @jvp is " + toText(expected[j]) +
               ", finite differences give " + toText(difference);
    }
  }
  return "";
}

/// Adds to `slopes` those along one element, on the side where each of what is
/// tied alone moves the result.
bool DerivativeChecker::addSlopes(size_t parameter, int64_t element,
                                  double tangent) {
  double step = fuzzCase.cells.front().combine == Combine::Min ? -0.25 : 0.25;
  Tensor original = arguments[parameter];
  std::vector<Number> numbers = getNumbers(original);
  std::vector<Tensor> before, after;
  if (!call(fuzzCase.name, {}, before))
    return false;
  numbers[element] += step;
  arguments[parameter] = *original.clone();
  setNumbers(arguments[parameter], numbers);
  bool isDone = call(fuzzCase.name, {}, after);
  arguments[parameter] = original;
  if (!isDone)
    return false;
  size_t place = 0;
  for (size_t i = 0; i < before.size(); ++i) {
    std::vector<Number> low = getNumbers(before[i]),
                        high = getNumbers(after[i]);
    slopes.resize(std::max(slopes.size(), place + low.size()));
    for (size_t j = 0; j < low.size(); ++j, ++place) {
      double slope = ((high[j] - low[j]) / step).real();
      if (slopes[place].first != 0 && hasFirst)
        continue;
      slopes[place].first += slope;
      slopes[place].second += slope * tangent;
    }
  }
  return true;
}

/// What is tied shares the derivative evenly, or the first has all: what the
/// destination had comes before the updates, which come in order.
std::string DerivativeChecker::checkTies() {
  for (bool isDest : {true, false}) {
    size_t next = 0;
    for (size_t i = 0; i < arguments.size(); ++i) {
      const Parameter &parameter = fuzzCase.parameters[i];
      if (parameter.kind != Parameter::Data)
        continue;
      std::vector<Number> along = getNumbers(tangents[next++]);
      for (size_t j = 0;
           isDest == (parameter.value.name == getDestName(fuzzCase)) &&
           j < along.size();
           ++j)
        if (!addSlopes(i, static_cast<int64_t>(j), along[j].real()))
          return problem;
    }
  }
  size_t place = 0;
  for (size_t i = 0; i < forward.size(); ++i) {
    std::vector<Number> found = getNumbers(forward[i]);
    for (size_t j = 0; j < found.size(); ++j, ++place) {
      auto [count, sum] =
          place < slopes.size() ? slopes[place] : std::pair(0., 0.);
      double expected = count == 0 ? 0 : sum / count;
      if (std::abs(found[j] - expected) > 1e-12)
        return "element " + std::to_string(j) + " of result " +
               std::to_string(i) + " of @jvp is " + toText(found[j]) +
               ", but what is tied has " + std::to_string(expected);
    }
  }
  return "";
}

void DerivativeChecker::drawDirections(const std::vector<Shape> &resultShapes) {
  auto draw = [&](ElementType type, const Shape &shape) {
    bool isExact = fuzzCase.trait && getWide(type) != type;
    return drawData(random, type, shape,
                    isExact ? Variant::Exact : Variant::Smooth);
  };
  for (size_t i = 0; i < arguments.size(); ++i)
    if (fuzzCase.parameters[i].kind == Parameter::Data)
      tangents.push_back(draw(arguments[i].getType(), arguments[i].getShape()));
  for (size_t i = 0; i < resultShapes.size(); ++i)
    cotangents.push_back(draw(fuzzCase.results[i].type, resultShapes[i]));
}

/// Where the function fails, its derivatives must.
std::string DerivativeChecker::checkFailures() {
  std::vector<Shape> shapes;
  for (const Value &value : fuzzCase.results)
    shapes.push_back(value.shape);
  drawDirections(shapes);
  for (const std::string &entry :
       {"jvp_" + fuzzCase.name, "vjp_" + fuzzCase.name}) {
    std::vector<Tensor> results;
    bool isForward = entry[0] == 'j';
    if (call(entry, isForward ? tangents : cotangents, results))
      return "@" + entry + " does not fail, but the function does";
  }
  return "";
}

std::string DerivativeChecker::run() {
  std::vector<Tensor> values;
  if (!call(fuzzCase.name, {}, values))
    return variant == Variant::Mistake ? checkFailures() : problem;
  std::vector<Shape> shapes;
  for (const Tensor &value : values)
    shapes.push_back(value.getShape());
  drawDirections(shapes);
  if (!call("jvp_" + fuzzCase.name, tangents, forward) ||
      !call("vjp_" + fuzzCase.name, cotangents, reverse))
    return problem;
  for (size_t i = 0; i < values.size(); ++i)
    if (forward[i].getShape() != values[i].getShape())
      return "tangent " + std::to_string(i) + " has another shape";
  if (hasWide(fuzzCase)) {
    WideReference reference(fuzzCase, arguments, tangents, cotangents);
    reference.call = [&](const std::string &entry,
                         std::vector<Tensor> wideArguments,
                         const std::vector<Tensor> &directions,
                         std::vector<Tensor> &results) {
      std::swap(arguments, wideArguments);
      bool isDone = call(entry, directions, results);
      std::swap(arguments, wideArguments);
      return isDone;
    };
    std::string wrong = reference.check(forward, reverse);
    return problem.empty() ? wrong : problem;
  }
  if (std::string wrong = checkProducts(); !wrong.empty())
    return wrong;
  if (variant == Variant::Tied)
    return checkTies();
  bool isSmooth = variant == Variant::Smooth || variant == Variant::Zeros;
  return isSmooth ? checkDifferences() : "";
}

DerivativeCheck fuzz::checkDerivatives(const Case &fuzzCase, Variant variant,
                                       const Executable &executable) {
  DerivativeChecker checker(fuzzCase, variant, executable);
  DerivativeCheck check;
  check.problem = checker.run();
  check.forward = std::move(checker.forward);
  check.reverse = std::move(checker.reverse);
  return check;
}
