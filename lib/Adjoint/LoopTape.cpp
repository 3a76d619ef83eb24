// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A minimal cut of the data flow of a step, weighted by bytes: between what the
// loop carries, which is gone when the adjoint runs, and what the adjoint reads.
// What lies behind the cut is computed again.

#include "LoopTape.h"
#include "MinCut.h"
#include "RaggedRow.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"
#include "tslice/SeededFaults.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;
using namespace tslice;

//===----------------------------------------------------------------------===//
// What to keep
//===----------------------------------------------------------------------===//

// What an inner loop keeps grows with what its steps do; what they begin with may
// be much larger.
int64_t tslice::getTapePrice(Value value, bool isInnerTape) {
  Type element = getElementTypeOrSelf(value.getType());
  int64_t bytes = 0;
  if (element.isIntOrFloat())
    bytes = llvm::divideCeil(element.getIntOrFloatBitWidth(), 8);
  else if (element.isIndex())
    bytes = 8;
  else if (auto pair = dyn_cast<ComplexType>(element))
    bytes =
        llvm::divideCeil(2 * pair.getElementType().getIntOrFloatBitWidth(), 8);
  else
    return MinCut::kNever;
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (!type)
    return isa<ShapedType>(value.getType()) ? MinCut::kNever : bytes;
  // Open sizes are taken to be large, so that numbers and known sizes win.
  constexpr int64_t kOpenSize = 4096, kSteps = 64,
                    kMax = MinCut::kNever / 65536;
  for (int64_t dim = 0; dim < type.getRank(); ++dim) {
    int64_t size = type.isDynamicDim(dim) ? kOpenSize : type.getDimSize(dim);
    if (isInnerTape && dim == 0)
      size = std::min(size, kSteps);
    if (size != 0 && bytes > kMax / size)
      bytes = kMax;
    else
      bytes *= size;
  }
  // Of two equal prices the later one; and nothing is free.
  return 2 * bytes + 1;
}

TapeChoice tslice::chooseTape(scf::ForOp loop, Block &block,
                              const IRMapping &copies,
                              const DenseSet<Value> &innerTapes,
                              const DenseSet<Value> &restored,
                              const DenseSet<Value> &versions) {
  // The copies that are left, by what they are copies of.
  llvm::DenseMap<Value, Value> originals;
  for (auto [original, copy] : copies.getValueMap())
    originals[copy] = original;
  MinCut graph;
  llvm::MapVector<Value, unsigned> nodes;
  auto addNode = [&](Value copy, Value original) {
    nodes[copy] = graph.addNode(
        original && !versions.contains(original)
            ? getTapePrice(original, innerTapes.contains(original))
            : MinCut::kNever);
  };
  for (Value carry : loop.getRegionIterArgs()) {
    Value copy = copies.lookupOrNull(carry);
    // A counter is known.
    if (!isa_and_nonnull<BlockArgument>(copy) || restored.contains(carry))
      continue;
    addNode(copy, carry);
    graph.markSource(nodes[copy]);
  }
  // A copy depends on what is carried if an operand does; anything else reads.
  for (Operation &op : block) {
    SmallVector<unsigned> used;
    auto noteUse = [&](Value value) {
      if (auto it = nodes.find(value); it != nodes.end())
        used.push_back(it->second);
    };
    op.walk([&](Operation *inner) {
      llvm::for_each(inner->getOperands(), noteUse);
    });
    bool isVersion = llvm::any_of(op.getResults(), [&](Value result) {
      return versions.contains(originals.lookup(result));
    });
    if (used.empty() && !isVersion)
      continue;
    bool isCopy = op.getNumResults() > 0 &&
                  llvm::any_of(op.getResults(), [&](Value result) {
                    return originals.contains(result);
                  });
    if (!isCopy) {
      for (unsigned node : used)
        graph.markSink(node);
      continue;
    }
    for (Value result : op.getResults()) {
      addNode(result, originals.lookup(result));
      for (unsigned node : used)
        graph.addEdge(node, nodes[result]);
      if (isVersion)
        graph.markSource(nodes[result]);
    }
  }
  TapeChoice choice;
  std::optional<SmallVector<unsigned>> cut = graph.cut();
  if (!cut) {
    choice.price = MinCut::kNever;
    for (auto [copy, node] : nodes)
      if (Value original = originals.lookup(copy);
          original && graph.getPrice(node) == MinCut::kNever)
        choice.unkept.push_back(original);
    return choice;
  }
  SmallVector<Value> numbered =
      llvm::map_to_vector(nodes, [](const auto &entry) { return entry.first; });
  for (unsigned node : *cut) {
    choice.values.push_back({originals.lookup(numbered[node]), numbered[node]});
    choice.price += graph.getPrice(node);
  }
  return choice;
}

