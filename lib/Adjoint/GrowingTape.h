// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A tape for a loop of which nobody knows how many steps it has.

#ifndef TSLICE_LIB_ADJOINT_GROWINGTAPE_H
#define TSLICE_LIB_ADJOINT_GROWINGTAPE_H

#include "mlir/Dialect/SCF/IR/SCF.h"

namespace tslice {

/// Copies the operations of `from`, whose arguments are `values`, to the builder.
/// Returns the operands that its terminator has there.
llvm::SmallVector<mlir::Value> inlineBlock(mlir::OpBuilder &builder,
                                           mlir::Block &from,
                                           mlir::ValueRange values);

/// Creates, in front of `loop`, the same loop that also keeps what `taping`
/// keeps: a counted loop, later in the program, that begins with what the first
/// half of `loop` makes of its initial values, does the second half and the first
/// in each step, and carries tapes behind what the first half hands on. Returns
/// what replaces both: a loop with the results of `taping` and, ahead of the
/// tapes, the number of its steps. `taping` is erased.
mlir::scf::WhileOp createGrowingLoop(mlir::scf::WhileOp loop,
                                     mlir::scf::ForOp taping);

} // namespace tslice

#endif // TSLICE_LIB_ADJOINT_GROWINGTAPE_H
