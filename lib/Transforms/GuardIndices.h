// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which upstream ops address a tensor by positions that nothing proves to be
// inside, and the checks that they get.

#ifndef TSLICE_TRANSFORMS_GUARDINDICES_H
#define TSLICE_TRANSFORMS_GUARDINDICES_H

#include "SizeEqualities.h"

namespace tslice {

/// Whether `op` is a `tensor.extract`, `tensor.insert`, `tensor.extract_slice`,
/// `tensor.insert_slice` or `tensor.parallel_insert_slice` whose positions are
/// neither proven to be inside nor checked already.
bool needsIndexGuards(mlir::Operation *op, SizeEqualities &sizes);

/// Puts checks on the positions of an op that needs them. Returns an op without
/// uses that is left over, or null; it stays where it is, since `sizes` may
/// know its results.
mlir::Operation *guardIndices(mlir::Operation *op, SizeEqualities &sizes);

/// The op in front of which the guards of `op` stand: `op`, or what it belongs
/// to where nothing else may stand.
mlir::Operation *getGuardPoint(mlir::Operation *op);

/// The number of positions from the first to the last in each dimension of the
/// tensor that `op`, which may need index guards, addresses: what errors call
/// its windows. 1 where it is not static.
llvm::SmallVector<int64_t> getAddressedWindows(mlir::Operation *op);

/// The tensor that an op which may need index guards addresses; null for
/// others.
mlir::Value getAddressedTensor(mlir::Operation *op);

} // namespace tslice

#endif // TSLICE_TRANSFORMS_GUARDINDICES_H
