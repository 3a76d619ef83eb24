// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Expresses upstream's ops that neither have a derivative nor bufferize by ops
// that do. It runs ahead of everything else, so that nothing else knows them.

#include "DecomposeReshape.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "tslice/IR/TSliceInference.h"
#include "tslice/Transforms/Passes.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace tslice;

namespace tslice {
#define GEN_PASS_DEF_DECOMPOSEOPSPASS
#include "tslice/Transforms/Passes.h.inc"
} // namespace tslice

//===----------------------------------------------------------------------===//
// tensor
//===----------------------------------------------------------------------===//

/// The indices as accesses have them: without a dimension for the one component
/// of each index vector.
static Value dropOneComponent(RewriterBase &rewriter, Location loc,
                              Value indices) {
  auto type = cast<RankedTensorType>(indices.getType());
  int64_t rank = type.getRank();
  if (type.getShape().back() != 1)
    return indices;
  SmallVector<ReassociationIndices> groups;
  for (int64_t dim = 0; dim + 1 < rank; ++dim)
    groups.push_back({dim});
  if (!groups.empty())
    groups.back().push_back(rank - 1);
  return tensor::CollapseShapeOp::create(rewriter, loc, indices, groups);
}

/// The window of each gathered dimension, if the elements keep these.
static std::optional<SmallVector<OpFoldResult>>
getWindow(int64_t elementsRank, Value indices, Value tensor,
          ArrayRef<int64_t> dims) {
  int64_t positions = cast<RankedTensorType>(indices.getType()).getRank() - 1;
  int64_t rank = cast<RankedTensorType>(tensor.getType()).getRank();
  if (elementsRank != positions + rank)
    return std::nullopt;
  Builder builder(tensor.getContext());
  return SmallVector<OpFoldResult>(dims.size(), builder.getIndexAttr(1));
}

/// tensor.gather %x[%i] gather_dims([0])
/// -> tslice.gather %x[%i without its last dimension] dims [0]
static Value decompose(RewriterBase &rewriter, tensor::GatherOp op) {
  auto window = getWindow(op.getType().getRank(), op.getIndices(),
                          op.getSource(), op.getGatherDims());
  std::optional<SmallVector<int64_t>> drop;
  Value indices = dropOneComponent(rewriter, op.getLoc(), op.getIndices());
  Value gathered =
      GatherOp::create(rewriter, op.getLoc(), op.getSource(), indices,
                       op.getGatherDims(), ArrayRef<int64_t>(), window, drop);
  return castTo(rewriter, op.getLoc(), gathered, op.getType());
}

/// tensor.scatter %u into %x[%i] scatter_dims([0]) unique
/// -> tslice.scatter set %u into %x[%i without its last dimension] dims [0]
static Value decompose(RewriterBase &rewriter, tensor::ScatterOp op) {
  auto window =
      getWindow(cast<RankedTensorType>(op.getSource().getType()).getRank(),
                op.getIndices(), op.getDest(), op.getScatterDims());
  std::optional<SmallVector<int64_t>> drop;
  Value indices = dropOneComponent(rewriter, op.getLoc(), op.getIndices());
  Value scattered =
      ScatterOp::create(rewriter, op.getLoc(), Combiner::Set, op.getSource(),
                        op.getDest(), indices, op.getScatterDims(),
                        ArrayRef<int64_t>(), window, drop)
          .getResult();
  return castTo(rewriter, op.getLoc(), scattered, op.getType());
}

/// tensor.bitcast -> arith.bitcast, which is elementwise
static Value decompose(RewriterBase &rewriter, tensor::BitcastOp op) {
  auto isSignless = [](Type type) {
    auto integer = dyn_cast<IntegerType>(getElementTypeOrSelf(type));
    return !integer || integer.isSignless();
  };
  Value source = op.getSource();
  while (auto earlier = source.getDefiningOp<tensor::BitcastOp>())
    source = earlier.getSource();
  if (!isa<RankedTensorType>(source.getType()) ||
      !isSignless(source.getType()) || !isSignless(op.getType()))
    return {};
  return arith::BitcastOp::create(rewriter, op.getLoc(), op.getType(), source);
}

//===----------------------------------------------------------------------===//
// complex
//===----------------------------------------------------------------------===//

/// complex.bitcast %z : complex<f32> to i64
/// -> bits of the real part | bits of the imaginary part << 32, and back
///
/// Other complex numbers have as many bits as no element type.
static Value decompose(RewriterBase &rewriter, complex::BitcastOp op) {
  ImplicitLocOpBuilder b(op.getLoc(), rewriter);
  Type i32 = b.getI32Type(), i64 = b.getI64Type(), f32 = b.getF32Type();
  Type from = op.getOperand().getType(), to = op.getType();
  Value value = op.getOperand();
  Value shift = arith::ConstantIntOp::create(b, i64, 32);
  auto isPair = [&](Type type) {
    auto pair = dyn_cast<ComplexType>(type);
    return pair && pair.getElementType() == f32;
  };
  if (isPair(from) && to.getIntOrFloatBitWidth() == 64) {
    auto bitsOf = [&](Value part) -> Value {
      Value bits = arith::BitcastOp::create(b, i32, part);
      return arith::ExtUIOp::create(b, i64, bits);
    };
    Value low = bitsOf(complex::ReOp::create(b, value));
    Value high = arith::ShLIOp::create(
        b, bitsOf(complex::ImOp::create(b, value)), shift);
    Value bits = arith::OrIOp::create(b, low, high);
    return to == i64 ? bits : arith::BitcastOp::create(b, to, bits).getResult();
  }
  if (!isPair(to) || from.getIntOrFloatBitWidth() != 64)
    return {};
  if (from != i64)
    value = arith::BitcastOp::create(b, i64, value);
  auto partOf = [&](Value bits) -> Value {
    Value half = arith::TruncIOp::create(b, i32, bits);
    return arith::BitcastOp::create(b, f32, half);
  };
  Value imaginary = arith::ShRUIOp::create(b, value, shift);
  return complex::CreateOp::create(b, to, partOf(value), partOf(imaginary));
}

