// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The loop over the rows of a table that have a gradient. Which updates become
// such a loop is decided elsewhere.

#ifndef TSLICE_LIB_TRANSFORMS_COALESCEDLOOP_H
#define TSLICE_LIB_TRANSFORMS_COALESCEDLOOP_H

#include "RowGradients.h"
#include "SizeEqualities.h"
#include "tslice/IR/TSliceOps.h"

namespace tslice {

/// A new value of a tensor that differs from it only where there is a gradient.
struct RowUpdate {
  mlir::Value result, dest;
};

/// Builds the loop; returns the results of `updates`. Without a scatter, these
/// are the tensors as they were.
llvm::SmallVector<mlir::Value>
createCoalescedLoop(mlir::OpBuilder &builder, mlir::Location loc,
                    const RowGradient &gradient,
                    llvm::ArrayRef<RowUpdate> updates, SizeEqualities &sizes);

} // namespace tslice

#endif // TSLICE_LIB_TRANSFORMS_COALESCEDLOOP_H
