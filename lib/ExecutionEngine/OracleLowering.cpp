// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The passes of the oracle around the plain road: accesses become calls before
// it, the calls reach the evaluator after it.

#include "Oracle.h"
#include "PlainRoad.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/Iterators.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "tslice/Adjoint/Passes.h"
#include "tslice/IR/TSliceInference.h"
#include "tslice/Transforms/Passes.h"

using namespace mlir;
using namespace tslice;

static constexpr StringLiteral calleePrefix = "tslice_evaluate_";
static constexpr StringLiteral combinePrefix = "tslice_combine_";

namespace {

/// Access number 3 of the module,
///
///   %r = tslice.gather %x[%i] dims [0] : tensor<5xf32>, tensor<2xi32> -> ...
///
/// becomes
///
///   %xb = bufferization.to_buffer %x read_only : tensor<5xf32> to memref<5xf32>
///   %rb = func.call @tslice_evaluate_3(%xb, %ib) : (memref<5xf32>, ...) -> ...
///   %r = bufferization.to_tensor %rb restrict writable
///
/// of an external function. The region of a write becomes a function too, which
/// the external one names so that it stays alive:
///
///   func.func private @tslice_combine_3(%found: f32, %written: f32) -> f32
///
/// A check that expanding left,
///
///   %r = tslice.check equal %n, %m {site = 3 : i64}
///
/// becomes a call of @tslice_oracle_check(%site, %kind, %dim, %n, %m).
struct CallEvaluator
    : public PassWrapper<CallEvaluator, OperationPass<ModuleOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(CallEvaluator)
  StringRef getArgument() const override { return "oracle-call-evaluator"; }
  void getDependentDialects(DialectRegistry &registry) const override {
    registry.insert<arith::ArithDialect, bufferization::BufferizationDialect,
                    func::FuncDialect, memref::MemRefDialect>();
  }
  void runOnOperation() override;
};

/// Gives the wrappers that upstream declares for these functions a body, which
/// passes the number of the access and an array of pointers on:
///
///   llvm.func @_mlir_ciface_tslice_evaluate_3(%r: !llvm.ptr, %x: !llvm.ptr,
///                                             %i: !llvm.ptr) {
///     %array = llvm.alloca ...
///     llvm.call @tslice_oracle_evaluate(%c3, %array, %r, %combine)
///   }
///
/// where %combine is null, or takes pointers to the elements of each pair:
///
///   llvm.func @tslice_combine_pointers_3(%found: !llvm.ptr, %written: !llvm.ptr)
struct ConnectEvaluator
    : public PassWrapper<ConnectEvaluator, OperationPass<ModuleOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(ConnectEvaluator)
  StringRef getArgument() const override { return "oracle-connect-evaluator"; }
  void runOnOperation() override;
};

} // namespace

static void callCheck(CheckOp check, func::FuncOp callee) {
  ImplicitLocOpBuilder b(check.getLoc(), check);
  auto constant = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(b, value);
  };
  auto call = func::CallOp::create(
      b, callee,
      ValueRange{constant(check.getSite()),
                 constant(static_cast<int64_t>(check.getKind())),
                 constant(check.getDim()), check.getValue(), check.getLimit()});
  check.replaceAllUsesWith(call.getResult(0));
  check.erase();
}

/// Makes a function of the region of a write.
static func::FuncOp outlineBody(ImplicitLocOpBuilder &b, Twine name,
                                Region &body) {
  OpBuilder::InsertionGuard guard(b);
  auto yield = cast<YieldOp>(body.front().getTerminator());
  auto function = func::FuncOp::create(
      b, name.str(),
      b.getFunctionType(body.getArgumentTypes(), yield.getOperandTypes()));
  function.setPrivate();
  function.getBody().takeBody(body);
  b.setInsertionPoint(yield);
  func::ReturnOp::create(b, yield.getOperands());
  yield.erase();
  return function;
}

