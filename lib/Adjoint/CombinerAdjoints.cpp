// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Derives the function that a write combines with: elementwise where cells are
// written once, and otherwise inside of folds over the cells that are written.

#include "CombinerAdjoints.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "tslice/IR/TSliceInference.h"

using namespace mlir;
using namespace tslice;

//===----------------------------------------------------------------------===//
// The function
//===----------------------------------------------------------------------===//

CombinerBody::CombinerBody(IndexedAccessOpInterface write) {
  Combining combining = getCombining(write);
  if (combining.combiner == Combiner::Region) {
    block = &combining.body->front();
    return;
  }
  assert(combining.combiner == Combiner::Mul && "others have their own rules");
  Type element = write.getAccessedElementType();
  buildProduct(write.getLoc(),
               combining.accumulate ? combining.accumulate : element, element);
}

/// ^bb0(%found: folded, %written: element):
///   %wide = arith.extf %written
///   %product = arith.mulf %found, %wide
void CombinerBody::buildProduct(Location loc, Type folded, Type element) {
  owned = std::make_unique<Block>();
  block = owned.get();
  Value found = block->addArgument(folded, loc),
        written = block->addArgument(element, loc);
  OpBuilder builder(loc.getContext());
  builder.setInsertionPointToEnd(block);
  if (folded != element)
    written = arith::ExtFOp::create(builder, loc, folded, written);
  Value product =
      isa<ComplexType>(folded)
          ? complex::MulOp::create(builder, loc, found, written).getResult()
          : arith::MulFOp::create(builder, loc, found, written).getResult();
  YieldOp::create(builder, loc, product);
}

