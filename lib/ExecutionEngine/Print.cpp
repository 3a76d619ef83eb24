// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lays arrays out as NumPy does: first one format is chosen from all elements
// that will be shown, then rows are filled up to the line width. The names
// follow numpy/core/arrayprint.py where the rules do.

#include "tslice/ExecutionEngine/Print.h"
#include "FloatText.h"
#include "Strided.h"
#include "tslice/ExecutionEngine/Float.h"

#include <algorithm>

using namespace tslice;

/// Writes one element.
using ElementFormat = std::function<std::string(const char *)>;

//===----------------------------------------------------------------------===//
// Elements
//===----------------------------------------------------------------------===//

namespace {

/// Writes floats of one array so that their points stand below each other.
class FloatFormat {
public:
  FloatFormat(ElementType type, const std::vector<double> &values,
              int precision, bool plus);
  std::string operator()(double value) const;

private:
  NumberText format(double value) const {
    return exponential ? formatScientific(type, value, precision, plus, digits)
                       : formatPositional(type, value, precision, plus,
                                          /*exactWhole=*/true);
  }
  void measureFinite(const std::vector<double> &finite);

  ElementType type;
  int precision;
  /// The digits after the point that every number with an exponent gets.
  int digits = 0;
  bool plus;
  bool exponential = false;
  size_t padLeft = 0;
  size_t padRight = 0;
  size_t exponentWidth = 0;
};

} // namespace

/// Returns whether numbers of this range are written with exponents.
static bool needsExponent(ElementType type, const std::vector<double> &finite) {
  double largest = 0, smallest = std::numeric_limits<double>::infinity();
  for (double value : finite) {
    if (value == 0)
      continue;
    largest = std::max(largest, std::fabs(value));
    smallest = std::min(smallest, std::fabs(value));
  }
  // NumPy divides in the type of the elements. That would overflow in f8.
  double ratio = largest / smallest;
  if (getPrecision(type) >= 11)
    ratio = roundToType(type, ratio);
  return largest != 0 && (largest >= 1e8 || smallest < 1e-4 || ratio > 1000);
}

void FloatFormat::measureFinite(const std::vector<double> &finite) {
  exponential = needsExponent(type, finite);
  for (double value : finite) {
    NumberText text = format(value);
    padLeft = std::max(padLeft, text.whole.size());
    padRight = std::max(padRight, text.fraction.size());
    exponentWidth = std::max(exponentWidth, text.exponent.size());
  }
  if (exponential) {
    precision = digits = static_cast<int>(padRight);
    padRight += exponentWidth + 1;
  }
}

FloatFormat::FloatFormat(ElementType type, const std::vector<double> &values,
                         int precision, bool plus)
    : type(type), precision(precision), plus(plus) {
  std::vector<double> finite;
  bool hasNegativeInfinity = false;
  for (double value : values)
    if (std::isfinite(value))
      finite.push_back(value);
    else
      hasNegativeInfinity |= std::isinf(value) && value < 0;
  measureFinite(finite);
  if (finite.size() == values.size())
    return;
  // Room for `inf` with its sign, of which padRight and the point give some;
  // NumPy makes it whether there is an infinity or only a NaN.
  size_t width = 3 + (plus || hasNegativeInfinity);
  if (width > padRight + 1)
    padLeft = std::max(padLeft, width - padRight - 1);
}

std::string FloatFormat::operator()(double value) const {
  if (!std::isfinite(value)) {
    std::string text = std::isnan(value) ? (plus ? "+nan" : "nan")
                       : value < 0       ? "-inf"
                       : plus            ? "+inf"
                                         : "inf";
    size_t width = padLeft + padRight + 1;
    return text.size() < width ? std::string(width - text.size(), ' ') + text
                               : text;
  }
  NumberText text = format(value);
  std::string result =
      text.whole.size() < padLeft
          ? std::string(padLeft - text.whole.size(), ' ') + text.whole
          : text.whole;
  if (!exponential) {
    text.fraction.resize(padRight, ' ');
    return result + "." + text.fraction;
  }
  text.fraction.resize(static_cast<size_t>(digits), '0');
  result += "." + text.fraction + "e" + text.exponent[0];
  return result + std::string(exponentWidth - text.exponent.size(), '0') +
         text.exponent.substr(1);
}

