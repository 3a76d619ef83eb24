// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Moves the loops of entries into kernels. Upstream's mapping gives one thread
// per block and needs static bounds; ours numbers all iterations of a nest and
// lets the threads of the grid share the numbers.

#include "KernelSpace.h"
#include "SelectKernels.h"
#include "SerializeReductions.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/Transforms/Transforms.h"
#include "mlir/IR/IRMapping.h"
#include "tslice/Codegen/Passes.h"

namespace tslice {
#define GEN_PASS_DEF_OUTLINEKERNELSPASS
#include "tslice/Codegen/Passes.h.inc"
} // namespace tslice

using namespace mlir;
using namespace tslice;

static constexpr int64_t blockSize = 256;
/// Beyond this, each thread takes several iterations.
static constexpr int64_t maxBlocks = 1 << 16;
/// Below version 8.1 of PTX, a kernel has 4352 bytes of arguments.
static constexpr int64_t maxArgumentWords = 544;
static constexpr llvm::StringLiteral statusFunction = "tslice_rt_device_status";

//===----------------------------------------------------------------------===//
// The inside of a kernel
//===----------------------------------------------------------------------===//

/// scf.for %i = <number of this thread> to %count step <number of threads> {
/// ... }
static void buildThreadLoop(OpBuilder &builder, scf::ParallelOp loop,
                            const KernelSpace &space, const IRMapping &map) {
  Location loc = loop.getLoc();
  Value count = space.buildCount(builder, loc, map);
  Value block = gpu::BlockIdOp::create(builder, loc, gpu::Dimension::x);
  Value thread = gpu::ThreadIdOp::create(builder, loc, gpu::Dimension::x);
  Value width = gpu::BlockDimOp::create(builder, loc, gpu::Dimension::x);
  Value blocks = gpu::GridDimOp::create(builder, loc, gpu::Dimension::x);
  Value first = arith::MulIOp::create(builder, loc, block, width);
  first = arith::AddIOp::create(builder, loc, first, thread);
  Value threads = arith::MulIOp::create(builder, loc, blocks, width);
  auto threadLoop = scf::ForOp::create(builder, loc, first, count, threads);
  auto body = OpBuilder::atBlockBegin(threadLoop.getBody());
  space.buildIteration(body, loc, threadLoop.getInductionVar(), map);
}

/// Whether a buffer made anew in each iteration can be the same one: nobody
/// keeps it for the next.
static bool isLocal(Value buffer) {
  return llvm::all_of(buffer.getUsers(), [](Operation *user) {
    if (auto view = dyn_cast<ViewLikeOpInterface>(user))
      return view->getNumResults() == 1 && isLocal(view->getResult(0));
    return isa<memref::LoadOp, memref::DimOp, memref::DeallocOp>(user) ||
           (isa<memref::StoreOp>(user));
  });
}

/// %m = memref.alloc() : memref<4xf32>  ->  %m = memref.alloca(), at the start
static LogicalResult keepInThread(memref::AllocOp alloc, Block &entry) {
  if (!alloc.getType().hasStaticShape())
    return alloc.emitOpError("makes a buffer of dynamic size, ")
           << alloc.getType()
           << ", in each thread of a kernel, which a GPU cannot do";
  if (!isLocal(alloc))
    return alloc.emitOpError(
        "makes a buffer in a kernel that is passed on between iterations, "
        "which is not supported on a GPU");
  auto builder = OpBuilder::atBlockBegin(&entry);
  Value local =
      memref::AllocaOp::create(builder, alloc.getLoc(), alloc.getType());
  for (Operation *user : llvm::make_early_inc_range(alloc->getUsers())) {
    if (isa<memref::DeallocOp>(user))
      user->erase();
  }
  alloc.replaceAllUsesWith(local);
  alloc.erase();
  return success();
}

