// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Puts run-time checks on the sizes and positions that upstream ops take for
// granted.
//
// A check has no effects, so something that the read depends on must use it. A
// slice of the whole operand does, as a view: its offset is `check - expected`,
// zero if the call goes on. (A checked size instead would be dropped when a
// canonicalization makes the slice's size static.)

#include "GuardIndices.h"
#include "GuardReach.h"
#include "GuardShapes.h"
#include "RowOps.h"
#include "SizeEqualities.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "tslice/IR/TSliceInference.h"
#include "tslice/Transforms/Passes.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace tslice;

namespace tslice {
#define GEN_PASS_DEF_GUARDSIZESPASS
#include "tslice/Transforms/Passes.h.inc"
} // namespace tslice

namespace {

/// A dimension that is to be read from `offset`, `size` elements long.
struct CheckedDim {
  int64_t dim;
  /// The size as the check yields it, and as it must be.
  Value checked, size;
  /// `checked - size`.
  Value offset;
  /// Where the size is static.
  OpFoldResult mixedSize;
};

/// Whether `tensor` has no element by its type alone.
static bool isEmpty(Value tensor) {
  return llvm::is_contained(cast<RankedTensorType>(tensor.getType()).getShape(),
                            0);
}

/// The guards of one operand of one op.
class OperandGuard {
public:
  OperandGuard(Operation *op, unsigned operand, SizeEqualities &sizes)
      : op(op), operand(operand), sizes(sizes), builder(getGuardPoint(op)) {}

  void add(const SizeGuard &guard) { guards.push_back(guard); }

  void emit() {
    // Nothing is read of a tensor without elements, and no view of it is legal.
    if (isEmpty(op->getOperand(operand)))
      return;
    SmallVector<CheckedDim> dims;
    for (const SizeGuard &guard : guards)
      dims.push_back(emitCheck(guard));
    if (auto castOp = dyn_cast<tensor::CastOp>(op))
      return replaceCast(castOp, dims);
    guardUse(op->getOpOperand(operand), dims);
  }

  /// Guards the operand by checks that there are already.
  void emit(ArrayRef<CheckedDim> dims) {
    guardUse(op->getOpOperand(operand), dims);
  }

private:
  CheckedDim emitCheck(const SizeGuard &guard) {
    Location loc = op->getLoc();
    auto site = op->getAttrOfType<IntegerAttr>("tslice.site");
    Value found = guard.found.materialize(builder, loc);
    Value expected = guard.expected.materialize(builder, loc);
    int64_t dim = (static_cast<int64_t>(operand) << 32) | guard.dim;
    Value checked =
        CheckOp::create(builder, loc, CheckKind::Equal, found, expected,
                        ValueRange(), site ? site.getInt() : -1, dim);
    Value offset = arith::SubIOp::create(builder, loc, checked, expected);
    OpFoldResult mixedSize = expected;
    if (guard.expected.isConstant())
      mixedSize = builder.getIndexAttr(guard.expected.number);
    return {guard.dim, checked, expected, offset, mixedSize};
  }

  /// Reads all of `tensor`, the checked dimensions through their checks.
  Value createView(Value tensor, ArrayRef<CheckedDim> dims,
                   RankedTensorType resultType) {
    Location loc = op->getLoc();
    auto type = cast<RankedTensorType>(tensor.getType());
    SmallVector<OpFoldResult> offsets(type.getRank(), builder.getIndexAttr(0));
    SmallVector<OpFoldResult> strides(type.getRank(), builder.getIndexAttr(1));
    SmallVector<OpFoldResult> viewSizes;
    for (int64_t dim = 0; dim < type.getRank(); ++dim) {
      auto it = llvm::find_if(
          dims, [&](const CheckedDim &checked) { return checked.dim == dim; });
      if (it != dims.end()) {
        offsets[dim] = it->offset;
        viewSizes.push_back(resultType.isDynamicDim(dim)
                                ? OpFoldResult(it->size)
                                : it->mixedSize);
      } else if (type.isDynamicDim(dim)) {
        viewSizes.push_back(
            sizes.get(tensor, dim).front().materialize(builder, loc));
      } else {
        viewSizes.push_back(builder.getIndexAttr(type.getDimSize(dim)));
      }
    }
    return tensor::ExtractSliceOp::create(builder, loc, resultType, tensor,
                                          offsets, viewSizes, strides);
  }