static ElementFormat makeFloatFormat(ElementType type,
                                     const std::vector<const char *> &elements,
                                     int precision) {
  std::vector<double> values;
  for (const char *element : elements)
    values.push_back(loadFloat(type, element));
  return [type, format = FloatFormat(type, values, precision, /*plus=*/false)](
             const char *element) { return format(loadFloat(type, element)); };
}

static ElementFormat
makeComplexFormat(ElementType type, const std::vector<const char *> &elements,
                  int precision) {
  ElementType part = getComponentType(type);
  int64_t size = getSize(part);
  std::vector<double> real, imaginary;
  for (const char *element : elements) {
    real.push_back(loadFloat(part, element));
    imaginary.push_back(loadFloat(part, element + size));
  }
  return [part, size, left = FloatFormat(part, real, precision, false),
          right = FloatFormat(part, imaginary, precision, true)](
             const char *element) {
    std::string text = right(loadFloat(part, element + size));
    // The j stands before the spaces that fill up the fraction.
    text.insert(text.find_last_not_of(' ') + 1, "j");
    return left(loadFloat(part, element)) + text;
  };
}

static ElementFormat
makeIntegerFormat(ElementType type, const std::vector<const char *> &elements) {
  size_t width = 0;
  for (const char *element : elements)
    width = std::max(width, std::to_string(loadInteger(type, element)).size());
  return [type, width](const char *element) {
    std::string text = std::to_string(loadInteger(type, element));
    return text.insert(0, width - text.size(), ' ');
  };
}

/// Writes a float as `str` of a NumPy scalar does, or as it does inside of a
/// complex number, where `3` has no point.
static std::string formatScalar(ElementType type, double value, bool plus,
                                bool isPart) {
  if (std::isnan(value))
    return plus ? "+nan" : "nan";
  if (std::isinf(value))
    return value < 0 ? "-inf" : plus ? "+inf" : "inf";
  double magnitude = std::fabs(value);
  if (magnitude == 0 || (magnitude >= 1e-4 && magnitude < 1e16)) {
    NumberText text = formatPositional(type, value, allDigits, plus);
    if (text.fraction.empty())
      return text.whole + (isPart ? "" : ".0");
    return text.whole + "." + text.fraction;
  }
  NumberText text = formatScientific(type, value, allDigits, plus);
  return text.whole + (text.fraction.empty() ? "" : "." + text.fraction) + "e" +
         text.exponent;
}

static std::string formatScalar(ElementType type, const char *element) {
  if (type == ElementType::I1)
    return loadInteger(type, element) ? "True" : "False";
  if (isInteger(type))
    return std::to_string(loadInteger(type, element));
  if (isFloat(type))
    return formatScalar(type, loadFloat(type, element), false, false);
  ElementType part = getComponentType(type);
  double real = loadFloat(part, element);
  double imaginary = loadFloat(part, element + getSize(part));
  if (real == 0 && !std::signbit(real))
    return formatScalar(part, imaginary, false, true) + "j";
  return "(" + formatScalar(part, real, false, true) +
         formatScalar(part, imaginary, true, true) + "j)";
}

//===----------------------------------------------------------------------===//
// Arrays
//===----------------------------------------------------------------------===//

namespace {

/// Lays out one array of rank 1 or more.
class ArrayPrinter {
public:
  ArrayPrinter(const Tensor &tensor, const PrintOptions &options)
      : tensor(tensor), options(options),
        edge(std::max<int64_t>(options.edgeItems, 1)),
        isSummary(tensor.getNumElements() > options.threshold) {}

