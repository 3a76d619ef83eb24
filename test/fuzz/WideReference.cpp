// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How many units in the last place a derivative may be from the one of f64, and
// why.

#include "WideReference.h"
#include "DerivativeNumbers.h"

#include "tslice/ExecutionEngine/Float.h"

#include <cmath>

using namespace tslice;
using namespace tslice::fuzz;

static std::string replaceAll(std::string text, const std::string &from,
                              const std::string &to) {
  for (size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

/// The type of the data, of which there is one only.
static ElementType getDataType(const Case &fuzzCase) {
  return fuzzCase.cells.front().type;
}

bool fuzz::hasWide(const Case &fuzzCase) {
  return fuzzCase.trait &&
         getWide(getDataType(fuzzCase)) != getDataType(fuzzCase);
}

Case fuzz::makeWide(const Case &fuzzCase) {
  ElementType type = getDataType(fuzzCase);
  Case wide = fuzzCase;
  wide.name = "wide_" + std::to_string(fuzzCase.number);
  wide.text = replaceAll(wide.text, " accumulate f32", "");
  wide.text = replaceAll(wide.text, getName(getComponentType(type)), "f64");
  wide.text =
      replaceAll(wide.text, "@" + fuzzCase.name + "(", "@" + wide.name + "(");
  for (Parameter &parameter : wide.parameters)
    parameter.value.type = getWide(parameter.value.type);
  for (Value &value : wide.results)
    value.type = getWide(value.type);
  return wide;
}

static std::vector<Tensor> mapAll(const std::vector<Tensor> &tensors,
                                  Tensor (*map)(const Tensor &)) {
  std::vector<Tensor> mapped;
  for (const Tensor &tensor : tensors)
    mapped.push_back(map(tensor));
  return mapped;
}

WideReference::WideReference(const Case &fuzzCase,
                             const std::vector<Tensor> &arguments,
                             const std::vector<Tensor> &tangents,
                             const std::vector<Tensor> &cotangents)
    : fuzzCase(fuzzCase), arguments(mapAll(arguments, widen)),
      tangents(mapAll(tangents, widen)), cotangents(mapAll(cotangents, widen)) {
}

/// How far rounding may take derivatives of products of complex numbers, forward
/// and in reverse, in units of roundoff u. Such a derivative is a sum of
/// products of as many numbers as the cell has factors, n. Powers of two times
/// powers of two are exact, but complex numbers of such parts soon have more
/// digits than fit. A complex product computed by four real ones has a relative
/// error of sqrt(5) u at most, as a whole, and a sum one of u. Each term takes
/// part in n of both, so that what it adds to the error is below
/// n (sqrt(5) + 1) u times its magnitude. As a product of magnitudes is the
/// magnitude of the product, the sum of those of all terms is the derivative at
/// the magnitudes of the arguments, along those of the directions. At ones,
/// along ones, the derivative is the number of terms, which is n.
bool WideReference::measureProducts(const std::string &name,
                                    std::vector<Tensor> (&slack)[2]) {
  std::vector<Tensor> original = arguments, counts;
  auto mapArguments = [&](Tensor (*map)(const Tensor &)) {
    for (size_t i = 0; i < arguments.size(); ++i)
      if (fuzzCase.parameters[i].kind == Parameter::Data)
        arguments[i] = map(original[i]);
  };
  auto weigh = [&](std::vector<Tensor> &tensors) {
    for (size_t i = 0; i < tensors.size(); ++i) {
      std::vector<Number> numbers = getNumbers(tensors[i]),
                          factors = getNumbers(counts[i]);
      for (size_t j = 0; j < numbers.size(); ++j)
        numbers[j] *= (std::sqrt(5.) + 1) * factors[j];
      setNumbers(tensors[i], numbers);
    }
  };
  mapArguments(getOnes);
  bool isDone =
      call("jvp_" + name, arguments, mapAll(tangents, getOnes), counts);
  mapArguments(getMagnitudes);
  std::vector<Tensor> weights = mapAll(cotangents, getMagnitudes);
  if (isDone)
    weigh(weights);
  isDone = isDone &&
           call("jvp_" + name, arguments, mapAll(tangents, getMagnitudes),
                slack[0]) &&
           call("vjp_" + name, arguments, weights, slack[1]);
  if (isDone)
    weigh(slack[0]);
  arguments = std::move(original);
  return isDone;
}

std::string WideReference::check(const std::vector<Tensor> &forward,
                                 const std::vector<Tensor> &reverse) {
  Case wide = makeWide(fuzzCase);
  std::vector<Tensor> results[2], slack[2];
  if (!call("jvp_" + wide.name, arguments, tangents, results[0]) ||
      !call("vjp_" + wide.name, arguments, cotangents, results[1]))
    return "";
  Combine combine = fuzzCase.cells.front().combine;
  bool isInexact = combine == Combine::Mul && isComplex(getDataType(fuzzCase));
  if (isInexact && !measureProducts(wide.name, slack))
    return "";
  // Only parts of what is tied are inexact, and sums of many may cancel.
  bool hasParts = combine == Combine::Min || combine == Combine::Max;
  double least = hasParts ? 4.0 : 1e-4;
  for (bool isReverse : {false, true})
    for (size_t i = 0; i < results[isReverse].size(); ++i) {
      const Tensor &tensor = (isReverse ? reverse : forward)[i];
      std::vector<Number> found = getNumbers(tensor),
                          expected = getNumbers(results[isReverse][i]), more;
      if (isInexact)
        more = getNumbers(slack[isReverse][i]);
      for (size_t j = 0; j < expected.size(); ++j)
        if (!isNear(tensor.getType(), found[j], expected[j], least,
                    isInexact ? more[j].real() : 0))
          return "element " + std::to_string(j) + " of result " +
                 std::to_string(i) + (isReverse ? " of @vjp" : " of @jvp") +
                 " is " + toText(found[j]) + ", and " + toText(expected[j]) +
                 " in f64";
    }
  return "";
}