  /// %r = tensor.cast %x : tensor<?xf32> to tensor<4xf32>
  /// -> %r = tensor.extract_slice %x[%checkedZero][4][1] : tensor<?xf32> to
  /// tensor<4xf32>
  void replaceCast(tensor::CastOp castOp, ArrayRef<CheckedDim> dims) {
    // Dimensions that the cast makes dynamic stay static up to another cast.
    auto source = cast<RankedTensorType>(castOp.getSource().getType());
    auto type = cast<RankedTensorType>(castOp.getType());
    SmallVector<int64_t> shape(source.getShape());
    for (const CheckedDim &checked : dims)
      shape[checked.dim] = type.getDimSize(checked.dim);
    Value view = createView(castOp.getSource(), dims, source.clone(shape));
    castOp.getSourceMutable().assign(view);
    if (view.getType() != type)
      return;
    // The dead cast stays until the end, since `sizes` knows it.
    castOp.getResult().replaceAllUsesWith(view);
  }

  /// Guards the value that `use` reads: at its producer's operands if the
  /// producer has no other use, so that it still fuses with this one.
  void guardUse(OpOperand &use, ArrayRef<CheckedDim> dims) {
    Value tensor = use.get();
    Operation *producer = tensor.getDefiningOp();
    bool movable = producer && producer->hasOneUse() &&
                   producer->getBlock() == op->getBlock() &&
                   isa<RankedTensorType>(tensor.getType());
    if (movable && isElementwise(producer)) {
      // The checks stand in front of `op`; so must their new users.
      producer->moveBefore(op);
      for (OpOperand &operand : producer->getOpOperands())
        if (isa<RankedTensorType>(operand.get().getType()))
          guardProducer(producer, operand, dims);
      return;
    }
    auto gather = movable ? dyn_cast<GatherOp>(producer) : GatherOp();
    if (gather && !isEmpty(gather.getSource()) &&
        !isEmpty(gather.getIndices()) && takesSizes(gather, dims))
      return guardGather(gather, dims);
    auto slice = movable ? dyn_cast<SliceOp>(producer) : SliceOp();
    if (slice && takesSizes(slice, dims))
      return guardSlice(slice, dims);
    guardValue(use, dims);
  }

  /// Whether checked dimensions that are sizes or windows of a read are operands
  /// of it. (Some are numbers, which the type does not repeat.)
  static bool takesSizes(SliceOp slice, ArrayRef<CheckedDim> dims) {
    SmallVector<int64_t> sizes;
    for (auto [dim, size] : llvm::enumerate(slice.getStaticSizes()))
      if (!llvm::is_contained(slice.getDrop(), static_cast<int64_t>(dim)))
        sizes.push_back(size);
    return llvm::all_of(dims, [&](const CheckedDim &checked) {
      return ShapedType::isDynamic(sizes[checked.dim]);
    });
  }
  static bool takesSizes(GatherOp gather, ArrayRef<CheckedDim> dims) {
    SmallVector<int64_t> windows = gather.getStaticWindow();
    for (const IndexedDim &facts : getIndexedLayout(gather).dims)
      if (facts.kind == IndexedDim::Addressed &&
          (windows.empty() || !ShapedType::isDynamic(windows[facts.component])))
        for (const CheckedDim &checked : dims)
          if (facts.elementDim == checked.dim)
            return false;
    return true;
  }

  void guardProducer(Operation *producer, OpOperand &operand,
                     ArrayRef<CheckedDim> dims) {
    OpBuilder::InsertionGuard restore(builder);
    builder.setInsertionPoint(producer);
    Operation *consumer = std::exchange(op, producer);
    guardUse(operand, dims);
    op = consumer;
  }

