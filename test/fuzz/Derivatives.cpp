// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// With J the derivative of a function, v a direction of its arguments and w one
// of its results, w * (J v) = (w J) * v. The left side is forward mode, the
// right side reverse mode; both sums are computed here, in f64. vjp never
// conjugates, so that this holds for complex numbers as it stands.

#include "Derivatives.h"

#include <complex>

using namespace tslice;
using namespace tslice::fuzz;

using Number = std::complex<double>;

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
  return parameter.kind == Parameter::Scalar ? "index"
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
  return "func.func @" + derivative.prefix + std::to_string(fuzzCase.number) +
         "(" + join(declared) + ") -> (" + join(derivative.results) +
         ") {\n  %r:" + std::to_string(results.size()) + " = tslice." +
         derivative.op + " @" + fuzzCase.name + "(" + join(names) + ")(" +
         join(directions) + ") wrt [" + join(wrt) + "] : (" + join(types) +
         ")(" + join(derivative.directions) + ") -> (" +
         join(derivative.results) + ")\n  return " + join(results) + " : " +
         join(derivative.results) + "\n}\n";
}

std::string fuzz::makeDerivatives(const Case &fuzzCase) {
  std::vector<std::string> arguments, results;
  for (const Parameter &parameter : fuzzCase.parameters)
    if (parameter.kind == Parameter::Data)
      arguments.push_back(parameter.value.getTypeText());
  for (const Value &value : fuzzCase.results)
    results.push_back(value.getTypeText());
  return format(fuzzCase, {"vjp", "vjp_", results, arguments}) +
         format(fuzzCase, {"jvp", "jvp_", arguments, results});
}

//===----------------------------------------------------------------------===//
// Numbers
//===----------------------------------------------------------------------===//

/// The elements of a tensor of f64 or complex<f64>.
static std::vector<Number> getNumbers(const Tensor &tensor) {
  std::vector<Number> numbers;
  for (int64_t i = 0; i < tensor.getNumElements(); ++i) {
    if (const double *real = tensor.getDataAs<double>())
      numbers.push_back(real[i]);
    else
      numbers.push_back(tensor.getDataAs<Number>()[i]);
  }
  return numbers;
}

/// The sum of the products of the elements, and of their magnitudes.
static std::pair<Number, double> multiply(const std::vector<Tensor> &a,
                                          const std::vector<Tensor> &b) {
  Number sum = 0;
  double magnitude = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    std::vector<Number> x = getNumbers(a[i]), y = getNumbers(b[i]);
    for (size_t j = 0; j < x.size() && j < y.size(); ++j) {
      sum += x[j] * y[j];
      magnitude += std::abs(x[j] * y[j]);
    }
  }
  return {sum, magnitude};
}

/// `tensor` moved by `step` times `direction`.
static Tensor move(const Tensor &tensor, const Tensor &direction, double step) {
  Tensor moved = *tensor.clone();
  std::vector<Number> from = getNumbers(tensor), along = getNumbers(direction);
  for (size_t i = 0; i < from.size(); ++i) {
    Number to = from[i] + step * along[i];
    if (double *real = moved.getMutableDataAs<double>())
      real[i] = to.real();
    else
      moved.getMutableDataAs<Number>()[i] = to;
  }
  return moved;
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
        variant(variant), arguments(drawArguments(fuzzCase, variant).tensors) {}

  std::string run();

  /// The products with the directions.
  std::vector<Tensor> forward, reverse;

private:
  bool call(const std::string &entry, std::vector<Tensor> directions,
            std::vector<Tensor> &results);
  std::string checkProducts();
  std::string checkDifferences();
  bool callMoved(double step, std::vector<Tensor> &results);

  const Case &fuzzCase;
  const Executable &executable;
  Random random;
  Variant variant;
  std::vector<Tensor> arguments;
  /// Directions of the arguments and of the results.
  std::vector<Tensor> tangents, cotangents;
  std::string problem;
};

} // namespace

bool DerivativeChecker::call(const std::string &entry,
                             std::vector<Tensor> directions,
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
  return "forward mode gives " + std::to_string(left.real()) + " + " +
         std::to_string(left.imag()) + "i, reverse mode " +
         std::to_string(right.real()) + " + " + std::to_string(right.imag()) +
         "i, off by " + std::to_string(error / scale) + " relatively";
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
               std::to_string(i) + " of @jvp is " +
               std::to_string(expected[j].real()) + " + " +
               std::to_string(expected[j].imag()) +
               "i, finite differences give " +
               std::to_string(difference.real()) + " + " +
               std::to_string(difference.imag()) + "i";
    }
  }
  return "";
}

std::string DerivativeChecker::run() {
  std::string number = std::to_string(fuzzCase.number);
  std::vector<Tensor> values;
  if (!call(fuzzCase.name, {}, values))
    return problem;
  for (size_t i = 0; i < arguments.size(); ++i)
    if (fuzzCase.parameters[i].kind == Parameter::Data)
      tangents.push_back(drawData(random, arguments[i].getType(),
                                  arguments[i].getShape(), Variant::Smooth));
  for (const Tensor &value : values)
    cotangents.push_back(
        drawData(random, value.getType(), value.getShape(), Variant::Smooth));
  if (!call("jvp_" + number, tangents, forward) ||
      !call("vjp_" + number, cotangents, reverse))
    return problem;
  for (size_t i = 0; i < values.size(); ++i)
    if (forward[i].getShape() != values[i].getShape())
      return "tangent " + std::to_string(i) + " has another shape";
  if (std::string wrong = checkProducts(); !wrong.empty())
    return wrong;
  return variant == Variant::Smooth ? checkDifferences() : "";
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
