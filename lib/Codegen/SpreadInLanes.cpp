// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Loops that spread values, which lie one behind the other, over the places
// where a mask is true, do so for several lanes at a time: the opposite of what
// `PickInLanes` does.

#include "Lanes.h"
#include "LoopFacts.h"
#include "PickInLanes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "tslice/SeededFaults.h"

using namespace mlir;
using namespace tslice;

/// The elements are of this size.
static constexpr int64_t elementBytes = 4;
/// Buffers from here on are streamed to, as `StreamStores` does.
static constexpr int64_t minStreamBytes = 16 << 20;

namespace {
/// A loop whose iterations store one value each, behind each other, which
/// depends on the next of a list where that is used up by a condition.
struct Spread {
  scf::ForOp loop;
  memref::StoreOp store;
  /// Where the condition is true it is stored, else the other value.
  arith::SelectOp select;
  /// The read of the list.
  memref::LoadOp load;
  /// What the list's index is at most.
  Value last;
};
} // namespace

/// The bound of `index`, which is the lesser of it and the values used so far,
/// plus what the loop does not change; or null.
static Value getLast(Value index, scf::ForOp loop) {
  if (auto add = index.getDefiningOp<arith::AddIOp>()) {
    if (isDefinedOutside(add.getRhs(), loop))
      return getLast(add.getLhs(), loop);
    return isDefinedOutside(add.getLhs(), loop) ? getLast(add.getRhs(), loop)
                                                : Value();
  }
  auto min = index.getDefiningOp<arith::MinSIOp>();
  Value count = loop.getRegionIterArg(0);
  if (!min || (min.getLhs() != count && min.getRhs() != count))
    return {};
  Value last = min.getLhs() == count ? min.getRhs() : min.getLhs();
  return isDefinedOutside(last, loop) ? last : Value();
}

static bool is32Bits(Type type) {
  return type.isIntOrFloat() &&
         type.getIntOrFloatBitWidth() == 8 * elementBytes;
}

/// Whether the stores of several iterations are one of a vector.
static bool canStoreLanes(memref::StoreOp store, scf::ForOp loop) {
  OperandRange indices = store.getIndices();
  return !indices.empty() && isStep(indices.back(), loop) &&
         llvm::all_of(
             indices.drop_back(),
             [&](Value index) { return isDefinedOutside(index, loop); }) &&
         store.getMemRefType().areTrailingDimsContiguous(1) &&
         is32Bits(store.getValueToStore().getType());
}

/// The only store and the read of the list; all else is pure, or reads what the
/// loop does not write.
static LogicalResult findAccesses(Spread &spread, const BufferRoots &roots) {
  SmallVector<memref::LoadOp> loads;
  for (Operation &op : spread.loop.getBody()->without_terminator()) {
    if (auto load = dyn_cast<memref::LoadOp>(op)) {
      loads.push_back(load);
    } else if (auto store = dyn_cast<memref::StoreOp>(op);
               store && !spread.store) {
      spread.store = store;
    } else if (op.getNumRegions() != 0 || !isMemoryEffectFree(&op)) {
      return failure();
    }
  }
  if (!spread.store)
    return failure();
  for (memref::LoadOp load : loads) {
    if (roots.mayAlias(load.getMemref(), spread.store.getMemref()))
      return failure();
    Value last = load.getIndices().empty()
                     ? Value()
                     : getLast(load.getIndices().back(), spread.loop);
    if (!last)
      continue;
    if (spread.load)
      return failure();
    spread.load = load;
    spread.last = last;
  }
  return success(
      spread.load && is32Bits(spread.load.getType()) &&
      spread.load.getMemRefType().areTrailingDimsContiguous(1) &&
      llvm::all_of(spread.load.getIndices().drop_back(), [&](Value index) {
        return isDefinedOutside(index, spread.loop);
      }));
}

static std::optional<Spread> findSpread(scf::ForOp loop,
                                        const BufferRoots &roots) {
  if (loop.getNumResults() != 1 || getConstantIntValue(loop.getStep()) != 1 ||
      loop->hasAttr(kColdAttr) || !loop.getRegionIterArg(0).getType().isIndex())
    return std::nullopt;
  Spread found{loop, {}, {}, {}, {}};
  Value isUsed =
      getStepCondition(loop.getYieldedValues()[0], loop.getRegionIterArg(0));
  if (!isUsed || failed(findAccesses(found, roots)) ||
      !canStoreLanes(found.store, loop))
    return std::nullopt;
  found.select = found.store.getValueToStore().getDefiningOp<arith::SelectOp>();
  // Elsewhere the list is not read ahead: nothing else may depend on it.
  if (!found.select || found.select.getCondition() != isUsed ||
      !canBuildLanes(isUsed, loop) ||
      !canBuildLanes(found.select.getFalseValue(), loop) ||
      !canBuildLanes(found.select.getTrueValue(), loop, found.load))
    return std::nullopt;
  return found;
}

