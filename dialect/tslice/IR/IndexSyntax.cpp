// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reads and writes index expressions as NumPy spells them.

#include "IndexSyntax.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"
#include "tslice/IR/IndexExpression.h"

using namespace mlir;
using namespace tslice;

namespace {
/// An expression while it is read.
struct Entries {
  SmallVectorImpl<OpAsmParser::UnresolvedOperand> &positions;
  SmallVector<int32_t> kinds;
  SmallVector<int64_t> numbers;
};

/// A number or an operand, or neither.
struct Bound {
  std::optional<int64_t> number;
  std::optional<OpAsmParser::UnresolvedOperand> operand;

  bool isOpen() const { return !number && !operand; }
};
} // namespace

static ParseResult parseBound(OpAsmParser &parser, Bound &bound) {
  int64_t number;
  OptionalParseResult parsed = parser.parseOptionalInteger(number);
  if (parsed.has_value()) {
    if (succeeded(*parsed))
      bound.number = number;
    return *parsed;
  }
  OpAsmParser::UnresolvedOperand operand;
  parsed = parser.parseOptionalOperand(operand);
  if (parsed.has_value() && succeeded(*parsed))
    bound.operand = operand;
  return parsed.has_value() ? *parsed : ParseResult(success());
}

/// The ends of 64 bits stand for other things, and are as far from every
/// position as their neighbours.
static int64_t avoidMarks(int64_t number) {
  return std::clamp(number, ShapedType::kDynamic + 1, openBound - 1);
}

static void addRange(ArrayRef<Bound> bounds, Entries &entries) {
  entries.kinds.push_back(static_cast<int32_t>(IndexKind::Range));
  for (const Bound &bound : bounds) {
    if (bound.operand)
      entries.positions.push_back(*bound.operand);
    entries.numbers.push_back(bound.operand  ? ShapedType::kDynamic
                              : bound.number ? avoidMarks(*bound.number)
                                             : openBound);
  }
}

/// start? `:` stop? (`:` step?)?, of which the start has been read.
static ParseResult parseRange(OpAsmParser &parser, Bound start,
                              Entries &entries) {
  Bound stop, step;
  if (failed(parser.parseColon()) || failed(parseBound(parser, stop)))
    return failure();
  if (succeeded(parser.parseOptionalColon()) &&
      failed(parseBound(parser, step)))
    return failure();
  addRange({start, stop, step}, entries);
  return success();
}

static ParseResult parseEntry(OpAsmParser &parser, Entries &entries) {
  auto add = [&](IndexKind kind) -> ParseResult {
    entries.kinds.push_back(static_cast<int32_t>(kind));
    return success();
  };
  SMLoc loc = parser.getCurrentLocation();
  if (succeeded(parser.parseOptionalEllipsis()))
    return add(IndexKind::Ellipsis);
  if (succeeded(parser.parseOptionalKeyword("newaxis")))
    return add(IndexKind::NewAxis);
  Bound bound;
  if (failed(parseBound(parser, bound)))
    return failure();
  // Looks at a colon without taking it: a range takes it itself.
  bool isRange = *parser.getCurrentLocation().getPointer() == ':';
  if (isRange)
    return parseRange(parser, bound, entries);
  if (bound.isOpen())
    return parser.emitError(loc)
           << "expected an index: a range, an integer, a value, '...' or "
              "'newaxis'";
  if (bound.operand) {
    entries.positions.push_back(*bound.operand);
    return add(IndexKind::Value);
  }
  entries.numbers.push_back(avoidMarks(*bound.number));
  return add(IndexKind::Integer);
}

ParseResult tslice::parseIndexEntries(
    OpAsmParser &parser,
    SmallVectorImpl<OpAsmParser::UnresolvedOperand> &positions,
    DenseI32ArrayAttr &kinds, DenseI64ArrayAttr &numbers) {
  Entries entries{positions, {}, {}};
  if (failed(
          parser.parseCommaSeparatedList(OpAsmParser::Delimiter::Square, [&] {
            return parseEntry(parser, entries);
          })))
    return failure();
  kinds = DenseI32ArrayAttr::get(parser.getContext(), entries.kinds);
  numbers = DenseI64ArrayAttr::get(parser.getContext(), entries.numbers);
  return success();
}

/// Calls `function` for every entry with its numbers. The generic form may have
/// fewer than there should be; the verifier says so.
static void
forEachEntry(ArrayRef<int32_t> kinds, ArrayRef<int64_t> numbers,
             llvm::function_ref<void(IndexKind, ArrayRef<int64_t>)> function) {
  for (int32_t number : kinds) {
    auto kind = static_cast<IndexKind>(number);
    size_t count = kind == IndexKind::Range     ? 3
                   : kind == IndexKind::Integer ? 1
                                                : 0;
    count = std::min(count, numbers.size());
    function(kind, numbers.take_front(count));
    numbers = numbers.drop_front(count);
  }
}

void tslice::printIndexEntries(OpAsmPrinter &printer, Operation *,
                               OperandRange positions, DenseI32ArrayAttr kinds,
                               DenseI64ArrayAttr numbers) {
  auto printOperand = [&] {
    if (positions.empty())
      return;
    printer << positions.front();
    positions = positions.drop_front();
  };
  auto printBound = [&](int64_t bound) {
    if (ShapedType::isDynamic(bound))
      printOperand();
    else if (bound != openBound)
      printer << bound;
  };
  bool isFirst = true;
  printer << '[';
  forEachEntry(kinds, numbers, [&](IndexKind kind, ArrayRef<int64_t> entry) {
    if (!std::exchange(isFirst, false))
      printer << ", ";
    if (kind == IndexKind::Ellipsis)
      printer << "...";
    else if (kind == IndexKind::NewAxis)
      printer << "newaxis";
    else if (kind == IndexKind::Value)
      printOperand();
    for (auto [i, bound] : llvm::enumerate(entry)) {
      bool isLeftOut = i == 2 && bound == openBound;
      if (i > 0 && !isLeftOut)
        printer << ':';
      printBound(bound);
    }
  });
  printer << ']';
}

ParseResult tslice::parsePositionTypes(OpAsmParser &parser,
                                       SmallVectorImpl<Type> &types,
                                       DenseI32ArrayAttr kinds,
                                       DenseI64ArrayAttr numbers) {
  bool isFine = true;
  forEachEntry(kinds.asArrayRef(), numbers.asArrayRef(),
               [&](IndexKind kind, ArrayRef<int64_t> entry) {
                 if (kind == IndexKind::Value)
                   isFine = isFine && succeeded(parser.parseComma()) &&
                            succeeded(parser.parseType(types.emplace_back()));
                 else
                   types.append(llvm::count_if(entry, ShapedType::isDynamic),
                                parser.getBuilder().getIndexType());
               });
  return success(isFine);
}

void tslice::printPositionTypes(OpAsmPrinter &printer, Operation *,
                                TypeRange types, DenseI32ArrayAttr kinds,
                                DenseI64ArrayAttr numbers) {
  forEachEntry(kinds, numbers, [&](IndexKind kind, ArrayRef<int64_t> entry) {
    size_t count = kind == IndexKind::Value
                       ? 1
                       : llvm::count_if(entry, ShapedType::isDynamic);
    count = std::min(count, types.size());
    if (kind == IndexKind::Value && count)
      printer << ", " << types.front();
    types = types.drop_front(count);
  });
}
