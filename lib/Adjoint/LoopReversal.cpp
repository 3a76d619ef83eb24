// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The adjoint of a loop is a loop over its steps from last to first. It carries
// the cotangents of what the loop carries, and those of what all steps read,
// which accumulate in place: a step that touches k elements costs O(k).

#include "LoopReversal.h"
#include "Checkpoints.h"
#include "Emitter.h"
#include "EraseUnused.h"
#include "ExposeReads.h"
#include "InlineCalls.h"
#include "InnerTapes.h"
#include "LoopTape.h"
#include "MinCut.h"
#include "PrepareBody.h"
#include "RegionSweep.h"
#include "Restores.h"
#include "SizeRoots.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "tslice/IR/TSliceOps.h"
#include "tslice/SeededFaults.h"

using namespace mlir;
using namespace tslice;

namespace {

/// What of a loop has a cotangent.
struct LoopFlow {
  /// Active carries on which a wanted result depends, by number.
  SmallVector<unsigned> carries;
  /// Active values of above that steps read on the way to a wanted result.
  SmallVector<Value> captures;
};

} // namespace

/// Finds what of `loop` has a cotangent, given what of its results `isWanted`.
static LoopFlow findFlow(scf::ForOp loop, SmallVector<bool> isWanted,
                         AdjointSink &sink) {
  Block &body = *loop.getBody();
  SmallVector<Value> captures = getActiveCaptures(loop, sink);
  SmallVector<bool> isActive =
      llvm::map_to_vector(loop.getInitArgs(), [&](Value init) {
        return isDifferentiable(init.getType()) && sink.isActive(init);
      });
  isActive = findActiveCarries(body, loop.getRegionIterArgs(),
                               loop.getYieldedValues(), captures, isActive);
  DenseSet<Value> reaching;
  for (bool changed = true; changed;) {
    changed = false;
    SmallVector<Value> wanted;
    for (auto [yielded, isIt] :
         llvm::zip_equal(loop.getYieldedValues(), isWanted))
      if (isIt)
        wanted.push_back(yielded);
    reaching = findReaching(body, wanted);
    for (auto [i, carry] : llvm::enumerate(loop.getRegionIterArgs()))
      if (!isWanted[i] && isDifferentiable(carry.getType()) &&
          reaching.contains(carry))
        isWanted[i] = changed = true;
  }
  LoopFlow flow;
  for (unsigned i = 0; i < isActive.size(); ++i)
    if (isActive[i] && isWanted[i])
      flow.carries.push_back(i);
  for (Value value : captures)
    if (reaching.contains(value))
      flow.captures.push_back(value);
  return flow;
}

namespace {

/// Builds the reverse of one loop.
class LoopReversal {
public:
  LoopReversal(scf::ForOp loop, AdjointSink &sink)
      : loop(loop), sink(sink), builder(sink.getBuilder()), loc(loop.getLoc()) {
  }

  LogicalResult run();

private:
  /// Creates the loop without operations, and where its steps stand in those of
  /// the primal one.
  void createLoop();
  /// Copies a step of the primal loop into the new one; what the loop carries
  /// is, for now, an argument without a value.
  void copyStep();
  LogicalResult sweepStep();
  void eraseUnusedCopies();
  /// Sizes are no reason to keep a tensor: those that all steps have in common
  /// are known, and others are kept.
  void keepSizes();
  LogicalResult keepWhatIsRead();
  /// Instead of what a step reads: what the loop carries, now and then.
  LogicalResult useCheckpoints(int64_t count);

  /// Lets the new loop carry what begins as `inits`, too. `build` emits, at the
  /// begin of a step, what leads from there to what the primal loop carries.
  using BuildFn = llvm::function_ref<Checkpoints::Restored(
      OpBuilder &inner, ArrayRef<Value> carried, Value number)>;
  void carryMore(ArrayRef<Value> inits, BuildFn build);

  /// The number of the primal step that a step of the new loop reverses.
  Value createNumber(OpBuilder &inner);
  Block &getBlock() { return *reversed.getBody(); }

