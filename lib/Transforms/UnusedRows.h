// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What row-wise ops make of rows whose gradient is zero: the question whether an
// optimizer's step leaves those rows as they are, bit for bit.

#ifndef TSLICE_LIB_TRANSFORMS_UNUSEDROWS_H
#define TSLICE_LIB_TRANSFORMS_UNUSEDROWS_H

#include "SizeEqualities.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SetVector.h"
#include <limits>

namespace tslice {

/// What is known of the elements that a tensor has in rows without gradient.
struct UnusedElements {
  /// All are this scalar, if it is given.
  mlir::Value scalar;
  /// They are those of this tensor, if it is given.
  mlir::Value tensor;
  /// None is negative, -0 or NaN; and if so, none is below or above a number.
  bool isNonNegative = false;
  double least = 0, most = std::numeric_limits<double>::infinity();
  /// A scalar that the gradient is part of, so that it should be zero.
  bool hasGradient = false;
  /// A sum of squares, whatever the gradient is.
  bool isSquare = false;

  /// The constant that the scalar is, if it is one.
  std::optional<llvm::APFloat> getConstant() const;
  bool isPlusZero() const;
};

/// Follows one gradient through row-wise ops. Scalars are computed ahead of the
/// program, and where they are not constant what they must be for an answer to
/// hold is computed, too.
class UnusedRows {
public:
  /// `gradients` are zero in the rows that are asked for; scalars are computed by
  /// `builder`.
  UnusedRows(mlir::OpBuilder &builder, llvm::ArrayRef<mlir::Value> gradients,
             int64_t numLead, SizeEqualities &sizes);

  /// What is known of `tensor`.
  const UnusedElements &get(mlir::Value tensor);

  /// The i1 that must be true for the answers so far; null if nothing must.
  mlir::Value getCondition() const { return condition; }
  /// The tensors that are taken for sums of squares, as a step makes them.
  mlir::ArrayRef<mlir::Value> getSums() const { return sums.getArrayRef(); }
  /// Erases what was computed, for an answer that is not used.
  void eraseScalars();

private:
  UnusedElements compute(mlir::Value tensor);
  UnusedElements evaluate(mlir::Operation *op,
                          llvm::ArrayRef<UnusedElements> operands);
  UnusedElements evaluateScalars(mlir::Operation *op,
                                 llvm::ArrayRef<UnusedElements> operands);
  UnusedElements evaluateGeneric(mlir::linalg::LinalgOp op);
  UnusedElements add(const UnusedElements &lhs, const UnusedElements &rhs);
  UnusedElements subtract(const UnusedElements &lhs, const UnusedElements &rhs);
  UnusedElements multiply(const UnusedElements &lhs, const UnusedElements &rhs);
  UnusedElements divide(const UnusedElements &lhs, const UnusedElements &rhs);
  UnusedElements fromScalar(mlir::Value scalar);

  /// Whether `scalar` can be taken for a zero of this sign (of any, if none).
  bool requireZero(mlir::Value scalar, std::optional<bool> negative);
  /// Whether `scalar` times `factor` can be taken for a number between zero and
  /// the result, infinity if not.
  double requireProduct(mlir::Value scalar, double factor);
  /// What `scalar` can be taken to be at least, above zero.
  std::optional<double> requirePositive(mlir::Value scalar);
  void require(mlir::Value condition);

  mlir::OpBuilder &builder;
  int64_t numLead;
  SizeEqualities &sizes;
  mlir::Value condition;
  llvm::SetVector<mlir::Value> sums;
  llvm::DenseMap<mlir::Value, UnusedElements> known;
  llvm::SmallVector<mlir::Operation *> created;
};

} // namespace tslice

#endif // TSLICE_LIB_TRANSFORMS_UNUSEDROWS_H
