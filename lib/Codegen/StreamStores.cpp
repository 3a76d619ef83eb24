// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Writes results that no cache can keep past the caches: a store that misses
// would read its line first, which doubles what a copy moves.

#include "LoopFacts.h"
#include "StreamableLoop.h"
#include "mlir/Conversion/LLVMCommon/MemRefBuilder.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "tslice/Codegen/Passes.h"
#include "tslice/IR/TSliceOps.h"

namespace tslice {
#define GEN_PASS_DEF_STREAMSTORESPASS
#include "tslice/Codegen/Passes.h.inc"
} // namespace tslice

using namespace mlir;
using namespace tslice;

/// The bytes of one streamed store.
static constexpr int64_t kVectorBytes = 32;
/// Long rows are written at this many places in turn: the pages of several are
/// opened at a time. Measured: 1.4x of one place.
static constexpr int64_t kPlaces = 4;

namespace {
class StreamBuilder {
public:
  StreamBuilder(const StreamableLoop &streamable, func::FuncOp kernel,
                const LLVMTypeConverter &converter)
      : streamable(streamable), loop(streamable.loop), store(streamable.store),
        elementBytes(streamable.elementBytes), tileBytes(streamable.tileBytes),
        kernel(kernel), converter(converter), loc(loop->getLoc()),
        builder(loop),
        pointer(LLVM::LLVMPointerType::get(builder.getContext())) {}

  /// A loop of one tile: if it is large, and %m[%r, %lo] starts a line,
  ///   the tile, which is then streamed to %m
  /// else the loop. A long loop:
  ///
  /// for %i = %lo to %hi { ...; store %v, %m[%r, %i] }
  /// ->
  /// %base = %large ? the first iteration that starts a line : %hi
  /// %end = %base + the iterations of the whole lines from there on; if a tile
  ///   looks beyond, it ends where that is still an element
  /// for %pass = 0 to (%large ? 2 : 1) {
  ///   for %i = (%pass ? %end : %lo) to (%pass ? %hi : %base) {
  ///     ...; store %v, %m[%r, %i]
  ///   }
  ///   for %t = 0 to (%pass ? 0 : %tiles)
  ///     a tile, which is then streamed to %m
  /// }
  ///
  /// One copy of the body serves the head, the tail and what is not large.
  void build(int64_t minBytes, int64_t minRangeBytes);

private:
  Value constant(int64_t value) {
    return arith::ConstantIndexOp::create(builder, loc, value);
  }
  template <typename OpTy> Value binary(Value a, Value b) {
    return OpTy::create(builder, loc, a, b);
  }
  Value select(Value condition, Value a, Value b) {
    return arith::SelectOp::create(builder, loc, condition, a, b);
  }
  Value compare(arith::CmpIPredicate predicate, Value a, Value b) {
    return arith::CmpIOp::create(builder, loc, predicate, a, b);
  }
  Value toI64(Value index) {
    return arith::IndexCastOp::create(builder, loc, builder.getI64Type(),
                                      index);
  }
  Value toIndex(Value integer) {
    return arith::IndexCastOp::create(builder, loc, builder.getIndexType(),
                                      integer);
  }
  Value addBytes(Value address, LLVM::GEPArg bytes) {
    return LLVM::GEPOp::create(builder, loc, pointer, builder.getI8Type(),
                               address, ArrayRef<LLVM::GEPArg>{bytes});
  }
  /// Whether the buffer, and the part of it that one call of the kernel writes,
  /// are large.
  Value buildIsLarge(int64_t minBytes, int64_t minRangeBytes);
  /// The address of `memref[indices]` in iteration `i`.
  Value buildAddress(TypedValue<MemRefType> memref, ValueRange indices,
                     Value i);
  /// How many elements further `load` reads in the next iteration.
  Value buildStep(memref::LoadOp load);
  /// Copies the body for the iterations of the tile at `from`. Loads become
  /// those of known steps from a known address, stores go to the tile.
  void copyBody(Value from);
  /// The first iteration of tile number `t`: the places take turns.
  Value buildTileStart(Value t);
  /// Computes the tile that starts with iteration `from` and streams it.
  void buildTile(Value from);
  /// How many bytes behind `address` the next line starts, or this one.
  Value buildBytesToLine();
  /// The two rewrites.
  void buildTileLoop();
  void buildLongLoop();

