// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Index arithmetic that folds as it is built, so that static accesses leave
// constants only.

#ifndef TSLICE_LIB_CONVERSION_INDEXMATH_H
#define TSLICE_LIB_CONVERSION_INDEXMATH_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/OpDefinition.h"
#include "tslice/IR/TSliceInference.h"

namespace tslice {

/// Builds folded `index` and `i1` arithmetic at one location.
class IndexMath {
public:
  IndexMath(mlir::OpBuilder &builder, mlir::Location loc)
      : builder(builder), loc(loc) {}

  mlir::Value constant(int64_t value);
  mlir::Value value(mlir::OpFoldResult mixed);
  mlir::Value add(mlir::Value a, mlir::Value b);
  mlir::Value sub(mlir::Value a, mlir::Value b);
  mlir::Value mul(mlir::Value a, mlir::Value b);
  mlir::Value min(mlir::Value a, mlir::Value b);
  mlir::Value max(mlir::Value a, mlir::Value b);
  mlir::Value floorDiv(mlir::Value a, mlir::Value b);
  mlir::Value ceilDiv(mlir::Value a, mlir::Value b);
  /// The smallest shift with 2^shift >= a, for a > 0.
  mlir::Value log2Ceil(mlir::Value a);
  mlir::Value select(mlir::Value condition, mlir::Value a, mlir::Value b);
  mlir::Value less(mlir::Value a, mlir::Value b);
  /// 0 <= a < b, for any a and for b >= 0, by one unsigned comparison.
  mlir::Value inRange(mlir::Value a, mlir::Value b);
  /// The start that `wrap` makes of `start` in a dimension of size `extent`,
  /// where starts in [0, limit) are legal: below 0 the size is added. Where that
  /// is an error either way, `start`, which the error reports.
  mlir::Value wrap(mlir::Value start, mlir::Value extent, mlir::Value limit,
                   BoundsPolicy bounds);
  mlir::Value both(mlir::Value a, mlir::Value b);
  mlir::Value either(mlir::Value a, mlir::Value b);
  /// The size of a dimension of a tensor.
  mlir::Value dim(mlir::Value tensor, int64_t dim);
  /// The constant value, if it is known.
  static std::optional<int64_t> known(mlir::Value value);
  /// `check kind value, limit at (position)`, folded away when it provably
  /// holds.
  mlir::Value check(CheckKind kind, mlir::Value value, mlir::Value limit,
                    mlir::ValueRange position, int64_t site, int64_t dim,
                    int64_t window = 1);
  /// `check equal` of the size of a dimension of the updates of `op`.
  mlir::Value checkUpdateSizes(IndexedAccessOpInterface op, int64_t dim,
                               mlir::Value expected);
  /// `a`, made to depend on that check of the updates from number `first` on.
  mlir::Value tieToUpdateSizes(mlir::Value a, IndexedAccessOpInterface op,
                               int64_t dim, mlir::Value expected,
                               int64_t first = 0);
  /// `a`, made to depend on the comparison of the sizes of a dimension of the
  /// destinations of `op`.
  mlir::Value tieToDestSizes(mlir::Value a, IndexedAccessOpInterface op,
                             int64_t dim);
  /// `a`, made to depend on `checked`, the result of a check of `original`.
  mlir::Value tie(mlir::Value a, mlir::Value checked, mlir::Value original);

  mlir::OpBuilder &builder;
  mlir::Location loc;
};

/// The number e with combine(e, u) = u for all u, bit for bit; null where there
/// is none.
mlir::TypedAttr getIdentity(Combiner combiner, mlir::Type type);

/// What the elements of each pair of a write become where it has found and
/// written those given, as `dialect/README.md` defines it. What it excludes and
/// accumulates in is of no account.
llvm::SmallVector<mlir::Value> createCombine(mlir::OpBuilder &builder,
                                             mlir::Location loc,
                                             const Combining &combining,
                                             mlir::ValueRange found,
                                             mlir::ValueRange written);

} // namespace tslice

#endif // TSLICE_LIB_CONVERSION_INDEXMATH_H