void tslice::reportUnkept(scf::ForOp loop, const TapeChoice &choice) {
  auto diag = loop.emitOpError()
              << "has no adjoint: a value that its adjoint needs has a type "
                 "that cannot be kept";
  for (Value value : choice.unkept)
    diag.attachNote(value.getLoc()) << "such as this one";
}

//===----------------------------------------------------------------------===//
// Keeping and reading
//===----------------------------------------------------------------------===//

Value tslice::createNumSteps(OpBuilder &builder, scf::ForOp loop) {
  Location loc = loop.getLoc();
  auto toIndex = [&](Value value) -> Value {
    if (value.getType().isIndex())
      return value;
    Type index = builder.getIndexType();
    if (loop.getUnsignedCmp())
      return arith::IndexCastUIOp::create(builder, loc, index, value);
    return arith::IndexCastOp::create(builder, loc, index, value);
  };
  Value low = toIndex(loop.getLowerBound()),
        high = toIndex(loop.getUpperBound());
  Value step = toIndex(loop.getStep());
  auto greater = loop.getUnsignedCmp() ? arith::CmpIPredicate::ugt
                                       : arith::CmpIPredicate::sgt;
  Value runs = arith::CmpIOp::create(builder, loc, greater, high, low);
  Value distance = arith::SubIOp::create(builder, loc, high, low);
  Value count =
      isSeeded("loop-last-step-lost")
          ? arith::DivUIOp::create(builder, loc, distance, step).getResult()
          : arith::CeilDivUIOp::create(builder, loc, distance, step);
  Value none = arith::ConstantIndexOp::create(builder, loc, 0);
  return arith::SelectOp::create(builder, loc, runs, count, none);
}

Value tslice::createVariable(OpBuilder &builder, scf::ForOp loop,
                             Value number) {
  Location loc = loop.getLoc();
  Type type = loop.getInductionVar().getType();
  if (!type.isIndex())
    number = arith::IndexCastUIOp::create(builder, loc, type, number);
  Value distance =
      isSeeded("loop-step-ignored")
          ? number
          : arith::MulIOp::create(builder, loc, number, loop.getStep());
  return arith::AddIOp::create(builder, loc, loop.getLowerBound(), distance);
}

/// What each step of `loop` adds to a counter or takes away, null for any other
/// carry: a constant, or something of above.
static Value getIncrement(scf::ForOp loop, unsigned carry) {
  Value argument = loop.getRegionIterArg(carry);
  Operation *count = loop.getYieldedValues()[carry].getDefiningOp();
  if (!isa_and_nonnull<arith::AddIOp, arith::SubIOp>(count) ||
      isa<ShapedType>(argument.getType()))
    return {};
  Value by = count->getOperand(1);
  if (isa<arith::AddIOp>(count) && by == argument)
    by = count->getOperand(0);
  else if (count->getOperand(0) != argument)
    return {};
  bool isAhead = !loop->isAncestor(by.getParentRegion()->getParentOp());
  return isAhead || matchPattern(by, m_Constant()) ? by : Value();
}

