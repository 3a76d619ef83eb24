// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Makes the boundary of public functions one of buffers only. It is the last
// pass on tensors, so that bufferization sees who may write to what.

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/BufferizableOpInterface.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "tslice/Codegen/Passes.h"

namespace tslice {
#define GEN_PASS_DEF_PREPAREENTRIESPASS
#include "tslice/Codegen/Passes.h.inc"
} // namespace tslice

using namespace mlir;

static constexpr llvm::StringLiteral writableAttr = "bufferization.writable";
static constexpr llvm::StringLiteral donateAttr = "tslice.donate";

static bool isScalar(Type type) {
  return type.isIntOrIndexOrFloat() || isa<ComplexType>(type);
}

/// func @f(%s: f32) { ... }
/// ->
/// func @f(%t: tensor<f32>) { %s = tensor.extract %t[] ... }
static LogicalResult prepareArguments(func::FuncOp function) {
  OpBuilder builder = OpBuilder::atBlockBegin(&function.front());
  for (BlockArgument argument : function.getArguments()) {
    unsigned number = argument.getArgNumber();
    if (isScalar(argument.getType())) {
      Type type = argument.getType();
      argument.setType(RankedTensorType::get({}, type));
      auto scalar = tensor::ExtractOp::create(builder, function.getLoc(),
                                              argument, ValueRange());
      argument.replaceAllUsesExcept(scalar, scalar);
    }
    if (!isa<RankedTensorType>(argument.getType()))
      return function.emitError()
             << "argument " << number << " of @" << function.getName()
             << " has type " << argument.getType()
             << ", but only ranked tensors and scalars can be passed";
    bool donated = function.getArgAttr(number, donateAttr) != nullptr;
    function.setArgAttr(number, writableAttr, builder.getBoolAttr(donated));
  }
  return success();
}

/// Whether `value` is a buffer of the caller's, which a result must not share.
static bool isOwnedByCaller(func::FuncOp function, Value value) {
  auto argument = dyn_cast<BlockArgument>(value);
  return argument && !function.getArgAttr(argument.getArgNumber(), donateAttr);
}

/// return %s : f32 -> %t = tensor.from_elements %s; return %t : tensor<f32>
/// return %x : tensor<8xf32>, an argument that is not donated
///   -> %t = bufferization.alloc_tensor() copy(%x); return %t : tensor<8xf32>
static LogicalResult prepareResults(func::FuncOp function) {
  auto terminator = cast<func::ReturnOp>(function.front().getTerminator());
  OpBuilder builder(terminator);
  for (OpOperand &operand : terminator->getOpOperands()) {
    Type type = operand.get().getType();
    if (isScalar(type)) {
      auto boxed = RankedTensorType::get({}, type);
      operand.set(tensor::FromElementsOp::create(builder, terminator.getLoc(),
                                                 boxed, operand.get()));
    } else if (!isa<RankedTensorType>(type)) {
      return function.emitError()
             << "result " << operand.getOperandNumber() << " of @"
             << function.getName() << " has type " << type
             << ", but only ranked tensors and scalars can be returned";
    } else if (isOwnedByCaller(function, operand.get())) {
      operand.set(bufferization::AllocTensorOp::create(
          builder, terminator.getLoc(), cast<RankedTensorType>(type),
          ValueRange(), /*copy=*/operand.get()));
    }
  }
  return success();
}

/// Refuses what no later pass can lower, while it has its name and place.
static LogicalResult checkLowerable(Operation *op) {
  auto isTensor = [](Type type) { return isa<TensorType>(type); };
  auto isNarrow = [](Type type) {
    auto element = dyn_cast<FloatType>(getElementTypeOrSelf(type));
    return element && element.getWidth() < 16;
  };
  bool isArithmetic =
      isa<arith::ArithDialect, math::MathDialect>(op->getDialect()) &&
      !isa<arith::ConstantOp, arith::SelectOp, arith::BitcastOp>(op);
  if (isArithmetic && (llvm::any_of(op->getOperandTypes(), isNarrow) ||
                       llvm::any_of(op->getResultTypes(), isNarrow)))
    return op->emitOpError()
           << "computes with an 8-bit float, which can only be moved";
  if (isa<cf::AssertOp>(op))
    return op->emitOpError()
           << "cannot be compiled; accesses and 'tslice.check' report errors";
  if (isa<complex::BitcastOp>(op))
    return op->emitOpError()
           << "cannot be compiled: its bits are not those of an element type";
  bool ofTensors = llvm::any_of(op->getOperandTypes(), isTensor) ||
                   llvm::any_of(op->getResultTypes(), isTensor);
  bool isStructured = !isa<linalg::LinalgDialect>(op->getDialect()) ||
                      isa<linalg::LinalgOp, linalg::YieldOp>(op);
  if (!ofTensors || op->hasTrait<OpTrait::IsTerminator>() ||
      (isStructured && isa<bufferization::BufferizableOpInterface>(op)))
    return success();
  return op->emitOpError()
         << "cannot be compiled: there is no way from it to buffers";
}

namespace {
struct PrepareEntriesPass
    : tslice::impl::PrepareEntriesPassBase<PrepareEntriesPass> {
  using Base::Base;

  LogicalResult prepare(func::FuncOp function) {
    if (!llvm::hasSingleElement(function.getBody()))
      return function.emitError() << "@" << function.getName()
                                  << " has several blocks; use structured "
                                     "control flow ('scf') instead";
    if (failed(prepareArguments(function)) || failed(prepareResults(function)))
      return failure();
    function.setType(
        FunctionType::get(&getContext(), function.front().getArgumentTypes(),
                          function.front().getTerminator()->getOperandTypes()));
    return success();
  }

  void runOnOperation() override {
    WalkResult ops = getOperation().walk(
        [](Operation *op) { return WalkResult(checkLowerable(op)); });
    if (ops.wasInterrupted())
      return signalPassFailure();
    for (auto function : getOperation().getOps<func::FuncOp>()) {
      if (!function.isExternal() && function.isPublic() &&
          failed(prepare(function)))
        return signalPassFailure();
    }
    // All calls have been inlined; what is left calls itself.
    WalkResult calls = getOperation().walk([&](func::CallOp call) {
      auto callee = getOperation().lookupSymbol<func::FuncOp>(call.getCallee());
      if (callee && callee.isExternal() &&
          callee.getName().starts_with("tslice_rt_"))
        return WalkResult::advance();
      if (callee && callee.isExternal())
        call.emitError() << "calls @" << call.getCallee()
                         << ", which has no body";
      else
        call.emitError() << "calls @" << call.getCallee()
                         << " recursively, which cannot be compiled";
      return WalkResult::interrupt();
    });
    if (calls.wasInterrupted())
      signalPassFailure();
  }
};
} // namespace
