// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Finds equal sizes by the data that ops depend on, never by what merely stands
// before them: an equality that comes from a guard holds only where the guarded
// value is used.

#include "SizeEqualities.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "tslice/IR/TSliceInference.h"

using namespace mlir;
using namespace tslice;

/// Longer sets add nothing but time.
static constexpr size_t maxKnownSizes = 8;

bool tslice::isElementwise(Operation *op) {
  return OpTrait::hasElementwiseMappableTraits(op) &&
         op->getNumResults() == 1 && op->getNumRegions() == 0 &&
         isMemoryEffectFree(op) &&
         isa<RankedTensorType>(op->getResult(0).getType());
}

Value KnownSize::materialize(OpBuilder &builder, Location loc) const {
  if (isConstant())
    return arith::ConstantIndexOp::create(builder, loc, number);
  if (value.getType().isIndex())
    return value;
  return tensor::DimOp::create(builder, loc, value, number);
}

static void merge(KnownSizes &into, ArrayRef<KnownSize> sizes) {
  for (const KnownSize &size : sizes) {
    if (into.size() >= maxKnownSizes)
      return;
    if (llvm::is_contained(into, size))
      continue;
    // A number says the most.
    if (size.isConstant())
      into.insert(into.begin(), size);
    else
      into.push_back(size);
  }
}

static bool intersect(ArrayRef<KnownSize> a, ArrayRef<KnownSize> b) {
  return llvm::any_of(
      a, [&](const KnownSize &size) { return llvm::is_contained(b, size); });
}

KnownSizes SizeEqualities::get(Value tensor, int64_t dim) {
  auto type = cast<RankedTensorType>(tensor.getType());
  if (!type.isDynamicDim(dim))
    return {KnownSize{Value(), type.getDimSize(dim)}};
  auto it = known.find({tensor, dim});
  if (it != known.end())
    return it->second;
  KnownSizes sizes = compute(tensor, dim);
  if (sizes.empty())
    sizes.push_back({tensor, dim});
  known[{tensor, dim}] = sizes;
  return sizes;
}

bool SizeEqualities::isEqual(OpFoldResult size, Value tensor, int64_t dim) {
  return intersect(fromIndex(size), get(tensor, dim));
}

bool SizeEqualities::isEqual(OpFoldResult a, OpFoldResult b) {
  return intersect(fromIndex(a), fromIndex(b));
}

void SizeEqualities::visit(Operation *op) {
  // Ops with regions are asked when their results are used, after their bodies.
  if (op->getNumRegions() != 0 && !isa<linalg::LinalgOp>(op))
    return;
  for (OpResult result : op->getResults())
    if (auto type = dyn_cast<RankedTensorType>(result.getType()))
      for (int64_t dim = 0; dim < type.getRank(); ++dim)
        get(result, dim);
}

KnownSizes SizeEqualities::fromIndex(OpFoldResult size) {
  if (std::optional<int64_t> constant = getConstantIntValue(size))
    return {KnownSize{Value(), *constant}};
  auto value = cast<Value>(size);
  if (auto dimOp = value.getDefiningOp<tensor::DimOp>()) {
    auto type = dyn_cast<RankedTensorType>(dimOp.getSource().getType());
    std::optional<int64_t> dim = dimOp.getConstantIndex();
    if (type && dim && *dim >= 0 && *dim < type.getRank())
      return get(dimOp.getSource(), *dim);
  }
  auto check = value.getDefiningOp<CheckOp>();
  if (!check)
    return {KnownSize{value, 0}};
  KnownSizes sizes = fromIndex(check.getValue());
  if (check.getKind() == CheckKind::Equal)
    merge(sizes, fromIndex(check.getLimit()));
  return sizes;
}

KnownSizes SizeEqualities::compute(Value tensor, int64_t dim) {
  if (auto result = dyn_cast<OpResult>(tensor))
    return computeResult(result, dim);
  return computeLoopArgument(cast<BlockArgument>(tensor), dim);
}

/// The position in the list of kept dimensions -> the dimension.
static int64_t skipDropped(int64_t dim, int64_t rank,
                           llvm::function_ref<bool(int64_t)> isDropped) {
  for (int64_t source = 0; source < rank; ++source)
    if (!isDropped(source) && dim-- == 0)
      return source;
  llvm_unreachable("the result has a dimension that no source dimension has");
}

