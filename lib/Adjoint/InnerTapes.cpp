// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The adjoint of an inner loop needs its tapes. Without them, a step of the loop
// around would keep all that the inner loop begins with, and run it again.

#include "InnerTapes.h"
#include "Activity.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

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
  // Numbers and room for tapes.
  if (!op || op->getNumRegions() != 0 ||
      (!isPure(op) && !isa<bufferization::AllocTensorOp>(op)))
    return {};
  IRMapping mapping;
  for (Value operand : op->getOperands()) {
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

/// in the copy:  %y, %tape = scf.for iter_args(%c = %x, %t = %room)
/// in the step:  %y = scf.for iter_args(%c = %x)
/// ->
/// in the step:  %y, %tape = scf.for iter_args(%c = %x, %t = %room)
void tslice::keepInnerTapes(scf::ForOp loop, scf::ForOp taping, Block &block,
                            IRMapping &copies, DenseSet<Value> &tapes) {
  if (taping->getBlock() != &block || loop.getNumResults() == 0)
    return;
  OpBuilder builder(loop.getContext());
  StepWriter step(builder, block, copies);
  Value first = step.getOriginal(loop.getResult(0));
  auto original = first ? first.getDefiningOp<scf::ForOp>() : scf::ForOp();
  if (!original)
    return;
  builder.setInsertionPoint(original);
  IRMapping mapping;
  for (Value value : getUsedValues(taping)) {
    Value brought = step.bring(value);
    if (!brought)
      return;
    mapping.map(value, brought);
  }
  auto kept = cast<scf::ForOp>(builder.clone(*taping, mapping));
  unsigned numResults = original.getNumResults();
  original->replaceAllUsesWith(kept.getResults().take_front(numResults));
  for (Value result : original.getResults())
    copies.erase(result);
  original->erase();
  for (auto [result, copy] :
       llvm::zip_equal(kept.getResults(), taping.getResults()))
    copies.map(result, copy);
  for (Value tape : kept.getResults().drop_front(numResults))
    tapes.insert(tape);
}
