// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Products read what they read often in the order in which it lies. The gradient
// of a product reads one factor across its rows, element by element; in a copy
// that is transposed they are neighbours, and the sums keep their order.

#include "PackOperands.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "tslice/Transforms/Passes.h"

using namespace mlir;
using namespace tslice;

namespace tslice {
#define GEN_PASS_DEF_PACKOPERANDSPASS
#include "tslice/Transforms/Passes.h.inc"
} // namespace tslice

//===----------------------------------------------------------------------===//
// Which operands
//===----------------------------------------------------------------------===//

namespace {
/// A sum of products, and the one operand that keeps the loop over neighbouring
/// results from reading neighbouring elements.
struct Packing {
  linalg::GenericOp op;
  OpOperand *operand = nullptr;
  /// The dimension of the operand that is to be its last.
  unsigned position = 0;
};

/// Neighbouring results that are worth a vector.
constexpr int64_t kMinNeighbours = 8;

/// Operands of at most this many elements stay in the cache of a core while
/// they are transposed.
constexpr int64_t kSmall = 1 << 14;

/// Larger ones are read so many rows at a time: the elements of a line of the
/// cache, all of which are written while it is there.
constexpr int64_t kBlock = 16;

/// Where an operand depends on a loop.
enum class Access { None, Last, Inner, Other };
} // namespace

/// How `map` depends on loop `dim`; `position` is the result that does.
static Access getAccess(AffineMap map, unsigned dim, unsigned &position) {
  Access access = Access::None;
  for (auto [i, expr] : llvm::enumerate(map.getResults())) {
    if (!expr.isFunctionOfDim(dim))
      continue;
    if (access != Access::None || !isa<AffineDimExpr>(expr))
      return Access::Other;
    position = i;
    access = i + 1 == map.getNumResults() ? Access::Last : Access::Inner;
  }
  return access;
}

/// Whether the body only calculates with what the maps say.
static bool isPlain(linalg::GenericOp op) {
  return llvm::all_of(op.getBody()->without_terminator(), [](Operation &inner) {
    return inner.getNumRegions() == 0 && isPure(&inner) &&
           llvm::none_of(inner.getOperandTypes(), llvm::IsaPred<ShapedType>);
  });
}

/// Returns the operand to pack, if it is all that is in the way.
static std::optional<Packing> findPacking(linalg::GenericOp op) {
  if (!op.hasPureTensorSemantics() || op->getNumResults() != 1 ||
      op.getNumReductionLoops() == 0 || !isPlain(op))
    return std::nullopt;
  AffineMap results = op.getIndexingMapsArray().back();
  if (results.getNumResults() == 0)
    return std::nullopt;
  auto inner = dyn_cast<AffineDimExpr>(results.getResults().back());
  unsigned unused = 0;
  if (!inner || getAccess(results, inner.getPosition(), unused) != Access::Last)
    return std::nullopt;
  SmallVector<int64_t> ranges = op.getStaticLoopRanges();
  int64_t neighbours = ranges[inner.getPosition()];
  if (op.getIteratorTypesArray()[inner.getPosition()] !=
          utils::IteratorType::parallel ||
      (ShapedType::isStatic(neighbours) && neighbours < kMinNeighbours))
    return std::nullopt;

  Packing packing{op};
  for (OpOperand *input : op.getDpsInputOperands()) {
    unsigned position = 0;
    Access access = getAccess(op.getMatchingIndexingMap(input),
                              inner.getPosition(), position);
    if (access == Access::Other || (access == Access::Inner && packing.operand))
      return std::nullopt;
    if (access == Access::Inner) {
      packing.operand = input;
      packing.position = position;
    }
  }
  if (!packing.operand ||
      !op.getMatchingIndexingMap(packing.operand).isProjectedPermutation())
    return std::nullopt;
  return packing;
}

/// The loops that read each element of the operand again.
static SmallVector<unsigned> getReusingLoops(const Packing &packing) {
  linalg::GenericOp op = packing.op;
  AffineMap map = op.getMatchingIndexingMap(packing.operand);
  SmallVector<unsigned> loops;
  for (unsigned dim = 0; dim < op.getNumLoops(); ++dim)
    if (!map.isFunctionOfDim(dim))
      loops.push_back(dim);
  return loops;
}

bool tslice::readsAgainAcrossRows(linalg::GenericOp op) {
  std::optional<Packing> packing = findPacking(op);
  return packing && !getReusingLoops(*packing).empty();
}

//===----------------------------------------------------------------------===//
// Packing
//===----------------------------------------------------------------------===//

/// The product of `sizes`, or `limit` if it is less: no product overflows.
static int64_t multiply(ArrayRef<int64_t> sizes, int64_t limit) {
  int64_t product = 1;
  for (int64_t size : sizes)
    product = std::min(limit, product * std::min(limit, size));
  return product;
}

