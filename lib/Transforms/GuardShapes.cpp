// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Checks the sizes of which upstream ops make tensors, by sending them through
// `tslice.check`. An op keeps its checks alive by using what they return.

#include "GuardShapes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "tslice/IR/TSliceOps.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tslice;

/// On ops whose products are checked.
static constexpr llvm::StringLiteral guardedAttrName = "tslice.guarded";

//===----------------------------------------------------------------------===//
// What needs a guard
//===----------------------------------------------------------------------===//

namespace {
/// A size that an op is given as a value.
struct GivenSize {
  OpOperand *use;
  int64_t dim;
  /// Which of the shaped tensors it is a size of.
  int64_t tensor;
};
} // namespace

/// The sizes in `operands`, which stand where `shape` is dynamic.
static void addDynamicSizes(SmallVectorImpl<GivenSize> &into,
                            MutableOperandRange operands,
                            ArrayRef<int64_t> shape, int64_t tensor) {
  unsigned next = 0;
  for (auto [dim, size] : llvm::enumerate(shape))
    if (ShapedType::isDynamic(size))
      into.push_back({&operands[next++], static_cast<int64_t>(dim), tensor});
}

static SmallVector<GivenSize> getGivenSizes(Operation *op) {
  SmallVector<GivenSize> sizes;
  llvm::TypeSwitch<Operation *>(op)
      .Case([&](tensor::EmptyOp op) {
        addDynamicSizes(sizes, op.getDynamicSizesMutable(),
                        op.getType().getShape(), 0);
      })
      .Case([&](tensor::GenerateOp op) {
        addDynamicSizes(sizes, op.getDynamicExtentsMutable(),
                        op.getType().getShape(), 0);
      })
      .Case([&](tensor::SplatOp op) {
        addDynamicSizes(sizes, op.getDynamicSizesMutable(),
                        op.getType().getShape(), 0);
      })
      .Case([&](tensor::ExpandShapeOp op) {
        addDynamicSizes(sizes, op.getOutputShapeMutable(),
                        op.getStaticOutputShape(), 1);
      })
      .Case([&](tensor::PadOp op) {
        addDynamicSizes(sizes, op.getLowMutable(), op.getStaticLow(), 1);
        addDynamicSizes(sizes, op.getHighMutable(), op.getStaticHigh(), 2);
      });
  return sizes;
}

SmallVector<Value> tslice::getShapedTensors(Operation *op) {
  if (isa<tensor::EmptyOp, tensor::GenerateOp, tensor::SplatOp>(op))
    return {op->getResult(0)};
  if (auto expand = dyn_cast<tensor::ExpandShapeOp>(op))
    return {expand.getSrc(), expand.getResult()};
  if (auto pad = dyn_cast<tensor::PadOp>(op))
    return {pad.getSource()};
  return {};
}

/// Whether `size` is the size of something, a constant or checked.
static bool isProvenSize(Value size) {
  if (std::optional<int64_t> constant = getConstantIntValue(size))
    return *constant >= 0;
  if (size.getDefiningOp<tensor::DimOp>())
    return true;
  if (auto check = size.getDefiningOp<CheckOp>()) {
    if (check.getKind() == CheckKind::Equal)
      return isProvenSize(check.getLimit()) || isProvenSize(check.getValue());
    return check.isOfIndex() || check.getKind() == CheckKind::Size ||
           isProvenSize(check.getValue());
  }
  if (auto max = size.getDefiningOp<arith::MaxSIOp>())
    return isProvenSize(max.getLhs()) || isProvenSize(max.getRhs());
  if (auto min = size.getDefiningOp<arith::MinSIOp>())
    return isProvenSize(min.getLhs()) && isProvenSize(min.getRhs());
  return false;
}

/// The sizes of a group of dimensions that are not 1 by their type.
static SmallVector<OpFoldResult> getFactors(tensor::ExpandShapeOp op,
                                            ArrayRef<int64_t> group) {
  SmallVector<OpFoldResult> shape = op.getMixedOutputShape(), factors;
  for (int64_t dim : group)
    if (!isConstantIntValue(shape[dim], 1))
      factors.push_back(shape[dim]);
  return factors;
}

/// Whether `factors` are the sizes of the dimensions that `known` is the
/// product of.
static bool isCollapseOf(const KnownSize &known, ArrayRef<OpFoldResult> factors,
                         SizeEqualities &sizes) {
  auto collapse = known.value
                      ? known.value.getDefiningOp<tensor::CollapseShapeOp>()
                      : tensor::CollapseShapeOp();
  if (!collapse)
    return false;
  ReassociationIndices group = collapse.getReassociationIndices()[known.number];
  for (int64_t dim : group) {
    if (collapse.getSrcType().getDimSize(dim) == 1)
      continue;
    if (factors.empty() ||
        !sizes.isEqual(factors.front(), collapse.getSrc(), dim))
      return false;
    factors = factors.drop_front();
  }
  return factors.empty();
}

