// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Looks at what a loop loads and stores, and where.

#include "StreamableLoop.h"
#include "LoopFacts.h"
#include "mlir/Analysis/SliceAnalysis.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "tslice/IR/TSliceOps.h"

using namespace mlir;
using namespace tslice;

/// How much is computed before it is stored: of long loops, which then stays in
/// registers, and of loops that are no longer than that.
static constexpr int64_t kTileBytes = 256;
static constexpr int64_t kMaxRowBytes = 512;
/// A loop of so many rounds writes more than is written soon again.
static constexpr int64_t kWalkedRows = 1 << 16;
/// What is copied must not be long.
static constexpr int64_t kMaxOps = 64;

std::optional<int64_t> tslice::getSlope(Value value, Operation *loop) {
  if (isDefinedOutside(value, loop))
    return 0;
  Operation *op = value.getDefiningOp();
  if (!op)
    return value == getInductionVar(loop) ? std::optional(1) : std::nullopt;
  if (!isPure(op) || op->getNumRegions() != 0)
    return std::nullopt;
  SmallVector<int64_t> slopes;
  for (Value operand : op->getOperands()) {
    std::optional<int64_t> slope = getSlope(operand, loop);
    if (!slope)
      return std::nullopt;
    slopes.push_back(*slope);
  }
  if (llvm::all_of(slopes, [](int64_t slope) { return slope == 0; }))
    return 0;
  if (isa<arith::AddIOp>(op))
    return slopes[0] + slopes[1];
  if (isa<arith::SubIOp>(op))
    return slopes[0] - slopes[1];
  if (isa<arith::MulIOp>(op)) {
    for (auto [factor, slope] :
         {std::pair(0, slopes[1]), std::pair(1, slopes[0])})
      if (std::optional<int64_t> value =
              getConstantIntValue(op->getOperand(factor)))
        return *value * slope;
  }
  return std::nullopt;
}

/// Whether every load in `loop` walks along its buffer. `strided` tells whether
/// one of them leaves out elements. A loop that waits for scattered loads gains
/// nothing.
static bool hasPlainLoads(Operation *loop, bool &strided) {
  WalkResult plain = loop->walk([&](memref::LoadOp load) {
    for (Value index : load.getIndices()) {
      std::optional<int64_t> slope = getSlope(index, loop);
      if (!slope)
        return WalkResult::interrupt();
      strided |= index == load.getIndices().back() && std::abs(*slope) > 1;
    }
    return WalkResult::advance();
  });
  return !plain.wasInterrupted();
}

bool tslice::isPlainElement(Type type) {
  return type.isF16() || type.isBF16() || type.isF32() || type.isF64() ||
         type.isInteger(8) || type.isInteger(16) || type.isInteger(32) ||
         type.isInteger(64);
}

/// Whether neighbours in the last dimension of `type` are neighbours in memory.
static bool hasContiguousRows(MemRefType type) {
  SmallVector<int64_t> strides;
  int64_t offset;
  return type.getRank() > 0 &&
         succeeded(type.getStridesAndOffset(strides, offset)) &&
         strides.back() == 1;
}

/// The value that `memref` is a view of.
static Value getBuffer(Value memref) {
  while (Operation *op = memref.getDefiningOp()) {
    auto view = dyn_cast<ViewLikeOpInterface>(op);
    if (!view)
      break;
    memref = view.getViewSource();
  }
  return memref;
}

/// Whether a value that `value` is computed from is loaded: rows that are
/// written where an index says are often written again. Not so those that a
/// long loop walks over from where an index says.
static bool isLoaded(Value value, Operation *loop) {
  for (Operation *scope = loop;; scope = scope->getParentOp()) {
    SetVector<Operation *> slice;
    BackwardSliceOptions options;
    options.inclusive = true;
    options.omitBlockArguments = true;
    options.filter = [&](Operation *op) { return scope->isAncestor(op); };
    if (failed(getBackwardSlice(value, &slice, options)) ||
        llvm::any_of(slice,
                     [](Operation *op) { return isa<memref::LoadOp>(op); }))
      return true;
    bool isLong = isSimpleLoop(scope) &&
                  getTripCountBound(scope).value_or(0) >= kWalkedRows;
    auto isStep = [&](Value operand) {
      return operand == getInductionVar(scope);
    };
    if (isLong && llvm::any_of(slice, [&](Operation *op) {
          return llvm::any_of(op->getOperands(), isStep);
        }))
      return false;
    if (isa<func::FuncOp>(scope))
      return false;
  }
}

/// Whether `op` runs only after a failure.
static bool isCold(Operation *op) {
  for (; op; op = op->getParentOp()) {
    if (op->hasAttr(kColdAttr))
      return true;
  }
  return false;
}

