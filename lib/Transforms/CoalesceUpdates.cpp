// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which steps of an optimizer need only the rows of a table that were gathered:
// those that provably leave all other rows as they are. What remains dense says
// so in a remark.

#include "CoalescedLoop.h"
#include "RowGradients.h"
#include "RowOps.h"
#include "UnusedRows.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "tslice/SeededFaults.h"
#include "tslice/Transforms/Passes.h"
#include "llvm/ADT/SetVector.h"

namespace tslice {
#define GEN_PASS_DEF_COALESCEUPDATESPASS
#include "tslice/Transforms/Passes.h.inc"
} // namespace tslice

using namespace mlir;
using namespace tslice;

//===----------------------------------------------------------------------===//
// Steps
//===----------------------------------------------------------------------===//

namespace {

/// What becomes of one gradient.
class Step {
public:
  explicit Step(const RowGradient &gradient) : gradient(gradient) {}

  /// Rewrites the step, or remarks why it stays.
  void run();

private:
  void collectUsers();
  bool isNewValue(Operation *op, UnusedRows &rows);
  void selectUpdates(UnusedRows &rows);
  bool looksLikeUpdate();
  Operation *findBlame(UnusedRows &rows);
  void remarkMissed(Operation *op, StringRef why);
  void remarkPassed(const UnusedRows &rows);
  SmallVector<Value> getZeros() const;
  SmallVector<Value> createDense(OpBuilder &builder, Location loc);
  void replace(OpBuilder &builder, Value condition);

  RowGradient gradient;
  SizeEqualities sizes;
  /// The row-wise ops that depend on the gradient, in order; and those of them
  /// that nobody needs all rows of.
  llvm::SetVector<Operation *> users, kept;
  SmallVector<RowUpdate> updates;
};

} // namespace

/// The ops of the block that depend on the gradient row by row.
void Step::collectUsers() {
  llvm::SmallPtrSet<Value, 16> dependent(llvm::from_range, gradient.values);
  for (Operation &each : *gradient.block) {
    Operation *op = &each;
    bool depends = llvm::any_of(op->getOperands(), [&](Value operand) {
      return dependent.contains(operand);
    });
    if (!depends || op->getNumResults() != 1)
      continue;
    bool isRow =
        isRowWise(op, gradient.numLead) &&
        llvm::all_of(op->getOpOperands(), [&](OpOperand &operand) {
          return !dependent.contains(operand.get()) || isRowOperand(operand);
        });
    if (!isRow && !getGuarded(op->getResult(0), sizes))
      continue;
    users.insert(op);
    dependent.insert(op->getResult(0));
  }
}

/// Whether unused rows of the result of `op` are those of a tensor that is there
/// without it.
bool Step::isNewValue(Operation *op, UnusedRows &rows) {
  Value result = op->getResult(0), tensor = rows.get(result).tensor;
  if (!tensor || tensor == result || tensor.getType() != result.getType())
    return false;
  Operation *producer = tensor.getDefiningOp();
  return !producer || !isRowWise(producer, gradient.numLead);
}

void Step::selectUpdates(UnusedRows &rows) {
  kept = users;
  auto isUsedOutside = [&](Operation *op) {
    return llvm::any_of(op->getUsers(),
                        [&](Operation *user) { return !kept.contains(user); });
  };
  // What reads new values as a whole may as well read those of the loop.
  for (bool changed = true; changed;) {
    changed = false;
    for (Operation *op : llvm::reverse(users.getArrayRef()))
      if (kept.contains(op) && (isUsedOutside(op) || op->use_empty()) &&
          !isNewValue(op, rows)) {
        kept.remove(op);
        changed = true;
      }
  }
  for (Operation *op : users)
    if (kept.contains(op) && isUsedOutside(op))
      updates.push_back({op->getResult(0), rows.get(op->getResult(0)).tensor});
}

/// Whether the gradient meets other tensors of its shape.
bool Step::looksLikeUpdate() {
  return llvm::any_of(users, [&](Operation *op) {
    return op->getResult(0).getType() == gradient.getType() &&
           llvm::any_of(op->getOperands(), [&](Value operand) {
             Operation *producer = operand.getDefiningOp();
             return operand.getType() == gradient.getType() &&
                    !llvm::is_contained(gradient.values, operand) &&
                    (!producer || (!users.contains(producer) &&
                                   !isRowWise(producer, gradient.numLead)));
           });
  });
}

