// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Registers what tslice-translate can emit.

#ifndef TSLICE_EXECUTIONENGINE_TRANSLATE_H
#define TSLICE_EXECUTIONENGINE_TRANSLATE_H

namespace tslice {

/// Registers `--tslice-to-llvmir`: from a tensor slicing graph to LLVM IR for
/// the processor of `--cpu`, before LLVM's own optimisations.
void registerToLLVMIRTranslation();

/// Registers `--tslice-to-object`, `--tslice-to-shared` and
/// `--tslice-to-header`: from a tensor slicing graph to machine code that C
/// programs call, for the processor of `--cpu`, and to its declarations.
void registerAheadOfTimeTranslations();

/// Registers `--tslice-to-ptx`: from a tensor slicing graph to the PTX text of
/// its kernels, for the chip of `--chip`.
void registerToPTXTranslation();

} // namespace tslice

#endif // TSLICE_EXECUTIONENGINE_TRANSLATE_H
