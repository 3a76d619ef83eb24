// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Asks for the rows that an indirection will need some iterations later. The
// processor cannot guess them; the index array, which it can, says where they
// are.

#include "IndirectAccess.h"
#include "LoopFacts.h"
#include "mlir/Conversion/LLVMCommon/MemRefBuilder.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "tslice/Codegen/LoopMarks.h"
#include "tslice/Codegen/Passes.h"
#include "tslice/IR/TSliceOps.h"

namespace tslice {
#define GEN_PASS_DEF_PREFETCHPASS
#include "tslice/Codegen/Passes.h.inc"
} // namespace tslice

using namespace mlir;
using namespace tslice;

/// How many iterations ahead: measured for rows of some lines and for elements.
static constexpr int64_t kRowDistance = 16;
static constexpr int64_t kElementDistance = 64;
/// The same where an index is read through another one: what is asked for too
/// early is gone from the nearest cache before its turn.
static constexpr int64_t kNestedRowDistance = 8;
static constexpr int64_t kNestedElementDistance = 24;
/// Bytes of a cache line, and how many lines of a row are asked for: the
/// processor follows on its own behind.
static constexpr int64_t kLineBytes = 64;
static constexpr int64_t kMaxLines = 8;
/// What is smaller stays in the cache that is near.
static constexpr int64_t kNearBytes = 1 << 18;

//===----------------------------------------------------------------------===//
// The prefetch
//===----------------------------------------------------------------------===//

namespace {
/// Builds the prefetch of one access.
class PrefetchBuilder {
public:
  PrefetchBuilder(const IndirectAccess &access,
                  const LLVMTypeConverter &converter)
      : access(access), converter(converter), loc(access.op->getLoc()),
        builder(access.loop), type(cast<MemRefType>(access.memref.getType())),
        elementBytes(getElementBytes(type.getElementType())) {}

  void build();

private:
  Value constant(int64_t value) {
    return arith::ConstantIndexOp::create(builder, loc, value);
  }
  Value add(Value a, Value b) {
    return arith::AddIOp::create(builder, loc, a, b);
  }
  Value multiply(Value a, Value b) {
    return arith::MulIOp::create(builder, loc, a, b);
  }
  /// Whether the buffer is too large to stay near.
  Value buildIsLarge();
  /// Whether there is something to load from where a loaded index, which has
  /// not been checked, is moved inside.
  Value buildIsSafe(Value isLarge);
  /// Chooses which loop's later iterations are asked for, and how much later.
  void chooseDistance();
  /// `value` as it will be then.
  Value later(Value value);
  Value clamp(Value index, Value memref, unsigned dim);
  /// Asks for the line at element number `offset` behind `address`.
  void touch(Value address, Value offset);
  void touchRow(Value address);

  const IndirectAccess &access;
  const LLVMTypeConverter &converter;
  Location loc;
  OpBuilder builder;
  MemRefType type;
  int64_t elementBytes;
  Operation *ahead = nullptr;
  int64_t distance = 0;
  /// Values as they will be then.
  IRMapping mapping;
};
} // namespace

Value PrefetchBuilder::buildIsLarge() {
  int64_t known = elementBytes;
  Value bytes;
  for (auto [dim, size] : llvm::enumerate(type.getShape())) {
    if (!ShapedType::isDynamic(size)) {
      known *= size;
      continue;
    }
    Value extent = memref::DimOp::create(builder, loc, access.memref, dim);
    bytes = bytes ? multiply(bytes, extent) : extent;
  }
  bytes = bytes ? multiply(bytes, constant(known)) : constant(known);
  return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::sgt, bytes,
                               constant(kNearBytes));
}

Value PrefetchBuilder::buildIsSafe(Value isLarge) {
  Value isSafe = isLarge, zero = constant(0);
  for (Value buffer : access.nestedBuffers) {
    for (int64_t dim = 0; dim < cast<MemRefType>(buffer.getType()).getRank();
         ++dim) {
      Value extent = memref::DimOp::create(builder, loc, buffer, dim);
      Value hasSome = arith::CmpIOp::create(
          builder, loc, arith::CmpIPredicate::sgt, extent, zero);
      isSafe = arith::AndIOp::create(builder, loc, isSafe, hasSome);
    }
  }
  return isSafe;
}

