// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The adjoint of an inner loop needs its tapes. Without them, a step of the loop
// around would keep all that the inner loop begins with, and run it again.

#include "InnerTapes.h"
#include "Activity.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace tslice;

namespace {
/// Repeats in a step what its copy computes from copies of what the step has.
class StepWriter {
public:
  StepWriter(OpBuilder &builder, Block &block, IRMapping &copies)
      : builder(builder), block(block), copies(copies) {
    for (auto [original, copy] : copies.getValueMap())
      originals[copy] = original;
  }

  Value getOriginal(Value copy) const { return originals.lookup(copy); }

  /// `value` of the copy, in the step; null if it is of the adjoint.
  Value bring(Value value);

private:
  OpBuilder &builder;
  Block &block;
  IRMapping &copies;
  llvm::DenseMap<Value, Value> originals;
};
} // namespace

Value StepWriter::bring(Value value) {
  if (Value original = getOriginal(value))
    return original;
  Operation *op = value.getDefiningOp();
  if (value.getParentBlock() != &block)
    return value.getParentRegion()->isProperAncestor(block.getParent())
               ? value
               : Value();
  // Numbers, room for tapes, and what an scf.while does ahead of its first step:
  // the step does that, too, as soon as it comes there.
  if (!op)
    return {};
  IRMapping mapping;
  for (Value operand : getUsedValues(op)) {
    Value brought = bring(operand);
    if (!brought)
      return {};
    mapping.map(operand, brought);
  }
  Operation *clone = builder.clone(*op, mapping);
  for (auto [copy, original] :
       llvm::zip_equal(op->getResults(), clone->getResults())) {
    originals[copy] = original;
    copies.map(original, copy);
  }
  return originals.lookup(value);
}

/// The results of `taping` that are those of `op`: behind the condition and
/// ahead of the number of steps, if an scf.while has tapes.
static ResultRange getSameResults(Operation *op, Operation *taping) {
  unsigned numResults = op->getNumResults();
  bool isGrowing =
      isa<scf::WhileOp>(op) && taping->getNumResults() > numResults + 1;
  return taping->getResults().slice(isGrowing, numResults);
}

/// in the copy:  %y, %tape = scf.for iter_args(%c = %x, %t = %room)
/// in the step:  %y = scf.for iter_args(%c = %x)
/// ->
/// in the step:  %y, %tape = scf.for iter_args(%c = %x, %t = %room)
Operation *tslice::keepInnerTapes(Operation *op, Operation *taping,
                                  Block &block, IRMapping &copies,
                                  DenseSet<Value> &tapes) {
  if (taping->getBlock() != &block || op->getNumResults() == 0)
    return nullptr;
  OpBuilder builder(op->getContext());
  StepWriter step(builder, block, copies);
  Value first = step.getOriginal(op->getResult(0));
  Operation *original = first ? first.getDefiningOp() : nullptr;
  if (!original || original->getName() != op->getName())
    return nullptr;
  builder.setInsertionPoint(original);
  IRMapping mapping;
  for (Value value : getUsedValues(taping)) {
    Value brought = step.bring(value);
    if (!brought)
      return nullptr;
    mapping.map(value, brought);
  }
  Operation *kept = builder.clone(*taping, mapping);
  original->replaceAllUsesWith(getSameResults(original, kept));
  for (Value result : original->getResults())
    copies.erase(result);
  original->erase();
  for (auto [result, copy] :
       llvm::zip_equal(kept->getResults(), taping->getResults()))
    copies.map(result, copy);
  // The adjoint reads tapes that grow as far as they are filled.
  builder.setInsertionPointAfter(kept);
  StepWriter behind(builder, block, copies);
  for (Value tape : kept->getResults().drop_front(op->getNumResults())) {
    tapes.insert(tape);
    for (Operation *user : copies.lookup(tape).getUsers())
      if (auto trim = dyn_cast<tensor::ExtractSliceOp>(user))
        if (Value brought = behind.bring(trim))
          tapes.insert(brought);
  }
  return kept;
}
