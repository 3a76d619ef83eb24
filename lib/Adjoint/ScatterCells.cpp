// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Groups the positions of a scatter. Windows of more than one element may
// overlap in part, so then it is the elements that are grouped.

#include "ScatterCells.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "tslice/IR/TSliceInference.h"
#include "tslice/SeededFaults.h"

using namespace mlir;
using namespace tslice;

static Value toValue(Emitter &emit, OpFoldResult size) {
  return getValueOrCreateConstantIndexOp(emit.builder, emit.loc, size);
}

/// Whether two positions write the same elements or none in common.
static bool hasUnitWindows(const IndexedLayout &layout) {
  return llvm::all_of(layout.dims, [](const IndexedDim &facts) {
    return facts.kind != IndexedDim::Addressed || facts.window == 1;
  });
}

ScatterCells::ScatterCells(ScatterOp op, Emitter &emit, Rows place, Value dest,
                           Value elements)
    : op(op), emit(emit), place(std::move(place)), elements(elements),
      numPositionDims(getIndexedLayout(op).numPositionDims) {
  if (this->place.wrap)
    wrapIndices(dest);
  if (!hasUnitWindows(getIndexedLayout(op)))
    splitWindows(dest);
  group(dest);
}

/// Adds the size of its dimension to each index below 0:
///   %plain = linalg.generic ins(%indices) {
///     %n = the size of the dimension that this component addresses
///     %i = arith.select %index < 0, %index + %n, %index
///   }
void ScatterCells::wrapIndices(Value dest) {
  OpBuilder &builder = emit.builder;
  bool hasComponents = getIndexedLayout(op).hasComponentDim;
  SmallVector<Value> extents;
  for (int64_t dim : place.dims)
    extents.push_back(toValue(emit, emit.size(dest, dim)));
  int64_t rank = cast<RankedTensorType>(place.indices.getType()).getRank();
  Value init = tensor::EmptyOp::create(
      builder, emit.loc, emit.sizes(place.indices), builder.getIndexType());
  SmallVector<utils::IteratorType> iterators(rank,
                                             utils::IteratorType::parallel);
  auto generic = linalg::GenericOp::create(
      builder, emit.loc, TypeRange{init.getType()}, ValueRange{place.indices},
      ValueRange{init},
      ArrayRef{builder.getMultiDimIdentityMap(rank),
               builder.getMultiDimIdentityMap(rank)},
      iterators, [&](OpBuilder &b, Location loc, ValueRange args) {
        Value index = args[0];
        if (!index.getType().isIndex())
          index = arith::IndexCastOp::create(b, loc, b.getIndexType(), index);
        Value zero = arith::ConstantIndexOp::create(b, loc, 0), extent = zero;
        for (auto [component, size] : llvm::enumerate(extents)) {
          if (!hasComponents) {
            extent = size;
            continue;
          }
          Value number = arith::ConstantIndexOp::create(b, loc, component);
          Value isThis = arith::CmpIOp::create(
              b, loc, arith::CmpIPredicate::eq,
              linalg::IndexOp::create(b, loc, rank - 1), number);
          extent = arith::SelectOp::create(b, loc, isThis, size, extent);
        }
        Value isBelow = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::slt,
                                              index, zero);
        Value wrapped = arith::AddIOp::create(b, loc, index, extent);
        Value result = arith::SelectOp::create(b, loc, isBelow, wrapped, index);
        linalg::YieldOp::create(b, loc, result);
      });
  place.indices = generic.getResult(0);
  place.wrap = false;
}

Value ScatterCells::constant(int64_t number) {
  return arith::ConstantIndexOp::create(emit.builder, emit.loc, number);
}

/// The sizes of the elements. Those of the positions are those of the indices,
/// which the loops read: whether an update of open sizes agrees with them is
/// found at run time.
SmallVector<OpFoldResult> ScatterCells::getSizes() {
  SmallVector<OpFoldResult> sizes = emit.sizes(elements);
  for (int64_t dim = 0; dim < numPositionDims; ++dim)
    sizes[dim] = emit.size(place.indices, dim);
  return sizes;
}

//===----------------------------------------------------------------------===//
// Elements as positions
//===----------------------------------------------------------------------===//