/// The loop that `op` stands in, guards aside.
static Operation *getSimpleLoopAround(Operation *op) {
  Operation *parent = op->getParentOp();
  while (isa<scf::IfOp>(parent))
    parent = parent->getParentOp();
  return isSimpleLoop(parent) ? parent : nullptr;
}

void PrefetchBuilder::chooseDistance() {
  if (access.isNested)
    distance =
        access.rowLoops.empty() ? kNestedElementDistance : kNestedRowDistance;
  else
    distance = access.rowLoops.empty() ? kElementDistance : kRowDistance;
  ahead = access.loop;
  // A loop that is shorter than the distance is looked beyond.
  while (std::optional<int64_t> count = getConstantTripCount(ahead)) {
    Operation *outer = getSimpleLoopAround(ahead);
    if (*count == 0 || *count >= 4 * distance || !outer ||
        !access.isKnownBefore(outer))
      break;
    // The inner loop is where it is.
    mapping.map(getInductionVar(ahead), getInductionVar(ahead));
    distance = std::max<int64_t>(1, distance / *count);
    ahead = outer;
  }
  // Iterations that take several rows each.
  if (std::optional<int64_t> step = getConstantIntValue(getBounds(ahead).step))
    distance = std::max<int64_t>(1, distance / std::max<int64_t>(1, *step));
}

Value PrefetchBuilder::clamp(Value index, Value memref, unsigned dim) {
  Value extent = memref::DimOp::create(builder, loc, memref, dim);
  Value last = arith::SubIOp::create(builder, loc, extent, constant(1));
  Value low = arith::MinSIOp::create(builder, loc, index, last);
  return arith::MaxSIOp::create(builder, loc, low, constant(0));
}

Value PrefetchBuilder::later(Value value) {
  if (mapping.contains(value))
    return mapping.lookup(value);
  if (isDefinedOutside(value, ahead))
    return value;
  Operation *op = value.getDefiningOp();
  Value result;
  if (!op) {
    // A row starts with the first iterations of the loops in it.
    result = later(getBounds(getLoopOf(value)).lower);
  } else if (auto check = dyn_cast<CheckOp>(op)) {
    // Asking for a line that is not there does no harm.
    result = later(check.getValue());
  } else if (auto load = dyn_cast<memref::LoadOp>(op)) {
    SmallVector<Value> indices;
    for (auto [dim, index] : llvm::enumerate(load.getIndices())) {
      Value moved = later(index);
      indices.push_back(moved == index ? index
                                       : clamp(moved, load.getMemref(), dim));
    }
    result = memref::LoadOp::create(builder, loc, load.getMemref(), indices);
  } else {
    for (Value operand : op->getOperands())
      mapping.map(operand, later(operand));
    result = builder.clone(*op, mapping)
                 ->getResult(cast<OpResult>(value).getResultNumber());
  }
  mapping.map(value, result);
  return result;
}

void PrefetchBuilder::touch(Value address, Value offset) {
  auto pointer = LLVM::LLVMPointerType::get(builder.getContext());
  Type i64 = builder.getI64Type();
  Value bytes = arith::IndexCastOp::create(
      builder, loc, i64, multiply(offset, constant(elementBytes)));
  // Without promises on the address: it may be anywhere.
  Value line = LLVM::GEPOp::create(builder, loc, pointer, builder.getI8Type(),
                                   address, ArrayRef<LLVM::GEPArg>{bytes});
  // For reading, even what is written: measured, and it comes writable then.
  LLVM::Prefetch::create(builder, loc, line, /*rw=*/false, /*hint=*/3,
                         /*cache=*/1);
}

