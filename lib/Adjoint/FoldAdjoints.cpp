// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The rule of fold. Its derivatives are folds, so that they have derivatives
// themselves: of a loop that carries what it has folded that is not yet so.

#include "Folds.h"
#include "GenericBuilder.h"
#include "tslice/SeededFaults.h"

using namespace mlir;
using namespace tslice;

static RankedTensorType typeOf(Value tensor) {
  return cast<RankedTensorType>(tensor.getType());
}

//===----------------------------------------------------------------------===//
// Building
//===----------------------------------------------------------------------===//

FailureOr<SmallVector<Value>> tslice::emitFold(
    Emitter &emit, const FoldOperands &operands,
    llvm::function_ref<FailureOr<SmallVector<Value>>(OpBuilder &, Value first,
                                                     ValueRange, ValueRange)>
        body) {
  auto block = std::make_unique<Block>();
  auto addArgument = [&](Type type) {
    return block->addArgument(type, emit.loc);
  };
  addArgument(emit.builder.getI1Type());
  for (Value init : operands.inits)
    addArgument(getElementTypeOrSelf(init));
  for (Value input : operands.inputs)
    addArgument(getElementTypeOrSelf(input));
  // The block is in no region yet, where a builder would find the context.
  OpBuilder inner(emit.builder.getContext());
  inner.setInsertionPointToEnd(block.get());
  unsigned numStates = operands.inits.size();
  auto args = block->getArguments();
  FailureOr<SmallVector<Value>> yielded = body(
      inner, args[0], args.slice(1, numStates), args.drop_front(1 + numStates));
  if (failed(yielded))
    return failure();
  YieldOp::create(inner, emit.loc, *yielded);
  eraseUnusedOps(*block);

  SmallVector<Type> types(ValueRange(operands.inits).getTypes());
  for (Value output : ArrayRef(*yielded).drop_front(numStates))
    types.push_back(typeOf(operands.inputs.front()).clone(output.getType()));
  SmallVector<Value> inputs(operands.inputs);
  for (int i = static_cast<int>(inputs.size()) - 1; i > 0; --i)
    if (block->getArgument(1 + numStates + i).use_empty()) {
      block->eraseArgument(1 + numStates + i);
      inputs.erase(inputs.begin() + i);
    }
  auto fold =
      FoldOp::create(emit.builder, emit.loc, types, inputs, operands.inits,
                     operands.permutation, operands.starts, operands.backwards);
  fold.getBody().push_back(block.release());
  return llvm::to_vector_of<Value>(fold.getResults());
}

SmallVector<Value> FoldDerivative::argsOf(Value first, ValueRange found,
                                          ValueRange inputs) {
  SmallVector<Value> args;
  if (function.takesFirst)
    args.push_back(first);
  llvm::append_range(args, found);
  llvm::append_range(args, inputs);
  return args;
}

/// A state is active if a state or an input is on which it comes to depend.
SmallVector<bool> FoldDerivative::findActive(ArrayRef<bool> inits,
                                             ArrayRef<bool> inputs) {
  SmallVector<bool> active(numLeading(), false);
  llvm::append_range(active, inits);
  llvm::append_range(active, inputs);
  for (bool isChanged = true; isChanged;) {
    isChanged = false;
    SmallVector<bool> results = function.body.findActiveResults(active);
    for (unsigned j = 0; j < numStates(); ++j) {
      bool becomes = results[j] || (function.excludesSelf && inputs[j]);
      isChanged |= becomes && !active[numLeading() + j];
      active[numLeading() + j] = active[numLeading() + j] || becomes;
    }
  }
  return active;
}

/// `rest`, but `replacement` at the position that is the first one of its group
/// if that one does not call the body.
Value FoldDerivative::replaceFirst(Emitter &inner, Value first,
                                   Value replacement, Value rest) {
  if (!function.excludesSelf)
    return rest;
  return inner.select(first, inner.convert(replacement, rest.getType()), rest);
}

/// What the group of each update had before it.
SmallVector<Value> FoldDerivative::emitBefore() {
  auto fold = emitFold(
      emit, operands,
      [&](OpBuilder &b, Value first, ValueRange found,
          ValueRange inputs) -> FailureOr<SmallVector<Value>> {
        SmallVector<Value> results =
            function.body.emit(b, argsOf(first, found, inputs));
        results.truncate(numStates());
        Emitter inner(b, emit.loc);
        for (unsigned j = 0; function.excludesSelf && j < numStates(); ++j)
          results[j] = replaceFirst(inner, first, inputs[j], results[j]);
        SmallVector<Value> kept(found);
        if (isSeeded("rule-prefix-behind"))
          kept = results;
        llvm::append_range(results, kept);
        return results;
      });
  return SmallVector<Value>(ArrayRef(*fold).drop_front(numStates()));
}

//===----------------------------------------------------------------------===//
// Reverse
//===----------------------------------------------------------------------===//

