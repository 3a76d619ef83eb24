// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Shape functions and checks of the accesses, tagged with the numbered
// constraints of the specification. They see plain values, no op objects, so
// verification, inference and builders call the same code.

#include "tslice/IR/TSliceInference.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/SmallBitVector.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tslice;

static bool isDynamic(int64_t value) { return ShapedType::isDynamic(value); }

/// Policies under which a provable escape is an error in the program.
static bool mustBeInRange(BoundsPolicy bounds) {
  return bounds == BoundsPolicy::Error || bounds == BoundsPolicy::Assume;
}

/// ranged_c2, ranged_c3, ranged_c5: one dimension of a slice or update.
static LogicalResult verifyRange(EmitError emitError, int64_t dim, int64_t extent, int64_t offset, int64_t size,
                                 int64_t stride, BoundsPolicy bounds) {
  if (stride == 0)
    return emitError() << "expects a non-zero stride in dimension " << dim;
  if (!isDynamic(size) && size < 0)
    return emitError() << "expects a size of at least 0 in dimension " << dim << ", but got " << size;
  if (isDynamic(size) || size == 0)
    return success();

  // A first position below zero is wrong whatever the dynamic parts are.
  auto fail = [&](const llvm::Twine &index) {
    auto diag = emitError() << "accesses index " << index << " of dimension " << dim;
    if (!isDynamic(extent))
      diag << ", which has size " << extent;
    diag << " (offset " << (isDynamic(offset) ? std::string("?") : std::to_string(offset)) << ", size " << size
         << ", stride " << (isDynamic(stride) ? std::string("?") : std::to_string(stride)) << ")";
    return failure();
  };
  int64_t span = 0;
  bool spanKnown = !isDynamic(stride);
  if (spanKnown && llvm::MulOverflow(stride, size - 1, span))
    return emitError() << "spans more than 2^63 positions in dimension " << dim;
  if (bounds == BoundsPolicy::Clamp) {
    if (spanKnown && !isDynamic(extent) && (span == INT64_MIN || std::abs(span) >= extent))
      return emitError() << "spans " << std::abs(span) + 1 << " positions of dimension " << dim
                         << ", which has size " << extent << ", so that no offset fits";
    return success();
  }
  if (!mustBeInRange(bounds) || isDynamic(offset))
    return success();
  if (offset < 0 || (!isDynamic(extent) && offset >= extent))
    return fail(llvm::Twine(offset));
  int64_t last;
  if (!spanKnown)
    return success();
  if (llvm::AddOverflow(offset, span, last))
    return emitError() << "ends beyond 2^63 in dimension " << dim;
  if (last < 0 || (!isDynamic(extent) && last >= extent))
    return fail(llvm::Twine(last));
  return success();
}

FailureOr<SmallVector<int64_t>> tslice::inferRangedShape(EmitError emitError, RankedTensorType indexed,
                                                         const RangedAccess &access) {
  int64_t rank = indexed.getRank();
  // ranged_c1
  auto verifyCount = [&](StringRef what, size_t count) -> LogicalResult {
    if (count == static_cast<size_t>(rank))
      return success();
    return emitError() << "expects " << rank << " " << what << ", one per dimension of " << indexed << ", but got "
                       << count;
  };
  if (failed(verifyCount("offsets", access.offsets.size())) || failed(verifyCount("sizes", access.sizes.size())) ||
      failed(verifyCount("strides", access.strides.size())))
    return failure();
  for (int64_t dim = 0; dim < rank; ++dim)
    if (failed(verifyRange(emitError, dim, indexed.getDimSize(dim), access.offsets[dim], access.sizes[dim],
                           access.strides[dim], access.bounds)))
      return failure();

  // ranged_c4
  llvm::SmallBitVector dropped(rank);
  for (int64_t dim : access.drop) {
    if (dim < 0 || dim >= rank)
      return LogicalResult(emitError() << "drops dimension " << dim << " of a tensor of rank " << rank);
    if (dropped.test(dim))
      return LogicalResult(emitError() << "drops dimension " << dim << " twice");
    if (access.sizes[dim] != 1)
      return LogicalResult(emitError() << "can only drop dimensions of static size 1, but dimension " << dim << " has "
                         << (isDynamic(access.sizes[dim]) ? std::string("a dynamic size")
                                                          : "size " + std::to_string(access.sizes[dim])));
    dropped.set(dim);
  }
  SmallVector<int64_t> shape;
  for (int64_t dim = 0; dim < rank; ++dim)
    if (!dropped.test(dim))
      shape.push_back(access.sizes[dim]);
  return shape;
}

