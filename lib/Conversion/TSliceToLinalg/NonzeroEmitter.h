// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The loops over blocks of a mask that find its positions, or read what lies
// there.

#ifndef TSLICE_LIB_CONVERSION_NONZEROEMITTER_H
#define TSLICE_LIB_CONVERSION_NONZEROEMITTER_H

#include "WindowUpdate.h"

namespace tslice {

/// Builds the loops of one nonzero.
class NonzeroEmitter {
public:
  NonzeroEmitter(IndexMath &math, NonzeroOp op, int64_t blockSize);

  /// The results of the op.
  llvm::SmallVector<mlir::Value> emit(IndexMath &math);

  /// The number of positions, for all who use them without their rows.
  mlir::Value emitTotal(IndexMath &math);

  /// The elements of `source` at the positions, of which the total has been
  /// built. The source must have the sizes of the mask, or in dimension 0 a
  /// larger one.
  mlir::Value emitElements(IndexMath &math, mlir::Value source);

  /// The result of `scatter`, which combines elements at the positions with
  /// those of a tensor of such sizes that is filled with `fill`. `init` is what
  /// that is written to. There must be updates.
  mlir::Value emitScattered(IndexMath &math, ScatterOp scatter,
                            mlir::Value fill, mlir::Value init);

private:
  using BlockBody = llvm::function_ref<std::pair<mlir::Value, TensorWindow>(
      IndexMath &, mlir::Value block, mlir::Value dest)>;
  mlir::Value emitBlocks(IndexMath &math, mlir::Value dest, BlockBody body);
  std::pair<mlir::Value, mlir::Value> getRange(IndexMath &math,
                                               mlir::Value block);
  mlir::Value emitBit(IndexMath &math, mlir::Value at);
  mlir::Value emitSpread(IndexMath &math, ScatterOp scatter, mlir::Value fill,
                         mlir::Value block, mlir::Value from, mlir::Value last,
                         mlir::Value window);
  mlir::Value emitCounts(IndexMath &math);
  void emitSums(IndexMath &math);
  mlir::Value emitDest(IndexMath &math);
  mlir::Value emitRow(IndexMath &math, mlir::Value position, mlir::Value row,
                      mlir::Value rows);
  mlir::Value emitRows(IndexMath &math);

  NonzeroOp op;
  /// Elements of a block. What is picked of them stays in a near cache.
  int64_t blockSize;
  /// The mask as a tensor of rank 1.
  mlir::Value mask;
  llvm::SmallVector<mlir::Value> sizes;
  mlir::Value numElements, numBlocks;
  /// The number of rows that the op asks for; null if it asks for none.
  mlir::Value size;
  /// sums[0, b] is the number of positions of the blocks before block b.
  mlir::Value sums, total;
  /// The number of rows for positions; null if there are enough.
  mlir::Value limit;
};

/// Whether the types alone say that there is no position to be written: a mask
/// without elements, or one without dimensions or rows, whose rows are empty.
bool hasNoRows(NonzeroOp op);

} // namespace tslice

#endif // TSLICE_LIB_CONVERSION_NONZEROEMITTER_H