/// The same of sizes that are known at run time only.
static Value buildProduct(ImplicitLocOpBuilder &builder,
                          ArrayRef<OpFoldResult> sizes, int64_t limit) {
  Value most = arith::ConstantIndexOp::create(builder, limit);
  Value product = arith::ConstantIndexOp::create(builder, 1);
  for (OpFoldResult size : sizes) {
    Value factor = arith::MinSIOp::create(
        builder,
        getValueOrCreateConstantIndexOp(builder, builder.getLoc(), size), most);
    product = arith::MulIOp::create(builder, product, factor);
    product = arith::MinSIOp::create(builder, product, most);
  }
  return product;
}

/// Whether each element is read at least `minReuse` times, as far as the types
/// tell.
static std::optional<bool> isReused(const Packing &packing, int64_t minReuse) {
  linalg::GenericOp op = packing.op;
  SmallVector<int64_t> ranges = op.getStaticLoopRanges(), again;
  for (unsigned dim : getReusingLoops(packing))
    again.push_back(ranges[dim]);
  if (again.empty())
    return false;
  if (ShapedType::isDynamicShape(again))
    return std::nullopt;
  return multiply(again, minReuse) >= minReuse;
}

/// The same at run time.
static Value buildIsReused(ImplicitLocOpBuilder &builder,
                           const Packing &packing, int64_t minReuse) {
  SmallVector<Range> ranges = cast<linalg::LinalgOp>(*packing.op)
                                  .createLoopRanges(builder, builder.getLoc());
  SmallVector<OpFoldResult> again;
  for (unsigned dim : getReusingLoops(packing))
    again.push_back(ranges[dim].size);
  return arith::CmpIOp::create(
      builder, arith::CmpIPredicate::sge,
      buildProduct(builder, again, minReuse),
      arith::ConstantIndexOp::create(builder, minReuse));
}

namespace {
/// Builds a transposed copy, in which one dimension of a tensor is the last.
class Transposer {
public:
  Transposer(ImplicitLocOpBuilder &builder, Value from, unsigned position)
      : builder(builder), from(from), position(position),
        sizes(tensor::getMixedSizes(builder, builder.getLoc(), from)) {
    for (int64_t i = 0, rank = sizes.size(); i < rank; ++i)
      if (i != position)
        permutation.push_back(i);
    permutation.push_back(position);
  }

  ArrayRef<int64_t> getPermutation() const { return permutation; }
  Value build();

private:
  /// Where elements [start, start + size) of the dimension lie in `from`, or in
  /// the copy.
  struct Part {
    SmallVector<OpFoldResult> offsets, sizes, strides;
  };
  Part getPart(OpFoldResult start, OpFoldResult size, bool isOfCopy);
  Value buildPart(Value into, OpFoldResult start, OpFoldResult size);
  Value buildBlocks(Value empty, OpFoldResult end);

  ImplicitLocOpBuilder &builder;
  Value from;
  unsigned position;
  SmallVector<OpFoldResult> sizes;
  SmallVector<int64_t> permutation;
};
} // namespace

Transposer::Part Transposer::getPart(OpFoldResult start, OpFoldResult size,
                                     bool isOfCopy) {
  Part part;
  part.offsets.assign(sizes.size(), builder.getIndexAttr(0));
  part.strides.assign(sizes.size(), builder.getIndexAttr(1));
  part.sizes = sizes;
  part.offsets[position] = start;
  part.sizes[position] = size;
  if (isOfCopy) {
    part.offsets = applyPermutation(part.offsets, permutation);
    part.sizes = applyPermutation(part.sizes, permutation);
  }
  return part;
}

/// The copy of one part, where it lies in `into`.
Value Transposer::buildPart(Value into, OpFoldResult start, OpFoldResult size) {
  Part source = getPart(start, size, /*isOfCopy=*/false);
  Part target = getPart(start, size, /*isOfCopy=*/true);
  Value part = tensor::ExtractSliceOp::create(builder, from, source.offsets,
                                              source.sizes, source.strides);
  Value hole = tensor::ExtractSliceOp::create(builder, into, target.offsets,
                                              target.sizes, target.strides);
  return linalg::TransposeOp::create(builder, part, hole, permutation)
      ->getResult(0);
}

