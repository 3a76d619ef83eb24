// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One rule for every structured operation of linalg, named or generic: its body
// is scalar code, which is differentiated by the rules of its own operations
// inside of a new generic per operand.

#include "BodyDerivative.h"
#include "ForwardSweep.h"
#include "GenericBuilder.h"
#include "Models.h"
#include "StructuredBody.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/DialectRegistry.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace tslice;

namespace {

/// Derives the body of one structured operation.
struct StructuredDerivative {
  linalg::LinalgOp op;
  DerivativeSink &sink;
  const StructuredBody &body;
  Emitter emit;
  /// For an output that keeps an extremum: how many terms of each cell share
  /// it.
  SmallVector<Value> counts;

  StructuredDerivative(const StructuredBody &body, DerivativeSink &sink)
      : op(body.op), sink(sink), body(body),
        emit(sink.getBuilder(), body.op.getLoc()) {
    counts.resize(body.outputs.size());
  }

  /// A body under construction, with the element of each operand of the primal.
  struct Copy {
    GenericBuilder generic;
    IRMapping mapping;
    SmallVector<Operation *> ops;
    explicit Copy(Location loc) : generic(loc) {}
  };
  /// Offers all operands of the primal that its terms may read.
  void addPrimalInputs(Copy &copy);
  /// Clones what computes the terms.
  void cloneTerms(Copy &copy);
  /// The derivative of a term is `direction`, or its share if the output keeps
  /// an extremum.
  Value emitShare(Emitter &inner, unsigned output, Value term, Value direction,
                  Value kept, Value count);
  /// Elements of the extremum and of its count, as inputs of `copy`.
  std::pair<Value, Value> addExtremumInputs(Copy &copy, unsigned output);
  FailureOr<Activity> analyseBody(Copy &copy, ArrayRef<Value> independents);
  void emitCounts();
  /// The share of the initial value of an extremum in `direction`.
  Value emitInitShare(unsigned output, Value direction);

  /// What the terms of one output are seeded with, as elements in a copy.
  struct Seed {
    Value direction, kept, count;
  };
  SmallVector<Seed> addSeeds(Copy &copy, AdjointSink &adjoints);
  /// Emits the body's adjoint; gives the cotangent of `element`, or null.
  FailureOr<Value> sweepBody(Copy &copy, ArrayRef<Seed> seeds, Value element);

