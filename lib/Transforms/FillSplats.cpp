// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Large constants of one value are computed where they are needed: as data they
// would be part of the machine code, and be copied before they are written.

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Interfaces/LoopLikeInterface.h"
#include "tslice/Transforms/Passes.h"

using namespace mlir;
using namespace tslice;

namespace tslice {
#define GEN_PASS_DEF_FILLSPLATSPASS
#include "tslice/Transforms/Passes.h.inc"
} // namespace tslice

/// Builds the value of `splat` at the position of `builder`.
static Value createFill(ImplicitLocOpBuilder &builder,
                        SplatElementsAttr splat) {
  auto type = cast<RankedTensorType>(splat.getType());
  Value element;
  if (auto complexType = dyn_cast<ComplexType>(type.getElementType())) {
    auto number = splat.getSplatValue<std::complex<APFloat>>();
    Type part = complexType.getElementType();
    element = complex::ConstantOp::create(
        builder, complexType,
        builder.getArrayAttr({FloatAttr::get(part, number.real()),
                              FloatAttr::get(part, number.imag())}));
  } else {
    element =
        arith::ConstantOp::create(builder, splat.getSplatValue<TypedAttr>());
  }
  Value empty =
      tensor::EmptyOp::create(builder, type.getShape(), type.getElementType());
  return linalg::FillOp::create(builder, element, empty).getResult(0);
}

/// Whether the user is likely to write over the value, so that sharing it would
/// cost a copy.
static bool isWritten(OpOperand &use) {
  Operation *user = use.getOwner();
  if (auto destinationStyle = dyn_cast<DestinationStyleOpInterface>(user))
    return destinationStyle.isDpsInit(&use);
  return isa<LoopLikeOpInterface>(user) ||
         user->hasTrait<OpTrait::IsTerminator>();
}

namespace {

struct FillSplatsPass : tslice::impl::FillSplatsPassBase<FillSplatsPass> {
  using Base::Base;

  void runOnOperation() override {
    SmallVector<std::pair<arith::ConstantOp, SplatElementsAttr>> constants;
    getOperation()->walk([&](arith::ConstantOp op) {
      auto splat = dyn_cast<SplatElementsAttr>(op.getValue());
      if (splat && isa<RankedTensorType>(splat.getType()) &&
          splat.getNumElements() > minElements)
        constants.emplace_back(op, splat);
    });
    for (auto [op, splat] : constants) {
      ImplicitLocOpBuilder builder(op.getLoc(), op);
      for (OpOperand &use : llvm::make_early_inc_range(op->getUses())) {
        if (!isWritten(use))
          continue;
        builder.setInsertionPoint(use.getOwner());
        use.set(createFill(builder, splat));
      }
      if (!op->use_empty()) {
        builder.setInsertionPoint(op);
        op->replaceAllUsesWith(ValueRange{createFill(builder, splat)});
      }
      op->erase();
    }
  }
};

} // namespace
