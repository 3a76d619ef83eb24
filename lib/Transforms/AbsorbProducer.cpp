// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Both bodies are moved, not copied.

#include "AbsorbProducer.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;

/// Whether all loops of `op` are parallel and its first result has an element at
/// each point of them.
static bool isElementwise(linalg::GenericOp op) {
  return op.hasPureTensorSemantics() &&
         op.getNumParallelLoops() == op.getNumLoops() &&
         op.getIndexingMapsArray()[op.getNumDpsInputs()].isIdentity();
}

/// What `use` reads, if that is made at each point of the loops of its owner.
static linalg::GenericOp getAbsorbable(OpOperand &use) {
  auto consumer = cast<linalg::GenericOp>(use.getOwner());
  auto producer = use.get().getDefiningOp<linalg::GenericOp>();
  if (!producer || producer->getNumResults() != 1 ||
      producer->getBlock() != consumer->getBlock() ||
      !isElementwise(producer) || producer.hasIndexSemantics() ||
      !consumer.getMatchingIndexingMap(&use).isIdentity() ||
      producer.payloadUsesValueFromOperand(producer.getDpsInitOperand(0)))
    return {};
  return producer;
}

namespace {

///   %p = linalg.generic ins(%x) { f }
///   %r = linalg.generic ins(%p, %y) { g }
/// ->
///   %r = linalg.generic ins(%y, %x) { g of f }
struct AbsorbProducer : OpRewritePattern<linalg::GenericOp> {
  AbsorbProducer(MLIRContext *context, const linalg::ControlFusionFn &control)
      : OpRewritePattern(context, /*benefit=*/2), control(control) {}

  LogicalResult matchAndRewrite(linalg::GenericOp consumer,
                                PatternRewriter &rewriter) const override {
    if (!isElementwise(consumer))
      return rewriter.notifyMatchFailure(consumer, "not elementwise");
    for (OpOperand *use : consumer.getDpsInputOperands())
      if (linalg::GenericOp producer = getAbsorbable(*use);
          producer && control(use))
        return absorb(*use, producer, rewriter), success();
    return rewriter.notifyMatchFailure(consumer, "nothing to absorb");
  }

private:
  static void absorb(OpOperand &use, linalg::GenericOp producer,
                     PatternRewriter &rewriter);

  linalg::ControlFusionFn control;
};

} // namespace

void AbsorbProducer::absorb(OpOperand &use, linalg::GenericOp producer,
                            PatternRewriter &rewriter) {
  auto consumer = cast<linalg::GenericOp>(use.getOwner());
  unsigned absorbed = use.getOperandNumber();
  // Each input once.
  llvm::MapVector<std::pair<Value, AffineMap>, unsigned> inputs;
  auto getPlaces = [&](linalg::GenericOp op) {
    SmallVector<unsigned> places;
    for (OpOperand *input : op.getDpsInputOperands())
      places.push_back(
          input == &use ? 0
                        : inputs
                              .try_emplace({input->get(),
                                            op.getMatchingIndexingMap(input)},
                                           inputs.size())
                              .first->second);
    return places;
  };
  SmallVector<unsigned> ofConsumer = getPlaces(consumer),
                        ofProducer = getPlaces(producer);
  SmallVector<Value> values;
  SmallVector<AffineMap> maps;
  for (const auto &[input, place] : inputs) {
    values.push_back(input.first);
    maps.push_back(input.second);
  }
  llvm::append_range(
      maps,
      ArrayRef(consumer.getIndexingMapsArray()).drop_front(ofConsumer.size()));
  rewriter.setInsertionPoint(consumer);
  auto fused = linalg::GenericOp::create(
      rewriter, rewriter.getFusedLoc({producer.getLoc(), consumer.getLoc()}),
      consumer->getResultTypes(), values, consumer.getOutputs(), maps,
      consumer.getIteratorTypesArray());
  rewriter.inlineRegionBefore(consumer.getRegion(), fused.getRegion(),
                              fused.getRegion().begin());

  // The driver need not look at what is moved: nothing of it has changed.
  Block &body = *fused.getBody(), &first = *producer.getBody();
  for (auto [place, value] : llvm::enumerate(values))
    body.insertArgument(place, getElementTypeOrSelf(value.getType()),
                        value.getLoc());
  auto replace = [&](Value old, unsigned place) {
    old.replaceAllUsesWith(body.getArgument(place));
  };
  for (auto [number, place] : llvm::enumerate(ofProducer))
    replace(first.getArgument(number), place);
  body.getOperations().splice(body.begin(), first.getOperations(),
                              first.begin(), std::prev(first.end()));
  for (auto [number, place] : llvm::enumerate(ofConsumer))
    if (number == absorbed)
      body.getArgument(values.size() + number)
          .replaceAllUsesWith(first.getTerminator()->getOperand(0));
    else
      replace(body.getArgument(values.size() + number), place);
  body.eraseArguments(values.size(), ofConsumer.size());
  rewriter.replaceOp(consumer, fused);
  rewriter.eraseOp(producer);
}

void tslice::populateAbsorbProducerPatterns(
    RewritePatternSet &patterns, const linalg::ControlFusionFn &control) {
  patterns.add<AbsorbProducer>(patterns.getContext(), control);
}
