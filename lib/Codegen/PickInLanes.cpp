// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Loops that pick some of their values, one behind the other, pick them from
// several lanes at a time. LLVM's vectorizer does not know the idiom.

#include "PickInLanes.h"
#include "BufferRoots.h"
#include "Lanes.h"
#include "LoopFacts.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Matchers.h"
#include "tslice/Codegen/Passes.h"

namespace tslice {
#define GEN_PASS_DEF_PICKINLANESPASS
#include "tslice/Codegen/Passes.h.inc"
} // namespace tslice

using namespace mlir;
using namespace tslice;

namespace {
/// A loop whose iterations store a value behind those that were picked, and
/// pick it or not.
struct Picks {
  scf::ForOp loop;
  memref::StoreOp store;
  /// The position from which on nothing is stored, or null.
  Value limit;
  /// The i1 that says whether the value is picked.
  Value isPicked;
};
} // namespace

Value tslice::getStepCondition(Value next, Value count) {
  auto add = next.getDefiningOp<arith::AddIOp>();
  if (!add || (add.getLhs() != count && add.getRhs() != count))
    return {};
  Value step = add.getLhs() == count ? add.getRhs() : add.getLhs();
  if (auto cast = step.getDefiningOp<arith::IndexCastUIOp>())
    return cast.getIn().getType().isInteger(1) ? cast.getIn() : Value();
  auto select = step.getDefiningOp<arith::SelectOp>();
  if (select && matchPattern(select.getTrueValue(), m_One()) &&
      matchPattern(select.getFalseValue(), m_Zero()))
    return select.getCondition();
  return {};
}

/// The store of a branch that is taken while `count` is less than what is
/// returned, or null.
static std::pair<memref::StoreOp, Value> getLimitedStore(scf::IfOp branch,
                                                         Value count) {
  auto compare = branch.getCondition().getDefiningOp<arith::CmpIOp>();
  if (!compare || compare.getPredicate() != arith::CmpIPredicate::ult ||
      compare.getLhs() != count || branch.elseBlock() ||
      branch.getNumResults() != 0)
    return {};
  auto stores = branch.thenBlock()->getOps<memref::StoreOp>();
  if (!llvm::hasSingleElement(stores) ||
      !llvm::all_of(branch.thenBlock()->without_terminator(),
                    [](Operation &op) {
                      return isa<memref::StoreOp>(op) || isPure(&op);
                    }))
    return {};
  return {*stores.begin(), compare.getRhs()};
}

/// Finds the only store of the loop, else returns failure.
static LogicalResult findStore(Picks &picks) {
  Value count = picks.loop.getRegionIterArg(0);
  for (Operation &op : picks.loop.getBody()->without_terminator()) {
    memref::StoreOp store = dyn_cast<memref::StoreOp>(op);
    if (auto branch = dyn_cast<scf::IfOp>(op)) {
      std::tie(store, picks.limit) = getLimitedStore(branch, count);
      if (!store || !isDefinedOutside(picks.limit, picks.loop))
        return failure();
    } else if (op.getNumRegions() != 0) {
      return failure();
    }
    if (store && picks.store)
      return failure();
    if (store)
      picks.store = store;
    else if (!isa<memref::LoadOp>(op) && !isMemoryEffectFree(&op))
      return failure();
  }
  return success(picks.store != nullptr);
}

/// Whether `index` is the number of those that were picked, plus what the loop
/// does not change.
static bool isBehindPicked(Value index, scf::ForOp loop) {
  if (index == loop.getRegionIterArg(0))
    return true;
  auto add = index.getDefiningOp<arith::AddIOp>();
  if (!add)
    return false;
  bool isLeft = isDefinedOutside(add.getRhs(), loop);
  return (isLeft || isDefinedOutside(add.getLhs(), loop)) &&
         isBehindPicked(isLeft ? add.getLhs() : add.getRhs(), loop);
}

static bool canStoreLanes(memref::StoreOp store, scf::ForOp loop) {
  Type type = store.getValueToStore().getType();
  return !store.getIndices().empty() &&
         isBehindPicked(store.getIndices().back(), loop) &&
         llvm::all_of(
             store.getIndices().drop_back(),
             [&](Value index) { return isDefinedOutside(index, loop); }) &&
         store.getMemRefType().areTrailingDimsContiguous(1) &&
         type.isIntOrFloat() && type.getIntOrFloatBitWidth() == 32;
}

static std::optional<Picks> findPicks(scf::ForOp loop,
                                      const BufferRoots &roots) {
  if (loop.getNumResults() != 1 || getConstantIntValue(loop.getStep()) != 1 ||
      loop->hasAttr(kColdAttr))
    return std::nullopt;
  Value count = loop.getRegionIterArg(0);
  if (!count.getType().isIndex())
    return std::nullopt;
  Picks found{
      loop, {}, {}, getStepCondition(loop.getYieldedValues()[0], count)};
  if (!found.isPicked || failed(findStore(found)) ||
      !canStoreLanes(found.store, loop))
    return std::nullopt;
  for (memref::LoadOp load : loop.getBody()->getOps<memref::LoadOp>())
    if (roots.mayAlias(load.getMemref(), found.store.getMemref()))
      return std::nullopt;
  if (!canBuildLanes(found.store.getValueToStore(), loop) ||
      !canBuildLanes(found.isPicked, loop))
    return std::nullopt;
  return found;
}

