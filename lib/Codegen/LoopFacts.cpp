// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Simple questions about loops.

#include "LoopFacts.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using namespace tslice;

bool tslice::isSimpleLoop(Operation *op) {
  if (auto loop = dyn_cast<scf::ForOp>(op))
    return loop.getInductionVar().getType().isIndex();
  auto loop = dyn_cast<scf::ParallelOp>(op);
  return loop && loop.getNumLoops() == 1 && loop.getNumReductions() == 0;
}

LoopBounds tslice::getBounds(Operation *loop) {
  if (auto sequential = dyn_cast<scf::ForOp>(loop))
    return {sequential.getLowerBound(), sequential.getUpperBound(),
            sequential.getStep()};
  auto parallel = cast<scf::ParallelOp>(loop);
  return {parallel.getLowerBound()[0], parallel.getUpperBound()[0],
          parallel.getStep()[0]};
}

Value tslice::getInductionVar(Operation *loop) {
  if (auto sequential = dyn_cast<scf::ForOp>(loop))
    return sequential.getInductionVar();
  return cast<scf::ParallelOp>(loop).getInductionVars()[0];
}

std::optional<int64_t> tslice::getConstantTripCount(Operation *loop) {
  LoopBounds bounds = getBounds(loop);
  std::optional<int64_t> lower = getConstantIntValue(bounds.lower);
  std::optional<int64_t> upper = getConstantIntValue(bounds.upper);
  std::optional<int64_t> step = getConstantIntValue(bounds.step);
  if (!lower || !upper || !step || *step <= 0)
    return std::nullopt;
  return *upper <= *lower ? 0 : llvm::divideCeil(*upper - *lower, *step);
}

std::optional<int64_t> tslice::getTripCountBound(Operation *loop) {
  if (std::optional<int64_t> count = getConstantTripCount(loop))
    return count;
  LoopBounds bounds = getBounds(loop);
  std::optional<int64_t> step = getConstantIntValue(bounds.step);
  auto smaller = bounds.upper.getDefiningOp<arith::MinSIOp>();
  if (!smaller || !step || *step <= 0)
    return std::nullopt;
  for (Value operand : smaller->getOperands()) {
    if (getConstantIntValue(bounds.lower) == 0) {
      if (std::optional<int64_t> end = getConstantIntValue(operand))
        return llvm::divideCeil(std::max<int64_t>(*end, 0), *step);
    }
    auto end = operand.getDefiningOp<arith::AddIOp>();
    if (!end || end.getLhs() != bounds.lower)
      continue;
    if (std::optional<int64_t> length = getConstantIntValue(end.getRhs()))
      return llvm::divideCeil(*length, *step);
  }
  return std::nullopt;
}

Value tslice::buildTripCount(OpBuilder &builder, Operation *loop) {
  Location loc = loop->getLoc();
  if (std::optional<int64_t> count = getConstantTripCount(loop))
    return arith::ConstantIndexOp::create(builder, loc, *count);
  LoopBounds bounds = getBounds(loop);
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  Value length = bounds.upper;
  if (getConstantIntValue(bounds.lower) != 0)
    length = arith::SubIOp::create(builder, loc, length, bounds.lower);
  if (getConstantIntValue(bounds.step) != 1)
    length = arith::CeilDivSIOp::create(builder, loc, length, bounds.step);
  return arith::MaxSIOp::create(builder, loc, length, zero);
}

bool tslice::isDefinedOutside(Value value, Operation *op) {
  return !op->isAncestor(value.getParentRegion()->getParentOp());
}

bool tslice::canCloneOutOf(Operation *scope, Value value,
                           const IRMapping &mapping) {
  if (mapping.contains(value) || isDefinedOutside(value, scope))
    return true;
  Operation *producer = value.getDefiningOp();
  return producer && producer->getNumRegions() == 0 &&
         (isPure(producer) || isa<memref::LoadOp>(producer)) &&
         llvm::all_of(producer->getOperands(), [&](Value operand) {
           return canCloneOutOf(scope, operand, mapping);
         });
}

Value tslice::cloneOutOf(Operation *scope, Value value, IRMapping &mapping,
                         OpBuilder &builder) {
  if (mapping.contains(value))
    return mapping.lookup(value);
  if (isDefinedOutside(value, scope))
    return value;
  Operation *producer = value.getDefiningOp();
  assert(producer && "an argument of the scope must be in the mapping");
  for (Value operand : producer->getOperands())
    cloneOutOf(scope, operand, mapping, builder);
  builder.clone(*producer, mapping);
  return mapping.lookup(value);
}

scf::ParallelOp tslice::nestParallel(RewriterBase &rewriter,
                                     scf::ParallelOp loop) {
  unsigned rank = loop.getNumLoops();
  if (rank == 1 || loop.getNumReductions() != 0)
    return loop;
  Location loc = loop.getLoc();
  rewriter.setInsertionPoint(loop);
  SmallVector<Value> inductionVars;
  scf::ParallelOp outer, inner;
  for (unsigned dim = 0; dim < rank; ++dim) {
    inner = scf::ParallelOp::create(
        rewriter, loc, ValueRange(loop.getLowerBound()[dim]),
        ValueRange(loop.getUpperBound()[dim]), ValueRange(loop.getStep()[dim]));
    outer = outer ? outer : inner;
    inductionVars.push_back(inner.getInductionVars()[0]);
    rewriter.setInsertionPointToStart(inner.getBody());
  }
  rewriter.eraseOp(inner.getBody()->getTerminator());
  rewriter.mergeBlocks(loop.getBody(), inner.getBody(), inductionVars);
  rewriter.eraseOp(loop);
  return outer;
}