KnownSizes SizeEqualities::computeResult(OpResult result, int64_t dim) {
  Operation *op = result.getOwner();
  KnownSizes sizes;
  if (isElementwise(op)) {
    for (Value operand : op->getOperands())
      if (isa<RankedTensorType>(operand.getType()))
        merge(sizes, get(operand, dim));
    return sizes;
  }
  if (auto linalgOp = dyn_cast<linalg::LinalgOp>(op)) {
    // Every operand whose map has the same loop there has the same size.
    OpOperand *init = linalgOp.getDpsInitOperand(result.getResultNumber());
    AffineExpr loop = linalgOp.getMatchingIndexingMap(init).getResult(dim);
    merge(sizes, get(init->get(), dim));
    for (OpOperand &operand : op->getOpOperands())
      if (isa<RankedTensorType>(operand.get().getType()) &&
          isa<AffineDimExpr>(loop))
        for (auto [operandDim, expr] : llvm::enumerate(
                 linalgOp.getMatchingIndexingMap(&operand).getResults()))
          if (expr == loop)
            merge(sizes, get(operand.get(), operandDim));
    return sizes;
  }
  if (auto dps = dyn_cast<DestinationStyleOpInterface>(op))
    return get(dps.getTiedOpOperand(result)->get(), dim);
  if (auto cast = dyn_cast<tensor::CastOp>(op))
    return isa<RankedTensorType>(cast.getSource().getType())
               ? get(cast.getSource(), dim)
               : sizes;
  if (auto empty = dyn_cast<tensor::EmptyOp>(op))
    return fromIndex(empty.getMixedSizes()[dim]);
  if (auto buffer = dyn_cast<bufferization::AllocTensorOp>(op);
      buffer && !buffer.getCopy())
    return fromIndex(OpFoldResult(
        buffer.getDynamicSizes()[buffer.getType().getDynamicDimIndex(dim)]));
  if (auto splat = dyn_cast<tensor::SplatOp>(op))
    return fromIndex(OpFoldResult(
        splat.getDynamicSizes()[splat.getType().getDynamicDimIndex(dim)]));
  if (auto slice = dyn_cast<tensor::ExtractSliceOp>(op)) {
    llvm::SmallBitVector dropped = slice.getDroppedDims();
    int64_t source = skipDropped(dim, slice.getSourceType().getRank(),
                                 [&](int64_t d) { return dropped.test(d); });
    sizes = fromIndex(slice.getMixedSizes()[source]);
    // The view of a guard: its offset is zero because of a check.
    if (auto offset = dyn_cast<Value>(slice.getMixedOffsets()[source]))
      if (auto difference = offset.getDefiningOp<arith::SubIOp>())
        if (difference.getLhs().getDefiningOp<CheckOp>())
          merge(sizes, fromIndex(difference.getLhs()));
    return sizes;
  }
  if (auto slice = dyn_cast<SliceOp>(op)) {
    int64_t source =
        skipDropped(dim, slice.getSource().getType().getRank(), [&](int64_t d) {
          return llvm::is_contained(slice.getDrop(), d);
        });
    return fromIndex(slice.getMixedSizes()[source]);
  }
  if (auto gather = dyn_cast<GatherOp>(op)) {
    IndexedLayout layout = getIndexedLayout(gather);
    if (dim < layout.numPositionDims)
      return get(gather.getIndices(), dim);
    for (auto [source, facts] : llvm::enumerate(layout.dims))
      if (facts.elementDim == dim)
        return facts.kind == IndexedDim::Addressed
                   ? fromIndex(gather.getMixedWindow()[facts.component])
                   : get(gather.getSource(), source);
  }
  if (auto expand = dyn_cast<tensor::ExpandShapeOp>(op))
    return fromIndex(expand.getMixedOutputShape()[dim]);
  if (auto loop = dyn_cast<scf::ForOp>(op))
    return computeLoopArgument(loop.getRegionIterArg(result.getResultNumber()),
                               dim);
  if (auto branch = dyn_cast<scf::IfOp>(op)) {
    // What is equal in both branches and known around them.
    unsigned number = result.getResultNumber();
    KnownSizes other = get(branch.elseYield().getOperand(number), dim);
    for (KnownSize size : get(branch.thenYield().getOperand(number), dim))
      if (llvm::is_contained(other, size) &&
          (size.isConstant() ||
           !op->isAncestor(size.value.getParentBlock()->getParentOp())))
        sizes.push_back(size);
    return sizes;
  }
  return sizes;
}

/// A carried tensor has the size that it starts with, if each iteration yields
/// it with the size that it came with.
KnownSizes SizeEqualities::computeLoopArgument(BlockArgument argument,
                                               int64_t dim) {
  auto loop = dyn_cast<scf::ForOp>(argument.getOwner()->getParentOp());
  if (!loop || argument == loop.getInductionVar())
    return {};
  // Found under the assumption that nothing is known of the loop's arguments,
  // hence by an object of its own. Of all of them: they may change places.
  SizeEqualities body;
  body.assumed = assumed;
  for (BlockArgument other : loop.getRegionIterArgs())
    if (auto type = dyn_cast<RankedTensorType>(other.getType()))
      for (int64_t otherDim = 0; otherDim < type.getRank(); ++otherDim)
        body.assumed[{other, otherDim}] = {KnownSize{other, otherDim}};
  body.known = body.assumed;
  KnownSize self{argument, dim};
  Value yielded = loop.getTiedLoopYieldedValue(argument)->get();
  if (!llvm::is_contained(body.get(yielded, dim), self))
    return {};
  return get(loop.getTiedLoopInit(argument)->get(), dim);
}

