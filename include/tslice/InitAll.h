// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One call each to register every dialect and every pass: ours alone, and with
// them upstream's.

#ifndef TSLICE_INITALL_H
#define TSLICE_INITALL_H

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace tslice {

/// Adds the tslice dialect and the interface models of its adjoints to
/// `registry`, for tools that have upstream's.
void registerDialects(mlir::DialectRegistry &registry);

/// Registers our passes and pipelines under their command-line names.
void registerPasses();

/// Adds the tslice dialect, every upstream dialect that its pipelines use, and
/// all interface models, to `registry`.
void registerAllDialects(mlir::DialectRegistry &registry);

/// Registers every pass and pipeline under its command-line name.
void registerAllPasses();

} // namespace tslice

#endif // TSLICE_INITALL_H