  scf::ForOp loop;
  AdjointSink &sink;
  OpBuilder &builder;
  Location loc;
  LoopFlow flow;
  scf::ForOp reversed;
  Value numSteps;
  IRMapping copies;
  /// What loops in the step keep for their adjoints.
  DenseSet<Value> innerTapes;
  SmallVector<Value> placeholders;
};

} // namespace

void LoopReversal::createLoop() {
  OpBuilder ahead(loop);
  numSteps = createNumSteps(ahead, loop);
  SmallVector<Value> inits;
  for (unsigned carry : flow.carries) {
    Value cotangent = sink.getCotangent(loop.getResult(carry));
    inits.push_back(
        cotangent ? cotangent
                  : Emitter(builder, loc).accumulator(loop.getResult(carry)));
  }
  for (Value value : flow.captures)
    inits.push_back(sink.takeAccumulator(loc, value));
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  Value one = arith::ConstantIndexOp::create(builder, loc, 1);
  reversed = scf::ForOp::create(builder, loc, zero, numSteps, one, inits);
  OpBuilder inner = OpBuilder::atBlockEnd(&getBlock());
  copies.map(loop.getInductionVar(),
             createVariable(inner, loop, createNumber(inner)));
}

void LoopReversal::copyStep() {
  OpBuilder inner = OpBuilder::atBlockEnd(&getBlock());
  for (auto [number, carry] : llvm::enumerate(loop.getRegionIterArgs())) {
    placeholders.push_back(getBlock().addArgument(carry.getType(), loc));
    copies.map(carry,
               isCounter(loop, number)
                   ? createCounter(inner, loop, number, createNumber(inner))
                   : placeholders.back());
  }
  for (Operation &op : *loop.getBody())
    inner.clone(op, copies);
  // What stands in regions inside is replaced when these are swept.
  SmallVector<Value> inside;
  for (auto [original, copy] : copies.getValueMap())
    if (original.getParentBlock() != loop.getBody())
      inside.push_back(original);
  for (Value original : inside)
    copies.erase(original);
}

LogicalResult LoopReversal::sweepStep() {
  BlockSeeds seeds;
  ValueRange carried = reversed.getRegionIterArgs();
  ValueRange cotangents = carried.take_front(flow.carries.size());
  for (auto [carry, cotangent] : llvm::zip_equal(flow.carries, cotangents)) {
    seeds.yields.push_back(carry);
    seeds.cotangents.push_back(cotangent);
    seeds.independents.push_back(placeholders[carry]);
    seeds.accumulators.push_back({});
  }
  llvm::append_range(seeds.independents, flow.captures);
  llvm::append_range(
      seeds.accumulators,
      carried.drop_front(flow.carries.size()).take_front(flow.captures.size()));
  SmallVector<std::pair<Operation *, Operation *>> taping;
  FailureOr<SmallVector<Value>> results = sweepBlock(
      getBlock(), seeds, sink, [&](Operation *op, Operation *replacement) {
        taping.emplace_back(op, replacement);
      });
  if (failed(results))
    return failure();
  Operation *terminator = getBlock().getTerminator();
  OpBuilder inner(terminator);
  for (auto [result, value] : llvm::zip_equal(*results, seeds.independents))
    if (!result)
      result = Emitter(inner, loc).accumulator(value);
  terminator->setOperands(*results);
  // Steps that run again would write what nothing reads.
  if (!loop->hasAttr(TSliceDialect::getCheckpointAttrName()))
    for (auto [inner, replacement] : llvm::reverse(taping))
      keepInnerTapes(inner, replacement, getBlock(), copies, innerTapes);
  eraseUnusedCopies();
  return success();
}

void LoopReversal::eraseUnusedCopies() {
  SymbolTableCollection symbols;
  DenseMap<Value, Value> originals;
  for (auto [original, copy] : copies.getValueMap())
    originals[copy] = original;
  eraseUnused(getBlock(), symbols, [&](Value old, Value copy) {
    Value original = originals.lookup(old);
    originals.erase(old);
    if (!original)
      return;
    originals[copy] = original;
    copies.map(original, copy);
  });
  // What is created from now on must not be taken for what has been erased.
  DenseSet<Value> left(llvm::from_range, getBlock().getArguments());
  getBlock().walk([&](Operation *op) {
    left.insert_range(op->getResults());
    for (Region &region : op->getRegions())
      for (Block &block : region)
        left.insert_range(block.getArguments());
  });
  SmallVector<Value> gone;
  for (auto [original, copy] : copies.getValueMap())
    if (!left.contains(copy))
      gone.push_back(original);
  for (Value original : gone)
    copies.erase(original);
}