bool tslice::isCounter(scf::ForOp loop, unsigned carry) {
  return getIncrement(loop, carry) != nullptr;
}

Value tslice::createCounter(OpBuilder &builder, scf::ForOp loop, unsigned carry,
                            Value number) {
  Location loc = loop.getLoc();
  Value by = getIncrement(loop, carry), init = loop.getInitArgs()[carry];
  if (matchPattern(by, m_Constant()))
    by = builder.clone(*by.getDefiningOp())->getResult(0);
  if (!by.getType().isIndex())
    number = arith::IndexCastOp::create(builder, loc, by.getType(), number);
  Value distance = arith::MulIOp::create(builder, loc, number, by);
  if (loop.getYieldedValues()[carry].getDefiningOp<arith::AddIOp>() &&
      !isSeeded("counter-turned"))
    return arith::AddIOp::create(builder, loc, init, distance);
  return arith::SubIOp::create(builder, loc, init, distance);
}

/// The number of the step in which the induction variable is `variable`.
static Value createStep(OpBuilder &builder, scf::ForOp loop) {
  Location loc = loop.getLoc();
  Value distance = arith::SubIOp::create(builder, loc, loop.getInductionVar(),
                                         loop.getLowerBound());
  Value step = arith::DivUIOp::create(builder, loc, distance, loop.getStep());
  if (step.getType().isIndex())
    return step;
  return arith::IndexCastUIOp::create(builder, loc, builder.getIndexType(),
                                      step);
}

/// The part of a tape that one step keeps.
struct TapePart {
  SmallVector<OpFoldResult> offsets, sizes, strides;
};
static TapePart getPart(OpBuilder &builder, Location loc, Value tape,
                        Value step) {
  int64_t rank = cast<RankedTensorType>(tape.getType()).getRank();
  TapePart part;
  part.offsets.assign(rank, builder.getIndexAttr(0));
  part.strides.assign(rank, builder.getIndexAttr(1));
  part.sizes = tensor::getMixedSizes(builder, loc, tape);
  part.offsets[0] = step;
  part.sizes[0] = builder.getIndexAttr(1);
  return part;
}

/// The type of what a tape keeps of one step.
static RankedTensorType getPartType(Value tape) {
  auto type = cast<RankedTensorType>(tape.getType());
  return RankedTensorType::get(type.getShape().drop_front(),
                               type.getElementType());
}

/// Whether the type says so: upstream rejects parts of such tensors.
static bool hasNoElements(Value tape) {
  return llvm::is_contained(cast<RankedTensorType>(tape.getType()).getShape(),
                            0);
}

Value tslice::createTape(OpBuilder &builder, scf::ForOp loop, Value value,
                         SmallVector<int64_t> shape, SmallVector<Value> sizes) {
  if (getTapePrice(value) == MinCut::kNever)
    return {};
  if (auto type = dyn_cast<RankedTensorType>(value.getType()))
    for (int64_t dim = 0; dim < type.getRank(); ++dim) {
      OpFoldResult size = getSteadySize(builder, loop, value, dim);
      if (!size)
        return {};
      std::optional<int64_t> number = getConstantIntValue(size);
      shape.push_back(number.value_or(ShapedType::kDynamic));
      if (!number)
        sizes.push_back(cast<Value>(size));
    }
  return bufferization::AllocTensorOp::create(
      builder, loop.getLoc(),
      RankedTensorType::get(shape, getElementTypeOrSelf(value.getType())),
      sizes);
}

Value tslice::writeTape(OpBuilder &builder, Location loc, Value value,
                        Value tape, Value step) {
  if (!isa<RankedTensorType>(value.getType()))
    return tensor::InsertOp::create(builder, loc, value, tape, step);
  if (hasNoElements(tape))
    return tape;
  TapePart part = getPart(builder, loc, tape, step);
  // The tape may know more of the sizes than the type of the value does.
  RankedTensorType type = getPartType(tape);
  if (type != value.getType())
    value = tensor::CastOp::create(builder, loc, type, value);
  return tensor::InsertSliceOp::create(builder, loc, value, tape, part.offsets,
                                       part.sizes, part.strides);
}

