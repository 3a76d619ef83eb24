// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Unrolls loops whose carries change places until each is back in its own: then
// every one can be updated in its own buffer.

#include "Overwrites.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/SCF/Utils/Utils.h"
#include "tslice/Transforms/Passes.h"

namespace tslice {
#define GEN_PASS_DEF_UNROLLCARRIESPASS
#include "tslice/Transforms/Passes.h.inc"
} // namespace tslice

using namespace mlir;
using namespace tslice;

/// A larger rotation is copied.
static constexpr unsigned maxFactor = 4;

/// The number of the carry that the one yielded at `position` is a version of;
/// nothing for a fresh tensor.
static std::optional<unsigned> getOrigin(scf::ForOp loop, unsigned position) {
  Value value = loop.getYieldedValues()[position];
  if (!isa<RankedTensorType>(value.getType()))
    return std::nullopt;
  while (value) {
    auto argument = dyn_cast<BlockArgument>(value);
    if (!argument) {
      Value viewed = getViewed(value);
      value = viewed != value ? viewed : getOverwritten(value);
      continue;
    }
    if (argument.getOwner() != loop.getBody() ||
        argument == loop.getInductionVar())
      return std::nullopt;
    return argument.getArgNumber() - loop.getNumInductionVars();
  }
  return std::nullopt;
}

/// The number of iterations after which every carry that is still the version
/// of one stands in its own place; 1 if that takes too many.
static unsigned getFactor(scf::ForOp loop) {
  unsigned count = loop.getNumRegionIterArgs();
  SmallVector<std::optional<unsigned>> step, origins;
  for (unsigned position = 0; position < count; ++position)
    step.push_back(getOrigin(loop, position));
  origins = step;
  for (unsigned factor = 1; factor <= maxFactor; ++factor) {
    bool inPlace = true;
    for (unsigned position = 0; position < count; ++position)
      inPlace &= !origins[position] || *origins[position] == position;
    if (inPlace)
      return factor;
    for (std::optional<unsigned> &origin : origins)
      origin = origin ? step[*origin] : origin;
  }
  return 1;
}

namespace {
struct UnrollCarriesPass
    : tslice::impl::UnrollCarriesPassBase<UnrollCarriesPass> {
  using Base::Base;

  void runOnOperation() override {
    SmallVector<std::pair<scf::ForOp, unsigned>> loops;
    getOperation()->walk([&](scf::ForOp loop) {
      if (unsigned factor = getFactor(loop); factor > 1)
        loops.push_back({loop, factor});
    });
    // Where the bounds allow none the carries are copied.
    for (auto [loop, factor] : loops)
      (void)loopUnrollByFactor(loop, factor);
  }
};
} // namespace
