// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The sizes of results are found without the results: a derivative in reverse
// need not compute these.

#include "DirectionSizes.h"
#include "Emitter.h"
#include "EraseUnused.h"
#include "SizeRoots.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "tslice/IR/DifferentiableOpInterface.h"

using namespace mlir;
using namespace tslice;

static bool hasOpenSizes(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor && !tensor.hasStaticShape();
}

bool tslice::hasOpenSizes(ValueRange values) {
  return llvm::any_of(values.getTypes(),
                      [](Type type) { return ::hasOpenSizes(type); });
}

static int64_t getSite(Operation *op) {
  auto site = op->getAttrOfType<IntegerAttr>("tslice.site");
  return site ? site.getInt() : -1;
}

void tslice::checkTangentSizes(JVPOp op) {
  OpBuilder builder(op);
  Emitter emit(builder, op.getLoc());
  for (auto [i, arg] : llvm::enumerate(op.getWrt())) {
    OpOperand &tangent = op.getTangentsMutable()[i];
    if (::hasOpenSizes(tangent.get().getType()))
      tangent.set(emit.checkSizes(tangent.get(), emit.sizes(tangent.get()),
                                  emit.sizes(op.getArgs()[arg]), getSite(op),
                                  i));
  }
}

//===----------------------------------------------------------------------===//
// Sizes of results
//===----------------------------------------------------------------------===//

///   func.func private @f__sizes_0(%args) -> index {
///     ...
///     %n = tensor.dim %r, %c0
///     return %n : index
///   }
func::FuncOp tslice::createSizeFunction(func::FuncOp primal,
                                        SymbolTableCollection &symbols) {
  SymbolTable &table = symbols.getSymbolTable(primal->getParentOp());
  std::string name;
  for (int number = 0; name.empty() || table.lookup(name); ++number)
    name = (primal.getSymName() + "__sizes_" + Twine(number)).str();
  OpBuilder builder(primal.getContext());
  auto function =
      func::FuncOp::create(primal.getLoc(), name, primal.getFunctionType());
  function.setPrivate();
  table.insert(function, ++Block::iterator(primal));
  IRMapping mapping;
  primal.getBody().cloneInto(&function.getBody(), mapping);

  size_t numSizes = 0;
  function.walk([&](func::ReturnOp terminator) {
    builder.setInsertionPoint(terminator);
    SmallVector<Value> sizes;
    for (Value result : terminator.getOperands()) {
      auto type = dyn_cast<RankedTensorType>(result.getType());
      if (!type || !isDifferentiable(type))
        continue;
      for (int64_t dim = 0; dim < type.getRank(); ++dim)
        if (type.isDynamicDim(dim))
          sizes.push_back(
              createSize(builder, terminator.getLoc(), result, dim));
    }
    terminator.getOperandsMutable().assign(sizes);
    numSizes = sizes.size();
  });
  function.setFunctionType(builder.getFunctionType(
      primal.getArgumentTypes(),
      SmallVector<Type>(numSizes, builder.getIndexType())));
  readSizesFromRoots(function.getBody());
  for (Block &block : llvm::reverse(function.getBody()))
    eraseUnused(block, symbols);
  return function;
}

void tslice::checkCotangentSizes(VJPOp op, func::FuncOp primal,
                                 func::FuncOp sizeFunction) {
  OpBuilder builder(op);
  Emitter emit(builder, op.getLoc());
  auto call = func::CallOp::create(
      builder, op.getLoc(), sizeFunction ? sizeFunction : primal, op.getArgs());
  ValueRange sizes = call.getResults();
  if (!sizeFunction) {
    SmallVector<Value> open;
    for (Value result : call.getResults())
      if (::hasOpenSizes(result.getType()) &&
          isDifferentiable(result.getType()))
        llvm::append_range(open, emit.dynamicSizes(result));
    sizes = open;
  }
  for (auto [i, cotangent] : llvm::enumerate(op.getCotangentsMutable())) {
    auto type = dyn_cast<RankedTensorType>(cotangent.get().getType());
    if (!type)
      continue;
    SmallVector<OpFoldResult> expected;
    for (int64_t size : type.getShape()) {
      if (!ShapedType::isDynamic(size)) {
        expected.push_back(builder.getIndexAttr(size));
        continue;
      }
      expected.push_back(sizes.front());
      sizes = sizes.drop_front();
    }
    cotangent.set(emit.checkSizes(cotangent.get(), emit.sizes(cotangent.get()),
                                  expected, getSite(op), i));
  }
}
