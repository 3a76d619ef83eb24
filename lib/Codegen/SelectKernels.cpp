// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Decides what runs where. Parallel loops always run on the device. A
// sequential loop runs there, on one thread, unless it holds parallel loops
// that are worth a launch in each of its iterations.

#include "SelectKernels.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace tslice;

/// A launch costs as much as a few hundred steps of one thread.
static constexpr int64_t maxSerialIterations = 64;
/// Bytes of temporaries that one thread may hold.
static constexpr int64_t maxThreadBytes = 4096;

/// Whether one thread may as well run all iterations of `loop`.
static bool isShort(scf::ParallelOp loop) {
  int64_t count = 1;
  for (auto [low, high, step] :
       llvm::zip(loop.getLowerBound(), loop.getUpperBound(), loop.getStep())) {
    auto trips = constantTripCount(low, high, step, /*isSigned=*/true, nullptr);
    if (!trips || trips->ugt(maxSerialIterations))
      return false;
    count *= trips->getZExtValue();
  }
  return count <= maxSerialIterations;
}

/// Whether each thread can have a buffer of type `type` of its own.
static bool fitsThread(MemRefType type) {
  return type.hasStaticShape() && type.getNumElements() <= maxThreadBytes / 16;
}

static bool canRunOnOneThread(Operation *loop) {
  if (!llvm::all_of(loop->getResultTypes(), MemRefType::isValidElementType) ||
      llvm::any_of(loop->getResultTypes(), llvm::IsaPred<MemRefType>))
    return false;
  return !loop->walk([](Operation *op) {
                auto parallel = dyn_cast<scf::ParallelOp>(op);
                auto alloc = dyn_cast<memref::AllocOp>(op);
                bool refuse = (parallel && !isShort(parallel)) ||
                              (alloc && !fitsThread(alloc.getType())) ||
                              isa<memref::ReallocOp, func::CallOp>(op);
                return refuse ? WalkResult::interrupt() : WalkResult::advance();
              })
              .wasInterrupted();
}

///   %r = scf.for ... -> f32
/// ->
///   %m = memref.alloc() : memref<f32>
///   %r = scf.for ... -> f32
///   memref.store %r, %m[]        (appended to the kernel)
///   %v = memref.load %m[]        (replaces %r)
static void passResultsThroughMemory(Operation *loop, KernelOps &kernel) {
  OpBuilder builder(loop);
  Location loc = loop->getLoc();
  for (Value result : loop->getResults()) {
    if (result.use_empty())
      continue;
    builder.setInsertionPoint(loop);
    Value cell = memref::AllocOp::create(builder, loc,
                                         MemRefType::get({}, result.getType()));
    builder.setInsertionPointAfter(kernel.back());
    auto store = memref::StoreOp::create(builder, loc, result, cell);
    kernel.push_back(store);
    auto load = memref::LoadOp::create(builder, loc, cell);
    result.replaceAllUsesExcept(load, store);
  }
}

static void selectIn(Block &block, SmallVectorImpl<KernelOps> &kernels) {
  for (Operation *op = block.empty() ? nullptr : &block.front(); op;) {
    Operation *last = op;
    if (isa<scf::ParallelOp, memref::StoreOp>(op)) {
      kernels.push_back({op});
    } else if (isa<scf::ForOp, scf::WhileOp>(op) && canRunOnOneThread(op)) {
      KernelOps kernel = {op};
      passResultsThroughMemory(op, kernel);
      last = kernel.back();
      kernels.push_back(std::move(kernel));
    } else {
      for (Region &region : op->getRegions()) {
        for (Block &inner : region)
          selectIn(inner, kernels);
      }
    }
    op = last->getNextNode();
  }
}

SmallVector<KernelOps> tslice::selectKernels(func::FuncOp function) {
  SmallVector<KernelOps> kernels;
  for (Block &block : function.getBody())
    selectIn(block, kernels);
  return kernels;
}