Value tslice::countTrue(OpBuilder &builder, Location loc, Value lanes) {
  auto type = cast<VectorType>(lanes.getType());
  Type word = builder.getIntegerType(type.getNumElements());
  Value bits = vector::ExtractOp::create(
      builder, loc,
      vector::BitCastOp::create(builder, loc, VectorType::get({1}, word),
                                lanes),
      0);
  return arith::IndexCastUIOp::create(
      builder, loc, builder.getIndexType(),
      math::CtPopOp::create(builder, loc, bits));
}

/// How many of `count` elements fit between `at` and `limit`.
static Value buildRoom(OpBuilder &builder, Location loc, Value count, Value at,
                       Value limit) {
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  Value isOpen =
      arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ult, at, limit);
  Value left = arith::SubIOp::create(builder, loc, limit, at);
  Value room = arith::SelectOp::create(builder, loc, isOpen, left, zero);
  return arith::MinUIOp::create(builder, loc, count, room);
}

scf::ForOp tslice::splitOffLanes(scf::ForOp loop, int64_t lanes) {
  Location loc = loop.getLoc();
  OpBuilder builder(loop);
  Value step = arith::ConstantIndexOp::create(builder, loc, lanes);
  Value length = buildTripCount(builder, loop);
  Value rest = arith::RemUIOp::create(builder, loc, length, step);
  Value end = arith::SubIOp::create(builder, loc, loop.getUpperBound(), rest);
  auto main = scf::ForOp::create(builder, loc, loop.getLowerBound(), end, step,
                                 loop.getInitArgs());
  loop.getLowerBoundMutable().assign(end);
  loop.getInitArgsMutable().assign(main.getResults());
  return main;
}

///   %n = scf.for %i = %lo to %hi step %c1 iter_args(%k = %k0) {
///     memref.store %v, %list[%k]
///     %s = arith.select %is_picked, %c1, %c0
///     %next = arith.addi %k, %s
///     scf.yield %next
///   }
/// ->
///   %m = scf.for %i = %lo to %main step %c16 iter_args(%k = %k0) {
///     %stored = where %is_picked is true, and in the last lane, since what the
///       loop stores last without picking it is not overwritten
///     %values = compress the lanes of %v where %stored is true
///     vector.maskedstore %list[%k], (the first lanes, one for each of %stored
///       that lies before the limit), %values
///     %next = arith.addi %k, (how many of %is_picked are true)
///     scf.yield %next
///   }
///   %n = scf.for %i = %main to %hi step %c1 iter_args(%k = %m) { as before }
static void pickInLanes(Picks picks, int64_t lanes) {
  scf::ForOp loop = picks.loop;
  Location loc = loop.getLoc();
  scf::ForOp main = splitOffLanes(loop, lanes);
  OpBuilder builder = OpBuilder::atBlockBegin(main.getBody());
  auto build = [&](Value value) {
    return buildLanes(builder, loop, value, main.getInductionVar(), lanes);
  };
  Value values = build(picks.store.getValueToStore());
  Value isPicked = build(picks.isPicked);
  SmallVector<bool> lastOnly(lanes, false);
  lastOnly.back() = true;
  Value isLast = arith::ConstantOp::create(
      builder, loc,
      DenseElementsAttr::get(cast<VectorType>(isPicked.getType()), lastOnly));
  Value isStored = arith::OrIOp::create(builder, loc, isPicked, isLast);
  // In a register and then to memory: some processors are slow at both in one.
  Value unused = LLVM::PoisonOp::create(builder, loc, values.getType());
  Value compressed =
      LLVM::CallIntrinsicOp::create(
          builder, loc, values.getType(),
          builder.getStringAttr("llvm.experimental.vector.compress"),
          ValueRange{values, isStored, unused})
          .getResult(0);
  Value at = main.getRegionIterArg(0);
  Value numStored = countTrue(builder, loc, isStored);
  if (picks.limit)
    numStored = buildRoom(builder, loc, numStored, at, picks.limit);
  Type word = builder.getIntegerType(lanes);
  Value first = arith::CmpIOp::create(
      builder, loc, arith::CmpIPredicate::ult,
      buildSteps(builder, loc, word, lanes),
      vector::BroadcastOp::create(
          builder, loc, VectorType::get({lanes}, word),
          arith::IndexCastUIOp::create(builder, loc, word, numStored)));
  IRMapping mapping;
  mapping.map(loop.getRegionIterArg(0), at);
  SmallVector<Value> where = llvm::to_vector(picks.store.getIndices());
  where.back() = cloneOutOf(loop, where.back(), mapping, builder);
  vector::MaskedStoreOp::create(builder, loc, picks.store.getMemref(), where,
                                first, compressed);
  Value next = arith::AddIOp::create(builder, loc, at,
                                     countTrue(builder, loc, isPicked));
  scf::YieldOp::create(builder, loc, next);
}

namespace {
struct PickInLanesPass : tslice::impl::PickInLanesPassBase<PickInLanesPass> {
  using Base::Base;

  void runOnOperation() override {
    if (lanes <= 0)
      return;
    BufferRoots roots(getOperation());
    SmallVector<Picks> picks;
    getOperation().walk([&](scf::ForOp loop) {
      if (std::optional<Picks> found = findPicks(loop, roots))
        picks.push_back(*found);
    });
    for (const Picks &found : picks)
      pickInLanes(found, lanes);
    spreadInLanes(getOperation(), roots, lanes);
  }
};
} // namespace