/// The body of the reverse fold, of (cotangents of states; inputs, what was met,
/// cotangents of outputs).
FailureOr<SmallVector<Value>>
FoldDerivative::emitReverseBody(OpBuilder &b, Value first,
                                ValueRange cotangents, ValueRange inputs,
                                Reverse &reverse) {
  unsigned n = numStates(), m = operands.inputs.size();
  Emitter inner(b, emit.loc);
  SmallVector<Value> seeds, yielded;
  unsigned number = 0, extra = m + n;
  for (unsigned j = 0; j < n; ++j)
    seeds.push_back(reverse.active[numLeading() + j] ? cotangents[number++]
                                                     : Value());
  for (Value output : reverse.outputs)
    seeds.push_back(output ? inputs[extra++] : Value());
  FailureOr<SmallVector<Value>> found = function.body.emitAdjoint(
      b, emit.loc, argsOf(first, inputs.slice(m, n), inputs.take_front(m)),
      reverse.active, seeds, sink);
  if (failed(found))
    return failure();
  auto args = MutableArrayRef(*found).drop_front(numLeading());
  for (unsigned j = 0; function.excludesSelf && j < n; ++j) {
    if (args[j])
      args[j] = replaceFirst(inner, first, inner.zero(args[j]), args[j]);
    if (!reverse.active[numLeading() + n + j])
      continue;
    Value slope = args[n + j] ? args[n + j] : inner.zero(inputs[j]);
    args[n + j] = replaceFirst(inner, first, seeds[j], slope);
  }
  // Where no state has a cotangent, one is carried that nothing looks at.
  if (number == 0)
    yielded.push_back(cotangents.front());
  for (unsigned j = 0; j < n; ++j)
    if (reverse.active[numLeading() + j])
      yielded.push_back(args[j] ? args[j] : inner.zero(seeds[j]));
  for (unsigned i = 0; i < m; ++i)
    if (args[n + i]) {
      reverse.numbers[i] = yielded.size();
      yielded.push_back(args[n + i]);
    }
  return yielded;
}

FailureOr<FoldDerivative::Cotangents>
FoldDerivative::emitAdjoint(ArrayRef<Value> states, ArrayRef<Value> outputs,
                            ArrayRef<bool> activeInits,
                            ArrayRef<bool> activeInputs) {
  unsigned n = numStates(), m = operands.inputs.size();
  Reverse reverse{findActive(activeInits, activeInputs), outputs,
                  SmallVector<int>(m, -1)};
  auto isActiveState = [&](unsigned j) {
    return reverse.active[numLeading() + j];
  };
  FoldOperands back = operands;
  back.backwards = operands.backwards == isSeeded("rule-fold-forwards");
  llvm::append_range(back.inputs, emitBefore());
  for (Value output : outputs)
    if (output)
      back.inputs.push_back(output);
  back.inits.clear();
  for (unsigned j = 0; j < n; ++j)
    if (isActiveState(j))
      back.inits.push_back(states[j] ? states[j]
                                     : emit.zero(operands.inits[j]));
  if (back.inits.empty())
    back.inits.push_back(operands.inits.front());
  auto fold = emitFold(
      emit, back,
      [&](OpBuilder &b, Value first, ValueRange cotangents, ValueRange inputs) {
        return emitReverseBody(b, first, cotangents, inputs, reverse);
      });
  if (failed(fold))
    return failure();
  Cotangents result;
  unsigned number = 0;
  for (unsigned j = 0; j < n; ++j)
    result.inits.push_back(isActiveState(j) ? (*fold)[number++] : Value());
  for (auto [input, place] : llvm::zip_equal(operands.inputs, reverse.numbers))
    result.inputs.push_back(
        place < 0 ? Value() : emit.cast((*fold)[place], typeOf(input)));
  return result;
}

//===----------------------------------------------------------------------===//
// Forward
//===----------------------------------------------------------------------===//

/// The body of the dual fold, of (states, tangents of states; inputs, tangents
/// of inputs).
FailureOr<SmallVector<Value>>
FoldDerivative::emitForwardBody(OpBuilder &b, Value first, ValueRange found,
                                ValueRange inputs, Forward &forward) {
  unsigned n = numStates(), m = operands.inputs.size();
  auto isActiveState = [&](unsigned j) {
    return forward.active[numLeading() + j];
  };
  Emitter inner(b, emit.loc);
  SmallVector<Value> tangents(numLeading());
  unsigned number = n, extra = m;
  for (unsigned j = 0; j < n; ++j)
    tangents.push_back(isActiveState(j) ? found[number++] : Value());
  for (Value tangent : forward.inputTangents)
    tangents.push_back(tangent ? inputs[extra++] : Value());
  auto derived = function.body.emitTangent(
      b, emit.loc, argsOf(first, found.take_front(n), inputs.take_front(m)),
      tangents, sink);
  if (failed(derived))
    return failure();
  auto &[results, changes] = *derived;
  auto orZero = [&](Value tangent, Value like) {
    return tangent ? tangent : inner.zero(like);
  };
  SmallVector<Value> yielded(ArrayRef<Value>(results).take_front(n));
  for (unsigned j = 0; j < n; ++j) {
    if (function.excludesSelf)
      yielded[j] = replaceFirst(inner, first, inputs[j], results[j]);
    if (!isActiveState(j))
      continue;
    Value change = orZero(changes[j], results[j]);
    if (function.excludesSelf)
      change = replaceFirst(inner, first,
                            orZero(tangents[numLeading() + n + j], inputs[j]),
                            change);
    forward.numbers[j] = yielded.size();
    yielded.push_back(change);
  }
  for (unsigned i = n; i < results.size(); ++i)
    if (changes[i]) {
      forward.numbers[i] = yielded.size();
      yielded.push_back(changes[i]);
    }
  return yielded;
}

