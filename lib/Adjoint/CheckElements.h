// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What checks of derivatives do with single elements.

#ifndef TSLICE_LIB_ADJOINT_CHECKELEMENTS_H
#define TSLICE_LIB_ADJOINT_CHECKELEMENTS_H

#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace tslice {

mlir::Value toF64(mlir::ImplicitLocOpBuilder &b, mlir::Value value);
mlir::Value fromF64(mlir::ImplicitLocOpBuilder &b, mlir::Value value,
                    mlir::Type type);

/// The real part of an element and, of a complex one, its imaginary part, in
/// f64; minus that if `negates`: products of an element with one that is negated
/// so add up to the real part of the product.
llvm::SmallVector<mlir::Value> getParts(mlir::ImplicitLocOpBuilder &b,
                                        mlir::Value element, bool negates);

mlir::Value createConstant(mlir::ImplicitLocOpBuilder &b, double number);
mlir::Value createConstant(mlir::ImplicitLocOpBuilder &b, int64_t number);

/// An element of `type` that all bits of `state`, an i64, and `salt` decide on;
/// its parts have 1/2 <= |x| < 1.
mlir::Value drawElement(mlir::ImplicitLocOpBuilder &b, mlir::Type type,
                        mlir::Value state, int64_t salt);

} // namespace tslice

#endif // TSLICE_LIB_ADJOINT_CHECKELEMENTS_H
