// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Sums of floats have an order, so that one row is added up element by element.
// Eight rows can take a step together: their elements are read as they lie, a
// vector of each row, and turned into a vector of each column. LLVM's vectorizer
// would gather the columns, which takes several times as long.

#include "FoldInLanes.h"
#include "Lanes.h"
#include "LoopFacts.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "tslice/SeededFaults.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tslice;

namespace {
/// %s = step(%s, %term), in memory.
struct Fold {
  memref::LoadOp load;
  Operation *step = nullptr;
  memref::StoreOp store;
  /// Which operand of the step is the running result.
  unsigned number = 0;

  Value getTerm() const { return step->getOperand(1 - number); }
};
} // namespace

/// The only store of `loop`, if it is that of a fold over what the loop does not
/// write.
static std::optional<Fold> findFold(scf::ForOp loop, const BufferRoots &roots) {
  Fold fold;
  auto stores = loop.getBody()->getOps<memref::StoreOp>();
  if (!llvm::hasSingleElement(stores) ||
      getConstantIntValue(loop.getStep()) != 1)
    return std::nullopt;
  fold.store = *stores.begin();
  fold.step = fold.store.getValueToStore().getDefiningOp();
  // The greatest of a row is the same in any order, which LLVM knows.
  if (!isa_and_nonnull<arith::AddFOp, arith::MulFOp>(fold.step) ||
      fold.step->getBlock() != loop.getBody() ||
      !isa<Float32Type, Float64Type>(fold.step->getResult(0).getType()))
    return std::nullopt;
  for (unsigned number : {0, 1}) {
    auto load = fold.step->getOperand(number).getDefiningOp<memref::LoadOp>();
    if (!load || load.getMemref() != fold.store.getMemref() ||
        !llvm::equal(load.getIndices(), fold.store.getIndices()))
      continue;
    fold.load = load;
    fold.number = number;
    break;
  }
  if (!fold.load || fold.getTerm() == fold.load.getResult() ||
      fold.getTerm().getType() != fold.load.getType() ||
      isDefinedOutside(fold.getTerm(), loop) ||
      !canBuildLanes(fold.getTerm(), loop))
    return std::nullopt;
  for (memref::LoadOp load : loop.getBody()->getOps<memref::LoadOp>())
    if (load != fold.load &&
        roots.mayAlias(load.getMemref(), fold.store.getMemref()))
      return std::nullopt;
  return fold;
}

/// Exchanges rows and columns of a square of a power of two: in turn, each pair
/// of rows that are 1, 2, 4, .. apart exchanges the elements so far apart.
static void transpose(OpBuilder &builder, Location loc,
                      MutableArrayRef<Value> rows) {
  int64_t size = rows.size();
  for (int64_t apart = 1; apart < size; apart *= 2) {
    SmallVector<int64_t> low, high;
    for (int64_t lane = 0; lane < size; ++lane) {
      bool isUpper = lane & apart;
      low.push_back(isUpper ? size + lane - apart : lane);
      high.push_back(isUpper ? size + lane : lane + apart);
    }
    for (int64_t row = 0; row < size; ++row) {
      if (row & apart)
        continue;
      Value a = rows[row], b = rows[row + apart];
      rows[row] = vector::ShuffleOp::create(builder, loc, a, b, low);
      rows[row + apart] = vector::ShuffleOp::create(builder, loc, a, b, high);
    }
  }
}

namespace {
/// Builds the folds of some rows.
struct FoldBuilder {
  OpBuilder &builder;
  scf::ForOp loop;
  Fold fold;
  MutableArrayRef<IRMapping> mappings;

  Value build();

private:
  /// Where row `r` has its result.
  SmallVector<Value> getPlace(IRMapping &mapping) {
    return llvm::map_to_vector(fold.store.getIndices(), [&](Value index) {
      return mapping.lookupOrDefault(index);
    });
  }
  Value getMemref(IRMapping &mapping) {
    return mapping.lookupOrDefault(fold.store.getMemref());
  }
  Value buildStep(Value carried, Value column);
};
} // namespace

Value FoldBuilder::buildStep(Value carried, Value column) {
  SmallVector<Value> operands{carried, column};
  if (fold.number == 1)
    std::swap(operands[0], operands[1]);
  return builder
      .create(fold.step->getLoc(), fold.step->getName().getIdentifier(),
              operands, carried.getType(), fold.step->getAttrs())
      ->getResult(0);
}

///   scf.for %k = %lo to %hi step 1 { %s[%i] = %s[%i] + %x[%i, %k] }
/// of eight rows ->
///   %end = %hi - (%hi - %lo) mod 8
///   %sums = the %s[..] of the rows
///   %r = scf.for %k = %lo to %end step 8 iter_args(%acc = %sums) {
///     %rows = vector.load %x[%i, %k], vector.load %x[%i + 1, %k], ..
///     %columns = transpose %rows
///     scf.yield %acc + %columns#0 + %columns#1 + ..
///   }
///   %s[..] = %r
Value FoldBuilder::build() {
  Location loc = loop.getLoc();
  int64_t size = mappings.size();
  Value step = arith::ConstantIndexOp::create(builder, loc, size);
  Value length = buildTripCount(builder, loop);
  Value rest = arith::RemUIOp::create(builder, loc, length, step);
  Value end = arith::SubIOp::create(builder, loc, loop.getUpperBound(), rest);
  auto type = VectorType::get({size}, fold.load.getType());
  SmallVector<Value> found;
  for (IRMapping &mapping : mappings)
    found.push_back(memref::LoadOp::create(builder, loc, getMemref(mapping),
                                           getPlace(mapping)));
  Value carried = vector::FromElementsOp::create(builder, loc, type, found);
  // The loops of the rows, to copy from.
  SmallVector<scf::ForOp> sources;
  for (IRMapping &mapping : mappings) {
    IRMapping own(mapping);
    sources.push_back(cast<scf::ForOp>(builder.clone(*loop, own)));
  }
  auto main = scf::ForOp::create(builder, loc, loop.getLowerBound(), end, step,
                                 carried);
  {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(main.getBody());
    SmallVector<Value> columns;
    for (scf::ForOp source : sources) {
      auto stores = source.getBody()->getOps<memref::StoreOp>();
      Operation *copied = (*stores.begin()).getValueToStore().getDefiningOp();
      columns.push_back(buildLanes(builder, source,
                                   copied->getOperand(1 - fold.number),
                                   main.getInductionVar(), size));
    }
    transpose(builder, loc, columns);
    if (isSeeded("fold-columns-turned"))
      std::reverse(columns.begin(), columns.end());
    Value sums = main.getRegionIterArg(0);
    for (Value column : columns)
      sums = buildStep(sums, column);
    scf::YieldOp::create(builder, loc, sums);
  }
  for (scf::ForOp source : sources)
    source.erase();
  for (auto [r, mapping] : llvm::enumerate(mappings)) {
    Value sum = vector::ExtractOp::create(builder, loc, main.getResult(0),
                                          static_cast<int64_t>(r));
    memref::StoreOp::create(builder, loc, sum, getMemref(mapping),
                            getPlace(mapping));
  }
  return end;
}

Value tslice::buildFoldInLanes(OpBuilder &builder, scf::ForOp loop,
                               MutableArrayRef<IRMapping> mappings,
                               const BufferRoots &roots) {
  std::optional<Fold> fold = findFold(loop, roots);
  if (!fold || !llvm::isPowerOf2_64(mappings.size()))
    return loop.getLowerBound();
  return FoldBuilder{builder, loop, *fold, mappings}.build();
}
