// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Shape functions and checks of the accesses, tagged with the numbered
// constraints of the specification. They see plain values, no op objects, so
// verification, inference and builders call the same code.

#include "tslice/IR/TSliceInference.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/IR/Builders.h"
#include "tslice/IR/Evaluate.h"
#include "llvm/ADT/SmallBitVector.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tslice;

static bool isDynamic(int64_t value) { return ShapedType::isDynamic(value); }

/// Policies under which a provable escape is an error in the program.
static bool mustBeInRange(BoundsPolicy bounds) {
  return bounds == BoundsPolicy::Error || bounds == BoundsPolicy::Assume;
}

static std::string spell(int64_t value) {
  return isDynamic(value) ? "?" : std::to_string(value);
}

namespace {
/// What is known about one dimension of a slice or update.
struct RangeFacts {
  int64_t dim, extent, offset, size, stride;
};
} // namespace

/// The error of a range that reaches `index`, which is outside.
static LogicalResult refuseIndex(EmitError emitError, const RangeFacts &range,
                                 int64_t index) {
  auto diag = emitError() << "accesses index " << index << " of dimension "
                          << range.dim;
  if (!isDynamic(range.extent))
    diag << ", which has size " << range.extent;
  return diag << " (offset " << spell(range.offset) << ", size " << range.size
              << ", stride " << spell(range.stride) << ")";
}

/// The range that is accessed under `wrap`: an offset below 0 has the size added
/// once; of what is outside either way the error tells the program's number.
static RangeFacts wrapOffset(RangeFacts range) {
  if (isDynamic(range.offset) || range.offset >= 0)
    return range;
  if (isDynamic(range.extent))
    range.offset = ShapedType::kDynamic;
  else if (range.offset >= -range.extent)
    range.offset += range.extent;
  return range;
}

/// ranged_c5: a range of static size, not 0, that must be in range and cannot.
static LogicalResult verifyInRange(EmitError emitError, const RangeFacts &range,
                                   BoundsPolicy bounds) {
  bool hasOffset = !isDynamic(range.offset),
       hasStride = !isDynamic(range.stride);
  // Strides are not 0, so that a range has at least `size` positions.
  int64_t reach = range.size - 1, last = range.offset;
  if (hasStride && llvm::MulOverflow(range.stride, range.size - 1, reach))
    return emitError() << "spans more than 2^63 positions of dimension "
                       << range.dim;
  if (hasOffset && hasStride && llvm::AddOverflow(range.offset, reach, last))
    return emitError() << "reaches beyond 2^63 positions of dimension "
                       << range.dim;
  if (!mustBeInRange(bounds) && bounds != BoundsPolicy::Clamp)
    return success();

  auto isOutside = [&](int64_t index) {
    return index < 0 || (!isDynamic(range.extent) && index >= range.extent);
  };
  if (mustBeInRange(bounds) && hasOffset) {
    if (isOutside(range.offset))
      return refuseIndex(emitError, range, range.offset);
    if (hasStride && isOutside(last))
      return refuseIndex(emitError, range, last);
  }
  uint64_t reached = static_cast<uint64_t>(reach);
  uint64_t span = (reach < 0 ? 0 - reached : reached) + 1;
  if (!isDynamic(range.extent) && span > static_cast<uint64_t>(range.extent))
    return emitError() << "spans " << span << " positions of dimension "
                       << range.dim << ", which has size " << range.extent
                       << ", so that no offset fits";
  return success();
}

/// ranged_c2, ranged_c3: strides and sizes, as far as they are static.
static LogicalResult verifyRange(EmitError emitError, const RangeFacts &range) {
  if (range.stride == 0)
    return emitError() << "expects a non-zero stride in dimension "
                       << range.dim;
  if (!isDynamic(range.size) && range.size < 0)
    return emitError() << "expects a size of at least 0 in dimension "
                       << range.dim << ", but got " << range.size;
  return success();
}

/// ranged_c4: dropped dimensions are distinct and have the static size 1.
static LogicalResult verifyDrop(EmitError emitError, int64_t rank,
                                const RangedAccess &access,
                                llvm::SmallBitVector &dropped) {
  dropped.resize(rank);
  for (int64_t dim : access.drop) {
    if (dim < 0 || dim >= rank)
      return emitError() << "drops dimension " << dim << " of a tensor of rank "
                         << rank;
    if (dropped.test(dim))
      return emitError() << "drops dimension " << dim << " twice";
    if (access.sizes[dim] != 1)
      return emitError() << "can only drop dimensions of static size 1, but "
                            "dimension "
                         << dim << " has size " << spell(access.sizes[dim]);
    dropped.set(dim);
  }
  return success();
}

LogicalResult tslice::verifyAddressable(EmitError emitError,
                                        RankedTensorType type) {
  int64_t bytes = getElementStorageSize(type.getElementType());
  for (int64_t size : type.getShape())
    if (!isDynamic(size) &&
        llvm::MulOverflow(bytes, std::max<int64_t>(size, 1), bytes))
      return emitError() << "has an operand or result of type " << type
                         << ", whose positions 63 bits cannot address";
  return success();
}

