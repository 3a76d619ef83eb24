// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// NumPy's rules for index expressions, tagged with the numbered constraints of
// the specification.

#include "tslice/IR/IndexExpression.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace tslice;

static bool isDynamic(int64_t value) { return ShapedType::isDynamic(value); }

SmallVector<int64_t> IndexExpression::getShape() const {
  return llvm::map_to_vector(
      dims, [](const IndexedResultDim &dim) { return dim.size; });
}

std::optional<int64_t> tslice::broadcastSizes(int64_t a, int64_t b) {
  if (a == b || b == 1)
    return a;
  if (a == 1 || isDynamic(a))
    return b;
  return isDynamic(b) ? std::optional(a) : std::nullopt;
}

std::optional<ClippedRange> tslice::clipRange(const IndexEntry &range,
                                              int64_t extent) {
  auto isUnknown = [](OpFoldResult bound) {
    return bound && !getConstantIntValue(bound);
  };
  if (isDynamic(extent) || isUnknown(range.start) || isUnknown(range.stop) ||
      isUnknown(range.step))
    return std::nullopt;
  int64_t step = range.step ? *getConstantIntValue(range.step) : 1;
  // The ends, open and closed, of the positions that there are.
  int64_t low = step > 0 ? 0 : -1, high = step > 0 ? extent : extent - 1;
  auto clip = [&](OpFoldResult bound, int64_t open) {
    if (!bound)
      return open;
    int64_t number = *getConstantIntValue(bound);
    return std::clamp(number < 0 ? number + extent : number, low, high);
  };
  int64_t start = clip(range.start, step > 0 ? low : high);
  int64_t stop = clip(range.stop, step > 0 ? high : low);
  if (step > 0 ? start >= stop : start <= stop)
    return ClippedRange{0, 0, step};
  int64_t size =
      step > 0 ? (stop - start - 1) / step + 1 : (stop - start + 1) / step + 1;
  return ClippedRange{start, size, step};
}

namespace {
/// Reads one expression.
struct IndexAnalysis {
  EmitError emitError;
  RankedTensorType indexed;
  ValueRange positions;
  ArrayRef<int32_t> kinds;
  ArrayRef<int64_t> numbers;
  BoundsPolicy bounds;
  IndexExpression result;
  /// Where the whole dimensions of `...` go: in front of this entry.
  std::optional<size_t> ellipsis = std::nullopt;
  /// Whether something stands between two of the entries that are
  /// broadcast together.
  bool isSeparated = false;

  LogicalResult readEntries();
  LogicalResult readEntry(IndexKind kind);
  LogicalResult readRange(IndexEntry &entry);
  LogicalResult readValue(IndexEntry &entry);
  LogicalResult placeEntries();
  LogicalResult verifyMasks();
  LogicalResult broadcastTensors();
  void layOutDims();
  LogicalResult verifyIntegers();
};
} // namespace

/// Each bound takes a number, and an operand if that says so.
LogicalResult IndexAnalysis::readRange(IndexEntry &entry) {
  entry.numDims = 1;
  Builder builder(indexed.getContext());
  for (OpFoldResult *bound : {&entry.start, &entry.stop, &entry.step}) {
    if (numbers.empty())
      return emitError() << "expects three numbers for each range";
    int64_t number = numbers.front();
    numbers = numbers.drop_front();
    if (number == openBound)
      continue;
    if (!isDynamic(number)) {
      *bound = builder.getIndexAttr(number);
      continue;
    }
    if (positions.empty() || !positions.front().getType().isIndex())
      return emitError() << "expects an operand of type 'index' for each "
                            "bound of a range that is not static";
    *bound = positions.front();
    positions = positions.drop_front();
  }
  // index_c3
  if (entry.step && isConstantIntValue(entry.step, 0))
    return emitError() << "has a range with a step of 0";
  return success();
}

LogicalResult IndexAnalysis::readValue(IndexEntry &entry) {
  if (positions.empty())
    return emitError() << "expects an operand for each entry that is a value";
  Value value = positions.front();
  positions = positions.drop_front();
  entry.numDims = 1;
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (!type) {
    entry.kind = IndexEntry::Integer;
    entry.number = value;
    return success();
  }
  result.hasTensors = true;
  entry.tensor = value;
  entry.kind = IndexEntry::Tensor;
  if (type.getElementType().isInteger(1)) {
    entry.kind = IndexEntry::Mask;
    entry.numDims = type.getRank();
  }
  return success();
}