  const StreamableLoop &streamable;
  Operation *loop;
  memref::StoreOp store;
  int64_t elementBytes, tileBytes;
  func::FuncOp kernel;
  const LLVMTypeConverter &converter;
  Location loc;
  OpBuilder builder;
  LLVM::LLVMPointerType pointer;
  /// Whether the buffer is large, and a tile on the stack.
  Value isLarge, tile;
  /// The first streamed iteration, the address it stores to, the iteration
  /// behind the last streamed one, and how many tiles each place has.
  Value base, address, end, tilesPerPlace;
};
} // namespace

Value StreamBuilder::buildIsLarge(int64_t minBytes, int64_t minRangeBytes) {
  MemRefType type = store.getMemRefType();
  Value size = constant(elementBytes);
  for (int64_t dim = 0; dim < type.getRank(); ++dim) {
    Value extent = memref::DimOp::create(builder, loc, store.getMemref(), dim);
    size = binary<arith::MulIOp>(size, extent);
  }
  // The kernel's range counts rows or elements; loops of constant length inside
  // of it multiply that.
  int64_t perIteration = elementBytes;
  for (Operation *op = loop; op != kernel; op = op->getParentOp()) {
    if (isSimpleLoop(op))
      perIteration *= getTripCountBound(op).value_or(1);
  }
  ValueRange arguments = kernel.getArguments();
  Value range = arith::SubIOp::create(builder, loc, arguments.back(),
                                      arguments.drop_back().back());
  Value written = binary<arith::MulIOp>(toIndex(range), constant(perIteration));
  auto isAtLeast = [&](Value value, int64_t least) {
    return compare(arith::CmpIPredicate::sge, value, constant(least));
  };
  return binary<arith::AndIOp>(isAtLeast(size, minBytes),
                               isAtLeast(written, minRangeBytes));
}

/// The strides of a type that has them.
static SmallVector<int64_t> getStrides(MemRefType type, int64_t &offset) {
  SmallVector<int64_t> strides;
  std::tie(strides, offset) = type.getStridesAndOffset();
  return strides;
}

Value StreamBuilder::buildAddress(TypedValue<MemRefType> memref,
                                  ValueRange indices, Value i) {
  MemRefType type = memref.getType();
  MemRefDescriptor descriptor(
      UnrealizedConversionCastOp::create(builder, loc,
                                         converter.convertType(type), memref)
          .getResult(0));
  int64_t offset;
  SmallVector<int64_t> strides = getStrides(type, offset);
  Value element = ShapedType::isDynamic(offset)
                      ? toIndex(descriptor.offset(builder, loc))
                      : constant(offset);
  IRMapping mapping;
  mapping.map(getInductionVar(loop), i);
  for (auto [dim, index] : llvm::enumerate(indices)) {
    Value stride = ShapedType::isDynamic(strides[dim])
                       ? toIndex(descriptor.stride(builder, loc, dim))
                       : constant(strides[dim]);
    Value moved = cloneOutOf(loop, index, mapping, builder);
    element =
        binary<arith::AddIOp>(element, binary<arith::MulIOp>(moved, stride));
  }
  return LLVM::GEPOp::create(builder, loc, pointer, type.getElementType(),
                             descriptor.alignedPtr(builder, loc),
                             ArrayRef<LLVM::GEPArg>{toI64(element)});
}

Value StreamBuilder::buildStep(memref::LoadOp load) {
  MemRefType type = load.getMemRefType();
  int64_t offset, known = 0;
  Value step;
  for (auto [dim, stride] : llvm::enumerate(getStrides(type, offset))) {
    int64_t slope = *getSlope(load.getIndices()[dim], loop);
    if (slope == 0)
      continue;
    if (!ShapedType::isDynamic(stride)) {
      known += slope * stride;
      continue;
    }
    MemRefDescriptor descriptor(
        UnrealizedConversionCastOp::create(
            builder, loc, converter.convertType(type), load.getMemref())
            .getResult(0));
    Value term = binary<arith::MulIOp>(
        toIndex(descriptor.stride(builder, loc, dim)), constant(slope));
    step = step ? binary<arith::AddIOp>(step, term) : term;
  }
  return step ? binary<arith::AddIOp>(step, constant(known)) : constant(known);
}

Value StreamBuilder::buildBytesToLine() {
  Value bits = toIndex(
      LLVM::PtrToIntOp::create(builder, loc, builder.getI64Type(), address));
  return binary<arith::AndIOp>(binary<arith::SubIOp>(constant(0), bits),
                               constant(kLineBytes - 1));
}

