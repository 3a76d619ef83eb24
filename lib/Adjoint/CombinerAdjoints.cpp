// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Rules of writes into cells that are written once, where a combiner is an
// elementwise function, and the choice between them and folds.

#include "CombinerAdjoints.h"
#include "GenericBuilder.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "tslice/SeededFaults.h"

using namespace mlir;
using namespace tslice;

//===----------------------------------------------------------------------===//
// Set
//===----------------------------------------------------------------------===//

template <typename OpTy>
static LogicalResult setAdjoint(OpTy op, AdjointSink &sink) {
  CombinedWrite<OpTy> write(op, sink);
  for (unsigned j = 0; j < write.numPairs(); ++j) {
    Value cotangent = sink.getCotangent(op->getResult(j));
    if (!cotangent)
      continue;
    if (sink.isActive(write.updates[j]))
      sink.addDense(write.updates[j],
                    checkContribution(write.emit, op, j, write.update(j),
                                      write.at(j).read(cotangent)));
    if (sink.isActive(write.dests[j]))
      sink.addDense(write.dests[j],
                    isSeeded("rule-overwritten-kept")
                        ? cotangent
                        : write.at(j).write(Combiner::Set,
                                            write.emit.zero(write.update(j)),
                                            cotangent));
  }
  return success();
}

template <typename OpTy>
static LogicalResult setTangent(OpTy op, TangentSink &sink) {
  CombinedWrite<OpTy> write(op, sink);
  for (unsigned j = 0; j < write.numPairs(); ++j) {
    Value change = sink.getTangent(write.updates[j]),
          rest = sink.getTangent(write.dests[j]);
    if (isSeeded("rule-set-tangent-lost"))
      change = {};
    if (!change && !rest)
      continue;
    sink.setTangent(
        op->getResult(j),
        write.at(j).write(Combiner::Set,
                          change ? change : write.emit.zero(write.update(j)),
                          rest ? rest : write.emit.accumulator(write.dest(j))));
  }
  return success();
}

LogicalResult tslice::emitSetAdjoint(UpdateOp op, AdjointSink &sink) {
  return setAdjoint(op, sink);
}
LogicalResult tslice::emitSetAdjoint(ScatterOp op, AdjointSink &sink) {
  return setAdjoint(op, sink);
}
LogicalResult tslice::emitSetTangent(UpdateOp op, TangentSink &sink) {
  return setTangent(op, sink);
}
LogicalResult tslice::emitSetTangent(ScatterOp op, TangentSink &sink) {
  return setTangent(op, sink);
}

//===----------------------------------------------------------------------===//
// Cells that are written once
//===----------------------------------------------------------------------===//

/// Emits scalar code for each element of `inputs`, which have one shape; gives
/// tensors of the shape of the first one.
static FailureOr<SmallVector<Value>> emitElementwise(
    Emitter &emit, ValueRange inputs,
    llvm::function_ref<FailureOr<SmallVector<Value>>(OpBuilder &, ValueRange)>
        body) {
  auto block = std::make_unique<Block>();
  for (Value input : inputs)
    block->addArgument(getElementTypeOrSelf(input), emit.loc);
  // The block is in no region yet, where a builder would find the context.
  OpBuilder inner(emit.builder.getContext());
  inner.setInsertionPointToEnd(block.get());
  FailureOr<SmallVector<Value>> yielded = body(inner, block->getArguments());
  if (failed(yielded))
    return failure();
  if (yielded->empty())
    return yielded;
  linalg::YieldOp::create(inner, emit.loc, *yielded);
  eraseUnusedOps(*block);
  SmallVector<Value> outputs;
  for (Value result : *yielded) {
    outputs.push_back(emit.empty(inputs.front(), result.getType()));
    block->addArgument(result.getType(), emit.loc);
  }
  SmallVector<Value> used(inputs);
  for (int i = static_cast<int>(used.size()) - 1; i > 0; --i)
    if (block->getArgument(i).use_empty()) {
      block->eraseArgument(i);
      used.erase(used.begin() + i);
    }
  int64_t rank = cast<RankedTensorType>(inputs.front().getType()).getRank();
  SmallVector<AffineMap> maps(used.size() + outputs.size(),
                              emit.builder.getMultiDimIdentityMap(rank));
  SmallVector<utils::IteratorType> iterators(rank,
                                             utils::IteratorType::parallel);
  auto generic = linalg::GenericOp::create(emit.builder, emit.loc,
                                           ValueRange(outputs).getTypes(), used,
                                           outputs, maps, iterators);
  generic.getRegion().getBlocks().clear();
  generic.getRegion().push_back(block.release());
  return llvm::to_vector_of<Value>(generic.getResults());
}
namespace {

/// The derivative of a write by a function, of cells that are written once.
template <typename OpTy> class ElementwiseWrite : public CombinedWrite<OpTy> {
public:
  ElementwiseWrite(OpTy op, DerivativeSink &sink)
      : CombinedWrite<OpTy>(op, sink), function(op) {}

  LogicalResult emitAdjoint(AdjointSink &sink);
  LogicalResult emitTangent(TangentSink &sink);

private:
  using Base = CombinedWrite<OpTy>;
  using Base::dests, Base::emit, Base::op, Base::updates;

  /// The elements found and those written, of all pairs.
  SmallVector<Value> getArguments() {
    SmallVector<Value> args;
    for (unsigned j = 0; j < this->numPairs(); ++j)
      args.push_back(emit.convert(this->at(j).read(this->dest(j)),
                                  function.getFoldedType(j)));
    for (unsigned j = 0; j < this->numPairs(); ++j)
      args.push_back(checkSizes(emit, op, j, this->update(j), args[j]));
    return args;
  }
  /// What the body of the derivative is made for, and what it tells.
  struct Reverse {
    SmallVector<bool> active;
    SmallVector<Value> cotangents;
    /// The result that is the cotangent of each argument, -1 for none.
    SmallVector<int> numbers;
  };
  FailureOr<SmallVector<Value>> emitReverseBody(OpBuilder &b, ValueRange args,
                                                Reverse &reverse);
  void addInsideTests(SmallVectorImpl<Value> &inputs);
  Value emitIsInside(Emitter &inner, ValueRange tests);

  CombinerBody function;
};

} // namespace

