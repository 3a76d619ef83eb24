// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Walks up from a tensor through row-wise ops, and through the bodies of
// structured ones. What arithmetic makes of zeros stands in ZeroArithmetic.cpp.

#include "UnusedRows.h"
#include "RowOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include <cmath>

using namespace mlir;
using namespace tslice;

UnusedRows::UnusedRows(OpBuilder &builder, ArrayRef<Value> gradients,
                       int64_t numLead, SizeEqualities &sizes)
    : builder(builder), numLead(numLead), sizes(sizes) {
  Type element = getElementTypeOrSelf(gradients.front().getType());
  auto zero = arith::ConstantOp::create(builder, gradients.front().getLoc(),
                                        builder.getZeroAttr(element));
  created.push_back(zero);
  UnusedElements elements = fromScalar(zero);
  elements.hasGradient = true;
  for (Value gradient : gradients)
    known[gradient] = elements;
}

void UnusedRows::eraseScalars() {
  for (Operation *op : llvm::reverse(created))
    op->erase();
  created.clear();
}

const UnusedElements &UnusedRows::get(Value tensor) {
  auto it = known.find(tensor);
  if (it != known.end())
    return it->second;
  UnusedElements elements = compute(tensor);
  return known[tensor] = elements;
}

UnusedElements UnusedRows::fromScalar(Value scalar) {
  UnusedElements elements;
  elements.scalar = scalar;
  if (std::optional<APFloat> value = elements.getConstant()) {
    elements.isNonNegative = !value->isNegative() && !value->isNaN();
    if (elements.isNonNegative)
      elements.least = elements.most = value->convertToDouble();
  }
  return elements;
}

//===----------------------------------------------------------------------===//
// Ops
//===----------------------------------------------------------------------===//

/// An op on scalars.
UnusedElements UnusedRows::evaluateScalars(Operation *op,
                                           ArrayRef<UnusedElements> operands) {
  SmallVector<Value> scalars = llvm::map_to_vector(
      operands, [](const UnusedElements &operand) { return operand.scalar; });
  OperationState state(op->getLoc(), op->getName(), scalars,
                       {getElementTypeOrSelf(op->getResult(0).getType())},
                       op->getAttrs());
  Operation *scalar = builder.create(state);
  UnusedElements result;
  SmallVector<Value> folded;
  SmallVector<Operation *> constants;
  if (succeeded(builder.tryFold(scalar, folded, &constants)) &&
      !folded.empty()) {
    scalar->erase();
    llvm::append_range(created, constants);
    result = fromScalar(folded.front());
  } else {
    created.push_back(scalar);
    result = fromScalar(scalar->getResult(0));
  }
  result.hasGradient =
      llvm::any_of(operands, [](const UnusedElements &operand) {
        return operand.hasGradient;
      });
  return result;
}

UnusedElements UnusedRows::evaluate(Operation *op,
                                    ArrayRef<UnusedElements> operands) {
  UnusedElements result;
  if (op->getNumResults() != 1)
    return result;
  bool areScalars =
      llvm::all_of(operands, [](const UnusedElements &operand) -> bool {
        return operand.scalar != nullptr;
      });
  if (areScalars)
    result = evaluateScalars(op, operands);
  else if (isa<arith::AddFOp>(op))
    result = add(operands[0], operands[1]);
  else if (isa<arith::SubFOp>(op))
    result = subtract(operands[0], operands[1]);
  else if (isa<arith::MulFOp>(op))
    result = multiply(operands[0], operands[1]);
  else if (isa<arith::DivFOp>(op))
    result = divide(operands[0], operands[1]);
  else if (isa<arith::ExtFOp>(op))
    result = operands[0];
  else if (isa<arith::TruncFOp>(op)) {
    // What was extended is what it was.
    Value tensor = operands[0].tensor;
    if (tensor && getElementTypeOrSelf(tensor.getType()) ==
                      getElementTypeOrSelf(op->getResult(0).getType()))
      result = operands[0];
  } else if (isa<math::SqrtOp>(op)) {
    result.isNonNegative = operands[0].isNonNegative;
    result.least = std::min(operands[0].least, 1.0);
    result.most = std::max(operands[0].most, 1.0);
  } else if (isa<math::RsqrtOp>(op) && operands[0].isNonNegative &&
             operands[0].least > 0) {
    result.isNonNegative = true;
    result.most = 2 / std::sqrt(operands[0].least);
  } else if (isa<arith::MaximumFOp>(op)) {
    result.isNonNegative =
        operands[0].isNonNegative && operands[1].isNonNegative;
    result.least = std::max(operands[0].least, operands[1].least);
  }

  // Sums of squares, whatever the gradient is: a product with itself, and what
  // does not change the sign.
  auto isPositive = [](const UnusedElements &operand) {
    return operand.scalar && operand.isNonNegative && operand.least > 0;
  };
  // Guards of sizes may look at the factors one by one.
  auto isSame = [&](Value lhs, Value rhs) {
    auto strip = [&](Value value) {
      Value guarded = getGuarded(value, sizes);
      return guarded ? guarded : value;
    };
    return strip(lhs) == strip(rhs);
  };
  if (isa<arith::ExtFOp, arith::TruncFOp>(op))
    result.isSquare = operands[0].isSquare;
  if (isa<arith::AddFOp>(op))
    result.isSquare = operands[0].isSquare && operands[1].isSquare;
  if (isa<arith::MulFOp>(op))
    result.isSquare = isSame(op->getOperand(0), op->getOperand(1)) ||
                      (operands[0].isSquare && isPositive(operands[1])) ||
                      (operands[1].isSquare && isPositive(operands[0]));
  if (isa<arith::DivFOp>(op))
    result.isSquare = operands[0].isSquare && isPositive(operands[1]);
  return result;
}

