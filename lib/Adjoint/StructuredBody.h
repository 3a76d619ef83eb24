// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// How the body of a structured operation falls apart for differentiation: terms
// that are elementwise in the iteration space, and the way each output folds
// them.

#ifndef TSLICE_LIB_ADJOINT_STRUCTUREDBODY_H
#define TSLICE_LIB_ADJOINT_STRUCTUREDBODY_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "llvm/ADT/DenseSet.h"

namespace tslice {

/// How an output is made from the points of the iteration space.
enum class OutputKind {
  Ignored,     ///< its derivative is not asked for
  Elementwise, ///< every point writes a cell of its own
  Sum,         ///< the terms of all points are added to the cell
  Product,     ///< the cell is multiplied by the terms of all points
  Extremum     ///< the cell keeps the least or the greatest term
};

/// One term of an output: a value of the body that depends on no accumulator.
struct OutputTerm {
  mlir::Value value;
  bool isNegative = false;
};

struct StructuredOutput {
  OutputKind kind;
  llvm::SmallVector<OutputTerm> terms;
};

/// The body of one structured operation.
struct StructuredBody {
  /// Mutable because queries of op interfaces are not const.
  mutable mlir::linalg::LinalgOp op;
  llvm::SmallVector<mlir::AffineMap> maps;
  llvm::SmallVector<StructuredOutput> outputs;
  /// The operations that only fold terms into accumulators; the others compute
  /// terms.
  llvm::DenseSet<mlir::Operation *> folds;

  /// Takes `op` apart. Fails with an error at the operation if an output that
  /// `isNeeded` is folded in a way that has no adjoint.
  static mlir::FailureOr<StructuredBody>
  analyse(mlir::linalg::LinalgOp op,
          llvm::function_ref<bool(unsigned)> isNeeded);

  mlir::AffineMap outputMap(unsigned i) const {
    return maps[op.getNumDpsInputs() + i];
  }
  mlir::BlockArgument accumulator(unsigned i) const {
    return op.getBlock()->getArgument(op.getNumDpsInputs() + i);
  }
  /// Whether an elementwise output reads what it overwrites.
  bool readsInit(unsigned i) const {
    return outputs[i].kind == OutputKind::Elementwise &&
           !accumulator(i).use_empty();
  }

private:
  mlir::LogicalResult analyseOutput(unsigned i);
  mlir::LogicalResult verifyTerms();
};

} // namespace tslice

#endif // TSLICE_LIB_ADJOINT_STRUCTUREDBODY_H
