// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the verifiers of the four accesses share. Private to the dialect.

#ifndef TSLICE_IR_ACCESSVERIFIERS_H
#define TSLICE_IR_ACCESSVERIFIERS_H

#include "tslice/IR/TSliceInference.h"

namespace tslice {

/// Checks access_c1 for all tensors of `op`.
mlir::LogicalResult verifyAddressable(IndexedAccessOpInterface op);

/// Checks what is asked of every read whose elements have the shape `implied`:
/// read_c1 and read_c2.
mlir::LogicalResult verifyRead(IndexedAccessOpInterface op,
                               llvm::ArrayRef<int64_t> implied);

/// Checks what is asked of every write whose elements have the shape `implied`:
/// write_c1 to write_c10.
mlir::LogicalResult verifyWrite(IndexedAccessOpInterface op,
                                llvm::ArrayRef<int64_t> implied);

/// Checks read_c2, if `exact`, or write_c2: that `elements`, called `name`, have
/// the element type of the indexed tensor and the shape `inferred`.
mlir::LogicalResult verifyElements(mlir::Operation *op,
                                   llvm::ArrayRef<int64_t> inferred,
                                   mlir::RankedTensorType elements,
                                   mlir::RankedTensorType indexed,
                                   llvm::StringRef name, bool exact);

/// Checks read_c1 of a fill, or of none.
mlir::LogicalResult verifyFill(mlir::Operation *op, mlir::TypedAttr fill,
                               BoundsPolicy bounds, mlir::Type elementType);

inline bool allStatic(llvm::ArrayRef<int64_t> values) {
  return !mlir::ShapedType::isDynamicShape(values);
}

/// An access moves across control flow only when it provably cannot fail.
inline mlir::Speculation::Speculatability speculatableIf(bool cannotFail) {
  return cannotFail ? mlir::Speculation::Speculatable
                    : mlir::Speculation::NotSpeculatable;
}

} // namespace tslice

#endif // TSLICE_IR_ACCESSVERIFIERS_H
