// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Turns floating-point values into decimal digits: the fewest that identify a
// value among those of its type, as NumPy's Dragon4 does. Separate from the
// layout of arrays in Print.cpp.

#ifndef TSLICE_LIB_EXECUTIONENGINE_FLOATTEXT_H
#define TSLICE_LIB_EXECUTIONENGINE_FLOATTEXT_H

#include "tslice/ExecutionEngine/ElementType.h"

#include <string>

namespace tslice {

/// The decimal digits of a finite number without its sign: the value is
/// d.ddd * 10^exponent. There is at least one digit, and no zero at the end but
/// in `0`.
struct Decimal {
  std::string digits;
  int exponent = 0;
};

/// A number cut at its point. `whole` has the sign; `fraction` has no zeros at
/// the end; `exponent` is empty or as `+05`.
struct NumberText {
  std::string whole;
  std::string fraction;
  std::string exponent;
};

/// Passed as precision, keeps all digits that identify the value.
inline constexpr int allDigits = -1;

/// Writes the finite `value`, which is one of `type`, without an exponent.
/// Digits after the point beyond `precision` are rounded away, from the exact
/// value. With `plus`, numbers without a minus sign get a plus sign. Where
/// fewer digits than those before the point identify the value, zeros follow,
/// or with `exactWhole` the exact digits: NumPy does the former in scalars and
/// the latter in arrays, as `24910.0` and `[24912.]` for an f16.
NumberText formatPositional(ElementType type, double value, int precision,
                            bool plus, bool exactWhole = false);

/// Writes the finite `value`, which is one of `type`, with one digit before the
/// point and an exponent of at least two digits. Where fewer than `minDigits`
/// digits after the point identify the value, those that follow are the exact
/// ones, not zeros, as in NumPy: they differ for f32 and shorter types.
NumberText formatScientific(ElementType type, double value, int precision,
                            bool plus, int minDigits = 0);

} // namespace tslice

#endif // TSLICE_LIB_EXECUTIONENGINE_FLOATTEXT_H
