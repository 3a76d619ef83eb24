// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which tensors an op writes over if everything is in place. Who moves or fuses
// reads of a version of a tensor must know when the version ends.

#ifndef TSLICE_LIB_TRANSFORMS_OVERWRITES_H
#define TSLICE_LIB_TRANSFORMS_OVERWRITES_H

#include "mlir/IR/Operation.h"
#include "llvm/ADT/SetVector.h"

namespace tslice {

/// The tensor that `tensor` is a view of, by slices, casts and reshapes.
mlir::Value getViewed(mlir::Value tensor);

/// The tensor that the result `value` of an op is a new version of, null if it
/// is none: its destination.
mlir::Value getOverwritten(mlir::Value value);

/// Whether the user of `use` writes over it.
bool overwrites(mlir::OpOperand &use);

/// The tensors from outside of `op` that it or an op in it reads, and those
/// that it writes over.
struct TensorAccesses {
  llvm::SmallSetVector<mlir::Value, 4> read, written;
};
TensorAccesses getAccesses(mlir::Operation *op);

/// Whether an op between `first` and `last`, which stands in the block of `first`
/// or further inside, writes over a tensor that `first` reads.
bool isOverwrittenBetween(mlir::Operation *first, mlir::Operation *last);

} // namespace tslice

#endif // TSLICE_LIB_TRANSFORMS_OVERWRITES_H