/// Whether the sizes that dimension `dim` of the source is expanded to provably
/// have its size as their product.
static bool isProvenExpansion(tensor::ExpandShapeOp op, int64_t dim,
                              SizeEqualities &sizes) {
  if (!op.getSrcType().isDynamicDim(dim))
    return true;
  auto factors = getFactors(op, op.getReassociationIndices()[dim]);
  if (factors.size() == 1 && sizes.isEqual(factors[0], op.getSrc(), dim))
    return true;
  return llvm::any_of(sizes.get(op.getSrc(), dim), [&](const KnownSize &known) {
    return isCollapseOf(known, factors, sizes);
  });
}

/// Whether `op` takes a dimension that its tensor may not have.
static bool isUnprovenDim(tensor::DimOp op) {
  auto type = dyn_cast<RankedTensorType>(op.getSource().getType());
  std::optional<int64_t> dim = op.getConstantIndex();
  if (!type || (dim && *dim >= 0 && *dim < type.getRank()))
    return false;
  auto check = op.getIndex().getDefiningOp<CheckOp>();
  return !check || check.getKind() != CheckKind::Index ||
         getConstantIntValue(check.getLimit()) != type.getRank();
}

bool tslice::needsShapeGuards(Operation *op, SizeEqualities &sizes) {
  if (auto dim = dyn_cast<tensor::DimOp>(op))
    return isUnprovenDim(dim);
  if (llvm::any_of(getGivenSizes(op), [](const GivenSize &size) {
        return !isProvenSize(size.use->get());
      }))
    return true;
  auto expand = dyn_cast<tensor::ExpandShapeOp>(op);
  if (!expand || expand->hasAttr(guardedAttrName))
    return false;
  for (int64_t dim = 0; dim < expand.getSrcType().getRank(); ++dim)
    if (!isProvenExpansion(expand, dim, sizes))
      return true;
  return false;
}

//===----------------------------------------------------------------------===//
// Guards
//===----------------------------------------------------------------------===//

static Value buildCheck(OpBuilder &builder, Operation *op, CheckKind kind,
                        Value value, int64_t limit, int64_t tensor,
                        int64_t dim) {
  auto site = op->getAttrOfType<IntegerAttr>("tslice.site");
  Value limitValue =
      arith::ConstantIndexOp::create(builder, op->getLoc(), limit);
  return CheckOp::create(builder, op->getLoc(), kind, value, limitValue,
                         ValueRange(), site ? site.getInt() : -1,
                         (tensor << 32) | dim);
}

/// The product of sizes, none of which is negative; the largest number if that
/// is below it.
static Value buildProduct(OpBuilder &builder, Location loc,
                          ArrayRef<OpFoldResult> factors) {
  int64_t fixed = 1;
  for (OpFoldResult factor : factors)
    if (std::optional<int64_t> constant = getConstantIntValue(factor))
      if (llvm::MulOverflow(fixed, *constant, fixed))
        fixed = INT64_MAX;
  auto constant = [&](int64_t number) -> Value {
    return arith::ConstantIndexOp::create(builder, loc, number);
  };
  Value product = constant(fixed);
  for (OpFoldResult factor : factors) {
    auto size = dyn_cast<Value>(factor);
    if (!size || getConstantIntValue(factor))
      continue;
    if (getConstantIntValue(product) == 1) {
      product = size;
      continue;
    }
    Value divisor =
        builder.createOrFold<arith::MaxSIOp>(loc, product, constant(1));
    Value most =
        builder.createOrFold<arith::DivUIOp>(loc, constant(INT64_MAX), divisor);
    Value fits = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::sle,
                                       size, most);
    Value wrapped = builder.createOrFold<arith::MulIOp>(loc, product, size);
    product = arith::SelectOp::create(builder, loc, fits, wrapped,
                                      constant(INT64_MAX));
  }
  return product;
}

SmallVector<SizeGuard> tslice::guardShapes(Operation *op,
                                           SizeEqualities &sizes) {
  OpBuilder builder(op);
  if (auto dim = dyn_cast<tensor::DimOp>(op)) {
    int64_t rank = cast<RankedTensorType>(dim.getSource().getType()).getRank();
    dim.getIndexMutable().assign(buildCheck(builder, op, CheckKind::Index,
                                            dim.getIndex(), rank, 0,
                                            CheckOp::kAllDims));
    return {};
  }
  for (const GivenSize &size : getGivenSizes(op))
    if (!isProvenSize(size.use->get()))
      size.use->set(buildCheck(builder, op, CheckKind::Size, size.use->get(), 0,
                               size.tensor, size.dim));
  SmallVector<SizeGuard> guards;
  auto expand = dyn_cast<tensor::ExpandShapeOp>(op);
  if (!expand)
    return guards;
  if (expand->hasAttr(guardedAttrName))
    return guards;
  expand->setAttr(guardedAttrName, builder.getUnitAttr());
  for (auto [dim, group] : llvm::enumerate(expand.getReassociationIndices()))
    if (!isProvenExpansion(expand, dim, sizes)) {
      Value product =
          buildProduct(builder, op->getLoc(), getFactors(expand, group));
      guards.push_back({0, static_cast<int64_t>(dim),
                        sizes.get(expand.getSrc(), dim).front(),
                        KnownSize{product, 0}});
    }
  return guards;
}
