// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Finds the accesses that a processor cannot guess: those whose address depends
// on a loaded index.

#ifndef TSLICE_LIB_CODEGEN_INDIRECTACCESS_H
#define TSLICE_LIB_CODEGEN_INDIRECTACCESS_H

#include "mlir/IR/Value.h"
#include "llvm/ADT/SetVector.h"

namespace tslice {

/// A load or store whose address depends on a loaded index.
struct IndirectAccess {
  mlir::Operation *op;
  mlir::Value memref;
  llvm::SmallVector<mlir::Value> indices;
  /// How many elements it reads or writes.
  int64_t width = 1;
  /// The innermost loop that the loaded index changes in.
  mlir::Operation *loop = nullptr;
  /// The loops inside of `loop` that the access walks along in, innermost
  /// first.
  llvm::SmallVector<mlir::Operation *> rowLoops;
  /// The buffers that the index is loaded from.
  llvm::SetVector<mlir::Value> indexBuffers;
  /// Those of them that are read where another one says.
  llvm::SetVector<mlir::Value> nestedBuffers;
  /// Whether an access in its loop reads an index through another one.
  bool isNested = false;

  /// Whether the buffers are known in front of `op`.
  bool isKnownBefore(mlir::Operation *op) const;
};

/// Returns the access that `op` is, if that is a load or store through a loaded
/// index whose address can be computed for a later iteration.
std::optional<IndirectAccess> findIndirectAccess(mlir::Operation *op);

/// Returns the bytes of an element in memory; 0 if it is of no type that is
/// prefetched.
int64_t getElementBytes(mlir::Type type);

/// Returns the loop of which `value` is the induction variable.
mlir::Operation *getLoopOf(mlir::Value inductionVar);

} // namespace tslice

#endif // TSLICE_LIB_CODEGEN_INDIRECTACCESS_H
