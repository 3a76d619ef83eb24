// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Turns whatever can fail into a branch to the exit of its function. It runs on
// unstructured control flow, because an exit leaves any number of loops at
// once.

#include "BufferRoots.h"
#include "CheckLowering.h"
#include "FailureExits.h"
#include "LoopFacts.h"
#include "mlir/Conversion/LLVMCommon/MemRefBuilder.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/UB/IR/UBOps.h"
#include "tslice/Codegen/Passes.h"
#include "tslice/IR/Evaluate.h"
#include "tslice/IR/TSliceInference.h"
#include "tslice/IR/TSliceOps.h"
#include "tslice/Runtime/Runtime.h"

namespace tslice {
#define GEN_PASS_DEF_LOWERFAILURESPASS
#include "tslice/Codegen/Passes.h.inc"
} // namespace tslice

using namespace mlir;
using namespace tslice;

//===----------------------------------------------------------------------===//
// Exits
//===----------------------------------------------------------------------===//

Block *FailureExits::getExit() {
  if (exit)
    return exit;
  exit = &function.getBody().emplaceBlock();
  auto builder = OpBuilder::atBlockBegin(exit);
  SmallVector<Value> results;
  for (Type type : function.getResultTypes())
    results.push_back(ub::PoisonOp::create(builder, function.getLoc(), type));
  func::ReturnOp::create(builder, function.getLoc(), results);
  return exit;
}

Block *FailureExits::leaveIf(Operation *op, Value failed) {
  Location loc = op->getLoc();
  Block *before = op->getBlock();
  Block *after = before->splitBlock(std::next(op->getIterator()));
  auto *cold = new Block();
  function.getBody().push_back(cold);
  auto builder = OpBuilder::atBlockEnd(cold);
  cf::BranchOp::create(builder, loc, getExit());
  builder.setInsertionPointToEnd(before);
  cf::CondBranchOp::create(builder, loc, failed, cold, ValueRange(), after,
                           ValueRange(),
                           /*branchWeights=*/ArrayRef<int32_t>{1, 1 << 20});
  return cold;
}

//===----------------------------------------------------------------------===//
// Checks and calls
//===----------------------------------------------------------------------===//

/// %r = tslice.check index %i, %n at (%p)
/// ->
///   %bad = arith.cmpi uge, %i, %n
///   cf.cond_br %bad, ^cold, ^next
/// ^cold: llvm.call @tslice_fail_1(%context, ..., %i, %n, %p), cf.br ^exit
/// ^next: uses of %r are %i
static void lowerCheck(CheckOp check, FailureExits &exits) {
  OpBuilder builder(check);
  Value bad = buildCheckFails(builder, check);
  Block *cold = exits.leaveIf(bad.getDefiningOp(), bad);
  builder.setInsertionPoint(cold->getTerminator());
  recordFailure(builder, check, exits.getContext(), exits.getRuntime());
  check.replaceAllUsesWith(check.getValue());
  check.erase();
}

/// cf.assert %fine, "tslice.exit" -> cf.cond_br (not %fine), ^exit, ^next
static void lowerMarker(cf::AssertOp marker, FailureExits &exits) {
  OpBuilder builder(marker);
  Value no = arith::ConstantOp::create(builder, marker.getLoc(),
                                       builder.getBoolAttr(false));
  Value failed = arith::CmpIOp::create(
      builder, marker.getLoc(), arith::CmpIPredicate::eq, marker.getArg(), no);
  exits.leaveIf(failed.getDefiningOp(), failed);
  marker.erase();
}

/// Looks at the context behind a call that can fail.
static void exitAfterCall(Operation *call, FailureExits &exits) {
  OpBuilder builder(call->getContext());
  builder.setInsertionPointAfter(call);
  Value failed =
      RuntimeCalls::hasFailed(builder, call->getLoc(), exits.getContext());
  exits.leaveIf(failed.getDefiningOp(), failed);
}

static int64_t getOutside(BoundsPolicy bounds) {
  if (isSkipping(bounds))
    return TSLICE_RT_OUTSIDE_SKIPS;
  return bounds == BoundsPolicy::Clamp ? TSLICE_RT_OUTSIDE_CLAMPS
                                       : TSLICE_RT_OUTSIDE_FAILS;
}

namespace {
/// What lowers an op that the runtime does.
struct RuntimeOp {
  RuntimeOp(Operation *op, const LLVMTypeConverter &converter)
      : loc(op->getLoc()), builder(op), converter(converter) {}

  MemRefDescriptor unpack(Value buffer) {
    Type type = converter.convertType(buffer.getType());
    return MemRefDescriptor(
        UnrealizedConversionCastOp::create(builder, loc, type, buffer)
            .getResult(0));
  }
  Value getPointer(Value buffer) {
    return unpack(buffer).alignedPtr(builder, loc);
  }
  Value getSize(Value buffer) { return unpack(buffer).size(builder, loc, 0); }
  Value toI64(Value value) {
    return arith::IndexCastOp::create(builder, loc, builder.getI64Type(),
                                      value);
  }
  Value constant(int64_t value) {
    return LLVM::ConstantOp::create(builder, loc, builder.getI64Type(), value);
  }
  static int64_t getBytes(Value buffer) {
    return getElementStorageSize(
        cast<MemRefType>(buffer.getType()).getElementType());
  }