  std::string print();

private:
  bool isShortened(size_t axis) const {
    return isSummary && tensor.getShape()[axis] > 2 * edge;
  }
  void collect(size_t axis, const char *at);
  ElementFormat makeFormat() const;
  std::string printRow(const char *at, const std::string &indent,
                       int64_t width) const;
  std::string printAxis(size_t axis, const char *at, const std::string &indent,
                        int64_t width) const;
  /// Calls `item(address)` for each element of `axis` that is shown and
  /// `dots()` in place of those that are not.
  template <typename Item, typename Dots>
  void forEachShown(size_t axis, const char *at, Item item, Dots dots) const;

  const Tensor &tensor;
  const PrintOptions &options;
  int64_t edge;
  bool isSummary;
  std::vector<const char *> elements;
  ElementFormat format;
};

} // namespace

template <typename Item, typename Dots>
void ArrayPrinter::forEachShown(size_t axis, const char *at, Item item,
                                Dots dots) const {
  int64_t size = tensor.getShape()[axis];
  int64_t step = tensor.getStrides()[axis] * getSize(tensor.getType());
  for (int64_t i = 0; i < size; ++i) {
    if (isShortened(axis) && i == edge) {
      dots();
      i = size - edge;
    }
    item(at + i * step);
  }
}

void ArrayPrinter::collect(size_t axis, const char *at) {
  if (axis == tensor.getShape().size()) {
    elements.push_back(at);
    return;
  }
  forEachShown(
      axis, at, [&](const char *item) { collect(axis + 1, item); }, [] {});
}

ElementFormat ArrayPrinter::makeFormat() const {
  ElementType type = tensor.getType();
  int precision = std::clamp(options.precision, 0, 1000);
  if (type == ElementType::I1)
    return [](const char *element) { return *element ? " True" : "False"; };
  if (isInteger(type))
    return makeIntegerFormat(type, elements);
  if (isComplex(type))
    return makeComplexFormat(type, elements, precision);
  return makeFloatFormat(type, elements, precision);
}

/// Prints elements beside each other, on as many lines as they need.
std::string ArrayPrinter::printRow(const char *at, const std::string &indent,
                                   int64_t width) const {
  std::string done, line = indent;
  auto append = [&](const std::string &word) {
    // A new line does not help when the word is the first one on this.
    if (static_cast<int64_t>(line.size() + word.size()) > width - 1 &&
        line.size() > indent.size()) {
      done += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
      line = indent;
    }
    line += word + " ";
  };
  forEachShown(
      tensor.getShape().size() - 1, at,
      [&](const char *element) { append(format(element)); },
      [&] { append("..."); });
  // The last element has no separator after it.
  line.pop_back();
  return done + line;
}

std::string ArrayPrinter::printAxis(size_t axis, const char *at,
                                    const std::string &indent,
                                    int64_t width) const {
  size_t left = tensor.getShape().size() - axis;
  std::string text;
  if (left == 1) {
    text = printRow(at, indent, width);
  } else {
    std::string separator(left - 1, '\n');
    auto append = [&](const std::string &item) {
      text += (text.empty() ? "" : separator) + indent + item;
    };
    forEachShown(
        axis, at,
        [&](const char *item) {
          append(printAxis(axis + 1, item, indent + " ", width - 1));
        },
        [&] { append("..."); });
  }
  return "[" + text.substr(indent.size()) + "]";
}

std::string ArrayPrinter::print() {
  const char *data = static_cast<const char *>(tensor.getData());
  collect(0, data);
  format = makeFormat();
  return printAxis(0, data, " ", options.lineWidth);
}

std::string tslice::toString(const Tensor &tensor,
                             const PrintOptions &options) {
  if (tensor.getNumElements() == 0)
    return "[]";
  if (tensor.getRank() == 0)
    return formatScalar(tensor.getType(),
                        static_cast<const char *>(tensor.getData()));
  return ArrayPrinter(tensor, options).print();
}
