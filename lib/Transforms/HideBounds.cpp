// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Keeps bufferization from looking through numbers that are selected. It compares
// all slices of a buffer with each other, and follows their offsets and sizes as
// far as it can: through a choice, it compares what is chosen from, which takes a
// time that grows with every choice behind it and tells it nothing.

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "tslice/Transforms/Passes.h"

namespace tslice {
#define GEN_PASS_DEF_HIDEBOUNDSPASS
#include "tslice/Transforms/Passes.h.inc"
} // namespace tslice

using namespace mlir;

namespace {
struct HideBounds : tslice::impl::HideBoundsPassBase<HideBounds> {
  using Base::Base;

  /// %s = arith.select ..
  /// ->
  /// %s = arith.select ..
  /// %i = arith.index_castui %s : index to i64
  /// %hidden = arith.index_castui %i : i64 to index
  void runOnOperation() override {
    OpBuilder builder(&getContext());
    getOperation()->walk([&](Operation *op) {
      if (!isa<arith::SelectOp, arith::MinSIOp, arith::MaxSIOp,
               arith::FloorDivSIOp, arith::RemSIOp>(op) ||
          !op->getResult(0).getType().isIndex())
        return;
      Value result = op->getResult(0);
      builder.setInsertionPointAfter(op);
      auto number = arith::IndexCastUIOp::create(builder, op->getLoc(),
                                                 builder.getI64Type(), result);
      auto hidden = arith::IndexCastUIOp::create(builder, op->getLoc(),
                                                 result.getType(), number);
      result.replaceAllUsesExcept(hidden, number);
    });
  }
};
} // namespace
