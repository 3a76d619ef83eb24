// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Guards stand where they hinder fusion least: at the operands of a producer
// that has no other use.

#include "OperandGuard.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "tslice/IR/TSliceInference.h"

using namespace mlir;
using namespace tslice;

/// Whether `tensor` has no element by its type alone.
static bool isEmpty(Value tensor) {
  return llvm::is_contained(cast<RankedTensorType>(tensor.getType()).getShape(),
                            0);
}

void OperandGuard::emit() {
  // Nothing is read of a tensor without elements, and no view of it is legal.
  if (isEmpty(op->getOperand(operand)))
    return;
  SmallVector<CheckedDim> dims;
  for (const SizeGuard &guard : guards)
    dims.push_back(emitCheck(guard));
  if (auto castOp = dyn_cast<tensor::CastOp>(op))
    return replaceCast(castOp, dims);
  guardUse(op->getOpOperand(operand), dims);
}

CheckedDim OperandGuard::emitCheck(const SizeGuard &guard) {
  Location loc = op->getLoc();
  auto site = op->getAttrOfType<IntegerAttr>("tslice.site");
  Value found = guard.found.materialize(builder, loc);
  Value expected = guard.expected.materialize(builder, loc);
  int64_t dim = (static_cast<int64_t>(operand) << 32) | guard.dim;
  Value checked =
      CheckOp::create(builder, loc, CheckKind::Equal, found, expected,
                      ValueRange(), site ? site.getInt() : -1, dim);
  Value offset = arith::SubIOp::create(builder, loc, checked, expected);
  OpFoldResult mixedSize = expected;
  if (guard.expected.isConstant())
    mixedSize = builder.getIndexAttr(guard.expected.number);
  return {guard.dim, checked, expected, offset, mixedSize};
}

/// Reads all of `tensor`, the checked dimensions through their checks.
Value OperandGuard::createView(Value tensor, ArrayRef<CheckedDim> dims,
                               RankedTensorType resultType) {
  Location loc = op->getLoc();
  auto type = cast<RankedTensorType>(tensor.getType());
  SmallVector<OpFoldResult> offsets(type.getRank(), builder.getIndexAttr(0));
  SmallVector<OpFoldResult> strides(type.getRank(), builder.getIndexAttr(1));
  SmallVector<OpFoldResult> viewSizes;
  for (int64_t dim = 0; dim < type.getRank(); ++dim) {
    auto it = llvm::find_if(
        dims, [&](const CheckedDim &checked) { return checked.dim == dim; });
    if (it != dims.end()) {
      offsets[dim] = it->offset;
      viewSizes.push_back(resultType.isDynamicDim(dim) ? OpFoldResult(it->size)
                                                       : it->mixedSize);
    } else if (type.isDynamicDim(dim)) {
      viewSizes.push_back(
          sizes.get(tensor, dim).front().materialize(builder, loc));
    } else {
      viewSizes.push_back(builder.getIndexAttr(type.getDimSize(dim)));
    }
  }
  return tensor::ExtractSliceOp::create(builder, loc, resultType, tensor,
                                        offsets, viewSizes, strides);
}

/// %r = tensor.cast %x : tensor<?xf32> to tensor<4xf32>
/// -> %r = tensor.extract_slice %x[%checkedZero][4][1] : tensor<?xf32> to
/// tensor<4xf32>
void OperandGuard::replaceCast(tensor::CastOp castOp,
                               ArrayRef<CheckedDim> dims) {
  // Dimensions that the cast makes dynamic stay static up to another cast.
  auto source = cast<RankedTensorType>(castOp.getSource().getType());
  auto type = cast<RankedTensorType>(castOp.getType());
  SmallVector<int64_t> shape(source.getShape());
  for (const CheckedDim &checked : dims)
    shape[checked.dim] = type.getDimSize(checked.dim);
  Value view = createView(castOp.getSource(), dims, source.clone(shape));
  castOp.getSourceMutable().assign(view);
  if (view.getType() != type)
    return;
  // The dead cast stays until the end, since `sizes` knows it.
  castOp.getResult().replaceAllUsesWith(view);
}

/// Whether checked dimensions that are sizes or windows of a read are operands
/// of it. (Some are numbers, which the type does not repeat.)
static bool takesSizes(SliceOp slice, ArrayRef<CheckedDim> dims) {
  SmallVector<int64_t> sizes;
  for (auto [dim, size] : llvm::enumerate(slice.getStaticSizes()))
    if (!llvm::is_contained(slice.getDrop(), static_cast<int64_t>(dim)))
      sizes.push_back(size);
  return llvm::all_of(dims, [&](const CheckedDim &checked) {
    return ShapedType::isDynamic(sizes[checked.dim]);
  });
}

