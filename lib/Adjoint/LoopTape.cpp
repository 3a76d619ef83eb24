// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A minimal cut of the data flow of a step, weighted by bytes: between what the
// loop carries, which is gone when the adjoint runs, and what the adjoint reads.
// What lies behind the cut is computed again.

#include "LoopTape.h"
#include "MinCut.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "tslice/IR/TSliceOps.h"
#include "tslice/SeededFaults.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;
using namespace tslice;

//===----------------------------------------------------------------------===//
// Sizes that do not change
//===----------------------------------------------------------------------===//

namespace {
/// Follows sizes through the steps of one loop.
class SteadySizes {
public:
  SteadySizes(OpBuilder &builder, scf::ForOp loop)
      : builder(builder), loop(loop) {}

  OpFoldResult get(Value tensor, int64_t dim);

private:
  OpFoldResult get(Value number);
  /// Whether carry `number` has the same size in each step.
  bool keepsSize(unsigned number, int64_t dim);
  /// The tensor from which `tensor` has its size.
  Value getRoot(Value tensor, int64_t dim);
  /// The same for what all branches of an op yield as `result`, or null.
  Value getCommonRoot(OpResult result, int64_t dim);
  bool isAhead(Value value) {
    return !loop->isAncestor(value.getParentRegion()->getParentOp());
  }

  OpBuilder &builder;
  scf::ForOp loop;
};
} // namespace

/// A tensor of the same shape from which `tensor` is made, or null.
static Value getSameShape(Value tensor) {
  Operation *op = tensor.getDefiningOp();
  if (!op)
    return {};
  if (auto styled = dyn_cast<DestinationStyleOpInterface>(op))
    return styled.getTiedOpOperand(cast<OpResult>(tensor))->get();
  if (isa<UpdateOp, ScatterOp>(op))
    return op->getResult(0) == tensor
               ? (isa<UpdateOp>(op) ? Value(cast<UpdateOp>(op).getDest())
                                    : Value(cast<ScatterOp>(op).getDest()))
               : Value();
  if (auto insert = dyn_cast<tensor::InsertSliceOp>(op))
    return insert.getDest();
  if (auto insert = dyn_cast<tensor::InsertOp>(op))
    return insert.getDest();
  if (OpTrait::hasElementwiseMappableTraits(op))
    for (Value operand : op->getOperands())
      if (isa<RankedTensorType>(operand.getType()))
        return operand;
  if (auto inner = dyn_cast<scf::ForOp>(op))
    return inner.getTiedLoopInit(cast<OpResult>(tensor))->get();
  return {};
}

Value SteadySizes::getRoot(Value tensor, int64_t dim) {
  while (true) {
    Operation *op = tensor.getDefiningOp();
    // A loop in the loop must keep it, too, and branches must agree.
    if (auto inner = dyn_cast_or_null<scf::ForOp>(op))
      if (!SteadySizes(builder, inner)
               .keepsSize(cast<OpResult>(tensor).getResultNumber(), dim))
        return tensor;
    Value next = isa_and_nonnull<scf::IfOp, scf::IndexSwitchOp>(op)
                     ? getCommonRoot(cast<OpResult>(tensor), dim)
                     : getSameShape(tensor);
    if (!next)
      return tensor;
    tensor = next;
  }
}

Value SteadySizes::getCommonRoot(OpResult result, int64_t dim) {
  Value common;
  for (Region &region : result.getOwner()->getRegions()) {
    Value root = getRoot(
        region.front().getTerminator()->getOperand(result.getResultNumber()),
        dim);
    if (common && root != common)
      return {};
    common = root;
  }
  return common;
}

bool SteadySizes::keepsSize(unsigned number, int64_t dim) {
  Value root = getRoot(loop.getYieldedValues()[number], dim);
  return root == loop.getRegionIterArg(number) ||
         root == getRoot(loop.getInitArgs()[number], dim);
}

OpFoldResult SteadySizes::get(Value number) {
  if (std::optional<int64_t> constant = getConstantIntValue(number))
    return builder.getIndexAttr(*constant);
  if (isAhead(number))
    return number;
  if (auto dimOp = number.getDefiningOp<tensor::DimOp>())
    if (std::optional<int64_t> dim = dimOp.getConstantIndex())
      return get(dimOp.getSource(), *dim);
  return {};
}

