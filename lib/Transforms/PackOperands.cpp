// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Products read what they read often in the order in which it lies. The gradient
// of a product reads one factor across its rows, element by element; in a copy
// that is transposed they are neighbours, and the sums keep their order.

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
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
  if (ShapedType::isStatic(ranges[inner.getPosition()]) &&
      ranges[inner.getPosition()] < kMinNeighbours)
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

//===----------------------------------------------------------------------===//
// Packing
//===----------------------------------------------------------------------===//

/// Operands of at most this many elements stay in the cache of a core while
/// they are transposed.
static constexpr int64_t kSmall = 1 << 16;
/// How much more often the elements of larger ones must be read.
static constexpr int64_t kLargeFactor = 8;

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

/// Whether each element is read so often that a copy pays, as far as the types
/// tell.
static std::optional<bool> paysOff(const Packing &packing, int64_t minReuse) {
  linalg::GenericOp op = packing.op;
  SmallVector<int64_t> ranges = op.getStaticLoopRanges(), again;
  for (unsigned dim : getReusingLoops(packing))
    again.push_back(ranges[dim]);
  if (again.empty())
    return false;
  auto type = cast<RankedTensorType>(packing.operand->get().getType());
  if (ShapedType::isDynamicShape(again) || !type.hasStaticShape())
    return std::nullopt;
  bool isSmall = multiply(type.getShape(), kSmall + 1) <= kSmall;
  int64_t enough = isSmall ? minReuse : minReuse * kLargeFactor;
  return multiply(again, enough) >= enough;
}

/// The same at run time.
static Value buildPaysOff(ImplicitLocOpBuilder &builder, const Packing &packing,
                          int64_t minReuse) {
  linalg::GenericOp op = packing.op;
  SmallVector<Range> ranges =
      cast<linalg::LinalgOp>(*op).createLoopRanges(builder, op.getLoc());
  SmallVector<OpFoldResult> again;
  for (unsigned dim : getReusingLoops(packing))
    again.push_back(ranges[dim].size);
  Value elements = buildProduct(
      builder,
      tensor::getMixedSizes(builder, op.getLoc(), packing.operand->get()),
      kSmall + 1);
  Value isSmall =
      arith::CmpIOp::create(builder, arith::CmpIPredicate::sle, elements,
                            arith::ConstantIndexOp::create(builder, kSmall));
  Value enough = arith::SelectOp::create(
      builder, isSmall, arith::ConstantIndexOp::create(builder, minReuse),
      arith::ConstantIndexOp::create(builder, minReuse * kLargeFactor));
  Value reuse = buildProduct(builder, again, minReuse * kLargeFactor);
  return arith::CmpIOp::create(builder, arith::CmpIPredicate::sge, reuse,
                               enough);
}

/// Builds the op with the operand packed:
///   %r = linalg.generic {maps = [(i, k, j) -> (k, j), ...]} ins(%x, ...)
/// ->
///   %t = linalg.transpose ins(%x) outs(%empty) permutation = [1, 0]
///   %r = linalg.generic {maps = [(i, k, j) -> (j, k), ...]} ins(%t, ...)
static Value buildPacked(ImplicitLocOpBuilder &builder,
                         const Packing &packing) {
  linalg::GenericOp op = packing.op;
  Value from = packing.operand->get();
  AffineMap map = op.getMatchingIndexingMap(packing.operand);
  SmallVector<int64_t> permutation;
  for (int64_t i = 0; i < map.getNumResults(); ++i)
    if (i != packing.position)
      permutation.push_back(i);
  permutation.push_back(packing.position);

  SmallVector<OpFoldResult> sizes;
  SmallVector<AffineExpr> results;
  for (int64_t i : permutation) {
    sizes.push_back(tensor::getMixedSize(builder, op.getLoc(), from, i));
    results.push_back(map.getResult(i));
  }
  Value empty = tensor::EmptyOp::create(
      builder, sizes, cast<RankedTensorType>(from.getType()).getElementType());
  Value packed = linalg::TransposeOp::create(builder, from, empty, permutation)
                     ->getResult(0);

  auto clone = cast<linalg::GenericOp>(builder.clone(*op));
  unsigned number = packing.operand->getOperandNumber();
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  maps[number] =
      AffineMap::get(map.getNumDims(), 0, results, builder.getContext());
  clone->setOperand(number, packed);
  clone.setIndexingMapsAttr(builder.getAffineMapArrayAttr(maps));
  return clone->getResult(0);
}

/// Packs the operand, or decides at run time whether to:
///   %pays = (number of reads) >= (enough of them)
///   %r = scf.if %pays { packed } else { as before }
static void pack(const Packing &packing, int64_t minReuse) {
  linalg::GenericOp op = packing.op;
  std::optional<bool> pays = paysOff(packing, minReuse);
  if (pays == false)
    return;
  ImplicitLocOpBuilder builder(op.getLoc(), op);
  Value result;
  if (pays) {
    result = buildPacked(builder, packing);
  } else {
    Value isOften = buildPaysOff(builder, packing, minReuse);
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
