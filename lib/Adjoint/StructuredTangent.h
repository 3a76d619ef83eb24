// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A body under construction in forward mode.

#ifndef TSLICE_LIB_ADJOINT_STRUCTUREDTANGENT_H
#define TSLICE_LIB_ADJOINT_STRUCTUREDTANGENT_H

#include "ForwardSweep.h"
#include "StructuredDerivative.h"

namespace tslice {

/// A copy with the tangents of its operands.
struct StructuredDerivative::TangentCopy {
  Copy copy;
  std::unique_ptr<mlir::OpBuilder> builder;
  std::unique_ptr<Activity> activity;
  std::unique_ptr<NestedContext> context;
  std::unique_ptr<ForwardSweep> sweep;
  llvm::SmallVector<std::pair<mlir::Value, mlir::Value>> directions;

  explicit TangentCopy(mlir::Location loc) : copy(loc) {}
};

} // namespace tslice

#endif // TSLICE_LIB_ADJOINT_STRUCTUREDTANGENT_H
