// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Turns the checks of kernels into compares, and structured into unstructured
// control flow with it: a failing check skips the rest of its iteration.
// Nothing is done on what did not pass a check, and the next iterations are
// still looked at, because one of them may hold the failure with the lowest
// site.

#include "CheckLowering.h"
#include "DeviceFailures.h"
#include "LoopFacts.h"
#include "mlir/Conversion/SCFToControlFlow/SCFToControlFlow.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Transforms/DialectConversion.h"
#include "tslice/Codegen/Passes.h"
#include "tslice/Runtime/DeviceStatus.h"
#include "tslice/Runtime/Runtime.h"

namespace tslice {
#define GEN_PASS_DEF_LOWERDEVICEFAILURESPASS
#include "tslice/Codegen/Passes.h.inc"
} // namespace tslice

using namespace mlir;
using namespace tslice;

//===----------------------------------------------------------------------===//
// Where to go on
//===----------------------------------------------------------------------===//

namespace {
/// The blocks of one kernel that failing checks go on at.
class Continuations {
public:
  /// Takes `kernel` with structured control flow, and puts a marker of what a
  /// loop carries in each one with checks.
  explicit Continuations(gpu::GPUFuncOp kernel);

  /// Makes the blocks, now that control flow is unstructured.
  void build();

  /// Returns the block to go on at: the next iteration of the innermost
  /// `scf.for` around the check, else the end of the thread. (A `scf.while` may
  /// never end without the rest of its iteration.)
  Block *get(CheckOp check) const { return targets.lookup(check); }

private:
  gpu::GPUFuncOp kernel;
  SmallVector<CheckOp> checks;
  /// The marker of the innermost loop around each check, null if there is none:
  /// a cast of nothing whose operands are the induction variable, the values
  /// carried, and the step.
  SmallVector<UnrealizedConversionCastOp> markers;
  llvm::DenseMap<Operation *, Block *> targets;
};
} // namespace

static scf::ForOp getInnermostFor(CheckOp check) {
  for (Operation *op = check->getParentOp(); !isa<gpu::GPUFuncOp>(op);
       op = op->getParentOp()) {
    if (isa<LoopLikeOpInterface>(op) && !op->hasAttr(kSourceLoopAttr))
      return dyn_cast<scf::ForOp>(op);
  }
  return {};
}

Continuations::Continuations(gpu::GPUFuncOp kernel) : kernel(kernel) {
  llvm::DenseMap<Operation *, UnrealizedConversionCastOp> made;
  kernel.walk([&](CheckOp check) { checks.push_back(check); });
  for (CheckOp check : checks) {
    scf::ForOp loop = getInnermostFor(check);
    if (!loop) {
      markers.emplace_back();
      continue;
    }
    UnrealizedConversionCastOp &marker = made[loop];
    if (!marker) {
      auto builder = OpBuilder::atBlockBegin(loop.getBody());
      SmallVector<Value> carried(loop.getBody()->getArguments());
      carried.push_back(loop.getStep());
      marker = UnrealizedConversionCastOp::create(builder, loop.getLoc(),
                                                  TypeRange(), carried);
    }
    markers.push_back(marker);
  }
}

/// ^skip:
///   %next = arith.addi %i, %step
///   cf.br ^header(%next, %carried)
static Block *buildSkip(UnrealizedConversionCastOp marker,
                        gpu::GPUFuncOp kernel) {
  // The header decides whether there is an iteration; the body has no other
  // predecessor.
  Block *header = marker->getBlock()->getSinglePredecessor();
  assert(header && "the body of a loop is entered from its header only");
  auto *skip = new Block();
  kernel.getBody().push_back(skip);
  auto builder = OpBuilder::atBlockBegin(skip);
  SmallVector<Value> carried(marker.getInputs().drop_back());
  carried.front() = arith::AddIOp::create(
      builder, marker.getLoc(), carried.front(), marker.getInputs().back());
  cf::BranchOp::create(builder, marker.getLoc(), header, carried);
  return skip;
}

void Continuations::build() {
  llvm::DenseMap<Operation *, Block *> skips;
  Block *exit = nullptr;
  for (auto [check, marker] : llvm::zip(checks, markers)) {
    if (marker) {
      Block *&skip = skips[marker];
      skip = skip ? skip : buildSkip(marker, kernel);
      targets[check] = skip;
      continue;
    }
    if (!exit) {
      exit = new Block();
      kernel.getBody().push_back(exit);
      auto builder = OpBuilder::atBlockBegin(exit);
      gpu::ReturnOp::create(builder, kernel.getLoc());
    }
    targets[check] = exit;
  }
  for (auto [marker, skip] : skips)
    marker->erase();
}

