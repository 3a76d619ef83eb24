// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Folds of several rows at a time, in vectors with a lane for each row.

#ifndef TSLICE_LIB_CODEGEN_FOLDINLANES_H
#define TSLICE_LIB_CODEGEN_FOLDINLANES_H

#include "BufferRoots.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/IRMapping.h"

namespace tslice {

/// Builds, ahead of where the builder is, the first iterations of the folds of
/// the rows that `mappings` map a row to, in its order, a power of two of them:
/// as many elements of each row at a time. Returns where the rest begins; the
/// lower bound if the elements are not such that lie one behind the other.
mlir::Value buildFoldInLanes(mlir::OpBuilder &builder, mlir::scf::ForOp fold,
                             llvm::MutableArrayRef<mlir::IRMapping> mappings,
                             const BufferRoots &roots);

} // namespace tslice

#endif // TSLICE_LIB_CODEGEN_FOLDINLANES_H
