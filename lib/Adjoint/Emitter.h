// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Type-directed arithmetic for derived code: the same calls serve scalars and
// tensors, floats and complex numbers, static and dynamic shapes. Zero and add
// come from here and nowhere else.

#ifndef TSLICE_LIB_ADJOINT_EMITTER_H
#define TSLICE_LIB_ADJOINT_EMITTER_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Builders.h"

namespace tslice {

/// Emits arithmetic at one location.
class Emitter {
public:
  Emitter(mlir::OpBuilder &builder, mlir::Location loc)
      : builder(builder), loc(loc) {}

  /// A number of the type and shape of `like`.
  mlir::Value constant(mlir::Value like, double number);

  /// A zero of the type and shape of `like`; tensors are a filled
  /// `tensor.empty`.
  mlir::Value zero(mlir::Value like);

  /// A zero tensor in a buffer of its own, made to be written in place. (CSE
  /// merges two equal pairs of `tensor.empty` and fill, and bufferization
  /// copies one then.)
  mlir::Value accumulator(mlir::Value like);

  /// A zero of the element type of `type`.
  mlir::Value zeroScalar(mlir::Type type);

  /// A 0-d tensor of a zero of the scalar `type`.
  mlir::Value zeroTensor(mlir::Type type);

  /// An uninitialized tensor of the shape of `like`, with another element type
  /// if given.
  mlir::Value empty(mlir::Value like, mlir::Type elementType = {});

  /// A tensor of `type` filled with the scalar `value`; dynamic sizes are those
  /// of `like`.
  mlir::Value fill(mlir::Value like, mlir::Value value);

  mlir::Value add(mlir::Value lhs, mlir::Value rhs);
  mlir::Value sub(mlir::Value lhs, mlir::Value rhs);
  /// A factor that is known to be 1, as the seed of a gradient is, is left out.
  mlir::Value mul(mlir::Value lhs, mlir::Value rhs);
  mlir::Value div(mlir::Value lhs, mlir::Value rhs);
  mlir::Value neg(mlir::Value value);
  /// `value` times a number.
  mlir::Value scale(mlir::Value value, double number);

  /// The sum of all elements of a tensor, as a scalar.
  mlir::Value sum(mlir::Value tensor);

  /// i1 of the shape of the operands.
  mlir::Value compare(mlir::arith::CmpFPredicate predicate, mlir::Value lhs,
                      mlir::Value rhs);
  mlir::Value logicalOr(mlir::Value lhs, mlir::Value rhs);
  mlir::Value logicalAnd(mlir::Value lhs, mlir::Value rhs);
  mlir::Value select(mlir::Value condition, mlir::Value ifTrue,
                     mlir::Value ifFalse);

  /// Whether `candidate` is what an operation that keeps one of its operands
  /// kept: equal to `result`, or both are NaN.
  mlir::Value isWinner(mlir::Value candidate, mlir::Value result);

  /// What `candidate` gets of `direction` where an operation keeps one of two:
  /// all if it alone is `result`, half if `other` is too, else 0.
  mlir::Value winnerShare(mlir::Value candidate, mlir::Value other,
                          mlir::Value result, mlir::Value direction);

  /// `value` divided by an i64 `count` of its shape, in f32 where the element
  /// type cannot hold the counts.
  mlir::Value divideByCount(mlir::Value value, mlir::Value count);

  /// f32 in place of f16 and bf16; other types are as wide as what is computed
  /// in them.
  static mlir::Type getWideType(mlir::Type type);
  mlir::Value widen(mlir::Value value);

  /// A number, or a tensor of such, in the floating-point `element` type, or
  /// unchanged if it has it.
  mlir::Value convert(mlir::Value value, mlir::Type element);

  /// `tensor` with the static sizes of `shape`, which it has at run time.
  mlir::Value cast(mlir::Value tensor, mlir::RankedTensorType shape);

  /// The number of elements of a tensor along one dimension.
  mlir::OpFoldResult size(mlir::Value tensor, int64_t dim);
  llvm::SmallVector<mlir::OpFoldResult> sizes(mlir::Value tensor);
  /// All of `tensor`, where its sizes are open: those `found` must be
  /// `expected`, and one of both are its own. If they are not, the call fails
  /// and names operand number `operand` of `site`. As in all views of a check,
  /// it is the offset, 0, that depends on it.
  ///   %n = tslice.check equal %found, %expected
  ///   %view = tensor.extract_slice %tensor[%n - %expected][%expected][1]
  mlir::Value checkSizes(mlir::Value tensor,
                         llvm::ArrayRef<mlir::OpFoldResult> found,
                         llvm::ArrayRef<mlir::OpFoldResult> expected,
                         int64_t site, int64_t operand);
  mlir::OpFoldResult addSizes(mlir::OpFoldResult lhs, mlir::OpFoldResult rhs);
  llvm::SmallVector<mlir::Value> dynamicSizes(mlir::Value tensor);

  /// Builds an operation whose result has the type of its first operand.
  template <typename OpTy, typename... Operands>
  mlir::Value make(Operands... operands) {
    return OpTy::create(builder, loc, operands...);
  }

  mlir::OpBuilder &builder;
  mlir::Location loc;

private:
  /// Applies a scalar operation to complex operands, which may be tensors.
  template <typename ComplexOp>
  mlir::Value complexBinary(mlir::Value lhs, mlir::Value rhs);
};

} // namespace tslice

#endif // TSLICE_LIB_ADJOINT_EMITTER_H
