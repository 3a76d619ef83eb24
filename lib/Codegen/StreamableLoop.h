// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Decides which loops may write past the caches.

#ifndef TSLICE_LIB_CODEGEN_STREAMABLELOOP_H
#define TSLICE_LIB_CODEGEN_STREAMABLELOOP_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

namespace tslice {

/// The bytes of a cache line, on all processors of interest.
inline constexpr int64_t kLineBytes = 64;

/// An innermost loop whose only effect is to store consecutive elements, and
/// whose loads walk along their buffers.
struct StreamableLoop {
  mlir::Operation *loop = nullptr;
  mlir::memref::StoreOp store;
  int64_t elementBytes = 0;
  /// How much is computed before it is stored.
  int64_t tileBytes = 0;
  /// Whether the whole loop is one tile.
  bool isTile = false;
  /// Whether the iteration behind a tile is computed too. LLVM loads strided
  /// elements in vectors only if there is one: else it would read beyond the
  /// last element.
  bool looksBeyond = false;
};

/// Returns by how much `value` grows from one iteration of `loop` to the next,
/// if that is a known constant.
std::optional<int64_t> getSlope(mlir::Value value, mlir::Operation *loop);

/// Returns whether elements of `type` are whole bytes, of the same type in
/// LLVM.
bool isPlainElement(mlir::Type type);

/// Returns the facts about `loop` in `kernel` if it can be rewritten and the
/// kernel does not read what it writes: that is wanted in the cache.
std::optional<StreamableLoop> findStreamable(mlir::Operation *loop,
                                             mlir::func::FuncOp kernel);

/// Builds whether every load of `loop` stays inside its buffer in iteration
/// number `i`, which may be one that the loop does not have. Returns null if
/// that is not known, or if the iteration could do anything but load.
mlir::Value buildLoadsInside(mlir::OpBuilder &builder, mlir::Operation *loop,
                             mlir::Value i);

} // namespace tslice

#endif // TSLICE_LIB_CODEGEN_STREAMABLELOOP_H