  Location loc;
  OpBuilder builder;
  const LLVMTypeConverter &converter;
};
} // namespace

/// tslice.plan_rows by_size %indices to %plan, %n x %c
/// ->
///   llvm.call @tslice_rt_plan_rows(%context, pointer of %indices, 8, its size,
///                                  pointer of %plan, %n, %c, ...)
///   cf.cond_br (anything has failed), ^exit, ^next
static void lowerPlan(PlanRowsOp op, FailureExits &exits,
                      const LLVMTypeConverter &converter) {
  RuntimeOp runtime(op, converter);
  exits.getRuntime().planRows(
      runtime.builder, runtime.loc, exits.getContext(),
      runtime.getPointer(op.getIndices()), RuntimeOp::getBytes(op.getIndices()),
      runtime.getSize(op.getIndices()), runtime.getPointer(op.getPlan()),
      runtime.toI64(op.getNumRows()), runtime.toI64(op.getNumColumns()),
      {getOutside(op.getBounds()), op.getWrap(),
       static_cast<int64_t>(op.getBlockRows()),
       static_cast<int64_t>(op.getGrouping())});
  exitAfterCall(op, exits);
  op.erase();
}

/// The same of `tslice.partition`.
static void lowerPartition(PartitionOp op, FailureExits &exits,
                           const LLVMTypeConverter &converter) {
  RuntimeOp runtime(op, converter);
  auto getPointer = [&](Value buffer) -> Value {
    if (buffer)
      return runtime.getPointer(buffer);
    return LLVM::ZeroOp::create(runtime.builder, runtime.loc,
                                LLVM::LLVMPointerType::get(op.getContext()));
  };
  Value indices = op.getIndices(), places = op.getPartIndices();
  exits.getRuntime().partition(
      runtime.builder, runtime.loc, exits.getContext(),
      {getPointer(indices), runtime.constant(RuntimeOp::getBytes(indices)),
       runtime.getSize(indices), getPointer(op.getUpdates()),
       runtime.constant(op.getElementBytes()), getPointer(places),
       getPointer(op.getPartUpdates()), runtime.getSize(places),
       getPointer(op.getPlan()), runtime.toI64(op.getNumRows()),
       runtime.constant(getOutside(op.getBounds())),
       runtime.constant(op.getWrap()), runtime.constant(op.getBlockRows())});
  exitAfterCall(op, exits);
  op.erase();
}

/// Whether a call of a function in IR may return after a failure.
static bool mayFail(Operation *op) {
  if (auto call = dyn_cast<LLVM::CallOp>(op))
    return call.getCallee() == "tslice_rt_parallel";
  auto call = dyn_cast<func::CallOp>(op);
  return call && !SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(
                      op, call.getCalleeAttr())
                      .isExternal();
}

/// The results of an entry by the allocations that may become them; one that
/// may become several counts for the first.
static DenseMap<Operation *, int64_t> findResults(func::FuncOp function) {
  DenseMap<Operation *, int64_t> results;
  if (!function.isPublic() || function.getNumResults() == 0)
    return results;
  BufferRoots roots(function);
  function.walk([&](func::ReturnOp terminator) {
    for (OpOperand &operand : terminator->getOpOperands())
      if (isa<MemRefType>(operand.get().getType()))
        for (Value root : roots.getRoots(operand.get()))
          if (auto alloc = root.getDefiningOp<memref::AllocOp>())
            results.try_emplace(alloc, operand.getOperandNumber());
  });
  return results;
}

namespace {
struct LowerFailuresPass
    : tslice::impl::LowerFailuresPassBase<LowerFailuresPass> {
  using Base::Base;

  void runOnOperation() override {
    RuntimeCalls runtime(getOperation());
    LLVMTypeConverter converter(&getContext());
    for (auto function :
         llvm::to_vector(getOperation().getOps<func::FuncOp>())) {
      if (function.isExternal())
        continue;
      DenseMap<Operation *, int64_t> results = findResults(function);
      auto getResult = [&](Operation *alloc) -> std::optional<int64_t> {
        auto it = results.find(alloc);
        return it == results.end() ? std::nullopt : std::optional(it->second);
      };
      FailureExits exits(function, runtime);
      SmallVector<Operation *> ops;
      function.walk([&](Operation *op) { ops.push_back(op); });
      // From the end, since whoever splits a block moves all that follows.
      for (Operation *op : llvm::reverse(ops)) {
        if (auto check = dyn_cast<CheckOp>(op))
          lowerCheck(check, exits);
        else if (auto marker = dyn_cast<cf::AssertOp>(op);
                 marker && marker.getMsg() == kExitMarker)
          lowerMarker(marker, exits);
        else if (auto alloc = dyn_cast<memref::AllocOp>(op))
          lowerAllocation(alloc, getResult(alloc), exits, converter);
        else if (auto dealloc = dyn_cast<memref::DeallocOp>(op))
          lowerDeallocation(dealloc, exits, converter);
        else if (auto plan = dyn_cast<PlanRowsOp>(op))
          lowerPlan(plan, exits, converter);
        else if (auto partition = dyn_cast<PartitionOp>(op))
          lowerPartition(partition, exits, converter);
        else if (mayFail(op))
          exitAfterCall(op, exits);
      }
    }
  }
};
} // namespace
