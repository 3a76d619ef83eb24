// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// --check-grad: both modes of derivation against each other and against finite
// differences, along one direction of all arguments; then, if the result is one
// number, the gradient element by element.

#include "Checks.h"
#include "Values.h"

#include "tslice/ExecutionEngine/Float.h"
#include "llvm/Support/FormatVariadic.h"
#include <algorithm>

using namespace tslice;

namespace {

/// More elements than this are sampled evenly: each costs two calls.
constexpr int64_t maxElements = 256;

/// The slopes of the function at one element.
struct Slopes {
  double backward;
  double central;
  double forward;
  /// What rounding may do to them.
  double noise;
};

/// A function, and the arguments around which its slopes are taken.
class Differences {
public:
  Differences(const Executable &function, const Signature &signature,
              const std::vector<Tensor> &arguments)
      : function(function), signature(signature), arguments(arguments) {}

  /// Returns the slopes along element `index` of argument `argument`.
  Result<Slopes> measure(size_t argument, int64_t index) const;

private:
  Result<double> evaluate(size_t argument, int64_t index, double value) const;

  const Executable &function;
  const Signature &signature;
  const std::vector<Tensor> &arguments;
};

} // namespace

static char *getElement(const Tensor &tensor, int64_t index) {
  return static_cast<char *>(tensor.getMutableData()) +
         index * getSize(tensor.getType());
}

static double load(const Tensor &tensor, int64_t index) {
  return loadFloat(tensor.getType(),
                   static_cast<const char *>(tensor.getData()) +
                       index * getSize(tensor.getType()));
}

Result<double> Differences::evaluate(size_t argument, int64_t index,
                                     double value) const {
  Result<std::vector<Tensor>> own = copyDonated(signature, arguments);
  if (!own)
    return own.error();
  Result<Tensor> moved = arguments[argument].clone();
  if (!moved)
    return moved.error();
  storeFloat(moved->getType(), getElement(*moved, index), value);
  (*own)[argument] = std::move(*moved);
  Result<std::vector<Tensor>> results =
      function.call(signature.name, std::move(*own));
  if (!results)
    return results.error();
  return load((*results)[0], 0);
}

Result<Slopes> Differences::measure(size_t argument, int64_t index) const {
  ElementType type = arguments[argument].getType();
  double epsilon = std::ldexp(1.0, 1 - getPrecision(type));
  double at = load(arguments[argument], index);
  // A third of the digits: rounding and curvature cost about the same.
  double step = std::cbrt(epsilon) * std::max(1.0, std::fabs(at));
  double high = roundToType(type, at + step);
  double low = roundToType(type, at - step);
  Result<double> middle = evaluate(argument, index, at);
  Result<double> above = evaluate(argument, index, high);
  Result<double> below = evaluate(argument, index, low);
  for (const Result<double> *value : {&middle, &above, &below})
    if (!*value)
      return value->error();
  ElementType resultType = signature.results[0].type;
  double rounding = std::ldexp(1.0, 1 - getPrecision(resultType)) *
                    (std::fabs(*above) + std::fabs(*below));
  return Slopes{(*middle - *below) / (at - low),
                (*above - *below) / (high - low),
                (*above - *middle) / (high - at), 16 * rounding / step};
}

/// Returns whether `gradient` is the slope: near the central one, or, at a
/// kink, between the two sides.
static bool isSlope(double gradient, const Slopes &slopes, double tolerance) {
  double slack = slopes.noise + tolerance * std::max(std::fabs(slopes.central),
                                                     std::fabs(gradient));
  double low = std::min(slopes.backward, slopes.forward);
  double high = std::max(slopes.backward, slopes.forward);
  return std::fabs(gradient - slopes.central) <= slack ||
         (gradient >= low - slack && gradient <= high + slack);
}

/// Compares the gradient with respect to one argument.
static Result<std::string> checkArgument(const Differences &differences,
                                         const Signature &signature,
                                         size_t argument,
                                         const Tensor &gradient) {
  ElementType type = gradient.getType();
  double tolerance =
      10 * std::pow(std::ldexp(1.0, 1 - getPrecision(type)), 1.0 / 3);
  int64_t count = gradient.getNumElements();
  int64_t checked = std::min(count, maxElements);
  double largest = 0;
  for (int64_t i = 0; i < checked; ++i) {
    int64_t index = i * count / checked;
    Result<Slopes> slopes = differences.measure(argument, index);
    if (!slopes)
      return slopes.error();
    double found = load(gradient, index);
    if (!isSlope(found, *slopes, tolerance))
      return Error(ErrorCode::Internal,
                   llvm::formatv("check of the gradient: {0}: element {1} is "
                                 "{2}, but finite differences give {3}",
                                 signature.describeArgument(argument), index,
                                 found, slopes->central)
                       .str());
    largest = std::max(largest, std::fabs(found - slopes->central));
  }
  return llvm::formatv("check of the gradient: {0}: equal to finite "
                       "differences at {1} of {2} elements, within {3:e1}\n",
                       signature.describeArgument(argument), checked, count,
                       largest)
      .str();
}

//===----------------------------------------------------------------------===//
// One direction
//===----------------------------------------------------------------------===//

static bool hasDerivative(ElementType type) {
  return isComplex(type) || (isFloat(type) && getSize(type) > 1);
}