void PrefetchBuilder::touchRow(Value start) {
  MemRefDescriptor descriptor(
      UnrealizedConversionCastOp::create(
          builder, loc, converter.convertType(type), access.memref)
          .getResult(0));
  Value address = descriptor.alignedPtr(builder, loc);
  if (access.rowLoops.empty())
    return touch(address, start);
  int64_t lineElements = std::max<int64_t>(1, kLineBytes / elementBytes);
  Operation *row = access.rowLoops.front();
  if (std::optional<int64_t> count = getConstantTripCount(row)) {
    int64_t lines = std::min<int64_t>(
        kMaxLines, llvm::divideCeil(*count * access.width, lineElements));
    for (int64_t line = 0; line < lines; ++line)
      touch(address, add(start, constant(line * lineElements)));
    return;
  }
  LoopBounds bounds = getBounds(row);
  Value length = arith::SubIOp::create(builder, loc, later(bounds.upper),
                                       later(bounds.lower));
  Value end = arith::MinSIOp::create(builder, loc, length,
                                     constant(kMaxLines * lineElements));
  auto lines = scf::ForOp::create(builder, loc, constant(0), end,
                                  constant(lineElements));
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(lines.getBody());
  touch(address, add(start, lines.getInductionVar()));
}

void PrefetchBuilder::build() {
  chooseDistance();
  builder.setInsertionPoint(ahead);
  Value isLarge = buildIsSafe(buildIsLarge());
  builder.setInsertionPointToStart(&access.loop->getRegion(0).front());
  auto guard =
      scf::IfOp::create(builder, loc, isLarge, /*withElseRegion=*/false);
  builder.setInsertionPoint(guard.thenBlock()->getTerminator());
  Value now = getInductionVar(ahead);
  Value step = getBounds(ahead).step;
  mapping.map(now, add(now, multiply(step, constant(distance))));
  SmallVector<int64_t> strides;
  int64_t offset;
  std::tie(strides, offset) = type.getStridesAndOffset();
  MemRefDescriptor descriptor(
      UnrealizedConversionCastOp::create(
          builder, loc, converter.convertType(type), access.memref)
          .getResult(0));
  auto toIndex = [&](Value value) -> Value {
    return arith::IndexCastOp::create(builder, loc, builder.getIndexType(),
                                      value);
  };
  Value start = ShapedType::isDynamic(offset)
                    ? toIndex(descriptor.offset(builder, loc))
                    : constant(offset);
  for (auto [dim, index] : llvm::enumerate(access.indices)) {
    Value stride = ShapedType::isDynamic(strides[dim])
                       ? toIndex(descriptor.stride(builder, loc, dim))
                       : constant(strides[dim]);
    start = add(start, multiply(later(index), stride));
  }
  touchRow(start);
}

/// Whether an access belongs to the update of one element per index, whose
/// index is looked up through another one. Such iterations are short, and the
/// processor sees far enough ahead: what asks for lines would be more than half
/// of the work.
static bool updatesElements(const IndirectAccess &access) {
  bool isElement = llvm::all_of(access.rowLoops, [](Operation *loop) {
    return getConstantTripCount(loop) == 1;
  });
  return access.isNested && isElement &&
         access.loop
             ->walk([](memref::StoreOp store) {
               return findIndirectAccess(store) ? WalkResult::interrupt()
                                                : WalkResult::advance();
             })
             .wasInterrupted();
}

/// Whether `op` runs only after a failure, or accesses only what is near.
static bool isColdOrNear(Operation *op) {
  for (; op; op = op->getParentOp()) {
    if (op->hasAttr(kColdAttr) || op->hasAttr(kNearAttr))
      return true;
  }
  return false;
}

namespace {
struct PrefetchPass : tslice::impl::PrefetchPassBase<PrefetchPass> {
  using Base::Base;

  void runOnOperation() override {
    LLVMTypeConverter converter(&getContext());
    SmallVector<IndirectAccess, 1> accesses;
    getOperation().walk([&](Operation *op) {
      std::optional<IndirectAccess> access = findIndirectAccess(op);
      if (!access || isColdOrNear(op))
        return;
      // One prefetch for all accesses of a row.
      bool isKnown = llvm::any_of(accesses, [&](IndirectAccess &known) {
        return known.memref == access->memref && known.loop == access->loop &&
               known.indices.front() == access->indices.front();
      });
      if (!isKnown)
        accesses.push_back(*access);
    });
    for (IndirectAccess &access : accesses) {
      access.isNested = llvm::any_of(accesses, [&](IndirectAccess &other) {
        return access.loop->isAncestor(other.loop) &&
               !other.nestedBuffers.empty();
      });
    }
    for (const IndirectAccess &access : accesses)
      if (!updatesElements(access))
        PrefetchBuilder(access, converter).build();
  }
};
} // namespace
