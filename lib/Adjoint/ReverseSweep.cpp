// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Accumulation. A contribution to part of a tensor is written in place into one
// accumulator, so that the adjoint of a read costs what was read. The first
// writer of a cell stores, and a tensor that its windows tile is never zeroed.

#include "ReverseSweep.h"
#include "Accesses.h"
#include "Emitter.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "tslice/SeededFaults.h"

using namespace mlir;
using namespace tslice;

LogicalResult ReverseSweep::run(ArrayRef<Operation *> ops) {
  for (Operation *op : llvm::reverse(ops)) {
    bool hasCotangent = llvm::any_of(op->getResults(), [&](Value result) {
      return accumulators.contains(result);
    });
    if (!hasCotangent || !activity.usedBy(op))
      continue;
    currentLoc = op->getLoc();
    if (failed(cast<DifferentiableOpInterface>(op).emitAdjoint(*this)))
      return failure();
  }
  return success();
}

Value ReverseSweep::createZero(Location loc, Value value) {
  return Emitter(builder, loc).zero(value);
}

FailureOr<DerivedCallee>
ReverseSweep::getDerivedCallee(Operation *call, FlatSymbolRefAttr callee,
                               ArrayRef<int64_t> args,
                               ArrayRef<int64_t> results) {
  return context.deriveCallee(call, callee, args, results, /*forward=*/false);
}

Value ReverseSweep::getCotangent(Value value) {
  auto it = accumulators.find(value);
  return it == accumulators.end() ? Value() : it->second.value;
}

bool ReverseSweep::isKept(Value value) {
  auto it = keptRows.find(value);
  if (it == keptRows.end())
    return false;
  it->second.otherUse = currentLoc.value_or(value.getLoc());
  return true;
}

void ReverseSweep::addDense(Value value, Value contribution) {
  if (!isActive(value) || isKept(value))
    return;
  assert(contribution.getType() == value.getType() &&
         "a cotangent has the type of its value");
  Accumulator &accumulator = accumulators[value];
  if (accumulator.value && !isSeeded("rule-contribution-lost"))
    contribution = Emitter(builder, currentLoc.value_or(contribution.getLoc()))
                       .add(accumulator.value, contribution);
  accumulator = {contribution, nullptr, {}};
}

std::optional<ReverseSweep::Box>
ReverseSweep::getStaticBox(RankedTensorType type, const Window &window) {
  // Static accesses are verified to be in range only where leaving it is an
  // error.
  if (!type.hasStaticShape() || window.wrap ||
      (window.bounds != BoundsPolicy::Error &&
       window.bounds != BoundsPolicy::Assume))
    return std::nullopt;
  Box box;
  for (auto [offset, size, stride] :
       llvm::zip_equal(window.offsets, window.sizes, window.strides)) {
    std::optional<int64_t> o = getConstantIntValue(offset),
                           n = getConstantIntValue(size),
                           s = getConstantIntValue(stride);
    if (!o || !n || !s)
      return std::nullopt;
    // A descending progression covers what the ascending one does.
    if (*s < 0 && *n > 0)
      box.push_back({*o + *s * (*n - 1), *n, -*s});
    else
      box.push_back({*o, *n, *s});
  }
  return box;
}

bool ReverseSweep::areDisjoint(const Box &lhs, const Box &rhs) {
  for (auto [a, b] : llvm::zip_equal(lhs, rhs)) {
    if (a.size == 0 || b.size == 0)
      return true;
    int64_t lastA = a.first + a.stride * (a.size - 1),
            lastB = b.first + b.stride * (b.size - 1);
    if (lastA < b.first || lastB < a.first)
      return true;
    if (a.stride == b.stride && (a.first - b.first) % a.stride != 0)
      return true;
  }
  return false;
}

int64_t ReverseSweep::countElements(const Box &box) {
  int64_t count = 1;
  for (const Progression &progression : box)
    count *= progression.size;
  return count;
}

void ReverseSweep::dropFillIfTiled(Value value, Accumulator &accumulator) {
  int64_t covered = 0;
  for (const Box &box : accumulator.boxes)
    covered += countElements(box);
  if (covered != cast<RankedTensorType>(value.getType()).getNumElements())
    return;
  auto fill = cast<linalg::FillOp>(accumulator.fill);
  fill.getResult(0).replaceAllUsesWith(fill.getOutputs()[0]);
  fill.erase();
  accumulator.fill = nullptr;
}