std::optional<StreamableLoop> tslice::findStreamable(Operation *loop,
                                                     func::FuncOp kernel) {
  if (!isSimpleLoop(loop) || loop->getNumResults() != 0 || isCold(loop) ||
      getConstantIntValue(getBounds(loop).step) != 1)
    return std::nullopt;
  memref::StoreOp store;
  int64_t numOps = 0;
  WalkResult onlyStores = loop->walk([&](Operation *op) {
    if (op == loop || isa<memref::LoadOp>(op) || isPure(op) ||
        isa<CheckOp>(op) || op->hasTrait<OpTrait::IsTerminator>())
      return ++numOps <= kMaxOps ? WalkResult::advance()
                                 : WalkResult::interrupt();
    if (store || op->getParentOp() != loop || !isa<memref::StoreOp>(op))
      return WalkResult::interrupt();
    store = cast<memref::StoreOp>(op);
    return WalkResult::advance();
  });
  if (onlyStores.wasInterrupted() || !store ||
      !isDefinedOutside(store.getMemref(), loop) ||
      !isPlainElement(store.getMemRefType().getElementType()) ||
      !hasContiguousRows(store.getMemRefType()))
    return std::nullopt;
  for (Value index : store.getIndices().drop_back()) {
    if (getSlope(index, loop) != 0)
      return std::nullopt;
  }
  if (getSlope(store.getIndices().back(), loop) != 1 ||
      llvm::any_of(store.getIndices(),
                   [&](Value index) { return isLoaded(index, loop); }))
    return std::nullopt;
  Value written = getBuffer(store.getMemref());
  WalkResult notRead = kernel.walk([&](memref::LoadOp load) {
    return getBuffer(load.getMemref()) == written ? WalkResult::interrupt()
                                                  : WalkResult::advance();
  });
  if (notRead.wasInterrupted())
    return std::nullopt;
  StreamableLoop result = {loop, store};
  if (!hasPlainLoads(loop, result.looksBeyond))
    return std::nullopt;
  result.elementBytes =
      store.getMemRefType().getElementTypeBitWidth() / CHAR_BIT;
  result.tileBytes = kTileBytes;
  if (std::optional<int64_t> count = getConstantTripCount(loop)) {
    int64_t bytes = *count * result.elementBytes;
    result.isTile = !result.looksBeyond && bytes > 0 && bytes <= kMaxRowBytes &&
                    bytes % kLineBytes == 0;
    if (result.isTile)
      result.tileBytes = bytes;
    else if (bytes < 2 * kTileBytes)
      return std::nullopt;
  }
  return result;
}

//===----------------------------------------------------------------------===//
// The iteration behind the last
//===----------------------------------------------------------------------===//

/// Whether element `indices` of `memref`, with indices that may leave their
/// dimensions, is one of its elements.
static Value buildIsElement(OpBuilder &builder, Location loc, Value memref,
                            ValueRange indices) {
  Value element = arith::ConstantIndexOp::create(builder, loc, 0);
  Value count = arith::ConstantIndexOp::create(builder, loc, 1);
  for (auto [dim, index] : llvm::enumerate(indices)) {
    Value extent = memref::DimOp::create(builder, loc, memref, dim);
    element = arith::MulIOp::create(builder, loc, element, extent);
    element = arith::AddIOp::create(builder, loc, element, index);
    count = arith::MulIOp::create(builder, loc, count, extent);
  }
  return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ult, element,
                               count);
}

Value tslice::buildLoadsInside(OpBuilder &builder, Operation *loop, Value i) {
  Block &body = loop->getRegion(0).front();
  // A check would record a failure that the program does not have.
  bool isKnown = llvm::all_of(body, [](Operation &op) {
    auto load = dyn_cast<memref::LoadOp>(op);
    return load ? load.getMemRefType().getLayout().isIdentity()
                : !isa<CheckOp>(op) && op.getNumRegions() == 0;
  });
  if (!isKnown)
    return nullptr;
  Location loc = loop->getLoc();
  Value inside =
      arith::ConstantOp::create(builder, loc, builder.getBoolAttr(true));
  for (auto load : body.getOps<memref::LoadOp>()) {
    IRMapping mapping;
    mapping.map(getInductionVar(loop), i);
    SmallVector<Value> indices;
    for (Value index : load.getIndices())
      indices.push_back(cloneOutOf(loop, index, mapping, builder));
    inside = arith::AndIOp::create(
        builder, loc, inside,
        buildIsElement(builder, loc, load.getMemref(), indices));
  }
  return inside;
}
