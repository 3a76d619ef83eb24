// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Folding by evaluation. Private to the dialect.

#ifndef TSLICE_IR_CONSTANTFOLDS_H
#define TSLICE_IR_CONSTANTFOLDS_H

#include "tslice/IR/TSliceOps.h"

namespace tslice {

/// Evaluates `op` on constant operands, one attribute per operand (null where
/// unknown). Returns null if an operand is unknown, if the result or the update
/// is large, or if the access fails: that is left to run time.
mlir::Attribute foldConstantAccess(IndexedAccessOpInterface op,
                                   llvm::ArrayRef<mlir::Attribute> operands);

/// What `nonzero` yields, its positions as a tensor of static shape.
struct ConstantPositions {
  mlir::DenseElementsAttr positions;
  int64_t count;
};

/// Evaluates `op` on a constant mask. Returns nothing if mask or result are
/// large, or if there is no room for the positions: that is left to run time.
std::optional<ConstantPositions> foldConstantMask(NonzeroOp op,
                                                  mlir::DenseElementsAttr mask);

} // namespace tslice

#endif // TSLICE_IR_CONSTANTFOLDS_H
