// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The derivative of a structured operation with respect to each operand, and of
// each output.

#include "StructuredTangent.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace tslice;

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

SmallVector<Value> StructuredDerivative::getTerms(Copy &copy, unsigned output) {
  return llvm::map_to_vector(body.outputs[output].terms,
                             [&](const OutputTerm &term) {
                               return copy.mapping.lookupOrDefault(term.value);
                             });
}

FailureOr<Activity>
StructuredDerivative::analyseBody(Copy &copy, ArrayRef<Value> independents) {
  SmallVector<Value> terms;
  for (unsigned i = 0, e = body.outputs.size(); i < e; ++i)
    llvm::append_range(terms, getTerms(copy, i));
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

void StructuredDerivative::emitInitGradient(AdjointSink &adjoints,
                                            unsigned output) {
  Value init = op.getDpsInitOperand(output)->get(),
        cotangent = adjoints.getCotangent(op->getResult(output));
  switch (body.outputs[output].kind) {
  case OutputKind::Sum:
  case OutputKind::Extremum:
    adjoints.addDense(init, emitInitShare(output, cotangent));
    break;
  case OutputKind::Product:
    if (shares[output].init)
      adjoints.addDense(init, shares[output].init);
    break;
  // An operand like the inputs.
  case OutputKind::Elementwise:
  case OutputKind::Ignored:
    break;
  }
}

SmallVector<StructuredDerivative::Seed>
StructuredDerivative::addSeeds(Copy &copy, AdjointSink &adjoints) {
  SmallVector<Seed> seeds(body.outputs.size());
  for (unsigned i = 0, e = seeds.size(); i < e; ++i) {
    Value cotangent = adjoints.getCotangent(op->getResult(i));
    if (!cotangent)
      continue;
    if (body.outputs[i].kind == OutputKind::Product) {
      if (shares[i].terms)
        seeds[i].direction =
            copy.generic.addInput(shares[i].terms, termsMap(i));
      continue;
    }
    seeds[i].direction = copy.generic.addInput(cotangent, body.outputMap(i));
    std::tie(seeds[i].kept, seeds[i].count) = addExtremumInputs(copy, i);
  }
  return seeds;
}

Value StructuredDerivative::timesOthers(Emitter &inner, Value direction,
                                        ArrayRef<Value> factors, unsigned k) {
  for (auto [i, factor] : llvm::enumerate(factors))
    if (i != k)
      direction = inner.mul(direction, factor);
  return direction;
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
  for (auto [i, seed] : llvm::enumerate(seeds)) {
    SmallVector<Value> values = getTerms(copy, i);
    for (auto [k, term] : llvm::enumerate(body.outputs[i].terms)) {
      if (!seed.direction || !activity->contains(values[k]))
        continue;
      Value share = body.outputs[i].kind == OutputKind::Product
                        ? timesOthers(inner, seed.direction, values, k)
                        : emitShare(inner, i, values[k], seed.direction,
                                    seed.kept, seed.count);
      sweep.addDense(values[k], term.isNegative ? inner.neg(share) : share);
    }
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
  // other is added to; sums of f16 and bf16 are rounded once.
  AffineMap map = body.maps[target.getOperandNumber()];
  Value operand = target.get(), primal = sink.getPrimal(operand);
  bool isTensor = isa<RankedTensorType>(operand.getType());
  bool isStored = isTensor && map.isPermutation();
  Type wide = Emitter::getWideType(operand.getType());
  bool isNarrow = wide != operand.getType();
  Value init = isStored    ? emit.empty(primal)
               : !isTensor ? emit.zeroTensor(wide)
               : isNarrow  ? emit.fill(primal, emit.zeroScalar(wide))
                           : adjoints.takeAccumulator(op.getLoc(), operand);
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
      emit.builder,
      isStored ? *gradient : inner.add(output, inner.widen(*gradient)));
  if (isTensor && !isStored && !isNarrow) {
    adjoints.setAccumulator(operand, result);
    return success();
  }
  if (!isTensor)
    result = tensor::ExtractOp::create(emit.builder, op.getLoc(), result);
  adjoints.addDense(
      operand, emit.convert(result, getElementTypeOrSelf(operand.getType())));
  return success();
}

void StructuredDerivative::addTangentInputs(TangentCopy &tangent,
                                            TangentSink &tangents) {
  addPrimalInputs(tangent.copy);
  for (OpOperand &operand : op->getOpOperands()) {
    unsigned number = operand.getOperandNumber();
    if (Value direction = tangents.getTangent(operand.get()))
      tangent.directions.push_back(
          {tangent.copy.mapping.lookup(op.getBlock()->getArgument(number)),
           tangent.copy.generic.addInput(direction, body.maps[number])});
  }
}

LogicalResult StructuredDerivative::sweepTangents(TangentCopy &tangent) {
  cloneTerms(tangent.copy);
  SmallVector<Value> independents = llvm::map_to_vector(
      tangent.directions, [](auto pair) { return pair.first; });
  FailureOr<Activity> activity = analyseBody(tangent.copy, independents);
  if (failed(activity))
    return failure();
  tangent.builder =
      std::make_unique<OpBuilder>(tangent.copy.generic.getBodyBuilder());
  tangent.activity = std::make_unique<Activity>(std::move(*activity));
  tangent.context = std::make_unique<NestedContext>(sink);
  tangent.sweep = std::make_unique<ForwardSweep>(
      *tangent.builder, *tangent.activity, *tangent.context);
  for (auto [element, direction] : tangent.directions)
    tangent.sweep->setTangent(element, direction);
  if (failed(tangent.sweep->run(tangent.copy.ops)))
    return failure();
  tangent.builder->setInsertionPointToEnd(&tangent.copy.generic.getBody());
  return success();
}

/// The tangent of one output:
///   %y_t = linalg.generic ins(%x, %x_t) outs(%init_t)
///   ^bb0(%e, %t, %a): linalg.yield %a + f'(%e) * %t
LogicalResult StructuredDerivative::emitTangent(TangentSink &tangents,
                                                unsigned output) {
  if (body.outputs[output].kind == OutputKind::Product)
    return emitProductTangent(tangents, output);
  TangentCopy tangent(op.getLoc());
  addTangentInputs(tangent, tangents);
  auto [kept, count] = addExtremumInputs(tangent.copy, output);

  Value primalInit = sink.getPrimal(op.getDpsInitOperand(output)->get());
  Value initTangent = tangents.getTangent(op.getDpsInitOperand(output)->get());
  bool isStored = body.outputs[output].kind == OutputKind::Elementwise;
  Type type = primalInit.getType(), wide = Emitter::getWideType(type);
  Value init;
  if (isStored)
    init = emit.empty(primalInit);
  else if (initTangent)
    init = emit.widen(emitInitShare(output, initTangent));
  else
    init = type == wide ? emit.accumulator(primalInit)
                        : emit.fill(primalInit, emit.zeroScalar(wide));
  Value sum = tangent.copy.generic.setOutput(init, body.outputMap(output));
  if (isStored)
    sum = Value();
  if (failed(sweepTangents(tangent)))
    return failure();

  Emitter inner(*tangent.builder, op.getLoc());
  bool isReached = false;
  for (const OutputTerm &term : body.outputs[output].terms) {
    Value value = tangent.copy.mapping.lookupOrDefault(term.value),
          direction = tangent.sweep->getTangent(value);
    if (!direction)
      continue;
    isReached = true;
    Value share = emitShare(inner, output, value, direction, kept, count);
    if (term.isNegative)
      share = inner.neg(share);
    sum = sum ? inner.add(sum, inner.widen(share)) : share;
  }
  if (!isReached && (isStored || !initTangent))
    return success();
  Value result =
      isReached ? tangent.copy.generic.finish(emit.builder, sum) : init;
  tangents.setTangent(op->getResult(output),
                      emit.convert(result, getElementTypeOrSelf(type)));
  return success();
}
