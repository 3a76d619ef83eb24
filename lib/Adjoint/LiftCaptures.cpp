// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A cotangent goes to an operand along the map that indexes it. What a body uses
// without such a map gets one: a scalar that of every point, and the elements
// that a body extracts from a tensor are gathered ahead of it.

#include "PrepareBody.h"
#include "mlir/Analysis/SliceAnalysis.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/RegionUtils.h"
#include "tslice/IR/TSliceOps.h"

using namespace mlir;
using namespace tslice;

namespace {

/// Adds operands to one generic, by a new one that takes over its body.
class CaptureLifter {
public:
  explicit CaptureLifter(linalg::GenericOp op)
      : op(op), builder(op), loc(op.getLoc()) {}

  void liftScalar(Value scalar);
  void liftExtract(tensor::ExtractOp extract);
  linalg::GenericOp getResult() { return op; }

private:
  /// Adds an input ahead of the outputs; returns its element in the body.
  Value addInput(Value value, AffineMap map);
  AffineMap getScalarMap() {
    return AffineMap::get(op.getNumLoops(), 0, op.getContext());
  }
  /// Whether `extract` stands in the body itself, at a position that does not
  /// depend on what the points before have folded.
  bool isMovable(tensor::ExtractOp extract);
  /// What computes the positions of `extract`, in order.
  SmallVector<Operation *> getPositionOps(tensor::ExtractOp extract);
  Value emitPositions(tensor::ExtractOp extract);

  linalg::GenericOp op;
  OpBuilder builder;
  Location loc;
};

} // namespace

Value CaptureLifter::addInput(Value value, AffineMap map) {
  SmallVector<Value> inputs(op.getInputs());
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  unsigned number = inputs.size();
  inputs.push_back(value);
  maps.insert(maps.begin() + number, map);
  auto wider = linalg::GenericOp::create(builder, loc, op.getResultTypes(),
                                         inputs, op.getOutputs(), maps,
                                         op.getIteratorTypesArray());
  wider->setDiscardableAttrs(op->getDiscardableAttrDictionary());
  wider.getRegion().takeBody(op.getRegion());
  Value element = wider.getBody()->insertArgument(
      number, getElementTypeOrSelf(value.getType()), loc);
  op.replaceAllUsesWith(wider);
  op.erase();
  op = wider;
  builder.setInsertionPoint(op);
  return element;
}

/// %r = linalg.generic ins(%x) { ^bb0(%e: f32, ..): uses %v, a scalar }
/// ->
/// %r = linalg.generic ins(%x, %v) { ^bb0(%e: f32, %w: f32, ..): uses %w }
void CaptureLifter::liftScalar(Value scalar) {
  Value element = addInput(scalar, getScalarMap());
  replaceAllUsesInRegionWith(scalar, element, op.getRegion());
}

SmallVector<Operation *>
CaptureLifter::getPositionOps(tensor::ExtractOp extract) {
  DenseSet<Value> needed(extract.getIndices().begin(),
                         extract.getIndices().end());
  SmallVector<Operation *> ops;
  for (Operation &inner : llvm::reverse(*op.getBody())) {
    if (llvm::none_of(inner.getResults(),
                      [&](Value result) { return needed.contains(result); }))
      continue;
    ops.push_back(&inner);
    for (Value used : getUsedValues(&inner))
      needed.insert(used);
  }
  return llvm::to_vector(llvm::reverse(ops));
}

bool CaptureLifter::isMovable(tensor::ExtractOp extract) {
  if (extract->getBlock() != op.getBody())
    return false;
  SmallVector<Value> used(extract.getIndices());
  for (Operation *inner : getPositionOps(extract))
    llvm::append_range(used, getUsedValues(inner));
  return llvm::none_of(used, [&](Value value) {
    auto argument = dyn_cast<BlockArgument>(value);
    return argument && argument.getOwner() == op.getBody() &&
           argument.getArgNumber() >= op.getNumDpsInputs();
  });
}

