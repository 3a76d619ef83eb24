// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What an index expression means: which entry stands for which dimensions of
// the indexed tensor, and which dimensions come out, in which order. Derived
// once; the verifiers and --tslice-expand-indexing read it from here.

#ifndef TSLICE_IR_INDEXEXPRESSION_H
#define TSLICE_IR_INDEXEXPRESSION_H

#include "tslice/IR/TSliceInference.h"
#include <limits>

namespace tslice {

/// How the entries of an index expression are written down: `kinds` holds one
/// of these per entry; `numbers` three for each range (start, stop, step) and
/// one for each integer.
enum class IndexKind : int32_t {
  Range = 0,
  Integer = 1,
  /// An operand: an integer, an index tensor or a mask, as its type says.
  Value = 2,
  Ellipsis = 3,
  NewAxis = 4
};

/// The number of a range that is left out. One that is an operand is
/// ShapedType::kDynamic.
constexpr int64_t openBound = std::numeric_limits<int64_t>::max();

/// One entry, an ellipsis spelled out as the ranges it stands for.
struct IndexEntry {
  enum Kind {
    Range,
    Integer,
    Tensor, ///< integers of any rank
    Mask,   ///< booleans of any rank
    NewAxis
  };
  Kind kind;
  /// The dimensions of the indexed tensor that it stands for.
  int64_t dim = 0, numDims = 0;
  /// Range: null where left out.
  mlir::OpFoldResult start, stop, step;
  /// Range: the static number of positions, else ShapedType::kDynamic.
  int64_t size = 0;
  /// Integer.
  mlir::OpFoldResult number;
  /// Tensor, Mask.
  mlir::Value tensor;
  /// Tensor, Mask under `outer`: the first of its position dimensions.
  int64_t position = 0;

  /// Whether a range takes every position, in order.
  bool isWhole() const { return kind == Range && !start && !stop && !step; }
};

/// The positions of a range in a dimension, after clipping.
struct ClippedRange {
  int64_t start, size, step;
};

/// The positions of a range in a dimension of size `extent`, as NumPy clips
/// them; nothing if that is not all static. Without a position the start is 0.
std::optional<ClippedRange> clipRange(const IndexEntry &range, int64_t extent);

/// A dimension of what an expression reads.
struct IndexedResultDim {
  enum Kind {
    OfRange,    ///< the positions of entry `number`
    OfPosition, ///< dimension `number` of the positions
    OfNewAxis
  };
  Kind kind;
  int64_t number;
  /// ShapedType::kDynamic where it is not known.
  int64_t size;
};

/// An index expression on a tensor.
struct IndexExpression {
  llvm::SmallVector<IndexEntry> entries;
  /// The sizes that index tensors, masks and integers beside them run over
  /// together: broadcast, or under `outer` one after the other.
  llvm::SmallVector<int64_t> positions;
  /// The dimensions that come out, in order.
  llvm::SmallVector<IndexedResultDim> dims;
  /// Whether there are index tensors or masks.
  bool hasTensors = false;
  bool outer = false;

  llvm::SmallVector<int64_t> getShape() const;
};

/// Derives what an expression means, after index_c1 to index_c6; on failure a
/// diagnostic was emitted.
llvm::FailureOr<IndexExpression>
analyzeIndex(EmitError emitError, mlir::RankedTensorType indexed,
             mlir::ValueRange positions, llvm::ArrayRef<int32_t> kinds,
             llvm::ArrayRef<int64_t> numbers, bool outer, BoundsPolicy bounds);

/// The same for an operation.
llvm::FailureOr<IndexExpression> analyzeIndex(IndexOp op);
llvm::FailureOr<IndexExpression> analyzeIndex(IndexUpdateOp op);

/// The shape of what take_along reads, after take_along_c1 to take_along_c3.
llvm::FailureOr<llvm::SmallVector<int64_t>>
inferTakeAlong(EmitError emitError, mlir::RankedTensorType indexed,
               mlir::RankedTensorType indices, int64_t dim);

/// The size that two dimensions which are to agree broadcast to: a static 1
/// gives way. Nothing if they cannot.
std::optional<int64_t> broadcastSizes(int64_t a, int64_t b);

/// The operands that messages can name, in the order of their numbers: as those
/// of the accesses that the operation becomes, further index tensors last.
llvm::SmallVector<mlir::Value> getNamedOperands(IndexOp op);
llvm::SmallVector<mlir::Value> getNamedOperands(IndexUpdateOp op);

} // namespace tslice

#endif // TSLICE_IR_INDEXEXPRESSION_H
