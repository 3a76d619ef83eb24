// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Values of several iterations of a loop as one vector, for loops that LLVM's
// vectorizer leaves as they are.

#ifndef TSLICE_LIB_CODEGEN_LANES_H
#define TSLICE_LIB_CODEGEN_LANES_H

#include "mlir/Dialect/SCF/IR/SCF.h"

namespace tslice {

/// Whether `value`, of an innermost loop with step 1, can be computed in lanes:
/// from what the loop does not change, its induction variable, and elements
/// that lie one behind the other, by elementwise operations without effects; and
/// from `given`, whatever that is computed from.
bool canBuildLanes(mlir::Value value, mlir::scf::ForOp loop,
                   mlir::Value given = {});

/// Builds the values that `value`, of which that is so, has in iterations
/// [`i`, `i` + `lanes`), in which `given` has the values `givenLanes`.
mlir::Value buildLanes(mlir::OpBuilder &builder, mlir::scf::ForOp loop,
                       mlir::Value value, mlir::Value i, int64_t lanes,
                       mlir::Value given = {}, mlir::Value givenLanes = {});

/// Whether `value` grows by one with each iteration of a loop with step 1.
bool isStep(mlir::Value value, mlir::scf::ForOp loop);

/// Builds the constant vector 0, 1, ... of an integer type.
mlir::Value buildSteps(mlir::OpBuilder &builder, mlir::Location loc,
                       mlir::Type type, int64_t lanes);

} // namespace tslice

#endif // TSLICE_LIB_CODEGEN_LANES_H