static bool takesSizes(GatherOp gather, ArrayRef<CheckedDim> dims) {
  SmallVector<int64_t> windows = gather.getStaticWindow();
  for (const IndexedDim &facts : getIndexedLayout(gather).dims)
    if (facts.kind == IndexedDim::Addressed &&
        (windows.empty() || !ShapedType::isDynamic(windows[facts.component])))
      for (const CheckedDim &checked : dims)
        if (facts.elementDim == checked.dim)
          return false;
  return true;
}

/// Guards the value that `use` reads: at its producer's operands if the
/// producer has no other use, so that it still fuses with this one.
void OperandGuard::guardUse(OpOperand &use, ArrayRef<CheckedDim> dims) {
  Value tensor = use.get();
  Operation *producer = tensor.getDefiningOp();
  bool movable = producer && producer->hasOneUse() &&
                 producer->getBlock() == op->getBlock() &&
                 isa<RankedTensorType>(tensor.getType());
  if (movable && isElementwise(producer)) {
    // The checks stand in front of `op`; so must their new users.
    producer->moveBefore(op);
    for (OpOperand &operand : producer->getOpOperands())
      if (isa<RankedTensorType>(operand.get().getType()))
        guardProducer(producer, operand, dims);
    return;
  }
  auto gather = movable ? dyn_cast<GatherOp>(producer) : GatherOp();
  if (gather && !isEmpty(gather.getSource()) && !isEmpty(gather.getIndices()) &&
      takesSizes(gather, dims))
    return guardGather(gather, dims);
  auto slice = movable ? dyn_cast<SliceOp>(producer) : SliceOp();
  if (slice && takesSizes(slice, dims))
    return guardSlice(slice, dims);
  guardValue(use, dims);
}

void OperandGuard::guardProducer(Operation *producer, OpOperand &operand,
                                 ArrayRef<CheckedDim> dims) {
  OpBuilder::InsertionGuard restore(builder);
  builder.setInsertionPoint(producer);
  Operation *consumer = std::exchange(op, producer);
  guardUse(operand, dims);
  op = consumer;
}

/// gather(%x, %i) guarded -> gather(%x guarded, %i guarded). A dynamic
/// dimension comes from either, or is a window, which is the checked one then.
void OperandGuard::guardGather(GatherOp gather, ArrayRef<CheckedDim> dims) {
  IndexedLayout layout = getIndexedLayout(gather);
  SmallVector<CheckedDim> ofIndices, ofSource;
  for (CheckedDim checked : dims) {
    if (checked.dim < layout.numPositionDims) {
      ofIndices.push_back(checked);
      continue;
    }
    for (auto [dim, facts] : llvm::enumerate(layout.dims))
      if (facts.elementDim == checked.dim) {
        if (facts.kind == IndexedDim::Addressed) {
          SmallVector<int64_t> windows = gather.getStaticWindow();
          unsigned operand =
              llvm::count_if(ArrayRef(windows).take_front(facts.component),
                             ShapedType::isDynamic);
          gather.getWindowSizesMutable()
              .slice(operand, 1)
              .assign(checked.checked);
          break;
        }
        checked.dim = dim;
        ofSource.push_back(checked);
        break;
      }
  }
  gather->moveBefore(op);
  if (!ofIndices.empty())
    guardProducer(gather, gather.getIndicesMutable(), ofIndices);
  if (!ofSource.empty())
    guardProducer(gather, gather.getSourceMutable(), ofSource);
}

/// slice %x[..][%n][..] guarded -> slice %x[..][%checked][..]
void OperandGuard::guardSlice(SliceOp slice, ArrayRef<CheckedDim> dims) {
  slice->moveBefore(op);
  unsigned operand = 0;
  int64_t resultDim = 0;
  for (auto [dim, size] : llvm::enumerate(slice.getStaticSizes())) {
    auto it = llvm::find_if(dims, [&](const CheckedDim &checked) {
      return checked.dim == resultDim;
    });
    if (it != dims.end())
      slice.getSizesMutable().slice(operand, 1).assign(it->checked);
    operand += ShapedType::isDynamic(size);
    resultDim +=
        !llvm::is_contained(slice.getDrop(), static_cast<int64_t>(dim));
  }
}

void OperandGuard::guardValue(OpOperand &use, ArrayRef<CheckedDim> dims) {
  use.set(
      createView(use.get(), dims, cast<RankedTensorType>(use.get().getType())));
}
