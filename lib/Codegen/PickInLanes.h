// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the loops that pick values, and those that spread them, share.

#ifndef TSLICE_LIB_CODEGEN_PICKINLANES_H
#define TSLICE_LIB_CODEGEN_PICKINLANES_H

#include "BufferRoots.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace tslice {

/// The i1 by which `next` is one more than `count`, or null.
mlir::Value getStepCondition(mlir::Value next, mlir::Value count);

/// How many lanes of a vector of i1 are true, as an index.
mlir::Value countTrue(mlir::OpBuilder &builder, mlir::Location loc,
                      mlir::Value lanes);

/// Builds, ahead of a loop with step 1, an empty one of `lanes` iterations at a
/// time with the same carried values; the loop keeps the iterations that are
/// left.
mlir::scf::ForOp splitOffLanes(mlir::scf::ForOp loop, int64_t lanes);

/// Computes in lanes the loops under `root` that spread values which lie one
/// behind the other.
void spreadInLanes(mlir::Operation *root, const BufferRoots &roots,
                   int64_t lanes);

} // namespace tslice

#endif // TSLICE_LIB_CODEGEN_PICKINLANES_H