/// Whether the buffer is too large for the caches, and each vector that is
/// stored from iteration `first` on begins at a multiple of its size; null if
/// that is not known.
static Value buildIsStreamed(OpBuilder &builder, Spread spread, Value first,
                             int64_t vectorBytes) {
  scf::ForOp loop = spread.loop;
  Location loc = loop.getLoc();
  MemRefType type = spread.store.getMemRefType();
  if (type.getRank() != 1 || !type.getLayout().isIdentity())
    return {};
  auto constant = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(builder, loc, value);
  };
  auto scale = [&](Value elements) -> Value {
    return arith::MulIOp::create(builder, loc, elements,
                                 constant(elementBytes));
  };
  Value memref = spread.store.getMemref();
  Value size = scale(memref::DimOp::create(builder, loc, memref, 0));
  Value isLarge = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::sge,
                                        size, constant(minStreamBytes));
  IRMapping mapping;
  mapping.map(loop.getInductionVar(), first);
  Value at =
      cloneOutOf(loop, spread.store.getIndices().back(), mapping, builder);
  Value address = arith::AddIOp::create(
      builder, loc,
      memref::ExtractAlignedPointerAsIndexOp::create(builder, loc, memref),
      scale(at));
  Value beyond =
      arith::RemUIOp::create(builder, loc, address, constant(vectorBytes));
  Value isAligned = arith::CmpIOp::create(
      builder, loc, arith::CmpIPredicate::eq, beyond, constant(0));
  return arith::AndIOp::create(builder, loc, isLarge, isAligned);
}

/// Stores a vector, past the caches if it is streamed: a store that misses
/// would read its line first.
static void storeLanes(OpBuilder &builder, Location loc, Value lanes,
                       Value memref, ValueRange indices, Value isStreamed,
                       int64_t vectorBytes) {
  if (!isStreamed) {
    vector::StoreOp::create(builder, loc, lanes, memref, indices);
    return;
  }
  scf::IfOp::create(
      builder, loc, isStreamed,
      [&](OpBuilder &b, Location l) {
        // Stores of the same values in both branches would become one, without
        // the hint. Nothing moves across this fence, which is no instruction.
        LLVM::FenceOp::create(b, l, LLVM::AtomicOrdering::seq_cst,
                              "singlethread");
        vector::StoreOp::create(b, l, lanes, memref, indices,
                                /*nontemporal=*/true,
                                llvm::MaybeAlign(vectorBytes));
        LLVM::FenceOp::create(b, l, LLVM::AtomicOrdering::seq_cst,
                              "singlethread");
        scf::YieldOp::create(b, l);
      },
      [&](OpBuilder &b, Location l) {
        vector::StoreOp::create(b, l, lanes, memref, indices);
        scf::YieldOp::create(b, l);
      });
}

/// The elements of the list from `at` on, one for each lane in which `isUsed` is
/// true. Where there are as many of them as lanes, they are loaded and spread in
/// a register: some processors are slow at both in one.
///   %us = scf.if %hasAll {
///     %list = vector.load
///     scf.yield (%list, spread where %isUsed is true)
///   } else {
///     scf.yield vector.expandload
///   }
static Value buildUsed(OpBuilder &builder, Location loc, VectorType type,
                       Value list, ValueRange at, Value isUsed, Value hasAll) {
  auto choice = scf::IfOp::create(
      builder, loc, hasAll,
      [&](OpBuilder &b, Location l) {
        Value all = vector::LoadOp::create(b, l, type, list, at);
        // What is in the other lanes is not looked at. Were it another value,
        // LLVM would make one instruction of both.
        Value spread =
            LLVM::CallIntrinsicOp::create(
                b, l, type, b.getStringAttr("llvm.x86.avx512.mask.expand"),
                ValueRange{all, all, isUsed})
                .getResult(0);
        scf::YieldOp::create(b, l, spread);
      },
      [&](OpBuilder &b, Location l) {
        Value none = arith::ConstantOp::create(b, l, b.getZeroAttr(type));
        Value spread =
            vector::ExpandLoadOp::create(b, l, type, list, at, isUsed, none);
        scf::YieldOp::create(b, l, spread);
      });
  return choice.getResult(0);
}

