// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads and writes elements of every type that has derivatives.

#include "DerivativeNumbers.h"

#include "tslice/ExecutionEngine/Float.h"

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/FormatVariadic.h"

#include <cmath>

using namespace tslice;
using namespace tslice::fuzz;

std::vector<Number> fuzz::getNumbers(const Tensor &tensor) {
  ElementType part = getComponentType(tensor.getType());
  const char *from = static_cast<const char *>(tensor.getData());
  std::vector<Number> numbers;
  for (int64_t i = 0; i < tensor.getNumElements(); ++i) {
    double real = loadFloat(part, from), imaginary = 0;
    if (isComplex(tensor.getType()))
      imaginary = loadFloat(part, from + getSize(part));
    numbers.emplace_back(real, imaginary);
    from += getSize(tensor.getType());
  }
  return numbers;
}

void fuzz::setNumbers(Tensor &tensor, const std::vector<Number> &numbers) {
  ElementType part = getComponentType(tensor.getType());
  char *to = static_cast<char *>(tensor.getMutableData());
  for (Number number : numbers) {
    storeFloat(part, to, number.real());
    if (isComplex(tensor.getType()))
      storeFloat(part, to + getSize(part), number.imag());
    to += getSize(tensor.getType());
  }
}

ElementType fuzz::getWide(ElementType type) {
  if (isComplex(type))
    return ElementType::C128;
  return isFloat(type) ? ElementType::F64 : type;
}

Tensor fuzz::widen(const Tensor &tensor) {
  ElementType wide = getWide(tensor.getType());
  if (wide == tensor.getType())
    return tensor;
  Tensor result = *Tensor::allocate(wide, tensor.getShape());
  setNumbers(result, getNumbers(tensor));
  return result;
}

Tensor fuzz::move(const Tensor &tensor, const Tensor &direction, double step) {
  Tensor moved = *tensor.clone();
  std::vector<Number> numbers = getNumbers(tensor),
                      along = getNumbers(direction);
  for (size_t i = 0; i < numbers.size(); ++i)
    numbers[i] += step * along[i];
  setNumbers(moved, numbers);
  return moved;
}

std::pair<Number, double> fuzz::multiply(const std::vector<Tensor> &a,
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

static Tensor mapNumbers(const Tensor &tensor,
                         llvm::function_ref<Number(Number)> map) {
  Tensor mapped = *tensor.clone();
  std::vector<Number> numbers = getNumbers(tensor);
  for (Number &number : numbers)
    number = map(number);
  setNumbers(mapped, numbers);
  return mapped;
}

Tensor fuzz::getMagnitudes(const Tensor &tensor) {
  return mapNumbers(tensor, [](Number number) { return std::abs(number); });
}

Tensor fuzz::getOnes(const Tensor &tensor) {
  return mapNumbers(tensor, [](Number) { return 1; });
}

bool fuzz::isNear(ElementType type, Number found, Number expected, double least,
                  double slack) {
  int digits = getPrecision(getComponentType(type));
  double unit = std::ldexp(
      1.0, std::ilogb(std::max(std::abs(expected), least)) - (digits - 1));
  return std::abs(found - expected) <=
         2 * unit + slack * std::ldexp(1., -digits);
}

std::string fuzz::toText(Number number) {
  std::string text = llvm::formatv("{0:e8}", number.real()).str();
  if (number.imag() != 0)
    text += " + " + llvm::formatv("{0:e8}", number.imag()).str() + "i";
  return text;
}