  /// gather(%x, %i) guarded -> gather(%x guarded, %i guarded). A dynamic
  /// dimension comes from either, or is a window, which is the checked one then.
  void guardGather(GatherOp gather, ArrayRef<CheckedDim> dims) {
    IndexedLayout layout = getIndexedLayout(gather);
    SmallVector<CheckedDim> ofIndices, ofSource;
    for (CheckedDim checked : dims) {
      if (checked.dim < layout.numPositionDims) {
        ofIndices.push_back(checked);
        continue;
      }
      for (auto [dim, facts] : llvm::enumerate(layout.dims))
        if (facts.elementDim == checked.dim) {
          if (facts.kind == IndexedDim::Addressed) {
            SmallVector<int64_t> windows = gather.getStaticWindow();
            unsigned operand =
                llvm::count_if(ArrayRef(windows).take_front(facts.component),
                               ShapedType::isDynamic);
            gather.getWindowSizesMutable()
                .slice(operand, 1)
                .assign(checked.checked);
            break;
          }
          checked.dim = dim;
          ofSource.push_back(checked);
          break;
        }
    }
    gather->moveBefore(op);
    if (!ofIndices.empty())
      guardProducer(gather, gather.getIndicesMutable(), ofIndices);
    if (!ofSource.empty())
      guardProducer(gather, gather.getSourceMutable(), ofSource);
  }

  /// slice %x[..][%n][..] guarded -> slice %x[..][%checked][..]
  void guardSlice(SliceOp slice, ArrayRef<CheckedDim> dims) {
    slice->moveBefore(op);
    unsigned operand = 0;
    int64_t resultDim = 0;
    for (auto [dim, size] : llvm::enumerate(slice.getStaticSizes())) {
      auto it = llvm::find_if(dims, [&](const CheckedDim &checked) {
        return checked.dim == resultDim;
      });
      if (it != dims.end())
        slice.getSizesMutable().slice(operand, 1).assign(it->checked);
      operand += ShapedType::isDynamic(size);
      resultDim +=
          !llvm::is_contained(slice.getDrop(), static_cast<int64_t>(dim));
    }
  }

  void guardValue(OpOperand &use, ArrayRef<CheckedDim> dims) {
    use.set(createView(use.get(), dims,
                       cast<RankedTensorType>(use.get().getType())));
  }

  /// The op whose operand is guarded; while guards move up, the producer.
  Operation *op;
  unsigned operand;
  SizeEqualities &sizes;
  OpBuilder builder;
  SmallVector<SizeGuard> guards;
};

/// A view of all of a tensor by checks of its own, as cotangents have them
/// before anything is known of who asks.
class EarlierGuard {
public:
  EarlierGuard(tensor::ExtractSliceOp view, SizeEqualities &sizes)
      : view(view), sizes(sizes) {}

  /// Lets the checks compare what most is known of; those that are proven
  /// vanish, and the others stand where they hinder least. Returns the view,
  /// without a use.
  ///
  ///   %y = arith.addf %x, %x
  ///   %n = tslice.check equal (tensor.dim %u), (tensor.dim %y)
  ///   %v = tensor.extract_slice %u[%n - tensor.dim %y][tensor.dim %y][1]
  /// -> the same with tensor.dim %x
  Operation *renew() {
    SmallVector<CheckedDim> dims;
    for (int64_t dim = 0; dim < view.getType().getRank(); ++dim)
      if (auto offset = dyn_cast<Value>(view.getMixedOffsets()[dim]))
        if (CheckOp check = getCheck(offset);
            !sizes.isEqual(check.getValue(), check.getLimit()))
          dims.push_back(renewCheck(dim, check));
    // Sizes that are compared no more would keep what they are sizes of alive.
    SmallVector<Value> operands(view->getOperands().drop_front());
    view.getOffsetsMutable().clear();
    view.getSizesMutable().clear();
    SmallVector<int64_t> none(view.getType().getRank(), 0);
    view.setStaticOffsets(none);
    view.setStaticSizes(none);
    eraseUnused(operands);
    if (!dims.empty())
      OperandGuard(view, 0, sizes).emit(dims);
    view.replaceAllUsesWith(view.getSource());
    return view;
  }

private:
  static CheckOp getCheck(Value offset) {
    return offset.getDefiningOp<arith::SubIOp>()
        .getLhs()
        .getDefiningOp<CheckOp>();
  }