void StreamBuilder::copyBody(Value from) {
  Block &body = loop->getRegion(0).front();
  DenseMap<Operation *, std::pair<Value, Value>> loads;
  for (auto load : body.getOps<memref::LoadOp>()) {
    if (isPlainElement(load.getMemRefType().getElementType()))
      loads[load] = {buildAddress(load.getMemref(), load.getIndices(), from),
                     buildStep(load)};
  }
  int64_t tileSize = tileBytes / elementBytes;
  auto compute = scf::ForOp::create(
      builder, loc, constant(0),
      constant(streamable.looksBeyond ? tileSize + 1 : tileSize), constant(1));
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(compute.getBody());
  Value k = compute.getInductionVar();
  auto behind = [&](Value start, Value elements, Type type) -> Value {
    return LLVM::GEPOp::create(builder, loc, pointer, type, start,
                               ArrayRef<LLVM::GEPArg>{toI64(elements)},
                               LLVM::GEPNoWrapFlags::inbounds);
  };
  IRMapping mapping;
  mapping.map(getInductionVar(loop), binary<arith::AddIOp>(from, k));
  for (Operation &op : body.without_terminator()) {
    if (auto [start, step] = loads.lookup(&op); start) {
      Type type = op.getResult(0).getType();
      Value address = behind(start, binary<arith::MulIOp>(k, step), type);
      mapping.map(op.getResult(0),
                  LLVM::LoadOp::create(builder, loc, type, address));
    } else if (&op == store) {
      Value value = mapping.lookupOrDefault(store.getValueToStore());
      LLVM::StoreOp::create(builder, loc, value,
                            behind(tile, k, value.getType()));
    } else {
      builder.clone(op, mapping);
    }
  }
}

Value StreamBuilder::buildTileStart(Value t) {
  // Tile t is number t / 4 of place t % 4; those that are left over follow. The
  // last one may overlap the one ahead of it.
  Value places = constant(kPlaces);
  Value place = binary<arith::RemUIOp>(t, places);
  Value inTurn =
      binary<arith::AddIOp>(binary<arith::MulIOp>(place, tilesPerPlace),
                            binary<arith::DivUIOp>(t, places));
  Value hasTurn = compare(arith::CmpIPredicate::ult, t,
                          binary<arith::MulIOp>(tilesPerPlace, places));
  Value tileSize = constant(tileBytes / elementBytes);
  Value start = binary<arith::AddIOp>(
      base, binary<arith::MulIOp>(select(hasTurn, inTurn, t), tileSize));
  return binary<arith::MinSIOp>(start, binary<arith::SubIOp>(end, tileSize));
}

void StreamBuilder::buildTile(Value from) {
  copyBody(from);
  Value target = addBytes(
      address, toI64(binary<arith::MulIOp>(binary<arith::SubIOp>(from, base),
                                           constant(elementBytes))));
  auto vector = VectorType::get({kVectorBytes / 8}, builder.getI64Type());
  for (int32_t at = 0; at < tileBytes; at += kVectorBytes) {
    Value value = LLVM::LoadOp::create(builder, loc, vector, addBytes(tile, at),
                                       kVectorBytes);
    LLVM::StoreOp::create(builder, loc, value, addBytes(target, at),
                          kVectorBytes, /*isVolatile=*/false,
                          /*isNonTemporal=*/true);
  }
}

void StreamBuilder::buildTileLoop() {
  LoopBounds bounds = getBounds(loop);
  Value isAligned =
      compare(arith::CmpIPredicate::eq, buildBytesToLine(), constant(0));
  auto choice =
      scf::IfOp::create(builder, loc, binary<arith::AndIOp>(isLarge, isAligned),
                        /*withElseRegion=*/true);
  loop->moveBefore(choice.elseBlock()->getTerminator());
  builder.setInsertionPoint(choice.thenBlock()->getTerminator());
  base = bounds.lower;
  // Stores of the same values in both branches would become one, without the
  // hint. Nothing moves across these fences, which are no instructions.
  auto mark = [&] {
    LLVM::FenceOp::create(builder, loc, LLVM::AtomicOrdering::seq_cst,
                          "singlethread");
  };
  mark();
  buildTile(base);
  mark();
}

