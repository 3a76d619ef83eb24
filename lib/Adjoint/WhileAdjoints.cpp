// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A while loop is counted as it runs; its adjoint is that of a loop of so many
// steps. What these keep, the while loop keeps, on a tape that grows.

#include "GrowingTape.h"
#include "Models.h"
#include "RegionSweep.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/DialectRegistry.h"
#include "tslice/SeededFaults.h"

using namespace mlir;
using namespace tslice;

/// %y = scf.while (%c = %x) { condition(%p) %v } do { yield %w }
/// ->
/// %y, %n = scf.while (%c = %x, %k = 0) { condition(%p) %v, %k }
///          do { yield %w, %k + 1 }
static scf::WhileOp countSteps(scf::WhileOp loop) {
  Location loc = loop.getLoc();
  OpBuilder builder(loop);
  Type index = builder.getIndexType();
  SmallVector<Value> inits(loop.getInits());
  inits.push_back(arith::ConstantIndexOp::create(builder, loc, 0));
  SmallVector<Type> types(loop.getResultTypes());
  types.push_back(index);
  auto counting = scf::WhileOp::create(
      builder, loc, types, inits,
      [&](OpBuilder &inner, Location, ValueRange args) {
        SmallVector<Value> values =
            inlineBlock(inner, *loop.getBeforeBody(), args.drop_back());
        Value condition = values.front();
        values.erase(values.begin());
        values.push_back(args.back());
        scf::ConditionOp::create(inner, loc, condition, values);
      },
      [&](OpBuilder &inner, Location, ValueRange args) {
        SmallVector<Value> values =
            inlineBlock(inner, *loop.getAfterBody(), args.drop_back());
        Value one = arith::ConstantIndexOp::create(inner, loc, 1);
        values.push_back(arith::AddIOp::create(inner, loc, args.back(), one));
        scf::YieldOp::create(inner, loc, values);
      });
  counting->setDiscardableAttrs(loop->getDiscardableAttrDictionary());
  loop->replaceAllUsesWith(counting.getResults().drop_back());
  return counting;
}

/// The values of the results of `loop` by `numSteps` steps, in a region of
/// `holder`:
///   %c, %p = before(%x)
///   %d, %q = scf.for 0 to %n iter_args(%e = %c, %r = %p) {
///     yield before(after(%r))
///   }
///   yield %q
/// Returns the loop.
static scf::ForOp buildCountedLoop(scf::ExecuteRegionOp holder,
                                   scf::WhileOp loop, Value numSteps) {
  Location loc = loop.getLoc();
  OpBuilder builder(loop.getContext());
  builder.createBlock(&holder.getRegion());
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  Value one = arith::ConstantIndexOp::create(builder, loc, 1);
  if (isSeeded("while-step-lost"))
    numSteps = arith::SubIOp::create(builder, loc, numSteps, one);
  SmallVector<Value> first =
      inlineBlock(builder, *loop.getBeforeBody(), loop.getInits());
  auto counted = scf::ForOp::create(
      builder, loc, zero, numSteps, one, first,
      [&](OpBuilder &inner, Location, Value, ValueRange args) {
        SmallVector<Value> carried =
            inlineBlock(inner, *loop.getAfterBody(), args.drop_front());
        scf::YieldOp::create(
            inner, loc, inlineBlock(inner, *loop.getBeforeBody(), carried));
      });
  ValueRange last = counted.getResults();
  if (isSeeded("while-end-lost"))
    last = first;
  scf::YieldOp::create(builder, loc, last.drop_front());
  return counted;
}

