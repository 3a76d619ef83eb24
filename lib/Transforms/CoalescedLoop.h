// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The loop over the rows of a table that have a gradient. Which updates become
// such a loop is decided elsewhere.

#ifndef TSLICE_LIB_TRANSFORMS_COALESCEDLOOP_H
#define TSLICE_LIB_TRANSFORMS_COALESCEDLOOP_H

#include "SizeEqualities.h"
#include "tslice/IR/TSliceOps.h"

namespace tslice {

/// A tensor that is zero but for the rows that scatters have added to.
struct RowGradient {
  /// The result of the last scatter.
  mlir::Value value;
  /// The scatters, first to last. Each addresses the leading dimensions.
  llvm::SmallVector<ScatterOp> scatters;
  /// The number of dimensions that are addressed.
  int64_t numLead = 0;
};

/// A new value of a tensor that differs from it only where there is a gradient.
struct RowUpdate {
  mlir::Value result, dest;
};

/// Builds the loop; returns the results of `updates`.
llvm::SmallVector<mlir::Value>
createCoalescedLoop(mlir::OpBuilder &builder, mlir::Location loc,
                    const RowGradient &gradient,
                    llvm::ArrayRef<RowUpdate> updates, SizeEqualities &sizes);

} // namespace tslice

#endif // TSLICE_LIB_TRANSFORMS_COALESCEDLOOP_H
