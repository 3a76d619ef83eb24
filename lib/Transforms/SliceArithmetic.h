// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Arithmetic on arithmetic progressions of positions: what the slice algebra
// proves and computes about slices and updates.

#ifndef TSLICE_TRANSFORMS_SLICEARITHMETIC_H
#define TSLICE_TRANSFORMS_SLICEARITHMETIC_H

#include "mlir/IR/Builders.h"
#include "tslice/IR/TSliceInference.h"
#include <optional>

namespace tslice {

/// The positions offset + i*stride, 0 <= i < size, of one dimension.
struct Progression {
  mlir::OpFoldResult offset, size, stride;
};

/// The same with numbers. The methods expect size > 0, stride != 0, and a span
/// of less than 2^63, as the verifier ensures.
struct StaticProgression {
  int64_t offset, size, stride;

  /// The lowest and the highest position; wide, since an access that is not in
  /// range may end anywhere.
  __int128 lowest() const;
  __int128 highest() const;
  /// Whether all positions are in [0, extent).
  bool isInside(int64_t extent) const;
};

/// Returns the progressions of a slice or update, one per dimension of the
/// indexed tensor.
llvm::SmallVector<Progression> getProgressions(SliceOp op);
llvm::SmallVector<Progression> getProgressions(UpdateOp op);

/// Returns the numbers of a progression that is static and not empty.
std::optional<StaticProgression> getStatic(const Progression &progression);

/// Whether both are written with the same numbers and SSA values.
bool areSame(const Progression &a, const Progression &b);
bool areSame(llvm::ArrayRef<Progression> a, llvm::ArrayRef<Progression> b);

/// Whether `progression` is 0, 1, 2, ... up to the size of dimension `dim` of
/// `tensor`, by its type or by what its sizes are known to be equal to.
bool coversDim(const Progression &progression, mlir::Value tensor, int64_t dim);

/// Whether all positions of `progression` are provably inside of dimension
/// `dim` of `tensor`. Without positions, by its numbers, it is not.
bool isProvenInside(const Progression &progression, mlir::Value tensor,
                    int64_t dim);
bool isProvenInside(llvm::ArrayRef<Progression> progressions,
                    mlir::Value tensor);

/// Whether an access with these progressions may have no elements.
bool mayBeEmpty(llvm::ArrayRef<Progression> progressions);

/// Returns the indices that the positions of `part` have in `whole`, if each of
/// them is a position of `whole`. Both are static, or `part` is `whole`.
std::optional<Progression> getRelative(mlir::Builder &builder,
                                       const Progression &part,
                                       const Progression &whole);

/// Whether `a` and `b` provably have no position in common.
bool areDisjoint(const StaticProgression &a, const StaticProgression &b);

/// Builds a slice of `source` that stands for the access of `origin`: with its
/// discardable attributes, which say where it comes from.
SliceOp createSlice(mlir::OpBuilder &builder, mlir::Operation *origin,
                    mlir::Value source,
                    llvm::ArrayRef<Progression> progressions,
                    llvm::ArrayRef<int64_t> drop, BoundsPolicy bounds,
                    mlir::TypedAttr fill = {});

/// Returns the dimensions of the indexed tensor of a slice or update that its
/// elements have, in order.
llvm::SmallVector<int64_t> getKeptDims(int64_t rank,
                                       llvm::ArrayRef<int64_t> drop);

/// Builds index arithmetic. Numbers are computed at once; the result is nothing
/// if that overflows.
class OffsetMath {
public:
  OffsetMath(mlir::OpBuilder &builder, mlir::Location loc)
      : builder(builder), loc(loc) {}

  std::optional<mlir::OpFoldResult> add(mlir::OpFoldResult a,
                                        mlir::OpFoldResult b);
  std::optional<mlir::OpFoldResult> mul(mlir::OpFoldResult a,
                                        mlir::OpFoldResult b);
  mlir::Value toValue(mlir::OpFoldResult number);
  /// The size of a dimension of a ranked tensor.
  mlir::OpFoldResult sizeOf(mlir::Value tensor, int64_t dim);

private:
  mlir::OpBuilder &builder;
  mlir::Location loc;
};

} // namespace tslice

#endif // TSLICE_TRANSFORMS_SLICEARITHMETIC_H
