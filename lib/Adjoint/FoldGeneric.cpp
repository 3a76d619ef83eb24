// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Structured operations whose points depend on each other in a way of their own:
// recurrences, prefixes, folds of several values at once. As a `tslice.fold` of one
// group they have a derivative, one point after the other.

#include "Emitter.h"
#include "Folds.h"
#include "PrepareBody.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;
using namespace tslice;

namespace {

/// Expresses one generic as a fold.
class GenericFolder {
public:
  explicit GenericFolder(linalg::GenericOp op)
      : op(op), builder(op), loc(op.getLoc()), emit(builder, loc) {}

  /// Whether it did.
  bool run();

private:
  /// Sorts the outputs; fails if they are folded over different loops.
  bool analyse();
  bool isSelfContained();
  AffineMap mapOf(unsigned operand) {
    return op.getIndexingMapsArray()[operand];
  }
  unsigned numberOf(unsigned output) { return op.getNumDpsInputs() + output; }

  /// A tensor of `type` elements over all points, and what `element` makes of
  /// those of `inputs`.
  Value emitPoints(ArrayRef<OpFoldResult> shape, AffineMap layout, Type type,
                   ValueRange inputs, ArrayRef<AffineMap> maps,
                   llvm::function_ref<Value(OpBuilder &, ValueRange)> element);
  Value spread(Value value, AffineMap map);
  void collectInputs();
  FoldOperands makeOperands();
  Value withRow(Value tensor);
  Value withoutRow(Value tensor, RankedTensorType type);

  linalg::GenericOp op;
  OpBuilder builder;
  Location loc;
  Emitter emit;
  /// Outputs that are folded, and those of which each point writes a cell.
  SmallVector<unsigned> states, streams;
  /// The loops that are folded, then the coordinates of the states.
  AffineMap layout;
  SmallVector<OpFoldResult> loops, shape;
  unsigned numFolded = 0;
  /// What the body reads, and where it lies.
  SmallVector<Value> read, inputs;
};

} // namespace

bool GenericFolder::analyse() {
  for (unsigned i = 0; i < op.getNumDpsInits(); ++i)
    (mapOf(numberOf(i)).isPermutation() ? streams : states).push_back(i);
  if (states.empty())
    return false;
  AffineMap map = mapOf(numberOf(states[0]));
  if (!map.isProjectedPermutation() || llvm::any_of(states, [&](unsigned i) {
        return mapOf(numberOf(i)) != map;
      }))
    return false;
  SmallVector<AffineExpr> coordinates;
  for (unsigned loop = 0; loop < map.getNumDims(); ++loop)
    if (!map.isFunctionOfDim(loop))
      coordinates.push_back(builder.getAffineDimExpr(loop));
  numFolded = coordinates.size();
  llvm::append_range(coordinates, map.getResults());
  layout = AffineMap::get(map.getNumDims(), 0, coordinates, op.getContext());
  return true;
}

/// Whether the body reads nothing from outside but constants, and no loop's
/// number in a region.
bool GenericFolder::isSelfContained() {
  llvm::SetVector<Value> captured;
  getUsedValuesDefinedAbove(op->getRegions(), captured);
  bool contained = llvm::all_of(captured, [](Value value) {
    Operation *source = value.getDefiningOp();
    return source && source->hasTrait<OpTrait::ConstantLike>();
  });
  op.walk([&](linalg::IndexOp index) {
    contained &= index->getBlock() == op.getBody();
  });
  return contained;
}

Value GenericFolder::emitPoints(
    ArrayRef<OpFoldResult> sizes, AffineMap target, Type type,
    ValueRange values, ArrayRef<AffineMap> maps,
    llvm::function_ref<Value(OpBuilder &, ValueRange)> element) {
  Value init = tensor::EmptyOp::create(builder, loc, sizes, type);
  SmallVector<AffineMap> all(maps);
  all.push_back(target);
  SmallVector<utils::IteratorType> iterators(target.getNumDims(),
                                             utils::IteratorType::parallel);
  return linalg::GenericOp::create(
             builder, loc, TypeRange{init.getType()}, values, ValueRange{init},
             all, iterators,
             [&](OpBuilder &b, Location at, ValueRange args) {
               linalg::YieldOp::create(b, at, element(b, args));
             })
      .getResult(0);
}

/// The element of `value` that each point reads, at that point.
Value GenericFolder::spread(Value value, AffineMap map) {
  if (map == layout)
    return value;
  return emitPoints(shape, layout, getElementTypeOrSelf(value.getType()), value,
                    map, [](OpBuilder &, ValueRange args) { return args[0]; });
}

void GenericFolder::collectInputs() {
  auto structured = cast<linalg::LinalgOp>(op.getOperation());
  for (Range range : structured.createLoopRanges(builder, loc))
    loops.push_back(range.size);
  for (AffineExpr coordinate : layout.getResults())
    shape.push_back(loops[cast<AffineDimExpr>(coordinate).getPosition()]);
  for (BlockArgument argument : op.getBody()->getArguments()) {
    unsigned number = argument.getArgNumber();
    bool isState = number >= op.getNumDpsInputs() &&
                   llvm::is_contained(states, number - op.getNumDpsInputs());
    if (isState || argument.use_empty())
      continue;
    read.push_back(argument);
    inputs.push_back(spread(op->getOperand(number), mapOf(number)));
  }
  for (auto index : op.getBody()->getOps<linalg::IndexOp>()) {
    read.push_back(index);
    inputs.push_back(emitPoints(shape, layout, builder.getIndexType(), {}, {},
                                [&](OpBuilder &b, ValueRange) -> Value {
                                  return linalg::IndexOp::create(
                                      b, loc, index.getDim());
                                }));
  }
  // The first input gives the shape.
  if (inputs.empty()) {
    read.push_back(Value());
    inputs.push_back(
        tensor::EmptyOp::create(builder, loc, shape, builder.getIndexType()));
  }
}

