// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Turns the checks of kernels into compares. Unlike on the CPU, a thread whose
// index is bad goes on with index 0: the next of its iterations may hold the
// failure with the lowest site, and nothing ends the other threads anyway.

#include "CheckLowering.h"
#include "DeviceFailures.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "tslice/Codegen/Passes.h"
#include "tslice/Runtime/DeviceStatus.h"
#include "tslice/Runtime/Runtime.h"

namespace tslice {
#define GEN_PASS_DEF_LOWERDEVICEFAILURESPASS
#include "tslice/Codegen/Passes.h.inc"
} // namespace tslice

using namespace mlir;
using namespace tslice;

static void callFail(OpBuilder &builder, CheckOp check, gpu::GPUFuncOp kernel) {
  Location loc = check.getLoc();
  Type i64 = builder.getI64Type();
  auto number = [&](int64_t value) -> Value {
    return arith::ConstantOp::create(builder, loc, builder.getI64IntegerAttr(value));
  };
  auto toI64 = [&](Value index) -> Value {
    return arith::IndexCastOp::create(builder, loc, i64, index);
  };
  int64_t site = static_cast<int64_t>(check.getSite());
  if (site < 0)
    site = TSLICE_RT_NO_SITE;
  SmallVector<Value> arguments = {kernel.getArgument(0),
                                  number(site),
                                  number(static_cast<int64_t>(check.getKind())),
                                  number(check.getDim()),
                                  toI64(check.getValue()),
                                  toI64(check.getLimit()),
                                  number(check.getPosition().size())};
  for (size_t i = 0; i < TSLICE_RT_DEVICE_POSITIONS; ++i)
    arguments.push_back(i < check.getPosition().size() ? toI64(check.getPosition()[i])
                                                       : number(0));
  auto device = kernel->getParentOfType<gpu::GPUModuleOp>();
  LLVM::CallOp::create(builder, loc, getDeviceFailFunction(device), arguments);
}

/// %r = tslice.check index %i, %n at (%p)
/// ->
///   %bad = arith.cmpi uge, %i, %n
///   cf.cond_br %bad, ^cold, ^next(%i)
/// ^cold:
///   llvm.call @tslice_device_fail(%status, ..., %i, %n, 1, %p, 0, ...)
///   %some = arith.cmpi sgt, %n, 0
///   cf.cond_br %some, ^next(0), ^exit
/// ^next(%r):
///
/// A failing check of another kind leaves the thread: it is about sizes, so that
/// there is nothing that could be done instead.
static void lowerCheck(CheckOp check, gpu::GPUFuncOp kernel, Block *exit) {
  Location loc = check.getLoc();
  OpBuilder builder(check);
  Value bad = buildCheckFails(builder, check);
  Block *before = check->getBlock();
  Block *next = before->splitBlock(check);
  Value result = next->addArgument(check.getType(), loc);
  auto *cold = new Block();
  kernel.getBody().push_back(cold);

  builder.setInsertionPointToEnd(before);
  cf::CondBranchOp::create(builder, loc, bad, cold, ValueRange(), next,
                           ValueRange(check.getValue()),
                           /*branchWeights=*/ArrayRef<int32_t>{1, 1 << 20});
  builder.setInsertionPointToEnd(cold);
  callFail(builder, check, kernel);
  if (check.getKind() == CheckKind::Index) {
    Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
    Value some = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::sgt,
                                       check.getLimit(), zero);
    cf::CondBranchOp::create(builder, loc, some, next, ValueRange(zero), exit, ValueRange());
  } else {
    cf::BranchOp::create(builder, loc, exit);
  }
  check.replaceAllUsesWith(result);
  check.erase();
}

namespace {
struct LowerDeviceFailuresPass
    : tslice::impl::LowerDeviceFailuresPassBase<LowerDeviceFailuresPass> {
  using Base::Base;

  void lower(gpu::GPUFuncOp kernel) {
    SmallVector<CheckOp> checks;
    kernel.walk([&](CheckOp check) { checks.push_back(check); });
    if (checks.empty())
      return;
    auto *exit = new Block();
    kernel.getBody().push_back(exit);
    auto builder = OpBuilder::atBlockBegin(exit);
    gpu::ReturnOp::create(builder, kernel.getLoc());
    for (CheckOp check : checks)
      lowerCheck(check, kernel, exit);
  }

  void runOnOperation() override {
    for (auto kernel : llvm::to_vector(getOperation().getOps<gpu::GPUFuncOp>()))
      lower(kernel);
  }
};
} // namespace
