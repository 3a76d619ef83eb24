// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads and writes elements of every type that has derivatives.

#include "DerivativeNumbers.h"

#include "tslice/ExecutionEngine/Float.h"

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

bool fuzz::isNear(ElementType type, Number found, Number expected) {
  int digits = getPrecision(getComponentType(type));
  double unit = std::ldexp(1.0, std::ilogb(std::max(std::abs(expected), 1e-4)) -
                                    (digits - 1));
  return std::abs(found - expected) <= 2 * unit;
}

std::string fuzz::toText(Number number) {
  std::string text = std::to_string(number.real());
  if (number.imag() != 0)
    text += " + " + std::to_string(number.imag()) + "i";
  return text;
}