void LoopReversal::keepSizes() {
  readSizesFromRoots(reversed.getRegion());
  eraseUnusedCopies();
  DenseMap<Value, Value> originals;
  for (auto [original, copy] : copies.getValueMap())
    originals[copy] = original;
  SmallVector<tensor::DimOp> dims;
  getBlock().walk([&](tensor::DimOp op) { dims.push_back(op); });
  OpBuilder ahead(loop);
  for (tensor::DimOp op : dims) {
    Value original = originals.lookup(op.getSource());
    std::optional<int64_t> dim = op.getConstantIndex();
    if (!original || !dim || original.getParentBlock() != loop.getBody())
      continue;
    Value size, self = originals.lookup(op);
    if (OpFoldResult steady = getSteadySize(ahead, loop, original, *dim)) {
      size = getValueOrCreateConstantIndexOp(ahead, loc, steady);
    } else if (self) {
      continue;
    } else {
      // The step computes it, too, so that it can keep it.
      OpBuilder step(getBlock().findAncestorOpInBlock(*op));
      size = tensor::DimOp::create(step, loc, op.getSource(), *dim);
      step.setInsertionPointAfterValue(original);
      copies.map(tensor::DimOp::create(step, loc, original, *dim), size);
    }
    op.replaceAllUsesWith(size);
    if (self)
      copies.erase(self);
    op.erase();
  }
  eraseUnusedCopies();
}

Value LoopReversal::createNumber(OpBuilder &inner) {
  Value one = arith::ConstantIndexOp::create(inner, loc, 1);
  Value last = arith::SubIOp::create(inner, loc, numSteps, one);
  return arith::SubIOp::create(inner, loc, last, reversed.getInductionVar());
}

LogicalResult LoopReversal::keepWhatIsRead() {
  keepSizes();
  TapeChoice choice = chooseTape(loop, getBlock(), copies, innerTapes);
  Restores restores =
      Restores::choose(loop, getBlock(), copies, innerTapes, choice);
  if (choice.price == MinCut::kNever)
    return reportUnkept(loop, choice), failure();
  SmallVector<Value> saved = restores.save();
  SmallVector<TapedValue> taped = choice.values;
  for (Value value : saved)
    if (llvm::none_of(choice.values, [&](const TapedValue &other) {
          return other.original == value;
        }))
      taped.push_back({value, value});
  SmallVector<Value> last(loop.getResults());
  DenseMap<Value, Tape> tapes;
  if (!taped.empty()) {
    OpBuilder inner = OpBuilder::atBlockBegin(&getBlock());
    TapingLoop taping = createTapingLoop(loop, taped, numSteps);
    last = taping.loop->getResults().take_front(loop.getNumResults());
    loop->replaceAllUsesWith(last);
    sink.noteReplacement(loop, taping.loop);
    for (auto [value, tape] : llvm::zip_equal(taped, taping.tapes))
      tapes[value.original] = tape;
    Value number = createNumber(inner);
    for (TapedValue value : choice.values)
      value.copy.replaceAllUsesWith(
          readTape(inner, loc, tapes.at(value.original), value.copy, number));
  }
  SymbolTableCollection symbols;
  eraseUnused(getBlock(), symbols);
  if (restores.empty()) {
    getBlock().eraseArguments(getBlock().getNumArguments() -
                                  placeholders.size(),
                              placeholders.size());
    return success();
  }
  SmallVector<Value> inits = llvm::map_to_vector(
      restores.getCarries(), [&](unsigned carry) { return last[carry]; });
  carryMore(inits, [&](OpBuilder &inner, ArrayRef<Value> after, Value number) {
    IRMapping known;
    known.map(loop.getInductionVar(), createVariable(inner, loop, number));
    for (auto [carry, argument] : llvm::enumerate(loop.getRegionIterArgs()))
      if (isCounter(loop, carry))
        known.map(argument, createCounter(inner, loop, carry, number));
    for (Value value : saved)
      known.map(value, readTape(inner, loc, tapes.at(value), value, number));
    Checkpoints::Restored restored;
    restored.state.assign(loop.getNumResults(), {});
    for (auto [carry, value] : llvm::zip_equal(restores.getCarries(), after)) {
      restored.left.push_back(restores.restore(inner, carry, value, known));
      restored.state[carry] = restored.left.back();
    }
    return restored;
  });
  return success();
}