LogicalResult IndexAnalysis::readEntry(IndexKind kind) {
  IndexEntry entry{IndexEntry::NewAxis};
  switch (kind) {
  case IndexKind::Range:
    entry.kind = IndexEntry::Range;
    if (failed(readRange(entry)))
      return failure();
    break;
  case IndexKind::Integer:
    if (numbers.empty())
      return emitError() << "expects a number for each integer";
    entry.kind = IndexEntry::Integer;
    entry.numDims = 1;
    entry.number = Builder(indexed.getContext()).getIndexAttr(numbers.front());
    numbers = numbers.drop_front();
    break;
  case IndexKind::Value:
    if (failed(readValue(entry)))
      return failure();
    break;
  case IndexKind::Ellipsis:
    // index_c1
    if (ellipsis)
      return emitError() << "has more than one '...'";
    ellipsis = result.entries.size();
    return success();
  case IndexKind::NewAxis:
    break;
  }
  result.entries.push_back(entry);
  return success();
}

static bool isBroadcast(const IndexEntry &entry) {
  return entry.kind == IndexEntry::Integer ||
         entry.kind == IndexEntry::Tensor || entry.kind == IndexEntry::Mask;
}

LogicalResult IndexAnalysis::readEntries() {
  bool hasBegun = false, hasEnded = false;
  for (int32_t number : kinds) {
    if (number < 0 || number > static_cast<int32_t>(IndexKind::NewAxis))
      return emitError() << "has an entry of unknown kind " << number;
    auto kind = static_cast<IndexKind>(number);
    if (failed(readEntry(kind)))
      return failure();
    // `...` separates what stands around it even where it is no dimension.
    bool isOne =
        kind != IndexKind::Ellipsis && isBroadcast(result.entries.back());
    isSeparated |= isOne && hasEnded;
    hasEnded |= hasBegun && !isOne;
    hasBegun |= isOne;
  }
  if (!positions.empty() || !numbers.empty())
    return emitError() << "has " << positions.size() << " operands and "
                       << numbers.size()
                       << " numbers more than its entries take";
  return success();
}

/// index_c2; spells out `...`, which stands at the end if it is left out.
LogicalResult IndexAnalysis::placeEntries() {
  int64_t taken = 0;
  for (const IndexEntry &entry : result.entries)
    taken += entry.numDims;
  if (taken > indexed.getRank())
    return emitError() << "has indices for " << taken << " dimensions of "
                       << indexed << ", which has " << indexed.getRank();
  IndexEntry whole{IndexEntry::Range};
  whole.numDims = 1;
  result.entries.insert(result.entries.begin() +
                            ellipsis.value_or(result.entries.size()),
                        indexed.getRank() - taken, whole);
  int64_t dim = 0;
  for (IndexEntry &entry : result.entries) {
    entry.dim = dim;
    dim += entry.numDims;
    if (entry.kind != IndexEntry::Range)
      continue;
    int64_t extent = indexed.getDimSize(entry.dim);
    if (auto clipped = clipRange(entry, extent))
      entry.size = clipped->size;
    else
      entry.size = ShapedType::kDynamic;
  }
  return success();
}

/// index_c5
LogicalResult IndexAnalysis::verifyMasks() {
  for (const IndexEntry &entry : result.entries) {
    if (entry.kind != IndexEntry::Mask)
      continue;
    auto type = cast<RankedTensorType>(entry.tensor.getType());
    for (auto [i, size] : llvm::enumerate(type.getShape())) {
      int64_t dim = entry.dim + i, extent = indexed.getDimSize(dim);
      if (!isDynamic(size) && !isDynamic(extent) && size != extent)
        return emitError() << "has a mask of type " << type
                           << " whose dimension " << i
                           << " stands for dimension " << dim
                           << ", which has size " << extent;
    }
  }
  return success();
}

/// index_c6
LogicalResult IndexAnalysis::broadcastTensors() {
  for (IndexEntry &entry : result.entries) {
    if (entry.kind != IndexEntry::Tensor && entry.kind != IndexEntry::Mask)
      continue;
    auto type = cast<RankedTensorType>(entry.tensor.getType());
    SmallVector<int64_t> shape(type.getShape());
    // As many as there are true elements.
    if (entry.kind == IndexEntry::Mask)
      shape = {ShapedType::kDynamic};
    SmallVector<int64_t> &all = result.positions;
    if (result.outer) {
      entry.position = all.size();
      all.append(shape);
      continue;
    }
    if (shape.size() > all.size())
      all.insert(all.begin(), shape.size() - all.size(), 1);
    size_t missing = all.size() - shape.size();
    for (auto [i, size] : llvm::enumerate(shape)) {
      std::optional<int64_t> common = broadcastSizes(all[missing + i], size);
      if (!common)
        return emitError() << "has index tensors that do not broadcast: "
                           << type << " has size " << size
                           << " where others have " << all[missing + i];
      all[missing + i] = *common;
    }
  }
  return success();
}