/// Under a policy that skips, the function was not called at positions that are
/// outside, and its derivative may be anything there. They are those that read
/// what they are told to, 0 and then 1.
template <typename OpTy>
void ElementwiseWrite<OpTy>::addInsideTests(SmallVectorImpl<Value> &inputs) {
  if (!isSkipping(op.getBounds()))
    return;
  for (unsigned j = 0; j < this->numPairs(); ++j) {
    if (!isDifferentiable(this->updateType(j)))
      continue;
    inputs.push_back(this->at(j).read(this->dest(j)));
    inputs.push_back(this->at(j).read(this->dest(j), 1.0));
    return;
  }
}

/// Null if all positions are inside.
template <typename OpTy>
Value ElementwiseWrite<OpTy>::emitIsInside(Emitter &inner, ValueRange tests) {
  if (tests.empty())
    return {};
  auto differs = [&](Value element, double number) -> Value {
    if (isa<ComplexType>(element.getType()))
      element = complex::ReOp::create(inner.builder, inner.loc, element);
    return inner.compare(arith::CmpFPredicate::UNE, element,
                         inner.constant(element, number));
  };
  return inner.logicalOr(differs(tests[0], 0.0), differs(tests[1], 1.0));
}

/// The cotangents of the arguments, of (arguments, cotangents of results, tests
/// of being inside).
template <typename OpTy>
FailureOr<SmallVector<Value>>
ElementwiseWrite<OpTy>::emitReverseBody(OpBuilder &b, ValueRange args,
                                        Reverse &reverse) {
  unsigned n = this->numPairs(), number = 2 * n;
  Emitter inner(b, emit.loc);
  SmallVector<Value> seeds, yielded;
  for (unsigned j = 0; j < n; ++j)
    seeds.push_back(
        reverse.cotangents[j]
            ? inner.convert(args[number++], function.getFoldedType(j))
            : Value());
  auto found = function.get().emitAdjoint(b, emit.loc, args.take_front(2 * n),
                                          reverse.active, seeds, this->sink);
  if (failed(found))
    return failure();
  Value inside = emitIsInside(inner, args.drop_front(number));
  for (unsigned i = 0; i < 2 * n; ++i) {
    Value cotangent = (*found)[i];
    if (!cotangent)
      continue;
    if (i < n)
      cotangent =
          inner.convert(cotangent, this->updateType(i).getElementType());
    else if (inside)
      cotangent = inner.select(inside, cotangent, inner.zero(cotangent));
    reverse.numbers[i] = yielded.size();
    yielded.push_back(cotangent);
  }
  return yielded;
}

