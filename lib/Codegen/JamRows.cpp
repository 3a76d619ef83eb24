// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Folds several rows at a time. In the order of the elements, every step of a
// sum of floats waits for the one before, so that a processor is idle three
// quarters of the time; the rows of a parallel loop wait for nobody, and keep
// their bits.

#include "FoldInLanes.h"
#include "LoopFacts.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "tslice/Codegen/Passes.h"
#include "tslice/IR/TSliceOps.h"

namespace tslice {
#define GEN_PASS_DEF_JAMROWSPASS
#include "tslice/Codegen/Passes.h.inc"
} // namespace tslice

using namespace mlir;
using namespace tslice;

/// Steps that a processor has in flight: a latency of four, two at a time.
static constexpr int64_t kRows = 8;
/// Shorter folds are not worth the code.
static constexpr int64_t kMinLength = 8;

//===----------------------------------------------------------------------===//
// Which loops
//===----------------------------------------------------------------------===//

/// Whether `store` keeps a running result of `loop`, a float.
static bool isFold(memref::StoreOp store, scf::ForOp loop) {
  if (!isa<FloatType>(store.getValueToStore().getType()) ||
      !llvm::all_of(store->getOperands().drop_front(), [&](Value operand) {
        return isDefinedOutside(operand, loop);
      }))
    return false;
  Operation *step = store.getValueToStore().getDefiningOp();
  return step && step->getBlock() == loop.getBody() &&
         llvm::any_of(step->getOperands(), [&](Value operand) {
           auto load = operand.getDefiningOp<memref::LoadOp>();
           return load && load.getMemref() == store.getMemref() &&
                  llvm::equal(load.getIndices(), store.getIndices());
         });
}

namespace {
/// A parallel loop over rows, each of which is folded by one inner loop.
struct Rows {
  scf::ParallelOp loop;
  scf::ForOp fold;
  SmallVector<CheckOp> checks;
};
} // namespace

/// Whether `value` can be computed in front of all checks of the row.
static bool isIndependentOfChecks(Value value, scf::ParallelOp rows) {
  Operation *op = value.getDefiningOp();
  if (!op || !rows->isAncestor(op))
    return true;
  if (op->getNumRegions() != 0 || isa<CheckOp>(op) ||
      !(isMemoryEffectFree(op) || isa<memref::LoadOp>(op)))
    return false;
  return llvm::all_of(op->getOperands(), [&](Value operand) {
    return isIndependentOfChecks(operand, rows);
  });
}

static std::optional<Rows> findRows(scf::ParallelOp loop) {
  Rows rows{loop, {}, {}};
  std::optional<int64_t> count = getConstantTripCount(loop);
  if (!isSimpleLoop(loop) || loop->hasAttr(kColdAttr) ||
      getConstantIntValue(loop.getStep().front()) != 1 ||
      (count && *count < kRows))
    return std::nullopt;
  for (Operation &op : loop.getBody()->without_terminator()) {
    if (auto check = dyn_cast<CheckOp>(op)) {
      if (rows.fold || !check.isOfIndex() ||
          !isIndependentOfChecks(check.getValue(), loop) ||
          !isDefinedOutside(check.getLimit(), loop))
        return std::nullopt;
      rows.checks.push_back(check);
    } else if (auto fold = dyn_cast<scf::ForOp>(op); fold && !rows.fold) {
      rows.fold = fold;
    } else if (op.getNumRegions() != 0 ||
               !(isMemoryEffectFree(&op) ||
                 isa<memref::LoadOp, memref::StoreOp>(op))) {
      return std::nullopt;
    }
  }
  if (!rows.fold || !isSimpleLoop(rows.fold) ||
      rows.fold->getNumResults() != 0 ||
      !llvm::all_of(rows.fold->getOperands(),
                    [&](Value bound) { return isDefinedOutside(bound, loop); }))
    return std::nullopt;
  std::optional<int64_t> length = getConstantTripCount(rows.fold);
  if (length && *length < kMinLength)
    return std::nullopt;
  bool folds = false;
  for (Operation &op : rows.fold.getBody()->without_terminator()) {
    if (op.getNumRegions() != 0 ||
        !(isMemoryEffectFree(&op) || isa<memref::LoadOp, memref::StoreOp>(op)))
      return std::nullopt;
    if (auto store = dyn_cast<memref::StoreOp>(op))
      folds |= isFold(store, rows.fold);
  }
  return folds ? std::optional(rows) : std::nullopt;
}

//===----------------------------------------------------------------------===//
// Blocks of rows
//===----------------------------------------------------------------------===//

namespace {
class RowJammer {
public:
  RowJammer(const Rows &rows, const BufferRoots &roots, OpBuilder &builder)
      : rows(rows), roots(roots), builder(builder), loc(rows.loop->getLoc()) {}

  void jam();

private:
  Value constant(int64_t value) {
    return arith::ConstantIndexOp::create(builder, loc, value);
  }
  /// Maps the row to row number `r` of the block at `start`.
  void mapRows(Value start);
  /// Whether the block is whole and no check of its rows fails.
  Value buildIsGood(Value start, Value upper);
  /// Copies what `check` asks about, for one row.
  Value cloneValue(Value value, IRMapping &mapping);
  void buildRows();

  Rows rows;
  const BufferRoots &roots;
  OpBuilder &builder;
  Location loc;
  SmallVector<IRMapping> mappings;
};
} // namespace

