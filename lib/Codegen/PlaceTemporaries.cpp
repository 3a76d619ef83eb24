// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Keeps the memory of a loop constant: what an iteration has allocated, and no
// later one can see, is given back at its end. Everything else belongs to the
// call and is released with it, so no other deallocation is needed.

#include "LoopFacts.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/Transforms/BufferViewFlowAnalysis.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Interfaces/LoopLikeInterface.h"
#include "tslice/Codegen/Passes.h"

namespace tslice {
#define GEN_PASS_DEF_PLACETEMPORARIESPASS
#include "tslice/Codegen/Passes.h.inc"
} // namespace tslice

using namespace mlir;
using namespace tslice;

/// Whether `value` belongs to `block` or to a region inside of it.
static bool livesIn(Value value, Block *block) {
  // An argument of a loop's body is what another iteration left behind.
  if (auto argument = dyn_cast<BlockArgument>(value);
      argument && argument.getOwner() == block)
    return false;
  return block->getParent()->isAncestor(value.getParentRegion());
}

/// A buffer that is allocated in a loop and dead at the end of its block.
static bool diesInBlock(memref::AllocOp alloc,
                        const BufferViewFlowAnalysis &flow) {
  return llvm::all_of(flow.resolve(alloc.getResult()), [&](Value alias) {
    return livesIn(alias, alloc->getBlock());
  });
}

static void freeAtEnd(memref::AllocOp alloc) {
  OpBuilder builder(alloc->getBlock()->getTerminator());
  memref::DeallocOp::create(builder, alloc.getLoc(), alloc);
}

namespace {
/// Finds the buffers that a block of a loop holds at its end and passes on to
/// nobody. Which these are is known at run time only, where branches and carries
/// decide; then the pointers are compared.
class BlockLeftovers {
public:
  BlockLeftovers(Block *block, const BufferViewFlowAnalysis &flow)
      : block(block), flow(flow) {}

  /// for ... iter_args(%m = %init) { ...; %new = memref.alloc; yield %new }
  /// ->
  /// for ... iter_args(%m = %init) {
  ///   ...; %new = memref.alloc
  ///   if (pointer of %m != pointer of %init) { memref.dealloc %m }
  ///   yield %new
  /// }
  void free() {
    for (Value candidate : collectCandidates())
      freeUnlessKept(candidate);
  }

private:
  /// What may be the last to hold a buffer: carries, results of branches and
  /// loops, and allocations that may be yielded.
  SmallVector<Value> collectCandidates() {
    SmallVector<Value> candidates;
    auto add = [&](Value value, Operation *scope) {
      if (isa<MemRefType>(value.getType()) && mayHoldOwn(value, scope))
        candidates.push_back(value);
    };
    if (isa<scf::ForOp, scf::WhileOp>(block->getParentOp()))
      for (BlockArgument argument : block->getArguments())
        add(argument, block->getParentOp());
    for (Operation &op : *block) {
      if (op.getNumRegions() == 0 && !isa<memref::AllocOp>(op))
        continue;
      for (Value result : op.getResults())
        add(result, &op);
    }
    return candidates;
  }

  /// Whether `value` may hold a buffer that was allocated in `scope` and that
  /// no block gives back as its own.
  bool mayHoldOwn(Value value, Operation *scope) {
    return llvm::any_of(flow.resolveReverse(value), [&](Value source) {
      auto alloc = source.getDefiningOp<memref::AllocOp>();
      return alloc && scope->isAncestor(alloc) && !diesInBlock(alloc, flow);
    });
  }

  /// Whether `value` can be used at the end of the block and is older.
  bool isFromOutside(Value value) {
    if (!isa<MemRefType>(value.getType()) ||
        block->getParent()->isAncestor(value.getParentRegion()))
      return false;
    Operation *here =
        value.getParentBlock()->findAncestorOpInBlock(*block->getTerminator());
    Operation *definition = value.getDefiningOp();
    return here && (!definition || definition->isBeforeInBlock(here));
  }

