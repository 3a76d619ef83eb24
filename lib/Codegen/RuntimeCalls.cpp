// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Declares and calls the functions of the runtime library.

#include "RuntimeCalls.h"

using namespace mlir;
using namespace tslice;

LLVM::LLVMFuncOp RuntimeCalls::declare(StringRef name, Type result,
                                       ArrayRef<Type> arguments) {
  if (auto function = module.lookupSymbol<LLVM::LLVMFuncOp>(name))
    return function;
  auto builder = OpBuilder::atBlockBegin(module.getBody());
  auto type = LLVM::LLVMFunctionType::get(result, arguments);
  auto function =
      LLVM::LLVMFuncOp::create(builder, module.getLoc(), name, type);
  function.setNoUnwind(true);
  return function;
}

Value RuntimeCalls::alloc(OpBuilder &builder, Location loc, Value context,
                          Value bytes, std::optional<int64_t> result) {
  MLIRContext *ctx = builder.getContext();
  Type pointer = LLVM::LLVMPointerType::get(ctx), i64 = builder.getI64Type();
  SmallVector<Type> types = {pointer, i64};
  SmallVector<Value> values = {context, bytes};
  if (result) {
    types.push_back(i64);
    values.push_back(LLVM::ConstantOp::create(builder, loc, i64, *result));
  }
  LLVM::LLVMFuncOp function = declare(
      result ? "tslice_rt_alloc_result" : "tslice_rt_alloc", pointer, types);
  // Fresh memory aliases nothing: what lets LLVM vectorise the loops that fill
  // it.
  function.setResultAttr(0, LLVM::LLVMDialect::getNoAliasAttrName(),
                         builder.getUnitAttr());
  // Of the caller's memory no more is known than of any from malloc.
  function.setResultAttr(0, LLVM::LLVMDialect::getAlignAttrName(),
                         builder.getI64IntegerAttr(result ? 16 : 64));
  return LLVM::CallOp::create(builder, loc, function, values).getResult();
}

void RuntimeCalls::free(OpBuilder &builder, Location loc, Value context,
                        Value pointer) {
  Type type = LLVM::LLVMPointerType::get(builder.getContext());
  LLVM::LLVMFuncOp function =
      declare("tslice_rt_free", LLVM::LLVMVoidType::get(builder.getContext()),
              {type, type});
  LLVM::CallOp::create(builder, loc, function, ValueRange{context, pointer});
}

LLVM::LLVMFuncOp RuntimeCalls::getFailHelper(Location loc, unsigned rank) {
  std::string name = "tslice_fail_" + std::to_string(rank);
  if (auto function = module.lookupSymbol<LLVM::LLVMFuncOp>(name))
    return function;
  MLIRContext *ctx = module.getContext();
  Type pointer = LLVM::LLVMPointerType::get(ctx),
       i64 = IntegerType::get(ctx, 64);
  Type none = LLVM::LLVMVoidType::get(ctx);
  LLVM::LLVMFuncOp record = declare(
      "tslice_rt_fail", none, {pointer, i64, i64, i64, i64, i64, i64, pointer});

  SmallVector<Type> arguments(6 + rank, i64);
  arguments[0] = pointer;
  LLVM::LLVMFuncOp function = declare(name, none, arguments);
  function.setLinkage(LLVM::Linkage::Internal);
  function.setNoInline(true);
  function.setPassthroughAttr(
      ArrayAttr::get(ctx, StringAttr::get(ctx, "cold")));
  OpBuilder builder(ctx);
  builder.setInsertionPointToStart(function.addEntryBlock(builder));
  Value count = LLVM::ConstantOp::create(builder, loc, i64, rank);
  Value position = LLVM::AllocaOp::create(builder, loc, pointer, i64, count);
  for (unsigned dim = 0; dim < rank; ++dim) {
    Value slot =
        LLVM::GEPOp::create(builder, loc, pointer, i64, position,
                            ArrayRef<LLVM::GEPArg>{static_cast<int32_t>(dim)});
    LLVM::StoreOp::create(builder, loc, function.getArgument(6 + dim), slot);
  }
  SmallVector<Value> values(function.getArguments().take_front(6));
  values.append({count, position});
  LLVM::CallOp::create(builder, loc, record, values);
  LLVM::ReturnOp::create(builder, loc, ValueRange());
  return function;
}

void RuntimeCalls::fail(OpBuilder &builder, Location loc, Value context,
                        const FailureRecord &record) {
  auto constant = [&](int64_t value) {
    return LLVM::ConstantOp::create(builder, loc, builder.getI64Type(), value);
  };
  SmallVector<Value> values = {context,
                               constant(record.site),
                               constant(record.kind),
                               constant(record.dim),
                               record.value,
                               record.limit};
  values.append(record.position);
  LLVM::CallOp::create(builder, loc,
                       getFailHelper(module.getLoc(), record.position.size()),
                       values);
}

void RuntimeCalls::parallel(OpBuilder &builder, Location loc, Value context,
                            Value function, Value data, Value n, Value grain) {
  MLIRContext *ctx = builder.getContext();
  Type pointer = LLVM::LLVMPointerType::get(ctx), i64 = builder.getI64Type();
  LLVM::LLVMFuncOp callee =
      declare("tslice_rt_parallel", LLVM::LLVMVoidType::get(ctx),
              {pointer, pointer, pointer, i64, i64});
  LLVM::CallOp::create(builder, loc, callee,
                       ValueRange{context, function, data, n, grain});
}

void RuntimeCalls::planRows(OpBuilder &builder, Location loc, Value context,
                            Value indices, int64_t indexBytes,
                            Value numPositions, Value plan, Value numRows,
                            Value numColumns, ArrayRef<int64_t> options) {
  MLIRContext *ctx = builder.getContext();
  Type pointer = LLVM::LLVMPointerType::get(ctx), i64 = builder.getI64Type();
  auto constant = [&](int64_t value) -> Value {
    return LLVM::ConstantOp::create(builder, loc, i64, value);
  };
  LLVM::LLVMFuncOp callee = declare(
      "tslice_rt_plan_rows", LLVM::LLVMVoidType::get(ctx),
      {pointer, pointer, i64, i64, pointer, i64, i64, i64, i64, i64, i64});
  SmallVector<Value> values = {context,      indices, constant(indexBytes),
                               numPositions, plan,    numRows,
                               numColumns};
  for (int64_t option : options)
    values.push_back(constant(option));
  LLVM::CallOp::create(builder, loc, callee, values);
}

void RuntimeCalls::partition(OpBuilder &builder, Location loc, Value context,
                             ValueRange values) {
  MLIRContext *ctx = builder.getContext();
  SmallVector<Value> arguments{context};
  llvm::append_range(arguments, values);
  LLVM::LLVMFuncOp callee =
      declare("tslice_rt_partition", LLVM::LLVMVoidType::get(ctx),
              llvm::to_vector(ValueRange(arguments).getTypes()));
  LLVM::CallOp::create(builder, loc, callee, arguments);
}

Value RuntimeCalls::hasFailed(OpBuilder &builder, Location loc, Value context) {
  // The field `failed` is the first of the context.
  Value failed =
      LLVM::LoadOp::create(builder, loc, builder.getI32Type(), context);
  Value zero = LLVM::ConstantOp::create(builder, loc, builder.getI32Type(), 0);
  return LLVM::ICmpOp::create(builder, loc, LLVM::ICmpPredicate::ne, failed,
                              zero);
}