/// A tensor of one position for each point: the loops, then the components if
/// there are several.
Value CaptureLifter::emitPositions(tensor::ExtractOp extract) {
  SmallVector<OpFoldResult> sizes;
  auto structured = cast<linalg::LinalgOp>(op.getOperation());
  for (Range loop : structured.createLoopRanges(builder, loc))
    sizes.push_back(loop.size);
  unsigned loops = sizes.size(), count = extract.getIndices().size();
  if (count > 1)
    sizes.push_back(builder.getIndexAttr(count));
  unsigned rank = sizes.size();
  Value init =
      tensor::EmptyOp::create(builder, loc, sizes, builder.getIndexType());
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  maps.truncate(op.getNumDpsInputs());
  for (AffineMap &map : maps)
    map = AffineMap::get(rank, 0, map.getResults(), op.getContext());
  maps.push_back(builder.getMultiDimIdentityMap(rank));
  SmallVector<utils::IteratorType> iterators(rank,
                                             utils::IteratorType::parallel);
  auto positions = linalg::GenericOp::create(
      builder, loc, TypeRange{init.getType()}, op.getInputs(), ValueRange{init},
      maps, iterators, [&](OpBuilder &body, Location at, ValueRange elements) {
        IRMapping mapping;
        for (unsigned i = 0; i < op.getNumDpsInputs(); ++i)
          mapping.map(op.getBody()->getArgument(i), elements[i]);
        for (Operation *inner : getPositionOps(extract))
          body.clone(*inner, mapping);
        auto componentAt = [&](unsigned i) {
          return mapping.lookupOrDefault(extract.getIndices()[i]);
        };
        Value position = componentAt(count - 1);
        for (unsigned i = count - 1; i-- > 0;) {
          Value number = linalg::IndexOp::create(body, at, loops);
          Value wanted = arith::ConstantIndexOp::create(body, at, i);
          Value isWanted = arith::CmpIOp::create(
              body, at, arith::CmpIPredicate::eq, number, wanted);
          position = arith::SelectOp::create(body, at, isWanted, componentAt(i),
                                             position);
        }
        linalg::YieldOp::create(body, at, position);
      });
  return positions.getResult(0);
}

/// %r = linalg.generic ins(%x) {
/// ^bb0(%e: f32, ..):
///   %i = ...
///   %v = tensor.extract %t[%i]
/// ->
/// %p = linalg.generic ins(%x) { ^bb0(%e: f32, ..): %i = ... linalg.yield %i }
/// %g = tslice.gather %t[%p] dims [0]
/// %r = linalg.generic ins(%x, %g) { ^bb0(%e: f32, %v: f32, ..):
void CaptureLifter::liftExtract(tensor::ExtractOp extract) {
  if (!isMovable(extract))
    return;
  Value source = extract.getTensor(), element;
  if (extract.getIndices().empty()) {
    element = addInput(source, getScalarMap());
  } else {
    auto dims = llvm::to_vector(llvm::seq<int64_t>(
        0, static_cast<int64_t>(extract.getIndices().size())));
    auto gathered = GatherOp::create(
        builder, extract.getLoc(), source, emitPositions(extract), dims,
        /*batch=*/ArrayRef<int64_t>(), std::nullopt, std::nullopt);
    gathered->setDiscardableAttrs(extract->getDiscardableAttrDictionary());
    element =
        addInput(gathered, builder.getMultiDimIdentityMap(op.getNumLoops()));
  }
  extract.replaceAllUsesWith(element);
  extract.erase();
}

/// The values of `activity` that the regions of `op` use.
static SmallVector<Value> getCaptures(Operation *op, const Activity &activity) {
  llvm::SetVector<Value> captured;
  getUsedValuesDefinedAbove(op->getRegions(), captured);
  return llvm::to_vector(llvm::make_filter_range(
      captured, [&](Value value) { return activity.contains(value); }));
}

linalg::GenericOp tslice::liftScalars(linalg::GenericOp op) {
  llvm::SetVector<Value> captured;
  getUsedValuesDefinedAbove(op->getRegions(), captured);
  CaptureLifter lifter(op);
  for (Value value : captured) {
    Operation *source = value.getDefiningOp();
    bool isConstant = source && source->hasTrait<OpTrait::ConstantLike>();
    if (!isConstant && !isa<ShapedType>(value.getType()))
      lifter.liftScalar(value);
  }
  return lifter.getResult();
}

Operation *tslice::liftCaptures(Operation *op, const Activity &activity) {
  SmallVector<Value> captures = getCaptures(op, activity);
  if (captures.empty())
    return op;
  IRRewriter rewriter(op);
  auto generic = dyn_cast<linalg::GenericOp>(op);
  if (!generic) {
    FailureOr<linalg::GenericOp> generalized =
        linalg::generalizeNamedOp(rewriter, cast<linalg::LinalgOp>(op));
    if (failed(generalized))
      return op;
    generic = *generalized;
  }
  SmallVector<tensor::ExtractOp> extracts;
  generic.walk([&](tensor::ExtractOp extract) {
    if (llvm::is_contained(captures, extract.getTensor()))
      extracts.push_back(extract);
  });
  CaptureLifter lifter(generic);
  for (Value captured : captures)
    if (!isa<ShapedType>(captured.getType()))
      lifter.liftScalar(captured);
  for (tensor::ExtractOp extract : extracts)
    lifter.liftExtract(extract);
  return lifter.getResult();
}