/// Stores the lanes of iterations [`i`, `i` + `lanes`), before which `count` of
/// the list, which has `room`, are used.
static void buildSpread(OpBuilder &builder, Spread spread, Value isUsed,
                        Value i, Value count, Value room, int64_t lanes,
                        Value isStreamed) {
  scf::ForOp loop = spread.loop;
  Location loc = loop.getLoc();
  IRMapping mapping;
  mapping.map(loop.getInductionVar(), i);
  mapping.map(loop.getRegionIterArg(0), count);
  auto cloneIndices = [&](OperandRange indices) {
    return llvm::map_to_vector(indices, [&](Value index) {
      return cloneOutOf(loop, index, mapping, builder);
    });
  };
  auto type = VectorType::get({lanes}, spread.load.getType());
  Value all = arith::AddIOp::create(
      builder, loc, count,
      arith::ConstantIndexOp::create(builder, loc, lanes).getResult());
  Value hasAll =
      arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::sle, all, room);
  Value values =
      buildUsed(builder, loc, type, spread.load.getMemref(),
                cloneIndices(spread.load.getIndices()), isUsed, hasAll);
  Value used = buildLanes(builder, loop, spread.select.getTrueValue(), i, lanes,
                          spread.load, values);
  Value other =
      buildLanes(builder, loop, spread.select.getFalseValue(), i, lanes);
  storeLanes(builder, loc,
             arith::SelectOp::create(builder, loc, isUsed, used, other),
             spread.store.getMemref(), cloneIndices(spread.store.getIndices()),
             isStreamed, lanes * elementBytes);
}

///   %n = scf.for %i = %lo to %hi step %c1 iter_args(%k = %k0) {
///     %at = arith.minsi %k, %last
///     %u = memref.load %list[%at]
///     %v = arith.select %is_used, (f of %u), %other
///     memref.store %v, %dest[%i]
///     %bit = arith.index_castui %is_used
///     scf.yield %k + %bit
///   }
/// ->
///   %isStreamed = %dest is large, and %dest[%lo] begins a vector
///   %m = scf.for %i = %lo to %main step %c16 iter_args(%k = %k0) {
///     %next = %k + (how many of %is_used are true)
///     %hasRoom = arith.cmpi sle, %next, %last + 1
///     %r = scf.if %hasRoom {
///       %us = the %list from min(%k, %last) on, where %is_used is true
///       %vs = arith.select (lanes of %is_used), (f of %us), (lanes of %other)
///       vector.store %vs, %dest[%i], past the caches if %isStreamed
///       scf.yield %next
///     } else {
///       scf.yield (the loop from %i to %i + 16)
///     }
///     scf.yield %r
///   }
///   %n = scf.for %i = %main to %hi step %c1 iter_args(%k = %m) { as before }
static void spreadLanes(Spread spread, int64_t lanes) {
  scf::ForOp loop = spread.loop;
  Location loc = loop.getLoc();
  scf::ForOp main = splitOffLanes(loop, lanes);
  OpBuilder builder(main);
  Value isStreamed = buildIsStreamed(builder, spread, main.getLowerBound(),
                                     lanes * elementBytes);
  builder.setInsertionPointToStart(main.getBody());
  Value i = main.getInductionVar(), count = main.getRegionIterArg(0);
  Value isUsed =
      buildLanes(builder, loop, spread.select.getCondition(), i, lanes);
  Value next = arith::AddIOp::create(builder, loc, count,
                                     countTrue(builder, loc, isUsed));
  if (isSeeded("spread-counts-lanes"))
    next = arith::AddIOp::create(builder, loc, count, main.getStep());
  Value room = arith::AddIOp::create(
      builder, loc, spread.last,
      arith::ConstantIndexOp::create(builder, loc, 1).getResult());
  Value hasRoom = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::sle,
                                        next, room);
  auto branch = scf::IfOp::create(
      builder, loc, hasRoom,
      [&](OpBuilder &b, Location l) {
        buildSpread(b, spread, isUsed, i, count, room, lanes, isStreamed);
        scf::YieldOp::create(b, l, next);
      },
      [&](OpBuilder &b, Location l) {
        Value end = arith::AddIOp::create(b, l, i, main.getStep());
        auto rest = cast<scf::ForOp>(b.clone(*loop));
        rest.getLowerBoundMutable().assign(i);
        rest.getUpperBoundMutable().assign(end);
        rest.getInitArgsMutable().assign(count);
        rest->setAttr(kColdAttr, b.getUnitAttr());
        scf::YieldOp::create(b, l, rest.getResults());
      });
  scf::YieldOp::create(builder, loc, branch.getResults());
}

void tslice::spreadInLanes(Operation *root, const BufferRoots &roots,
                           int64_t lanes) {
  SmallVector<Spread> spreads;
  root->walk([&](scf::ForOp loop) {
    if (std::optional<Spread> found = findSpread(loop, roots))
      spreads.push_back(*found);
  });
  for (const Spread &found : spreads)
    spreadLanes(found, lanes);
}