void CallEvaluator::runOnOperation() {
  ModuleOp module = getOperation();
  SmallVector<CheckOp> checks;
  module.walk([&](CheckOp check) { checks.push_back(check); });
  if (!checks.empty()) {
    ImplicitLocOpBuilder b(module.getLoc(), module.getBodyRegion());
    Type index = b.getIndexType();
    auto callee = func::FuncOp::create(
        b, "tslice_oracle_check",
        b.getFunctionType(SmallVector<Type>(5, index), index));
    callee.setPrivate();
    for (CheckOp check : checks)
      callCheck(check, callee);
  }
  SmallVector<Operation *> accesses;
  module.walk([&](Operation *op) {
    if (isEvaluated(op))
      accesses.push_back(op);
  });
  auto toBuffer = [](Type type) -> Type {
    auto tensor = dyn_cast<RankedTensorType>(type);
    return tensor ? MemRefType::get(tensor.getShape(), tensor.getElementType())
                  : type;
  };
  for (auto [i, op] : llvm::enumerate(accesses)) {
    ImplicitLocOpBuilder b(op->getLoc(), module.getBodyRegion());
    auto operandTypes = llvm::map_to_vector(op->getOperandTypes(), toBuffer);
    auto resultTypes = llvm::map_to_vector(op->getResultTypes(), toBuffer);
    auto callee =
        func::FuncOp::create(b, (calleePrefix + Twine(i)).str(),
                             b.getFunctionType(operandTypes, resultTypes));
    callee.setPrivate();
    callee->setAttr(LLVM::LLVMDialect::getEmitCWrapperAttrName(),
                    b.getUnitAttr());
    if (op->getNumRegions() != 0) {
      auto body = outlineBody(b, combinePrefix + Twine(i), op->getRegion(0));
      callee->setAttr("tslice.combine", FlatSymbolRefAttr::get(body));
    }
    b.setInsertionPoint(op);
    SmallVector<Value> operands(op->getOperands());
    for (auto [operand, type] : llvm::zip_equal(operands, operandTypes))
      if (operand.getType() != type)
        operand = bufferization::ToBufferOp::create(b, type, operand,
                                                    /*read_only=*/true);
    auto call = func::CallOp::create(b, callee, operands);
    for (auto [result, buffer] :
         llvm::zip_equal(op->getResults(), call.getResults())) {
      Value value = buffer;
      if (result.getType() != buffer.getType())
        value = bufferization::ToTensorOp::create(
            b, result.getType(), buffer, /*restrict=*/true, /*writable=*/true);
      result.replaceAllUsesWith(value);
    }
    op->erase();
  }
}

/// Adds a function that calls `combine` on what pointers point to, and stores
/// what it returns.
static LLVM::LLVMFuncOp takePointers(LLVM::LLVMFuncOp combine, int64_t index) {
  ImplicitLocOpBuilder b(combine.getLoc(), combine.getContext());
  b.setInsertionPointAfter(combine);
  Type pointer = LLVM::LLVMPointerType::get(b.getContext());
  auto function = LLVM::LLVMFuncOp::create(
      b, ("tslice_combine_pointers_" + Twine(index)).str(),
      LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(b.getContext()),
                                  {pointer, pointer}));
  b.setInsertionPointToStart(function.addEntryBlock(b));
  auto getAddress = [&](Value array, int32_t i) {
    Value slot = LLVM::GEPOp::create(b, pointer, pointer, array,
                                     ArrayRef<LLVM::GEPArg>{i});
    return LLVM::LoadOp::create(b, pointer, slot).getResult();
  };
  ArrayRef<Type> types = combine.getArgumentTypes();
  auto numPairs = static_cast<int32_t>(types.size() / 2);
  SmallVector<Value> operands;
  for (Value array : function.getArguments())
    for (int32_t i = 0; i < numPairs; ++i)
      operands.push_back(
          LLVM::LoadOp::create(b, types[i], getAddress(array, i)));
  Value result = LLVM::CallOp::create(b, combine, operands).getResult();
  for (int32_t i = 0; i < numPairs; ++i) {
    Value part =
        numPairs == 1 ? result : LLVM::ExtractValueOp::create(b, result, i);
    LLVM::StoreOp::create(b, part, getAddress(function.getArgument(0), i));
  }
  LLVM::ReturnOp::create(b, ValueRange());
  return function;
}

