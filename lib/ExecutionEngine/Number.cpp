// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Implements the reading of single numbers: integers with range checks, floats
// rounded exactly once, complex numbers and truth values.

#include "Number.h"
#include "tslice/ExecutionEngine/Float.h"

#include <cfenv>
#include <clocale>
#include <cstdlib>

using namespace tslice;

static bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// Returns the value of a hexadecimal digit, or -1.
static int getHexDigit(char c) {
  if (isDigit(c))
    return c - '0';
  c |= 0x20;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/// Returns whether a number may end before `c`.
static bool isSeparator(char c) {
  return c == '\0' || c == ' ' || (c >= '\t' && c <= '\r') || c == ',' ||
         c == ']' || c == ')';
}

//===----------------------------------------------------------------------===//
// Integers
//===----------------------------------------------------------------------===//

bool tslice::parseInteger(Cursor &cursor, const std::string &wanted,
                          uint64_t &magnitude, bool &negative, bool &isHex) {
  size_t begin = cursor.position();
  auto reject = [&] {
    return cursor.fail(begin, "expected " + wanted + ", but got " +
                                  cursor.quote(begin));
  };
  negative = cursor.peek() == '-';
  if (negative || cursor.peek() == '+')
    cursor.skip(1);
  std::string_view rest = cursor.rest();
  isHex = rest.size() > 2 && rest[0] == '0' && (rest[1] | 0x20) == 'x';
  if (isHex)
    cursor.skip(2);
  uint64_t base = isHex ? 16 : 10;
  magnitude = 0;
  bool overflow = false, any = false;
  for (; !cursor.atEnd(); cursor.skip(1), any = true) {
    int digit = getHexDigit(cursor.peek());
    if (digit < 0 || digit >= static_cast<int>(base))
      break;
    overflow |= __builtin_mul_overflow(magnitude, base, &magnitude);
    overflow |= __builtin_add_overflow(magnitude, digit, &magnitude);
  }
  if (!any || !isSeparator(cursor.peek()))
    return reject();
  if (overflow)
    return cursor.fail(begin,
                       cursor.quote(begin) + " does not fit into 64 bits");
  return true;
}

static bool parseIntegerElement(Cursor &cursor, ElementType type, char *to) {
  size_t begin = cursor.position();
  uint64_t magnitude;
  bool negative, isHex;
  if (!parseInteger(cursor, "an integer for " + std::string(getName(type)),
                    magnitude, negative, isHex))
    return false;
  int bits = static_cast<int>(getSize(type)) * 8;
  uint64_t half = uint64_t(1) << (bits - 1);
  // Hexadecimal numbers without a sign give the bits of the element.
  uint64_t largest = negative ? half : isHex ? half - 1 + half : half - 1;
  if (magnitude > largest) {
    std::string low = std::to_string(INT64_MIN >> (64 - bits));
    return cursor.fail(begin, cursor.quote(begin) +
                                  " is outside of the range of " +
                                  getName(type) + ", [" + low + ", " +
                                  std::to_string(half - 1) + "]");
  }
  storeInteger(type, to,
               static_cast<int64_t>(negative ? 0 - magnitude : magnitude));
  return true;
}

static bool parseBool(Cursor &cursor, char *to) {
  static constexpr std::pair<std::string_view, char> words[] = {
      {"true", 1}, {"True", 1}, {"1", 1}, {"false", 0}, {"False", 0}, {"0", 0}};
  std::string_view rest = cursor.rest();
  for (auto [word, value] : words)
    if (rest.substr(0, word.size()) == word &&
        (rest.size() == word.size() || isSeparator(rest[word.size()]))) {
      *to = value;
      cursor.skip(word.size());
      return true;
    }
  return cursor.fail(cursor.position(),
                     "expected true, false, 0 or 1 for i1, but got " +
                         cursor.quoteHere());
}

//===----------------------------------------------------------------------===//
// Floats
//===----------------------------------------------------------------------===//

/// Returns the length of the decimal number, without sign, at the start of
/// `text`; 0 if there is none.
static size_t scanDecimal(std::string_view text) {
  auto skipDigits = [&](size_t at) {
    while (at < text.size() && isDigit(text[at]))
      ++at;
    return at;
  };
  size_t end = skipDigits(0), digits = end;
  if (end < text.size() && text[end] == '.') {
    end = skipDigits(end + 1);
    digits = end - 1;
  }
  if (digits == 0)
    return 0;
  if (end < text.size() && (text[end] | 0x20) == 'e') {
    size_t sign = end + 1;
    if (sign < text.size() && (text[sign] == '+' || text[sign] == '-'))
      ++sign;
    if (size_t last = skipDigits(sign); last > sign)
      end = last;
  }
  return end;
}

/// Returns the length of `nan`, `inf` or `infinity`, in any case, at the start
/// of `text`, and sets `value`; 0 if there is none.
static size_t scanSpecial(std::string_view text, double &value) {
  for (std::string_view word : {"nan", "infinity", "inf"}) {
    bool matches = text.size() >= word.size();
    for (size_t i = 0; matches && i < word.size(); ++i)
      matches = (text[i] | 0x20) == word[i];
    if (!matches)
      continue;
    value = word == "nan" ? std::numeric_limits<double>::quiet_NaN()
                          : std::numeric_limits<double>::infinity();
    return word.size();
  }
  return 0;
}

/// Returns the number in `text`, rounded to `type`. The C locale is named
/// because the caller's may write numbers with a comma.
static double convertDecimal(const std::string &text, ElementType type) {
  static locale_t locale = newlocale(LC_ALL_MASK, "C", nullptr);
  if (type == ElementType::F64)
    return strtod_l(text.c_str(), nullptr, locale);
  if (type == ElementType::F32)
    return strtof_l(text.c_str(), nullptr, locale);
  // Rounding to nearest twice can be wrong by one unit. Rounding to odd first
  // is safe: of the two doubles around an inexact number, exactly one is odd,
  // and being odd it is no tie of a format with fewer bits.
  int mode = std::fegetround();
  std::fesetround(FE_DOWNWARD);
  double low = strtod_l(text.c_str(), nullptr, locale);
  std::fesetround(FE_UPWARD);
  double high = strtod_l(text.c_str(), nullptr, locale);
  std::fesetround(mode);
  return roundToType(type, (loadAs<uint64_t>(&low) & 1) ? low : high);
}

/// Parses a real number of `type`; nothing is said about what follows it.
static bool parseReal(Cursor &cursor, ElementType type, double &value) {
  size_t begin = cursor.position();
  std::string name = getName(type);
  double sign = cursor.peek() == '-' ? -1 : 1;
  if (cursor.peek() == '-' || cursor.peek() == '+')
    cursor.skip(1);
  if (size_t length = scanSpecial(cursor.rest(), value)) {
    cursor.skip(length);
    value = std::copysign(value, sign);
    if (std::isinf(value) && std::isnan(roundToType(type, value)))
      return cursor.fail(begin, name + " has no infinity");
    return true;
  }
  size_t length = scanDecimal(cursor.rest());
  if (length == 0)
    return cursor.fail(begin, "expected a number for " + name + ", but got " +
                                  cursor.quote(begin));
  std::string_view rest = cursor.rest();
  if (length == 1 && rest.size() > 1 && rest[0] == '0' &&
      (rest[1] | 0x20) == 'x')
    return cursor.fail(begin,
                       "hexadecimal numbers are for integers, not for " + name);
  value = sign * convertDecimal(std::string(rest.substr(0, length)), type);
  cursor.skip(length);
  if (!std::isfinite(value))
    return cursor.fail(begin, cursor.quote(begin) +
                                  " is outside of the range of " + name);
  return true;
}

/// Parses `a`, `bj`, `a+bj` or `a-bj`, with or without parentheses around it.
static bool parseComplex(Cursor &cursor, ElementType type, char *to) {
  ElementType part = getComponentType(type);
  double real = 0, imaginary = 0;
  bool hasParentheses = cursor.consume('(');
  cursor.skipSpace();
  if (!parseReal(cursor, part, real))
    return false;
  if (cursor.peek() == 'j') {
    cursor.skip(1);
    std::swap(real, imaginary);
  } else if (cursor.skipSpace(); cursor.peek() == '+' || cursor.peek() == '-') {
    double sign = cursor.peek() == '-' ? -1 : 1;
    cursor.skip(1);
    cursor.skipSpace();
    if (cursor.peek() == '+' || cursor.peek() == '-')
      return cursor.fail(cursor.position(),
                         "expected an imaginary part, but got " +
                             cursor.quoteHere());
    if (!parseReal(cursor, part, imaginary))
      return false;
    imaginary *= sign;
    if (cursor.peek() != 'j')
      return cursor.fail(cursor.position(),
                         "expected 'j' after an imaginary part, but got " +
                             cursor.quoteHere());
    cursor.skip(1);
  }
  if (hasParentheses && !cursor.consume(')'))
    return cursor.fail(cursor.position(),
                       "expected ')', but got " + cursor.quoteHere());
  storeFloat(part, to, real);
  storeFloat(part, to + getSize(part), imaginary);
  return true;
}

bool tslice::parseNumber(Cursor &cursor, ElementType type, char *to) {
  cursor.skipSpace();
  if (type == ElementType::I1)
    return parseBool(cursor, to);
  if (isInteger(type))
    return parseIntegerElement(cursor, type, to);
  size_t begin = cursor.position();
  double value = 0;
  if (isComplex(type) ? !parseComplex(cursor, type, to)
                      : !parseReal(cursor, type, value))
    return false;
  if (!isSeparator(cursor.peek()))
    return cursor.fail(begin, "expected a number for " +
                                  std::string(getName(type)) + ", but got " +
                                  cursor.quote(begin));
  if (!isComplex(type))
    storeFloat(type, to, value);
  return true;
}