  LogicalResult emitGradient(AdjointSink &adjoints, OpOperand &target);
  LogicalResult emitTangent(TangentSink &tangents, unsigned output);
};

void StructuredDerivative::addPrimalInputs(Copy &copy) {
  for (OpOperand &operand : op->getOpOperands()) {
    unsigned number = operand.getOperandNumber();
    Value element =
        copy.generic.addInput(sink.getPrimal(operand.get()), body.maps[number]);
    copy.mapping.map(op.getBlock()->getArgument(number), element);
  }
}

void StructuredDerivative::cloneTerms(Copy &copy) {
  OpBuilder inner = copy.generic.getBodyBuilder();
  for (Operation &primal : op.getBlock()->without_terminator())
    if (!body.folds.contains(&primal))
      copy.ops.push_back(inner.clone(primal, copy.mapping));
}

std::pair<Value, Value>
StructuredDerivative::addExtremumInputs(Copy &copy, unsigned output) {
  if (body.outputs[output].kind != OutputKind::Extremum)
    return {};
  Value kept = copy.generic.addInput(sink.getPrimal(op->getResult(output)),
                                     body.outputMap(output));
  Value count = copy.generic.addInput(counts[output], body.outputMap(output));
  return {kept, count};
}

FailureOr<Activity>
StructuredDerivative::analyseBody(Copy &copy, ArrayRef<Value> independents) {
  SmallVector<Value> terms;
  for (const StructuredOutput &output : body.outputs)
    for (const OutputTerm &term : output.terms)
      terms.push_back(copy.mapping.lookupOrDefault(term.value));
  return Activity::analyse(
      copy.generic.getBody(), independents, terms,
      [&](Operation *missing) { sink.reportMissing(missing); });
}

Value StructuredDerivative::emitShare(Emitter &inner, unsigned output,
                                      Value term, Value direction, Value kept,
                                      Value count) {
  if (body.outputs[output].kind != OutputKind::Extremum)
    return direction;
  Value part = inner.divideByCount(direction, count);
  return inner.select(inner.isWinner(term, kept), part,
                      inner.constant(direction, 0.0));
}

/// counts[cell] = (init wins ? 1 : 0) + sum over points (term wins ? 1 : 0)
void StructuredDerivative::emitCounts() {
  for (unsigned i = 0, e = body.outputs.size(); i < e; ++i) {
    if (body.outputs[i].kind != OutputKind::Extremum || counts[i])
      continue;
    Value kept = sink.getPrimal(op->getResult(i)),
          init = sink.getPrimal(op.getDpsInitOperand(i)->get());
    Type i64 = emit.builder.getI64Type();
    Value initWins = emit.isWinner(init, kept);
    Type countType = cast<RankedTensorType>(kept.getType()).clone(i64);
    Value start =
        arith::ExtUIOp::create(emit.builder, emit.loc, countType, initWins);
    Copy copy(op.getLoc());
    addPrimalInputs(copy);
    Value keptElement = copy.generic.addInput(kept, body.outputMap(i));
    Value count = copy.generic.setOutput(start, body.outputMap(i));
    cloneTerms(copy);
    OpBuilder builder = copy.generic.getBodyBuilder();
    Emitter inner(builder, op.getLoc());
    Value wins = inner.isWinner(
        copy.mapping.lookupOrDefault(body.outputs[i].terms[0].value),
        keptElement);
    Value one = arith::ExtUIOp::create(builder, op.getLoc(), i64, wins);
    counts[i] = copy.generic.finish(emit.builder,
                                    inner.make<arith::AddIOp>(count, one));
  }
}

Value StructuredDerivative::emitInitShare(unsigned output, Value direction) {
  if (body.outputs[output].kind != OutputKind::Extremum)
    return direction;
  Value init = sink.getPrimal(op.getDpsInitOperand(output)->get()),
        kept = sink.getPrimal(op->getResult(output));
  return emitShare(emit, output, init, direction, kept, counts[output]);
}

SmallVector<StructuredDerivative::Seed>
StructuredDerivative::addSeeds(Copy &copy, AdjointSink &adjoints) {
  SmallVector<Seed> seeds(body.outputs.size());
  for (unsigned i = 0, e = seeds.size(); i < e; ++i) {
    Value cotangent = adjoints.getCotangent(op->getResult(i));
    if (!cotangent)
      continue;
    seeds[i].direction = copy.generic.addInput(cotangent, body.outputMap(i));
    std::tie(seeds[i].kept, seeds[i].count) = addExtremumInputs(copy, i);
  }
  return seeds;
}

FailureOr<Value> StructuredDerivative::sweepBody(Copy &copy,
                                                 ArrayRef<Seed> seeds,
                                                 Value element) {
  FailureOr<Activity> activity = analyseBody(copy, {element});
  if (failed(activity))
    return failure();
  OpBuilder builder = copy.generic.getBodyBuilder();
  Emitter inner(builder, op.getLoc());
  NestedContext context(sink);
  ReverseSweep sweep(builder, *activity, context);
  for (auto [i, seed] : llvm::enumerate(seeds))
    for (const OutputTerm &term : body.outputs[i].terms) {
      Value value = copy.mapping.lookupOrDefault(term.value);
      if (!seed.direction || !activity->contains(value))
        continue;
      Value share =
          emitShare(inner, i, value, seed.direction, seed.kept, seed.count);
      sweep.addDense(value, term.isNegative ? inner.neg(share) : share);
    }
  if (failed(sweep.run(copy.ops)))
    return failure();
  return sweep.getCotangent(element);
}

/// The cotangent of one operand: at each point of the iteration space the
/// body's derivative, summed over the points that read the same element. With
///   ^bb0(%e, %a): %t = f(%e), linalg.yield %a + %t
/// as the body of %y = linalg.generic ins(%x) outs(%init) it is
///   %x_ct = linalg.generic ins(%x, %y_ct) outs(%zeros)
///   ^bb0(%e, %c, %a): linalg.yield %a + %c * f'(%e)
LogicalResult StructuredDerivative::emitGradient(AdjointSink &adjoints,
                                                 OpOperand &target) {
  Copy copy(op.getLoc());
  addPrimalInputs(copy);
  SmallVector<Seed> seeds = addSeeds(copy, adjoints);

  // An operand of which each point reads an element of its own is written, any
  // other is added to.
  AffineMap map = body.maps[target.getOperandNumber()];
  Value operand = target.get();
  bool isTensor = isa<RankedTensorType>(operand.getType());
  bool isStored = isTensor && map.isPermutation();
  Value init = isStored   ? emit.empty(sink.getPrimal(operand))
               : isTensor ? adjoints.takeAccumulator(op.getLoc(), operand)
                          : emit.zeroTensor(operand.getType());
  Value output = copy.generic.setOutput(init, map);
  cloneTerms(copy);
  Value element = copy.mapping.lookup(
      op.getBlock()->getArgument(target.getOperandNumber()));
  FailureOr<Value> gradient = sweepBody(copy, seeds, element);
  if (failed(gradient))
    return failure();
  // Where nothing reaches the operand, the body goes with its builder.
  if (!*gradient)
    return success();

  OpBuilder builder = copy.generic.getBodyBuilder();
  Emitter inner(builder, op.getLoc());
  Value result = copy.generic.finish(
      emit.builder, isStored ? *gradient : inner.add(output, *gradient));
  if (isTensor && !isStored)
    adjoints.setAccumulator(operand, result);
  else
    adjoints.addDense(operand, isTensor ? result
                                        : tensor::ExtractOp::create(
                                              emit.builder, op.getLoc(), result)
                                              .getResult());
  return success();
}

/// The tangent of one output:
///   %y_t = linalg.generic ins(%x, %x_t) outs(%init_t)
///   ^bb0(%e, %t, %a): linalg.yield %a + f'(%e) * %t
LogicalResult StructuredDerivative::emitTangent(TangentSink &tangents,
                                                unsigned output) {
  Copy copy(op.getLoc());
  addPrimalInputs(copy);
  SmallVector<std::pair<Value, Value>> directions;
  for (OpOperand &operand : op->getOpOperands()) {
    unsigned number = operand.getOperandNumber();
    Value tangent = tangents.getTangent(operand.get());
    if (tangent)
      directions.push_back(
          {copy.mapping.lookup(op.getBlock()->getArgument(number)),
           copy.generic.addInput(tangent, body.maps[number])});
  }
  auto [kept, count] = addExtremumInputs(copy, output);

  Value primalInit = op.getDpsInitOperand(output)->get();
  Value initTangent = tangents.getTangent(primalInit);
  bool isStored = body.outputs[output].kind == OutputKind::Elementwise;
  Value init = isStored      ? emit.empty(primalInit)
               : initTangent ? emitInitShare(output, initTangent)
                             : emit.accumulator(primalInit);
  Value accumulated = copy.generic.setOutput(init, body.outputMap(output));
  cloneTerms(copy);
  SmallVector<Value> independents =
      llvm::map_to_vector(directions, [](auto pair) { return pair.first; });
  FailureOr<Activity> activity = analyseBody(copy, independents);
  if (failed(activity))
    return failure();

  OpBuilder builder = copy.generic.getBodyBuilder();
  NestedContext context(sink);
  ForwardSweep sweep(builder, *activity, context);
  for (auto [element, tangent] : directions)
    sweep.setTangent(element, tangent);
  if (failed(sweep.run(copy.ops)))
    return failure();
  builder.setInsertionPointToEnd(&copy.generic.getBody());
  Emitter inner(builder, op.getLoc());
  Value sum = isStored ? Value() : accumulated;
  for (const OutputTerm &term : body.outputs[output].terms) {
    Value value = copy.mapping.lookupOrDefault(term.value),
          tangent = sweep.getTangent(value);
    if (!tangent)
      continue;
    Value share = emitShare(inner, output, value, tangent, kept, count);
    share = term.isNegative ? inner.neg(share) : share;
    sum = sum ? inner.add(sum, share) : share;
  }
  if (!sum || (sum == accumulated && !initTangent))
    return success();
  if (sum == accumulated) {
    tangents.setTangent(op->getResult(output), init);
    return success();
  }
  tangents.setTangent(op->getResult(output),
                      copy.generic.finish(emit.builder, sum));
  return success();
}

/// Values that a body uses without naming them as operands have no place in the
/// iteration space that a cotangent could go to.
LogicalResult verifyCaptures(linalg::LinalgOp op, DerivativeSink &sink) {
  SmallVector<Value> used = getUsedValues(op);
  for (Value captured : ArrayRef<Value>(used).drop_front(op->getNumOperands()))
    if (sink.isActive(captured))
      return op.emitOpError()
             << "uses a value with a derivative in its body, of type "
             << captured.getType() << ", that is not one of its operands";
  return success();
}

LogicalResult emitStructuredAdjoint(linalg::LinalgOp op, AdjointSink &sink) {
  FailureOr<StructuredBody> body = StructuredBody::analyse(
      op, [&](unsigned i) { return !!sink.getCotangent(op->getResult(i)); });
  if (failed(body) || failed(verifyCaptures(op, sink)))
    return failure();
  StructuredDerivative derivative(*body, sink);
  derivative.emitCounts();
  for (OpOperand &operand : op->getOpOperands()) {
    unsigned number = operand.getOperandNumber();
    if (!sink.isActive(operand.get()))
      continue;
    if (number >= op.getNumDpsInputs()) {
      unsigned output = number - op.getNumDpsInputs();
      OutputKind kind = body->outputs[output].kind;
      if (kind == OutputKind::Sum || kind == OutputKind::Extremum)
        sink.addDense(operand.get(),
                      derivative.emitInitShare(
                          output, sink.getCotangent(op->getResult(output))));
      // Any other output is an operand like the inputs if it is read.
      if (!body->readsInit(output))
        continue;
    }
    if (failed(derivative.emitGradient(sink, operand)))
      return failure();
  }
  return success();
}

LogicalResult emitStructuredTangent(linalg::LinalgOp op, TangentSink &sink) {
  FailureOr<StructuredBody> body = StructuredBody::analyse(
      op, [&](unsigned i) { return sink.isActive(op->getResult(i)); });
  if (failed(body) || failed(verifyCaptures(op, sink)))
    return failure();
  StructuredDerivative derivative(*body, sink);
  derivative.emitCounts();
  for (unsigned i = 0, e = body->outputs.size(); i < e; ++i)
    if (body->outputs[i].kind != OutputKind::Ignored &&
        failed(derivative.emitTangent(sink, i)))
      return failure();
  return success();
}

template <typename OpTy>
struct StructuredAdjoint
    : DifferentiableOpInterface::ExternalModel<StructuredAdjoint<OpTy>, OpTy> {
  LogicalResult emitAdjoint(Operation *op, AdjointSink &sink) const {
    return emitStructuredAdjoint(cast<linalg::LinalgOp>(op), sink);
  }
  LogicalResult emitTangent(Operation *op, TangentSink &sink) const {
    return emitStructuredTangent(cast<linalg::LinalgOp>(op), sink);
  }
};

/// All operations of a list that tablegen made.
template <typename... Ops> void attachStructured(MLIRContext &context) {
  attachEach<StructuredAdjoint, Ops...>(context);
}

} // namespace

void tslice::registerLinalgAdjoints(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, linalg::LinalgDialect *) {
    attachStructured<
#define GET_OP_LIST
#include "mlir/Dialect/Linalg/IR/LinalgStructuredOps.cpp.inc"
        >(*context);
  });
}
