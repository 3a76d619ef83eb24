// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The verifier of `tslice.partition`.

#include "tslice/IR/TSliceOps.h"

using namespace mlir;
using namespace tslice;

LogicalResult PartitionOp::verify() {
  if (!getUpdates() != !getPartUpdates())
    return emitOpError(
        "expects places for updates where there are updates, and "
        "only there");
  auto isSame = [](Value a, Value b) {
    return cast<MemRefType>(a.getType()).getElementType() ==
           cast<MemRefType>(b.getType()).getElementType();
  };
  if (!isSame(getIndices(), getPartIndices()))
    return emitOpError("expects places for indices of type ")
           << getIndices().getType() << ", but got "
           << getPartIndices().getType();
  if (getUpdates() && !isSame(getUpdates(), getPartUpdates()))
    return emitOpError("expects places for updates of type ")
           << getUpdates().getType() << ", but got "
           << getPartUpdates().getType();
  if (getElementBytes() != 4 && getElementBytes() != 8)
    return emitOpError("expects elements of 4 or 8 bytes, but got ")
           << getElementBytes();
  return success();
}
