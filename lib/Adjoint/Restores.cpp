// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Steps that read much and write little keep what they write over, not what they
// read.

#include "Restores.h"
#include "Accesses.h"
#include "MinCut.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "tslice/IR/TSliceOps.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace tslice;

/// How many steps a loop is taken to have: so many share the last state.
static constexpr int64_t kSteps = 64;

//===----------------------------------------------------------------------===//
// Writes
//===----------------------------------------------------------------------===//

/// Whether `op` writes its first operand to a part of its second one, which the
/// others tell.
static bool isWrite(Operation *op) {
  if (isa<tensor::InsertOp, tensor::InsertSliceOp>(op))
    return true;
  return isa<UpdateOp, ScatterOp>(op) && op->getNumResults() == 1 &&
         op->getOperand(1).getType() == op->getResult(0).getType() &&
         getElementTypeOrSelf(op->getOperand(0)) ==
             getElementTypeOrSelf(op->getOperand(1));
}

static OperandRange getPlace(Operation *write) {
  return write->getOperands().drop_front(2);
}

/// Hands reads and writes at the place of `write`, with the values that
/// `getPrimal` tells, to `use`.
template <typename UseFn>
static Value atPlace(Emitter &emit, Operation *write, PrimalFn getPrimal,
                     UseFn use) {
  auto elements = dyn_cast<RankedTensorType>(write->getOperand(0).getType());
  if (auto update = dyn_cast<UpdateOp>(write)) {
    WindowEmitter window(emit, getWindowOf(update, getPrimal), elements);
    return use(window);
  }
  RowsEmitter rows(emit, getRowsOf(cast<ScatterOp>(write), getPrimal),
                   elements);
  return use(rows);
}

static SmallVector<OpFoldResult> mapped(SmallVector<OpFoldResult> list,
                                        const IRMapping &known) {
  for (OpFoldResult &entry : list)
    if (auto value = dyn_cast<Value>(entry))
      entry = known.lookupOrDefault(value);
  return list;
}

/// %y = tslice.update add %u into %x[o][n][s]
/// ->
/// %saved = tslice.slice %x[o][n][s]
/// The same for other writes.
static Value readOverwritten(Operation *write) {
  OpBuilder builder(write);
  Emitter emit(builder, write->getLoc());
  Value dest = write->getOperand(1);
  if (auto insert = dyn_cast<tensor::InsertOp>(write))
    return tensor::ExtractOp::create(builder, emit.loc, dest,
                                     insert.getIndices());
  if (auto insert = dyn_cast<tensor::InsertSliceOp>(write))
    return tensor::ExtractSliceOp::create(
        builder, emit.loc, insert.getSourceType(), dest,
        insert.getMixedOffsets(), insert.getMixedSizes(),
        insert.getMixedStrides());
  return atPlace(
      emit, write, [](Value value) { return value; },
      [&](auto &access) { return access.read(dest); });
}

/// %x = tslice.update set %saved into %y[o][n][s]
static Value writeBack(OpBuilder &builder, Operation *write, Value saved,
                       Value after, const IRMapping &known) {
  Emitter emit(builder, write->getLoc());
  if (isSeeded("restore-lost"))
    return after;
  if (isa<tensor::InsertOp>(write))
    return tensor::InsertOp::create(
        builder, emit.loc, saved, after,
        llvm::map_to_vector(getPlace(write), [&](Value index) {
          return known.lookupOrDefault(index);
        }));
  if (auto insert = dyn_cast<tensor::InsertSliceOp>(write))
    return tensor::InsertSliceOp::create(
        builder, emit.loc, saved, after,
        mapped(insert.getMixedOffsets(), known),
        mapped(insert.getMixedSizes(), known),
        mapped(insert.getMixedStrides(), known));
  return atPlace(
      emit, write, [&](Value value) { return known.lookupOrDefault(value); },
      [&](auto &access) { return access.write(Combiner::Set, saved, after); });
}

//===----------------------------------------------------------------------===//
// Restores
//===----------------------------------------------------------------------===//

