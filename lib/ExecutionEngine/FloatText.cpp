// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Implements the digits on top of std::to_chars, which gives the shortest
// digits of f64 and f32, and correctly rounded digits at any length.

#include "FloatText.h"
#include "tslice/ExecutionEngine/Float.h"

#include <charconv>

using namespace tslice;

/// Room for every f64 at the largest precision of PrintOptions: 309 digits, a
/// point, 1000 digits.
static constexpr size_t bufferSize = 1400;

/// Takes the digits out of `text`, which is in scientific notation.
static Decimal parseScientific(std::string_view text) {
  Decimal decimal;
  size_t e = text.find('e');
  for (char c : text.substr(0, e))
    if (c != '.')
      decimal.digits += c;
  while (decimal.digits.size() > 1 && decimal.digits.back() == '0')
    decimal.digits.pop_back();
  // from_chars takes no plus sign.
  size_t digits = e + (text[e + 1] == '+' ? 2 : 1);
  std::from_chars(text.data() + digits, text.data() + text.size(),
                  decimal.exponent);
  return decimal;
}

/// Returns `value` rounded to `count` digits after the first one.
static Decimal roundToDigits(double value, int count) {
  char text[bufferSize];
  auto end = std::to_chars(text, text + bufferSize, value,
                           std::chars_format::scientific, count);
  return parseScientific({text, static_cast<size_t>(end.ptr - text)});
}

/// Returns the value of `decimal` in f64.
static double evaluate(const Decimal &decimal) {
  std::string text =
      decimal.digits + "e" +
      std::to_string(decimal.exponent -
                     static_cast<int>(decimal.digits.size()) + 1);
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// Adds one to the last of `length` digits.
static Decimal increment(Decimal decimal, size_t length) {
  decimal.digits.resize(length, '0');
  size_t at = length;
  while (at > 0 && decimal.digits[at - 1] == '9')
    decimal.digits[--at] = '0';
  if (at > 0) {
    ++decimal.digits[at - 1];
    return decimal;
  }
  return {"1", decimal.exponent + 1};
}

/// Returns the fewest digits that identify `value`, which is positive, among
/// the values of `type`, and of those the ones nearest to it.
static Decimal getShortest(ElementType type, double value) {
  char text[64];
  if (type == ElementType::F64 || type == ElementType::F32) {
    auto end = type == ElementType::F64
                   ? std::to_chars(text, text + sizeof(text), value,
                                   std::chars_format::scientific)
                   : std::to_chars(text, text + sizeof(text),
                                   static_cast<float>(value),
                                   std::chars_format::scientific);
    return parseScientific({text, static_cast<size_t>(end.ptr - text)});
  }
  // 17 digits identify every f64, so the loop ends long before. Above a power
  // of two the values lie further apart than below it, so that the nearest
  // digits may miss where the next ones up do not.
  for (int count = 0; count < 17; ++count) {
    Decimal nearest = roundToDigits(value, count);
    for (const Decimal &candidate :
         {nearest, increment(nearest, static_cast<size_t>(count) + 1)})
      if (roundToType(type, evaluate(candidate)) == value)
        return candidate;
  }
  return roundToDigits(value, 17);
}

/// Returns `value` rounded to `places` digits after the point.
static Decimal roundToPlaces(double value, int places) {
  char text[bufferSize];
  auto end = std::to_chars(text, text + bufferSize, value,
                           std::chars_format::fixed, places);
  // The same digits in scientific notation; all of them are significant enough
  // to survive, because there are at most 1400.
  std::string digits;
  int exponent = -1;
  bool isBeforePoint = true;
  for (const char *at = text; at != end.ptr; ++at) {
    if (*at == '.') {
      isBeforePoint = false;
      continue;
    }
    exponent += isBeforePoint;
    digits += *at;
  }
  size_t zeros = digits.find_first_not_of('0');
  if (zeros == std::string::npos)
    return {"0", 0};
  digits.erase(0, zeros);
  digits.erase(digits.find_last_not_of('0') + 1);
  return {digits, exponent - static_cast<int>(zeros)};
}

/// Returns the digits to be printed: the shortest, unless they go beyond
/// `places` after the point, or after the first digit if `isScientific`.
static Decimal getDecimal(ElementType type, double value, int places,
                          bool isScientific) {
  if (value == 0)
    return {"0", 0};
  Decimal shortest = getShortest(type, value);
  int length = static_cast<int>(shortest.digits.size()) - 1;
  int fraction = isScientific ? length : length - shortest.exponent;
  if (places == allDigits || fraction <= places)
    return shortest;
  if (isScientific)
    return roundToDigits(value, places);
  return roundToPlaces(value, places);
}

static std::string getSign(double value, bool plus) {
  return std::signbit(value) ? "-" : plus ? "+" : "";
}

NumberText tslice::formatPositional(ElementType type, double value,
                                    int precision, bool plus, bool exactWhole) {
  Decimal decimal = getDecimal(type, std::fabs(value), precision,
                               /*isScientific=*/false);
  if (exactWhole && value != 0 &&
      static_cast<int>(decimal.digits.size()) - 1 < decimal.exponent)
    decimal = roundToPlaces(std::fabs(value), 0);
  NumberText text;
  text.whole = getSign(value, plus);
  if (decimal.exponent < 0) {
    text.whole += '0';
    if (decimal.digits != "0")
      text.fraction =
          std::string(static_cast<size_t>(-decimal.exponent - 1), '0') +
          decimal.digits;
    return text;
  }
  size_t count = static_cast<size_t>(decimal.exponent) + 1;
  if (decimal.digits.size() > count)
    text.fraction = decimal.digits.substr(count);
  decimal.digits.resize(count, '0');
  text.whole += decimal.digits;
  return text;
}

NumberText tslice::formatScientific(ElementType type, double value,
                                    int precision, bool plus, int minDigits) {
  Decimal decimal = getDecimal(type, std::fabs(value), precision,
                               /*isScientific=*/true);
  if (value != 0 && static_cast<int>(decimal.digits.size()) - 1 < minDigits)
    decimal = roundToDigits(std::fabs(value), minDigits);
  NumberText text;
  text.whole = getSign(value, plus) + decimal.digits[0];
  text.fraction = decimal.digits.substr(1);
  std::string exponent = std::to_string(std::abs(decimal.exponent));
  text.exponent = decimal.exponent < 0 ? "-" : "+";
  text.exponent += exponent.size() < 2 ? "0" + exponent : exponent;
  return text;
}
