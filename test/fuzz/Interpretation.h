// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The walk over the ops of a function, whose parts are in a file for accesses,
// one for loops over elements and one for control flow.

#ifndef TSLICE_TEST_FUZZ_INTERPRETATION_H
#define TSLICE_TEST_FUZZ_INTERPRETATION_H

#include "Interpreter.h"
#include "Scalars.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "tslice/IR/Evaluate.h"

namespace tslice::fuzz {

/// One call of a function.
class Interpreter {
public:
  explicit Interpreter(mlir::func::FuncOp function) : function(function) {}
  Meaning run(std::vector<Tensor> arguments);

private:
  struct Operands {
    llvm::SmallVector<BufferView> views;
    llvm::SmallVector<int64_t> scalars;
  };
  Operands getOperands(mlir::Operation *op);
  mlir::LogicalResult visit(mlir::Operation *op);
  mlir::LogicalResult visitBlock(mlir::Block &block);
  mlir::LogicalResult visitUpstream(mlir::Operation *op);
  mlir::LogicalResult visitAccess(IndexedAccessOpInterface op);
  mlir::LogicalResult combine(mlir::Operation *write, void *const *found,
                              const void *const *written);
  mlir::LogicalResult visitPositions(mlir::Operation *op);
  mlir::LogicalResult visitLinalg(mlir::linalg::LinalgOp op);
  mlir::LogicalResult visitElementwise(mlir::Operation *op);
  mlir::LogicalResult visitReshape(mlir::Operation *op);
  mlir::LogicalResult visitCast(mlir::tensor::CastOp op);
  mlir::LogicalResult visitEmpty(mlir::tensor::EmptyOp op);
  mlir::LogicalResult visitDim(mlir::tensor::DimOp op);
  mlir::LogicalResult visitExtract(mlir::tensor::ExtractOp op);
  mlir::LogicalResult visitControl(mlir::Operation *op);
  mlir::LogicalResult visitIf(mlir::scf::IfOp op);
  mlir::LogicalResult visitFor(mlir::scf::ForOp op);
  mlir::LogicalResult visitWhile(mlir::scf::WhileOp op);
  /// Gives `to` the values that `from` have now.
  void assign(mlir::ValueRange to, mlir::ValueRange from);
  mlir::FailureOr<llvm::SmallVector<Scalar>>
  runBody(mlir::Block &body, llvm::ArrayRef<Scalar> arguments);
  mlir::LogicalResult fail(mlir::Operation *op, const llvm::Twine &message);
  mlir::LogicalResult failAccess(mlir::Operation *op,
                                 const EvaluationError &error);
  mlir::LogicalResult giveUp(mlir::Operation *op);
  /// Returns a new tensor, or fails when it would be too large.
  mlir::FailureOr<Tensor> allocate(mlir::Operation *op, mlir::Type elementType,
                                   llvm::ArrayRef<int64_t> shape);
  void define(mlir::Value value, const Scalar &scalar);
  int64_t getIndex(mlir::Value value) {
    return *tensors.lookup(value).getDataAs<int64_t>();
  }

  mlir::func::FuncOp function;
  /// Scalars are tensors of rank 0.
  llvm::DenseMap<mlir::Value, Tensor> tensors;
  Meaning meaning;
};

} // namespace tslice::fuzz

#endif // TSLICE_TEST_FUZZ_INTERPRETATION_H