/// The first op that makes something else of unused rows than a tensor has
/// there or one number; else who needs the whole gradient.
Operation *Step::findBlame(UnusedRows &rows) {
  for (Operation *op : users) {
    UnusedElements elements = rows.get(op->getResult(0));
    if (!elements.scalar && !elements.isNonNegative && !isNewValue(op, rows))
      return op;
  }
  for (Value value : gradient.values)
    for (Operation *user : value.getUsers())
      if (!kept.contains(user))
        return user;
  return nullptr;
}

void Step::remarkMissed(Operation *op, StringRef why) {
  auto function = op->getParentOfType<FunctionOpInterface>();
  remark::missed(op->getLoc(),
                 remark::RemarkOpts::name("DenseUpdate")
                     .category("tslice-coalesce-updates")
                     .function(function ? function.getName() : ""))
      << why;
}

void Step::remarkPassed(const UnusedRows &rows) {
  Operation *op = updates.back().result.getDefiningOp();
  auto function = op->getParentOfType<FunctionOpInterface>();
  remark::passed(op->getLoc(),
                 remark::RemarkOpts::name("RowUpdate")
                     .category("tslice-coalesce-updates")
                     .function(function ? function.getName() : ""))
      << (rows.getSums().empty()
              ? "updates the rows that have a gradient and no others"
              : "updates the rows that have a gradient and no others; what "
                "squares are added to is taken for a sum of squares");
}

/// Moves what nothing but `block`, a branch of `branch`, needs into it.
static void sinkInto(Block *block, Operation *branch) {
  for (Operation *op = branch->getPrevNode(); op;) {
    Operation *previous = op->getPrevNode();
    bool isNeededThere =
        !op->use_empty() && llvm::all_of(op->getUsers(), [&](Operation *user) {
          return block->findAncestorOpInBlock(*user) != nullptr;
        });
    if (isNeededThere && isMemoryEffectFree(op))
      op->moveBefore(block, block->begin());
    op = previous;
  }
}

/// What the scatters add to first.
SmallVector<Value> Step::getZeros() const {
  if (gradient.scatters.empty())
    return gradient.values;
  SmallVector<Value> zeros;
  for (ScatterOp op : gradient.scatters)
    if (isPositiveZero(op.getDest()) &&
        !llvm::is_contained(zeros, op.getDest()))
      zeros.push_back(op.getDest());
  return zeros;
}

/// What was there, in place.
SmallVector<Value> Step::createDense(OpBuilder &builder, Location loc) {
  IRMapping mapping;
  for (Value zero : getZeros())
    if (auto fill = zero.getDefiningOp<linalg::FillOp>()) {
      if (Operation *buffer = fill.getOutputs()[0].getDefiningOp())
        builder.clone(*buffer, mapping);
      builder.clone(*fill, mapping);
    }
  for (ScatterOp op : gradient.scatters)
    builder.clone(*op, mapping);
  for (Operation *op : users)
    if (kept.contains(op))
      builder.clone(*op, mapping);
  return llvm::map_to_vector(updates, [&](const RowUpdate &update) -> Value {
    auto moved = bufferization::MaterializeInDestinationOp::create(
        builder, loc, mapping.lookup(update.result), update.dest);
    return moved.getResult();
  });
}

