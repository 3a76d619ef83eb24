// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Wraps the evaluator for constant operands: attributes to buffers and back.

#include "ConstantFolds.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "tslice/IR/Evaluate.h"

using namespace mlir;
using namespace tslice;

/// Results and updates of more elements are not folded: a constant takes room
/// in every printed and compiled form of the program.
static constexpr int64_t maxFoldedElements = 1024;

namespace {
/// The operands of an access as the evaluator takes them.
struct ConstantOperands {
  SmallVector<BufferView> tensors;
  SmallVector<int64_t> scalars;
  /// What the attributes do not hold as buffers do. The vectors do not move
  /// when the outer one grows, as each owns its elements on the heap.
  std::vector<std::vector<char>> converted;

  /// Adds the next operand; fails if it is unknown.
  LogicalResult add(Attribute operand);
};
} // namespace

static bool isSmall(RankedTensorType type) {
  return type.hasStaticShape() && type.getNumElements() <= maxFoldedElements;
}

LogicalResult ConstantOperands::add(Attribute operand) {
  if (auto scalar = dyn_cast_or_null<IntegerAttr>(operand)) {
    scalars.push_back(scalar.getInt());
    return success();
  }
  auto elements = dyn_cast_or_null<DenseIntOrFPElementsAttr>(operand);
  if (!elements)
    return failure();
  Type type = elements.getElementType();
  // The evaluator does not write to operands.
  auto view =
      BufferView::contiguous(const_cast<char *>(elements.getRawData().data()),
                             type, elements.getType().getShape());
  if (elements.isSplat())
    view.strides.assign(view.strides.size(), 0);
  if (type.isInteger(1)) {
    // Bits in the attribute, bytes in a buffer.
    std::vector<char> bytes;
    if (elements.isSplat())
      bytes.push_back(elements.getSplatValue<bool>());
    else
      for (bool bit : elements.getValues<bool>())
        bytes.push_back(bit);
    converted.push_back(std::move(bytes));
    view.data = converted.back().data();
  }
  tensors.push_back(view);
  return success();
}

/// The constant that holds what the evaluator has written.
static Attribute toAttribute(RankedTensorType type, ArrayRef<char> bytes) {
  if (!type.getElementType().isInteger(1))
    return DenseElementsAttr::getFromRawBuffer(type, bytes);
  SmallVector<bool> bits(bytes.begin(), bytes.end());
  return DenseElementsAttr::get(type, bits);
}

Attribute tslice::foldConstantAccess(IndexedAccessOpInterface op,
                                     ArrayRef<Attribute> operands) {
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  if (!isSmall(type) || !isSmall(op.getElements().getType()))
    return {};
  ConstantOperands constants;
  for (Attribute operand : operands)
    if (failed(constants.add(operand)))
      return {};
  Type elementType = type.getElementType();
  SmallVector<char> bytes(type.getNumElements() *
                          getElementStorageSize(elementType));
  auto result =
      BufferView::contiguous(bytes.data(), elementType, type.getShape());
  EvaluationError error;
  if (failed(evaluate(op, constants.tensors, constants.scalars, result, error)))
    return {};
  return toAttribute(type, bytes);
}

std::optional<ConstantPositions>
tslice::foldConstantMask(NonzeroOp op, DenseElementsAttr mask) {
  ConstantOperands constants;
  if (!isSmall(op.getMask().getType()) || failed(constants.add(mask)))
    return std::nullopt;
  const BufferView &view = constants.tensors.front();
  int64_t rows, count;
  EvaluationError error;
  if (failed(countNonzero(op, view, op.getStaticSize(), rows, count, error)))
    return std::nullopt;
  auto type = RankedTensorType::get({rows, op.getMask().getType().getRank()},
                                    IndexType::get(op.getContext()));
  if (!isSmall(type))
    return std::nullopt;
  SmallVector<char> bytes(type.getNumElements() *
                          getElementStorageSize(type.getElementType()));
  evaluateNonzero(view,
                  BufferView::contiguous(bytes.data(), type.getElementType(),
                                         type.getShape()));
  return ConstantPositions{DenseElementsAttr::getFromRawBuffer(type, bytes),
                           count};
}