/// Copies the blocks in front of `end`:
///   %r = scf.forall (%i) = (0) to (%end) step (16) shared_outs(%to = %empty) {
///     %part = tensor.extract_slice %x[%i, 0][16, 64][1, 1]
///     %copy = linalg.transpose ins(%part) outs(%to[0, %i][64, 16][1, 1])
///     scf.forall.in_parallel { %copy into %to[0, %i][64, 16][1, 1] }
///   }
Value Transposer::buildBlocks(Value empty, OpFoldResult end) {
  OpFoldResult zero = builder.getIndexAttr(0);
  OpFoldResult step = builder.getIndexAttr(kBlock);
  auto blocks = scf::ForallOp::create(builder, ArrayRef(zero), ArrayRef(end),
                                      ArrayRef(step), ValueRange(empty),
                                      /*mapping=*/std::nullopt);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(blocks.getBody());
  Value into = blocks.getRegionIterArgs().front();
  OpFoldResult start = blocks.getInductionVar(0);
  Value copy = buildPart(into, start, step);
  Part target = getPart(start, step, /*isOfCopy=*/true);
  builder.setInsertionPointToStart(blocks.getTerminator().getBody());
  tensor::ParallelInsertSliceOp::create(builder, copy, into, target.offsets,
                                        target.sizes, target.strides);
  return blocks.getResult(0);
}

Value Transposer::build() {
  auto type = cast<RankedTensorType>(from.getType());
  Value empty = tensor::EmptyOp::create(
      builder, applyPermutation(sizes, permutation), type.getElementType());
  if (type.hasStaticShape() && multiply(type.getShape(), kSmall + 1) <= kSmall)
    return linalg::TransposeOp::create(builder, from, empty, permutation)
        ->getResult(0);

  // Blocks, then what is left, less than one of them.
  Location loc = builder.getLoc();
  AffineExpr all = builder.getAffineDimExpr(0);
  OpFoldResult size = sizes[position];
  OpFoldResult end = affine::makeComposedFoldedAffineApply(
      builder, loc, all.floorDiv(kBlock) * kBlock, {size});
  OpFoldResult rest =
      affine::makeComposedFoldedAffineApply(builder, loc, all % kBlock, {size});
  Value copy = buildBlocks(empty, end);
  if (isConstantIntValue(rest, 0))
    return copy;
  Part target = getPart(end, rest, /*isOfCopy=*/true);
  return tensor::InsertSliceOp::create(builder, buildPart(copy, end, rest),
                                       copy, target.offsets, target.sizes,
                                       target.strides);
}

/// Builds the op with the operand packed:
///   %r = linalg.generic {maps = [(i, k, j) -> (k, j), ...]} ins(%x, ...)
/// ->
///   %t = linalg.transpose ins(%x) outs(%empty) permutation = [1, 0]
///   %r = linalg.generic {maps = [(i, k, j) -> (j, k), ...]} ins(%t, ...)
static Value buildPacked(ImplicitLocOpBuilder &builder,
                         const Packing &packing) {
  linalg::GenericOp op = packing.op;
  Transposer transposer(builder, packing.operand->get(), packing.position);
  Value packed = transposer.build();
  auto clone = cast<linalg::GenericOp>(builder.clone(*op));
  unsigned number = packing.operand->getOperandNumber();
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  maps[number] = AffineMap::get(
      maps[number].getNumDims(), 0,
      applyPermutation(maps[number].getResults(), transposer.getPermutation()),
      builder.getContext());
  clone->setOperand(number, packed);
  clone.setIndexingMapsAttr(builder.getAffineMapArrayAttr(maps));
  return clone->getResult(0);
}

/// Packs the operand, or decides at run time whether to:
///   %often = (each element is read at least `minReuse` times)
///   %r = scf.if %often { packed } else { as before }
static void pack(const Packing &packing, int64_t minReuse) {
  linalg::GenericOp op = packing.op;
  std::optional<bool> often = isReused(packing, minReuse);
  if (often == false)
    return;
  ImplicitLocOpBuilder builder(op.getLoc(), op);
  Value result;
  if (often) {
    result = buildPacked(builder, packing);
  } else {
    Value isOften = buildIsReused(builder, packing, minReuse);
    auto choice = scf::IfOp::create(builder, op->getResultTypes(), isOften,
                                    /*withElseRegion=*/true);
    builder.setInsertionPointToStart(choice.thenBlock());
    scf::YieldOp::create(builder, buildPacked(builder, packing));
    builder.setInsertionPointToStart(choice.elseBlock());
    scf::YieldOp::create(builder, builder.clone(*op)->getResults());
    result = choice.getResult(0);
  }
  op->replaceAllUsesWith(ValueRange(result));
  op->erase();
}

namespace {
struct PackOperandsPass : tslice::impl::PackOperandsPassBase<PackOperandsPass> {
  using Base::Base;

  void runOnOperation() override {
    SmallVector<Packing> found;
    getOperation()->walk([&](linalg::GenericOp op) {
      if (std::optional<Packing> packing = findPacking(op))
        found.push_back(*packing);
    });
    for (const Packing &packing : found)
      pack(packing, minReuse);
  }
};
} // namespace
