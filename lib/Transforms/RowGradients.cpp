// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which tensors are zero but for rows that scatters have added to.

#include "RowGradients.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;
using namespace tslice;

size_t RowGradient::getPart(ScatterOp op) const {
  Value value = op.getResult();
  // On through the scatters that add to it.
  while (!llvm::is_contained(values, value))
    value = (*value.getUsers().begin())->getResult(0);
  return llvm::find(values, value) - values.begin();
}

bool tslice::isPositiveZero(Value value) {
  DenseElementsAttr constant;
  if (matchPattern(value, m_Constant(&constant)))
    return constant.isSplat() && isa<FloatType>(constant.getElementType()) &&
           constant.getSplatValue<APFloat>().isPosZero();
  auto fill = value.getDefiningOp<linalg::FillOp>();
  return fill && matchPattern(fill.getInputs()[0], m_PosZeroFloat());
}

/// The number of leading dimensions that `op` adds rows to, 0 if it does
/// something else.
static int64_t getNumLead(ScatterOp op) {
  if (op.getCombine() != Combiner::Add || op.getResults().size() != 1 ||
      op.getExcludeSelf() || !op.getBatch().empty() || op.getWindow() ||
      !isa<FloatType>(op.getDest().getType().getElementType()))
    return 0;
  for (auto [number, dim] : llvm::enumerate(op.getDims()))
    if (dim != static_cast<int64_t>(number))
      return 0;
  return op.getDims().size();
}

std::optional<RowGradient> tslice::findRowGradient(Value value) {
  auto last = value.getDefiningOp<ScatterOp>();
  int64_t numLead = last ? getNumLead(last) : 0;
  if (numLead == 0)
    return std::nullopt;
  // Without elements there is no row to read.
  if (llvm::is_contained(last.getDest().getType().getShape(), 0))
    return std::nullopt;
  for (Operation *user : value.getUsers())
    if (auto next = dyn_cast<ScatterOp>(user))
      if (next.getDest() == value && getNumLead(next) == numLead)
        return std::nullopt;

  RowGradient gradient{{value}, {}, numLead, last->getBlock()};
  for (ScatterOp op = last;;) {
    gradient.scatters.insert(gradient.scatters.begin(), op);
    Value dest = op.getDest();
    if (isPositiveZero(dest))
      return gradient;
    op = dest.getDefiningOp<ScatterOp>();
    if (!op || getNumLead(op) != numLead || !dest.hasOneUse() ||
        op->getBlock() != gradient.block)
      return std::nullopt;
  }
}

SmallVector<RowGradient> tslice::findRowGradients(Operation *root) {
  llvm::MapVector<Value, RowGradient> found;
  root->walk([&](Operation *op) {
    if (isa<ScatterOp>(op)) {
      if (std::optional<RowGradient> gradient =
              findRowGradient(op->getResult(0)))
        found.insert({op->getResult(0), *gradient});
      return;
    }
    if (!isa<arith::AddFOp>(op))
      return;
    // The sum of two is one, unless somebody needs a part.
    auto *lhs = found.find(op->getOperand(0)),
         *rhs = found.find(op->getOperand(1));
    if (lhs == found.end() || rhs == found.end() || lhs == rhs ||
        !lhs->first.hasOneUse() || !rhs->first.hasOneUse() ||
        lhs->second.numLead != rhs->second.numLead ||
        lhs->second.block != op->getBlock() ||
        rhs->second.block != op->getBlock())
      return;
    RowGradient sum = lhs->second;
    const RowGradient &other = rhs->second;
    sum.values.append(other.values);
    sum.scatters.append(other.scatters);
    found.erase(op->getOperand(0));
    found.erase(op->getOperand(1));
    found.insert({op->getResult(0), std::move(sum)});
  });
  return llvm::map_to_vector(found, [](auto &entry) { return entry.second; });
}
