// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Registration of the dialect, and the generated definitions of what it
// declares.

#include "FillSyntax.h"
#include "IndexSyntax.h"
#include "WriteSyntax.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Transforms/InliningUtils.h"
#include "tslice/IR/TSliceOps.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace tslice;

#include "tslice/IR/TSliceDialect.cpp.inc"
#include "tslice/IR/TSliceEnums.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "tslice/IR/TSliceAttrs.cpp.inc"

#include "tslice/IR/TSliceInterfaces.cpp.inc"

//===----------------------------------------------------------------------===//
// Names of operations
//===----------------------------------------------------------------------===//

/// The registered operation whose name is nearest to `name`; empty if none is
/// near.
static StringRef findNearestOp(MLIRContext *context, StringRef name) {
  StringRef nearest;
  unsigned bound = std::max<size_t>(1, (name.size() + 1) / 3);
  for (RegisteredOperationName op : context->getRegisteredOperations()) {
    if (op.getDialectNamespace() != TSliceDialect::getDialectNamespace())
      continue;
    StringRef candidate = op.stripDialect();
    unsigned distance =
        name.edit_distance(candidate, /*AllowReplacements=*/true, bound);
    if (distance > bound || (!nearest.empty() && distance == bound))
      continue;
    nearest = candidate;
    bound = distance;
  }
  return nearest;
}

/// Says which operation may have been meant, in place of one that is unknown.
static ParseResult refuseUnknownOp(OpAsmParser &parser,
                                   OperationState &result) {
  StringRef name = result.name.stripDialect();
  InFlightDiagnostic diag = parser.emitError(parser.getNameLoc(), "is unknown");
  StringRef nearest = findNearestOp(parser.getContext(), name);
  if (!nearest.empty())
    diag << "; did you mean 'tslice." << nearest << "'?";
  return diag;
}

std::optional<Dialect::ParseOpHook>
TSliceDialect::getParseOperationHook(StringRef name) const {
  std::optional<ParseOpHook> known = Dialect::getParseOperationHook(name);
  return known ? known : ParseOpHook(refuseUnknownOp);
}

//===----------------------------------------------------------------------===//
// Words of the syntax
//===----------------------------------------------------------------------===//

static ParseResult parseCheckKind(OpAsmParser &parser, CheckKindAttr &attr) {
  return parseWord(parser, attr, "a kind of check", symbolizeCheckKind,
                   stringifyCheckKind, getMaxEnumValForCheckKind());
}

static void printCheckKind(OpAsmPrinter &printer, Operation *,
                           CheckKindAttr attr) {
  printer << stringifyCheckKind(attr.getValue());
}

/// `bounds` policy, left out for the default.
static ParseResult parseBounds(OpAsmParser &parser, BoundsPolicyAttr &attr) {
  if (failed(parser.parseOptionalKeyword("bounds")))
    return success();
  return parseWord(parser, attr, "a bounds policy", symbolizeBoundsPolicy,
                   stringifyBoundsPolicy, getMaxEnumValForBoundsPolicy());
}

static void printBounds(OpAsmPrinter &printer, Operation *,
                        BoundsPolicyAttr attr) {
  if (attr && attr.getValue() != BoundsPolicy::Error)
    printer << " bounds " << stringifyBoundsPolicy(attr.getValue());
}

/// (`size` (number | value))?, for nonzero.
static ParseResult
parsePositionCount(OpAsmParser &parser,
                   std::optional<OpAsmParser::UnresolvedOperand> &value,
                   IntegerAttr &number) {
  if (failed(parser.parseOptionalKeyword("size")))
    return success();
  OpAsmParser::UnresolvedOperand operand;
  OptionalParseResult parsed = parser.parseOptionalOperand(operand);
  if (parsed.has_value()) {
    value = operand;
    return *parsed;
  }
  int64_t size;
  if (failed(parser.parseInteger(size)))
    return failure();
  number = parser.getBuilder().getI64IntegerAttr(size);
  return success();
}