/// %t : tensor<4x5xf32> -> tensor<1x4x5xf32>, of one group
Value GenericFolder::withRow(Value tensor) {
  auto type = cast<RankedTensorType>(tensor.getType());
  SmallVector<int64_t> sizes{1};
  llvm::append_range(sizes, type.getShape());
  SmallVector<OpFoldResult> mixed{builder.getIndexAttr(1)};
  llvm::append_range(mixed, emit.sizes(tensor));
  SmallVector<ReassociationIndices> groups;
  for (int64_t dim = 0; dim < type.getRank(); ++dim)
    groups.push_back(dim == 0 ? ReassociationIndices{0, 1}
                              : ReassociationIndices{dim + 1});
  return tensor::ExpandShapeOp::create(builder, loc, type.clone(sizes), tensor,
                                       groups, mixed);
}

Value GenericFolder::withoutRow(Value tensor, RankedTensorType type) {
  SmallVector<ReassociationIndices> groups;
  for (int64_t dim = 0; dim < type.getRank(); ++dim)
    groups.push_back(dim == 0 ? ReassociationIndices{0, 1}
                              : ReassociationIndices{dim + 1});
  return tensor::CollapseShapeOp::create(builder, loc, type, tensor, groups);
}

FoldOperands GenericFolder::makeOperands() {
  FoldOperands operands;
  operands.inputs = inputs;
  for (unsigned i : states)
    operands.inits.push_back(withRow(op.getOutputs()[i]));
  // All positions in order, as one group.
  Value count = arith::ConstantIndexOp::create(builder, loc, 1);
  for (OpFoldResult size : ArrayRef(shape).take_front(numFolded))
    count = arith::MulIOp::create(
        builder, loc, count,
        getValueOrCreateConstantIndexOp(builder, loc, size));
  operands.permutation = emitPoints({count}, builder.getMultiDimIdentityMap(1),
                                    builder.getIndexType(), {}, {},
                                    [&](OpBuilder &b, ValueRange) -> Value {
                                      return linalg::IndexOp::create(b, loc, 0);
                                    });
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  operands.starts =
      tensor::FromElementsOp::create(builder, loc, ValueRange{zero, count});
  return operands;
}

/// %r = linalg.reduce ins(%x) outs(%init) { ^bb0(%e, %a): linalg.yield f(%a, %e) }
/// ->
/// %p = 0, 1, 2, ...
/// %s = tslice.fold %x into %init along %p, [0, size of x]
///   { ^bb0(%first, %a, %e): tslice.yield f(%a, %e) }
bool GenericFolder::run() {
  if (!analyse() || !isSelfContained())
    return false;
  collectInputs();
  auto results = emitFold(
      emit, makeOperands(),
      [&](OpBuilder &b, Value, ValueRange found,
          ValueRange elements) -> FailureOr<SmallVector<Value>> {
        IRMapping mapping;
        for (auto [i, state] : llvm::zip_equal(states, found))
          mapping.map(op.getBody()->getArgument(numberOf(i)), state);
        for (auto [value, element] : llvm::zip_equal(read, elements))
          if (value)
            mapping.map(value, element);
        llvm::SetVector<Value> captured;
        getUsedValuesDefinedAbove(op->getRegions(), captured);
        for (Value constant : captured)
          b.clone(*constant.getDefiningOp(), mapping);
        for (Operation &inner : op.getBody()->without_terminator())
          if (!isa<linalg::IndexOp>(inner))
            b.clone(inner, mapping);
        SmallVector<Value> yielded;
        for (ArrayRef<unsigned> outputs : {ArrayRef(states), ArrayRef(streams)})
          for (unsigned i : outputs)
            yielded.push_back(mapping.lookupOrDefault(
                op.getBody()->getTerminator()->getOperand(i)));
        return yielded;
      });
  for (auto [j, i] : llvm::enumerate(states))
    op.getResult(i).replaceAllUsesWith(withoutRow(
        (*results)[j], cast<RankedTensorType>(op.getResult(i).getType())));
  for (auto [j, i] : llvm::enumerate(streams)) {
    AffineMap map = mapOf(numberOf(i));
    Value output = (*results)[states.size() + j];
    if (map != layout) {
      SmallVector<OpFoldResult> sizes;
      for (AffineExpr coordinate : map.getResults())
        sizes.push_back(loops[cast<AffineDimExpr>(coordinate).getPosition()]);
      output = emitPoints(sizes, map, getElementTypeOrSelf(output.getType()),
                          output, layout,
                          [](OpBuilder &, ValueRange args) { return args[0]; });
    }
    output =
        emit.cast(output, cast<RankedTensorType>(op.getResult(i).getType()));
    op.getResult(i).replaceAllUsesWith(output);
  }
  op.erase();
  return true;
}

void tslice::foldPoints(linalg::GenericOp op) { GenericFolder(op).run(); }
