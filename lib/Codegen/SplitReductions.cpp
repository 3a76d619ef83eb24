// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Folds long sums and products in lanes. In the order of the elements every
// step waits for the one before; upstream's meaning of a reduction leaves the
// order open, and a fixed tree gives the same bits for every number of threads.

#include "BufferRoots.h"
#include "Lanes.h"
#include "LoopFacts.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "tslice/Codegen/Passes.h"

namespace tslice {
#define GEN_PASS_DEF_SPLITREDUCTIONSPASS
#include "tslice/Codegen/Passes.h.inc"
} // namespace tslice

using namespace mlir;
using namespace tslice;

/// Element number i belongs to lane i mod 32, whatever the processor has.
static constexpr int64_t kLanes = 32;

//===----------------------------------------------------------------------===//
// Which loops
//===----------------------------------------------------------------------===//

namespace {
/// A loop that does nothing but `%acc[...] = fold(%acc[...], f(%i))`.
struct Reduction {
  scf::ForOp loop;
  memref::LoadOp load;
  memref::StoreOp store;
  /// addf or mulf.
  Operation *fold;
  /// f(%i).
  Value term;
};

} // namespace

static std::optional<Reduction> findReduction(scf::ForOp loop,
                                              const BufferRoots &roots) {
  Reduction found{loop, {}, {}, nullptr, {}};
  if (!isSimpleLoop(loop) || loop->getNumResults() != 0 ||
      getConstantIntValue(loop.getStep()) != 1)
    return std::nullopt;
  for (Operation &op : loop.getBody()->without_terminator()) {
    auto store = dyn_cast<memref::StoreOp>(op);
    if (found.store ? store != nullptr : op.getNumRegions() != 0)
      return std::nullopt;
    if (store)
      found.store = store;
  }
  if (!found.store || !llvm::all_of(found.store->getOperands().drop_front(),
                                    [&](Value operand) {
                                      return isDefinedOutside(operand, loop);
                                    }))
    return std::nullopt;
  found.fold = found.store.getValueToStore().getDefiningOp();
  if (!isa_and_nonnull<arith::AddFOp, arith::MulFOp>(found.fold))
    return std::nullopt;
  for (unsigned side : {0, 1}) {
    auto load = found.fold->getOperand(side).getDefiningOp<memref::LoadOp>();
    if (load && load.getMemref() == found.store.getMemref() &&
        llvm::equal(load.getIndices(), found.store.getIndices())) {
      found.load = load;
      found.term = found.fold->getOperand(1 - side);
    }
  }
  if (!found.load || !canBuildLanes(found.term, loop))
    return std::nullopt;
  // The terms are read before the sum is written.
  WalkResult reads = loop.getBody()->walk([&](memref::LoadOp load) {
    bool isOther = load != found.load;
    return isOther && roots.mayAlias(load.getMemref(), found.store.getMemref())
               ? WalkResult::interrupt()
               : WalkResult::advance();
  });
  return reads.wasInterrupted() ? std::nullopt : std::optional(found);
}

//===----------------------------------------------------------------------===//
// Lanes
//===----------------------------------------------------------------------===//

namespace {
/// Builds the form in lanes of one reduction.
class LaneBuilder {
public:
  explicit LaneBuilder(const Reduction &reduction)
      : reduction(reduction), loop(reduction.loop), loc(loop.getLoc()),
        builder(loop) {}

  /// for %i = %lo to %hi { %acc[] = %acc[] + f(%i) }
  /// ->
  /// if (%hi - %lo >= %long) {
  ///   %v = for %i = %lo + 32 to %main step 32 iter_args(%s = f(%lo...)) {
  ///     %s + f(%i...)
  ///   }
  ///   %acc[] = %acc[] + (halves of %v added until one lane is left)
  /// }
  /// for %i = (%main or %lo) to %hi { %acc[] = %acc[] + f(%i) }
  void build(int64_t minLength);

private:
  Value constant(int64_t value) {
    return arith::ConstantIndexOp::create(builder, loc, value);
  }
  Value fold(Value a, Value b);
  /// `value` in iterations [%i, %i + 32).
  Value buildLanes(Value value, Value i) {
    return tslice::buildLanes(builder, loop, value, i, kLanes);
  }
  Value buildMain(Value end);
  Value foldLanes(Value lanes);

  Reduction reduction;
  scf::ForOp loop;
  Location loc;
  OpBuilder builder;
};
} // namespace

Value LaneBuilder::fold(Value a, Value b) {
  if (isa<arith::AddFOp>(reduction.fold))
    return arith::AddFOp::create(builder, loc, a, b);
  return arith::MulFOp::create(builder, loc, a, b);
}

Value LaneBuilder::buildMain(Value end) {
  Value first = buildLanes(reduction.term, loop.getLowerBound());
  Value second = arith::AddIOp::create(builder, loc, loop.getLowerBound(),
                                       constant(kLanes));
  auto main = scf::ForOp::create(builder, loc, second, end, constant(kLanes),
                                 ValueRange(first));
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(main.getBody());
  Value lanes = buildLanes(reduction.term, main.getInductionVar());
  scf::YieldOp::create(builder, loc, fold(main.getRegionIterArg(0), lanes));
  return main.getResult(0);
}

Value LaneBuilder::foldLanes(Value lanes) {
  for (int64_t half = kLanes / 2; half > 0; half /= 2) {
    auto low = llvm::to_vector(llvm::seq<int64_t>(0, half));
    auto high = llvm::to_vector(llvm::seq<int64_t>(half, 2 * half));
    lanes = fold(vector::ShuffleOp::create(builder, loc, lanes, lanes, low),
                 vector::ShuffleOp::create(builder, loc, lanes, lanes, high));
  }
  return vector::ExtractOp::create(builder, loc, lanes, 0);
}

void LaneBuilder::build(int64_t minLength) {
  Value lower = loop.getLowerBound();
  Value length = buildTripCount(builder, loop);
  Value isLong = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::sge,
                                       length, constant(minLength));
  auto choice = scf::IfOp::create(builder, loc, builder.getIndexType(), isLong,
                                  /*withElseRegion=*/true);
  builder.setInsertionPointToEnd(choice.elseBlock());
  scf::YieldOp::create(builder, loc, lower);
  builder.setInsertionPointToEnd(choice.thenBlock());
  Value rest = arith::RemUIOp::create(builder, loc, length, constant(kLanes));
  Value end = arith::SubIOp::create(builder, loc, loop.getUpperBound(), rest);
  Value sum = foldLanes(buildMain(end));
  Value before = builder.clone(*reduction.load)->getResult(0);
  memref::StoreOp::create(builder, loc, fold(before, sum),
                          reduction.store.getMemref(),
                          reduction.store.getIndices());
  scf::YieldOp::create(builder, loc, end);
  loop.getLowerBoundMutable().assign(choice.getResult(0));
}

namespace {
struct SplitReductionsPass
    : tslice::impl::SplitReductionsPassBase<SplitReductionsPass> {
  using Base::Base;

  void runOnOperation() override {
    if (minLength <= 0)
      return;
    BufferRoots roots(getOperation());
    SmallVector<Reduction> reductions;
    getOperation().walk([&](scf::ForOp loop) {
      std::optional<int64_t> count = getConstantTripCount(loop);
      if (count && *count < minLength)
        return;
      if (std::optional<Reduction> found = findReduction(loop, roots))
        reductions.push_back(*found);
    });
    for (const Reduction &reduction : reductions)
      LaneBuilder(reduction).build(std::max<int64_t>(minLength, kLanes));
  }
};
} // namespace
