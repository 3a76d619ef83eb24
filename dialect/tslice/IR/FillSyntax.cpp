// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reads the number of a fill before its type is known. Upstream's literals take
// a colon behind them for the start of their own type.

#include "FillSyntax.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace tslice;

namespace {
/// A number as the text has it.
struct Number {
  SMLoc loc;
  /// Set for a number with a point.
  std::optional<double> real;
  /// Any other number.
  APInt integer;
  bool isHexadecimal = false;
};

enum class Token { Real, Decimal, Hexadecimal, Other };
} // namespace

/// What the literal at `loc` is; the parser can only be asked for one kind.
static Token classify(SMLoc loc) {
  const char *text = loc.getPointer();
  while (*text == '-' || *text == ' ')
    ++text;
  if (!llvm::isDigit(*text))
    return Token::Other;
  if (text[0] == '0' && text[1] == 'x' && llvm::isHexDigit(text[2]))
    return Token::Hexadecimal;
  while (llvm::isDigit(*text))
    ++text;
  return *text == '.' ? Token::Real : Token::Decimal;
}

static ParseResult parseNumber(OpAsmParser &parser, Token token,
                               Number &number) {
  number.loc = parser.getCurrentLocation();
  number.isHexadecimal = token == Token::Hexadecimal;
  if (token == Token::Real)
    return parser.parseFloat(number.real.emplace());
  return parser.parseInteger(number.integer);
}

static FailureOr<TypedAttr> toFloat(OpAsmParser &parser, const Number &number,
                                    FloatType type) {
  if (number.real)
    return TypedAttr(FloatAttr::get(type, *number.real));
  if (!number.isHexadecimal)
    return parser.emitError(number.loc)
           << "expected a fill of type " << type
           << " to be written with a point, as in '1.0'";
  // The bits, as of numbers that are not finite.
  if (number.integer.isNegative())
    return parser.emitError(number.loc)
           << "expected the bits of a fill without a sign";
  if (!number.integer.isIntN(type.getWidth()))
    return parser.emitError(number.loc)
           << "expected the bits of a fill of type " << type
           << ", but there are more";
  return TypedAttr(FloatAttr::get(
      type, APFloat(type.getFloatSemantics(),
                    number.integer.zextOrTrunc(type.getWidth()))));
}

static FailureOr<TypedAttr> toTyped(OpAsmParser &parser, const Number &number,
                                    Type type) {
  if (auto floatType = dyn_cast<FloatType>(type))
    return toFloat(parser, number, floatType);
  if (!type.isSignlessInteger() && !type.isIndex())
    return parser.emitError(number.loc)
           << "expected a fill of type " << type << ", but found a number";
  if (number.real)
    return parser.emitError(number.loc) << "expected a fill of type " << type
                                        << ", but found a number with a point";
  unsigned width = type.isIndex() ? IndexType::kInternalStorageBitWidth
                                  : type.getIntOrFloatBitWidth();
  bool fits = number.integer.isNegative() ? number.integer.isSignedIntN(width)
                                          : number.integer.isIntN(width);
  if (!fits)
    return parser.emitError(number.loc)
           << "expected a fill that fits in " << type;
  return TypedAttr(IntegerAttr::get(type, number.integer.sextOrTrunc(width)));
}

ParseResult tslice::parseFillAndSource(OpAsmParser &parser, TypedAttr &fill,
                                       NamedAttrList &attributes,
                                       Type &source) {
  Number number;
  Token token = Token::Other;
  Type numberType;
  if (succeeded(parser.parseOptionalKeyword("fill"))) {
    token = classify(parser.getCurrentLocation());
    if (token == Token::Other) {
      if (failed(parser.parseAttribute(fill)))
        return failure();
    } else {
      if (failed(parseNumber(parser, token, number)))
        return failure();
      if (succeeded(parser.parseOptionalColon()) &&
          failed(parser.parseType(numberType)))
        return failure();
    }
  }
  // The colon may have been that of the source.
  if (isa_and_present<RankedTensorType>(numberType))
    source = std::exchange(numberType, Type());
  else if (failed(parser.parseOptionalAttrDict(attributes)) ||
           failed(parser.parseColonType(source)))
    return failure();
  if (token == Token::Other)
    return success();
  FailureOr<TypedAttr> typed = toTyped(
      parser, number, numberType ? numberType : getElementTypeOrSelf(source));
  if (failed(typed))
    return failure();
  fill = *typed;
  return success();
}

void tslice::printFillAndSource(OpAsmPrinter &printer, Operation *op,
                                TypedAttr fill, DictionaryAttr, Type source) {
  if (fill) {
    printer << " fill ";
    if (isa<FloatAttr, IntegerAttr>(fill) &&
        fill.getType() == getElementTypeOrSelf(source))
      printer.printAttributeWithoutType(fill);
    else
      printer.printAttribute(fill);
  }
  // Everything else has its place in the syntax.
  printer.printOptionalAttrDict(llvm::to_vector(op->getDiscardableAttrs()));
  printer << " : " << source;
}
