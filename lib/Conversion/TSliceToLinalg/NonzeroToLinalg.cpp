// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// nonzero, and gathers and scatters at its positions, to loops over blocks of the mask.

#include "NonzeroEmitter.h"
#include "ScatterEmitter.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/PatternMatch.h"
#include "tslice/Conversion/TSliceToLinalg.h"

using namespace mlir;
using namespace tslice;

/// Whether `access` is one of single elements at rows of indices as they are,
/// of a tensor with as many dimensions.
template <typename OpTy>
static bool isAtPositions(OpTy access, RankedTensorType type, int64_t rank) {
  return type.getRank() == rank &&
         access.getDims().size() == static_cast<size_t>(rank) &&
         llvm::equal(access.getDims(), llvm::seq<int64_t>(0, rank)) &&
         access.getBatch().empty() && !access.getWindow();
}

static bool readsPositions(Operation *op, OpOperand &use, int64_t rank) {
  auto gather = dyn_cast<GatherOp>(op);
  return gather && use.get() == gather.getIndices() &&
         isAtPositions(gather, gather.getSource().getType(), rank);
}

/// Whether `op` combines each position's element with the same value.
static bool writesPositions(Operation *op, OpOperand &use, int64_t rank) {
  auto scatter = dyn_cast<ScatterOp>(op);
  return scatter && use.get() == scatter.getIndices() &&
         scatter.getDests().size() == 1 && !scatter.getExcludeSelf() &&
         !scatter.getAccumulate() &&
         isAtPositions(scatter, scatter.getDest().getType(), rank) &&
         getFill(scatter.getDest()).first;
}

namespace {
/// What uses the positions of a `nonzero` without their rows in memory.
struct PositionUsers {
  SmallVector<Operation *> accesses;
  SmallVector<tensor::DimOp> dims;
};
} // namespace

/// Returns what uses the positions of `op`; for rank 1 without their dimension
/// of components. Nothing if there are others.
static std::optional<PositionUsers> getUsers(NonzeroOp op) {
  int64_t rank = op.getMask().getType().getRank();
  PositionUsers users;
  SmallVector<Value> positions{op.getPositions()};
  for (size_t i = 0; i < positions.size(); ++i)
    for (OpOperand &use : positions[i].getUses()) {
      Operation *user = use.getOwner();
      auto collapse = dyn_cast<tensor::CollapseShapeOp>(user);
      auto dim = dyn_cast<tensor::DimOp>(user);
      bool isFlat = rank > 1 || i > 0;
      if (collapse && rank == 1)
        positions.push_back(collapse);
      else if (dim && dim.getConstantIndex() == 0)
        users.dims.push_back(dim);
      else if (isFlat && (readsPositions(user, use, rank) ||
                          writesPositions(user, use, rank)))
        users.accesses.push_back(user);
      else
        return std::nullopt;
    }
  return users;
}

/// Whether `source` has the sizes of the mask, or in dimension 0 a larger one:
/// then a position has one number in both. Null if that is known.
static Value fits(IndexMath &math, Value mask, Value source) {
  Value result;
  int64_t rank = cast<RankedTensorType>(mask.getType()).getRank();
  for (int64_t dim = 0; dim < rank; ++dim) {
    Value size = math.dim(mask, dim), limit = math.dim(source, dim);
    auto known = IndexMath::known(size), most = IndexMath::known(limit);
    if (known && most && (dim == 0 ? *known <= *most : *known == *most))
      continue;
    Value fit = math.less(size, math.add(limit, math.constant(1)));
    if (dim > 0)
      fit = math.both(fit, math.less(limit, math.add(size, math.constant(1))));
    result = result ? math.both(result, fit) : fit;
  }
  return result;
}

namespace {
/// One gather or scatter at the positions of a `nonzero`, which are not written
/// where its sizes are those of the mask.
struct FusedAccess {
  FusedAccess(Operation *op)
      : op(op), gather(dyn_cast<GatherOp>(op)),
        scatter(dyn_cast<ScatterOp>(op)) {}

  Value getAccessed() {
    return gather ? Value(gather.getSource()) : scatter.getDest();
  }
  Value getIndices() {
    return gather ? gather.getIndices() : scatter.getIndices();
  }
  Value createCondition(IndexMath &math, NonzeroOp nonzero);
  Value emit(IndexMath &math, NonzeroEmitter &emitter);
  Value clone(IndexMath &math, NonzeroOp nonzero, int64_t blockSize);

  Operation *op;
  GatherOp gather;
  ScatterOp scatter;
};
} // namespace

/// Memory without contents of its own for each branch.
static Value cloneEmpty(IndexMath &math, Value init) {
  Operation *op = init.getDefiningOp();
  return isa_and_nonnull<tensor::EmptyOp, bufferization::AllocTensorOp>(op)
             ? math.builder.clone(*op)->getResult(0)
             : init;
}

/// Null if it always holds. A scatter without updates has nothing to read.
Value FusedAccess::createCondition(IndexMath &math, NonzeroOp nonzero) {
  Value condition = fits(math, nonzero.getMask(), getAccessed());
  if (gather)
    return condition;
  Value hasUpdates =
      math.less(math.constant(0), math.dim(scatter.getElements(), 0));
  return condition ? math.both(condition, hasUpdates) : hasUpdates;
}