void RowJammer::mapRows(Value start) {
  mappings.assign(kRows, IRMapping());
  for (auto [r, mapping] : llvm::enumerate(mappings)) {
    Value row = r == 0
                    ? start
                    : arith::AddIOp::create(builder, loc, start, constant(r));
    mapping.map(rows.loop.getInductionVars().front(), row);
  }
}

Value RowJammer::cloneValue(Value value, IRMapping &mapping) {
  Operation *op = value.getDefiningOp();
  if (!op || !rows.loop->isAncestor(op))
    return mapping.lookupOrDefault(value);
  if (!mapping.contains(value)) {
    for (Value operand : op->getOperands())
      cloneValue(operand, mapping);
    builder.clone(*op, mapping);
  }
  return mapping.lookup(value);
}

Value RowJammer::buildIsGood(Value start, Value upper) {
  Value last = arith::SubIOp::create(builder, loc, upper, start);
  Value isWhole = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::sge,
                                        last, constant(kRows));
  if (rows.checks.empty())
    return isWhole;
  auto choice = scf::IfOp::create(builder, loc, builder.getI1Type(), isWhole,
                                  /*withElseRegion=*/true);
  builder.setInsertionPointToEnd(choice.elseBlock());
  Value no =
      arith::ConstantOp::create(builder, loc, builder.getBoolAttr(false));
  scf::YieldOp::create(builder, loc, no);
  builder.setInsertionPointToEnd(choice.thenBlock());
  mapRows(start);
  Value good;
  for (CheckOp check : rows.checks)
    for (IRMapping &mapping : mappings) {
      Value holds = arith::CmpIOp::create(
          builder, loc, arith::CmpIPredicate::ult,
          cloneValue(check.getValue(), mapping), check.getLimit());
      good = good ? arith::AndIOp::create(builder, loc, good, holds) : holds;
    }
  scf::YieldOp::create(builder, loc, good);
  builder.setInsertionPointAfter(choice);
  return choice.getResult(0);
}

void RowJammer::buildRows() {
  auto cloneAll = [&](Operation &op) {
    for (IRMapping &mapping : mappings) {
      if (auto check = dyn_cast<CheckOp>(op))
        mapping.map(check.getResult(),
                    mapping.lookupOrDefault(check.getValue()));
      else
        builder.clone(op, mapping);
    }
  };
  for (Operation &op : rows.loop.getBody()->without_terminator()) {
    if (&op != rows.fold) {
      cloneAll(op);
      continue;
    }
    Value from = buildFoldInLanes(builder, rows.fold, mappings, roots);
    auto fold = scf::ForOp::create(
        builder, loc, from, rows.fold.getUpperBound(), rows.fold.getStep());
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(fold.getBody());
    for (IRMapping &mapping : mappings)
      mapping.map(rows.fold.getInductionVar(), fold.getInductionVar());
    for (Operation &inner : rows.fold.getBody()->without_terminator())
      cloneAll(inner);
  }
}

/// scf.parallel (%i) = (%lo) to (%hi) step (1) {
///   %a = tslice.check index ...
///   scf.for %k { %s[%i] = %s[%i] + %x[%a, %k] }
/// }
/// ->
/// scf.parallel (%b) = (%lo) to (%hi) step (8) {
///   if (%b + 8 <= %hi and all checks hold) {
///     the first eights of elements, in lanes where they lie one behind the other
///     scf.for %k from there { %s[%b] = %s[%b] + ...; %s[%b + 1] = ...; ... }
///   } else {
///     scf.for %i = %b to min(%b + 8, %hi) { as before }
///   }
/// }
void RowJammer::jam() {
  builder.setInsertionPoint(rows.loop);
  auto blocks = scf::ParallelOp::create(builder, loc, rows.loop.getLowerBound(),
                                        rows.loop.getUpperBound(),
                                        ValueRange{constant(kRows)});
  blocks->setDiscardableAttrs(rows.loop->getDiscardableAttrDictionary());
  builder.setInsertionPointToStart(blocks.getBody());
  Value start = blocks.getInductionVars().front();
  Value upper = blocks.getUpperBound().front();
  Value isGood = buildIsGood(start, upper);
  auto choice =
      scf::IfOp::create(builder, loc, isGood, /*withElseRegion=*/true);

  builder.setInsertionPointToStart(choice.thenBlock());
  mapRows(start);
  buildRows();

  builder.setInsertionPointToStart(choice.elseBlock());
  Value next = arith::AddIOp::create(builder, loc, start, constant(kRows));
  Value end = arith::MinSIOp::create(builder, loc, next, upper);
  auto rest = scf::ForOp::create(builder, loc, start, end, constant(1));
  builder.setInsertionPointToStart(rest.getBody());
  IRMapping mapping;
  mapping.map(rows.loop.getInductionVars().front(), rest.getInductionVar());
  for (Operation &op : rows.loop.getBody()->without_terminator())
    builder.clone(op, mapping);
  rows.loop->erase();
}

namespace {
struct JamRowsPass : tslice::impl::JamRowsPassBase<JamRowsPass> {
  using Base::Base;

  void runOnOperation() override {
    SmallVector<Rows> found;
    getOperation().walk([&](scf::ParallelOp loop) {
      if (std::optional<Rows> rows = findRows(loop))
        found.push_back(*rows);
    });
    if (found.empty())
      return;
    OpBuilder builder(&getContext());
    BufferRoots roots(getOperation());
    for (const Rows &rows : found)
      RowJammer(rows, roots, builder).jam();
  }
};
} // namespace