/// The start of a window of `window` elements after its policy, and for
/// `skip_window` whether the window is inside.
static Value applyBounds(OpBuilder &b, Location loc, BoundsPolicy bounds,
                         Value start, Value extent, Value window,
                         Value &inside) {
  Value zero = arith::ConstantIndexOp::create(b, loc, 0);
  Value last = arith::SubIOp::create(b, loc, extent, window);
  if (bounds == BoundsPolicy::Clamp)
    return arith::MaxSIOp::create(b, loc, zero,
                                  arith::MinSIOp::create(b, loc, start, last));
  if (bounds != BoundsPolicy::SkipWindow)
    return start;
  Value above =
      arith::CmpIOp::create(b, loc, arith::CmpIPredicate::sle, start, last);
  Value below =
      arith::CmpIOp::create(b, loc, arith::CmpIPredicate::sge, start, zero);
  Value fits = arith::AndIOp::create(b, loc, above, below);
  inside =
      inside ? arith::AndIOp::create(b, loc, inside, fits).getResult() : fits;
  return start;
}

/// The number of elements from each start of an addressed dimension.
Value ScatterCells::getWindowSize(OpBuilder &b, Location loc,
                                  const IndexedDim &facts) {
  OpFoldResult size = b.getIndexAttr(1);
  if (place.window)
    size = (*place.window)[facts.component];
  return getValueOrCreateConstantIndexOp(b, loc, size);
}

/// In a generic over (element, component): the component of where the element
/// is written, outside of the destination if it is skipped.
Value ScatterCells::emitCoordinates(OpBuilder &b, Location loc,
                                    const IndexedLayout &layout,
                                    ValueRange extents) {
  auto index = [&](int64_t dim) -> Value {
    return linalg::IndexOp::create(b, loc, dim);
  };
  Value inside, result;
  int64_t rank = layout.dims.size();
  for (auto [dim, facts] : llvm::enumerate(layout.dims)) {
    Value coordinate;
    if (facts.kind == IndexedDim::Addressed) {
      SmallVector<Value> at;
      for (int64_t i = 0; i < layout.numPositionDims; ++i)
        at.push_back(index(i));
      if (layout.hasComponentDim)
        at.push_back(arith::ConstantIndexOp::create(b, loc, facts.component));
      Value start = tensor::ExtractOp::create(b, loc, place.indices, at);
      if (!start.getType().isIndex())
        start = arith::IndexCastOp::create(b, loc, b.getIndexType(), start);
      coordinate = applyBounds(b, loc, place.bounds, start, extents[dim],
                               getWindowSize(b, loc, facts), inside);
      if (facts.elementDim >= 0)
        coordinate =
            arith::AddIOp::create(b, loc, coordinate, index(facts.elementDim));
    } else {
      coordinate = index(facts.elementDim);
    }
    if (!result) {
      result = coordinate;
      continue;
    }
    Value number = arith::ConstantIndexOp::create(b, loc, dim);
    Value isThis = arith::CmpIOp::create(
        b, loc, arith::CmpIPredicate::eq,
        index(cast<RankedTensorType>(elements.getType()).getRank()), number);
    result = arith::SelectOp::create(b, loc, isThis, coordinate, result);
  }
  assert(rank > 0 && "a window has a dimension");
  if (!inside)
    return result;
  Value outside = arith::ConstantIndexOp::create(b, loc, -1);
  return arith::SelectOp::create(b, loc, inside, result, outside);
}

/// Says of each element of the update, in place of each window, where it is
/// written:
///   %at = linalg.generic { ... } : tensor<Bx..xJx..xWx..x(rank)xindex>
void ScatterCells::splitWindows(Value dest) {
  OpBuilder &builder = emit.builder;
  IndexedLayout layout = getIndexedLayout(op);
  auto type = cast<RankedTensorType>(elements.getType());
  SmallVector<Value> extents = llvm::map_to_vector(
      emit.sizes(dest), [&](OpFoldResult size) { return toValue(emit, size); });
  SmallVector<OpFoldResult> sizes = getSizes();
  // With one dimension indices have no dimension of components.
  if (layout.dims.size() > 1)
    sizes.push_back(builder.getIndexAttr(layout.dims.size()));
  Value init =
      tensor::EmptyOp::create(builder, emit.loc, sizes, builder.getIndexType());
  SmallVector<utils::IteratorType> iterators(sizes.size(),
                                             utils::IteratorType::parallel);
  auto generic = linalg::GenericOp::create(
      builder, emit.loc, TypeRange{init.getType()}, ValueRange{},
      ValueRange{init}, ArrayRef{builder.getMultiDimIdentityMap(sizes.size())},
      iterators, [&](OpBuilder &b, Location loc, ValueRange) {
        linalg::YieldOp::create(b, loc,
                                emitCoordinates(b, loc, layout, extents));
      });
  place.indices = generic.getResult(0);
  place.batch.clear();
  place.dims = llvm::to_vector(llvm::seq<int64_t>(0, layout.dims.size()));
  place.window = std::nullopt;
  place.drop = std::nullopt;
  place.bounds = BoundsPolicy::SkipWindow;
  place.sorted = false;
  numPositionDims = type.getRank();
}

