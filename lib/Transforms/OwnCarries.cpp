// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Sees to it that each tensor that an `scf.while` carries has a buffer of its own.
// Upstream's bufferization takes every carry for a version of the one before it
// at the same place. Where that is not so, it copies what the condition passes
// on, in each step; and where the body yields something else, the next step
// writes over it.

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotAnalysis.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotModuleBufferize.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "tslice/Transforms/Passes.h"

namespace tslice {
#define GEN_PASS_DEF_OWNCARRIESPASS
#include "tslice/Transforms/Passes.h.inc"
} // namespace tslice

using namespace mlir;
using namespace mlir::bufferization;

/// Whether `yielded` is in the buffer of the carry that it becomes.
static bool isUpdated(OpOperand &yielded, const OneShotAnalysisState &state) {
  Block *body = yielded.getOwner()->getBlock();
  unsigned place = yielded.getOperandNumber();
  return place < body->getNumArguments() &&
         body->getArgument(place).getType() == yielded.get().getType() &&
         state.areEquivalentBufferizedValues(body->getArgument(place),
                                             yielded.get());
}

/// Whether this step made the buffer of `yielded`, and yields it once.
static bool isMade(OpOperand &yielded, const OneShotAnalysisState &state) {
  Operation *yield = yielded.getOwner();
  for (OpOperand &other : yield->getOpOperands())
    if (&other != &yielded && isa<TensorType>(other.get().getType()) &&
        state.areAliasingBufferizedValues(other.get(), yielded.get()))
      return false;
  bool made = true;
  state.applyOnAliases(yielded.get(), [&](Value alias) {
    Operation *op = alias.getDefiningOp();
    made &= op && !isa<arith::ConstantOp>(op) &&
            yield->getParentRegion()->isAncestor(op->getParentRegion());
  });
  return made;
}

//===----------------------------------------------------------------------===//
// Places
//===----------------------------------------------------------------------===//

/// Pairs of the place of a carry in what a loop begins with, and of its place in
/// what the condition passes on.
using Places = SmallVector<std::pair<unsigned, unsigned>>;
static Places pairPlaces(scf::WhileOp loop, const OneShotAnalysisState &state) {
  Places pairs;
  DenseSet<unsigned> placed, passed;
  auto pairUp = [&](ValueRange from, ValueRange to, bool isBefore) {
    for (auto [i, first] : llvm::enumerate(from))
      for (auto [j, second] : llvm::enumerate(to)) {
        unsigned before = isBefore ? i : j, after = isBefore ? j : i;
        if (!isa<TensorType>(first.getType()) ||
            first.getType() != second.getType() || placed.contains(before) ||
            passed.contains(after) ||
            !state.areEquivalentBufferizedValues(first, second))
          continue;
        placed.insert(before);
        passed.insert(after);
        pairs.emplace_back(before, after);
      }
  };
  pairUp(loop.getBeforeArguments(), loop.getConditionOp().getArgs(), true);
  pairUp(loop.getAfterArguments(), loop.getYieldOp().getResults(), false);
  return pairs;
}

/// Those that come `first`, and then the others of `values`.
static SmallVector<Value> reorder(ValueRange values, ArrayRef<unsigned> first) {
  SmallVector<Value> ordered;
  for (unsigned place : first)
    ordered.push_back(values[place]);
  for (auto [place, value] : llvm::enumerate(values))
    if (!llvm::is_contained(first, place))
      ordered.push_back(value);
  return ordered;
}

/// scf.while (%c = %true, %x = %y) { condition(%c) %x } do { yield %d, %z }
/// ->
/// scf.while (%x = %y, %c = %true) { condition(%c) %x } do { yield %z, %d }
/// where %z is %x with another element, so that both are number 0.
static void alignCarries(scf::WhileOp loop, const Places &pairs) {
  SmallVector<unsigned> before = llvm::to_vector(llvm::make_first_range(pairs)),
                        after = llvm::to_vector(llvm::make_second_range(pairs));
  OpBuilder builder(loop);
  SmallVector<Value> results = reorder(loop.getResults(), after);
  auto aligned = scf::WhileOp::create(
      builder, loop.getLoc(), ValueRange(results).getTypes(),
      reorder(loop.getInits(), before), nullptr, nullptr);
  aligned->setDiscardableAttrs(loop->getDiscardableAttrDictionary());
  scf::ConditionOp condition = loop.getConditionOp();
  condition.getArgsMutable().assign(reorder(condition.getArgs(), after));
  scf::YieldOp yield = loop.getYieldOp();
  yield.getResultsMutable().assign(reorder(yield.getResults(), before));
  auto move = [](Block *from, ArrayRef<unsigned> first, Block *to) {
    for (auto [old, argument] : llvm::zip_equal(
             reorder(from->getArguments(), first), to->getArguments()))
      old.replaceAllUsesWith(argument);
    to->getOperations().splice(to->end(), from->getOperations());
  };
  move(loop.getBeforeBody(), before, aligned.getBeforeBody());
  move(loop.getAfterBody(), after, aligned.getAfterBody());
  for (auto [old, result] : llvm::zip_equal(results, aligned.getResults()))
    old.replaceAllUsesWith(result);
  loop.erase();
}

//===----------------------------------------------------------------------===//
// Buffers
//===----------------------------------------------------------------------===//

/// What is yielded for one carry.
static OpOperand &getYielded(scf::WhileOp loop, unsigned place) {
  return loop.getYieldOp()->getOpOperand(place);
}