FailureOr<SmallVector<Value>>
FoldDerivative::emitTangent(ArrayRef<Value> initTangents,
                            ArrayRef<Value> inputTangents) {
  auto isGiven = [](Value tangent) { return static_cast<bool>(tangent); };
  Forward forward{findActive(llvm::map_to_vector(initTangents, isGiven),
                             llvm::map_to_vector(inputTangents, isGiven)),
                  inputTangents,
                  SmallVector<int>(function.body.getNumResults(), -1)};
  FoldOperands dual = operands;
  for (unsigned j = 0; j < numStates(); ++j)
    if (forward.active[numLeading() + j])
      dual.inits.push_back(initTangents[j] ? initTangents[j]
                                           : emit.zero(operands.inits[j]));
  for (Value tangent : inputTangents)
    if (tangent)
      dual.inputs.push_back(tangent);
  auto fold = emitFold(
      emit, dual,
      [&](OpBuilder &b, Value first, ValueRange found, ValueRange inputs) {
        return emitForwardBody(b, first, found, inputs, forward);
      });
  if (failed(fold))
    return failure();
  return llvm::map_to_vector(forward.numbers, [&](int number) {
    return number < 0 ? Value() : (*fold)[number];
  });
}

//===----------------------------------------------------------------------===//
// The operation
//===----------------------------------------------------------------------===//

namespace {

FoldDerivative getDerivative(FoldOp op, DerivativeSink &sink, Emitter &emit) {
  auto primal = [&](ValueRange values) {
    return llvm::map_to_vector(
        values, [&](Value value) { return sink.getPrimal(value); });
  };
  FoldOperands operands{primal(op.getInputs()), primal(op.getInits()),
                        sink.getPrimal(op.getPermutation()),
                        sink.getPrimal(op.getStarts()), op.getBackwards()};
  return FoldDerivative(emit, sink, operands,
                        {ScalarBody(op.getBody().front()),
                         /*takesFirst=*/true});
}

struct FoldAdjoint
    : DifferentiableOpInterface::ExternalModel<FoldAdjoint, FoldOp> {
  LogicalResult emitAdjoint(Operation *op, AdjointSink &sink) const {
    auto fold = cast<FoldOp>(op);
    Emitter emit(sink.getBuilder(), op->getLoc());
    auto isActive = [&](Value value) { return sink.isActive(value); };
    SmallVector<Value> cotangents =
        llvm::map_to_vector(fold.getResults(), [&](Value result) {
          return sink.getCotangent(result);
        });
    ArrayRef<Value> all = cotangents;
    auto derived =
        getDerivative(fold, sink, emit)
            .emitAdjoint(all.take_front(fold.getNumStates()),
                         all.drop_front(fold.getNumStates()),
                         llvm::map_to_vector(fold.getInits(), isActive),
                         llvm::map_to_vector(fold.getInputs(), isActive));
    if (failed(derived))
      return failure();
    auto addEach = [&](ValueRange values, ArrayRef<Value> contributions) {
      for (auto [value, contribution] : llvm::zip_equal(values, contributions))
        if (contribution)
          sink.addDense(value, contribution);
    };
    addEach(fold.getInits(), derived->inits);
    addEach(fold.getInputs(), derived->inputs);
    return success();
  }

  LogicalResult emitTangent(Operation *op, TangentSink &sink) const {
    auto fold = cast<FoldOp>(op);
    Emitter emit(sink.getBuilder(), op->getLoc());
    auto tangentOf = [&](Value value) { return sink.getTangent(value); };
    auto derived =
        getDerivative(fold, sink, emit)
            .emitTangent(llvm::map_to_vector(fold.getInits(), tangentOf),
                         llvm::map_to_vector(fold.getInputs(), tangentOf));
    if (failed(derived))
      return failure();
    for (auto [result, tangent] : llvm::zip_equal(fold.getResults(), *derived))
      if (tangent)
        sink.setTangent(result, tangent);
    return success();
  }
};

} // namespace

void tslice::attachFoldAdjoint(MLIRContext &context) {
  FoldOp::attachInterface<FoldAdjoint>(context);
}
