// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Shapes and positions of accesses, derived once. Verification, inference, the
// evaluator, the conversions and the adjoints all read the index arithmetic
// from here.
//
// An arithmetic progression (offset o, size n, stride s) of a dimension of size
// N touches o, o+s, ..., o+s(n-1). It is in range when n = 0, or when its first
// and its last position are: 0 <= o < N and 0 <= o+s(n-1) < N. Clamping moves o
// into
//   [0, N-1-s(n-1)]  for s > 0,        [-s(n-1), N-1]  for s < 0,
// which is empty when the span |s|(n-1)+1 exceeds N.
//
// With `wrap`, an offset o < 0 counts from the end: o + N stands in for it, once,
// before anything else. It is the user's o that errors report.
//
// An indexed window of w elements from start i of a dimension of size N is in
// range when 0 <= i <= N-w; clamping moves i into [0, N-w].

#ifndef TSLICE_IR_TSLICEINFERENCE_H
#define TSLICE_IR_TSLICEINFERENCE_H

#include "tslice/IR/TSliceOps.h"

namespace tslice {

/// Whether `op` is one of those that --tslice-expand-indexing rewrites into
/// accesses.
inline bool isIndexing(mlir::Operation *op) {
  return mlir::isa<IndexOp, IndexUpdateOp, TakeAlongOp, TakeAlongUpdateOp>(op);
}

/// Whether the evaluator, not upstream, knows what `op` yields: the accesses,
/// what becomes accesses, nonzero and group. Error messages count these.
inline bool isEvaluated(mlir::Operation *op) {
  return mlir::isa<IndexedAccessOpInterface, NonzeroOp, GroupOp>(op) ||
         isIndexing(op);
}

/// What decides the coordinate of one dimension of the indexed tensor of a
/// gather or scatter.
struct IndexedDim {
  enum Kind {
    Batch,     ///< the paired leading dimension of the indices
    Addressed, ///< a component of the index vector, plus the window offset
    Whole      ///< every position: the elements have the dimension too
  };
  Kind kind;
  /// Batch: which leading dimension of the indices. Addressed: which component.
  int64_t component = 0;
  /// Addressed: number of elements from the start; ShapedType::kDynamic where
  /// it is an operand.
  int64_t window = 1;
  /// The dimension of the elements tensor that runs over this one; -1 when
  /// dropped. For Batch, the batch dimension of the elements.
  int64_t elementDim = -1;
};

/// How the dimensions of a gather's source, of its indices and of its result
/// (a scatter's destination, indices and update) belong together.
struct IndexedLayout {
  /// One per dimension of the indexed tensor.
  llvm::SmallVector<IndexedDim> dims;
  /// Number of leading dimensions of the elements, which are the dimensions of
  /// the indices without the trailing component dimension: B..., J....
  int64_t numPositionDims = 0;
  /// Number of batch dimensions, the first of the position dimensions.
  int64_t numBatchDims = 0;
  /// Number of components k of an index vector.
  int64_t numComponents = 0;
  /// Whether the indices have a trailing dimension of size k (k != 1).
  bool hasComponentDim = false;
};

/// Derives the layout of a verified gather, scatter or group.
IndexedLayout getIndexedLayout(GatherOp op);
IndexedLayout getIndexedLayout(GroupOp op);
IndexedLayout getIndexedLayout(ScatterOp op);

/// The plain facts of a slice or update, static where known
/// (ShapedType::kDynamic elsewhere).
struct RangedAccess {
  llvm::ArrayRef<int64_t> offsets, sizes, strides, drop;
  BoundsPolicy bounds;
  bool wrap;
};

/// The plain facts of a gather or scatter.
struct WindowedAccess {
  mlir::RankedTensorType indices;
  llvm::ArrayRef<int64_t> batch, dims, window, drop;
  BoundsPolicy bounds;
};

/// What a write does where it meets an element.
struct Combining {
  Combiner combiner;
  /// The first update of a cell replaces it.
  bool excludeSelf;
  /// The type that each cell is folded in; null for its own.
  mlir::Type accumulate;
  /// The function of `Combiner::Region`; null for all others.
  mlir::Region *body;
  /// One of each per pair.
  llvm::SmallVector<mlir::Value> updates, dests;
};

/// Returns how `write`, an update or scatter, combines.
Combining getCombining(IndexedAccessOpInterface write);

/// The number of the operand, among those that an error can name, that is
/// update or destination number `pair` of a write: x, the indices (of a
/// scatter), u, then the other updates, then the other destinations.
int64_t getUpdateNumber(IndexedAccessOpInterface write, int64_t pair = 0);
int64_t getDestNumber(IndexedAccessOpInterface write, int64_t pair = 0);

/// Starts the error that a failing check completes. One that abandons what it
/// starts makes the check silent.
using EmitError = llvm::function_ref<mlir::InFlightDiagnostic()>;

/// Checks access_c1: that the positions of a tensor of `type`, as far as they
/// are static, can be addressed by 63 bits, in bytes.
mlir::LogicalResult verifyAddressable(EmitError emitError,
                                      mlir::RankedTensorType type);

/// Checks constraints ranged_c1 to ranged_c5 of a slice or update of `indexed`
/// and returns the shape of its elements; on failure a diagnostic was emitted.
mlir::FailureOr<llvm::SmallVector<int64_t>>
inferRangedShape(EmitError emitError, mlir::RankedTensorType indexed,
                 const RangedAccess &access);

/// Checks constraints windowed_c1 to windowed_c6 of a gather or scatter of
/// `indexed` and returns the shape of its elements, with the layout if asked
/// for.
mlir::FailureOr<llvm::SmallVector<int64_t>>
inferWindowedShape(EmitError emitError, mlir::RankedTensorType indexed,
                   const WindowedAccess &access,
                   IndexedLayout *layout = nullptr);

/// Checks that `combiner` is defined on the element type (write_c1).
mlir::LogicalResult verifyCombiner(mlir::Operation *write, Combiner combiner,
                                   mlir::Type elementType);

/// Checks how `write` combines: write_c1 and write_c4 to write_c10.
mlir::LogicalResult verifyCombining(IndexedAccessOpInterface write);

/// Whether an access of the given policy reads or writes nothing outside.
inline bool isSkipping(BoundsPolicy bounds) {
  return bounds == BoundsPolicy::SkipWindow ||
         bounds == BoundsPolicy::SkipElement;
}

/// The constant zero of an element type of the dialect (complex: an array
/// attribute).
mlir::Attribute getZeroAttr(mlir::Type elementType);

/// Builds a constant zero of any element type of the dialect.
mlir::Value createZero(mlir::OpBuilder &builder, mlir::Location loc,
                       mlir::Type elementType);

/// Builds the constant that a skipped read yields: the fill, or zero.
mlir::Value createFill(mlir::OpBuilder &builder, mlir::Location loc,
                       IndexedAccessOpInterface op);

} // namespace tslice

#endif // TSLICE_IR_TSLICEINFERENCE_H