template <typename OpTy>
LogicalResult ElementwiseWrite<OpTy>::emitAdjoint(AdjointSink &sink) {
  unsigned n = this->numPairs();
  Reverse reverse{{}, {}, SmallVector<int>(2 * n, -1)};
  for (Value dest : dests)
    reverse.active.push_back(sink.isActive(dest));
  for (Value update : updates)
    reverse.active.push_back(sink.isActive(update));
  SmallVector<Value> inputs = getArguments();
  for (unsigned j = 0; j < n; ++j) {
    reverse.cotangents.push_back(sink.getCotangent(op->getResult(j)));
    if (Value cotangent = reverse.cotangents[j])
      inputs.push_back(this->at(j).read(cotangent));
  }
  addInsideTests(inputs);
  auto results =
      emitElementwise(emit, inputs, [&](OpBuilder &b, ValueRange args) {
        return emitReverseBody(b, args, reverse);
      });
  if (failed(results))
    return failure();
  auto resultOf = [&](unsigned i) {
    int number = reverse.numbers[i];
    return number < 0 ? Value()
                      : emit.cast((*results)[number], this->updateType(i % n));
  };
  for (unsigned j = 0; j < n; ++j) {
    if (Value contribution = resultOf(n + j))
      sink.addDense(updates[j], contribution);
    Value contribution = resultOf(j), rest = reverse.cotangents[j];
    if (!reverse.active[j] || (!contribution && !rest))
      continue;
    sink.addDense(dests[j],
                  this->at(j).write(
                      Combiner::Set,
                      contribution ? contribution : emit.zero(this->update(j)),
                      rest ? rest : emit.accumulator(this->dest(j))));
  }
  return success();
}

template <typename OpTy>
LogicalResult ElementwiseWrite<OpTy>::emitTangent(TangentSink &sink) {
  unsigned n = this->numPairs();
  SmallVector<Value> inputs = getArguments(), directions(2 * n);
  for (unsigned j = 0; j < n; ++j)
    if (Value rest = sink.getTangent(dests[j]))
      directions[j] =
          emit.convert(this->at(j).read(rest), function.getFoldedType(j));
  for (unsigned j = 0; j < n; ++j)
    directions[n + j] = isSeeded("rule-update-tangent-lost")
                            ? Value()
                            : sink.getTangent(updates[j]);
  for (Value direction : directions)
    if (direction)
      inputs.push_back(direction);
  SmallVector<int> numbers(n, -1);
  auto results = emitElementwise(
      emit, inputs,
      [&](OpBuilder &b, ValueRange args) -> FailureOr<SmallVector<Value>> {
        Emitter inner(b, emit.loc);
        unsigned number = 2 * n;
        SmallVector<Value> tangents;
        for (Value direction : directions)
          tangents.push_back(direction ? args[number++] : Value());
        auto derived = function.get().emitTangent(
            b, emit.loc, args.take_front(2 * n), tangents, this->sink);
        if (failed(derived))
          return failure();
        SmallVector<Value> yielded;
        for (unsigned j = 0; j < n; ++j)
          if (Value change = derived->tangents[j]) {
            numbers[j] = yielded.size();
            yielded.push_back(
                inner.convert(change, this->updateType(j).getElementType()));
          }
        return yielded;
      });
  if (failed(results))
    return failure();
  for (unsigned j = 0; j < n; ++j) {
    Value rest = sink.getTangent(dests[j]);
    if (numbers[j] < 0 && !rest)
      continue;
    Value change = numbers[j] < 0
                       ? emit.zero(this->update(j))
                       : emit.cast((*results)[numbers[j]], this->updateType(j));
    sink.setTangent(
        op->getResult(j),
        this->at(j).write(Combiner::Set, change,
                          rest ? rest : emit.accumulator(this->dest(j))));
  }
  return success();
}

//===----------------------------------------------------------------------===//
// The choice
//===----------------------------------------------------------------------===//

LogicalResult tslice::emitCombinerAdjoint(UpdateOp op, AdjointSink &sink) {
  return ElementwiseWrite<UpdateOp>(op, sink).emitAdjoint(sink);
}
LogicalResult tslice::emitCombinerAdjoint(ScatterOp op, AdjointSink &sink) {
  if (writesOnce(op))
    return ElementwiseWrite<ScatterOp>(op, sink).emitAdjoint(sink);
  return emitFoldedAdjoint(op, sink);
}
LogicalResult tslice::emitCombinerTangent(UpdateOp op, TangentSink &sink) {
  return ElementwiseWrite<UpdateOp>(op, sink).emitTangent(sink);
}
LogicalResult tslice::emitCombinerTangent(ScatterOp op, TangentSink &sink) {
  if (writesOnce(op))
    return ElementwiseWrite<ScatterOp>(op, sink).emitTangent(sink);
  return emitFoldedTangent(op, sink);
}
