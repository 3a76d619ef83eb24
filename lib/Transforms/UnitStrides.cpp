// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Strides of dimensions with one element, before slices become subviews.

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "tslice/Transforms/Passes.h"

namespace tslice {
#define GEN_PASS_DEF_UNITSTRIDESPASS
#include "tslice/Transforms/Passes.h.inc"
} // namespace tslice

using namespace mlir;

/// %s = tensor.extract_slice %x[%i, %j] [1, %n] [3, %m]
/// ->
/// %s = tensor.extract_slice %x[%i, %j] [1, %n] [1, %m]
template <typename OpTy> static void setUnitStrides(OpTy op) {
  SmallVector<OpFoldResult> strides = op.getMixedStrides();
  OpFoldResult one = IntegerAttr::get(IndexType::get(op.getContext()), 1);
  for (auto [size, stride] : llvm::zip_equal(op.getMixedSizes(), strides))
    if (isOneInteger(size))
      stride = one;
  SmallVector<int64_t> known;
  SmallVector<Value> open;
  dispatchIndexOpFoldResults(strides, open, known);
  op.getStridesMutable().assign(open);
  op.setStaticStrides(known);
}

namespace {
struct UnitStrides : tslice::impl::UnitStridesPassBase<UnitStrides> {
  using Base::Base;

  void runOnOperation() override {
    getOperation()->walk([](Operation *op) {
      if (auto slice = dyn_cast<tensor::ExtractSliceOp>(op))
        setUnitStrides(slice);
      else if (auto insert = dyn_cast<tensor::InsertSliceOp>(op))
        setUnitStrides(insert);
    });
  }
};
} // namespace