  /// Whether `value` is a buffer that this run of the block has allocated.
  bool isFresh(Value value) {
    while (auto cast = value.getDefiningOp<memref::CastOp>())
      value = cast.getSource();
    auto alloc = value.getDefiningOp<memref::AllocOp>();
    return alloc && alloc->getBlock() == block;
  }

  /// The values that keep the buffer of `candidate` alive if they have it.
  llvm::SetVector<Value> collectKeepers(Value candidate) {
    llvm::SetVector<Value> keepers;
    BufferViewFlowAnalysis::ValueSetT sources = flow.resolveReverse(candidate);
    // In program order, since the set has none.
    auto addIf = [&](Value value) {
      if (sources.contains(value) && isFromOutside(value))
        keepers.insert(value);
    };
    Operation *function = block->getParentOp()->getParentOfType<func::FuncOp>();
    function->walk<WalkOrder::PreOrder>([&](Operation *op) {
      for (Region &region : op->getRegions())
        for (Block &inner : region)
          llvm::for_each(inner.getArguments(), addIf);
      llvm::for_each(op->getResults(), addIf);
    });
    for (Value passedOn : block->getTerminator()->getOperands()) {
      if (!isa<MemRefType>(passedOn.getType()) ||
          (isa<BlockArgument>(candidate) && isFresh(passedOn)))
        continue;
      for (Value source : flow.resolveReverse(passedOn))
        if (sources.contains(source)) {
          keepers.insert(passedOn);
          break;
        }
    }
    return keepers;
  }

  void freeUnlessKept(Value candidate) {
    llvm::SetVector<Value> keepers = collectKeepers(candidate);
    if (keepers.contains(candidate))
      return;
    Location loc = candidate.getLoc();
    OpBuilder builder(block->getTerminator());
    auto pointerOf = [&](Value memref) -> Value {
      return memref::ExtractAlignedPointerAsIndexOp::create(builder, loc,
                                                            memref);
    };
    if (keepers.empty()) {
      memref::DeallocOp::create(builder, loc, candidate);
      return;
    }
    Value pointer = pointerOf(candidate), isOurs;
    for (Value keeper : keepers) {
      Value differs = arith::CmpIOp::create(
          builder, loc, arith::CmpIPredicate::ne, pointer, pointerOf(keeper));
      isOurs = isOurs ? arith::AndIOp::create(builder, loc, isOurs, differs)
                      : differs;
    }
    auto guard =
        scf::IfOp::create(builder, loc, isOurs, /*withElseRegion=*/false);
    builder.setInsertionPoint(guard.thenBlock()->getTerminator());
    memref::DeallocOp::create(builder, loc, candidate);
  }

  Block *block;
  const BufferViewFlowAnalysis &flow;
};
} // namespace

/// The blocks that run once or more per iteration of a loop, inner ones first.
static SmallVector<Block *> collectLoopBlocks(func::FuncOp function) {
  SmallVector<Block *> blocks;
  function.walk([&](Operation *op) {
    bool isInLoop = isa<LoopLikeOpInterface>(op) ||
                    op->getParentOfType<LoopLikeOpInterface>();
    if (!isInLoop || op == function)
      return;
    for (Region &region : op->getRegions())
      if (region.hasOneBlock() && region.front().mightHaveTerminator())
        blocks.push_back(&region.front());
  });
  return blocks;
}

namespace {
struct PlaceTemporariesPass
    : tslice::impl::PlaceTemporariesPassBase<PlaceTemporariesPass> {
  using Base::Base;

  void runOnOperation() override {
    func::FuncOp function = getOperation();
    if (function.isExternal())
      return;
    BufferViewFlowAnalysis flow(function);
    Block &entry = function.getBody().front();
    function.walk([&](memref::AllocaOp alloca) {
      // In a loop the stack would grow.
      if (alloca->getBlock() != &entry && alloca->getNumOperands() == 0)
        alloca->moveBefore(&entry, entry.begin());
    });
    function.walk([&](memref::AllocOp alloc) {
      if (alloc->getParentOfType<LoopLikeOpInterface>() &&
          diesInBlock(alloc, flow))
        freeAtEnd(alloc);
    });
    for (Block *block : collectLoopBlocks(function))
      BlockLeftovers(block, flow).free();
  }
};
} // namespace
