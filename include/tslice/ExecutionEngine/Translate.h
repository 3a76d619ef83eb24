// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Registers what tslice-translate can emit.

#ifndef TSLICE_EXECUTIONENGINE_TRANSLATE_H
#define TSLICE_EXECUTIONENGINE_TRANSLATE_H

namespace tslice {

/// Registers `--tslice-to-llvmir`: from a tensor slicing graph to LLVM IR for
/// the processor of this host, before LLVM's own optimisations.
void registerToLLVMIRTranslation();

} // namespace tslice

#endif // TSLICE_EXECUTIONENGINE_TRANSLATE_H
