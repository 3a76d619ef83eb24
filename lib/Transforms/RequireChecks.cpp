// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Ends the disguise of checks of sizes as views of whole tensors, once nothing
// is fused or moved any more. A view of a donated tensor would have to be copied
// to be returned or written to.

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "tslice/IR/TSliceOps.h"
#include "tslice/Transforms/Passes.h"

using namespace mlir;
using namespace tslice;

namespace tslice {
#define GEN_PASS_DEF_REQUIRECHECKSPASS
#include "tslice/Transforms/Passes.h.inc"
} // namespace tslice

/// Whether `size` is that of dimension `dim` of `tensor`.
static bool isSizeOf(Value size, Value tensor, int64_t dim) {
  auto op = size.getDefiningOp<tensor::DimOp>();
  return op && op.getSource() == tensor && op.getConstantIndex() == dim;
}

/// The check whose result less its limit `offset` is, 0 if the call goes on; null
/// if it is something else.
static CheckOp getCheckOfOffset(OpFoldResult offset) {
  auto value = dyn_cast<Value>(offset);
  auto zero = value ? value.getDefiningOp<arith::SubIOp>() : nullptr;
  auto check = zero ? zero.getLhs().getDefiningOp<CheckOp>() : CheckOp();
  bool isZero = check && check.getKind() == CheckKind::Equal &&
                check.getLimit() == zero.getRhs();
  return isZero ? check : CheckOp();
}

/// The checks that make `view` all of its source; nothing if it may be something
/// else.
static std::optional<SmallVector<CheckOp>>
getChecks(tensor::ExtractSliceOp view) {
  if (view.getSourceType() != view.getType() || !view.hasUnitStride())
    return std::nullopt;
  SmallVector<CheckOp> checks;
  for (auto [dim, offset, size] :
       llvm::enumerate(view.getMixedOffsets(), view.getMixedSizes())) {
    if (isConstantIntValue(offset, 0)) {
      auto value = dyn_cast<Value>(size);
      if (value ? !isSizeOf(value, view.getSource(), dim)
                : view.getSourceType().isDynamicDim(dim))
        return std::nullopt;
      continue;
    }
    CheckOp check = getCheckOfOffset(offset);
    if (!check ||
        !isEqualConstantIntOrValue(size, getAsOpFoldResult(check.getLimit())) ||
        !isSizeOf(check.getValue(), view.getSource(), dim))
      return std::nullopt;
    checks.push_back(check);
  }
  return checks;
}

namespace {
struct RequireChecksPass
    : tslice::impl::RequireChecksPassBase<RequireChecksPass> {
  using Base::Base;

  ///   %c = tslice.check equal (tensor.dim %x, 0), %n
  ///   %view = tensor.extract_slice %x[%c - %n, 0] [%n, 64] [1, 1]
  ///   return %view
  /// ->
  ///   %c = tslice.check equal (tensor.dim %x, 0), %n {required}
  ///   return %x
  void runOnOperation() override {
    // In a loop, what is read of %x could move out in front of the check.
    for (Block &block : getOperation().getBody())
      for (auto view :
           llvm::make_early_inc_range(block.getOps<tensor::ExtractSliceOp>())) {
        std::optional<SmallVector<CheckOp>> checks = getChecks(view);
        if (!checks)
          continue;
        for (CheckOp check : *checks)
          check.setRequired(true);
        view.replaceAllUsesWith(view.getSource());
        view.erase();
      }
  }
};
} // namespace
