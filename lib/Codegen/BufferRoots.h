// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which buffers a memref may belong to. Shared by whoever moves loads, or tells
// LLVM that two pointers differ.

#ifndef TSLICE_LIB_CODEGEN_BUFFERROOTS_H
#define TSLICE_LIB_CODEGEN_BUFFERROOTS_H

#include "mlir/Dialect/Bufferization/Transforms/BufferViewFlowAnalysis.h"
#include "llvm/ADT/SetVector.h"

namespace tslice {

/// Traces memrefs of a function back to allocations, globals and arguments.
/// Arguments are distinct buffers: one that is written is donated and so
/// exclusive to the call, and among those that are only read it does not
/// matter.
class BufferRoots {
public:
  explicit BufferRoots(mlir::Operation *function) : flow(function) {}

  /// Returns every value that the buffer of `memref` may come from.
  llvm::SetVector<mlir::Value> getRoots(mlir::Value memref) const;

  /// Returns false only if the two never share memory.
  bool mayAlias(mlir::Value a, mlir::Value b) const;

  /// Returns the memrefs that ops inside `op` (itself included) may write, or
  /// nothing if it may write memory that is not known.
  static std::optional<llvm::SetVector<mlir::Value>>
  getWritten(mlir::Operation *op);

private:
  mlir::BufferViewFlowAnalysis flow;
};

} // namespace tslice

#endif // TSLICE_LIB_CODEGEN_BUFFERROOTS_H