//===----------------------------------------------------------------------===//
// What ops take for granted
//===----------------------------------------------------------------------===//

namespace {
/// Dimensions of operands that must have one size.
struct SizeGroup {
  /// Pairs of operand number and dimension; the first is what the result's size
  /// comes from.
  SmallVector<std::pair<unsigned, int64_t>> members;
  /// A size that the group must have besides.
  OpFoldResult given;
};
} // namespace

static SmallVector<SizeGroup> getLinalgGroups(linalg::LinalgOp op) {
  SmallVector<SizeGroup> groups(op.getNumLoops());
  auto add = [&](OpOperand &operand) {
    if (!isa<RankedTensorType>(operand.get().getType()))
      return;
    for (auto [dim, expr] :
         llvm::enumerate(op.getMatchingIndexingMap(&operand).getResults()))
      if (auto loop = dyn_cast<AffineDimExpr>(expr))
        groups[loop.getPosition()].members.push_back(
            {operand.getOperandNumber(), dim});
  };
  // Destinations first: a guarded destination would be a view, which is of no
  // use as a result.
  for (OpOperand &operand : op.getDpsInitsMutable())
    add(operand);
  for (OpOperand *operand : op.getDpsInputOperands())
    add(*operand);
  return groups;
}

/// The sizes of what is inserted are those of where it goes.
template <typename InsertOp>
static SmallVector<SizeGroup> getInsertionGroups(InsertOp op) {
  SmallVector<SizeGroup> groups;
  llvm::SmallBitVector dropped = op.getDroppedDims();
  int64_t dim = 0;
  for (auto [destDim, size] : llvm::enumerate(op.getMixedSizes()))
    if (!dropped.test(destDim))
      groups.push_back({{{0, dim++}}, size});
  return groups;
}

static SmallVector<SizeGroup> getGroups(Operation *op) {
  if (auto linalgOp = dyn_cast<linalg::LinalgOp>(op))
    return linalgOp.hasPureTensorSemantics() ? getLinalgGroups(linalgOp)
                                             : SmallVector<SizeGroup>();
  SmallVector<SizeGroup> groups;
  if (isElementwise(op)) {
    groups.resize(cast<RankedTensorType>(op->getResult(0).getType()).getRank());
    for (OpOperand &operand : op->getOpOperands())
      if (auto type = dyn_cast<RankedTensorType>(operand.get().getType()))
        for (int64_t dim = 0; dim < type.getRank(); ++dim)
          groups[dim].members.push_back({operand.getOperandNumber(), dim});
    return groups;
  }
  if (auto castOp = dyn_cast<tensor::CastOp>(op)) {
    auto type = dyn_cast<RankedTensorType>(castOp.getType());
    if (!type || !isa<RankedTensorType>(castOp.getSource().getType()))
      return groups;
    for (int64_t dim = 0; dim < type.getRank(); ++dim)
      if (!type.isDynamicDim(dim))
        groups.push_back(
            {{{0, dim}},
             Builder(op->getContext()).getIndexAttr(type.getDimSize(dim))});
  }
  if (auto insert = dyn_cast<tensor::InsertSliceOp>(op))
    return getInsertionGroups(insert);
  if (auto insert = dyn_cast<tensor::ParallelInsertSliceOp>(op))
    return getInsertionGroups(insert);
  if (auto concat = dyn_cast<tensor::ConcatOp>(op)) {
    int64_t rank = cast<RankedTensorType>(concat.getType()).getRank();
    for (int64_t dim = 0; dim < rank; ++dim) {
      if (dim == static_cast<int64_t>(concat.getDim()))
        continue;
      SizeGroup &group = groups.emplace_back();
      for (OpOperand &operand : op->getOpOperands())
        group.members.push_back({operand.getOperandNumber(), dim});
    }
  }
  return groups;
}

SmallVector<SizeGuard> SizeEqualities::findGuards(Operation *op) {
  SmallVector<SizeGuard> guards;
  for (SizeGroup &group : getGroups(op)) {
    // A number, where one is known, is what the others are compared with; the
    // order is kept otherwise. (std::stable_sort warns with libstdc++ 12.)
    SmallVector<std::pair<unsigned, int64_t>> members;
    for (bool known : {true, false})
      llvm::copy_if(
          group.members, std::back_inserter(members), [&](auto member) {
            return known == get(op->getOperand(member.first), member.second)
                                .front()
                                .isConstant();
          });
    KnownSizes proven;
    if (group.given)
      proven = fromIndex(group.given);
    for (auto [operand, dim] : members) {
      Value tensor = op->getOperand(operand);
      KnownSizes sizes = get(tensor, dim);
      // Two static sizes are the verifier's.
      bool isStatic =
          !cast<RankedTensorType>(tensor.getType()).isDynamicDim(dim);
      if (!proven.empty() && !isStatic && !intersect(proven, sizes))
        guards.push_back({operand, dim, sizes.front(), proven.front()});
      merge(proven, sizes);
    }
  }
  return guards;
}
