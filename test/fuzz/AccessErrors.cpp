// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The text of errors of accesses: the op, its number and place, what is wrong.

#include "AccessErrors.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "tslice/IR/TSliceInference.h"
#include <cstring>

using namespace mlir;
using namespace tslice;

/// `gather #2 (file:line:column): `, as messages begin.
static std::string formatSite(Operation *op) {
  int64_t number = 0;
  op->getParentOfType<func::FuncOp>().walk([&](Operation *other) {
    number += isEvaluated(other);
    return other == op ? WalkResult::interrupt() : WalkResult::advance();
  });
  std::string text;
  llvm::raw_string_ostream out(text);
  out << op->getName().stripDialect() << " #" << number;
  if (auto loc = dyn_cast<FileLineColLoc>(op->getLoc()))
    out << " (" << loc.getFilename().getValue() << ':' << loc.getLine() << ':'
        << loc.getColumn() << ')';
  out << ": ";
  return text;
}

/// The sentence of `error` up to and including the dimension.
static std::string describe(const EvaluationError &error) {
  std::string text, dim = "dimension " + std::to_string(error.dim);
  llvm::raw_string_ostream out(text);
  switch (error.kind) {
  case CheckKind::Index:
  case CheckKind::Wrapped:
    out << "index " << error.index;
    for (auto [i, at] : llvm::enumerate(error.position))
      out << (i ? ", " : " at position [") << at;
    out << (error.position.empty() ? "" : "]");
    out << " is outside ["
        << (error.kind == CheckKind::Wrapped ? -(error.limit + error.window - 1)
                                             : 0)
        << ", " << error.limit << ") of " << dim;
    break;
  case CheckKind::Equal:
  case CheckKind::Size:
    out << "size " << error.index << " of " << dim;
    break;
  case CheckKind::Stride:
    out << "stride of " << dim;
    break;
  case CheckKind::Window:
    out << "window of " << error.index << " does not fit in " << dim;
    break;
  case CheckKind::Room:
    out << error.index << " positions are true, but there is room for "
        << error.limit;
    break;
  case CheckKind::Unique:
  case CheckKind::Sorted:
    llvm_unreachable("the evaluator trusts promises");
  }
  return text;
}

std::string fuzz::formatAccessError(Operation *op,
                                    const EvaluationError &error) {
  return formatSite(op) + describe(error);
}

/// Whether a result of `op` is returned whenever `op` is reached: from where it
/// stands or from a branch. What a loop yields, the next turn may overwrite.
static bool isReturned(Operation *op) {
  return llvm::any_of(op->getUsers(), [](Operation *user) {
    return isa<func::ReturnOp>(user) ||
           (isa<scf::YieldOp>(user) && isa<scf::IfOp>(user->getParentOp()) &&
            user->getParentOp()->getNumResults() == 1 &&
            isReturned(user->getParentOp()));
  });
}

/// Whether `op` may turn out to change nothing: an update that combines zeros,
/// say, is replaced by its destination.
static bool mayChangeNothing(IndexedAccessOpInterface op) {
  if (!op.isWrite() || op.getCombiner() == Combiner::Set)
    return false;
  return !llvm::all_of(op->getOperands(), [](Value operand) {
    return isa<BlockArgument>(operand);
  });
}

/// Whether what `op` reads, which is `tensor`, may turn out to hold one value
/// everywhere, as `x - x` does: then so does what is read, wherever from.
static bool mayReadOneValue(IndexedAccessOpInterface op,
                            const BufferView &tensor) {
  if (op.isWrite() || isa<BlockArgument>(op->getOperand(0)))
    return false;
  auto data = static_cast<const char *>(tensor.data);
  int64_t size = getElementStorageSize(tensor.elementType),
          numBytes = size * tensor.getNumElements();
  return numBytes == 0 || std::memcmp(data, data + size, numBytes - size) == 0;
}

bool fuzz::mustBeReported(Operation *op, ArrayRef<BufferView> tensors) {
  auto access = dyn_cast<IndexedAccessOpInterface>(op);
  if (!access || access.getBoundsPolicy() == BoundsPolicy::Assume ||
      mayChangeNothing(access) || mayReadOneValue(access, tensors.front()))
    return false;
  auto isEmpty = [](const BufferView &view) {
    return llvm::is_contained(view.shape, 0);
  };
  // The sizes of slices and updates may be zero when they run.
  bool isFixed = isa<GatherOp, ScatterOp>(op) ||
                 access.getElements().getType().hasStaticShape();
  return isFixed && isReturned(op) && llvm::none_of(tensors, isEmpty) &&
         !llvm::is_contained(access.getElements().getType().getShape(), 0);
}