FailureOr<SmallVector<int64_t>>
tslice::inferRangedShape(EmitError emitError, RankedTensorType indexed,
                         const RangedAccess &access) {
  int64_t rank = indexed.getRank();
  // ranged_c1
  auto verifyCount = [&](StringRef what, size_t count) -> LogicalResult {
    if (count == static_cast<size_t>(rank))
      return success();
    return emitError() << "expects " << rank << " " << what
                       << ", one per dimension of " << indexed << ", but got "
                       << count;
  };
  if (failed(verifyCount("offsets", access.offsets.size())) ||
      failed(verifyCount("sizes", access.sizes.size())) ||
      failed(verifyCount("strides", access.strides.size())))
    return failure();
  // Without elements nothing is accessed: what could be empty is left to run
  // time.
  bool hasElements =
      llvm::all_of(access.sizes, [](int64_t size) { return size > 0; });
  for (int64_t dim = 0; dim < rank; ++dim) {
    RangeFacts range{dim, indexed.getDimSize(dim), access.offsets[dim],
                     access.sizes[dim], access.strides[dim]};
    if (failed(verifyRange(emitError, range)))
      return failure();
    if (access.wrap)
      range = wrapOffset(range);
    if (hasElements && failed(verifyInRange(emitError, range, access.bounds)))
      return failure();
  }
  llvm::SmallBitVector dropped;
  if (failed(verifyDrop(emitError, rank, access, dropped)))
    return failure();
  SmallVector<int64_t> shape;
  for (int64_t dim = 0; dim < rank; ++dim)
    if (!dropped.test(dim))
      shape.push_back(access.sizes[dim]);
  return shape;
}

/// windowed_c1: batch and addressed dimensions are in range and disjoint.
static LogicalResult classifyDims(EmitError emitError, RankedTensorType indexed,
                                  const WindowedAccess &access,
                                  SmallVectorImpl<IndexedDim> &dims) {
  dims.assign(indexed.getRank(), IndexedDim{IndexedDim::Whole});
  auto classify = [&](ArrayRef<int64_t> list, IndexedDim::Kind kind,
                      StringRef what) -> LogicalResult {
    for (auto [component, dim] : llvm::enumerate(list)) {
      if (dim < 0 || dim >= indexed.getRank())
        return emitError() << "names " << what << " dimension " << dim
                           << " of a tensor of rank " << indexed.getRank();
      if (dims[dim].kind != IndexedDim::Whole)
        return emitError() << "names dimension " << dim
                           << " twice in 'batch' and 'dims'";
      dims[dim].kind = kind;
      dims[dim].component = component;
    }
    return success();
  };
  if (failed(classify(access.batch, IndexedDim::Batch, "batch")))
    return failure();
  return classify(access.dims, IndexedDim::Addressed, "addressed");
}

/// windowed_c2, windowed_c3: the shape of the indices fits batch and dims.
static LogicalResult verifyIndicesShape(EmitError emitError,
                                        RankedTensorType indexed,
                                        const WindowedAccess &access,
                                        const IndexedLayout &layout) {
  int64_t needed = layout.numBatchDims + (layout.hasComponentDim ? 1 : 0);
  if (access.indices.getRank() < needed)
    return emitError() << "expects indices of rank " << needed
                       << " or more for " << layout.numBatchDims
                       << " batch and " << layout.numComponents
                       << " addressed dimensions, but got " << access.indices;
  if (layout.hasComponentDim &&
      access.indices.getShape().back() != layout.numComponents)
    return emitError()
           << "expects a trailing dimension of size " << layout.numComponents
           << " in the indices, one component per addressed dimension, but got "
           << access.indices;
  for (auto [position, dim] : llvm::enumerate(access.batch)) {
    int64_t count = access.indices.getDimSize(position),
            extent = indexed.getDimSize(dim);
    if (!isDynamic(count) && !isDynamic(extent) && count > extent)
      return emitError() << "pairs dimension " << position
                         << " of the indices, of size " << count
                         << ", with dimension " << dim << ", which has size "
                         << extent;
  }
  return success();
}