/// windowed_c1: batch and addressed dimensions are in range and disjoint.
static LogicalResult classifyDims(EmitError emitError, RankedTensorType indexed, const WindowedAccess &access,
                                  SmallVectorImpl<IndexedDim> &dims) {
  dims.assign(indexed.getRank(), IndexedDim{IndexedDim::Whole});
  auto classify = [&](ArrayRef<int64_t> list, IndexedDim::Kind kind, StringRef what) -> LogicalResult {
    for (auto [component, dim] : llvm::enumerate(list)) {
      if (dim < 0 || dim >= indexed.getRank())
        return emitError() << "names " << what << " dimension " << dim << " of a tensor of rank " << indexed.getRank();
      if (dims[dim].kind != IndexedDim::Whole)
        return emitError() << "names dimension " << dim << " twice in 'batch' and 'dims'";
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
static LogicalResult verifyIndicesShape(EmitError emitError, RankedTensorType indexed, const WindowedAccess &access,
                                        const IndexedLayout &layout) {
  int64_t needed = layout.numBatchDims + (layout.hasComponentDim ? 1 : 0);
  if (access.indices.getRank() < needed)
    return emitError() << "expects indices of rank " << needed << " or more for " << layout.numBatchDims
                       << " batch and " << layout.numComponents << " addressed dimensions, but got "
                       << access.indices;
  if (layout.hasComponentDim && access.indices.getShape().back() != layout.numComponents)
    return emitError() << "expects a trailing dimension of size " << layout.numComponents
                       << " in the indices, one component per addressed dimension, but got " << access.indices;
  for (auto [position, dim] : llvm::enumerate(access.batch)) {
    int64_t count = access.indices.getDimSize(position), extent = indexed.getDimSize(dim);
    if (!isDynamic(count) && !isDynamic(extent) && count > extent)
      return emitError() << "pairs dimension " << position << " of the indices, of size " << count
                         << ", with dimension " << dim << ", which has size " << extent;
  }
  return success();
}

/// windowed_c4, windowed_c5: one window size per addressed dimension, which fits.
static LogicalResult applyWindows(EmitError emitError, RankedTensorType indexed, const WindowedAccess &access,
                                  SmallVectorImpl<IndexedDim> &dims) {
  if (access.window.size() != access.dims.size())
    return emitError() << "expects " << access.dims.size() << " window sizes, one per addressed dimension, but got "
                       << access.window.size();
  for (auto [dim, window] : llvm::zip_equal(access.dims, access.window)) {
    if (window < 0)
      return emitError() << "expects a window of at least 0 in dimension " << dim << ", but got " << window;
    int64_t extent = indexed.getDimSize(dim);
    bool mustFit = mustBeInRange(access.bounds) || access.bounds == BoundsPolicy::Clamp;
    // A window of 1 that does not fit an empty dimension is left to run time:
    // no index, no access.
    if (mustFit && window > 1 && !isDynamic(extent) && window > extent)
      return emitError() << "has a window of " << window << " in dimension " << dim << ", which has size " << extent;
    dims[dim].window = window;
  }
  return success();
}

FailureOr<SmallVector<int64_t>> tslice::inferWindowedShape(EmitError emitError, RankedTensorType indexed,
                                                           const WindowedAccess &access, IndexedLayout *out) {
  IndexedLayout layout;
  layout.numBatchDims = access.batch.size();
  layout.numComponents = access.dims.size();
  layout.hasComponentDim = layout.numComponents != 1;
  if (failed(classifyDims(emitError, indexed, access, layout.dims)) ||
      failed(verifyIndicesShape(emitError, indexed, access, layout)) ||
      failed(applyWindows(emitError, indexed, access, layout.dims)))
    return failure();
  layout.numPositionDims = access.indices.getRank() - (layout.hasComponentDim ? 1 : 0);

  // windowed_c6
  llvm::SmallBitVector dropped(indexed.getRank());
  for (int64_t dim : access.drop) {
    if (dim < 0 || dim >= indexed.getRank() || layout.dims[dim].kind != IndexedDim::Addressed)
      return LogicalResult(emitError() << "can only drop addressed dimensions, and dimension " << dim << " is none");
    if (layout.dims[dim].window != 1)
      return LogicalResult(emitError() << "can only drop dimensions of window 1, but dimension " << dim << " has a window of "
                         << layout.dims[dim].window);
    if (dropped.test(dim))
      return LogicalResult(emitError() << "drops dimension " << dim << " twice");
    dropped.set(dim);
  }

  SmallVector<int64_t> shape(access.indices.getShape().take_front(layout.numPositionDims));
  for (auto [dim, facts] : llvm::enumerate(layout.dims)) {
    if (facts.kind == IndexedDim::Batch) {
      facts.elementDim = facts.component;
      continue;
    }
    if (dropped.test(dim))
      continue;
    facts.elementDim = shape.size();
    shape.push_back(facts.kind == IndexedDim::Addressed ? facts.window : indexed.getDimSize(dim));
  }
  if (out)
    *out = std::move(layout);
  return shape;
}

LogicalResult tslice::verifyCombiner(EmitError emitError, Combiner combiner, Type elementType) {
  if (combiner == Combiner::Set)
    return success();
  auto refuse = [&](StringRef advice) {
    return emitError() << "cannot combine " << elementType << " elements with '" << stringifyCombiner(combiner)
                       << "'; " << advice;
  };
  if (auto floatType = dyn_cast<FloatType>(elementType); floatType && floatType.getWidth() < 16)
    return refuse("8-bit floats can only be moved: use 'set'");
  bool isInteger = elementType.isIntOrIndex();
  switch (combiner) {
  case Combiner::Set:
  case Combiner::Add:
  case Combiner::Mul:
    return success();
  case Combiner::Min:
  case Combiner::Max:
    if (isa<ComplexType>(elementType))
      return refuse("complex numbers have no order");
    return success();
  case Combiner::UMin:
  case Combiner::UMax:
    return isInteger ? success() : refuse("use 'min' or 'max'");
  case Combiner::And:
  case Combiner::Or:
  case Combiner::Xor:
    return isInteger ? success() : refuse("it is defined on integers only");
  }
  llvm_unreachable("all combiners are handled");
}

Attribute tslice::getZeroAttr(Type elementType) {
  Builder builder(elementType.getContext());
  if (auto complexType = dyn_cast<ComplexType>(elementType)) {
    Attribute zero = builder.getZeroAttr(complexType.getElementType());
    return builder.getArrayAttr({zero, zero});
  }
  // A format without zero (f8E8M0FNU) starts from its smallest value, all bits zero.
  if (auto floatType = dyn_cast<FloatType>(elementType))
    return FloatAttr::get(floatType,
                          APFloat(floatType.getFloatSemantics(), APInt::getZero(floatType.getWidth())));
  return builder.getZeroAttr(elementType);
}

static Value createConstant(OpBuilder &builder, Location loc, Attribute value, Type type) {
  if (auto parts = dyn_cast<ArrayAttr>(value))
    return complex::ConstantOp::create(builder, loc, type, parts);
  return arith::ConstantOp::create(builder, loc, cast<TypedAttr>(value));
}

Value tslice::createZero(OpBuilder &builder, Location loc, Type elementType) {
  return createConstant(builder, loc, getZeroAttr(elementType), elementType);
}

Value tslice::createFill(OpBuilder &builder, Location loc, IndexedAccessOpInterface op) {
  if (auto fill = op.getFillValue()) {
    if (auto number = dyn_cast<complex::NumberAttr>(fill)) {
      Type part = cast<ComplexType>(number.getType()).getElementType();
      return createConstant(builder, loc,
                            builder.getArrayAttr({FloatAttr::get(part, number.getReal()),
                                                  FloatAttr::get(part, number.getImag())}),
                            number.getType());
    }
    return createConstant(builder, loc, fill, fill.getType());
  }
  return createZero(builder, loc, op.getAccessedElementType());
}