SmallVector<Operation *> Restores::findWrites(unsigned number) const {
  SmallVector<Operation *> writes;
  Value value = loop.getYieldedValues()[number];
  while (value != loop.getRegionIterArg(number)) {
    Operation *op = value.getDefiningOp();
    if (!op || op->getBlock() != loop.getBody() || !isWrite(op))
      return {};
    writes.push_back(op);
    value = op->getOperand(1);
  }
  std::reverse(writes.begin(), writes.end());
  return writes;
}

bool Restores::isKnown(Value value) const {
  if (!loop->isAncestor(value.getParentRegion()->getParentOp()))
    return true;
  if (auto argument = dyn_cast<BlockArgument>(value))
    return argument.getOwner() == loop.getBody() &&
           (argument == loop.getInductionVar() ||
            isCounter(loop, argument.getArgNumber() - 1));
  Operation *op = value.getDefiningOp();
  return op->getBlock() == loop.getBody() && op->getNumRegions() == 0 &&
         isMemoryEffectFree(op) &&
         llvm::all_of(op->getOperands(),
                      [&](Value operand) { return isKnown(operand); });
}

Value Restores::bring(OpBuilder &builder, Value value, IRMapping &known) const {
  if (known.contains(value) ||
      !loop->isAncestor(value.getParentRegion()->getParentOp()))
    return known.lookupOrDefault(value);
  Operation *op = value.getDefiningOp();
  for (Value operand : op->getOperands())
    bring(builder, operand, known);
  builder.clone(*op, known);
  return known.lookup(value);
}

/// Never, if one of them is.
static int64_t addUp(ArrayRef<int64_t> prices) {
  int64_t sum = 0;
  for (int64_t price : prices)
    sum = price >= MinCut::kNever - sum ? MinCut::kNever : sum + price;
  return sum;
}

/// Takes back what `readOverwritten` has created.
static void eraseRead(Value read) {
  Operation *op = read.getDefiningOp();
  Value source = isa<tensor::CastOp>(op) ? op->getOperand(0) : Value();
  op->erase();
  if (source)
    source.getDefiningOp()->erase();
}

int64_t Restores::getPrice(unsigned carry) {
  SmallVector<int64_t> prices{getTapePrice(loop.getRegionIterArg(carry)) /
                              kSteps};
  for (Operation *write : findWrites(carry)) {
    Value read = readOverwritten(write);
    prices.push_back(getTapePrice(read));
    eraseRead(read);
    for (Value value : getPlace(write))
      if (!isKnown(value))
        prices.push_back(getTapePrice(value));
  }
  return addUp(prices);
}

Restores Restores::choose(scf::ForOp loop, Block &block,
                          const IRMapping &copies,
                          const DenseSet<Value> &innerTapes,
                          TapeChoice &choice) {
  Restores restores(loop);
  DenseSet<Value> restored, versions;
  for (unsigned carry = 0; carry < loop.getNumResults(); ++carry) {
    SmallVector<Operation *> writes = restores.findWrites(carry);
    if (writes.empty())
      continue;
    int64_t price = restores.getPrice(carry);
    if (price >= choice.price)
      continue;
    DenseSet<Value> with = restored, made = versions;
    with.insert(loop.getRegionIterArg(carry));
    for (Operation *write : writes)
      made.insert(write->getResult(0));
    TapeChoice rest = chooseTape(loop, block, copies, innerTapes, with, made);
    if (addUp({price, rest.price}) >= choice.price)
      continue;
    choice = rest;
    restored = with;
    versions = made;
    restores.carries.push_back(carry);
  }
  return restores;
}

SmallVector<Value> Restores::save() {
  llvm::SetVector<Value> saved;
  for (unsigned carry : carries)
    for (Operation *write : findWrites(carry)) {
      saved.insert(overwritten[write] = readOverwritten(write));
      for (Value value : getPlace(write))
        if (!isKnown(value))
          saved.insert(value);
    }
  return saved.takeVector();
}

Value Restores::restore(OpBuilder &builder, unsigned carry, Value after,
                        IRMapping &known) const {
  SmallVector<Operation *> writes = findWrites(carry);
  if (!isSeeded("restore-in-order"))
    std::reverse(writes.begin(), writes.end());
  for (Operation *write : writes) {
    for (Value value : getPlace(write))
      bring(builder, value, known);
    after = writeBack(builder, write, known.lookup(overwritten.lookup(write)),
                      after, known);
  }
  return after;
}
