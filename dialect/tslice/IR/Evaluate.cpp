// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Buffers, single elements, and the entry points of the evaluator.

#include "tslice/IR/Evaluate.h"
#include "EvaluateLoops.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include <cstring>

using namespace mlir;
using namespace tslice;
using namespace tslice::evaluation;

//===----------------------------------------------------------------------===//
// Buffers
//===----------------------------------------------------------------------===//

int64_t tslice::getElementStorageSize(Type type) {
  if (auto complexType = dyn_cast<ComplexType>(type))
    return 2 * getElementStorageSize(complexType.getElementType());
  if (isa<IndexType>(type))
    return 8;
  return (type.getIntOrFloatBitWidth() + 7) / 8;
}

BufferView BufferView::contiguous(void *data, Type elementType,
                                  ArrayRef<int64_t> shape) {
  BufferView view;
  view.data = data;
  view.elementType = elementType;
  view.shape.assign(shape.begin(), shape.end());
  view.strides.assign(shape.size(), 1);
  for (int64_t dim = static_cast<int64_t>(shape.size()) - 2; dim >= 0; --dim)
    view.strides[dim] = view.strides[dim + 1] * shape[dim + 1];
  return view;
}

char *BufferView::at(ArrayRef<int64_t> position) const {
  int64_t offset = 0;
  for (auto [at, stride] : llvm::zip_equal(position, strides))
    offset += at * stride;
  return static_cast<char *>(data) +
         offset * getElementStorageSize(elementType);
}

int64_t BufferView::getNumElements() const {
  int64_t count = 1;
  for (int64_t size : shape)
    count *= size;
  return count;
}

//===----------------------------------------------------------------------===//
// Single elements
//===----------------------------------------------------------------------===//

/// Writes the lowest bytes of `bits` to `to`. Hosts are little-endian.
static void storeBits(const APInt &bits, int64_t numBytes, char *to) {
  uint64_t low = bits.getZExtValue();
  memcpy(to, &low, numBytes);
}

/// The bytes of the value that a skipped read yields: the fill, or zero. The
/// number with all bits zero is 0 in all types that have one.
static SmallVector<char, 16> getFillBytes(TypedAttr fill, Type type) {
  int64_t size = getElementStorageSize(type);
  SmallVector<char, 16> bytes(size, 0);
  if (auto number = dyn_cast_or_null<complex::NumberAttr>(fill)) {
    storeBits(number.getReal().bitcastToAPInt(), size / 2, bytes.data());
    storeBits(number.getImag().bitcastToAPInt(), size / 2,
              bytes.data() + size / 2);
  } else if (auto number = dyn_cast_or_null<FloatAttr>(fill)) {
    storeBits(number.getValue().bitcastToAPInt(), size, bytes.data());
  } else if (auto number = dyn_cast_or_null<IntegerAttr>(fill)) {
    storeBits(number.getValue(), size, bytes.data());
  }
  return bytes;
}

static bool isSameBuffer(const BufferView &a, const BufferView &b) {
  return a.data == b.data && a.strides == b.strides;
}

static void copyBuffer(const BufferView &from, const BufferView &to) {
  int64_t size = getElementStorageSize(from.elementType);
  (void)forEachPosition(from.shape, [&](ArrayRef<int64_t> position) {
    memcpy(to.at(position), from.at(position), size);
    return success();
  });
}

ElementMover::ElementMover(IndexedAccessOpInterface op,
                           ArrayRef<BufferView> tensors, BufferView result)
    : isWrite(op.isWrite()),
      combine(
          getCombineFunction(op.getCombiner(), op.getAccessedElementType())),
      fill(getFillBytes(op.getFillValue(), op.getAccessedElementType())) {
  // The update of a write stands before the destination.
  if (isWrite && !isSameBuffer(tensors[1], result))
    copyBuffer(tensors[1], result);
  indexed = isWrite ? result : tensors[0];
  elements = isWrite ? tensors[0] : result;
}

void ElementMover::touch(ArrayRef<int64_t> element,
                         ArrayRef<int64_t> position) {
  if (isWrite)
    combine(indexed.at(position), elements.at(element));
  else
    memcpy(elements.at(element), indexed.at(position), fill.size());
}

void ElementMover::skip(ArrayRef<int64_t> element) {
  if (!isWrite)
    memcpy(elements.at(element), fill.data(), fill.size());
}

//===----------------------------------------------------------------------===//
// Entry points
//===----------------------------------------------------------------------===//

LogicalResult tslice::evaluation::compareUpdateShape(const BufferView &update,
                                                     ArrayRef<int64_t> implied,
                                                     EvaluationError &error) {
  for (auto [dim, sizes] :
       llvm::enumerate(llvm::zip_equal(update.shape, implied))) {
    auto [found, expected] = sizes;
    if (found == expected)
      continue;
    error = EvaluationError{CheckKind::Equal, static_cast<int64_t>(dim), found,
                            expected};
    error.operand = 1;
    return failure();
  }
  return success();
}

static bool isRanged(Operation *op) { return isa<SliceOp, UpdateOp>(op); }

LogicalResult tslice::resultShape(IndexedAccessOpInterface op,
                                  ArrayRef<BufferView> tensors,
                                  ArrayRef<int64_t> scalars,
                                  SmallVectorImpl<int64_t> &shape,
                                  EvaluationError &error) {
  if (isRanged(op))
    return rangedShape(op, tensors, scalars, shape, error);
  return windowedShape(op, tensors, shape, error);
}

LogicalResult tslice::evaluate(IndexedAccessOpInterface op,
                               ArrayRef<BufferView> tensors,
                               ArrayRef<int64_t> scalars, BufferView result,
                               EvaluationError &error) {
  SmallVector<int64_t> shape;
  if (failed(resultShape(op, tensors, scalars, shape, error)))
    return failure();
  assert(shape == result.shape && "the result has the shape asked for");
  if (isRanged(op))
    return evaluateRanged(op, tensors, scalars, result, error);
  return evaluateWindowed(op, tensors, result, error);
}