namespace {

struct WhileAdjoint
    : DifferentiableOpInterface::ExternalModel<WhileAdjoint, scf::WhileOp> {
  LogicalResult emitAdjoint(Operation *op, AdjointSink &sink) const {
    auto loop = cast<scf::WhileOp>(op);
    OpBuilder &builder = sink.getBuilder();
    Location loc = op->getLoc();
    BlockSeeds seeds;
    for (auto [i, result] : llvm::enumerate(op->getResults()))
      if (Value cotangent = sink.getCotangent(result)) {
        seeds.yields.push_back(i);
        seeds.cotangents.push_back(cotangent);
      }
    scf::WhileOp counting = countSteps(loop);
    auto holder = scf::ExecuteRegionOp::create(builder, loc, TypeRange());
    scf::ForOp counted =
        buildCountedLoop(holder, loop, counting.getResults().back());
    Block &block = holder.getRegion().front();
    SmallVector<Value> dependents =
        llvm::map_to_vector(seeds.yields, [&](unsigned number) {
          return block.getTerminator()->getOperand(number);
        });
    DenseSet<Value> reaching = findReaching(block, dependents);
    for (Value value : getActiveCaptures(holder, sink))
      if (reaching.contains(value)) {
        seeds.independents.push_back(value);
        seeds.accumulators.push_back(sink.getCotangent(value));
      }
    scf::ForOp taping;
    FailureOr<SmallVector<Value>> cotangents = sweepBlock(
        block, seeds, sink, [&](Operation *replaced, Operation *replacement) {
          if (replaced == counted)
            taping = cast<scf::ForOp>(replacement);
        });
    if (failed(cotangents))
      return failure();
    if (taping) {
      scf::WhileOp growing = createGrowingLoop(loop, taping);
      counting->replaceAllUsesWith(
          growing.getResults().slice(1, counting.getNumResults()));
      counting.erase();
      counting = growing;
    }
    sink.noteReplacement(loop, counting);
    OpBuilder inner(block.getTerminator());
    for (auto [cotangent, value] :
         llvm::zip_equal(*cotangents, seeds.independents))
      if (!cotangent)
        cotangent = Emitter(inner, loc).accumulator(value);
    block.getTerminator()->setOperands(*cotangents);
    auto reversed = scf::ExecuteRegionOp::create(
        builder, loc, ValueRange(seeds.independents).getTypes());
    reversed.getRegion().takeBody(holder.getRegion());
    holder.erase();
    for (auto [value, cotangent] :
         llvm::zip_equal(seeds.independents, reversed->getResults()))
      sink.setAccumulator(value, cotangent);
    return success();
  }

  /// Every number that can have a tangent is carried with one.
  LogicalResult emitTangent(Operation *op, TangentSink &sink) const {
    auto loop = cast<scf::WhileOp>(op);
    OpBuilder &builder = sink.getBuilder();
    Location loc = op->getLoc();
    SmallVector<Value> inits(loop.getInits());
    for (Value init : loop.getInits())
      if (isDifferentiable(init.getType())) {
        Value tangent = sink.getTangent(init);
        inits.push_back(tangent && !isSeeded("while-tangent-lost")
                            ? tangent
                            : Emitter(builder, loc).zero(init));
      }
    SmallVector<Type> types(loop.getResultTypes());
    for (Type type : loop.getResultTypes())
      if (isDifferentiable(type))
        types.push_back(type);
    auto both =
        scf::WhileOp::create(builder, loc, types, inits, nullptr, nullptr);
    both->setDiscardableAttrs(op->getDiscardableAttrDictionary());
    // The builder has made two empty blocks with arguments.
    for (auto [from, to] :
         llvm::zip_equal(op->getRegions(), both->getRegions()))
      if (failed(emitBlock(loc, from.front(), to.front(), sink)))
        return failure();
    unsigned next = op->getNumResults();
    for (auto [result, old] : llvm::zip(both->getResults(), op->getResults()))
      if (isDifferentiable(result.getType())) {
        sink.setTangent(old, both->getResult(next));
        sink.setTangent(result, both->getResult(next++));
      }
    op->replaceAllUsesWith(both->getResults().take_front(op->getNumResults()));
    return success();
  }

private:
  /// Copies `from` to `to`, whose further arguments are tangents of the first
  /// ones, and hands on the tangents of what is handed on.
  static LogicalResult emitBlock(Location loc, Block &from, Block &to,
                                 TangentSink &sink) {
    IRMapping mapping;
    ValueRange arguments = to.getArguments();
    unsigned numArguments = from.getNumArguments();
    mapping.map(from.getArguments(), arguments.take_front(numArguments));
    OpBuilder builder = OpBuilder::atBlockEnd(&to);
    for (Operation &op : from)
      builder.clone(op, mapping);
    SmallVector<Value> values;
    for (Value argument : arguments.take_front(numArguments))
      if (isDifferentiable(argument.getType()))
        values.push_back(argument);
    FailureOr<SmallVector<Value>> tangents =
        tangentsOfBlock(to, values, arguments.drop_front(numArguments), sink);
    if (failed(tangents))
      return failure();
    Operation *terminator = to.getTerminator();
    builder.setInsertionPoint(terminator);
    SmallVector<Value> operands(terminator->getOperands());
    for (auto [operand, tangent] :
         llvm::zip_equal(terminator->getOperands(), *tangents))
      if (isDifferentiable(operand.getType()))
        operands.push_back(tangent ? tangent
                                   : Emitter(builder, loc).zero(operand));
    terminator->setOperands(operands);
    return success();
  }
};

} // namespace

void tslice::registerWhileAdjoints(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, scf::SCFDialect *) {
    scf::WhileOp::attachInterface<WhileAdjoint>(*context);
  });
}
