// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// All operations of the dialect, by family.

#ifndef TSLICE_IR_TSLICEOPS_TD
#define TSLICE_IR_TSLICEOPS_TD

include "tslice/IR/AccessOps.td"
include "tslice/IR/CheckOps.td"
include "tslice/IR/PlanOps.td"
include "tslice/IR/DerivativeOps.td"
include "tslice/IR/FoldOps.td"
include "tslice/IR/GroupOps.td"
include "tslice/IR/IndexOps.td"
include "tslice/IR/NonzeroOps.td"

#endif // TSLICE_IR_TSLICEOPS_TD
