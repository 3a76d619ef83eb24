// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The function that keeps the lowest failure of a launch. A failure does not
// fit one atomic word, so that a lock guards the record; an atomic minimum of
// its leading bits sends nearly all threads home before they see the lock.

#include "DeviceFailures.h"
#include "tslice/Runtime/DeviceStatus.h"
#include "llvm/ADT/Twine.h"
#include <cstddef>

using namespace mlir;
using namespace tslice;

static constexpr llvm::StringLiteral failFunction = "tslice_device_fail";
static constexpr int64_t firstPositionBits = 40;

/// The address of a field of the record `status`; negative: of the one before.
static Value buildField(OpBuilder &builder, Location loc, Value status,
                        int64_t offset) {
  return LLVM::GEPOp::create(builder, loc, status.getType(),
                             builder.getI8Type(), status,
                             ArrayRef<LLVM::GEPArg>{int32_t(offset)});
}

namespace {
/// Builds the body of the function.
///
///   key = min(site, 2^24 - 1) << 40 | min(pos[0], 2^40 - 1)
///   if (atomicMin(&status->key, key) < key) return
///   while (atomicCAS(&status->lock, ~0, 0) != ~0) {}
///   if ((site, pos, dim) < (status->site, status->pos, status->dim))
///     status->site = site, ..., status->stopped = 0
///   status->lock = ~0
///
/// Threads of one warp may wait for each other here: from compute
/// capability 7.0 on, each of them makes progress of its own.
struct FailFunctionBuilder {
  OpBuilder builder;
  Location loc;
  LLVM::LLVMFuncOp function;
  Type i64 = builder.getI64Type();

  Value number(int64_t value) {
    return LLVM::ConstantOp::create(builder, loc, i64, value);
  }

  Value field(size_t offset) {
    return buildField(builder, loc, function.getArgument(0), offset);
  }

  Value argument(unsigned i) { return function.getArgument(i); }

  /// The number of the arguments in the order of comparison: site, pos, dim.
  SmallVector<unsigned> getOrderedArguments() const {
    SmallVector<unsigned> arguments = {1};
    for (unsigned i = 0; i < TSLICE_RT_DEVICE_POSITIONS; ++i)
      arguments.push_back(7 + i);
    arguments.push_back(3);
    return arguments;
  }

  Value buildKey() {
    Value site = LLVM::UMinOp::create(
        builder, loc, argument(1),
        number((int64_t(1) << (64 - firstPositionBits)) - 1));
    Value first =
        LLVM::UMinOp::create(builder, loc, argument(7),
                             number((int64_t(1) << firstPositionBits) - 1));
    Value high =
        LLVM::ShlOp::create(builder, loc, site, number(firstPositionBits));
    return LLVM::OrOp::create(builder, loc, high, first);
  }

  /// Whether the arguments come before what is recorded.
  Value buildComesFirst() {
    Value less =
        LLVM::ConstantOp::create(builder, loc, builder.getI1Type(), false);
    Value equal =
        LLVM::ConstantOp::create(builder, loc, builder.getI1Type(), true);
    for (auto [i, number] : llvm::enumerate(getOrderedArguments())) {
      Value found = LLVM::LoadOp::create(
          builder, loc, i64,
          field(offsetof(tslice_rt_device_status, site) + 8 * i),
          /*alignment=*/8, /*isVolatile=*/true);
      Value lessHere = LLVM::ICmpOp::create(
          builder, loc, LLVM::ICmpPredicate::ult, argument(number), found);
      Value equalHere = LLVM::ICmpOp::create(
          builder, loc, LLVM::ICmpPredicate::eq, argument(number), found);
      Value first = LLVM::AndOp::create(builder, loc, equal, lessHere);
      less = LLVM::OrOp::create(builder, loc, less, first);
      equal = LLVM::AndOp::create(builder, loc, equal, equalHere);
    }
    return less;
  }

  void buildRecord() {
    auto store = [&](Value value, size_t offset) {
      LLVM::StoreOp::create(builder, loc, value, field(offset), /*alignment=*/8,
                            /*isVolatile=*/true);
    };
    for (auto [i, number] : llvm::enumerate(getOrderedArguments()))
      store(argument(number), offsetof(tslice_rt_device_status, site) + 8 * i);
    buildStop(builder, loc, function.getArgument(0));
    store(argument(2), offsetof(tslice_rt_device_status, kind));
    store(argument(4), offsetof(tslice_rt_device_status, index));
    store(argument(5), offsetof(tslice_rt_device_status, limit));
    store(argument(6), offsetof(tslice_rt_device_status, npos));
  }

