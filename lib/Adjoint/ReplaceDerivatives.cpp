// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The operations that ask for a derivative become calls of derived functions,
// once the sizes that they are given are compared.

#include "Deriver.h"
#include "DirectionSizes.h"

using namespace mlir;
using namespace tslice;

/// The results of `type` that take a cotangent or have a tangent.
static SmallVector<int64_t> differentiableResults(FunctionType type) {
  SmallVector<int64_t> results;
  for (auto [i, result] : llvm::enumerate(type.getResults()))
    if (isDifferentiable(result))
      results.push_back(i);
  return results;
}

/// Compares the open sizes of cotangents and tangents, which are the caller's,
/// with those of the values that they belong to.
LogicalResult Deriver::checkDirections(Operation *op, Operation *callee) {
  if (auto jvp = dyn_cast<JVPOp>(op)) {
    checkTangentSizes(jvp);
    return success();
  }
  auto vjp = dyn_cast<VJPOp>(op);
  auto primal = dyn_cast<func::FuncOp>(callee);
  if (!vjp || !primal || !hasOpenSizes(vjp.getCotangents()))
    return success();
  auto [it, isNew] = sizeFunctions.try_emplace(primal);
  if (isNew && !primal.isExternal()) {
    // Deriving by a rule of its own has left these alone.
    if (failed(replaceDerivatives(primal)))
      return failure();
    it = sizeFunctions.find(primal);
    it->second = createSizeFunction(primal, symbols);
  }
  checkCotangentSizes(vjp, primal, it->second);
  return success();
}

LogicalResult Deriver::replaceDerivative(Operation *op) {
  auto calleeAttr = op->getAttrOfType<FlatSymbolRefAttr>("callee");
  Operation *callee = symbols.lookupNearestSymbolFrom(op, calleeAttr);
  auto function = dyn_cast_or_null<FunctionOpInterface>(callee);
  if (!function)
    return op->emitOpError() << "names " << calleeAttr
                             << ", which is not a function of this module";

  DerivativeRequest request{callee, DerivativeMode::Reverse, {}, {}, false};
  auto fill = [&](auto derivative) {
    llvm::append_range(request.args, derivative.getWrt());
    request.value = derivative.getValue();
    request.results =
        differentiableResults(cast<FunctionType>(function.getFunctionType()));
  };
  auto fillSparse = [&](auto derivative) {
    unsigned at = request.value ? function.getNumResults() : 0;
    for (int64_t arg : derivative.getWrt()) {
      auto type = dyn_cast<RankedTensorType>(function.getArgumentTypes()[arg]);
      if (llvm::is_contained(derivative.getSparse(), arg))
        request.sparse.push_back(
            {arg, getNumRowIndices(type, op->getResult(at++).getType())});
      ++at;
    }
  };
  if (auto grad = dyn_cast<GradOp>(op)) {
    fill(grad);
    fillSparse(grad);
    request.mode = DerivativeMode::Gradient;
    request.results = {0};
  } else if (auto vjp = dyn_cast<VJPOp>(op)) {
    fill(vjp);
    fillSparse(vjp);
  } else {
    fill(cast<JVPOp>(op));
    request.mode = DerivativeMode::Forward;
  }

  // Deriving a callee may replace its own derivatives first, on behalf of
  // others.
  Operation *outerRequester = requester;
  std::string outerRoot = root;
  setRequester(op, function.getName());
  FailureOr<DerivedFunction> derived = derive(request);
  if (succeeded(derived))
    for (int64_t arg : derived->unreached)
      op->emitWarning() << "the result of @" << root
                        << " does not depend on argument " << arg << ", so its "
                        << (request.mode == DerivativeMode::Forward
                                ? "tangent has no effect"
                                : "gradient is zero");
  requester = outerRequester;
  root = outerRoot;
  if (failed(derived) || failed(checkDirections(op, callee)))
    return failure();

  OpBuilder builder(op);
  auto call = func::CallOp::create(builder, op->getLoc(), derived->function,
                                   op->getOperands());
  call->setDiscardableAttrs(op->getDiscardableAttrDictionary());
  op->replaceAllUsesWith(call);
  op->erase();
  return success();
}

LogicalResult Deriver::replaceDerivatives(Operation *function) {
  auto [it, isNew] = replaced.try_emplace(function, false);
  if (!isNew) {
    if (it->second)
      return success();
    // Only a derivative asked for on the way here leads back to the function.
    return emitError()
           << ": the function contains a derivative that depends on itself";
  }
  SmallVector<Operation *> derivatives;
  function->walk([&](Operation *op) {
    if (isa<GradOp, VJPOp, JVPOp>(op))
      derivatives.push_back(op);
  });
  for (Operation *op : derivatives)
    if (failed(replaceDerivative(op)))
      return failure();
  replaced[function] = true;
  return success();
}
