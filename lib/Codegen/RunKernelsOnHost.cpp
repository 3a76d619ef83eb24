// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Runs kernels without a GPU, so that their logic (which thread does what, and
// what they are given) is tested by execution wherever the CPU road runs.

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/IRMapping.h"
#include "tslice/Codegen/Passes.h"

namespace tslice {
#define GEN_PASS_DEF_RUNKERNELSONHOSTPASS
#include "tslice/Codegen/Passes.h.inc"
} // namespace tslice

using namespace mlir;

/// gpu.func @k(%status, %args) -> func.func @k(%block, %thread, %blocks,
/// %threads, %args)
static void makeFunction(gpu::GPUFuncOp kernel, OpBuilder &builder) {
  Location loc = kernel.getLoc();
  SmallVector<Type> types(4, builder.getIndexType());
  llvm::append_range(types, kernel.getArgumentTypes().drop_front());
  auto function = func::FuncOp::create(builder, loc, kernel.getName(),
                                       builder.getFunctionType(types, {}));
  function.setPrivate();
  Block *body = function.addEntryBlock();
  IRMapping map;
  for (auto [from, to] : llvm::zip(kernel.getArguments().drop_front(),
                                   body->getArguments().drop_front(4)))
    map.map(from, to);
  auto inside = OpBuilder::atBlockEnd(body);
  for (Operation &op : kernel.getBody().front()) {
    auto replace = [&](unsigned argument) {
      map.map(op.getResult(0), body->getArgument(argument));
    };
    if (isa<gpu::BlockIdOp>(op))
      replace(0);
    else if (isa<gpu::ThreadIdOp>(op))
      replace(1);
    else if (isa<gpu::GridDimOp>(op))
      replace(2);
    else if (isa<gpu::BlockDimOp>(op))
      replace(3);
    else if (isa<gpu::ReturnOp>(op))
      func::ReturnOp::create(inside, loc);
    else
      inside.clone(op, map);
  }
}

static void callThreads(gpu::LaunchFuncOp launch) {
  OpBuilder builder(launch);
  Location loc = launch.getLoc();
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  Value one = arith::ConstantIndexOp::create(builder, loc, 1);
  Value blocks = launch.getGridSizeX(), threads = launch.getBlockSizeX();
  scf::buildLoopNest(builder, loc, {zero, zero}, {blocks, threads}, {one, one},
                     [&](OpBuilder &inner, Location, ValueRange numbers) {
                       SmallVector<Value> arguments = {numbers[0], numbers[1],
                                                       blocks, threads};
                       llvm::append_range(
                           arguments, launch.getKernelOperands().drop_front());
                       func::CallOp::create(inner, loc, launch.getKernelName(),
                                            TypeRange(), arguments);
                     });
  Operation *status = launch.getKernelOperands().front().getDefiningOp();
  launch.erase();
  if (isOpTriviallyDead(status) ||
      (isa<func::CallOp>(status) && status->use_empty()))
    status->erase();
}

namespace {
struct RunKernelsOnHostPass
    : tslice::impl::RunKernelsOnHostPassBase<RunKernelsOnHostPass> {
  using Base::Base;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto builder = OpBuilder::atBlockEnd(module.getBody());
    SmallVector<gpu::LaunchFuncOp> launches;
    module.walk([&](gpu::LaunchFuncOp launch) { launches.push_back(launch); });
    llvm::for_each(launches, callThreads);
    for (auto device : llvm::to_vector(module.getOps<gpu::GPUModuleOp>())) {
      for (auto global : device.getOps<memref::GlobalOp>()) {
        if (!module.lookupSymbol(global.getName()))
          builder.clone(*global);
      }
      for (auto kernel : device.getOps<gpu::GPUFuncOp>())
        makeFunction(kernel, builder);
      device.erase();
    }
    module->removeAttr(gpu::GPUDialect::getContainerModuleAttrName());
  }
};
} // namespace
