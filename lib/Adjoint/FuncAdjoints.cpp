// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Calls: the derivative of a call is a call of the callee's derivative.

#include "Models.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/DialectRegistry.h"

using namespace mlir;
using namespace tslice;

namespace {

/// %y = call @f(%x)
///   reverse: %x_ct += call @f__vjp_0(%x, %y_ct)
///   forward: %y, %y_t = call @f__jvp_0(%x, %x_t), which replaces the call
struct CallAdjoint
    : DifferentiableOpInterface::ExternalModel<CallAdjoint, func::CallOp> {
  LogicalResult emitAdjoint(Operation *op, AdjointSink &sink) const {
    auto call = cast<func::CallOp>(op);
    SmallVector<Value> operands;
    SmallVector<int64_t> args, results;
    SmallVector<Type> types;
    for (auto [i, operand] : llvm::enumerate(call.getOperands())) {
      operands.push_back(sink.getPrimal(operand));
      if (!sink.isActive(operand))
        continue;
      args.push_back(i);
      types.push_back(operand.getType());
    }
    for (auto [i, result] : llvm::enumerate(call.getResults())) {
      Value cotangent = sink.getCotangent(result);
      if (!cotangent)
        continue;
      results.push_back(i);
      operands.push_back(cotangent);
    }
    FailureOr<DerivedCallee> derived =
        sink.getDerivedCallee(op, call.getCalleeAttr(), args, results);
    if (failed(derived))
      return failure();
    auto gradients = func::CallOp::create(sink.getBuilder(), op->getLoc(),
                                          derived->function, types, operands);
    for (auto [arg, gradient] : llvm::zip_equal(args, gradients.getResults()))
      if (!llvm::is_contained(derived->unreached, arg))
        sink.addDense(call.getOperand(arg), gradient);
    return success();
  }

  LogicalResult emitTangent(Operation *op, TangentSink &sink) const {
    auto call = cast<func::CallOp>(op);
    SmallVector<Value> operands(call.getOperands());
    SmallVector<int64_t> args, results;
    SmallVector<Type> types(call.getResultTypes());
    for (auto [i, operand] : llvm::enumerate(call.getOperands())) {
      Value tangent = sink.getTangent(operand);
      if (!tangent)
        continue;
      args.push_back(i);
      operands.push_back(tangent);
    }
    for (auto [i, result] : llvm::enumerate(call.getResults())) {
      if (!sink.isActive(result))
        continue;
      results.push_back(i);
      types.push_back(result.getType());
    }
    FailureOr<DerivedCallee> derived =
        sink.getDerivedCallee(op, call.getCalleeAttr(), args, results);
    if (failed(derived))
      return failure();
    auto both = func::CallOp::create(sink.getBuilder(), op->getLoc(),
                                     derived->function, types, operands);
    // The call's results live on under both names until it is erased as unused.
    for (auto [i, result] : llvm::enumerate(results)) {
      Value tangent = both.getResult(call.getNumResults() + i);
      sink.setTangent(call.getResult(result), tangent);
      sink.setTangent(both.getResult(result), tangent);
    }
    for (auto [i, result] : llvm::enumerate(call.getResults()))
      result.replaceAllUsesWith(both.getResult(i));
    return success();
  }
};

} // namespace

void tslice::registerFuncAdjoints(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, func::FuncDialect *) {
    func::CallOp::attachInterface<CallAdjoint>(*context);
  });
}
