// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Index tensors, masks and integers as the index vectors of one gather or
// scatter.

#include "IndexEmitter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace tslice;

static int64_t getRank(Value tensor) {
  return cast<RankedTensorType>(tensor.getType()).getRank();
}

///   %r = linalg.generic ins(%i, %n : tensor<3xi32>, index)
///                       outs(%empty : tensor<3x2xindex>) {
///   ^bb0(%a: i32, %b: index, %out: index):
///     %k = linalg.index 1
///     %r = select (%k = 0), (index_cast %a), %b
///     linalg.yield %r
///   }
/// A single component has no dimension of its own.
Value IndexEmitter::buildVectors(ArrayRef<IndexComponent> components,
                                 ArrayRef<OpFoldResult> positions) {
  int64_t numPositions = positions.size();
  SmallVector<OpFoldResult> sizes(positions);
  if (components.size() != 1)
    sizes.push_back(number(components.size()));
  Value empty =
      tensor::EmptyOp::create(builder, loc, sizes, builder.getIndexType());
  if (components.empty())
    return empty;
  int64_t rank = sizes.size();
  SmallVector<Value> inputs;
  SmallVector<AffineMap> maps;
  for (const IndexComponent &component : components) {
    SmallVector<AffineExpr> exprs =
        llvm::map_to_vector(component.dims, [&](int64_t dim) {
          return builder.getAffineDimExpr(dim);
        });
    inputs.push_back(component.value);
    maps.push_back(AffineMap::get(rank, 0, exprs, builder.getContext()));
  }
  maps.push_back(builder.getMultiDimIdentityMap(rank));
  SmallVector<utils::IteratorType> iterators(rank,
                                             utils::IteratorType::parallel);
  auto body = [&](OpBuilder &builder, Location loc, ValueRange args) {
    Value chosen;
    for (auto [k, arg] : llvm::enumerate(args.drop_back())) {
      Value number = arg;
      if (!number.getType().isIndex())
        number = arith::IndexCastOp::create(builder, loc,
                                            builder.getIndexType(), number);
      if (!chosen) {
        chosen = number;
        continue;
      }
      Value at = linalg::IndexOp::create(builder, loc, numPositions);
      Value own = arith::ConstantIndexOp::create(builder, loc, k);
      Value isOwn = arith::CmpIOp::create(builder, loc,
                                          arith::CmpIPredicate::eq, at, own);
      chosen = arith::SelectOp::create(builder, loc, isOwn, number, chosen);
    }
    linalg::YieldOp::create(builder, loc, chosen);
  };
  return linalg::GenericOp::create(builder, loc, empty.getType(), inputs, empty,
                                   maps, iterators, body)
      .getResult(0);
}

namespace {
/// Tensors and masks as tensors over positions, before they are broadcast.
struct VectorBuilder {
  IndexEmitter &emit;
  const IndexExpression &expression;
  Value indexed;
  bool isWrite;

  /// What one entry contributes: components of one shape, which is that of
  /// positions from `first` on.
  struct Part {
    SmallVector<Value> components;
    SmallVector<OpFoldResult> sizes;
    int64_t first, operand;
    const IndexEntry *entry;
  };
  SmallVector<Part> parts = {};
  IndexVectors result = {};

  /// The number of a tensor of the expression in messages.
  int64_t getOperand(int64_t tensor) {
    return tensor == 0 ? 1 : tensor + (isWrite ? 2 : 1);
  }

  Value findTrue(const IndexEntry &mask, int64_t operand);
  void addMask(const IndexEntry &mask, Part &part);
  void addParts();
  void findSizes();
  SmallVector<int64_t> broadcastPart(Part &part);
  bool isAlone();
  IndexVectors build();
};
} // namespace

/// The rows of positions that are true, after the check that the mask has the
/// sizes of what it stands for.
Value VectorBuilder::findTrue(const IndexEntry &entry, int64_t operand) {
  SmallVector<OpFoldResult> checked;
  for (int64_t i = 0; i < entry.numDims; ++i)
    checked.push_back(emit.checkSize(emit.sizeOf(entry.tensor, i),
                                     emit.sizeOf(indexed, entry.dim + i),
                                     operand, i));
  Value mask = emit.viewAs(entry.tensor, checked, {});
  return emit.tag(NonzeroOp::create(emit.builder, emit.loc, mask))
      .getPositions();
}

/// A mask of rank r as r components, each the column of one coordinate.
void VectorBuilder::addMask(const IndexEntry &entry, Part &part) {
  Value rows = findTrue(entry, part.operand);
  OpFoldResult count = emit.sizeOf(rows, 0);
  part.sizes = {count};
  if (entry.numDims == 1) {
    part.components.push_back(tensor::CollapseShapeOp::create(
        emit.builder, emit.loc, rows, ArrayRef<ReassociationIndices>{{0, 1}}));
    return;
  }
  for (int64_t i = 0; i < entry.numDims; ++i)
    part.components.push_back(emit.tag(SliceOp::create(
        emit.builder, emit.loc, rows,
        ArrayRef<OpFoldResult>{emit.number(0), emit.number(i)},
        ArrayRef<OpFoldResult>{count, emit.number(1)},
        ArrayRef<OpFoldResult>{emit.number(1), emit.number(1)}, {1})));
}