/// Returns the arguments to check: those of --grad, else all that can be.
static std::vector<int64_t> chooseArguments(const CommandLine &line,
                                            const Signature &signature) {
  if (!line.grad.empty())
    return line.grad;
  std::vector<int64_t> chosen;
  for (size_t i = 0; i < signature.arguments.size(); ++i)
    if (hasDerivative(signature.arguments[i].spec.type))
      chosen.push_back(static_cast<int64_t>(i));
  return chosen;
}

/// The distance of 1 to the next number in the least exact type that takes part.
static double getEpsilon(const Signature &signature,
                         const std::vector<int64_t> &wrt) {
  double epsilon = 0;
  auto add = [&](ElementType type) {
    if (hasDerivative(type))
      epsilon = std::max(
          epsilon, std::ldexp(1.0, 1 - getPrecision(getComponentType(type))));
  };
  for (int64_t i : wrt)
    add(signature.arguments[i].spec.type);
  for (const TensorSpec &result : signature.results)
    add(result.type);
  return epsilon;
}

/// Judges the six numbers of a check, which `tslice-verify-adjoints` describes.
static Result<std::string> judge(const std::vector<double> &check,
                                 double epsilon) {
  double forward = check[0], reverse = check[1], scale = check[2],
         low = check[3], high = check[4], noise = check[5];
  auto fail = [](const std::string &text) {
    return Error(ErrorCode::Internal, "check of the derivatives: " + text);
  };
  if (!std::isfinite(forward) || !std::isfinite(reverse))
    return fail("they are not finite at these arguments, so that nothing can "
                "be said");
  // 1e-12 for f64.
  double tolerance = std::min(4500 * epsilon, 0.05);
  double difference = std::fabs(forward - reverse);
  if (!(difference <= tolerance * scale))
    return fail(llvm::formatv("forward mode gives {0}, reverse mode {1} along "
                              "the same directions",
                              forward, reverse)
                    .str());
  double slack = 10 * std::cbrt(epsilon) * scale + 16 * epsilon * noise;
  if (std::isfinite(low) && std::isfinite(high) &&
      !(forward >= low - slack && forward <= high + slack))
    return fail(llvm::formatv("they give {0} along a direction, but finite "
                              "differences {1} to {2}",
                              forward, low, high)
                    .str());
  return llvm::formatv("check of the derivatives: forward and reverse mode "
                       "differ by {0:e1} of {1:e1}, finite differences agree\n",
                       scale == 0 ? 0 : difference / scale, tolerance)
      .str();
}

static Result<std::string> checkDirection(const CommandLine &line,
                                          const Signature &signature,
                                          const std::vector<Tensor> &arguments,
                                          const std::vector<int64_t> &wrt) {
  Result<Executable> check =
      Executable::compileFile(line.file, line.makeOptions().adjointCheck(wrt));
  if (!check)
    return check.error();
  Result<std::vector<Tensor>> own = copyDonated(signature, arguments);
  if (!own)
    return own.error();
  Result<std::vector<Tensor>> results =
      check->call(signature.name, std::move(*own));
  if (!results)
    return results.error();
  std::vector<double> numbers;
  for (const Tensor &result : *results)
    numbers.push_back(load(result, 0));
  return judge(numbers, getEpsilon(signature, wrt));
}

//===----------------------------------------------------------------------===//
// Element by element
//===----------------------------------------------------------------------===//

static Result<std::string> checkElements(const CommandLine &line,
                                         const Executable &executable,
                                         const Signature &signature,
                                         const std::vector<Tensor> &arguments,
                                         const std::vector<int64_t> &wrt) {
  Result<Executable> gradient =
      Executable::compileFile(line.file, line.makeOptions().gradient(wrt));
  if (!gradient)
    return gradient.error();
  Result<std::vector<Tensor>> own = copyDonated(signature, arguments);
  if (!own)
    return own.error();
  Result<std::vector<Tensor>> gradients =
      gradient->call(signature.name, std::move(*own));
  if (!gradients)
    return gradients.error();

  Differences differences(executable, signature, arguments);
  std::string report;
  for (size_t i = 0; i < wrt.size(); ++i) {
    if (isComplex((*gradients)[i].getType()))
      continue;
    Result<std::string> checked =
        checkArgument(differences, signature, wrt[i], (*gradients)[i]);
    if (!checked)
      return checked;
    report += *checked;
  }
  return report;
}

Result<std::string>
tslice::checkGradient(const CommandLine &line, const Executable &executable,
                      const Signature &signature,
                      const std::vector<Tensor> &arguments) {
  std::vector<int64_t> wrt = chooseArguments(line, signature);
  bool hasResult = llvm::any_of(signature.results, [](const TensorSpec &spec) {
    return hasDerivative(spec.type);
  });
  if (wrt.empty() || !hasResult)
    return Error(ErrorCode::InvalidArgument,
                 "--check-grad needs a function with arguments and results of "
                 "floating-point or complex type");
  Result<std::string> report = checkDirection(line, signature, arguments, wrt);
  const TensorSpec &first = signature.results[0];
  if (!report || !isFloat(first.type) || isComplex(first.type) ||
      !hasDerivative(first.type) || !first.shape.empty())
    return report;
  Result<std::string> elements =
      checkElements(line, executable, signature, arguments, wrt);
  if (!elements)
    return elements;
  return *report + *elements;
}
