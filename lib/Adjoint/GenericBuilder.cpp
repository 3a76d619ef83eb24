// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Operands of a derived generic: those that its body reads, and as many more as
// it takes to know the size of every loop.

#include "GenericBuilder.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using namespace tslice;

/// The number that all elements of `value` are, if it is a constant.
static TypedAttr getSplat(Value value) {
  if (auto fill = value.getDefiningOp<linalg::FillOp>())
    value = fill.getInputs()[0];
  Attribute constant;
  if (!matchPattern(value, m_Constant(&constant)))
    return {};
  if (auto splat = dyn_cast<SplatElementsAttr>(constant))
    constant = splat.getSplatValue<Attribute>();
  return dyn_cast<FloatAttr>(constant);
}

Value GenericBuilder::addInput(Value value, AffineMap map) {
  inputs.push_back(value);
  maps.push_back(map);
  Value element = body->addArgument(getElementTypeOrSelf(value.getType()), loc);
  // The argument stays, for the sizes of its loops.
  OpBuilder builder = getBodyBuilder();
  if (TypedAttr splat = getSplat(value))
    return arith::ConstantOp::create(builder, loc, splat);
  return element;
}

Value GenericBuilder::setOutput(Value value, AffineMap map) {
  init = value;
  maps.push_back(map);
  return body->addArgument(getElementTypeOrSelf(value.getType()), loc);
}

void tslice::eraseUnusedOps(Block &body) {
  for (Operation &op :
       llvm::make_early_inc_range(llvm::reverse(body.getOperations())))
    if (!op.hasTrait<OpTrait::IsTerminator>() && op.use_empty() &&
        isMemoryEffectFree(&op))
      op.erase();
}

/// Marks the loops whose sizes `map` gives.
static bool markLoops(AffineMap map, llvm::SmallBitVector &known) {
  bool isNew = false;
  for (AffineExpr result : map.getResults())
    if (auto dim = dyn_cast<AffineDimExpr>(result)) {
      isNew |= !known.test(dim.getPosition());
      known.set(dim.getPosition());
    }
  return isNew;
}

void GenericBuilder::dropUnusedInputs() {
  llvm::SmallBitVector known(maps.back().getNumDims());
  markLoops(maps.back(), known);
  for (unsigned i = 0; i < inputs.size(); ++i)
    if (!body->getArgument(i).use_empty())
      markLoops(maps[i], known);
  llvm::SmallBitVector dropped(inputs.size());
  for (unsigned i = 0; i < inputs.size(); ++i)
    if (body->getArgument(i).use_empty() && !markLoops(maps[i], known))
      dropped.set(i);
  for (int i = static_cast<int>(inputs.size()) - 1; i >= 0; --i) {
    if (!dropped.test(i))
      continue;
    body->eraseArgument(i);
    inputs.erase(inputs.begin() + i);
    maps.erase(maps.begin() + i);
  }
}

/// A loop is parallel if each of its steps writes cells of its own: the loop is
/// one of the output's coordinates, and no other coordinate depends on it.
static SmallVector<utils::IteratorType> iteratorTypes(AffineMap output) {
  SmallVector<utils::IteratorType> types(output.getNumDims(),
                                         utils::IteratorType::reduction);
  for (AffineExpr result : output.getResults())
    if (auto dim = dyn_cast<AffineDimExpr>(result)) {
      unsigned uses =
          llvm::count_if(output.getResults(), [&](AffineExpr other) {
            return other.isFunctionOfDim(dim.getPosition());
          });
      if (uses == 1)
        types[dim.getPosition()] = utils::IteratorType::parallel;
    }
  return types;
}

Value GenericBuilder::finish(OpBuilder &builder, Value result) {
  // One constant everywhere is a fill.
  Attribute constant;
  if (matchPattern(result, m_Constant(&constant)))
    if (auto number = dyn_cast<FloatAttr>(constant)) {
      Value scalar = arith::ConstantOp::create(builder, loc, number);
      return linalg::FillOp::create(builder, loc, scalar, init).getResult(0);
    }
  {
    OpBuilder inner = getBodyBuilder();
    linalg::YieldOp::create(inner, loc, result);
  }
  eraseUnusedOps(*body);
  dropUnusedInputs();
  auto generic = linalg::GenericOp::create(
      builder, loc, TypeRange{init.getType()}, inputs, ValueRange{init}, maps,
      iteratorTypes(maps.back()));
  Region &region = generic.getRegion();
  region.getBlocks().clear();
  region.push_back(body.release());
  return generic.getResult(0);
}
