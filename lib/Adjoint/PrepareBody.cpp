// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The operations that are others in disguise: tensors computed element by
// element are generics, and a call of a known function is a call.

#include "PrepareBody.h"
#include "StructuredBody.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;
using namespace tslice;

namespace {
/// Hands the attributes of an operation, its site among them, to those that
/// replace it, and remembers the structured one.
struct Replacement : RewriterBase::Listener {
  explicit Replacement(Operation *op)
      : attributes(op->getDiscardableAttrDictionary()) {}
  void notifyOperationInserted(Operation *op,
                               OpBuilder::InsertPoint previous) override {
    if (previous.isSet())
      return;
    if (op->getName().getDialectNamespace() != "arith")
      op->setDiscardableAttrs(attributes);
    if (isa<linalg::LinalgOp>(op))
      structured = op;
  }
  DictionaryAttr attributes;
  Operation *structured = nullptr;
};
} // namespace

/// Whether the padding is computed for each position.
static bool hasComputedPadding(tensor::PadOp pad) {
  Value padding =
      cast<tensor::YieldOp>(pad.getBody()->getTerminator()).getValue();
  return padding.getParentRegion() == &pad.getRegion();
}

/// %r = func.call_indirect %f(%x), %f = func.constant @f
/// ->
/// %r = func.call @f(%x)
static void callDirectly(func::CallIndirectOp call) {
  auto constant = call.getCallee().getDefiningOp<func::ConstantOp>();
  if (!constant)
    return;
  OpBuilder builder(call);
  auto direct =
      func::CallOp::create(builder, call.getLoc(), constant.getValueAttr(),
                           call.getResultTypes(), call.getArgOperands());
  call.replaceAllUsesWith(direct);
  call.erase();
}

/// %r = tensor.generate %n { ^bb0(%i: index): ... tensor.yield %v }
/// ->
/// %r = linalg.generic outs(%empty) { %i = linalg.index 0 ... linalg.yield %v }
///
/// The same for a tensor.pad whose padding is computed, behind which what is
/// padded is inserted. Returns the generic.
template <typename OpTy> static Operation *generateByLoops(OpTy op) {
  Replacement replacement(op);
  IRRewriter rewriter(op->getContext(), &replacement);
  rewriter.setInsertionPoint(op);
  if (failed(linalg::rewriteInDestinationPassingStyle(rewriter, op)))
    return nullptr;
  return replacement.structured;
}

/// Whether the rule of structured operations takes `op` apart.
static bool isUnderstood(linalg::LinalgOp op,
                         llvm::function_ref<bool(unsigned)> isNeeded) {
  // What it says of one that it cannot is not yet an error.
  ScopedDiagnosticHandler quiet(op.getContext(),
                                [](Diagnostic &) { return success(); });
  return succeeded(StructuredBody::analyse(op, isNeeded));
}

/// Folds the points of `op` one by one if they depend on each other in a way
/// that has no rule.
static void foldIfNeeded(linalg::LinalgOp op,
                         llvm::function_ref<bool(unsigned)> isNeeded) {
  if (!op.hasPureTensorSemantics() || isUnderstood(op, isNeeded))
    return;
  IRRewriter rewriter(op);
  auto generic = dyn_cast<linalg::GenericOp>(op.getOperation());
  if (!generic) {
    FailureOr<linalg::GenericOp> generalized =
        linalg::generalizeNamedOp(rewriter, op);
    if (failed(generalized))
      return;
    generic = *generalized;
  }
  foldPoints(liftScalars(generic));
}

void tslice::prepareBody(Block &block, const Activity &activity) {
  // From last to first: what an operation uses is still what was analysed.
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block))) {
    if (!activity.usedBy(&op))
      continue;
    Operation *current = &op;
    SmallVector<bool> isActive =
        llvm::map_to_vector(op.getResults(), [&](Value result) {
          return activity.contains(result);
        });
    if (auto call = dyn_cast<func::CallIndirectOp>(op)) {
      callDirectly(call);
      continue;
    }
    if (auto generate = dyn_cast<tensor::GenerateOp>(op))
      current = generateByLoops(generate);
    else if (auto pad = dyn_cast<tensor::PadOp>(op);
             pad && hasComputedPadding(pad))
      current = generateByLoops(pad);
    if (!isa_and_nonnull<linalg::LinalgOp>(current))
      continue;
    current = liftCaptures(current, activity);
    foldIfNeeded(cast<linalg::LinalgOp>(current),
                 [&](unsigned i) { return isActive[i]; });
  }
}