Value FusedAccess::emit(IndexMath &math, NonzeroEmitter &emitter) {
  if (gather)
    return castTo(math, emitter.emitElements(math, gather.getSource()),
                  gather.getType());
  auto [fill, init] = getFill(scatter.getDest());
  return emitter.emitScattered(math, scatter, fill, cloneEmpty(math, init));
}

/// The access as it was, with what it needs.
Value FusedAccess::clone(IndexMath &math, NonzeroOp nonzero,
                         int64_t blockSize) {
  IRMapping mapping;
  mapping.map(nonzero.getPositions(),
              NonzeroEmitter(math, nonzero, blockSize).emit(math)[0]);
  if (auto collapse = getIndices().getDefiningOp<tensor::CollapseShapeOp>())
    math.builder.clone(*collapse, mapping);
  if (scatter) {
    auto [fill, init] = getFill(scatter.getDest());
    mapping.map(init, cloneEmpty(math, init));
    math.builder.clone(*scatter.getDest().getDefiningOp(), mapping);
  }
  return math.builder.clone(*op, mapping)->getResult(0);
}

///   %p = tslice.nonzero %mask : tensor<?xi1> -> tensor<?x1xindex>
///   %i = tensor.collapse_shape %p [[0, 1]]
///   %r = tslice.gather %x[%i] dims [0]
/// ->
///   %fits = %x has the sizes of the mask
///   %r = scf.if %fits {
///     the elements of %x, block by block as NonzeroToLoops
///   } else {
///     the gather at the positions, as NonzeroToLoops writes them
///   }
/// so that no position is written and read again. A scatter into what is filled
/// with one value, as the gradient of such a gather, writes the result once.
static void replaceAccess(FusedAccess access, NonzeroOp nonzero,
                          NonzeroEmitter &emitter, int64_t blockSize) {
  OpBuilder builder(access.op);
  Location loc = access.op->getLoc();
  IndexMath math(builder, loc);
  Value result;
  if (Value condition = access.createCondition(math, nonzero)) {
    auto branch = scf::IfOp::create(
        builder, loc, condition,
        [&](OpBuilder &b, Location l) {
          IndexMath inner(b, l);
          scf::YieldOp::create(b, l, access.emit(inner, emitter));
        },
        [&](OpBuilder &b, Location l) {
          IndexMath inner(b, l);
          scf::YieldOp::create(b, l, access.clone(inner, nonzero, blockSize));
        });
    result = branch.getResult(0);
  } else {
    result = access.emit(math, emitter);
  }
  access.op->getResult(0).replaceAllUsesWith(result);
  access.op->erase();
}

void tslice::fuseNonzero(Operation *root, int64_t blockSize) {
  SmallVector<NonzeroOp> ops;
  root->walk([&](NonzeroOp op) { ops.push_back(op); });
  for (NonzeroOp op : ops) {
    if (op.getCount() || hasNoRows(op))
      continue;
    std::optional<PositionUsers> users = getUsers(op);
    if (!users)
      continue;
    OpBuilder builder(op);
    IndexMath math(builder, op.getLoc());
    NonzeroEmitter emitter(math, op, blockSize);
    Value total = emitter.emitTotal(math);
    for (tensor::DimOp dim : users->dims) {
      dim.getResult().replaceAllUsesWith(total);
      dim.erase();
    }
    for (Operation *access : users->accesses)
      replaceAccess(access, op, emitter, blockSize);
    for (Operation *collapse : llvm::make_early_inc_range(op->getUsers()))
      collapse->erase();
    op.erase();
  }
}

namespace {

///   %p = tslice.nonzero %mask : tensor<?xi1> -> tensor<?x1xindex>
/// ->
///   %counts = scf.forall (%b) in (%numBlocks) { how many are true }
///   %sums, %total = scf.for %b = 0 to %numBlocks { exclusive sum of %counts }
///   %dest = tensor.empty(%total) : tensor<?x1xindex>
///   %p = scf.forall (%b) in (%numBlocks) shared_outs(%d = %dest) {
///     positions of block %b to rows %sums[%b] .. %sums[%b + 1] of %d
///   }
/// The blocks do not depend on the number of threads, nor do the rows.
struct NonzeroToLoops : OpRewritePattern<NonzeroOp> {
  NonzeroToLoops(MLIRContext *context, int64_t blockSize)
      : OpRewritePattern(context), blockSize(blockSize) {}

  LogicalResult matchAndRewrite(NonzeroOp op,
                                PatternRewriter &rewriter) const override {
    IndexMath math(rewriter, op.getLoc());
    rewriter.replaceOp(op, NonzeroEmitter(math, op, blockSize).emit(math));
    return success();
  }

  int64_t blockSize;
};

} // namespace

void tslice::populateNonzeroToLinalgPatterns(RewritePatternSet &patterns,
                                             int64_t blockSize) {
  patterns.add<NonzeroToLoops>(patterns.getContext(), blockSize);
}
