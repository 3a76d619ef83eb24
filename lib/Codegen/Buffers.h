// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which ops may write to a buffer, and when.

#ifndef TSLICE_LIB_CODEGEN_BUFFERS_H
#define TSLICE_LIB_CODEGEN_BUFFERS_H

#include "mlir/Dialect/MemRef/IR/MemRef.h"

namespace tslice {

/// Whether `op` makes a memref that is a view of its first operand.
bool isView(mlir::Operation *op);

/// Returns the buffer that `buffer` is a view of, through any number of views.
mlir::Value getRootBuffer(mlir::Value buffer);

/// Returns whether an op in `scope` may write to what `buffer` shows. A buffer
/// that is neither allocated nor an argument of a function may be any.
bool isWrittenIn(mlir::Value buffer, mlir::Operation *scope);

/// Returns whether everything that may write to what `load` reads has happened
/// before it, so that it may be repeated any time later.
bool isStable(mlir::memref::LoadOp load);

} // namespace tslice

#endif // TSLICE_LIB_CODEGEN_BUFFERS_H
