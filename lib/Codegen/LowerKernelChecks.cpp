// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Checks inside kernels: a failure is recorded and the kernel goes on, so that
// the lowest failure is found for every number of threads. It runs on
// structured control flow, because going on means skipping the rest of a block.

#include "CheckLowering.h"
#include "LoopFacts.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "tslice/Codegen/Passes.h"

namespace tslice {
#define GEN_PASS_DEF_LOWERKERNELCHECKSPASS
#include "tslice/Codegen/Passes.h.inc"
} // namespace tslice

using namespace mlir;
using namespace tslice;

namespace {
/// Lowers the checks of a module that stand in kernels.
class KernelCheckLowering {
public:
  explicit KernelCheckLowering(ModuleOp module) : runtime(module) {}

  /// Whether the rest of the check's block can be skipped.
  bool canLower(CheckOp check) { return canSkip(check->getBlock()); }
  void lower(CheckOp check, Value context);

private:
  bool canSkip(Block *block);
  /// The values that `block` ends with when the rest of it is skipped.
  SmallVector<Value> buildSkippedResults(OpBuilder &builder, Block *block);
  void skipRest(CheckOp check, Value go);

  RuntimeCalls runtime;
  /// The branches made here, with what they yield when they skip.
  llvm::DenseMap<Operation *, SmallVector<Value>> skipped;
};
} // namespace

bool KernelCheckLowering::canSkip(Block *block) {
  Operation *parent = block->getParentOp();
  if (isa<scf::ForOp>(parent) || skipped.contains(parent))
    return true;
  auto types = block->getTerminator()->getOperandTypes();
  return types.empty() ||
         (isa<scf::IfOp>(parent) && llvm::all_of(types, [](Type type) {
            return type.isIntOrIndexOrFloat();
          }));
}

SmallVector<Value> KernelCheckLowering::buildSkippedResults(OpBuilder &builder,
                                                            Block *block) {
  Operation *parent = block->getParentOp();
  // A loop goes on with what it came in with.
  if (auto loop = dyn_cast<scf::ForOp>(parent))
    return SmallVector<Value>(loop.getRegionIterArgs());
  if (auto known = skipped.find(parent); known != skipped.end())
    return known->second;
  return llvm::map_to_vector(
      block->getTerminator()->getOperandTypes(), [&](Type type) -> Value {
        return arith::ConstantOp::create(builder, parent->getLoc(),
                                         builder.getZeroAttr(type));
      });
}

/// A; B(%r); yield -> A; scf.if %go { B(%r) }; yield
///
/// LLVM threads the branch through the one that makes %go.
void KernelCheckLowering::skipRest(CheckOp check, Value go) {
  Location loc = check.getLoc();
  Block *block = check->getBlock();
  Operation *terminator = block->getTerminator();
  OpBuilder builder(check.getContext());
  builder.setInsertionPointAfterValue(go);
  SmallVector<Value> results = buildSkippedResults(builder, block);
  auto rest =
      scf::IfOp::create(builder, loc, ValueRange(results).getTypes(), go,
                        /*withElseRegion=*/!results.empty());
  if (!results.empty()) {
    builder.setInsertionPointToEnd(rest.thenBlock());
    scf::YieldOp::create(builder, loc, terminator->getOperands());
    builder.setInsertionPointToEnd(rest.elseBlock());
    scf::YieldOp::create(builder, loc, results);
    terminator->setOperands(rest.getResults());
  }
  Block *body = rest.thenBlock();
  body->getOperations().splice(
      body->getTerminator()->getIterator(), block->getOperations(),
      std::next(rest->getIterator()), terminator->getIterator());
  skipped[rest] = results;
}

/// %r = tslice.check index %i, %n
/// ->
/// %bad = arith.cmpi uge, %i, %n
/// %r, %go = scf.if %bad { <record>; yield 0, %n > 0 } else { yield %i, true }
void KernelCheckLowering::lower(CheckOp check, Value context) {
  Location loc = check.getLoc();
  OpBuilder builder(check);
  Value bad = buildCheckFails(builder, check);
  auto choice = scf::IfOp::create(
      builder, loc, {builder.getIndexType(), builder.getI1Type()}, bad,
      /*withElseRegion=*/true);
  builder.setInsertionPointToEnd(choice.elseBlock());
  Value yes =
      arith::ConstantOp::create(builder, loc, builder.getBoolAttr(true));
  scf::YieldOp::create(builder, loc, ValueRange{check.getValue(), yes});
  builder.setInsertionPointToEnd(choice.thenBlock());
  recordFailure(builder, check, context, runtime);
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  Value go =
      arith::ConstantOp::create(builder, loc, builder.getBoolAttr(false));
  if (check.isOfIndex())
    go = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::sgt,
                               check.getLimit(), zero);
  scf::YieldOp::create(builder, loc, ValueRange{zero, go});
  check.replaceAllUsesWith(choice.getResult(0));
  // With a limit that is known to be positive, position 0 is safe for the index
  // of a gather or scatter. A check without a position guards a whole access,
  // of which it is one of several conditions.
  std::optional<int64_t> limit = getConstantIntValue(check.getLimit());
  bool guardsAccess = check.getPosition().empty();
  if (!check.isOfIndex() || guardsAccess || !limit || *limit <= 0)
    skipRest(check, choice.getResult(1));
  check.erase();
}

/// Looks for failures behind a kernel that stands in a function.
static void exitAfterKernel(Operation *kernel, Value context) {
  OpBuilder builder(kernel->getContext());
  builder.setInsertionPointAfter(kernel);
  Value failed = RuntimeCalls::hasFailed(builder, kernel->getLoc(), context);
  Value no = arith::ConstantOp::create(builder, kernel->getLoc(),
                                       builder.getBoolAttr(false));
  Value fine = arith::CmpIOp::create(builder, kernel->getLoc(),
                                     arith::CmpIPredicate::eq, failed, no);
  cf::AssertOp::create(builder, kernel->getLoc(), fine, kExitMarker);
}

/// The marked op that `check` is part of the kernel of, if any. In a loop of the
/// source there is no going on, which might take for ever.
static Operation *findKernel(CheckOp check) {
  Operation *kernel = nullptr;
  bool inSourceLoop = false;
  for (Operation *op = check->getParentOp(); op; op = op->getParentOp()) {
    if (op->hasAttr(kKernelAttr))
      kernel = inSourceLoop ? nullptr : op;
    inSourceLoop |= isa<scf::WhileOp>(op) || op->hasAttr(kSourceLoopAttr);
  }
  return kernel;
}

namespace {
struct LowerKernelChecksPass
    : tslice::impl::LowerKernelChecksPassBase<LowerKernelChecksPass> {
  using Base::Base;

  void runOnOperation() override {
    KernelCheckLowering lowering(getOperation());
    SmallVector<CheckOp> checks;
    getOperation().walk([&](CheckOp check) { checks.push_back(check); });
    llvm::SetVector<Operation *> kernels;
    for (CheckOp check : checks) {
      Operation *kernel = findKernel(check);
      if (!kernel || !lowering.canLower(check))
        continue;
      auto function = check->getParentOfType<func::FuncOp>();
      lowering.lower(check, function.getArgument(0));
      if (kernel != function && kernels.insert(kernel))
        exitAfterKernel(kernel, function.getArgument(0));
    }
  }
};
} // namespace
