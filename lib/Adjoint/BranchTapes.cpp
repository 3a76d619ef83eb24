// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The copy of a branch in its adjoint would run the loops in it again, and need
// all that these begin with. Instead the branch hands on what they keep; the
// other branches hand on tapes without steps.

#include "BranchTapes.h"
#include "Activity.h"
#include "EraseUnused.h"
#include "InlineCalls.h"
#include "InnerTapes.h"
#include "PrepareBody.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Interfaces/LoopLikeInterface.h"
#include "tslice/SeededFaults.h"

using namespace mlir;
using namespace tslice;

void BranchTapes::prepare(Region &region, ArrayRef<Value> independents,
                          ArrayRef<unsigned> yields) {
  auto mayLoop = [](Operation *op) {
    return isa<LoopLikeOpInterface, CallOpInterface>(op);
  };
  if (!region
           .walk([&](Operation *op) {
             return mayLoop(op) ? WalkResult::interrupt()
                                : WalkResult::advance();
           })
           .wasInterrupted())
    return;
  Block &block = region.front();
  inlineCalls(block);
  SmallVector<Value> dependents =
      llvm::map_to_vector(yields, [&](unsigned number) {
        return block.getTerminator()->getOperand(number);
      });
  prepareBody(block, Activity::estimate(block, independents, dependents));
}

/// Whether a branch without such a value can hand on another one.
static bool hasPlaceholder(Type type) {
  return isa<RankedTensorType, ComplexType>(type) || type.isIntOrIndexOrFloat();
}

/// A value of `type` that nothing reads: a tensor is as small as its type allows.
static Value createPlaceholder(OpBuilder &builder, Location loc, Type type) {
  if (auto tensor = dyn_cast<RankedTensorType>(type)) {
    SmallVector<Value> sizes(tensor.getNumDynamicDims());
    for (Value &size : sizes)
      size = arith::ConstantIndexOp::create(builder, loc, 0);
    return bufferization::AllocTensorOp::create(builder, loc, tensor, sizes);
  }
  if (auto pair = dyn_cast<ComplexType>(type)) {
    Attribute zero = builder.getZeroAttr(pair.getElementType());
    return complex::ConstantOp::create(builder, loc, type,
                                       builder.getArrayAttr({zero, zero}));
  }
  return arith::ConstantOp::create(builder, loc, builder.getZeroAttr(type));
}

void BranchTapes::add(unsigned region, Block &block, const IRMapping &mapping,
                      ArrayRef<std::pair<Operation *, Operation *>> taping) {
  IRMapping copies;
  for (auto [original, copy] : mapping.getValueMap())
    if (original.getParentRegion() == &op->getRegion(region))
      copies.map(original, copy);
  DenseSet<Value> tapes;
  SmallVector<Operation *> keeping;
  for (auto [inner, replacement] : llvm::reverse(taping))
    if (Operation *made =
            keepInnerTapes(inner, replacement, block, copies, tapes))
      keeping.push_back(made);
  auto note = [&](Value original) {
    Value copy = copies.lookup(original);
    if (!copy.use_empty() && hasPlaceholder(copy.getType()))
      kept.push_back({region, original, copy});
  };
  // Tapes that have been trimmed, ahead of those that nobody trims.
  for (Operation *made : keeping)
    for (Value result : made->getResults())
      for (Operation *user : result.getUsers())
        for (Value trimmed : user->getResults())
          if (tapes.contains(trimmed))
            note(trimmed);
  for (Operation *made : keeping)
    llvm::for_each(made->getResults(), note);
}

/// %y = scf.if %c { %y1, %tape = scf.for ..; yield %y1 } else { yield %x }
/// ->
/// %y, %kept = scf.if %c { %y1, %tape = scf.for ..; yield %y1, %tape }
///             else { yield %x, a tape without steps }
Operation *BranchTapes::create(CreateFn createLike) {
  if (kept.empty())
    return nullptr;
  OpBuilder builder(op);
  SmallVector<Type> types(op->getResultTypes());
  for (const Kept &value : kept)
    types.push_back(value.copy.getType());
  Operation *wider = createLike(builder, types);
  wider->setDiscardableAttrs(op->getDiscardableAttrDictionary());
  for (auto [number, from, to] :
       llvm::enumerate(op->getRegions(), wider->getRegions())) {
    IRMapping mapping;
    from.cloneInto(&to, mapping);
    Operation *terminator = to.front().getTerminator();
    builder.setInsertionPoint(terminator);
    SmallVector<Value> yields(terminator->getOperands());
    for (const Kept &value : kept)
      yields.push_back(
          value.region == number && !isSeeded("branch-tape-lost")
              ? mapping.lookup(value.original)
              : createPlaceholder(builder, op->getLoc(), value.copy.getType()));
    terminator->setOperands(yields);
  }
  op->replaceAllUsesWith(wider->getResults().take_front(op->getNumResults()));
  for (auto [value, result] : llvm::zip_equal(
           kept, wider->getResults().drop_front(op->getNumResults())))
    value.copy.replaceAllUsesWith(result);
  return wider;
}