//===----------------------------------------------------------------------===//
// linalg
//===----------------------------------------------------------------------===//

/// Runs a decomposition of upstream's that replaces the op itself.
template <typename Op, typename Function>
static LogicalResult replaceBy(RewriterBase &rewriter, Op op,
                               Function function) {
  return failed(function(rewriter, op)) ? failure() : success();
}

/// Replaces `op` by several that upstream knows. What cannot be decomposed
/// stays, and is refused where it is lowered.
static LogicalResult decomposeByUpstream(RewriterBase &rewriter,
                                         Operation *op) {
  return llvm::TypeSwitch<Operation *, LogicalResult>(op)
      .Case([&](linalg::SoftmaxOp op) -> LogicalResult {
        FailureOr<SmallVector<Value>> values = op.decomposeOperation(rewriter);
        if (failed(values))
          return failure();
        rewriter.replaceOp(op, *values);
        return success();
      })
      .Case([&](linalg::PackOp op) {
        return replaceBy(rewriter, op, [](RewriterBase &r, linalg::PackOp o) {
          return linalg::lowerPack(r, o);
        });
      })
      .Case([&](linalg::UnPackOp op) {
        return replaceBy(rewriter, op, [](RewriterBase &r, linalg::UnPackOp o) {
          return linalg::lowerUnPack(r, o);
        });
      })
      .Case([&](linalg::WinogradFilterTransformOp op) {
        return replaceBy(rewriter, op,
                         linalg::decomposeWinogradFilterTransformOp);
      })
      .Case([&](linalg::WinogradInputTransformOp op) {
        return replaceBy(rewriter, op,
                         linalg::decomposeWinogradInputTransformOp);
      })
      .Case([&](linalg::WinogradOutputTransformOp op) {
        return replaceBy(rewriter, op,
                         linalg::decomposeWinogradOutputTransformOp);
      })
      .Default([](Operation *) { return failure(); });
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

static bool isDecomposed(Operation *op) {
  return isa<
      tensor::ReshapeOp, tensor::GatherOp, tensor::ScatterOp, tensor::BitcastOp,
      complex::BitcastOp, linalg::SoftmaxOp, linalg::PackOp, linalg::UnPackOp,
      linalg::WinogradFilterTransformOp, linalg::WinogradInputTransformOp,
      linalg::WinogradOutputTransformOp>(op);
}

static LogicalResult decompose(RewriterBase &rewriter, Operation *op) {
  Value replacement = llvm::TypeSwitch<Operation *, Value>(op)
                          .Case<tensor::GatherOp, tensor::ScatterOp,
                                tensor::BitcastOp, complex::BitcastOp>(
                              [&](auto op) { return decompose(rewriter, op); })
                          .Case([&](tensor::ReshapeOp op) {
                            return decomposeReshape(rewriter, op);
                          })
                          .Default([](Operation *) { return Value(); });
  if (!replacement)
    return decomposeByUpstream(rewriter, op);
  // The name of a result in messages.
  if (Attribute name = op->getDiscardableAttr("tslice.name"))
    if (Operation *last = replacement.getDefiningOp())
      last->setDiscardableAttr("tslice.name", name);
  rewriter.replaceOp(op, replacement);
  return success();
}

namespace {
/// Tells the ops that are made where they come from: an error is that of the op
/// in the source.
struct RememberOrigin : RewriterBase::Listener {
  void notifyOperationInserted(Operation *op,
                               OpBuilder::InsertPoint previous) override {
    if (!previous.isSet() && origin)
      op->setDiscardableAttr(kOriginAttr, origin);
  }
  StringAttr origin;
};

struct DecomposeOpsPass : tslice::impl::DecomposeOpsPassBase<DecomposeOpsPass> {
  using Base::Base;

  void runOnOperation() override {
    SmallVector<Operation *> ops;
    getOperation()->walk([&](Operation *op) {
      if (isDecomposed(op))
        ops.push_back(op);
    });
    RememberOrigin listener;
    IRRewriter rewriter(&getContext(), &listener);
    for (Operation *op : ops) {
      listener.origin = rewriter.getStringAttr(op->getName().getStringRef());
      rewriter.setInsertionPoint(op);
      (void)decompose(rewriter, op);
    }
  }
};
} // namespace