/// Whether the condition passes the carry at `place` on there and nowhere else.
static bool isPassedOn(scf::WhileOp loop, unsigned place,
                       const OneShotAnalysisState &state) {
  ValueRange args = loop.getConditionOp().getArgs();
  Value carry = loop.getBeforeArguments()[place];
  return place < args.size() && args[place].getType() == carry.getType() &&
         state.areEquivalentBufferizedValues(args[place], carry) &&
         llvm::none_of(
             llvm::enumerate(args),
             [&](auto arg) {
               return arg.index() != place &&
                      isa<TensorType>(arg.value().getType()) &&
                      state.areAliasingBufferizedValues(arg.value(), carry);
             });
}

/// A buffer that holds `value` and that nobody else has.
static Value createOwnBuffer(OpBuilder &builder, Location loc, Value value) {
  auto type = cast<RankedTensorType>(value.getType());
  auto cast = value.getDefiningOp<tensor::CastOp>();
  Value source = cast ? cast.getSource() : value;
  if (!source.getDefiningOp<AllocTensorOp>() || !source.hasOneUse() ||
      !value.hasOneUse())
    value = AllocTensorOp::create(builder, loc, type, ValueRange(), value);
  return ToBufferOp::create(
      builder, loc, MemRefType::get(type.getShape(), type.getElementType()),
      value);
}

/// A carry that is another buffer in each step is carried as such: nothing is
/// written over by the next step, so nothing need be copied.
///
/// scf.while (%x = %y) { condition(%c) %x } do { yield %made }
/// ->
/// scf.while (%m = the buffer of %y) { condition(%c) %m }
/// do { yield the buffer of %made }
/// where %x is the tensor in %m.
static void carryBuffer(scf::WhileOp loop, unsigned place) {
  Location loc = loop.getLoc();
  OpBuilder builder(loop);
  OpOperand &init = loop.getInitsMutable()[place];
  init.set(createOwnBuffer(builder, loc, init.get()));
  Type memref = init.get().getType();
  auto readFrom = [&](Value value) {
    Type tensor = value.getType();
    value.setType(memref);
    auto read = ToTensorOp::create(builder, loc, tensor, value,
                                   /*restrict=*/true, /*writable=*/true);
    value.replaceAllUsesExcept(read, read);
  };
  builder.setInsertionPointAfter(loop);
  readFrom(loop.getResult(place));
  for (Block *block : {loop.getBeforeBody(), loop.getAfterBody()}) {
    builder.setInsertionPointToStart(block);
    readFrom(block->getArgument(place));
  }
  for (OpOperand *handedOn : {&loop.getConditionOp().getArgsMutable()[place],
                              &getYielded(loop, place)}) {
    builder.setInsertionPoint(handedOn->getOwner());
    handedOn->set(ToBufferOp::create(builder, loc, memref, handedOn->get()));
  }
}

/// scf.yield %y
/// ->
/// %c = bufferization.alloc_tensor() copy(%y)
/// scf.yield %c
static void copyYielded(OpOperand &yielded) {
  Operation *yield = yielded.getOwner();
  OpBuilder builder(yield);
  auto type = cast<RankedTensorType>(yielded.get().getType());
  yielded.set(AllocTensorOp::create(builder, yield->getLoc(), type,
                                    ValueRange(), yielded.get()));
}

namespace {
struct OwnCarriesPass : tslice::impl::OwnCarriesPassBase<OwnCarriesPass> {
  using Base::Base;

  void runOnOperation() override {
    if (getLoops().empty())
      return markAllAnalysesPreserved();
    OneShotBufferizationOptions options;
    options.bufferizeFunctionBoundaries = true;
    options.allowReturnAllocsFromLoops = true;
    std::optional<OneShotAnalysisState> state;
    auto analyse = [&] {
      state.emplace(getOperation(), options);
      return analyzeModuleOp(getOperation(), *state);
    };
    if (failed(analyse()))
      return signalPassFailure();
    SmallVector<std::pair<scf::WhileOp, Places>> misplaced;
    for (scf::WhileOp loop : getLoops())
      if (Places pairs = pairPlaces(loop, *state); llvm::any_of(
              pairs, [](auto pair) { return pair.first != pair.second; }))
        misplaced.emplace_back(loop, pairs);
    for (auto &[loop, pairs] : misplaced)
      alignCarries(loop, pairs);
    if (!misplaced.empty() && failed(analyse()))
      return signalPassFailure();
    giveBuffers(*state);
  }

private:
  /// Those that carry tensors.
  SmallVector<scf::WhileOp> getLoops() {
    SmallVector<scf::WhileOp> loops;
    getOperation().walk([&](scf::WhileOp loop) {
      if (llvm::any_of(loop.getInits().getTypes(), llvm::IsaPred<TensorType>))
        loops.push_back(loop);
    });
    return loops;
  }

  void giveBuffers(const OneShotAnalysisState &state) {
    // The analysis is of what stands there now.
    SmallVector<std::pair<scf::WhileOp, unsigned>> changing;
    SmallVector<OpOperand *> shared;
    for (scf::WhileOp loop : getLoops())
      for (auto [place, value] : llvm::enumerate(loop.getYieldedValues())) {
        OpOperand &yielded = getYielded(loop, place);
        if (!isa<TensorType>(value.getType()) || isUpdated(yielded, state))
          continue;
        if (!isMade(yielded, state))
          shared.push_back(&yielded);
        else if (isPassedOn(loop, place, state))
          changing.emplace_back(loop, place);
      }
    for (OpOperand *yielded : shared)
      copyYielded(*yielded);
    for (auto [loop, place] : changing)
      carryBuffer(loop, place);
  }
};
} // namespace
