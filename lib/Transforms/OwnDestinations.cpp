// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Gives every op that writes to a fresh buffer one of its own, and every part of
// a fresh tensor the place that it is inserted to. Common
// subexpression elimination has merged them all, and bufferization would take
// whatever is written to one of them for a possible overwrite of all the others:
// time cubic in the number of ops. What a loop inserts into a tensor that it does
// not carry it inserts into a copy of its own.

#include "mlir/Dialect/Bufferization/IR/BufferizableOpInterface.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Builders.h"
#include "mlir/Interfaces/LoopLikeInterface.h"
#include "tslice/Transforms/Passes.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;
using namespace mlir::bufferization;
using namespace tslice;

namespace tslice {
#define GEN_PASS_DEF_OWNDESTINATIONSPASS
#include "tslice/Transforms/Passes.h.inc"
} // namespace tslice

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

/// Whether every step of the loop around `insert` finds the same contents in its
/// destination.
static bool isOfAllSteps(tensor::InsertSliceOp insert,
                         const AnalysisState &state) {
  auto loop = insert->getParentOfType<LoopLikeOpInterface>();
  OpOperand &dest = insert.getDestMutable();
  if (!loop || !state.bufferizesToMemoryRead(dest))
    return false;
  TraversalConfig config;
  config.alwaysIncludeLeaves = false;
  config.followInPlaceOnly = true;
  // What a block begins with is new in each step.
  auto isFound = [&](Value value) {
    return isa<BlockArgument>(value) || loop.isDefinedOutsideOfLoop(value);
  };
  return llvm::any_of(
      state.findValueInReverseUseDefChain(&dest, isFound, config),
      [&](Value value) {
        auto fresh = value.getDefiningOp<AllocTensorOp>();
        return loop.isDefinedOutsideOfLoop(value) &&
               !value.getDefiningOp<tensor::EmptyOp>() &&
               (!fresh || fresh.getCopy());
      });
}

/// The value that `tensor` is under another type.
static Value stripCasts(Value tensor) {
  while (auto cast = tensor.getDefiningOp<tensor::CastOp>())
    tensor = cast.getSource();
  return tensor;
}

/// Bufferization lets a part that is written whole before it is inserted be
/// written in its place, since the insertion writes it there anyway. The
/// destination is copied nevertheless, only later, if the next step wants its old
/// contents: which has another part, and finds this one written over.
///
/// scf.while .. {
///   %w = tensor.extract_slice %x[%i] [4] [1]
///   %p = generic outs(%w)
///   %r = tensor.insert_slice %p into %x[%i] [4] [1]
/// ->
/// scf.while .. {
///   %c = bufferization.alloc_tensor() copy(%x)
///   %w = tensor.extract_slice %c[%i] [4] [1]
///   %p = generic outs(%w)
///   %r = tensor.insert_slice %p into %c[%i] [4] [1]
static void copyDestination(tensor::InsertSliceOp insert,
                            const AnalysisState &state) {
  Block *block = insert->getBlock();
  Value whole = stripCasts(insert.getDest());
  Operation *first = insert;
  SmallVector<OpOperand *> windows = {&insert.getDestMutable()};
  auto visit = [&](Value value) {
    Operation *op = value.getDefiningOp();
    Operation *outer = op ? block->findAncestorOpInBlock(*op) : nullptr;
    if (outer && outer->isBeforeInBlock(first))
      first = outer;
    auto window = dyn_cast_or_null<tensor::ExtractSliceOp>(op);
    if (outer && window && stripCasts(window.getSource()) == whole)
      windows.push_back(&window.getSourceMutable());
    return window != nullptr;
  };
  state.findValueInReverseUseDefChain(&insert.getSourceMutable(), visit);

  OpBuilder builder(first);
  if (Operation *op = whole.getDefiningOp();
      op && op->getBlock() == block && !op->isBeforeInBlock(first))
    builder.setInsertionPointAfter(op);
  Value copy = AllocTensorOp::create(builder, insert.getLoc(),
                                     cast<RankedTensorType>(whole.getType()),
                                     ValueRange(), whole);
  for (OpOperand *window : windows) {
    builder.setInsertionPoint(window->getOwner());
    Type type = window->get().getType();
    window->set(
        type == copy.getType()
            ? copy
            : tensor::CastOp::create(builder, insert.getLoc(), type, copy)
                  .getResult());
  }
}