bool tslice::hasPlaces(scf::ForOp taping, unsigned number) {
  auto room = taping.getInitArgs()[number]
                  .getDefiningOp<bufferization::AllocTensorOp>();
  return room && !isEmptyRow(room);
}

namespace {
/// Builds the loop that keeps values.
class TapingBuilder {
public:
  TapingBuilder(scf::ForOp loop, Value numSteps)
      : loop(loop), numSteps(numSteps), builder(loop), loc(loop.getLoc()) {}

  TapingLoop create(ArrayRef<TapedValue> values);

private:
  /// Where the carries of one value stand among those of the new loop.
  struct Kept {
    TapedValue value;
    Tape tape;
    unsigned places = 0;
    /// For sizes that change: the first tape of one, and the row.
    unsigned sizes = 0, row = 0;
    bool isRagged() const { return !tape.steady.empty(); }
  };
  Kept createPlaces(TapedValue value);
  /// Keeps the value of one step; `carried` is updated.
  void keep(const Kept &kept, Value value, Value step,
            SmallVector<Value> &carried);
  Value createNumbers();

  scf::ForOp loop;
  Value numSteps;
  OpBuilder builder;
  Location loc;
  SmallVector<Value> inits;
};
} // namespace

Value TapingBuilder::createNumbers() {
  return bufferization::AllocTensorOp::create(
      builder, loc,
      RankedTensorType::get({ShapedType::kDynamic}, builder.getIndexType()),
      numSteps);
}

TapingBuilder::Kept TapingBuilder::createPlaces(TapedValue value) {
  Kept kept{value, {}};
  kept.places = inits.size();
  if (Value places = createTape(builder, loop, value.original,
                                {ShapedType::kDynamic}, {numSteps})) {
    inits.push_back(places);
    return kept;
  }
  inits.push_back(createNumbers());
  kept.sizes = inits.size();
  int64_t rank = cast<RankedTensorType>(value.original.getType()).getRank();
  for (int64_t dim = 0; dim < rank; ++dim) {
    kept.tape.steady.push_back(
        getSteadySize(builder, loop, value.original, dim));
    if (!kept.tape.steady.back())
      inits.push_back(createNumbers());
  }
  return kept;
}

void TapingBuilder::keep(const Kept &kept, Value value, Value step,
                         SmallVector<Value> &carried) {
  if (isSeeded("tape-lost"))
    return;
  Value &places = carried[kept.places];
  if (!kept.isRagged()) {
    places = writeTape(builder, loc, value, places, step);
    return;
  }
  Value &first = carried[kept.row + 1];
  places = writeTape(builder, loc, first, places, step);
  unsigned next = kept.sizes;
  for (auto [dim, steady] : llvm::enumerate(kept.tape.steady))
    if (!steady) {
      Value size = tensor::DimOp::create(builder, loc, value, dim);
      carried[next] = writeTape(builder, loc, size, carried[next], step);
      ++next;
    }
  appendToRow(builder, loc, value, carried[kept.row], first);
}

