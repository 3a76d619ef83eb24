// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Buffers, single elements, and the entry points of the evaluator.

#include "tslice/IR/Evaluate.h"
#include "EvaluateLoops.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "tslice/IR/TSliceInference.h"
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

AccessTensors::AccessTensors(IndexedAccessOpInterface op,
                             ArrayRef<BufferView> tensors) {
  // Updates stand before destinations, the indices behind everything.
  size_t numPairs = op.isWrite() ? op->getNumResults() : 0;
  updates = tensors.take_front(numPairs);
  tensors = tensors.drop_front(numPairs);
  indexed = tensors.take_front(std::max<size_t>(numPairs, 1));
  if (tensors.size() > indexed.size())
    indices = &tensors.back();
}

ElementMover::ElementMover(IndexedAccessOpInterface op,
                           ArrayRef<BufferView> tensors,
                           ArrayRef<BufferView> results, RegionFunction region)
    : isWrite(op.isWrite()),
      fill(getFillBytes(op.getFillValue(), op.getAccessedElementType())),
      region(region) {
  AccessTensors roles(op, tensors);
  if (!isWrite) {
    indexed.assign(roles.indexed.begin(), roles.indexed.end());
    elements.assign(results.begin(), results.end());
    return;
  }
  for (auto [dest, result] : llvm::zip_equal(roles.indexed, results))
    if (!isSameBuffer(dest, result))
      copyBuffer(dest, result);
  indexed.assign(results.begin(), results.end());
  elements.assign(roles.updates.begin(), roles.updates.end());
  Combining combining = getCombining(op);
  excludesSelf = combining.excludeSelf;
  Type type = op.getAccessedElementType();
  if (combining.accumulate) {
    type = combining.accumulate;
    wide.resize(indexed.front().getNumElements());
  }
  if (combining.combiner != Combiner::Region)
    combine = getCombineFunction(combining.combiner, type);
  if (excludesSelf || combining.accumulate)
    isWritten.resize(indexed.front().getNumElements());
}

/// Where `position` stands in row-major order.
static int64_t getCell(ArrayRef<int64_t> shape, ArrayRef<int64_t> position) {
  int64_t cell = 0;
  for (auto [size, at] : llvm::zip_equal(shape, position))
    cell = cell * size + at;
  return cell;
}

/// Folds into what is wider than the element that `found` points to.
void ElementMover::accumulate(void *found, const void *written, int64_t cell,
                              bool replaces) {
  Type type = indexed.front().elementType;
  float value = loadWide(type, written);
  if (!isWritten[cell] && !replaces)
    wide[cell] = loadWide(type, found);
  if (replaces)
    wide[cell] = value;
  else
    combine(&wide[cell], &value);
}

void ElementMover::write(ArrayRef<int64_t> element,
                         ArrayRef<int64_t> position) {
  SmallVector<void *> found;
  SmallVector<const void *> written;
  for (auto [tensor, update] : llvm::zip_equal(indexed, elements)) {
    found.push_back(tensor.at(position));
    written.push_back(update.at(element));
  }
  if (isWritten.empty()) {
    if (region)
      region(found.data(), written.data());
    else
      combine(found.front(), written.front());
    return;
  }
  int64_t cell = getCell(indexed.front().shape, position);
  bool replaces = excludesSelf && !isWritten[cell];
  if (!wide.empty())
    accumulate(found.front(), written.front(), cell, replaces);
  else if (replaces)
    for (auto [i, tensor] : llvm::enumerate(indexed))
      memcpy(found[i], written[i], getElementStorageSize(tensor.elementType));
  else if (region)
    region(found.data(), written.data());
  else
    combine(found.front(), written.front());
  isWritten[cell] = true;
}

void ElementMover::touch(ArrayRef<int64_t> element,
                         ArrayRef<int64_t> position) {
  if (isWrite)
    write(element, position);
  else
    memcpy(elements.front().at(element), indexed.front().at(position),
           fill.size());
}

void ElementMover::skip(ArrayRef<int64_t> element) {
  if (!isWrite)
    memcpy(elements.front().at(element), fill.data(), fill.size());
}

void ElementMover::finish() {
  if (wide.empty())
    return;
  const BufferView &result = indexed.front();
  (void)forEachPosition(result.shape, [&](ArrayRef<int64_t> position) {
    int64_t cell = getCell(result.shape, position);
    if (isWritten[cell])
      storeWide(result.elementType, wide[cell], result.at(position));
    return success();
  });
}

//===----------------------------------------------------------------------===//
// Entry points
//===----------------------------------------------------------------------===//

/// Compares the sizes of `found`, which is operand number `operand`, with those
/// expected.
static LogicalResult compareShape(const BufferView &found,
                                  ArrayRef<int64_t> expected, int64_t operand,
                                  EvaluationError &error) {
  for (auto [dim, sizes] :
       llvm::enumerate(llvm::zip_equal(found.shape, expected))) {
    auto [size, wanted] = sizes;
    if (size == wanted)
      continue;
    error = EvaluationError{CheckKind::Equal, static_cast<int64_t>(dim), size,
                            wanted};
    error.operand = operand;
    return failure();
  }
  return success();
}

LogicalResult tslice::evaluation::comparePairs(IndexedAccessOpInterface op,
                                               ArrayRef<BufferView> tensors,
                                               ArrayRef<int64_t> implied,
                                               EvaluationError &error) {
  AccessTensors roles(op, tensors);
  for (auto [pair, update] : llvm::enumerate(roles.updates))
    if (failed(compareShape(update, implied, getUpdateNumber(op, pair), error)))
      return failure();
  for (auto [pair, dest] : llvm::enumerate(roles.indexed))
    if (failed(compareShape(dest, roles.indexed.front().shape,
                            getDestNumber(op, pair), error)))
      return failure();
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
  return windowedShape(op, tensors, scalars, shape, error);
}

LogicalResult tslice::evaluate(IndexedAccessOpInterface op,
                               ArrayRef<BufferView> tensors,
                               ArrayRef<int64_t> scalars,
                               ArrayRef<BufferView> results,
                               EvaluationError &error, RegionFunction region) {
  SmallVector<int64_t> shape;
  if (failed(resultShape(op, tensors, scalars, shape, error)))
    return failure();
  assert(shape == results.front().shape &&
         "the result has the shape asked for");
  ElementMover mover(op, tensors, results, region);
  if (failed(isRanged(op)
                 ? evaluateRanged(op, tensors, scalars, mover, error)
                 : evaluateWindowed(op, tensors, scalars, mover, error)))
    return failure();
  mover.finish();
  return success();
}