/// windowed_c4, windowed_c5: one window size per addressed dimension, which
/// fits.
static LogicalResult applyWindows(EmitError emitError, RankedTensorType indexed,
                                  const WindowedAccess &access,
                                  IndexedLayout &layout) {
  if (access.window.size() != access.dims.size())
    return emitError() << "expects " << access.dims.size()
                       << " window sizes, one per addressed dimension, but got "
                       << access.window.size();
  // Without positions nothing is accessed: what could be empty is left to run
  // time, and so is a window of 1 in an empty dimension, like any index that is
  // out of range.
  auto positions = access.indices.getShape().take_front(layout.numPositionDims);
  bool hasPositions =
      llvm::all_of(positions, [](int64_t size) { return size > 0; });
  for (auto [dim, window] : llvm::zip_equal(access.dims, access.window)) {
    if (window < 0 && !isDynamic(window))
      return emitError() << "expects a window of at least 0 in dimension "
                         << dim << ", but got " << window;
    int64_t extent = indexed.getDimSize(dim);
    if (!isSkipping(access.bounds) && hasPositions && window > 1 &&
        !isDynamic(extent) && window > extent)
      return emitError() << "has a window of " << window << " in dimension "
                         << dim << ", which has size " << extent;
    layout.dims[dim].window = window;
  }
  return success();
}

/// windowed_c6: dropped dimensions are addressed, distinct and of window 1.
static LogicalResult verifyDrop(EmitError emitError,
                                const IndexedLayout &layout,
                                const WindowedAccess &access,
                                llvm::SmallBitVector &dropped) {
  int64_t rank = layout.dims.size();
  dropped.resize(rank);
  for (int64_t dim : access.drop) {
    if (dim < 0 || dim >= rank ||
        layout.dims[dim].kind != IndexedDim::Addressed)
      return emitError() << "can only drop addressed dimensions, and dimension "
                         << dim << " is none";
    if (layout.dims[dim].window != 1)
      return emitError()
             << "can only drop dimensions of window 1, but dimension " << dim
             << " has a window of "
             << (isDynamic(layout.dims[dim].window)
                     ? "a size known at run time"
                     : Twine(layout.dims[dim].window).str());
    if (dropped.test(dim))
      return emitError() << "drops dimension " << dim << " twice";
    dropped.set(dim);
  }
  return success();
}

FailureOr<SmallVector<int64_t>>
tslice::inferWindowedShape(EmitError emitError, RankedTensorType indexed,
                           const WindowedAccess &access, IndexedLayout *out) {
  IndexedLayout layout;
  layout.numBatchDims = access.batch.size();
  layout.numComponents = access.dims.size();
  layout.hasComponentDim = layout.numComponents != 1;
  layout.numPositionDims =
      access.indices.getRank() - (layout.hasComponentDim ? 1 : 0);
  if (failed(classifyDims(emitError, indexed, access, layout.dims)) ||
      failed(verifyIndicesShape(emitError, indexed, access, layout)) ||
      failed(applyWindows(emitError, indexed, access, layout)))
    return failure();

  llvm::SmallBitVector dropped;
  if (failed(verifyDrop(emitError, layout, access, dropped)))
    return failure();

  SmallVector<int64_t> shape(
      access.indices.getShape().take_front(layout.numPositionDims));
  for (auto [dim, facts] : llvm::enumerate(layout.dims)) {
    if (facts.kind == IndexedDim::Batch) {
      facts.elementDim = facts.component;
      continue;
    }
    if (dropped.test(dim))
      continue;
    facts.elementDim = shape.size();
    shape.push_back(facts.kind == IndexedDim::Addressed
                        ? facts.window
                        : indexed.getDimSize(dim));
  }
  if (out)
    *out = std::move(layout);
  return shape;
}

Attribute tslice::getZeroAttr(Type elementType) {
  Builder builder(elementType.getContext());
  if (auto complexType = dyn_cast<ComplexType>(elementType)) {
    Attribute zero = builder.getZeroAttr(complexType.getElementType());
    return builder.getArrayAttr({zero, zero});
  }
  // A format without zero (f8E8M0FNU) starts from its smallest value, all bits
  // zero.
  if (auto floatType = dyn_cast<FloatType>(elementType))
    return FloatAttr::get(floatType,
                          APFloat(floatType.getFloatSemantics(),
                                  APInt::getZero(floatType.getWidth())));
  return builder.getZeroAttr(elementType);
}

static Value createConstant(OpBuilder &builder, Location loc, Attribute value,
                            Type type) {
  if (auto parts = dyn_cast<ArrayAttr>(value))
    return complex::ConstantOp::create(builder, loc, type, parts);
  return arith::ConstantOp::create(builder, loc, cast<TypedAttr>(value));
}

Value tslice::createZero(OpBuilder &builder, Location loc, Type elementType) {
  return createConstant(builder, loc, getZeroAttr(elementType), elementType);
}

Value tslice::createFill(OpBuilder &builder, Location loc,
                         IndexedAccessOpInterface op) {
  if (auto fill = op.getFillValue()) {
    if (auto number = dyn_cast<complex::NumberAttr>(fill)) {
      Type part = cast<ComplexType>(number.getType()).getElementType();
      return createConstant(
          builder, loc,
          builder.getArrayAttr({FloatAttr::get(part, number.getReal()),
                                FloatAttr::get(part, number.getImag())}),
          number.getType());
    }
    return createConstant(builder, loc, fill, fill.getType());
  }
  return createZero(builder, loc, op.getAccessedElementType());
}
