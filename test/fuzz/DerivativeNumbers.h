// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Arithmetic on the tensors of derivatives, in f64.

#ifndef TSLICE_TEST_FUZZ_DERIVATIVENUMBERS_H
#define TSLICE_TEST_FUZZ_DERIVATIVENUMBERS_H

#include "tslice/ExecutionEngine/Tensor.h"

#include <complex>

namespace tslice::fuzz {

using Number = std::complex<double>;

/// The elements of a tensor of floats or complex numbers.
std::vector<Number> getNumbers(const Tensor &tensor);

/// Writes them back, rounded to the tensor's type.
void setNumbers(Tensor &tensor, const std::vector<Number> &numbers);

/// f64 for floats, complex<f64> for complex numbers, else `type`.
ElementType getWide(ElementType type);

/// `tensor` with elements of the wide type.
Tensor widen(const Tensor &tensor);

/// `tensor` moved by `step` times `direction`.
Tensor move(const Tensor &tensor, const Tensor &direction, double step);

/// The sum of the products of the elements, and of their magnitudes.
std::pair<Number, double> multiply(const std::vector<Tensor> &a,
                                   const std::vector<Tensor> &b);

/// `tensor` with each number replaced by its magnitude.
Tensor getMagnitudes(const Tensor &tensor);

/// `tensor` with ones for numbers.
Tensor getOnes(const Tensor &tensor);

/// Whether `found`, of `type`, is at most two units in the last place from
/// `expected`, those of numbers of the magnitude `least` if that is less, and
/// `slack` units of roundoff (half of such a unit at 1) besides.
bool isNear(ElementType type, Number found, Number expected, double least,
            double slack);

std::string toText(Number number);

} // namespace tslice::fuzz

#endif // TSLICE_TEST_FUZZ_DERIVATIVENUMBERS_H