//===----------------------------------------------------------------------===//
// Fresh tensors
//===----------------------------------------------------------------------===//

namespace {
struct OwnDestinationsPass
    : tslice::impl::OwnDestinationsPassBase<OwnDestinationsPass> {
  using Base::Base;

  /// %e = tensor.empty(); %1 = fill outs(%e); %2 = fill outs(%e)
  /// ->
  /// %e = tensor.empty(); %1 = fill outs(%e)
  /// %f = tensor.empty(); %2 = fill outs(%f)
  void runOnOperation() override {
    SmallVector<tensor::EmptyOp> empties;
    getOperation()->walk([&](tensor::EmptyOp op) { empties.push_back(op); });
    for (tensor::EmptyOp empty : empties)
      separate(empty);
    getOperation()->walk(sinkProducer);
    BufferizationOptions options;
    AnalysisState state(options);
    getOperation()->walk([&](tensor::InsertSliceOp insert) {
      if (isOfAllSteps(insert, state))
        copyDestination(insert, state);
    });
  }

  /// %e = tensor.empty(); %p = generic outs(%e)
  /// %whole = tensor.empty()
  /// %r = insert_slice %p into %whole[..]
  /// ->
  /// %whole = tensor.empty()
  /// %e = tensor.empty(); %p = generic outs(%e)
  /// %r = insert_slice %p into %whole[..]
  ///
  /// The whole stands in front of the part, which is then computed in place.
  static void sinkProducer(tensor::InsertSliceOp insert) {
    Operation *whole = insert.getDest().getDefiningOp();
    auto producer = insert.getSource().getDefiningOp<linalg::GenericOp>();
    if (!producer || !producer->hasOneUse() ||
        producer->getBlock() != insert->getBlock() || !whole ||
        whole->getBlock() != insert->getBlock() ||
        whole->isBeforeInBlock(producer) || !isFresh(insert.getDest()))
      return;
    auto empty =
        producer.getDpsInits().front().getDefiningOp<tensor::EmptyOp>();
    if (producer.getNumDpsInits() != 1 || !empty || !empty->hasOneUse())
      return;
    empty->moveBefore(insert);
    producer->moveBefore(insert);
  }

  /// Whether parts of a tensor of no contents or one number, and no others, are
  /// in `tensor`.
  static bool isFresh(Value tensor) {
    while (Operation *op = tensor.getDefiningOp()) {
      auto fill = dyn_cast<linalg::LinalgOp>(op);
      if (auto insert = dyn_cast<tensor::InsertSliceOp>(op))
        tensor = insert.getDest();
      else if (fill && fill.getNumDpsInits() == 1 &&
               llvm::none_of(fill.getDpsInputs(), [](Value input) {
                 return isa<TensorType>(input.getType());
               }))
        tensor = fill.getDpsInits().front();
      else
        break;
    }
    return isa_and_nonnull<tensor::EmptyOp, AllocTensorOp>(
        tensor.getDefiningOp());
  }

  void separate(tensor::EmptyOp empty) {
    // What the branches of one op leave in the same buffer stays one buffer.
    llvm::MapVector<Operation *, SmallVector<OpOperand *>> uses;
    for (OpOperand &use : empty->getUses())
      uses[empty->getBlock()->findAncestorOpInBlock(*use.getOwner())].push_back(
          &use);
    if (uses.size() < 2)
      return;
    OpBuilder builder(empty.getContext());
    for (auto &[user, operands] : uses) {
      builder.setInsertionPoint(user);
      Value own = builder.clone(*empty)->getResult(0);
      for (OpOperand *operand : operands)
        operand->set(own);
    }
    empty->erase();
  }
};
} // namespace
