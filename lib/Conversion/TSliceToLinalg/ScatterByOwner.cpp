// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Scatters whose positions lead to whole rows or single elements, each of which
// belongs to one thread: what they are.

#include "ScatterByOwner.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "tslice/IR/Evaluate.h"

using namespace mlir;
using namespace tslice;

std::pair<Value, Value> tslice::getFill(Value tensor) {
  auto op = tensor.getDefiningOp<linalg::LinalgOp>();
  auto isRead = [](OpOperand &use) {
    return !isa<tensor::DimOp>(use.getOwner());
  };
  if (!op || op->getNumResults() != 1 ||
      llvm::count_if(tensor.getUses(), isRead) != 1)
    return {};
  Value init = op.getDpsInits()[0];
  if (auto fill = dyn_cast<linalg::FillOp>(op.getOperation()))
    return {fill.getInputs()[0], init};
  Block &body = op->getRegion(0).front();
  Value value = body.getTerminator()->getOperand(0);
  bool isFill = isa<linalg::GenericOp>(op.getOperation()) &&
                op.getNumDpsInputs() == 0 &&
                op.getIndexingMapsArray()[0].isIdentity() &&
                value.getParentBlock() != &body;
  return isFill ? std::pair(value, init) : std::pair(Value(), Value());
}

//===----------------------------------------------------------------------===//
// Positions and rows
//===----------------------------------------------------------------------===//

OwnedScatter::OwnedScatter(IndexMath &math, ScatterEmitter &scatter)
    : scatter(scatter), rows(scatter.extents[0]),
      numPositions(scatter.getNumPositions(math)),
      elementBytes(getElementStorageSize(
          scatter.op.getDest().getType().getElementType())) {
  if (scatter.combining.dests.size() == 1)
    std::tie(fillValue, fillInit) = getFill(scatter.op.getDest());
}

Values OwnedScatter::emitPosition(IndexMath &math, Value position,
                                  const ScatterPart &part, ValueRange dests) {
  return scatter.emitPosition(math.builder, math.loc,
                              scatter.getCoordinates(math, position), part,
                              dests);
}

bool ScatterEmitter::hasRows(int64_t minBytes) {
  if (layout.numPositionDims == 0 || layout.numComponents != 1 ||
      layout.hasComponentDim || layout.dims[0].kind != IndexedDim::Addressed ||
      layout.dims[0].window != 1)
    return false;
  int64_t bytes =
      getElementStorageSize(op.getDest().getType().getElementType());
  for (auto [dim, facts] : llvm::enumerate(layout.dims)) {
    if (dim == 0)
      continue;
    if (facts.kind != IndexedDim::Whole)
      return false;
    bytes *= IndexMath::known(windowSizes[dim]).value_or(minBytes);
  }
  return bytes >= minBytes;
}

bool ScatterEmitter::hasElements() {
  return hasRows(0) && layout.dims.size() == 1;
}