/// Whether `window` reads all of `value`, in order and in its shape.
static bool isWhole(Value value, Value contribution, const Window &window) {
  auto type = cast<RankedTensorType>(value.getType());
  return type.hasStaticShape() && contribution.getType() == type &&
         window.drop.empty() &&
         llvm::all_of(window.offsets,
                      [](OpFoldResult offset) {
                        return isConstantIntValue(offset, 0);
                      }) &&
         llvm::all_of(window.strides, [](OpFoldResult stride) {
           return isConstantIntValue(stride, 1);
         });
}

void ReverseSweep::addWindow(Value value, Value contribution,
                             const Window &window) {
  if (!isActive(value) || isKept(value))
    return;
  if (isWhole(value, contribution, window))
    return addDense(value, contribution);
  Location loc = currentLoc.value_or(contribution.getLoc());
  std::optional<Box> box =
      getStaticBox(cast<RankedTensorType>(value.getType()), window);
  Accumulator &accumulator = accumulators[value];
  bool isFirst = !accumulator.value;
  if (isFirst) {
    accumulator.value = Emitter(builder, loc).accumulator(value);
    accumulator.fill = accumulator.value.getDefiningOp();
  }
  // Into cells that are still zero, adding is storing: no position of a window
  // occurs twice in it.
  bool isUntouched = isFirst || isSeeded("rule-windows-overwrite") ||
                     (accumulator.fill && box &&
                      llvm::all_of(accumulator.boxes, [&](const Box &other) {
                        return areDisjoint(*box, other);
                      }));
  auto update = UpdateOp::create(
      builder, loc, isUntouched ? Combiner::Set : Combiner::Add, contribution,
      accumulator.value, window.offsets, window.sizes, window.strides,
      window.drop, window.bounds);
  update.setWrap(window.wrap);
  for (NamedAttribute attribute : window.attributes)
    update->setDiscardableAttr(attribute.getName(), attribute.getValue());
  accumulator.value = update.getResult();
  if (!isUntouched || !box)
    accumulator.fill = nullptr;
  if (!accumulator.fill)
    return;
  accumulator.boxes.push_back(*box);
  dropFillIfTiled(value, accumulator);
}

void ReverseSweep::addRows(Value value, Value contribution, const Rows &rows) {
  if (!isActive(value))
    return;
  if (auto it = keptRows.find(value); it != keptRows.end()) {
    bool isLeading =
        rows.batch.empty() && !rows.window && !rows.dims.empty() &&
        llvm::equal(rows.dims, llvm::seq<int64_t>(0, rows.dims.size()));
    if (isLeading)
      it->second.contributions.push_back({contribution, rows});
    else
      isKept(value);
    return;
  }
  Location loc = currentLoc.value_or(contribution.getLoc());
  Value dest = takeAccumulator(loc, value);
  Combiner combiner =
      isSeeded("rule-duplicates-lost") ? Combiner::Set : Combiner::Add;
  auto scatter = ScatterOp::create(builder, loc, combiner, contribution, dest,
                                   rows.indices, rows.dims, rows.batch,
                                   rows.window, rows.drop, rows.bounds);
  scatter.setUnique(rows.unique);
  scatter.setSorted(rows.sorted);
  scatter.setWrap(rows.wrap);
  if (sumsInF32(scatter))
    scatter.setAccumulate(builder.getF32Type());
  for (NamedAttribute attribute : rows.attributes)
    scatter->setDiscardableAttr(attribute.getName(), attribute.getValue());
  setAccumulator(value, scatter.getResult());
}

Value ReverseSweep::takeAccumulator(Location loc, Value value) {
  isKept(value);
  Accumulator &accumulator = accumulators[value];
  if (!accumulator.value)
    accumulator.value = Emitter(builder, loc).accumulator(value);
  accumulator.fill = nullptr;
  return accumulator.value;
}

void ReverseSweep::setAccumulator(Value value, Value contribution) {
  if (isKept(value))
    return;
  accumulators[value] = {contribution, nullptr, {}};
}