/// The body on what its arguments are known to be. A fold of zeros into zero is
/// zero.
UnusedElements UnusedRows::evaluateGeneric(linalg::LinalgOp op) {
  Block &body = *op.getBlock();
  llvm::DenseMap<Value, UnusedElements> inner;
  OpOperand *init = op.getDpsInitOperand(0);
  BlockArgument found = op.getMatchingBlockArgument(init);
  auto lookup = [&](Value value) -> UnusedElements {
    auto it = inner.find(value);
    if (it != inner.end())
      return it->second;
    return value.getParentBlock() == &body ? UnusedElements()
                                           : fromScalar(value);
  };
  AffineMap initMap = op.getMatchingIndexingMap(init);
  for (OpOperand *operand : op.getDpsInputOperands()) {
    if (op.isScalar(operand)) {
      inner[op.getMatchingBlockArgument(operand)] = fromScalar(operand->get());
      continue;
    }
    auto type = cast<RankedTensorType>(operand->get().getType());
    UnusedElements elements;
    if (type.getRank() == 0)
      elements = compute(operand->get());
    else if (isRowOperand(*operand)) {
      elements = get(operand->get());
      // Other elements than those of the result's position.
      if (op.getMatchingIndexingMap(operand) != initMap ||
          !initMap.isIdentity())
        elements.tensor = nullptr;
    }
    inner[op.getMatchingBlockArgument(operand)] = elements;
  }

  Value yielded = body.getTerminator()->getOperand(0);
  Operation *fold = yielded.getDefiningOp();
  bool isFold = op.getNumReductionLoops() > 0;
  for (Operation &each : body.without_terminator()) {
    if (isFold && &each == fold)
      break;
    SmallVector<UnusedElements> operands;
    for (Value operand : each.getOperands())
      operands.push_back(lookup(operand));
    if (each.getNumResults() == 1)
      inner[each.getResult(0)] = evaluate(&each, operands);
  }
  if (!isFold)
    return op.payloadUsesValueFromOperand(init) ? UnusedElements()
                                                : lookup(yielded);
  if (!isa_and_nonnull<arith::AddFOp>(fold))
    return {};
  Value term = fold->getOperand(fold->getOperand(0) == found ? 1 : 0);
  UnusedElements start = get(init->get()), terms = lookup(term);
  if (fold->getOperand(0) != found && fold->getOperand(1) != found)
    return {};
  UnusedElements result;
  if (start.isPlusZero() && terms.scalar &&
      requireZero(terms.scalar, std::nullopt))
    result = start;
  result.isSquare = start.isPlusZero() && terms.isSquare;
  result.hasGradient = terms.hasGradient;
  return result;
}

UnusedElements UnusedRows::compute(Value tensor) {
  auto type = cast<RankedTensorType>(tensor.getType());
  DenseElementsAttr constant;
  Operation *op = tensor.getDefiningOp();
  if (matchPattern(tensor, m_Constant(&constant)) && constant.isSplat() &&
      isa<FloatType>(type.getElementType())) {
    auto scalar = arith::ConstantOp::create(
        builder, tensor.getLoc(),
        cast<TypedAttr>(constant.getSplatValue<Attribute>()));
    created.push_back(scalar);
    return fromScalar(scalar);
  }
  if (auto splat = dyn_cast_or_null<tensor::SplatOp>(op))
    return fromScalar(splat.getInput());
  if (type.getRank() == 0) {
    if (auto elements = dyn_cast_or_null<tensor::FromElementsOp>(op))
      return fromScalar(elements.getElements().front());
    auto scalar = tensor::ExtractOp::create(builder, tensor.getLoc(), tensor,
                                            ValueRange());
    created.push_back(scalar);
    return fromScalar(scalar);
  }
  if (Value guarded = getGuarded(tensor, sizes))
    if (guarded.getType() == tensor.getType() || known.contains(guarded))
      return get(guarded);
  if (op && isRowWise(op, numLead)) {
    if (auto structured = dyn_cast<linalg::LinalgOp>(op))
      return evaluateGeneric(structured);
    if (!isElementwise(op)) {
      UnusedElements elements = get(op->getOperand(0));
      elements.tensor = nullptr;
      return elements;
    }
    SmallVector<UnusedElements> operands;
    for (Value operand : op->getOperands())
      operands.push_back(isa<RankedTensorType>(operand.getType())
                             ? get(operand)
                             : fromScalar(operand));
    UnusedElements elements = evaluate(op, operands);
    if (elements.scalar || elements.tensor || elements.isNonNegative ||
        elements.isSquare)
      return elements;
  }
  UnusedElements elements;
  elements.tensor = tensor;
  return elements;
}