  CheckedDim renewCheck(int64_t dim, CheckOp check) {
    OpBuilder builder(check);
    Location loc = check.getLoc();
    KnownSize known = sizes.get(OpFoldResult(check.getLimit())).front();
    Value found = sizes.get(OpFoldResult(check.getValue()))
                      .front()
                      .materialize(builder, loc);
    Value expected = known.materialize(builder, loc);
    Value checked =
        CheckOp::create(builder, loc, CheckKind::Equal, found, expected,
                        ValueRange(), check.getSite(), check.getDim());
    Value offset = arith::SubIOp::create(builder, loc, checked, expected);
    OpFoldResult mixedSize = expected;
    if (known.isConstant())
      mixedSize = builder.getIndexAttr(known.number);
    return {dim, checked, expected, offset, mixedSize};
  }

  /// Erases the arithmetic of a guard, as far as nothing uses it. (No size is
  /// known as one of these.)
  void eraseUnused(ArrayRef<Value> values) {
    SetVector<Operation *> ops;
    auto insert = [&](ValueRange operands) {
      for (Value operand : operands)
        if (Operation *op = operand.getDefiningOp();
            isa_and_nonnull<tensor::DimOp, CheckOp, arith::SubIOp>(op) &&
            !needsShapeGuards(op, sizes))
          ops.insert(op);
    };
    insert(values);
    for (size_t i = 0; i < ops.size(); ++i)
      insert(ops[i]->getOperands());
    auto eraseIfUnused = [](Operation *op) {
      if (!op->use_empty())
        return false;
      op->erase();
      return true;
    };
    while (ops.remove_if(eraseIfUnused)) {
    }
  }

  tensor::ExtractSliceOp view;
  SizeEqualities &sizes;
};

struct GuardSizesPass : tslice::impl::GuardSizesPassBase<GuardSizesPass> {
  using Base::Base;

  void runOnOperation() override {
    SizeEqualities sizes;
    SmallVector<std::pair<Operation *, SmallVector<SizeGuard>>> ofSizes;
    SmallVector<Operation *> ofIndices, ofShapes, ofReach, dead;
    SmallVector<tensor::ExtractSliceOp> earlier;
    getOperation()->walk<WalkOrder::PreOrder>([&](Operation *op) {
      sizes.visit(op);
      SmallVector<SizeGuard> guards = sizes.findGuards(op);
      if (!guards.empty())
        ofSizes.push_back({op, std::move(guards)});
      if (needsIndexGuards(op, sizes))
        ofIndices.push_back(op);
      if (needsShapeGuards(op, sizes))
        ofShapes.push_back(op);
      if (needsReachGuards(op))
        ofReach.push_back(op);
      auto view = dyn_cast<tensor::ExtractSliceOp>(op);
      if (view && view.getSourceType() == view.getType())
        earlier.push_back(view);
    });
    for (tensor::ExtractSliceOp view : earlier)
      if (getGuarded(view, sizes))
        dead.push_back(EarlierGuard(view, sizes).renew());
    for (Operation *op : ofShapes)
      guardOperands(op, guardShapes(op, sizes), sizes);
    for (auto &[op, guards] : ofSizes) {
      guardOperands(op, guards, sizes);
      if (isa<tensor::CastOp>(op) && op->use_empty())
        dead.push_back(op);
    }
    for (Operation *op : ofReach)
      guardReach(op, sizes);
    for (Operation *op : ofIndices)
      if (Operation *replaced = guardIndices(op, sizes))
        dead.push_back(replaced);
    for (Operation *op : dead)
      op->erase();
  }

private:
  static void guardOperands(Operation *op, ArrayRef<SizeGuard> guards,
                            SizeEqualities &sizes) {
    llvm::MapVector<unsigned, OperandGuard> byOperand;
    for (const SizeGuard &guard : guards) {
      // Nothing is read of a tensor that is empty by its type, and no view of
      // it is legal.
      auto type =
          dyn_cast<RankedTensorType>(op->getOperand(guard.operand).getType());
      if (type && llvm::is_contained(type.getShape(), 0))
        continue;
      byOperand.try_emplace(guard.operand, op, guard.operand, sizes)
          .first->second.add(guard);
    }
    for (auto &[operand, guard] : byOperand)
      guard.emit();
  }
};

} // namespace
