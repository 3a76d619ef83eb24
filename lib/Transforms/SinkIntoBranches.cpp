// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Gradients that branches yield: what is made of them row by row is made in the
// branches, where the scatters are.

#include "RowGradients.h"
#include "RowOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Transforms/RegionUtils.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace tslice;

/// The value that a region of a branch yields for result `number`, null if it
/// has no such region.
static Value getYielded(Region &region, unsigned number) {
  if (region.empty())
    return {};
  auto yield = dyn_cast<scf::YieldOp>(region.front().getTerminator());
  return yield ? yield.getOperand(number) : Value();
}

static bool isBranch(Operation *op) {
  return isa<scf::IfOp, scf::IndexSwitchOp>(op);
}

/// Whether `value`, which a branch yields, is made of scatters into zeros alone.
/// `numLead` is that of the scatters, 0 if there are none.
static bool isRowGradient(Value value, int64_t &numLead) {
  if (isPositiveZero(value))
    return true;
  if (!value.hasOneUse())
    return false;
  auto agree = [&](int64_t other) {
    if (other != 0 && numLead != 0 && other != numLead)
      return false;
    numLead = std::max(numLead, other);
    return true;
  };
  if (std::optional<RowGradient> gradient = findRowGradient(value))
    return agree(gradient->numLead);
  Operation *op = value.getDefiningOp();
  if (op && isa<arith::AddFOp>(op))
    return isRowGradient(op->getOperand(0), numLead) &&
           isRowGradient(op->getOperand(1), numLead);
  if (!op || !isBranch(op))
    return false;
  unsigned number = cast<OpResult>(value).getResultNumber();
  return llvm::all_of(op->getRegions(), [&](Region &region) {
    Value yielded = getYielded(region, number);
    return yielded && isRowGradient(yielded, numLead);
  });
}

namespace {

/// What becomes of one branch.
class Sinking {
public:
  Sinking(Operation *branch, SmallVectorImpl<RowGradient> &zeros)
      : branch(branch), zeros(zeros), rewriter(branch) {}

  /// Moves users in, if there are any.
  void run();

private:
  void findGradients();
  void collectUsers();
  SmallVector<Value> cloneUsers(Region &region, ArrayRef<Value> results);
  void rebuild();

  Operation *branch;
  SmallVectorImpl<RowGradient> &zeros;
  IRRewriter rewriter;
  /// Results that are gradients, what is computed row by row from them, and both.
  llvm::SetVector<Value> gradients;
  llvm::SetVector<Operation *> users;
  llvm::DenseSet<Value> dependent;
  int64_t numLead = 0;
};

} // namespace

void Sinking::findGradients() {
  for (OpResult result : branch->getResults()) {
    if (!isa<RankedTensorType>(result.getType()))
      continue;
    int64_t lead = numLead;
    bool isGradient = llvm::all_of(branch->getRegions(), [&](Region &region) {
      Value yielded = getYielded(region, result.getResultNumber());
      return yielded && isRowGradient(yielded, lead);
    });
    if (!isGradient || lead == 0)
      continue;
    if (!result.use_empty())
      gradients.insert(result);
    numLead = lead;
  }
}

/// The ops of the block whose other operands are there before the branch, or can
/// be.
void Sinking::collectUsers() {
  users.clear();
  dependent = llvm::DenseSet<Value>(gradients.begin(), gradients.end());
  for (Operation *op = branch->getNextNode(), *next; op; op = next) {
    next = op->getNextNode();
    auto depends = [&](Value value) { return dependent.contains(value); };
    if (!llvm::any_of(op->getOperands(), depends) || !isRowWise(op, numLead) ||
        !isMemoryEffectFree(op))
      continue;
    bool isRow = llvm::all_of(op->getOpOperands(), [&](OpOperand &operand) {
      return !depends(operand.get()) || isRowOperand(operand);
    });
    SmallVector<Value> others = llvm::to_vector(
        llvm::make_filter_range(op->getOperands(), std::not_fn(depends)));
    llvm::SetVector<Value> captured;
    getUsedValuesDefinedAbove(op->getRegions(), captured);
    if (!isRow || llvm::any_of(captured, depends))
      continue;
    others.append(captured.begin(), captured.end());
    if (failed(moveValueDefinitions(rewriter, others, branch)))
      continue;
    users.insert(op);
    dependent.insert(op->getResult(0));
  }
}

