// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Each time that a tape is full, one of twice its length takes its place: n steps
// copy no more than n places. The steps themselves are those of a loop inside,
// which writes into a tape of one length, so in place.

#include "GrowingTape.h"
#include "Activity.h"
#include "LoopTape.h"
#include "RaggedRow.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Transforms/RegionUtils.h"
#include "tslice/SeededFaults.h"

using namespace mlir;
using namespace tslice;

/// How many steps the first tape has room for.
static constexpr int64_t kFirstSteps = 2;

SmallVector<Value> tslice::inlineBlock(OpBuilder &builder, Block &from,
                                       ValueRange values) {
  IRMapping mapping;
  mapping.map(from.getArguments(), values);
  for (Operation &op : from.without_terminator())
    builder.clone(op, mapping);
  return llvm::map_to_vector(
      from.getTerminator()->getOperands(),
      [&](Value value) { return mapping.lookupOrDefault(value); });
}

namespace {

/// Builds the loop that keeps what a counted one keeps.
class GrowingLoop {
public:
  GrowingLoop(scf::WhileOp loop, scf::ForOp taping)
      : loop(loop), taping(taping), builder(loop), loc(loop.getLoc()),
        numCarries(loop.getNumResults() + 1) {}

  scf::WhileOp create();

private:
  /// What `value`, of the block of `taping`, is ahead of the new loop.
  Value bring(Value value);
  /// What `taping` has for the tape that is its carry of that number.
  bufferization::AllocTensorOp getRoom(unsigned carry) {
    return taping.getInitArgs()[carry]
        .getDefiningOp<bufferization::AllocTensorOp>();
  }
  /// The same for so many steps.
  Value createTape(unsigned carry, Value steps);
  /// A longer tape that begins with what `tape` holds.
  Value copyTape(unsigned carry, Value tape, Value steps);
  /// Steps for which there is room.
  scf::WhileOp createSteps(ValueRange inits, Value room);
  SmallVector<Value> createStep(OpBuilder &inner, ValueRange args);

  scf::WhileOp loop;
  scf::ForOp taping;
  OpBuilder builder;
  Location loc;
  /// The condition, and what the first half hands on.
  unsigned numCarries;
  IRMapping ahead;
};

} // namespace

Value GrowingLoop::bring(Value value) {
  if (value.getParentBlock() != taping->getBlock())
    return value;
  if (Value brought = ahead.lookupOrNull(value))
    return brought;
  Operation *op = value.getDefiningOp();
  for (Value used : getUsedValues(op))
    ahead.map(used, bring(used));
  builder.clone(*op, ahead);
  return ahead.lookup(value);
}

Value GrowingLoop::createTape(unsigned carry, Value steps) {
  bufferization::AllocTensorOp room = getRoom(carry);
  SmallVector<Value> sizes{steps};
  for (Value size : room.getDynamicSizes().drop_front())
    sizes.push_back(ahead.lookup(size));
  return bufferization::AllocTensorOp::create(builder, loc, room.getType(),
                                              sizes);
}

Value GrowingLoop::copyTape(unsigned carry, Value tape, Value steps) {
  Value longer = createTape(carry, steps);
  if (isSeeded("tape-growth-lost"))
    return longer;
  auto type = cast<RankedTensorType>(tape.getType());
  // Upstream rejects parts of tensors whose type says that they are empty.
  if (llvm::is_contained(type.getShape(), 0))
    return longer;
  int64_t rank = type.getRank();
  SmallVector<OpFoldResult> offsets(rank, builder.getIndexAttr(0)),
      strides(rank, builder.getIndexAttr(1)),
      sizes = tensor::getMixedSizes(builder, loc, tape);
  return tensor::InsertSliceOp::create(builder, loc, tape, longer, offsets,
                                       sizes, strides);
}

SmallVector<Value> GrowingLoop::createStep(OpBuilder &inner, ValueRange args) {
  IRMapping mapping = ahead;
  mapping.map(taping.getInductionVar(), args[numCarries]);
  ValueRange carried = taping.getRegionIterArgs();
  mapping.map(carried.take_front(numCarries), args.take_front(numCarries));
  mapping.map(carried.drop_front(numCarries), args.drop_front(numCarries + 1));
  for (Operation &op : taping.getBody()->without_terminator())
    inner.clone(op, mapping);
  SmallVector<Value> yields =
      llvm::map_to_vector(taping.getYieldedValues(), [&](Value value) {
        return mapping.lookupOrDefault(value);
      });
  Value one = arith::ConstantIndexOp::create(inner, loc, 1);
  yields.insert(yields.begin() + numCarries,
                arith::AddIOp::create(inner, loc, args[numCarries], one));
  return yields;
}

