// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Derives the body of one structured operation: scalar code, which is
// differentiated by the rules of its own operations inside of a new generic per
// operand.

#ifndef TSLICE_LIB_ADJOINT_STRUCTUREDDERIVATIVE_H
#define TSLICE_LIB_ADJOINT_STRUCTUREDDERIVATIVE_H

#include "BodyDerivative.h"
#include "Emitter.h"
#include "GenericBuilder.h"
#include "StructuredBody.h"
#include "mlir/IR/IRMapping.h"

namespace tslice {

class StructuredDerivative {
public:
  StructuredDerivative(const StructuredBody &body, DerivativeSink &sink)
      : op(body.op), sink(sink), body(body),
        emit(sink.getBuilder(), body.op.getLoc()), counts(body.outputs.size()),
        shares(body.outputs.size()) {}

  /// For outputs that keep an extremum: counts the terms that share it.
  void emitCounts();
  /// For outputs that are products: the cotangents of their terms.
  llvm::LogicalResult emitShares(AdjointSink &adjoints);
  /// Adds what an output that is folded owes to its initial value.
  void emitInitGradient(AdjointSink &adjoints, unsigned output);
  llvm::LogicalResult emitGradient(AdjointSink &adjoints,
                                   mlir::OpOperand &target);
  llvm::LogicalResult emitTangent(TangentSink &tangents, unsigned output);

private:
  /// A body under construction, with the element of each operand of the primal.
  struct Copy {
    GenericBuilder generic;
    mlir::IRMapping mapping;
    llvm::SmallVector<mlir::Operation *> ops;
    explicit Copy(mlir::Location loc) : generic(loc) {}
  };
  /// Offers all operands of the primal that its terms may read.
  void addPrimalInputs(Copy &copy);
  /// Clones what computes the terms.
  void cloneTerms(Copy &copy);
  /// The derivative of a term is `direction`, or its share if the output keeps
  /// an extremum.
  mlir::Value emitShare(Emitter &inner, unsigned output, mlir::Value term,
                        mlir::Value direction, mlir::Value kept,
                        mlir::Value count);
  /// Elements of the extremum and of its count, as inputs of `copy`.
  std::pair<mlir::Value, mlir::Value> addExtremumInputs(Copy &copy,
                                                        unsigned output);
  llvm::FailureOr<Activity>
  analyseBody(Copy &copy, llvm::ArrayRef<mlir::Value> independents);
  /// The share of the initial value of an extremum in `direction`.
  mlir::Value emitInitShare(unsigned output, mlir::Value direction);

  /// What the terms of one output are seeded with, as elements in a copy.
  struct Seed {
    mlir::Value direction, kept, count;
  };
  llvm::SmallVector<Seed> addSeeds(Copy &copy, AdjointSink &adjoints);
  /// Emits the body's adjoint; gives the cotangent of `element`, or null.
  llvm::FailureOr<mlir::Value> sweepBody(Copy &copy, llvm::ArrayRef<Seed> seeds,
                                         mlir::Value element);
  struct TangentCopy;
  /// Offers all operands and their tangents.
  void addTangentInputs(TangentCopy &tangent, TangentSink &tangents);
  /// Clones the terms and emits their tangents.
  llvm::LogicalResult sweepTangents(TangentCopy &tangent);

  /// A product over the points of the iteration space, as a fold of updates.
  struct Product {
    mlir::Value terms;
    ScatterOp fold;
  };
  /// Where a product's terms lie: the loops that are folded, then the
  /// coordinates of the output.
  mlir::AffineMap termsMap(unsigned output);
  mlir::Value emptyTerms(unsigned output);
  mlir::Value emitTerms(unsigned output);
  Product emitProduct(unsigned output);
  llvm::LogicalResult emitProductTangent(TangentSink &tangents,
                                         unsigned output);
  /// `direction` times all `factors` but number `k`.
  static mlir::Value timesOthers(Emitter &inner, mlir::Value direction,
                                 llvm::ArrayRef<mlir::Value> factors,
                                 unsigned k);
  /// The terms of one output, as they are in `copy`.
  llvm::SmallVector<mlir::Value> getTerms(Copy &copy, unsigned output);

  mlir::linalg::LinalgOp op;
  DerivativeSink &sink;
  const StructuredBody &body;
  Emitter emit;
  /// For an output that keeps an extremum: how many terms of each cell share
  /// it.
  llvm::SmallVector<mlir::Value> counts;
  /// For an output that is a product: the cotangents of its terms, and of its
  /// initial value.
  struct Shares {
    mlir::Value terms, init;
  };
  llvm::SmallVector<Shares> shares;
};

} // namespace tslice

#endif // TSLICE_LIB_ADJOINT_STRUCTUREDDERIVATIVE_H