/// Turns what a thread cannot do in parallel, and its temporaries, into what it
/// can.
static LogicalResult makeSequential(gpu::GPUFuncOp kernel) {
  IRRewriter rewriter(kernel.getContext());
  SmallVector<Operation *> ops;
  kernel.walk<WalkOrder::PreOrder>([&](Operation *op) {
    if (isa<scf::ParallelOp, memref::AllocOp, func::CallOp>(op))
      ops.push_back(op);
  });
  for (Operation *op : ops) {
    if (auto alloc = dyn_cast<memref::AllocOp>(op)) {
      if (failed(keepInThread(alloc, kernel.getBody().front())))
        return failure();
    } else if (auto call = dyn_cast<func::CallOp>(op)) {
      return call.emitOpError("calls @")
             << call.getCallee() << " in a loop that runs on a GPU";
    } else {
      auto loop = cast<scf::ParallelOp>(op);
      rewriter.setInsertionPoint(loop);
      if (failed(scf::parallelForToNestedFors(rewriter, loop)))
        return loop.emitOpError("cannot be run by one thread");
    }
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Outlining
//===----------------------------------------------------------------------===//

namespace {
/// Moves the kernels of one function to `device`.
struct KernelOutliner {
  func::FuncOp function;
  gpu::GPUModuleOp device;
  const BufferRoots &buffers;
  /// The kernels made so far.
  int64_t numKernels = 0;

  LogicalResult checkArguments(const KernelCapture &capture, Location loc);
  void cloneInputs(OpBuilder &builder, const KernelCapture &capture,
                   IRMapping &map);
  gpu::GPUFuncOp createKernel(const KernelOps &ops,
                              const KernelCapture &capture);
  void launch(const KernelOps &ops, const KernelCapture &capture,
              gpu::GPUFuncOp kernel);
  LogicalResult outline(const KernelOps &ops, const KernelCapture &capture);
};
} // namespace

LogicalResult KernelOutliner::checkArguments(const KernelCapture &capture,
                                             Location loc) {
  int64_t words = 1;
  for (Value value : capture.arguments) {
    Type type = value.getType();
    if (!isa<MemRefType, ComplexType>(type) && !type.isIntOrIndexOrFloat())
      return emitError(loc)
             << "a loop of @" << function.getName() << " uses a value of type "
             << type << ", which cannot be passed to a GPU";
    auto buffer = dyn_cast<MemRefType>(type);
    words += buffer ? 3 + 2 * buffer.getRank() : isa<ComplexType>(type) ? 2 : 1;
  }
  if (words > maxArgumentWords)
    return emitError(loc)
           << "a loop of @" << function.getName() << " uses "
           << capture.arguments.size() << " values, which take " << words * 8
           << " bytes as arguments of a kernel, but a GPU takes at most "
           << maxArgumentWords * 8;
  return success();
}

void KernelOutliner::cloneInputs(OpBuilder &builder,
                                 const KernelCapture &capture, IRMapping &map) {
  for (Operation *op : capture.clones) {
    builder.clone(*op, map);
    auto global = dyn_cast<memref::GetGlobalOp>(op);
    if (!global || device.lookupSymbol(global.getName()))
      continue;
    Operation *source =
        SymbolTable::lookupNearestSymbolFrom(op, global.getNameAttr());
    OpBuilder::atBlockBegin(device.getBody()).clone(*source);
  }
}

gpu::GPUFuncOp KernelOutliner::createKernel(const KernelOps &ops,
                                            const KernelCapture &capture) {
  auto builder = OpBuilder::atBlockEnd(device.getBody());
  MLIRContext *ctx = builder.getContext();
  Location loc = ops.front()->getLoc();
  SmallVector<Type> types = {LLVM::LLVMPointerType::get(ctx)};
  llvm::append_range(types,
                     ValueRange(capture.arguments.getArrayRef()).getTypes());
  std::string name =
      (function.getName() + "_kernel" + Twine(numKernels++)).str();
  auto kernel = gpu::GPUFuncOp::create(builder, loc, name,
                                       FunctionType::get(ctx, types, {}));
  kernel->setAttr(gpu::GPUDialect::getKernelFuncAttrName(),
                  builder.getUnitAttr());
  auto loop = dyn_cast<scf::ParallelOp>(ops.front());
  kernel.setKnownBlockSizeAttr(
      builder.getDenseI32ArrayAttr({loop ? int32_t(blockSize) : 1, 1, 1}));

  builder.setInsertionPointToStart(&kernel.getBody().front());
  IRMapping map;
  for (auto [i, value] : llvm::enumerate(capture.arguments))
    map.map(value, kernel.getArgument(i + 1));
  cloneInputs(builder, capture, map);
  if (loop) {
    buildThreadLoop(builder, loop, KernelSpace(loop, buffers), map);
  } else {
    for (Operation *op : ops)
      builder.clone(*op, map);
  }
  gpu::ReturnOp::create(builder, loc);
  return kernel;
}

/// gpu.launch_func @kernels::@f_kernel0 blocks in (%blocks, 1, 1) threads in
/// (256, 1, 1)
///     args(%status, ...)
void KernelOutliner::launch(const KernelOps &ops, const KernelCapture &capture,
                            gpu::GPUFuncOp kernel) {
  OpBuilder builder(ops.front());
  Location loc = ops.front()->getLoc();
  auto number = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(builder, loc, value);
  };
  Value one = number(1), blocks = one, threads = one;
  if (auto loop = dyn_cast<scf::ParallelOp>(ops.front())) {
    threads = number(blockSize);
    Value count =
        KernelSpace(loop, buffers).buildCount(builder, loc, IRMapping());
    blocks = arith::AddIOp::create(builder, loc, count, number(blockSize - 1));
    blocks = arith::DivUIOp::create(builder, loc, blocks, threads);
    blocks = arith::MaxUIOp::create(builder, loc, blocks, one);
    blocks = arith::MinUIOp::create(builder, loc, blocks, number(maxBlocks));
  }
  auto status =
      func::CallOp::create(builder, loc, statusFunction,
                           LLVM::LLVMPointerType::get(builder.getContext()));
  SmallVector<Value> arguments = {status.getResult(0)};
  llvm::append_range(arguments, capture.arguments);
  gpu::LaunchFuncOp::create(
      builder, loc, kernel, gpu::KernelDim3{blocks, one, one},
      gpu::KernelDim3{threads, one, one}, Value(), arguments);
}

LogicalResult KernelOutliner::outline(const KernelOps &ops,
                                      const KernelCapture &capture) {
  if (failed(checkArguments(capture, ops.front()->getLoc())))
    return failure();
  gpu::GPUFuncOp kernel = createKernel(ops, capture);
  launch(ops, capture, kernel);
  return makeSequential(kernel);
}

namespace {
struct OutlineKernelsPass
    : tslice::impl::OutlineKernelsPassBase<OutlineKernelsPass> {
  using Base::Base;

  LogicalResult outlineIn(func::FuncOp function, gpu::GPUModuleOp device) {
    serializeReductions(function);
    SmallVector<KernelOps> kernels = selectKernels(function);
    BufferRoots buffers(function);
    KernelInputs inputs(kernels, buffers);
    // First for all: what a launch writes cannot be seen any more.
    SmallVector<KernelCapture> captures =
        llvm::map_to_vector(kernels, [&](const KernelOps &kernel) {
          return inputs.capture(kernel);
        });
    KernelOutliner outliner{function, device, buffers};
    for (auto [kernel, capture] : llvm::zip(kernels, captures)) {
      if (failed(outliner.outline(kernel, capture)))
        return failure();
    }
    for (const KernelOps &kernel : kernels) {
      for (Operation *op : llvm::reverse(kernel))
        op->erase();
    }
    return success();
  }

  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto builder = OpBuilder::atBlockEnd(module.getBody());
    module->setAttr(gpu::GPUDialect::getContainerModuleAttrName(),
                    builder.getUnitAttr());
    auto device = gpu::GPUModuleOp::create(builder, module.getLoc(), "kernels");
    SymbolTable(module).insert(device);
    auto functions = llvm::to_vector(module.getOps<func::FuncOp>());
    auto pointer = LLVM::LLVMPointerType::get(&getContext());
    auto status =
        func::FuncOp::create(builder, module.getLoc(), statusFunction,
                             FunctionType::get(&getContext(), {}, pointer));
    status.setPrivate();
    for (auto function : functions) {
      if (!function.isExternal() && failed(outlineIn(function, device)))
        return signalPassFailure();
    }
  }
};
} // namespace