void VectorBuilder::addParts() {
  int64_t numTensors = 0, numPositions = expression.positions.size();
  for (const IndexEntry &entry : expression.entries) {
    if (entry.kind != IndexEntry::Tensor && entry.kind != IndexEntry::Mask)
      continue;
    Part part;
    part.entry = &entry;
    part.operand = getOperand(numTensors++);
    if (entry.kind == IndexEntry::Mask) {
      addMask(entry, part);
    } else {
      part.components.push_back(entry.tensor);
      for (int64_t i = 0; i < getRank(entry.tensor); ++i)
        part.sizes.push_back(emit.sizeOf(entry.tensor, i));
    }
    int64_t rank = part.sizes.size();
    part.first = expression.outer ? entry.position : numPositions - rank;
    parts.push_back(part);
  }
}

/// The sizes of the positions: static, or those of the first tensor that has
/// the dimension.
void VectorBuilder::findSizes() {
  for (auto [p, size] : llvm::enumerate(expression.positions)) {
    int64_t position = p;
    if (!ShapedType::isDynamic(size)) {
      result.sizes.push_back(emit.number(size));
      continue;
    }
    for (const Part &part : parts) {
      int64_t dim = position - part.first, rank = part.sizes.size();
      if (dim < 0 || dim >= rank || getConstantIntValue(part.sizes[dim]))
        continue;
      result.sizes.push_back(part.sizes[dim]);
      break;
    }
  }
}

/// Checks the sizes of a part, and drops those that give way; returns which
/// positions the others run over.
SmallVector<int64_t> VectorBuilder::broadcastPart(Part &part) {
  SmallVector<OpFoldResult> checked;
  SmallVector<int64_t> drop, dims;
  for (auto [dim, size] : llvm::enumerate(part.sizes)) {
    OpFoldResult &common = result.sizes[part.first + dim];
    bool gives =
        getConstantIntValue(size) == 1 && getConstantIntValue(common) != 1;
    checked.push_back(gives ? OpFoldResult()
                            : emit.checkSize(size, common, part.operand, dim));
    if (gives)
      drop.push_back(dim);
    else
      dims.push_back(part.first + dim);
    // Nothing else of a mask of rank 0 is there to hold the check.
    if (part.components.empty() && checked.back())
      common = checked.back();
  }
  for (Value &component : part.components)
    component = emit.viewAs(component, checked, drop);
  return dims;
}

/// Whether one tensor or mask says all, so that its indices serve as they are.
bool VectorBuilder::isAlone() {
  return llvm::count_if(expression.entries, [](const IndexEntry &entry) {
           return entry.kind == IndexEntry::Integer ||
                  entry.kind == IndexEntry::Tensor ||
                  entry.kind == IndexEntry::Mask;
         }) == 1;
}

IndexVectors VectorBuilder::build() {
  for (const IndexEntry &entry : expression.entries) {
    bool isOne =
        entry.kind == IndexEntry::Integer || entry.kind == IndexEntry::Tensor;
    result.mayWrap |= isOne;
    if (isOne || entry.kind == IndexEntry::Mask)
      for (int64_t i = 0; i < entry.numDims; ++i)
        result.dims.push_back(entry.dim + i);
  }
  if (isAlone() && result.dims.size() != 1) {
    const IndexEntry *mask =
        llvm::find_if(expression.entries, [](const IndexEntry &entry) {
          return entry.kind == IndexEntry::Mask;
        });
    result.indices = findTrue(*mask, getOperand(0));
    result.sizes = {emit.sizeOf(result.indices, 0)};
    return result;
  }
  addParts();
  if (isAlone()) {
    result.indices = parts.front().components.front();
    result.sizes = parts.front().sizes;
    return result;
  }
  findSizes();
  SmallVector<IndexComponent> components;
  Part *part = parts.begin();
  for (const IndexEntry &entry : expression.entries) {
    if (entry.kind == IndexEntry::Integer)
      components.push_back({getValueOrCreateConstantIndexOp(
                                emit.builder, emit.loc, entry.number),
                            {}});
    if (entry.kind != IndexEntry::Tensor && entry.kind != IndexEntry::Mask)
      continue;
    SmallVector<int64_t> dims = broadcastPart(*part);
    for (Value component : part->components)
      components.push_back({component, dims});
    ++part;
  }
  result.indices = emit.buildVectors(components, result.sizes);
  return result;
}

IndexVectors IndexEmitter::buildVectors(const IndexExpression &expression,
                                        Value tensor, bool isWrite) {
  return VectorBuilder{*this, expression, tensor, isWrite}.build();
}
