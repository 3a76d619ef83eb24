// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Checks of the sizes of one operand, and how the operand is read by way of
// them.
//
// A check has no effects, so something that the read depends on must use it. A
// slice of the whole operand does, as a view: its offset is `check - expected`,
// zero if the call goes on. (A checked size instead would be dropped when a
// canonicalization makes the slice's size static.)

#ifndef TSLICE_LIB_TRANSFORMS_OPERANDGUARD_H
#define TSLICE_LIB_TRANSFORMS_OPERANDGUARD_H

#include "GuardIndices.h"
#include "SizeEqualities.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "tslice/IR/TSliceOps.h"

namespace tslice {

/// A dimension that is to be read from `offset`, `size` elements long.
struct CheckedDim {
  int64_t dim;
  /// The size as the check yields it, and as it must be.
  mlir::Value checked, size;
  /// `checked - size`.
  mlir::Value offset;
  /// Where the size is static.
  mlir::OpFoldResult mixedSize;
};

/// The guards of one operand of one op.
class OperandGuard {
public:
  OperandGuard(mlir::Operation *op, unsigned operand, SizeEqualities &sizes)
      : op(op), operand(operand), sizes(sizes), builder(getGuardPoint(op)) {}

  void add(const SizeGuard &guard) { guards.push_back(guard); }

  void emit();

  /// Guards the operand by checks that there are already.
  void emit(llvm::ArrayRef<CheckedDim> dims) {
    guardUse(op->getOpOperand(operand), dims);
  }

private:
  CheckedDim emitCheck(const SizeGuard &guard);
  mlir::Value createView(mlir::Value tensor, llvm::ArrayRef<CheckedDim> dims,
                         mlir::RankedTensorType resultType);
  void replaceCast(mlir::tensor::CastOp castOp,
                   llvm::ArrayRef<CheckedDim> dims);
  void guardUse(mlir::OpOperand &use, llvm::ArrayRef<CheckedDim> dims);
  void guardProducer(mlir::Operation *producer, mlir::OpOperand &operand,
                     llvm::ArrayRef<CheckedDim> dims);
  void guardGather(GatherOp gather, llvm::ArrayRef<CheckedDim> dims);
  void guardSlice(SliceOp slice, llvm::ArrayRef<CheckedDim> dims);
  void guardValue(mlir::OpOperand &use, llvm::ArrayRef<CheckedDim> dims);

  /// The op whose operand is guarded; while guards move up, the producer.
  mlir::Operation *op;
  unsigned operand;
  SizeEqualities &sizes;
  mlir::OpBuilder builder;
  llvm::SmallVector<SizeGuard> guards;
};

} // namespace tslice

#endif // TSLICE_LIB_TRANSFORMS_OPERANDGUARD_H