/// Positions come where the entries stand that are broadcast together, if these
/// stand side by side, and in front otherwise.
void IndexAnalysis::layOutDims() {
  auto addPositions = [&](int64_t from, int64_t count) {
    for (int64_t i = from; i < from + count; ++i)
      result.dims.push_back(
          {IndexedResultDim::OfPosition, i, result.positions[i]});
  };
  bool arePlaced = !result.hasTensors || result.outer;
  auto place = [&] {
    if (!std::exchange(arePlaced, true))
      addPositions(0, result.positions.size());
  };
  if (isSeparated)
    place();
  for (auto [i, entry] : llvm::enumerate(result.entries)) {
    int64_t number = i;
    switch (entry.kind) {
    case IndexEntry::Range:
      result.dims.push_back({IndexedResultDim::OfRange, number, entry.size});
      break;
    case IndexEntry::NewAxis:
      result.dims.push_back({IndexedResultDim::OfNewAxis, number, 1});
      break;
    case IndexEntry::Tensor:
      if (result.outer)
        addPositions(entry.position,
                     cast<RankedTensorType>(entry.tensor.getType()).getRank());
      place();
      break;
    case IndexEntry::Mask:
      if (result.outer)
        addPositions(entry.position, 1);
      place();
      break;
    case IndexEntry::Integer:
      place();
      break;
    }
  }
}

/// index_c4, where there is an element for certain.
LogicalResult IndexAnalysis::verifyIntegers() {
  if (bounds != BoundsPolicy::Error && bounds != BoundsPolicy::Assume)
    return success();
  if (!llvm::all_of(result.dims,
                    [](const IndexedResultDim &dim) { return dim.size > 0; }))
    return success();
  for (const IndexEntry &entry : result.entries) {
    if (entry.kind != IndexEntry::Integer)
      continue;
    std::optional<int64_t> number = getConstantIntValue(entry.number);
    int64_t extent = indexed.getDimSize(entry.dim);
    if (number && isa<Attribute>(entry.number) && !isDynamic(extent) &&
        (*number < -extent || *number >= extent))
      return emitError() << "accesses index " << *number << " of dimension "
                         << entry.dim << ", which has size " << extent;
  }
  return success();
}

FailureOr<IndexExpression>
tslice::analyzeIndex(EmitError emitError, RankedTensorType indexed,
                     ValueRange positions, ArrayRef<int32_t> kinds,
                     ArrayRef<int64_t> numbers, bool outer,
                     BoundsPolicy bounds) {
  IndexAnalysis analysis{emitError, indexed, positions, kinds,
                         numbers,   bounds,  {}};
  analysis.result.outer = outer;
  if (failed(analysis.readEntries()) || failed(analysis.placeEntries()) ||
      failed(analysis.verifyMasks()) || failed(analysis.broadcastTensors()))
    return failure();
  analysis.layOutDims();
  if (failed(analysis.verifyIntegers()))
    return failure();
  return std::move(analysis.result);
}

FailureOr<SmallVector<int64_t>> tslice::inferTakeAlong(EmitError emitError,
                                                       RankedTensorType indexed,
                                                       RankedTensorType indices,
                                                       int64_t dim) {
  // take_along_c1
  if (dim < 0 || dim >= indexed.getRank())
    return emitError() << "takes along dimension " << dim << " of " << indexed
                       << ", which has " << indexed.getRank() << " dimensions";
  // take_along_c2
  if (indices.getRank() != indexed.getRank())
    return emitError() << "expects indices with the " << indexed.getRank()
                       << " dimensions of " << indexed << ", but got "
                       << indices;
  SmallVector<int64_t> shape;
  for (auto [i, size] : llvm::enumerate(indices.getShape())) {
    if (static_cast<int64_t>(i) == dim) {
      shape.push_back(size);
      continue;
    }
    // take_along_c3
    std::optional<int64_t> common = broadcastSizes(indexed.getDimSize(i), size);
    if (!common)
      return emitError() << "has indices of size " << size << " in dimension "
                         << i << ", where the tensor has size "
                         << indexed.getDimSize(i);
    shape.push_back(*common);
  }
  return shape;
}