void StreamBuilder::buildLongLoop() {
  LoopBounds bounds = getBounds(loop);
  Value tileSize = constant(tileBytes / elementBytes);
  Value length = binary<arith::SubIOp>(bounds.upper, bounds.lower);
  // A whole tile is behind any head.
  Value isLong = compare(arith::CmpIPredicate::sge, length,
                         constant((tileBytes + kLineBytes) / elementBytes));
  Value streams = binary<arith::AndIOp>(isLarge, isLong);
  Value toLine = buildBytesToLine();
  address = addBytes(address, toI64(toLine));
  Value head = binary<arith::DivUIOp>(toLine, constant(elementBytes));
  base =
      select(streams, binary<arith::AddIOp>(bounds.lower, head), bounds.upper);
  length = binary<arith::SubIOp>(bounds.upper, base);
  if (streamable.looksBeyond) {
    // The last tile looks at the iteration behind the loop.
    Value less = binary<arith::SubIOp>(length, constant(1));
    if (Value inside = buildLoadsInside(builder, loop, bounds.upper))
      less = select(inside, length, less);
    length = select(streams, less, length);
  }
  Value lineSize = constant(kLineBytes / elementBytes);
  Value lines =
      binary<arith::MulIOp>(binary<arith::DivUIOp>(length, lineSize), lineSize);
  end = binary<arith::AddIOp>(base, lines);
  Value numTiles = binary<arith::CeilDivUIOp>(lines, tileSize);
  tilesPerPlace = binary<arith::DivUIOp>(numTiles, constant(kPlaces));

  auto passes = scf::ForOp::create(builder, loc, constant(0),
                                   select(streams, constant(2), constant(1)),
                                   constant(1));
  builder.setInsertionPointToStart(passes.getBody());
  Value isFirst =
      compare(arith::CmpIPredicate::eq, passes.getInductionVar(), constant(0));
  auto plain =
      scf::ForOp::create(builder, loc, select(isFirst, bounds.lower, end),
                         select(isFirst, base, bounds.upper), constant(1));
  auto tiles =
      scf::ForOp::create(builder, loc, constant(0),
                         select(isFirst, numTiles, constant(0)), constant(1));
  builder.setInsertionPointToStart(tiles.getBody());
  buildTile(buildTileStart(tiles.getInductionVar()));
  builder.setInsertionPointToStart(plain.getBody());
  IRMapping mapping;
  mapping.map(getInductionVar(loop), plain.getInductionVar());
  for (Operation &op : loop->getRegion(0).front().without_terminator())
    builder.clone(op, mapping);
  loop->erase();
}

void StreamBuilder::build(int64_t minBytes, int64_t minRangeBytes) {
  auto entry = OpBuilder::atBlockBegin(&kernel.getBody().front());
  Value count = LLVM::ConstantOp::create(entry, loc, entry.getI64Type(),
                                         tileBytes + elementBytes);
  tile = LLVM::AllocaOp::create(entry, loc, pointer, entry.getI8Type(), count,
                                kLineBytes);
  isLarge = buildIsLarge(minBytes, minRangeBytes);
  address = buildAddress(store.getMemref(), store.getIndices(),
                         getBounds(loop).lower);
  if (streamable.isTile)
    buildTileLoop();
  else
    buildLongLoop();
}

namespace {
struct StreamStoresPass : tslice::impl::StreamStoresPassBase<StreamStoresPass> {
  using Base::Base;

  void runOnOperation() override {
    func::FuncOp function = getOperation();
    bool isStreamed = hasStreams(function);
    if (function->hasAttr(kKernelAttr))
      isStreamed |= streamLoops(function);
    if (!isStreamed)
      return;
    // Streamed stores are ordered by fences only.
    Operation *end = function.getBody().back().getTerminator();
    OpBuilder builder(end);
    LLVM::FenceOp::create(builder, end->getLoc(),
                          LLVM::AtomicOrdering::seq_cst);
  }

private:
  /// Whether vectors are streamed already.
  static bool hasStreams(func::FuncOp function) {
    return function
        .walk([](vector::StoreOp store) {
          return store.getNontemporal() ? WalkResult::interrupt()
                                        : WalkResult::advance();
        })
        .wasInterrupted();
  }

  /// Rewrites the loops of a kernel; returns whether there are any.
  bool streamLoops(func::FuncOp kernel) {
    LLVMTypeConverter converter(&getContext());
    SmallVector<StreamableLoop> loops;
    kernel.walk([&](Operation *op) {
      if (std::optional<StreamableLoop> loop = findStreamable(op, kernel))
        loops.push_back(*loop);
    });
    for (const StreamableLoop &loop : loops)
      StreamBuilder(loop, kernel, converter).build(minBytes, minRangeBytes);
    return !loops.empty();
  }
};
} // namespace