//===----------------------------------------------------------------------===//
// Groups and slots
//===----------------------------------------------------------------------===//

void ScatterCells::group(Value dest) {
  OpBuilder &builder = emit.builder;
  auto group =
      GroupOp::create(builder, emit.loc, dest, place.indices, place.dims,
                      place.batch, /*window=*/std::nullopt, place.bounds);
  for (NamedAttribute attribute : place.attributes)
    group->setDiscardableAttr(attribute.getName(), attribute.getValue());
  order = group.getPermutation();
  starts = group.getStarts();
  numSlots = arith::SubIOp::create(
      builder, emit.loc, toValue(emit, emit.size(starts, 0)), constant(1));
  numPositions = constant(1);
  for (int64_t dim = 0; dim < numPositionDims; ++dim)
    numPositions = builder.createOrFold<arith::MulIOp>(
        emit.loc, numPositions, toValue(emit, emit.size(place.indices, dim)));
}

/// A tensor of the leading `rank` dimensions of the elements, of which the
/// first ones are the positions, of what `element` makes of the number of each
/// position.
Value ScatterCells::generate(
    int64_t rank, Type elementType,
    llvm::function_ref<Value(OpBuilder &, Location, Value number)> element) {
  OpBuilder &builder = emit.builder;
  SmallVector<OpFoldResult> sizes = getSizes();
  sizes.resize(rank);
  SmallVector<Value> positionSizes;
  for (int64_t dim = 0; dim < numPositionDims; ++dim)
    positionSizes.push_back(toValue(emit, sizes[dim]));
  Value init = tensor::EmptyOp::create(builder, emit.loc, sizes, elementType);
  SmallVector<utils::IteratorType> iterators(rank,
                                             utils::IteratorType::parallel);
  auto generic = linalg::GenericOp::create(
      builder, emit.loc, TypeRange{init.getType()}, ValueRange{},
      ValueRange{init}, ArrayRef{builder.getMultiDimIdentityMap(rank)},
      iterators, [&](OpBuilder &b, Location loc, ValueRange) {
        Value at = arith::ConstantIndexOp::create(b, loc, 0);
        for (int64_t dim = 0; dim < numPositionDims; ++dim) {
          at = arith::MulIOp::create(b, loc, at, positionSizes[dim]);
          at = arith::AddIOp::create(b, loc, at,
                                     linalg::IndexOp::create(b, loc, dim));
        }
        linalg::YieldOp::create(b, loc, element(b, loc, at));
      });
  return generic.getResult(0);
}

/// A list with one entry per position as such a tensor.
Value ScatterCells::unflatten(Value flat, int64_t rank) {
  if (rank == 1)
    return flat;
  return generate(rank, getElementTypeOrSelf(flat.getType()),
                  [&](OpBuilder &b, Location loc, Value number) -> Value {
                    return tensor::ExtractOp::create(b, loc, flat, number);
                  });
}

Value ScatterCells::numberPositions() {
  Type i64 = emit.builder.getI64Type();
  Value numbers =
      generate(cast<RankedTensorType>(elements.getType()).getRank(), i64,
               [&](OpBuilder &b, Location loc, Value number) -> Value {
                 return arith::IndexCastOp::create(b, loc, i64, number);
               });
  return emit.cast(numbers, op.getUpdate().getType());
}

Value ScatterCells::countPositions() {
  return arith::IndexCastOp::create(emit.builder, emit.loc,
                                    emit.builder.getI64Type(), numPositions);
}