void LoopReversal::carryMore(ArrayRef<Value> more, BuildFn build) {
  OpBuilder ahead(reversed);
  unsigned first = getBlock().getNumArguments() - placeholders.size();
  SmallVector<Value> inits(reversed.getInitArgs());
  llvm::append_range(inits, more);
  auto wider =
      scf::ForOp::create(ahead, loc, reversed.getLowerBound(),
                         reversed.getUpperBound(), reversed.getStep(), inits);
  Block &old = getBlock();
  SmallVector<Value> arguments(wider.getBody()->getArguments());
  SmallVector<Value> replaced(arguments.begin(), arguments.begin() + first);
  OpBuilder inner = OpBuilder::atBlockEnd(wider.getBody());
  std::swap(reversed, wider);
  Checkpoints::Restored restored =
      build(inner, ArrayRef(arguments).drop_front(first), createNumber(inner));
  // What is not restored has no use.
  for (auto [argument, value] : llvm::zip_equal(
           old.getArguments(), llvm::concat<Value>(replaced, restored.state)))
    if (value)
      argument.replaceAllUsesWith(value);
  getBlock().getOperations().splice(getBlock().end(), old.getOperations());
  SmallVector<Value> yields(getBlock().getTerminator()->getOperands());
  llvm::append_range(yields, restored.left);
  getBlock().getTerminator()->setOperands(yields);
  wider.erase();
}

LogicalResult LoopReversal::useCheckpoints(int64_t count) {
  OpBuilder ahead(reversed);
  FailureOr<Checkpoints> checkpoints = Checkpoints::create(ahead, loop, count);
  if (failed(checkpoints))
    return failure();
  carryMore(checkpoints->getInits(),
            [&](OpBuilder &inner, ArrayRef<Value> stack, Value number) {
              return checkpoints->restore(inner, stack, number);
            });
  return success();
}

LogicalResult LoopReversal::run() {
  SmallVector<bool> isWanted =
      llvm::map_to_vector(loop.getResults(), [&](Value result) {
        return sink.getCotangent(result) != nullptr;
      });
  flow = findFlow(loop, isWanted, sink);
  if (flow.carries.empty())
    return success();
  // The step is prepared ahead of its copy, so that the two stay alike.
  inlineCalls(*loop.getBody());
  SmallVector<Value> independents(flow.captures);
  for (unsigned carry : flow.carries)
    independents.push_back(loop.getRegionIterArg(carry));
  prepareBody(*loop.getBody(), Activity::estimate(*loop.getBody(), independents,
                                                  loop.getYieldedValues()));
  exposeReads(*loop.getBody());
  createLoop();
  copyStep();
  auto checkpoints =
      loop->getAttrOfType<IntegerAttr>(TSliceDialect::getCheckpointAttrName());
  if (failed(sweepStep()) ||
      failed(checkpoints ? useCheckpoints(checkpoints.getInt())
                         : keepWhatIsRead()))
    return failure();
  for (auto [i, value] : llvm::enumerate(flow.captures))
    if (!isSeeded("loop-capture-lost"))
      sink.setAccumulator(value, reversed.getResult(flow.carries.size() + i));
  // An initial value may be one of those.
  for (auto [i, carry] : llvm::enumerate(flow.carries))
    if (!isSeeded("loop-init-lost"))
      sink.addDense(loop.getInitArgs()[carry], reversed.getResult(i));
  return success();
}

LogicalResult tslice::reverseLoop(scf::ForOp loop, AdjointSink &sink) {
  return LoopReversal(loop, sink).run();
}