TapingLoop TapingBuilder::create(ArrayRef<TapedValue> values) {
  inits.assign(loop.getInitArgs().begin(), loop.getInitArgs().end());
  SmallVector<Kept> all = llvm::map_to_vector(
      values, [&](TapedValue value) { return createPlaces(value); });
  for (Kept &kept : all)
    if (kept.isRagged()) {
      kept.row = inits.size();
      inits.push_back(createEmptyRow(
          builder, loc, getElementTypeOrSelf(kept.value.original.getType())));
      inits.push_back(arith::ConstantIndexOp::create(builder, loc, 0));
    }
  auto taping = scf::ForOp::create(builder, loc, loop.getLowerBound(),
                                   loop.getUpperBound(), loop.getStep(), inits,
                                   nullptr, loop.getUnsignedCmp());
  taping->setDiscardableAttrs(loop->getDiscardableAttrDictionary());
  unsigned numResults = loop.getNumResults();
  IRMapping mapping;
  mapping.map(loop.getInductionVar(), taping.getInductionVar());
  mapping.map(loop.getRegionIterArgs(),
              taping.getRegionIterArgs().take_front(numResults));
  builder.setInsertionPointToEnd(taping.getBody());
  for (Operation &op : loop.getBody()->without_terminator())
    builder.clone(op, mapping);
  SmallVector<Value> carried(taping.getRegionIterArgs());
  for (auto [carry, yielded] : llvm::zip(carried, loop.getYieldedValues()))
    carry = mapping.lookupOrDefault(yielded);
  for (const Kept &kept : all) {
    // Right behind the definition: later the value may have been overwritten.
    Value value = mapping.lookup(kept.value.original);
    if (Operation *op = value.getDefiningOp())
      builder.setInsertionPointAfter(op);
    else
      builder.setInsertionPointToStart(taping.getBody());
    Value step = isSeeded("tape-one-place")
                     ? arith::ConstantIndexOp::create(builder, loc, 0)
                     : createStep(builder, taping);
    keep(kept, value, step, carried);
  }
  builder.setInsertionPointToEnd(taping.getBody());
  scf::YieldOp::create(builder, loc, carried);

  TapingLoop made{taping, {}};
  builder.setInsertionPointAfter(taping);
  for (Kept &kept : all) {
    Tape tape = kept.tape;
    tape.places = taping.getResult(kept.places);
    if (kept.isRagged()) {
      tape.elements = trimTape(builder, loc, taping.getResult(kept.row),
                               taping.getResult(kept.row + 1));
      unsigned next = kept.sizes;
      for (OpFoldResult steady : tape.steady)
        tape.sizes.push_back(steady ? Value() : taping.getResult(next++));
    }
    made.tapes.push_back(tape);
  }
  return made;
}

TapingLoop tslice::createTapingLoop(scf::ForOp loop,
                                    ArrayRef<TapedValue> values,
                                    Value numSteps) {
  return TapingBuilder(loop, numSteps).create(values);
}

Value tslice::readTape(OpBuilder &builder, Location loc, Value tape, Value copy,
                       Value step) {
  auto type = dyn_cast<RankedTensorType>(copy.getType());
  if (!type)
    return tensor::ExtractOp::create(builder, loc, tape, step);
  TapePart part = getPart(builder, loc, tape, step);
  RankedTensorType partType = getPartType(tape);
  Value read;
  if (hasNoElements(tape))
    read = tensor::EmptyOp::create(
        builder, loc, ArrayRef(part.sizes).drop_front(), type.getElementType());
  else
    read = tensor::ExtractSliceOp::create(
        builder, loc, partType, tape, part.offsets, part.sizes, part.strides);
  if (partType == type)
    return read;
  return tensor::CastOp::create(builder, loc, type, read);
}

Value tslice::readTape(OpBuilder &builder, Location loc, const Tape &tape,
                       Value copy, Value step) {
  if (!tape.elements)
    return readTape(builder, loc, tape.places, copy, step);
  SmallVector<OpFoldResult> sizes;
  for (auto [steady, places] : llvm::zip_equal(tape.steady, tape.sizes))
    sizes.push_back(
        places
            ? tensor::ExtractOp::create(builder, loc, places, step).getResult()
            : steady);
  Value first = tensor::ExtractOp::create(builder, loc, tape.places, step);
  return readFromRow(builder, loc, tape.elements, first, sizes,
                     cast<RankedTensorType>(copy.getType()));
}