static void printPositionCount(OpAsmPrinter &printer, Operation *, Value value,
                               IntegerAttr number) {
  if (value)
    printer << " size " << value;
  if (number)
    printer << " size " << number.getInt();
}

/// `(` types `)` `(` types `)` `->` types, where any list may be empty.
static ParseResult parseDerivativeTypes(OpAsmParser &parser,
                                        SmallVectorImpl<Type> &args,
                                        SmallVectorImpl<Type> &directions,
                                        SmallVectorImpl<Type> &outputs) {
  for (SmallVectorImpl<Type> *types : {&args, &directions})
    if (failed(
            parser.parseCommaSeparatedList(OpAsmParser::Delimiter::Paren, [&] {
              return parser.parseType(types->emplace_back());
            })))
      return failure();
  return parser.parseArrowTypeList(outputs);
}

static void printDerivativeTypes(OpAsmPrinter &printer, Operation *,
                                 TypeRange args, TypeRange directions,
                                 TypeRange outputs) {
  printer << '(' << args << ")(" << directions << ')';
  printer.printArrowTypeList(outputs);
}

#define GET_OP_CLASSES
#include "tslice/IR/TSliceOps.cpp.inc"

namespace {
/// Accesses have no effects and derivatives name their function by symbol, so
/// both may be inlined anywhere.
struct TSliceInlinerInterface : DialectInlinerInterface {
  using DialectInlinerInterface::DialectInlinerInterface;
  bool isLegalToInline(Operation *, Region *, bool, IRMapping &) const final {
    return true;
  }
};
} // namespace

void TSliceDialect::initialize() {
  addInterfaces<TSliceInlinerInterface>();
  addAttributes<
#define GET_ATTRDEF_LIST
#include "tslice/IR/TSliceAttrs.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "tslice/IR/TSliceOps.cpp.inc"
      >();
}

/// rule_c1: `tslice.vjp` and `tslice.jvp` name functions, on functions. What
/// they name is looked at where derivatives are made, since other functions may
/// be changed while one is verified.
/// Checks `tslice.checkpoint`.
static LogicalResult verifyCheckpoint(Operation *op, Attribute value) {
  StringRef name = TSliceDialect::getCheckpointAttrName();
  if (op->getName().getStringRef() != "scf.for")
    return op->emitOpError()
           << "has the attribute '" << name << "', which belongs to 'scf.for'";
  auto count = dyn_cast<IntegerAttr>(value);
  if (!count || !count.getType().isSignlessInteger(64) || count.getInt() < 1)
    return op->emitOpError() << "expects an i64 of at least 1 as '" << name
                             << "', but got " << value;
  return success();
}

LogicalResult TSliceDialect::verifyOperationAttribute(Operation *op,
                                                      NamedAttribute attr) {
  if (attr.getName() == getCheckpointAttrName())
    return verifyCheckpoint(op, attr.getValue());
  if (attr.getName() != getVJPAttrName() && attr.getName() != getJVPAttrName())
    return success();
  if (!isa<FunctionOpInterface>(op))
    return op->emitOpError() << "has the attribute '" << attr.getName().strref()
                             << "', which belongs to functions";
  if (!isa<FlatSymbolRefAttr>(attr.getValue()))
    return op->emitOpError()
           << "expects the name of a function as '" << attr.getName().strref()
           << "', but got " << attr.getValue();
  return success();
}

Operation *TSliceDialect::materializeConstant(OpBuilder &builder,
                                              Attribute value, Type type,
                                              Location loc) {
  if (auto constant = arith::ConstantOp::materialize(builder, value, type, loc))
    return constant;
  return complex::ConstantOp::isBuildableWith(value, type)
             ? complex::ConstantOp::create(builder, loc, type,
                                           cast<ArrayAttr>(value))
                   .getOperation()
             : nullptr;
}
