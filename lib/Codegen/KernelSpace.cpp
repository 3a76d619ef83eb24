// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Decides which loops of a nest share one range of threads, and which element a
// thread works on: consecutive numbers are consecutive innermost iterations, so
// that neighbouring threads touch neighbouring elements.

#include "KernelSpace.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using namespace tslice;

/// Whether `op`, which stands between two loops of `nest`, gives the same value
/// when it is repeated in every iteration of the inner one.
static bool canRepeat(Operation &op, Operation *nest,
                      const BufferRoots &buffers) {
  if (op.getNumRegions() != 0)
    return false;
  auto load = dyn_cast<memref::LoadOp>(op);
  if (!load)
    return isMemoryEffectFree(&op);
  auto written = BufferRoots::getWritten(nest);
  return written && llvm::none_of(*written, [&](Value memref) {
           return buffers.mayAlias(memref, load.getMemRef());
         });
}

KernelSpace::KernelSpace(scf::ParallelOp outermost,
                         const BufferRoots &buffers) {
  for (scf::ParallelOp loop = outermost; loop; loop = enter(loop, buffers)) {
    loops.push_back(loop);
    llvm::append_range(lower, loop.getLowerBound());
    llvm::append_range(upper, loop.getUpperBound());
    llvm::append_range(step, loop.getStep());
    llvm::append_range(inductionVars, loop.getInductionVars());
  }
}

scf::ParallelOp KernelSpace::enter(scf::ParallelOp loop,
                                   const BufferRoots &buffers) const {
  Operation *outermost = loops.front();
  scf::ParallelOp inner;
  for (Operation &op : loop.getBody()->without_terminator()) {
    if (inner)
      return {};
    inner = dyn_cast<scf::ParallelOp>(op);
    if (!inner && !canRepeat(op, outermost, buffers))
      return {};
  }
  if (!inner || inner.getNumReductions() != 0)
    return {};
  bool rectangular = llvm::none_of(inner->getOperands(), [&](Value bound) {
    return outermost->isAncestor(bound.getParentBlock()->getParentOp());
  });
  return rectangular ? inner : scf::ParallelOp();
}

/// ceil((upper - lower) / step), 0 where that is negative.
Value KernelSpace::buildExtent(OpBuilder &builder, Location loc,
                               const IRMapping &map, unsigned dim) const {
  Value low = map.lookupOrDefault(lower[dim]),
        high = map.lookupOrDefault(upper[dim]);
  Value stride = map.lookupOrDefault(step[dim]);
  if (matchPattern(lower[dim], m_Zero()) && matchPattern(step[dim], m_One()))
    return high;
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  Value one = arith::ConstantIndexOp::create(builder, loc, 1);
  Value length = builder.createOrFold<arith::SubIOp>(loc, high, low);
  length = builder.createOrFold<arith::MaxSIOp>(loc, length, zero);
  Value slack = builder.createOrFold<arith::SubIOp>(loc, stride, one);
  length = builder.createOrFold<arith::AddIOp>(loc, length, slack);
  return builder.createOrFold<arith::DivUIOp>(loc, length, stride);
}

Value KernelSpace::buildCount(OpBuilder &builder, Location loc,
                              const IRMapping &map) const {
  Value count = buildExtent(builder, loc, map, 0);
  for (unsigned dim = 1; dim < lower.size(); ++dim)
    count = builder.createOrFold<arith::MulIOp>(
        loc, count, buildExtent(builder, loc, map, dim));
  return count;
}

void KernelSpace::buildIteration(OpBuilder &builder, Location loc, Value number,
                                 IRMapping map) const {
  Value rest = number;
  for (unsigned dim = lower.size(); dim-- > 0;) {
    Value position = rest;
    if (dim > 0) {
      // Unsigned: the operands are never negative, and a division by a constant
      // is shorter so.
      Value extent = buildExtent(builder, loc, map, dim);
      position = builder.createOrFold<arith::RemUIOp>(loc, rest, extent);
      rest = builder.createOrFold<arith::DivUIOp>(loc, rest, extent);
    }
    position = builder.createOrFold<arith::MulIOp>(
        loc, position, map.lookupOrDefault(step[dim]));
    position = builder.createOrFold<arith::AddIOp>(
        loc, position, map.lookupOrDefault(lower[dim]));
    map.map(inductionVars[dim], position);
  }
  for (scf::ParallelOp loop : loops) {
    for (Operation &op : loop.getBody()->without_terminator()) {
      if (loop == loops.back() || !isa<scf::ParallelOp>(op))
        builder.clone(op, map);
    }
  }
}
