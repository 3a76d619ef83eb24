// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// --check-against=evaluate.

#include "Checks.h"
#include "Values.h"

#include "tslice/ExecutionEngine/Print.h"

using namespace tslice;

/// Returns the element of `tensor` at `position`, as text.
static std::string printElement(const Tensor &tensor, const Shape &position) {
  int64_t offset = 0;
  for (size_t d = 0; d < position.size(); ++d)
    offset += position[d] * tensor.getStrides()[d];
  const char *data = static_cast<const char *>(tensor.getData()) +
                     offset * getSize(tensor.getType());
  Result<Tensor> element =
      Tensor::borrow(static_cast<const void *>(data), tensor.getType(), {});
  return element ? toString(*element) : "?";
}

static std::string printPosition(const Shape &position) {
  std::string text = "[";
  for (size_t d = 0; d < position.size(); ++d)
    text += (d ? ", " : "") + std::to_string(position[d]);
  return text + "]";
}

static Error makeDifference(const std::string &message) {
  return Error(ErrorCode::Internal, "check against the evaluator: " + message);
}

static Result<void> compare(const Signature &signature,
                            const std::vector<Tensor> &compiled,
                            const std::vector<Tensor> &evaluated) {
  // Moves keep the bits of a NaN; arithmetic may produce any.
  Equality equality =
      signature.movesOnly ? Equality::Bits : Equality::BitsOrNaN;
  for (size_t i = 0; i < compiled.size(); ++i) {
    std::string result = "result " + std::to_string(i) + " ";
    if (compiled[i].getShape() != evaluated[i].getShape())
      return makeDifference(result + "is " + compiled[i].getSpec().str() +
                            ", but the evaluator returns " +
                            evaluated[i].getSpec().str());
    std::optional<Shape> position =
        findDifference(compiled[i], evaluated[i], equality);
    if (position)
      return makeDifference(result + "at " + printPosition(*position) + " is " +
                            printElement(compiled[i], *position) +
                            ", but the evaluator returns " +
                            printElement(evaluated[i], *position));
  }
  return {};
}

Result<std::string>
tslice::checkAgainstEvaluator(const CommandLine &line, Options options,
                              const Signature &signature,
                              const std::vector<Tensor> &arguments,
                              const Result<std::vector<Tensor>> &results) {
  Result<Executable> evaluator =
      Executable::compileFile(line.file, options.evaluate(true));
  if (!evaluator)
    return evaluator.error();
  Result<std::vector<Tensor>> own = copyDonated(signature, arguments);
  if (!own)
    return own.error();
  Result<std::vector<Tensor>> expected =
      evaluator->call(signature.name, std::move(*own));
  if (!results && expected)
    return makeDifference("it succeeds, but compiled code fails: " +
                          results.error().message);
  // Optimisation may remove an access that fails and is not needed.
  if (!expected && results)
    return "check against the evaluator: only the evaluator fails: " +
           expected.error().message + "\n";
  if (expected)
    if (Result<void> equal = compare(signature, *results, *expected); !equal)
      return equal.error();
  return std::string("check against the evaluator: equal\n");
}