/// A zero that nobody else uses.
static Value cloneZero(IRRewriter &rewriter, Value zero) {
  IRMapping mapping;
  Operation *op = zero.getDefiningOp();
  if (auto fill = dyn_cast<linalg::FillOp>(op)) {
    Operation *buffer = fill.getOutputs()[0].getDefiningOp();
    if (buffer && isa<bufferization::AllocTensorOp, tensor::EmptyOp>(buffer))
      rewriter.clone(*buffer, mapping);
  }
  return rewriter.clone(*op, mapping)->getResult(0);
}

/// Clones the users to the end of a region; returns what they make of `results`.
SmallVector<Value> Sinking::cloneUsers(Region &region,
                                       ArrayRef<Value> results) {
  Operation *yield = region.front().getTerminator();
  rewriter.setInsertionPoint(yield);
  IRMapping mapping;
  mapping.map(branch->getResults(), yield->getOperands());
  for (OpResult result : branch->getResults()) {
    Value value = yield->getOperand(result.getResultNumber());
    if (!gradients.contains(result) || !isPositiveZero(value))
      continue;
    Value zero = cloneZero(rewriter, value);
    mapping.map(result, zero);
    zeros.push_back({{zero}, {}, numLead, &region.front()});
  }
  for (Operation *op : users)
    rewriter.clone(*op, mapping);
  return llvm::map_to_vector(
      results, [&](Value result) { return mapping.lookup(result); });
}

///   %g = scf.if %c { .. scf.yield %scattered } else { .. scf.yield %zeros }
///   %m = arith.mulf %rates, %g
///   %new = arith.subf %table, %m
/// ->
///   %new = scf.if %c {
///     ..
///     %m = arith.mulf %rates, %scattered
///     %n = arith.subf %table, %m
///     scf.yield %n
///   } else { the same of %zeros }
void Sinking::rebuild() {
  auto isOutside = [&](OpOperand &use) {
    return !users.contains(use.getOwner());
  };
  SmallVector<Value> results;
  for (Value result : branch->getResults())
    if (llvm::any_of(result.getUses(), isOutside))
      results.push_back(result);
  for (Operation *op : users)
    if (llvm::any_of(op->getResult(0).getUses(), isOutside))
      results.push_back(op->getResult(0));

  for (Region &region : branch->getRegions()) {
    SmallVector<Value> yielded = cloneUsers(region, results);
    region.front().getTerminator()->setOperands(yielded);
  }
  OperationState state(branch->getLoc(), branch->getName());
  state.addOperands(branch->getOperands());
  state.addTypes(
      llvm::map_to_vector(results, [](Value v) { return v.getType(); }));
  state.addAttributes(branch->getAttrs());
  for (Region &region : branch->getRegions())
    state.addRegion()->takeBody(region);
  rewriter.setInsertionPoint(branch);
  Operation *created = rewriter.create(state);
  for (auto [result, other] : llvm::zip_equal(results, created->getResults()))
    result.replaceUsesWithIf(other, isOutside);
  for (Operation *op : llvm::reverse(users.getArrayRef()))
    rewriter.eraseOp(op);
  rewriter.eraseOp(branch);
}

void Sinking::run() {
  findGradients();
  while (!gradients.empty()) {
    collectUsers();
    // Who needs a gradient itself needs all rows.
    auto isWhole = [&](Value gradient) {
      return llvm::any_of(gradient.getUsers(), [&](Operation *user) {
        return !users.contains(user);
      });
    };
    if (!gradients.remove_if(isWhole))
      return rebuild();
  }
}

SmallVector<RowGradient> tslice::sinkIntoBranches(Operation *root) {
  SmallVector<Operation *> branches;
  // Outer ones first: what is sunk into them goes on into inner ones.
  root->walk<WalkOrder::PreOrder>([&](Operation *op) {
    if (isBranch(op))
      branches.push_back(op);
  });
  SmallVector<RowGradient> zeros;
  for (Operation *branch : branches)
    Sinking(branch, zeros).run();
  return zeros;
}
