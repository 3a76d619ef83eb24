// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The interface of operations that have a derivative, and the abstract sinks
// through which its rules emit. Who implements the sinks decides how
// contributions accumulate; who implements the rules need not know.

#ifndef TSLICE_IR_DIFFERENTIABLEOPINTERFACE_H
#define TSLICE_IR_DIFFERENTIABLEOPINTERFACE_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/OpDefinition.h"
#include "tslice/IR/TSliceOps.h"
#include <optional>

namespace tslice {

/// Whether a value of `type` has a derivative: a scalar or ranked tensor of
/// floating-point numbers of 16 bits and more, or of complex numbers.
bool isDifferentiable(mlir::Type type);

/// The part of a tensor that a slice reads or an update writes.
struct Window {
  llvm::SmallVector<mlir::OpFoldResult> offsets, sizes, strides;
  llvm::SmallVector<int64_t> drop;
  BoundsPolicy bounds = BoundsPolicy::Error;
  /// Discardable attributes (the site) of the primal access, for the derived
  /// one.
  llvm::SmallVector<mlir::NamedAttribute> attributes;
  /// Whether starts below 0 count from the end.
  bool wrap = false;
};

/// The windows of a tensor that a gather reads or a scatter writes.
struct Rows {
  mlir::Value indices;
  llvm::SmallVector<int64_t> batch, dims;
  std::optional<llvm::SmallVector<mlir::OpFoldResult>> window;
  std::optional<llvm::SmallVector<int64_t>> drop;
  BoundsPolicy bounds = BoundsPolicy::Error;
  /// What the primal access promises of the indices.
  bool unique = false, sorted = false;
  /// Discardable attributes (the site) of the primal access, for the derived
  /// one.
  llvm::SmallVector<mlir::NamedAttribute> attributes;
  /// Whether starts below 0 count from the end.
  bool wrap = false;
};

/// How many indices tell a row of a sparse gradient of a tensor of `type`, the
/// first result of which has the type `indices`.
int64_t getNumRowIndices(mlir::RankedTensorType type, mlir::Type indices);

/// The types of a sparse gradient of a tensor of `type`: the numbers of its
/// rows, each of which `numIndices` leading dimensions tell, and the rows.
llvm::SmallVector<mlir::Type> getSparseTypes(mlir::RankedTensorType type,
                                             int64_t numIndices);

/// The derivative of a function that is called.
struct DerivedCallee {
  mlir::FlatSymbolRefAttr function;
  /// The arguments asked for that no result depends on: their gradients are
  /// zeros, which need not be added to anything.
  llvm::SmallVector<int64_t> unreached;
};

/// What reverse and forward rules share: where to emit, and what is known of
/// values.
class DerivativeSink {
public:
  virtual ~DerivativeSink();

  /// The builder that rules emit with, positioned where they may.
  virtual mlir::OpBuilder &getBuilder() = 0;

  /// The value that `value`, a value of the differentiated code, has where
  /// rules emit. Asking for it makes the derivation keep it or compute it
  /// again.
  virtual mlir::Value getPrimal(mlir::Value value) = 0;

  /// Whether derivatives with respect to `value` are wanted at all.
  virtual bool isActive(mlir::Value value) = 0;

  /// Reports, as an error, that `op` has no rule but lies inside of what is
  /// differentiated.
  virtual void reportMissing(mlir::Operation *op) = 0;

  /// Creates a zero of the type and shape of `value`.
  virtual mlir::Value createZero(mlir::Location loc, mlir::Value value) = 0;

  /// The derivative of `callee`, derived if need be. Reverse mode: a function
  /// (arguments, cotangents of results `results`) -> (gradients of arguments
  /// `args`). Forward mode: (arguments, tangents of arguments `args`) -> (all
  /// results, tangents of results `results`). Fails with a diagnostic.
  virtual llvm::FailureOr<DerivedCallee>
  getDerivedCallee(mlir::Operation *call, mlir::FlatSymbolRefAttr callee,
                   llvm::ArrayRef<int64_t> args,
                   llvm::ArrayRef<int64_t> results) = 0;
};

/// Accumulates contributions to cotangents. Contributions to inactive values
/// are dropped, so rules need not test for activity except to save work.
class AdjointSink : public DerivativeSink {
public:
  /// The cotangent of `value`, or null if it is zero.
  virtual mlir::Value getCotangent(mlir::Value value) = 0;

  /// Adds `contribution`, of the type of `value`, to its cotangent.
  virtual void addDense(mlir::Value value, mlir::Value contribution) = 0;

  /// Adds `contribution` to the cotangent of the elements of `value` that a
  /// slice by `window` reads. Costs what the window has, not what `value` has.
  virtual void addWindow(mlir::Value value, mlir::Value contribution,
                         const Window &window) = 0;

  /// Adds `contribution` to the cotangent of the elements of `value` that a
  /// gather by `rows` reads.
  virtual void addRows(mlir::Value value, mlir::Value contribution,
                       const Rows &rows) = 0;

  /// Hands out the accumulator of `value`, made of zeros if there is none yet,
  /// for a rule that adds to it in place; `setAccumulator` must give it back.
  virtual mlir::Value takeAccumulator(mlir::Location loc,
                                      mlir::Value value) = 0;

  /// Makes `accumulator`, the taken one plus a contribution, the cotangent of
  /// `value`.
  virtual void setAccumulator(mlir::Value value, mlir::Value accumulator) = 0;

  /// Notes that `replacement` computes the results of `op`, which has no use any
  /// more, as its first ones, and more that the adjoint needs.
  virtual void noteReplacement(mlir::Operation *op,
                               mlir::Operation *replacement) {}
};

/// Holds the tangents of values in forward mode.
class TangentSink : public DerivativeSink {
public:
  /// The tangent of `value`, or null if it is zero.
  virtual mlir::Value getTangent(mlir::Value value) = 0;

  /// Sets the tangent of `value`, of its type.
  virtual void setTangent(mlir::Value value, mlir::Value tangent) = 0;
};

} // namespace tslice

#include "tslice/IR/DifferentiableOpInterface.h.inc"

#endif // TSLICE_IR_DIFFERENTIABLEOPINTERFACE_H
