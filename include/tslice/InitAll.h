// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One call each to register every dialect and every pass, ours and upstream's.

#ifndef TSLICE_INITALL_H
#define TSLICE_INITALL_H

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace tslice {

/// Adds the tslice dialect, every upstream dialect that its pipelines use, and
/// all interface models, to `registry`.
void registerAllDialects(mlir::DialectRegistry &registry);

/// Registers every pass and pipeline under its command-line name.
void registerAllPasses();

} // namespace tslice

#endif // TSLICE_INITALL_H
