// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Gives every op that writes to a fresh buffer one of its own. Common
// subexpression elimination has merged them all, and bufferization would take
// whatever is written to one of them for a possible overwrite of all the others:
// time cubic in the number of ops.

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
