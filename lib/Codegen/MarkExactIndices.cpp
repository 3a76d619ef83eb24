// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Says of index arithmetic that it does not wrap, where the accesses prove it.
// LLVM reads strided elements by vectors only if it knows that.

#include "LoopFacts.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Interfaces/CallInterfaces.h"
#include "tslice/Codegen/Passes.h"
#include "tslice/IR/TSliceOps.h"

namespace tslice {
#define GEN_PASS_DEF_MARKEXACTINDICESPASS
#include "tslice/Codegen/Passes.h.inc"
} // namespace tslice

using namespace mlir;
using namespace tslice;

/// By how much an index may grow from one iteration to the next: far less than
/// an address space, so that no step leads from an element around to another.
static constexpr int64_t kMaxStep = int64_t(1) << 31;

/// Whether `loop` counts from 0 upwards, to a bound known in front of `nest`.
static bool isPlainLoop(Operation *loop, Operation *nest) {
  if (!isSimpleLoop(loop) || loop->hasAttr(kColdAttr))
    return false;
  LoopBounds bounds = getBounds(loop);
  std::optional<int64_t> step = getConstantIntValue(bounds.step);
  return getConstantIntValue(bounds.lower) == 0 && step && *step > 0 &&
         *step <= kMaxStep && isDefinedOutside(bounds.upper, nest);
}

/// The outermost of the loops around `access` of which every combination of
/// iterations comes to `access`; null if there is none.
static Operation *findNest(Operation *access) {
  SmallVector<Operation *> loops;
  for (Operation *op = access->getParentOp(); isSimpleLoop(op);
       op = op->getParentOp()) {
    loops.push_back(op);
    if (!llvm::all_of(loops,
                      [&](Operation *loop) { return isPlainLoop(loop, op); })) {
      loops.pop_back();
      break;
    }
  }
  if (loops.empty())
    return nullptr;
  // What fails skips the rest of an iteration, or all others.
  WalkResult goesOn = loops.back()->walk([](Operation *op) {
    return isa<CheckOp, CallOpInterface, memref::AllocOp, scf::WhileOp>(op)
               ? WalkResult::interrupt()
               : WalkResult::advance();
  });
  return goesOn.wasInterrupted() ? nullptr : loops.back();
}

namespace {
/// An index as sum of multiples of induction variables, all at least 0, and of
/// what does not change in the nest.
///
/// In the first iteration the index is the latter alone, and inside of the
/// buffer; from there each iteration adds at most kMaxStep and is inside as
/// well, or the access would be undefined. So the sum never wraps, and since no
/// term is negative, no part of it does.
class IndexSum {
public:
  IndexSum(Operation *access, Operation *nest) : access(access), nest(nest) {}

  /// Adds `factor * value`. Returns false if it is no such sum.
  bool add(Value value, int64_t factor = 1);
  /// Marks the arithmetic that stands with the access: what is outside of its
  /// loop may run where the access does not.
  void mark();

private:
  bool addProduct(arith::MulIOp product, int64_t factor);

  Operation *access, *nest;
  /// Several terms that do not change may cancel each other out.
  bool hasConstant = false, hasUnknown = false;
  SmallVector<Operation *> ops;
};
} // namespace

bool IndexSum::addProduct(arith::MulIOp product, int64_t factor) {
  for (auto [value, other] : {std::pair(product.getLhs(), product.getRhs()),
                              std::pair(product.getRhs(), product.getLhs())}) {
    std::optional<int64_t> known = getConstantIntValue(other);
    if (known && *known > 0 && *known <= kMaxStep / factor)
      return add(value, factor * *known);
  }
  return false;
}

bool IndexSum::add(Value value, int64_t factor) {
  if (std::optional<int64_t> known = getConstantIntValue(value)) {
    hasConstant |= *known != 0;
    return *known >= 0 && *known <= kMaxStep / factor &&
           !(hasConstant && hasUnknown);
  }
  if (isDefinedOutside(value, nest)) {
    bool isAlone = !hasUnknown && !hasConstant;
    hasUnknown = true;
    return isAlone && factor == 1;
  }
  Operation *op = value.getDefiningOp();
  if (!op) {
    Operation *loop = value.getParentBlock()->getParentOp();
    if (!isSimpleLoop(loop) || value != getInductionVar(loop))
      return false;
    return *getConstantIntValue(getBounds(loop).step) <= kMaxStep / factor;
  }
  if (op->getBlock() == access->getBlock())
    ops.push_back(op);
  if (auto sum = dyn_cast<arith::AddIOp>(op))
    return add(sum.getLhs(), factor) && add(sum.getRhs(), factor);
  auto product = dyn_cast<arith::MulIOp>(op);
  return product && addProduct(product, factor);
}

///   %a = arith.muli %i, %c2 : index
///   memref.load %x[%a]
/// ->
///   %a = arith.muli %i, %c2 overflow<nsw, nuw> : index
void IndexSum::mark() {
  auto exact =
      arith::IntegerOverflowFlags::nsw | arith::IntegerOverflowFlags::nuw;
  for (Operation *op : ops) {
    if (auto sum = dyn_cast<arith::AddIOp>(op))
      sum.setOverflowFlags(exact);
    else
      cast<arith::MulIOp>(op).setOverflowFlags(exact);
  }
}

/// Marks the indices of a load or store.
static void markIndices(Operation *access, ValueRange indices) {
  Operation *nest = findNest(access);
  if (!nest)
    return;
  for (Value index : indices) {
    IndexSum sum(access, nest);
    if (sum.add(index))
      sum.mark();
  }
}

namespace {
struct MarkExactIndicesPass
    : tslice::impl::MarkExactIndicesPassBase<MarkExactIndicesPass> {
  using Base::Base;

  void runOnOperation() override {
    getOperation().walk([](Operation *op) {
      if (auto load = dyn_cast<memref::LoadOp>(op))
        markIndices(op, load.getIndices());
      else if (auto store = dyn_cast<memref::StoreOp>(op))
        markIndices(op, store.getIndices());
    });
  }
};
} // namespace
