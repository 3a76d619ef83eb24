// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Gives every op that writes to a fresh buffer one of its own, and every part of
// a fresh tensor the place that it is inserted to. Common
// subexpression elimination has merged them all, and bufferization would take
// whatever is written to one of them for a possible overwrite of all the others:
// time cubic in the number of ops.

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Builders.h"
#include "tslice/Transforms/Passes.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;
using namespace tslice;

namespace tslice {
#define GEN_PASS_DEF_OWNDESTINATIONSPASS
#include "tslice/Transforms/Passes.h.inc"
} // namespace tslice

namespace {
struct OwnDestinationsPass
    : tslice::impl::OwnDestinationsPassBase<OwnDestinationsPass> {
  using Base::Base;

  /// %e = tensor.empty(); %1 = fill outs(%e); %2 = fill outs(%e)
  /// ->
  /// %e = tensor.empty(); %1 = fill outs(%e)
  /// %f = tensor.empty(); %2 = fill outs(%f)
  void runOnOperation() override {
    SmallVector<tensor::EmptyOp> empties;
    getOperation()->walk([&](tensor::EmptyOp op) { empties.push_back(op); });
    for (tensor::EmptyOp empty : empties)
      separate(empty);
    getOperation()->walk(sinkProducer);
  }

  /// %e = tensor.empty(); %p = generic outs(%e)
  /// %whole = tensor.empty()
  /// %r = insert_slice %p into %whole[..]
  /// ->
  /// %whole = tensor.empty()
  /// %e = tensor.empty(); %p = generic outs(%e)
  /// %r = insert_slice %p into %whole[..]
  ///
  /// The whole stands in front of the part, which is then computed in place.
  static void sinkProducer(tensor::InsertSliceOp insert) {
    Operation *whole = insert.getDest().getDefiningOp();
    auto producer = insert.getSource().getDefiningOp<linalg::GenericOp>();
    if (!producer || !producer->hasOneUse() ||
        producer->getBlock() != insert->getBlock() || !whole ||
        whole->getBlock() != insert->getBlock() ||
        whole->isBeforeInBlock(producer) || !isFresh(insert.getDest()))
      return;
    auto empty =
        producer.getDpsInits().front().getDefiningOp<tensor::EmptyOp>();
    if (producer.getNumDpsInits() != 1 || !empty || !empty->hasOneUse())
      return;
    empty->moveBefore(insert);
    producer->moveBefore(insert);
  }

  /// Whether parts of a tensor of no contents or one number, and no others, are
  /// in `tensor`.
  static bool isFresh(Value tensor) {
    while (Operation *op = tensor.getDefiningOp()) {
      auto fill = dyn_cast<linalg::LinalgOp>(op);
      if (auto insert = dyn_cast<tensor::InsertSliceOp>(op))
        tensor = insert.getDest();
      else if (fill && fill.getNumDpsInits() == 1 &&
               llvm::none_of(fill.getDpsInputs(), [](Value input) {
                 return isa<TensorType>(input.getType());
               }))
        tensor = fill.getDpsInits().front();
      else
        break;
    }
    return isa_and_nonnull<tensor::EmptyOp, bufferization::AllocTensorOp>(
        tensor.getDefiningOp());
  }

  void separate(tensor::EmptyOp empty) {
    // What the branches of one op leave in the same buffer stays one buffer.
    llvm::MapVector<Operation *, SmallVector<OpOperand *>> uses;
    for (OpOperand &use : empty->getUses())
      uses[empty->getBlock()->findAncestorOpInBlock(*use.getOwner())].push_back(
          &use);
    if (uses.size() < 2)
      return;
    OpBuilder builder(empty.getContext());
    for (auto &[user, operands] : uses) {
      builder.setInsertionPoint(user);
      Value own = builder.clone(*empty)->getResult(0);
      for (OpOperand *operand : operands)
        operand->set(own);
    }
    empty->erase();
  }
};
} // namespace
