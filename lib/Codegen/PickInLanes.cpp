// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Loops that pick some of their values, one behind the other, pick them from
// several lanes at a time. LLVM's vectorizer does not know the idiom.

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
  /// The i1 that says whether the value is picked.
  Value isPicked;
};
} // namespace

/// The i1 by which `next` is one more than `count`, or null.
static Value getStepCondition(Value next, Value count) {
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

static std::optional<Picks> findPicks(scf::ForOp loop,
                                      const BufferRoots &roots) {
  if (loop.getNumResults() != 1 || getConstantIntValue(loop.getStep()) != 1 ||
      loop->hasAttr(kColdAttr))
    return std::nullopt;
  Value count = loop.getRegionIterArg(0);
  if (!count.getType().isIndex())
    return std::nullopt;
  Picks found{loop, {}, getStepCondition(loop.getYieldedValues()[0], count)};
  if (!found.isPicked)
    return std::nullopt;
  for (Operation &op : loop.getBody()->without_terminator()) {
    auto store = dyn_cast<memref::StoreOp>(op);
    if (op.getNumRegions() != 0 || (store && found.store))
      return std::nullopt;
    if (store)
      found.store = store;
    else if (!isa<memref::LoadOp>(op) && !isMemoryEffectFree(&op))
      return std::nullopt;
  }
  if (!found.store || found.store.getIndices().empty() ||
      found.store.getIndices().back() != count ||
      !found.store.getMemRefType().areTrailingDimsContiguous(1) ||
      !found.store.getValueToStore().getType().isIntOrFloat() ||
      found.store.getValueToStore().getType().getIntOrFloatBitWidth() != 32)
    return std::nullopt;
  if (!llvm::all_of(found.store.getIndices().drop_back(),
                    [&](Value index) { return isDefinedOutside(index, loop); }))
    return std::nullopt;
  for (memref::LoadOp load : loop.getBody()->getOps<memref::LoadOp>())
    if (roots.mayAlias(load.getMemref(), found.store.getMemref()))
      return std::nullopt;
  if (!canBuildLanes(found.store.getValueToStore(), loop) ||
      !canBuildLanes(found.isPicked, loop))
    return std::nullopt;
  return found;
}

///   %n = scf.for %i = %lo to %hi step %c1 iter_args(%k = %k0) {
///     memref.store %v, %list[%k]
///     %s = arith.select %is_picked, %c1, %c0
///     %next = arith.addi %k, %s
///     scf.yield %next
///   }
/// ->
///   %m = scf.for %i = %lo to %main step %c16 iter_args(%k = %k0) {
///     %picked = compress the lanes of %v where those of %is_picked are true
///     %s = how many are true
///     vector.maskedstore %list[%k], (the first %s lanes), %picked
///     %next = arith.addi %k, %s
///     scf.yield %next
///   }
///   %n = scf.for %i = %main to %hi step %c1 iter_args(%k = %m) { as before }
static void pickInLanes(Picks picks, int64_t lanes) {
  scf::ForOp loop = picks.loop;
  Location loc = loop.getLoc();
  OpBuilder builder(loop);
  Value count = loop.getInitArgs()[0];
  Value step = arith::ConstantIndexOp::create(builder, loc, lanes);
  Value length = buildTripCount(builder, loop);
  Value rest = arith::RemUIOp::create(builder, loc, length, step);
  Value end = arith::SubIOp::create(builder, loc, loop.getUpperBound(), rest);
  auto main = scf::ForOp::create(builder, loc, loop.getLowerBound(), end, step,
                                 ValueRange(count));
  loop.getLowerBoundMutable().assign(end);
  loop.getInitArgsMutable().assign(main.getResults());

  builder.setInsertionPointToStart(main.getBody());
  auto build = [&](Value value) {
    return buildLanes(builder, loop, value, main.getInductionVar(), lanes);
  };
  Value values = build(picks.store.getValueToStore());
  Value isPicked = build(picks.isPicked);
  // In a register and then to memory: some processors are slow at both in one.
  Value unused = LLVM::PoisonOp::create(builder, loc, values.getType());
  Value picked = LLVM::CallIntrinsicOp::create(
                     builder, loc, values.getType(),
                     builder.getStringAttr("llvm.experimental.vector.compress"),
                     ValueRange{values, isPicked, unused})
                     .getResult(0);
  Type word = builder.getIntegerType(lanes);
  Value bits = vector::ExtractOp::create(
      builder, loc,
      vector::BitCastOp::create(builder, loc, VectorType::get({1}, word),
                                isPicked),
      0);
  Value numBits = math::CtPopOp::create(builder, loc, bits);
  Value numPicked = arith::IndexCastUIOp::create(
      builder, loc, builder.getIndexType(), numBits);
  Value first = arith::CmpIOp::create(
      builder, loc, arith::CmpIPredicate::ult,
      buildSteps(builder, loc, word, lanes),
      vector::BroadcastOp::create(builder, loc, VectorType::get({lanes}, word),
                                  numBits));
  SmallVector<Value> where = llvm::to_vector(picks.store.getIndices());
  where.back() = main.getRegionIterArg(0);
  vector::MaskedStoreOp::create(builder, loc, picks.store.getMemref(), where,
                                first, picked);
  Value next =
      arith::AddIOp::create(builder, loc, main.getRegionIterArg(0), numPicked);
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
  }
};
} // namespace
