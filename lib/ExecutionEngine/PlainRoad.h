// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The plainest way from a graph to machine code: upstream's own lowering, one
// loop nest per op, nothing shared with Transforms, Conversion or Codegen. The
// oracle runs on it.

#ifndef TSLICE_LIB_EXECUTIONENGINE_PLAINROAD_H
#define TSLICE_LIB_EXECUTIONENGINE_PLAINROAD_H

#include "mlir/Pass/PassManager.h"

namespace tslice {

/// Adds the passes from linalg, tensor, scf and scalar dialects to the LLVM
/// dialect. Public functions get entries `tslice_entry_<name>` that take no
/// notice of their context; memory comes from `_mlir_memref_to_llvm_alloc`.
/// What fails calls `tslice_oracle_fail` with a number: that of the reason in
/// `reasons`, which must live until the passes have run.
void buildPlainRoad(mlir::OpPassManager &pm, std::vector<std::string> &reasons);

} // namespace tslice

#endif // TSLICE_LIB_EXECUTIONENGINE_PLAINROAD_H