bool tslice::writesOnce(ScatterOp op) {
  if (op.getUnique())
    return true;
  IndexedLayout layout = getIndexedLayout(op);
  auto sizes =
      op.getUpdate().getType().getShape().take_front(layout.numPositionDims);
  return llvm::is_contained(sizes, 0) ||
         llvm::all_of(sizes, [](int64_t size) { return size == 1; });
}

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
  linalg::YieldOp::create(inner, emit.loc, *yielded);
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
      sink.addDense(write.updates[j], write.at(j).read(cotangent));
    if (sink.isActive(write.dests[j]))
      sink.addDense(write.dests[j],
                    write.at(j).write(Combiner::Set,
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
      args.push_back(this->update(j));
    return args;
  }
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

template <typename OpTy>
LogicalResult ElementwiseWrite<OpTy>::emitAdjoint(AdjointSink &sink) {
  unsigned n = this->numPairs();
  SmallVector<bool> active;
  for (Value dest : dests)
    active.push_back(sink.isActive(dest));
  for (Value update : updates)
    active.push_back(sink.isActive(update));
  SmallVector<Value> inputs = getArguments(), cotangents;
  for (unsigned j = 0; j < n; ++j) {
    cotangents.push_back(sink.getCotangent(op->getResult(j)));
    if (cotangents[j])
      inputs.push_back(this->at(j).read(cotangents[j]));
  }
  unsigned numElements = inputs.size();
  addInsideTests(inputs);
  // The number of the result that is the cotangent of each argument.
  SmallVector<int> numbers(2 * n, -1);
  auto results = emitElementwise(
      emit, inputs,
      [&](OpBuilder &b, ValueRange args) -> FailureOr<SmallVector<Value>> {
        Emitter inner(b, emit.loc);
        SmallVector<Value> seeds;
        unsigned number = 2 * n;
        for (unsigned j = 0; j < n; ++j)
          seeds.push_back(
              cotangents[j]
                  ? inner.convert(args[number++], function.getFoldedType(j))
                  : Value());
        auto found = function.get().emitAdjoint(
            b, emit.loc, args.take_front(2 * n), active, seeds, this->sink);
        if (failed(found))
          return failure();
        Value inside = emitIsInside(inner, args.drop_front(numElements));
        SmallVector<Value> yielded;
        for (unsigned i = 0; i < 2 * n; ++i) {
          Value cotangent = (*found)[i];
          if (!cotangent)
            continue;
          if (i < n)
            cotangent =
                inner.convert(cotangent, this->updateType(i).getElementType());
          else if (inside)
            cotangent = inner.select(inside, cotangent, inner.zero(cotangent));
          numbers[i] = yielded.size();
          yielded.push_back(cotangent);
        }
        return yielded;
      });
  if (failed(results))
    return failure();
  auto resultOf = [&](unsigned i) {
    return numbers[i] < 0
               ? emit.zero(this->update(i % n))
               : emit.cast((*results)[numbers[i]], this->updateType(i % n));
  };
  for (unsigned j = 0; j < n; ++j) {
    if (active[n + j] && numbers[n + j] >= 0)
      sink.addDense(updates[j], resultOf(n + j));
    if (!active[j] || (!cotangents[j] && numbers[j] < 0))
      continue;
    Value rest =
        cotangents[j] ? cotangents[j] : emit.accumulator(this->dest(j));
    sink.addDense(dests[j],
                  this->at(j).write(Combiner::Set, resultOf(j), rest));
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
    directions[n + j] = sink.getTangent(updates[j]);
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
// Cells that may be written several times
//===----------------------------------------------------------------------===//

namespace {

/// The derivative of a scatter by a function: folds over compact tensors, which
/// have a row for each cell that is written.
class FoldedScatter : public CombinedWrite<ScatterOp> {
public:
  FoldedScatter(ScatterOp op, DerivativeSink &sink)
      : CombinedWrite(op, sink), function(op), before(at(0).read(dest(0))),
        cells(op, emit, getRowsOf(op, sink), dest(0), before) {}

  LogicalResult emitAdjoint(AdjointSink &sink);
  LogicalResult emitTangent(TangentSink &sink);

private:
  FoldDerivative getDerivative();
  /// The cells of pair j that are written, of a tensor like its destination.
  Value compact(unsigned j, Value tensor) {
    return cells.compact(
        emit.convert(at(j).read(tensor), function.getFoldedType(j)));
  }
  /// `tensor` with the cells of pair j that are written as in `compact`.
  Value writeBack(unsigned j, Value compact, Value tensor) {
    Value rows =
        emit.convert(cells.read(compact), updateType(j).getElementType());
    return at(j).write(Combiner::Set, emit.cast(rows, updateType(j)), tensor);
  }

  CombinerBody function;
  Value before;
  ScatterCells cells;
};

} // namespace

FoldDerivative FoldedScatter::getDerivative() {
  FoldOperands operands;
  for (unsigned j = 0; j < numPairs(); ++j) {
    operands.inputs.push_back(update(j));
    operands.inits.push_back(compact(j, dest(j)));
  }
  operands.permutation = cells.getPermutation();
  operands.starts = cells.getStarts();
  return FoldDerivative(emit, sink, operands,
                        {function.get(), /*takesFirst=*/false,
                         /*excludesSelf=*/op.getExcludeSelf()});
}

LogicalResult FoldedScatter::emitAdjoint(AdjointSink &sink) {
  SmallVector<Value> cotangents;
  SmallVector<bool> activeInits, activeInputs;
  for (unsigned j = 0; j < numPairs(); ++j) {
    Value cotangent = sink.getCotangent(op->getResult(j));
    cotangents.push_back(cotangent ? compact(j, cotangent) : Value());
    activeInits.push_back(sink.isActive(dests[j]) && !op.getExcludeSelf());
    activeInputs.push_back(sink.isActive(updates[j]));
  }
  auto derived =
      getDerivative().emitAdjoint(cotangents, {}, activeInits, activeInputs);
  if (failed(derived))
    return failure();
  for (unsigned j = 0; j < numPairs(); ++j) {
    if (derived->inputs[j])
      sink.addDense(updates[j], derived->inputs[j]);
    Value rest = sink.getCotangent(op->getResult(j));
    if (!sink.isActive(dests[j]))
      continue;
    if (activeInits[j] && derived->inits[j])
      sink.addDense(dests[j],
                    writeBack(j, derived->inits[j],
                              rest ? rest : emit.accumulator(dest(j))));
    else if (rest)
      sink.addDense(dests[j],
                    at(j).write(Combiner::Set, emit.zero(update(j)), rest));
  }
  return success();
}

LogicalResult FoldedScatter::emitTangent(TangentSink &sink) {
  SmallVector<Value> initTangents, inputTangents;
  for (unsigned j = 0; j < numPairs(); ++j) {
    Value rest = sink.getTangent(dests[j]);
    initTangents.push_back(rest && !op.getExcludeSelf() ? compact(j, rest)
                                                        : Value());
    inputTangents.push_back(sink.getTangent(updates[j]));
  }
  auto derived = getDerivative().emitTangent(initTangents, inputTangents);
  if (failed(derived))
    return failure();
  for (unsigned j = 0; j < numPairs(); ++j) {
    Value rest = sink.getTangent(dests[j]);
    if (!rest && !(*derived)[j])
      continue;
    Value start = rest ? rest : emit.accumulator(dest(j));
    sink.setTangent(op->getResult(j),
                    (*derived)[j] ? writeBack(j, (*derived)[j], start)
                                  : at(j).write(Combiner::Set,
                                                emit.zero(update(j)), start));
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
  return FoldedScatter(op, sink).emitAdjoint(sink);
}
LogicalResult tslice::emitCombinerTangent(UpdateOp op, TangentSink &sink) {
  return ElementwiseWrite<UpdateOp>(op, sink).emitTangent(sink);
}
LogicalResult tslice::emitCombinerTangent(ScatterOp op, TangentSink &sink) {
  if (writesOnce(op))
    return ElementwiseWrite<ScatterOp>(op, sink).emitTangent(sink);
  return FoldedScatter(op, sink).emitTangent(sink);
}