///   %g = tslice.scatter add %u into %zeros[%idx] dims [0]
///   %m = arith.mulf %rates, %g
///   %new = arith.subf %table, %m
/// ->
///   %perm, %starts = tslice.group %table[%idx] dims [0]
///   %new = scf.forall ... {
///     scf.for each group {
///       %row = %idx[%perm[%starts[%group]]]
///       %g = scf.for each position of the group { %g + %u[%position] }
///       %m = arith.mulf %rate, %g : tensor<1x64xf32>
///       %r = arith.subf %table[%row], %m : tensor<1x64xf32>
///       %r takes the place of %table[%row]
///     }
///   }
/// where unused rows stay as they are only for some rates, in the branch of an
/// `scf.if` for these.
void Step::replace(OpBuilder &builder, Value condition) {
  Location loc = updates.back().result.getLoc();
  SmallVector<Value> results;
  if (!condition) {
    results = createCoalescedLoop(builder, loc, gradient, updates, sizes);
  } else {
    SmallVector<Type> types = llvm::map_to_vector(
        updates, [](const RowUpdate &update) { return update.dest.getType(); });
    auto branch = scf::IfOp::create(builder, loc, types, condition,
                                    /*withElseRegion=*/true);
    OpBuilder inner(branch.getThenBodyBuilder());
    SmallVector<Value> coalesced =
        createCoalescedLoop(inner, loc, gradient, updates, sizes);
    scf::YieldOp::create(inner, loc, coalesced);
    OpBuilder other(branch.getElseBodyBuilder());
    SmallVector<Value> dense = createDense(other, loc);
    scf::YieldOp::create(other, loc, dense);
    results.assign(branch.getResults().begin(), branch.getResults().end());
  }
  for (size_t i = 0; i < updates.size(); ++i) {
    Operation *loop = results[i].getDefiningOp();
    updates[i].result.replaceUsesWithIf(results[i], [&](OpOperand &use) {
      return !kept.contains(use.getOwner()) &&
             !(loop && loop->isAncestor(use.getOwner()));
    });
  }
  for (Operation *op : llvm::reverse(users.getArrayRef()))
    if (kept.contains(op) && op->use_empty())
      op->erase();
  SmallVector<Value> zeros = getZeros();
  for (ScatterOp op : llvm::reverse(gradient.scatters))
    if (op->use_empty())
      op->erase();
  for (Value zero : zeros) {
    auto fill = zero.getDefiningOp<linalg::FillOp>();
    if (!fill || !fill->use_empty())
      continue;
    Value buffer = fill.getOutputs()[0];
    fill->erase();
    auto alloc = buffer.getDefiningOp<bufferization::AllocTensorOp>();
    if (alloc && alloc->use_empty())
      alloc->erase();
  }
  if (condition)
    sinkInto(&results.front().getDefiningOp()->getRegion(1).front(),
             results.front().getDefiningOp());
}

void Step::run() {
  collectUsers();
  if (users.empty())
    return;
  {
    OpBuilder scratch(gradient.block->getTerminator());
    UnusedRows rows(scratch, gradient.values, gradient.numLead, sizes);
    selectUpdates(rows);
    bool isWhole = llvm::any_of(gradient.values, [&](Value value) {
      return llvm::any_of(value.getUsers(), [&](Operation *user) {
        return !kept.contains(user);
      });
    });
    bool isDense = updates.empty() || isWhole;
    if (isDense && looksLikeUpdate())
      if (Operation *blame = findBlame(rows))
        remarkMissed(blame,
                     users.contains(blame)
                         ? "updates every row of the table: rows without a "
                           "gradient are changed here"
                         : "updates every row of the table: the gradient of "
                           "all rows is needed here");
    rows.eraseScalars();
    if (isDense)
      return;
  }

  Operation *last = updates.back().result.getDefiningOp();
  for (const RowUpdate &update : updates)
    for (Operation *user : update.result.getUsers()) {
      Operation *outer = gradient.block->findAncestorOpInBlock(*user);
      if (!kept.contains(user) && outer && outer->isBeforeInBlock(last))
        return remarkMissed(user, "updates every row of the table: new rows "
                                  "are needed here before all are known");
    }
  OpBuilder builder(last);
  UnusedRows rows(builder, gradient.values, gradient.numLead, sizes);
  for (const RowUpdate &update : updates)
    (void)rows.get(update.result);
  remarkPassed(rows);
  replace(builder,
          isSeeded("coalesce-condition-lost") ? Value() : rows.getCondition());
}

namespace {

struct CoalesceUpdates
    : tslice::impl::CoalesceUpdatesPassBase<CoalesceUpdates> {
  using Base::Base;

  void runOnOperation() override {
    SmallVector<RowGradient> gradients = sinkIntoBranches(getOperation());
    gradients.append(findRowGradients(getOperation()));
    for (const RowGradient &gradient : gradients)
      Step(gradient).run();
  }
};

} // namespace
