// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Parses and prints what only writes have, and windows.

#include "WriteSyntax.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;
using namespace tslice;

ParseResult tslice::parseCombiner(OpAsmParser &parser, CombinerAttr &attr) {
  // An operand follows where a region combines.
  if (*parser.getCurrentLocation().getPointer() == '%') {
    attr = CombinerAttr::get(parser.getContext(), Combiner::Region);
    return success();
  }
  // The word for a region is none.
  auto last = static_cast<uint64_t>(Combiner::Region) - 1;
  auto symbolize = +[](StringRef word) -> std::optional<Combiner> {
    auto combiner = symbolizeCombiner(word);
    return combiner == Combiner::Region ? std::nullopt : combiner;
  };
  return parseWord(parser, attr, "a combiner", symbolize, stringifyCombiner,
                   last);
}

void tslice::printCombiner(OpAsmPrinter &printer, Operation *,
                           CombinerAttr attr) {
  if (attr.getValue() != Combiner::Region)
    printer << ' ' << stringifyCombiner(attr.getValue());
}

static ParseResult parseTypes(OpAsmParser &parser,
                              SmallVectorImpl<Type> &types) {
  return parser.parseCommaSeparatedList(
      [&] { return parser.parseType(types.emplace_back()); });
}

/// Gives the first of `types` to `first` and the others to `rest`.
static void split(ArrayRef<Type> types, Type &first,
                  SmallVectorImpl<Type> &rest) {
  first = types.front();
  llvm::append_range(rest, types.drop_front());
}

static ParseResult parsePairs(OpAsmParser &parser,
                              SmallVectorImpl<Type> &updates,
                              SmallVectorImpl<Type> &others) {
  return failure(failed(parseTypes(parser, updates)) ||
                 failed(parser.parseKeyword("into")) ||
                 failed(parseTypes(parser, others)));
}

ParseResult tslice::parseUpdateTypes(OpAsmParser &parser, Type &update,
                                     SmallVectorImpl<Type> &moreUpdates,
                                     Type &dest,
                                     SmallVectorImpl<Type> &moreDests,
                                     Type &result,
                                     SmallVectorImpl<Type> &moreResults) {
  SmallVector<Type> updates, dests;
  if (failed(parsePairs(parser, updates, dests)))
    return failure();
  split(updates, update, moreUpdates);
  split(dests, dest, moreDests);
  split(dests, result, moreResults);
  return success();
}

static void printPairs(OpAsmPrinter &printer, Type update,
                       TypeRange moreUpdates, Type dest, TypeRange moreDests) {
  printer << update;
  for (Type type : moreUpdates)
    printer << ", " << type;
  printer << " into " << dest;
  for (Type type : moreDests)
    printer << ", " << type;
}

void tslice::printUpdateTypes(OpAsmPrinter &printer, Operation *, Type update,
                              TypeRange moreUpdates, Type dest,
                              TypeRange moreDests, Type, TypeRange) {
  printPairs(printer, update, moreUpdates, dest, moreDests);
}

ParseResult tslice::parseScatterTypes(OpAsmParser &parser, Type &update,
                                      SmallVectorImpl<Type> &moreUpdates,
                                      Type &dest,
                                      SmallVectorImpl<Type> &moreDests,
                                      Type &indices, Type &result,
                                      SmallVectorImpl<Type> &moreResults) {
  SmallVector<Type> updates, others;
  SMLoc loc = parser.getCurrentLocation();
  if (failed(parsePairs(parser, updates, others)))
    return failure();
  if (others.size() < 2)
    return parser.emitError(loc)
           << "expected the type of the indices behind those of the "
              "destinations";
  indices = others.pop_back_val();
  split(updates, update, moreUpdates);
  split(others, dest, moreDests);
  split(others, result, moreResults);
  return success();
}

void tslice::printScatterTypes(OpAsmPrinter &printer, Operation *, Type update,
                               TypeRange moreUpdates, Type dest,
                               TypeRange moreDests, Type indices, Type,
                               TypeRange) {
  printPairs(printer, update, moreUpdates, dest, moreDests);
  printer << ", " << indices;
}

ParseResult tslice::parseWriteWords(OpAsmParser &parser, UnitAttr &excludeSelf,
                                    TypeAttr &accumulate,
                                    UpdateOrderAttr &order,
                                    UnitAttr &associative, TiesAttr &ties) {
  auto parseAny = [&]() -> OptionalParseResult {
    if (succeeded(parser.parseOptionalKeyword("exclude_self"))) {
      excludeSelf = parser.getBuilder().getUnitAttr();
      return success();
    }
    if (succeeded(parser.parseOptionalKeyword("associative"))) {
      associative = parser.getBuilder().getUnitAttr();
      return success();
    }
    if (succeeded(parser.parseOptionalKeyword("accumulate"))) {
      Type type;
      if (failed(parser.parseType(type)))
        return failure();
      accumulate = TypeAttr::get(type);
      return success();
    }
    if (succeeded(parser.parseOptionalKeyword("order")))
      return parseWord(parser, order, "an order", symbolizeUpdateOrder,
                       stringifyUpdateOrder, getMaxEnumValForUpdateOrder());
    if (succeeded(parser.parseOptionalKeyword("ties")))
      return parseWord(parser, ties, "who wins a tie", symbolizeTies,
                       stringifyTies, getMaxEnumValForTies());
    return std::nullopt;
  };
  while (true) {
    OptionalParseResult parsed = parseAny();
    if (!parsed.has_value())
      return success();
    if (failed(*parsed))
      return failure();
  }
}

void tslice::printWriteWords(OpAsmPrinter &printer, Operation *,
                             UnitAttr excludeSelf, TypeAttr accumulate,
                             UpdateOrderAttr order, UnitAttr associative,
                             TiesAttr ties) {
  if (excludeSelf)
    printer << " exclude_self";
  if (accumulate)
    printer << " accumulate " << accumulate.getValue();
  if (order)
    printer << " order " << stringifyUpdateOrder(order.getValue());
  if (associative)
    printer << " associative";
  if (ties)
    printer << " ties " << stringifyTies(ties.getValue());
}

ParseResult
tslice::parseCombineBody(OpAsmParser &parser,
                         SmallVectorImpl<std::unique_ptr<Region>> &bodies) {
  std::unique_ptr<Region> body;
  OptionalParseResult parsed = parser.parseOptionalRegion(body);
  if (!parsed.has_value())
    return success();
  bodies.push_back(std::move(body));
  return *parsed;
}

void tslice::printCombineBody(OpAsmPrinter &printer, Operation *,
                              MutableArrayRef<Region> bodies) {
  for (Region &body : bodies) {
    printer << ' ';
    printer.printRegion(body);
  }
}

ParseResult
tslice::parseWindow(OpAsmParser &parser,
                    SmallVectorImpl<OpAsmParser::UnresolvedOperand> &sizes,
                    DenseI64ArrayAttr &window) {
  if (failed(parser.parseOptionalKeyword("window")))
    return success();
  return parseDynamicIndexList(parser, sizes, window);
}

void tslice::printWindow(OpAsmPrinter &printer, Operation *op,
                         OperandRange sizes, DenseI64ArrayAttr window) {
  if (!window)
    return;
  printer << " window ";
  printDynamicIndexList(printer, op, sizes, window);
}