  void branch(Value condition, Block *yes, Block *no) {
    LLVM::CondBrOp::create(builder, loc, condition, yes, no);
  }

  void build() {
    Block *entry = function.addEntryBlock(builder);
    Block *attempt = new Block(), *held = new Block(), *record = new Block(),
          *release = new Block(), *exit = new Block();
    for (Block *block : {attempt, held, record, release, exit})
      function.getBody().push_back(block);

    builder.setInsertionPointToStart(entry);
    Value key = buildKey();
    Value before =
        LLVM::AtomicRMWOp::create(builder, loc, LLVM::AtomicBinOp::umin,
                                  field(offsetof(tslice_rt_device_status, key)),
                                  key, LLVM::AtomicOrdering::monotonic);
    branch(LLVM::ICmpOp::create(builder, loc, LLVM::ICmpPredicate::ult, before,
                                key),
           exit, attempt);

    builder.setInsertionPointToStart(attempt);
    Value lock = field(offsetof(tslice_rt_device_status, lock));
    Value swapped = LLVM::AtomicCmpXchgOp::create(
        builder, loc, lock, number(-1), number(0),
        LLVM::AtomicOrdering::acquire, LLVM::AtomicOrdering::monotonic,
        "device");
    Value isFree = LLVM::ExtractValueOp::create(builder, loc, swapped,
                                                ArrayRef<int64_t>{1});
    branch(isFree, held, attempt);

    builder.setInsertionPointToStart(held);
    branch(buildComesFirst(), record, release);

    builder.setInsertionPointToStart(record);
    buildRecord();
    LLVM::BrOp::create(builder, loc, release);

    builder.setInsertionPointToStart(release);
    LLVM::StoreOp::create(
        builder, loc, number(-1),
        field(offsetof(tslice_rt_device_status, lock)),
        /*alignment=*/8, /*isVolatile=*/false, /*isNonTemporal=*/false,
        /*isInvariantGroup=*/false, LLVM::AtomicOrdering::release, "device");
    LLVM::BrOp::create(builder, loc, exit);

    builder.setInsertionPointToStart(exit);
    LLVM::ReturnOp::create(builder, loc, ValueRange());
  }
};
} // namespace

LLVM::LLVMFuncOp tslice::getDeviceFailFunction(gpu::GPUModuleOp device) {
  if (auto function = device.lookupSymbol<LLVM::LLVMFuncOp>(failFunction))
    return function;
  auto builder = OpBuilder::atBlockBegin(device.getBody());
  MLIRContext *ctx = builder.getContext();
  SmallVector<Type> types(7 + TSLICE_RT_DEVICE_POSITIONS, builder.getI64Type());
  types[0] = LLVM::LLVMPointerType::get(ctx);
  auto type = LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(ctx), types);
  auto function = LLVM::LLVMFuncOp::create(
      builder, device.getLoc(), failFunction, type, LLVM::Linkage::Internal);
  // Threads that do not fail should not pay for its registers.
  function.setPassthroughAttr(
      builder.getStrArrayAttr({"noinline", "cold", "nounwind"}));
  FailFunctionBuilder{builder, device.getLoc(), function}.build();
  return function;
}

Value tslice::buildIsStopped(OpBuilder &builder, Location loc, Value status) {
  int64_t offset =
      static_cast<int64_t>(offsetof(tslice_rt_device_status, stopped)) -
      static_cast<int64_t>(sizeof(tslice_rt_device_status));
  Value found = LLVM::LoadOp::create(builder, loc, builder.getI64Type(),
                                     buildField(builder, loc, status, offset));
  Value zero = LLVM::ConstantOp::create(builder, loc, builder.getI64Type(), 0);
  return LLVM::ICmpOp::create(builder, loc, LLVM::ICmpPredicate::eq, found,
                              zero);
}

void tslice::buildStop(OpBuilder &builder, Location loc, Value status) {
  Value zero = LLVM::ConstantOp::create(builder, loc, builder.getI64Type(), 0);
  LLVM::StoreOp::create(builder, loc, zero,
                        buildField(builder, loc, status,
                                   offsetof(tslice_rt_device_status, stopped)));
}