OpFoldResult SteadySizes::get(Value tensor, int64_t dim) {
  auto type = cast<RankedTensorType>(tensor.getType());
  if (!type.isDynamicDim(dim))
    return builder.getIndexAttr(type.getDimSize(dim));
  if (isAhead(tensor))
    return tensor::getMixedSize(builder, loop.getLoc(), tensor, dim);
  if (auto argument = dyn_cast<BlockArgument>(tensor)) {
    if (argument.getOwner() != loop.getBody())
      return {};
    unsigned number = argument.getArgNumber() - loop.getNumInductionVars();
    if (!keepsSize(number, dim))
      return {};
    return tensor::getMixedSize(builder, loop.getLoc(),
                                loop.getInitArgs()[number], dim);
  }
  Operation *op = tensor.getDefiningOp();
  if (Value same = getSameShape(tensor))
    return get(same, dim);
  auto nth = [&](ArrayRef<int64_t> shape, ValueRange sizes) {
    return get(
        sizes[llvm::count_if(shape.take_front(dim), ShapedType::isDynamic)]);
  };
  if (auto empty = dyn_cast<tensor::EmptyOp>(op))
    return nth(empty.getType().getShape(), empty.getDynamicSizes());
  if (auto alloc = dyn_cast<bufferization::AllocTensorOp>(op))
    return alloc.getCopy()
               ? get(alloc.getCopy(), dim)
               : nth(alloc.getType().getShape(), alloc.getDynamicSizes());
  // What an access reads is sized by operands of its own.
  ReifiedRankedShapedTypeDims shapes;
  OpBuilder inner(op);
  if (!isa<IndexedAccessOpInterface>(op) ||
      failed(reifyResultShapes(inner, op, shapes)))
    return {};
  OpFoldResult size = shapes[cast<OpResult>(tensor).getResultNumber()][dim];
  if (auto attribute = dyn_cast<Attribute>(size))
    return attribute;
  return get(cast<Value>(size));
}

OpFoldResult tslice::getSteadySize(OpBuilder &builder, scf::ForOp loop,
                                   Value value, int64_t dim) {
  return SteadySizes(builder, loop).get(value, dim);
}

//===----------------------------------------------------------------------===//
// What to keep
//===----------------------------------------------------------------------===//

/// What keeping `value` of each step of `loop` costs, in bytes of one step.
static int64_t getPrice(scf::ForOp loop, Value value) {
  Type element = getElementTypeOrSelf(value.getType());
  int64_t bytes = 0;
  if (element.isIntOrFloat())
    bytes = llvm::divideCeil(element.getIntOrFloatBitWidth(), 8);
  else if (element.isIndex())
    bytes = 8;
  else if (auto pair = dyn_cast<ComplexType>(element))
    bytes =
        llvm::divideCeil(2 * pair.getElementType().getIntOrFloatBitWidth(), 8);
  else
    return MinCut::kNever;
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (!type)
    return isa<ShapedType>(value.getType()) ? MinCut::kNever : bytes;
  // Open sizes are taken to be large, so that numbers and known sizes win.
  constexpr int64_t kOpenSize = 4096, kMax = MinCut::kNever / 65536;
  OpBuilder builder(loop);
  for (int64_t dim = 0; dim < type.getRank(); ++dim) {
    int64_t size = type.isDynamicDim(dim) ? kOpenSize : type.getDimSize(dim);
    if (type.isDynamicDim(dim) && !getSteadySize(builder, loop, value, dim))
      return MinCut::kNever;
    if (size != 0 && bytes > kMax / size)
      bytes = kMax;
    else
      bytes *= size;
  }
  // Of two equal prices the later one; and nothing is free.
  return 2 * bytes + 1;
}

