// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The rules of writes that combine by a function with a derivative of its own:
// regions of one or several pairs, and products.

#ifndef TSLICE_LIB_ADJOINT_COMBINERADJOINTS_H
#define TSLICE_LIB_ADJOINT_COMBINERADJOINTS_H

#include "CombinedWrite.h"

namespace tslice {

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

/// The folds among them.
llvm::LogicalResult emitFoldedAdjoint(ScatterOp op, AdjointSink &sink);
llvm::LogicalResult emitFoldedTangent(ScatterOp op, TangentSink &sink);

} // namespace tslice

#endif // TSLICE_LIB_ADJOINT_COMBINERADJOINTS_H