//===----------------------------------------------------------------------===//
// Checks
//===----------------------------------------------------------------------===//

static void callFail(OpBuilder &builder, CheckOp check, gpu::GPUFuncOp kernel) {
  Location loc = check.getLoc();
  Type i64 = builder.getI64Type();
  auto number = [&](int64_t value) -> Value {
    return arith::ConstantOp::create(builder, loc,
                                     builder.getI64IntegerAttr(value));
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
    arguments.push_back(i < check.getPosition().size()
                            ? toI64(check.getPosition()[i])
                            : number(0));
  auto device = kernel->getParentOfType<gpu::GPUModuleOp>();
  LLVM::CallOp::create(builder, loc, getDeviceFailFunction(device), arguments);
}

/// %r = tslice.check index %i, %n at (%p)
/// ->
///   %bad = arith.cmpi uge, %i, %n
///   cf.cond_br %bad, ^cold, ^next
/// ^cold:
///   llvm.call @tslice_device_fail(%status, ..., %i, %n, 1, %p, 0, ...)
///   cf.br ^skip
/// ^next:    (uses of %r are %i)
static void lowerCheck(CheckOp check, gpu::GPUFuncOp kernel, Block *target) {
  Location loc = check.getLoc();
  OpBuilder builder(check);
  Value bad = buildCheckFails(builder, check);
  Block *before = check->getBlock();
  Block *next = before->splitBlock(check);
  auto *cold = new Block();
  kernel.getBody().push_back(cold);

  builder.setInsertionPointToEnd(before);
  cf::CondBranchOp::create(builder, loc, bad, cold, ValueRange(), next,
                           ValueRange(),
                           /*branchWeights=*/ArrayRef<int32_t>{1, 1 << 20});
  builder.setInsertionPointToEnd(cold);
  callFail(builder, check, kernel);
  cf::BranchOp::create(builder, loc, target);
  check.replaceAllUsesWith(check.getValue());
  check.erase();
}

/// ^entry:
///   %stopped = <the launch before has failed, or was not run>
///   cf.cond_br %stopped, ^stop, ^body
static void skipIfStopped(gpu::GPUFuncOp kernel) {
  Location loc = kernel.getLoc();
  Block *entry = &kernel.getBody().front();
  Block *body = entry->splitBlock(entry->begin());
  auto *stop = new Block();
  kernel.getBody().push_back(stop);
  auto builder = OpBuilder::atBlockEnd(entry);
  Value stopped = buildIsStopped(builder, loc, kernel.getArgument(0));
  cf::CondBranchOp::create(builder, loc, stopped, stop, ValueRange(), body,
                           ValueRange(),
                           /*branchWeights=*/ArrayRef<int32_t>{1, 1 << 20});
  builder.setInsertionPointToEnd(stop);
  buildStop(builder, loc, kernel.getArgument(0));
  gpu::ReturnOp::create(builder, loc);
}

namespace {
struct LowerDeviceFailuresPass
    : tslice::impl::LowerDeviceFailuresPassBase<LowerDeviceFailuresPass> {
  using Base::Base;

  LogicalResult removeStructure(gpu::GPUFuncOp kernel) {
    RewritePatternSet patterns(&getContext());
    populateSCFToControlFlowConversionPatterns(patterns);
    ConversionTarget target(getContext());
    target
        .addIllegalOp<scf::ForallOp, scf::ForOp, scf::IfOp, scf::IndexSwitchOp,
                      scf::ParallelOp, scf::WhileOp, scf::ExecuteRegionOp>();
    target.markUnknownOpDynamicallyLegal([](Operation *) { return true; });
    return applyPartialConversion(kernel, target, std::move(patterns));
  }

  LogicalResult lower(gpu::GPUFuncOp kernel) {
    Continuations continuations(kernel);
    if (failed(removeStructure(kernel)))
      return failure();
    continuations.build();
    SmallVector<CheckOp> checks;
    kernel.walk([&](CheckOp check) { checks.push_back(check); });
    for (CheckOp check : checks)
      lowerCheck(check, kernel, continuations.get(check));
    skipIfStopped(kernel);
    return success();
  }

  void runOnOperation() override {
    for (auto kernel :
         llvm::to_vector(getOperation().getOps<gpu::GPUFuncOp>())) {
      if (failed(lower(kernel)))
        return signalPassFailure();
    }
  }
};
} // namespace