FailureOr<SmallVector<TapedValue>>
tslice::chooseTape(scf::ForOp loop, Block &block, const IRMapping &copies) {
  // The copies that are left, by what they are copies of.
  llvm::DenseMap<Value, Value> originals;
  for (auto [original, copy] : copies.getValueMap())
    originals[copy] = original;
  MinCut graph;
  llvm::MapVector<Value, unsigned> nodes;
  auto addNode = [&](Value copy, Value original) {
    nodes[copy] =
        graph.addNode(original ? getPrice(loop, original) : MinCut::kNever);
  };
  for (Value carry : loop.getRegionIterArgs()) {
    Value copy = copies.lookup(carry);
    addNode(copy, carry);
    graph.markSource(nodes[copy]);
  }
  // A copy depends on what is carried if an operand does; anything else reads.
  for (Operation &op : block) {
    SmallVector<unsigned> used;
    auto noteUse = [&](Value value) {
      if (auto it = nodes.find(value); it != nodes.end())
        used.push_back(it->second);
    };
    op.walk([&](Operation *inner) {
      llvm::for_each(inner->getOperands(), noteUse);
    });
    if (used.empty())
      continue;
    bool isCopy = op.getNumResults() > 0 &&
                  llvm::any_of(op.getResults(), [&](Value result) {
                    return originals.contains(result);
                  });
    if (!isCopy) {
      for (unsigned node : used)
        graph.markSink(node);
      continue;
    }
    for (Value result : op.getResults()) {
      addNode(result, originals.lookup(result));
      for (unsigned node : used)
        graph.addEdge(node, nodes[result]);
    }
  }
  std::optional<SmallVector<unsigned>> cut = graph.cut();
  if (!cut) {
    auto diag = loop.emitOpError()
                << "has no adjoint: a value that its adjoint needs may have "
                   "another size in each step";
    for (auto [copy, node] : nodes)
      if (Value original = originals.lookup(copy);
          original && graph.getPrice(node) == MinCut::kNever)
        diag.attachNote(original.getLoc()) << "such as this one";
    return failure();
  }
  SmallVector<TapedValue> taped;
  SmallVector<Value> numbered =
      llvm::map_to_vector(nodes, [](const auto &entry) { return entry.first; });
  for (unsigned node : *cut)
    taped.push_back({originals.lookup(numbered[node]), numbered[node]});
  return taped;
}

//===----------------------------------------------------------------------===//
// Keeping and reading
//===----------------------------------------------------------------------===//

Value tslice::createNumSteps(OpBuilder &builder, scf::ForOp loop) {
  Location loc = loop.getLoc();
  auto toIndex = [&](Value value) -> Value {
    if (value.getType().isIndex())
      return value;
    Type index = builder.getIndexType();
    if (loop.getUnsignedCmp())
      return arith::IndexCastUIOp::create(builder, loc, index, value);
    return arith::IndexCastOp::create(builder, loc, index, value);
  };
  Value low = toIndex(loop.getLowerBound()),
        high = toIndex(loop.getUpperBound());
  Value step = toIndex(loop.getStep());
  auto greater = loop.getUnsignedCmp() ? arith::CmpIPredicate::ugt
                                       : arith::CmpIPredicate::sgt;
  Value runs = arith::CmpIOp::create(builder, loc, greater, high, low);
  Value distance = arith::SubIOp::create(builder, loc, high, low);
  Value count =
      isSeeded("loop-last-step-lost")
          ? arith::DivUIOp::create(builder, loc, distance, step).getResult()
          : arith::CeilDivUIOp::create(builder, loc, distance, step);
  Value none = arith::ConstantIndexOp::create(builder, loc, 0);
  return arith::SelectOp::create(builder, loc, runs, count, none);
}

Value tslice::createVariable(OpBuilder &builder, scf::ForOp loop,
                             Value number) {
  Location loc = loop.getLoc();
  Type type = loop.getInductionVar().getType();
  if (!type.isIndex())
    number = arith::IndexCastUIOp::create(builder, loc, type, number);
  Value distance =
      isSeeded("loop-step-ignored")
          ? number
          : arith::MulIOp::create(builder, loc, number, loop.getStep());
  return arith::AddIOp::create(builder, loc, loop.getLowerBound(), distance);
}

/// The number of the step in which the induction variable is `variable`.
static Value createStep(OpBuilder &builder, scf::ForOp loop) {
  Location loc = loop.getLoc();
  Value distance = arith::SubIOp::create(builder, loc, loop.getInductionVar(),
                                         loop.getLowerBound());
  Value step = arith::DivUIOp::create(builder, loc, distance, loop.getStep());
  if (step.getType().isIndex())
    return step;
  return arith::IndexCastUIOp::create(builder, loc, builder.getIndexType(),
                                      step);
}

/// The part of a tape that one step keeps.
struct TapePart {
  SmallVector<OpFoldResult> offsets, sizes, strides;
};
static TapePart getPart(OpBuilder &builder, Location loc, Value tape,
                        Value step) {
  int64_t rank = cast<RankedTensorType>(tape.getType()).getRank();
  TapePart part;
  part.offsets.assign(rank, builder.getIndexAttr(0));
  part.strides.assign(rank, builder.getIndexAttr(1));
  part.sizes = tensor::getMixedSizes(builder, loc, tape);
  part.offsets[0] = step;
  part.sizes[0] = builder.getIndexAttr(1);
  return part;
}

