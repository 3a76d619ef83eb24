// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The rules of writes that combine by a function with a derivative of its own:
// regions of one or several pairs, and products.

#ifndef TSLICE_LIB_ADJOINT_COMBINERADJOINTS_H
#define TSLICE_LIB_ADJOINT_COMBINERADJOINTS_H

#include "Folds.h"
#include "ScatterCells.h"

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

/// Reverse and forward rules of writes by 'set', of any number of pairs: a cell
/// that is written holds nothing of what it held. None has duplicates.
llvm::LogicalResult emitSetAdjoint(UpdateOp op, AdjointSink &sink);
llvm::LogicalResult emitSetAdjoint(ScatterOp op, AdjointSink &sink);
llvm::LogicalResult emitSetTangent(UpdateOp op, TangentSink &sink);
llvm::LogicalResult emitSetTangent(ScatterOp op, TangentSink &sink);

/// Reverse and forward rules of regions and products. With f the region, L what
/// a cell held before an update and S the cotangent of what it held after:
///   %u_ct = S * df/du(L, u), and S * df/da(L, u) is the S before
///   %x_ct = tslice.scatter set (the first S of each cell) into %y_ct
/// Where no cell is written twice both are elementwise, else folds.
llvm::LogicalResult emitCombinerAdjoint(UpdateOp op, AdjointSink &sink);
llvm::LogicalResult emitCombinerAdjoint(ScatterOp op, AdjointSink &sink);
llvm::LogicalResult emitCombinerTangent(UpdateOp op, TangentSink &sink);
llvm::LogicalResult emitCombinerTangent(ScatterOp op, TangentSink &sink);

} // namespace tslice

#endif // TSLICE_LIB_ADJOINT_COMBINERADJOINTS_H
