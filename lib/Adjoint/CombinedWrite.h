// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the rules of writes have in common that combine any number of pairs, by a
// function with a derivative of its own.

#ifndef TSLICE_LIB_ADJOINT_COMBINEDWRITE_H
#define TSLICE_LIB_ADJOINT_COMBINEDWRITE_H

#include "Accesses.h"
#include "BodyDerivative.h"
#include "tslice/IR/TSliceInference.h"

namespace tslice {

/// What a write combines with, as scalar code: takes the elements found, then
/// those written.
class CombinerBody {
public:
  explicit CombinerBody(IndexedAccessOpInterface write);

  ScalarBody get() { return ScalarBody(*block); }

  /// The type in which cells of pair j are folded.
  mlir::Type getFoldedType(unsigned j) {
    return block->getArgument(j).getType();
  }

private:
  void buildProduct(mlir::Location loc, mlir::Type folded, mlir::Type element);

  std::unique_ptr<mlir::Block> owned;
  mlir::Block *block;
};

/// What the rules of one write of any number of pairs share.
template <typename OpTy> class CombinedWrite {
public:
  CombinedWrite(OpTy op, DerivativeSink &sink)
      : op(op), sink(sink), emit(sink.getBuilder(), op.getLoc()),
        updates(op.getUpdates()), dests(op.getDests()) {}

  unsigned numPairs() { return updates.size(); }
  mlir::RankedTensorType updateType(unsigned j) {
    return mlir::cast<mlir::RankedTensorType>(updates[j].getType());
  }
  mlir::Value update(unsigned j) { return sink.getPrimal(updates[j]); }
  mlir::Value dest(unsigned j) { return sink.getPrimal(dests[j]); }

  /// Reads and writes where pair j is written.
  auto at(unsigned j) { return accessOf(emit, op, sink, updateType(j)); }

  OpTy op;
  DerivativeSink &sink;
  Emitter emit;
  /// In the differentiated code.
  llvm::SmallVector<mlir::Value> updates, dests;
};

/// Whether no cell of `op` can be written twice.
inline bool writesOnce(UpdateOp) { return true; }
bool writesOnce(ScatterOp op);

/// The update of pair j, whose open sizes must be those of the access, as which
/// `elements` were read: that the derivative does not run the write is no reason
/// to let them pass.
mlir::Value checkSizes(Emitter &emit, IndexedAccessOpInterface op, unsigned j,
                       mlir::Value update, mlir::Value elements);

/// What was read as `elements` of a cotangent, as the contribution to the update
/// of pair j, whose open sizes must be those of the access.
mlir::Value checkContribution(Emitter &emit, IndexedAccessOpInterface op,
                              unsigned j, mlir::Value update,
                              mlir::Value elements);

} // namespace tslice

#endif // TSLICE_LIB_ADJOINT_COMBINEDWRITE_H
