// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Puts every read of a version of a tensor ahead of the op that writes over it,
// where it does not need what that op computes. Bufferization keeps the order of
// ops, and would copy the whole tensor for a read that comes too late.

#include "Overwrites.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "tslice/IR/TSliceOps.h"
#include "tslice/Transforms/Passes.h"

namespace tslice {
#define GEN_PASS_DEF_ORDERREADSPASS
#include "tslice/Transforms/Passes.h.inc"
} // namespace tslice

using namespace mlir;
using namespace tslice;

/// The ops of `block` that `op` uses results of, from itself down to those
/// behind `first`; nothing if `first` is among them, or `limit` is not enough.
static bool collectBetween(Operation *first, Operation *op,
                           llvm::SetVector<Operation *> &needed) {
  constexpr size_t limit = 256;
  if (op == first || needed.size() >= limit || !isMemoryEffectFree(op))
    return false;
  if (!first->isBeforeInBlock(op) || !needed.insert(op))
    return true;
  bool independent = true;
  op->walk([&](Operation *inner) {
    for (Value operand : inner->getOperands()) {
      Operation *definition = operand.getDefiningOp();
      Operation *here =
          definition ? first->getBlock()->findAncestorOpInBlock(*definition)
                     : nullptr;
      if (independent && here && here != op &&
          !collectBetween(first, here, needed))
        independent = false;
    }
  });
  return independent;
}

/// Whether an op from `writer` up to `reader` that stays where it is uses what
/// the ops that move write over.
static bool wouldComeTooLate(Operation *writer, Operation *reader,
                             const llvm::SetVector<Operation *> &moved) {
  return llvm::any_of(moved, [&](Operation *op) {
    return llvm::any_of(getAccesses(op).written, [&](Value tensor) {
      return llvm::any_of(tensor.getUsers(), [&](Operation *user) {
        Operation *here = writer->getBlock()->findAncestorOpInBlock(*user);
        return here && !moved.contains(here) &&
               !here->isBeforeInBlock(writer) && here->isBeforeInBlock(reader);
      });
    });
  });
}

/// %z = tslice.update set %u into %y[..]
/// %s = tslice.slice %y[..]
/// ->
/// %s = tslice.slice %y[..]
/// %z = tslice.update set %u into %y[..]
static void moveReadsAhead(Operation *writer) {
  TensorAccesses written = getAccesses(writer);
  llvm::SmallSetVector<Operation *, 8> late;
  Block *block = writer->getBlock();
  SmallVector<Value> tensors(written.written.begin(), written.written.end());
  while (!tensors.empty()) {
    Value tensor = tensors.pop_back_val();
    for (OpOperand &use : tensor.getUses()) {
      Operation *user = block->findAncestorOpInBlock(*use.getOwner());
      for (Value result : use.getOwner()->getResults())
        if (isa<TensorType>(result.getType()) && getViewed(result) != result)
          tensors.push_back(result);
      if (user && user != writer && writer->isBeforeInBlock(user) &&
          !user->hasTrait<OpTrait::IsTerminator>())
        late.insert(user);
    }
  }
  for (Operation *reader : late) {
    llvm::SetVector<Operation *> needed;
    // Who writes over the same tensor needs a copy anyway.
    bool competes = llvm::any_of(getAccesses(reader).written, [&](Value value) {
      return written.written.contains(value);
    });
    if (competes || !writer->isBeforeInBlock(reader) ||
        !collectBetween(writer, reader, needed) ||
        wouldComeTooLate(writer, reader, needed))
      continue;
    SmallVector<Operation *> inOrder(needed.begin(), needed.end());
    llvm::sort(inOrder, [](Operation *a, Operation *b) {
      return a->isBeforeInBlock(b);
    });
    for (Operation *op : inOrder)
      op->moveBefore(writer);
  }
}

/// %z = tslice.update set %zeros into %y[..]
/// %s = tslice.slice %y[..]
/// %w = tslice.update add %u into %z[..]
/// ->
/// %s = tslice.slice %y[..]
/// %z = tslice.update set %zeros into %y[..]
/// %w = tslice.update add %u into %z[..]
///
/// A number needs nothing that could be gone by then. What is made of the reads
/// can stay where it is needed.
static void moveBehindReads(UpdateOp update) {
  if (!update.getUpdate().getDefiningOp<linalg::FillOp>() ||
      update->getNumResults() != 1 || update->getNumRegions() != 0)
    return;
  Operation *first = nullptr;
  for (Operation *user : update->getUsers()) {
    Operation *here = update->getBlock()->findAncestorOpInBlock(*user);
    if (!here)
      return;
    if (!first || here->isBeforeInBlock(first))
      first = here;
  }
  if (first)
    update->moveBefore(first);
}

namespace {
struct OrderReadsPass : tslice::impl::OrderReadsPassBase<OrderReadsPass> {
  using Base::Base;

  void runOnOperation() override {
    SmallVector<UpdateOp> updates;
    getOperation()->walk([&](UpdateOp op) { updates.push_back(op); });
    for (UpdateOp update : llvm::reverse(updates))
      moveBehindReads(update);
    SmallVector<Operation *> writers;
    getOperation()->walk([&](Operation *op) {
      if (op->getNumResults() == 0 || !op->getBlock() ||
          !isa<TensorType>(op->getResult(0).getType()))
        return;
      if (llvm::any_of(op->getOpOperands(), overwrites) ||
          op->getNumRegions() > 0)
        writers.push_back(op);
    });
    for (Operation *writer : writers)
      moveReadsAhead(writer);
  }
};
} // namespace
