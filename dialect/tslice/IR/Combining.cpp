// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// How writes combine: their pairs, regions and promises, and what is asked of
// these.

#include "mlir/IR/TypeUtilities.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "tslice/IR/TSliceInference.h"

using namespace mlir;
using namespace tslice;

//===----------------------------------------------------------------------===//
// Pairs
//===----------------------------------------------------------------------===//

template <typename OpTy> static SmallVector<Value> getUpdatesOf(OpTy op) {
  SmallVector<Value> updates{op.getUpdate()};
  llvm::append_range(updates, op.getMoreUpdates());
  return updates;
}

template <typename OpTy> static SmallVector<Value> getDestsOf(OpTy op) {
  SmallVector<Value> dests{op.getDest()};
  llvm::append_range(dests, op.getMoreDests());
  return dests;
}

template <typename OpTy> static MutableOperandRange getInitsOf(OpTy op) {
  return MutableOperandRange(op.getOperation(),
                             op.getDestMutable().getOperandNumber(),
                             1 + op.getMoreDests().size());
}

SmallVector<Value> UpdateOp::getUpdates() { return getUpdatesOf(*this); }
SmallVector<Value> UpdateOp::getDests() { return getDestsOf(*this); }
MutableOperandRange UpdateOp::getDpsInitsMutable() { return getInitsOf(*this); }

SmallVector<Value> ScatterOp::getUpdates() { return getUpdatesOf(*this); }
SmallVector<Value> ScatterOp::getDests() { return getDestsOf(*this); }
MutableOperandRange ScatterOp::getDpsInitsMutable() {
  return getInitsOf(*this);
}

template <typename OpTy> static Combining getCombiningOf(OpTy op) {
  return {op.getCombine(),
          op.getExcludeSelf(),
          op.getAccumulate().value_or(Type()),
          op.getBodies().empty() ? nullptr : &op.getBodies().front(),
          op.getUpdates(),
          op.getDests()};
}

Combining tslice::getCombining(IndexedAccessOpInterface write) {
  if (auto update = dyn_cast<UpdateOp>(write.getOperation()))
    return getCombiningOf(update);
  return getCombiningOf(cast<ScatterOp>(write.getOperation()));
}

int64_t tslice::getUpdateNumber(IndexedAccessOpInterface write, int64_t pair) {
  return (isa<UpdateOp>(write.getOperation()) ? 1 : 2) + pair;
}

int64_t tslice::getDestNumber(IndexedAccessOpInterface write, int64_t pair) {
  if (pair == 0)
    return 0;
  int64_t numPairs = getCombining(write).updates.size();
  return getUpdateNumber(write, numPairs - 1) + pair;
}

//===----------------------------------------------------------------------===//
// Constraints
//===----------------------------------------------------------------------===//

LogicalResult tslice::verifyCombiner(Operation *write, Combiner combiner,
                                     Type elementType) {
  if (combiner == Combiner::Set || combiner == Combiner::Region)
    return success();
  auto refuse = [&](StringRef advice) {
    return write->emitOpError()
           << "cannot combine " << elementType << " elements with '"
           << stringifyCombiner(combiner) << "'; " << advice;
  };
  if (auto floatType = dyn_cast<FloatType>(elementType);
      floatType && floatType.getWidth() < 16)
    return refuse("8-bit floats can only be moved: use 'set'");
  bool isInteger = elementType.isIntOrIndex();
  switch (combiner) {
  case Combiner::Set:
  case Combiner::Region:
  case Combiner::Add:
  case Combiner::Mul:
    return success();
  case Combiner::Min:
  case Combiner::Max:
    if (isa<ComplexType>(elementType))
      return refuse("complex numbers have no order");
    return success();
  case Combiner::UMin:
  case Combiner::UMax:
    return isInteger ? success() : refuse("use 'min' or 'max'");
  case Combiner::And:
  case Combiner::Or:
  case Combiner::Xor:
    return isInteger ? success() : refuse("it is defined on integers only");
  }
  llvm_unreachable("all combiners are handled");
}

/// write_c4: all pairs have the shapes of the first one, as far as static.
static LogicalResult verifyPairs(IndexedAccessOpInterface write,
                                 const Combining &combining) {
  if (combining.updates.size() != combining.dests.size())
    return write->emitOpError()
           << "expects an update for each of its " << combining.dests.size()
           << " destinations, but got " << combining.updates.size();
  if (combining.updates.size() > 1 && combining.combiner != Combiner::Region)
    return write->emitOpError()
           << "expects one update and destination, since only a region "
              "combines several, but got "
           << combining.updates.size();
  auto verify = [&](ArrayRef<Value> values, StringRef what) -> LogicalResult {
    auto first = cast<RankedTensorType>(values.front().getType());
    for (Value value : values)
      if (auto type = cast<RankedTensorType>(value.getType());
          failed(verifyCompatibleShape(type.getShape(), first.getShape())))
        return write->emitOpError()
               << "expects all " << what << " to have one shape, but found "
               << first << " and " << type;
    return success();
  };
  if (failed(verify(combining.updates, "updates")) ||
      failed(verify(combining.dests, "destinations")))
    return failure();
  for (auto [update, dest] :
       llvm::zip_equal(combining.updates, combining.dests))
    if (getElementTypeOrSelf(update) != getElementTypeOrSelf(dest))
      return write->emitOpError()
             << "update has element type " << getElementTypeOrSelf(update)
             << ", but its destination " << dest.getType() << " has "
             << getElementTypeOrSelf(dest);
  return success();
}

