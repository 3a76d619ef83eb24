// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which update sets a row last, by a table with a number for each row: it is made
// and read by all threads. `ScatterCells` tells it of any scatter, in memory for
// the updates alone.

#ifndef TSLICE_LIB_ADJOINT_LASTWRITERS_H
#define TSLICE_LIB_ADJOINT_LASTWRITERS_H

#include "Accesses.h"

namespace tslice {

/// Whether the positions of `op` lead to rows of some size.
bool hasWideRows(ScatterOp op);

/// For each of `elements`, which have the shape of the update, an i1: whether
/// its position is the last one that leads to its row. `place` is where such a
/// scatter writes, in `dest`. Anything where the policy skips it. Where there are
/// many more rows than positions `fromCells` tells it, for each position.
mlir::Value emitLastWriters(Emitter &emit, Rows place, mlir::Value dest,
                            mlir::Value elements,
                            llvm::function_ref<mlir::Value()> fromCells);

} // namespace tslice

#endif // TSLICE_LIB_ADJOINT_LASTWRITERS_H