/// Fills in the body of `wrapper`, which stands for access number `index`, a
/// write by the function `combine` if that is not null.
static void connect(LLVM::LLVMFuncOp wrapper, int64_t index,
                    LLVM::LLVMFuncOp evaluate, LLVM::LLVMFuncOp combine) {
  ImplicitLocOpBuilder b(wrapper.getLoc(), wrapper.getContext());
  Type pointer = LLVM::LLVMPointerType::get(b.getContext());
  b.setInsertionPointToStart(wrapper.addEntryBlock(b));
  auto operands = wrapper.getArguments().drop_front();
  auto constant = [&](int64_t value) {
    return LLVM::ConstantOp::create(b, b.getI64Type(), value);
  };
  Value array =
      LLVM::AllocaOp::create(b, pointer, pointer, constant(operands.size()));
  for (auto [i, operand] : llvm::enumerate(operands)) {
    Value address = operand;
    if (operand.getType() != pointer) {
      address =
          LLVM::AllocaOp::create(b, pointer, operand.getType(), constant(1));
      LLVM::StoreOp::create(b, operand, address);
    }
    Value slot =
        LLVM::GEPOp::create(b, pointer, pointer, array,
                            ArrayRef<LLVM::GEPArg>{static_cast<int32_t>(i)});
    LLVM::StoreOp::create(b, address, slot);
  }
  Value region =
      combine ? LLVM::AddressOfOp::create(b, takePointers(combine, index))
                    .getResult()
              : LLVM::ZeroOp::create(b, pointer).getResult();
  LLVM::CallOp::create(
      b, evaluate,
      ValueRange{constant(index), array, wrapper.getArgument(0), region});
  LLVM::ReturnOp::create(b, ValueRange());
}

void ConnectEvaluator::runOnOperation() {
  ModuleOp module = getOperation();
  ImplicitLocOpBuilder b(module.getLoc(), module.getBodyRegion());
  Type pointer = LLVM::LLVMPointerType::get(&getContext());
  auto evaluate = LLVM::LLVMFuncOp::create(
      b, "tslice_oracle_evaluate",
      LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(&getContext()),
                                  {b.getI64Type(), pointer, pointer, pointer}));
  for (auto wrapper :
       llvm::make_early_inc_range(module.getOps<LLVM::LLVMFuncOp>())) {
    StringRef name = wrapper.getName();
    int64_t index;
    if (name.consume_front("_mlir_ciface_") &&
        name.consume_front(calleePrefix) && !name.getAsInteger(10, index))
      connect(
          wrapper, index, evaluate,
          module.lookupSymbol<LLVM::LLVMFuncOp>((combinePrefix + name).str()));
  }
}

FailureOr<std::unique_ptr<Oracle>> Oracle::lower(ModuleOp module) {
  PassManager derive(module.getContext());
  derive.addPass(createDecomposeOpsPass());
  derive.addPass(createNumberSitesPass());
  derive.addPass(createExpandIndexingPass());
  derive.addPass(createDeriveAdjointsPass());
  derive.addPass(createShieldFoldsPass());
  derive.addPass(createDropEmptyReshapesPass());
  if (failed(derive.run(module)))
    return failure();
  // What nobody needs does not fail.
  module.walk<WalkOrder::PostOrder, ReverseIterator>([](Operation *op) {
    if (isOpTriviallyDead(op))
      op->erase();
  });

  std::unique_ptr<Oracle> oracle(new Oracle(module));
  PassManager lower(module.getContext());
  lower.addPass(std::make_unique<CallEvaluator>());
  buildPlainRoad(lower, oracle->reasons);
  lower.addPass(std::make_unique<ConnectEvaluator>());
  if (failed(lower.run(module)))
    return failure();
  return oracle;
}
