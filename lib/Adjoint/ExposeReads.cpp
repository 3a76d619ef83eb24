// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Only reads: they are where large values become small ones.

#include "ExposeReads.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "tslice/IR/DifferentiableOpInterface.h"
#include "tslice/IR/TSliceInference.h"
#include "tslice/IR/TSliceOps.h"

using namespace mlir;
using namespace tslice;

/// Whether `op` reads a part of a tensor that is defined outside of `region`, of
/// a size that is known.
static bool isRead(Operation &op, Region &region) {
  if (!isa<SliceOp, GatherOp, tensor::ExtractOp, tensor::ExtractSliceOp>(op))
    return false;
  auto tensor = dyn_cast<RankedTensorType>(op.getResult(0).getType());
  return isDifferentiable(op.getResult(0).getType()) &&
         (!tensor || tensor.hasStaticShape()) &&
         !region.isAncestor(op.getOperand(0).getParentRegion());
}

static bool isBranch(Operation &op) {
  return isa<scf::IfOp, scf::IndexSwitchOp>(op) && op.getNumResults() > 0;
}

/// A value of `type` that nobody looks at.
static Value createAny(OpBuilder &builder, Location loc, Type type) {
  if (auto tensor = dyn_cast<RankedTensorType>(type))
    return tensor::EmptyOp::create(builder, loc, tensor.getShape(),
                                   tensor.getElementType());
  return createZero(builder, loc, type);
}

/// %r = scf.if %c { %v = tensor.extract %x[%i] ... yield %a } else { yield %b }
/// ->
/// %r, %kept = scf.if %c { %v = tensor.extract %x[%i] ... yield %a, %v }
///             else { yield %b, any }
///
/// Returns what has been added.
static SmallVector<Value> exposeReadsOf(Operation *op) {
  SmallVector<Value> reads;
  for (Region &region : op->getRegions()) {
    for (Operation &inner : llvm::make_early_inc_range(region.front()))
      if (isBranch(inner))
        llvm::append_range(reads, exposeReadsOf(&inner));
      else if (isRead(inner, region))
        reads.push_back(inner.getResult(0));
  }
  if (reads.empty())
    return {};
  SmallVector<Type> types(op->getResultTypes());
  llvm::append_range(types, ValueRange(reads).getTypes());
  for (Region &region : op->getRegions()) {
    Operation *terminator = region.front().getTerminator();
    OpBuilder builder(terminator);
    SmallVector<Value> yields(terminator->getOperands());
    for (Value read : reads)
      yields.push_back(read.getParentRegion() == &region
                           ? read
                           : createAny(builder, op->getLoc(), read.getType()));
    terminator->setOperands(yields);
  }
  OperationState state(op->getLoc(), op->getName(), op->getOperands(), types,
                       op->getAttrs());
  state.propertiesAttr = op->getPropertiesAsAttribute();
  for (Region &region : op->getRegions())
    state.addRegion()->takeBody(region);
  OpBuilder builder(op);
  Operation *wider = builder.create(state);
  unsigned numResults = op->getNumResults();
  op->replaceAllUsesWith(wider->getResults().take_front(numResults));
  op->erase();
  return llvm::to_vector_of<Value>(wider->getResults().drop_front(numResults));
}

void tslice::exposeReads(Block &block) {
  for (Operation &op : llvm::make_early_inc_range(block))
    if (isBranch(op))
      exposeReadsOf(&op);
}

bool tslice::isExposed(Value yielded, Block &block) {
  Operation *op = yielded.getDefiningOp();
  return op && op->getBlock() == &block &&
         (isBranch(*op) || isRead(*op, *block.getParent()));
}