scf::WhileOp GrowingLoop::createSteps(ValueRange inits, Value room) {
  return scf::WhileOp::create(
      builder, loc, inits.getTypes(), inits,
      [&](OpBuilder &inner, Location, ValueRange args) {
        Value fits = arith::CmpIOp::create(
            inner, loc, arith::CmpIPredicate::ult, args[numCarries], room);
        Value goesOn = arith::AndIOp::create(inner, loc, args.front(), fits);
        scf::ConditionOp::create(inner, loc, goesOn, args);
      },
      [&](OpBuilder &inner, Location, ValueRange args) {
        scf::YieldOp::create(inner, loc, createStep(inner, args));
      });
}

/// %y = scf.while (%x = %i) { condition(%c) %p } do { yield %w }
/// ->
/// %c, %p = the first half of %i
/// %.., %y, %n, %tape = scf.while (%c, %p, %k = 0, %t = no tape) {
///   condition(%c) %c, %p, %k, %t
/// } do {
///   %room = %k + max(%k, 2)
///   %longer = %t and more, for %room steps
///   yield scf.while (%c, %p, %k, %t = %longer) {
///     condition(%c and %k < %room) %c, %p, %k, %t
///   } do {
///     %t' = %t, where step %k has kept what its adjoint needs
///     yield the first half of %w, %k + 1, %t'
///   }
/// }
scf::WhileOp GrowingLoop::create() {
  SmallVector<Value> inits =
      inlineBlock(builder, *loop.getBeforeBody(), loop.getInits());
  ahead.map(taping.getInitArgs().take_front(numCarries), inits);
  // All but the number of steps.
  llvm::SetVector<Value> needed;
  needed.insert(taping.getLowerBound());
  needed.insert(taping.getStep());
  getUsedValuesDefinedAbove(taping.getRegion(), needed);
  for (unsigned i = numCarries; i < taping.getNumResults(); ++i)
    if (hasPlaces(taping, i))
      needed.insert_range(getRoom(i).getDynamicSizes().drop_front());
    else
      needed.insert(taping.getInitArgs()[i]);
  for (Value value : needed)
    ahead.map(value, bring(value));
  Value none = arith::ConstantIndexOp::create(builder, loc, 0);
  inits.push_back(none);
  for (unsigned i = numCarries; i < taping.getNumResults(); ++i)
    inits.push_back(hasPlaces(taping, i)
                        ? createTape(i, none)
                        : ahead.lookup(taping.getInitArgs()[i]));
  return scf::WhileOp::create(
      builder, loc, ValueRange(inits).getTypes(), inits,
      [&](OpBuilder &inner, Location, ValueRange args) {
        scf::ConditionOp::create(inner, loc, args.front(), args);
      },
      [&](OpBuilder &inner, Location, ValueRange args) {
        OpBuilder::InsertionGuard guard(builder);
        builder.setInsertionPoint(inner.getInsertionBlock(),
                                  inner.getInsertionPoint());
        Value first = arith::ConstantIndexOp::create(builder, loc, kFirstSteps);
        Value steps = args[numCarries];
        Value more = arith::MaxUIOp::create(builder, loc, steps, first);
        Value room = arith::AddIOp::create(builder, loc, steps, more);
        SmallVector<Value> carried(args);
        for (auto [i, tape] : llvm::enumerate(carried))
          if (i > numCarries && hasPlaces(taping, i - 1))
            tape = copyTape(i - 1, tape, room);
        scf::YieldOp::create(builder, loc,
                             createSteps(carried, room).getResults());
      });
}

scf::WhileOp tslice::createGrowingLoop(scf::WhileOp loop, scf::ForOp taping) {
  scf::WhileOp growing = GrowingLoop(loop, taping).create();
  growing->setDiscardableAttrs(loop->getDiscardableAttrDictionary());
  unsigned numCarries = loop.getNumResults() + 1;
  SmallVector<Value> results(growing.getResults());
  Value numSteps = results[numCarries];
  results.erase(results.begin() + numCarries);
  // A loop around keeps no more than has been written.
  OpBuilder behind(loop);
  for (unsigned i = numCarries; i < results.size(); ++i)
    if (hasPlaces(taping, i))
      results[i] = trimTape(behind, loop.getLoc(), results[i], numSteps);
  taping->replaceAllUsesWith(results);
  taping.erase();
  return growing;
}