/// write_c3: the results have the types of the destinations.
static LogicalResult verifyResults(IndexedAccessOpInterface write,
                                   const Combining &combining) {
  if (write->getNumResults() == combining.dests.size() &&
      llvm::equal(write->getResultTypes(),
                  ValueRange(combining.dests).getTypes()))
    return success();
  return write->emitOpError()
         << "expects results of the types of its destinations, ("
         << ValueRange(combining.dests).getTypes() << "), but has ("
         << write->getResultTypes() << ")";
}

/// write_c5, write_c6: the region is a pure function of what it finds and what
/// is written, in this order, to what is found afterwards.
static LogicalResult verifyBody(IndexedAccessOpInterface write,
                                const Combining &combining) {
  if (combining.combiner != Combiner::Region)
    return write->getNumRegions() == 0
               ? success()
               : write->emitOpError()
                     << "has a combiner and a region; expects one";
  if (write->getNumRegions() != 1 || !write->getRegion(0).hasOneBlock())
    return write->emitOpError()
           << "expects a combiner, or a region of one block that combines";
  SmallVector<Type> found, arguments;
  for (Value dest : combining.dests)
    found.push_back(getElementTypeOrSelf(dest));
  llvm::append_range(arguments, found);
  llvm::append_range(arguments, found);
  Block &block = combining.body->front();
  if (!llvm::equal(block.getArgumentTypes(), arguments))
    return write->emitOpError()
           << "expects a region of the elements found and those written, ("
           << arguments << "), but it takes (" << block.getArgumentTypes()
           << ")";
  auto yield = block.empty() ? YieldOp() : dyn_cast<YieldOp>(block.back());
  if (!yield)
    return write->emitOpError() << "expects its region to end in tslice.yield";
  if (!llvm::equal(yield.getOperandTypes(), found))
    return yield->emitOpError()
           << "expects the elements that are found afterwards, (" << found
           << "), but yields (" << yield.getOperandTypes() << ")";
  for (Operation &op : block)
    if (!isMemoryEffectFree(&op) || isa<IndexedAccessOpInterface>(op))
      return op.emitOpError()
             << "cannot stand in the region of a write, which is a function of "
                "its arguments without effects";
  return success();
}

/// write_c7 to write_c10: attributes where they mean something.
template <typename OpTy> static LogicalResult verifyAttributes(OpTy op) {
  Combiner combiner = op.getCombine();
  Type type = op.getDest().getType().getElementType();
  bool isSum = combiner == Combiner::Add || combiner == Combiner::Mul;
  if (op.getExcludeSelf() && combiner == Combiner::Set)
    return op.emitOpError()
           << "has 'exclude_self', but 'set' never looks at what it finds";
  if (std::optional<Type> wide = op.getAccumulate();
      wide && !(wide->isF32() && isSum && (type.isF16() || type.isBF16())))
    return op.emitOpError()
           << "accumulates in " << *wide
           << ", but only 'add' and 'mul' of f16 or bf16 accumulate, in f32";
  if (op.getOrder() && !(isSum && isa<FloatType, ComplexType>(type)))
    return op.emitOpError() << "relaxes the order, but only 'add' and 'mul' of "
                               "floating-point elements depend on it";
  if (op.getAssociative() && combiner != Combiner::Region)
    return op.emitOpError() << "promises that it is associative, but only of a "
                               "region it is not known";
  if (op.getTies() && combiner != Combiner::Min && combiner != Combiner::Max)
    return op.emitOpError() << "has 'ties', but only 'min' and 'max' have any";
  return success();
}

LogicalResult tslice::verifyCombining(IndexedAccessOpInterface write) {
  Combining combining = getCombining(write);
  if (failed(verifyCombiner(write, write.getCombiner(),
                            write.getAccessedElementType())) ||
      failed(verifyPairs(write, combining)) ||
      failed(verifyResults(write, combining)) ||
      failed(verifyBody(write, combining)))
    return failure();
  if (auto update = dyn_cast<UpdateOp>(write.getOperation()))
    return verifyAttributes(update);
  return verifyAttributes(cast<ScatterOp>(write.getOperation()));
}
