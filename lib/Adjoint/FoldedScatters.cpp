// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Rules of scatters by a function into cells that may be written several times:
// folds over compact tensors, which have a row for each cell that is written.

#include "CombinerAdjoints.h"
#include "Folds.h"
#include "ScatterCells.h"

using namespace mlir;
using namespace tslice;

namespace {

/// The derivative of one scatter.
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
    operands.inputs.push_back(checkSizes(emit, op, j, update(j), before));
    // What is replaced is not looked at.
    operands.inits.push_back(
        op.getExcludeSelf() ? cells.fill(createZero(emit.builder, emit.loc,
                                                    function.getFoldedType(j)))
                            : compact(j, dest(j)));
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

LogicalResult tslice::emitFoldedAdjoint(ScatterOp op, AdjointSink &sink) {
  return FoldedScatter(op, sink).emitAdjoint(sink);
}
LogicalResult tslice::emitFoldedTangent(ScatterOp op, TangentSink &sink) {
  return FoldedScatter(op, sink).emitTangent(sink);
}