Value tslice::createTape(OpBuilder &builder, scf::ForOp loop, Value value,
                         SmallVector<int64_t> shape, SmallVector<Value> sizes) {
  if (getPrice(loop, value) == MinCut::kNever)
    return {};
  if (auto type = dyn_cast<RankedTensorType>(value.getType()))
    for (int64_t dim = 0; dim < type.getRank(); ++dim) {
      OpFoldResult size = getSteadySize(builder, loop, value, dim);
      std::optional<int64_t> number = getConstantIntValue(size);
      shape.push_back(number.value_or(ShapedType::kDynamic));
      if (!number)
        sizes.push_back(cast<Value>(size));
    }
  return bufferization::AllocTensorOp::create(
      builder, loop.getLoc(),
      RankedTensorType::get(shape, getElementTypeOrSelf(value.getType())),
      sizes);
}

Value tslice::writeTape(OpBuilder &builder, Location loc, Value value,
                        Value tape, Value step) {
  if (!isa<RankedTensorType>(value.getType()))
    return tensor::InsertOp::create(builder, loc, value, tape, step);
  TapePart part = getPart(builder, loc, tape, step);
  return tensor::InsertSliceOp::create(builder, loc, value, tape, part.offsets,
                                       part.sizes, part.strides);
}

scf::ForOp tslice::createTapingLoop(scf::ForOp loop,
                                    ArrayRef<TapedValue> values,
                                    Value numSteps) {
  Location loc = loop.getLoc();
  OpBuilder builder(loop);
  SmallVector<Value> inits(loop.getInitArgs());
  for (const TapedValue &value : values)
    inits.push_back(createTape(builder, loop, value.original,
                               {ShapedType::kDynamic}, {numSteps}));
  auto taping = scf::ForOp::create(builder, loc, loop.getLowerBound(),
                                   loop.getUpperBound(), loop.getStep(), inits,
                                   nullptr, loop.getUnsignedCmp());
  taping->setDiscardableAttrs(loop->getDiscardableAttrDictionary());
  IRMapping mapping;
  mapping.map(loop.getInductionVar(), taping.getInductionVar());
  mapping.map(loop.getRegionIterArgs(),
              taping.getRegionIterArgs().take_front(loop.getNumResults()));
  builder.setInsertionPointToEnd(taping.getBody());
  for (Operation &op : loop.getBody()->without_terminator())
    builder.clone(op, mapping);
  SmallVector<Value> yields =
      llvm::map_to_vector(loop.getYieldedValues(), [&](Value value) {
        return mapping.lookupOrDefault(value);
      });
  for (auto [value, tape] : llvm::zip_equal(
           values,
           taping.getRegionIterArgs().drop_front(loop.getNumResults()))) {
    // Right behind the definition: later the value may have been overwritten.
    Value kept = mapping.lookup(value.original);
    if (Operation *op = kept.getDefiningOp())
      builder.setInsertionPointAfter(op);
    else
      builder.setInsertionPointToStart(taping.getBody());
    Value step = isSeeded("tape-one-place")
                     ? arith::ConstantIndexOp::create(builder, loc, 0)
                     : createStep(builder, taping);
    if (isSeeded("tape-lost")) {
      yields.push_back(tape);
      continue;
    }
    yields.push_back(writeTape(builder, loc, kept, tape, step));
  }
  builder.setInsertionPointToEnd(taping.getBody());
  scf::YieldOp::create(builder, loc, yields);
  return taping;
}

Value tslice::readTape(OpBuilder &builder, Location loc, Value tape, Value copy,
                       Value step) {
  auto type = dyn_cast<RankedTensorType>(copy.getType());
  if (!type)
    return tensor::ExtractOp::create(builder, loc, tape, step);
  TapePart part = getPart(builder, loc, tape, step);
  auto tapeType = cast<RankedTensorType>(tape.getType());
  auto partType = RankedTensorType::get(tapeType.getShape().drop_front(),
                                        type.getElementType());
  Value read = tensor::ExtractSliceOp::create(
      builder, loc, partType, tape, part.offsets, part.sizes, part.strides);
  if (partType == type)
    return read;
  return tensor::CastOp::create(builder, loc, type, read);
}