/// %ends = tslice.slice %starts[1][%numSlots][1]
/// %last = tslice.gather %order[%ends - 1]
/// %list = tslice.scatter set true into false[%last]
Value ScatterCells::lastWriters(bool ofPositions) {
  OpBuilder &builder = emit.builder;
  OpFoldResult one = builder.getIndexAttr(1);
  Value ends = SliceOp::create(builder, emit.loc, starts, ArrayRef{one},
                               ArrayRef<OpFoldResult>{numSlots}, ArrayRef{one});
  Value before = arith::SubIOp::create(builder, emit.loc, ends,
                                       emit.fill(ends, constant(1)));
  Value last =
      GatherOp::create(builder, emit.loc, order, before, ArrayRef<int64_t>{0});
  auto constantOf = [&](bool value) -> Value {
    return arith::ConstantIntOp::create(builder, emit.loc, value, 1);
  };
  Value none = tensor::EmptyOp::create(
      builder, emit.loc, ArrayRef{getAsOpFoldResult(numPositions)},
      builder.getI1Type());
  Value list = ScatterOp::create(builder, emit.loc, Combiner::Set,
                                 emit.fill(last, constantOf(true)),
                                 emit.fill(none, constantOf(false)), last,
                                 ArrayRef<int64_t>{0})
                   .getResult();
  return unflatten(
      list, ofPositions ? numPositionDims
                        : cast<RankedTensorType>(elements.getType()).getRank());
}

/// The slot of each position, -1 for those that are skipped:
///   %list, %slot = scf.for %i = 0 to dim %order iter_args(-1.., -1) {
///     %slot += 1 if %starts[%slot + 1] is %i
///     %list[%order[%i]] = %slot
///   }
Value ScatterCells::emitFlatSlots() {
  OpBuilder &builder = emit.builder;
  Location loc = emit.loc;
  Value one = constant(1), none = constant(-1);
  Value empty = tensor::EmptyOp::create(
      builder, loc, ArrayRef{getAsOpFoldResult(numPositions)},
      builder.getIndexType());
  Value list = emit.fill(empty, none);
  Value count = toValue(emit, emit.size(order, 0));
  auto loop = scf::ForOp::create(
      builder, loc, constant(0), count, one, ValueRange{list, none},
      [&](OpBuilder &b, Location loc, Value i, ValueRange carried) {
        Value next = arith::AddIOp::create(b, loc, carried[1], one);
        if (isSeeded("rule-groups-merged"))
          next = constant(0);
        Value start = tensor::ExtractOp::create(b, loc, starts, next);
        Value begins =
            arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, start, i);
        Value slot = arith::SelectOp::create(b, loc, begins, next, carried[1]);
        Value position = tensor::ExtractOp::create(b, loc, order, i);
        Value written =
            tensor::InsertOp::create(b, loc, slot, carried[0], position);
        scf::YieldOp::create(b, loc, ValueRange{written, slot});
      });
  return loop.getResult(0);
}

const Rows &ScatterCells::getSlots() {
  if (!slots) {
    slots.emplace();
    slots->indices = unflatten(emitFlatSlots(), numPositionDims);
    slots->dims = {0};
    slots->bounds = BoundsPolicy::SkipWindow;
    slots->attributes = place.attributes;
  }
  return *slots;
}

//===----------------------------------------------------------------------===//
// Compact tensors
//===----------------------------------------------------------------------===//

Value ScatterCells::empty(Type elementType) {
  SmallVector<OpFoldResult> sizes = getSizes();
  sizes.erase(sizes.begin(), sizes.begin() + numPositionDims);
  sizes.insert(sizes.begin(), numSlots);
  return tensor::EmptyOp::create(emit.builder, emit.loc, sizes, elementType);
}

Value ScatterCells::fill(Value scalar) {
  return linalg::FillOp::create(emit.builder, emit.loc, scalar,
                                empty(scalar.getType()))
      .getResult(0);
}

Value ScatterCells::read(Value compact) {
  return RowsEmitter(emit, getSlots(), op.getUpdate().getType()).read(compact);
}

Value ScatterCells::write(Combiner combiner, Value update, Value compact) {
  return RowsEmitter(emit, getSlots(), op.getUpdate().getType())
      .write(combiner, update, compact);
}

Value ScatterCells::compact(Value update) {
  return write(Combiner::Set, update,
               empty(getElementTypeOrSelf(update.getType())));
}
