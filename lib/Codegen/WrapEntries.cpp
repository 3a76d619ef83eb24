// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Gives public functions the calling convention of the runtime, so that a
// caller needs to know no signature to call them.

#include "LoopFacts.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "tslice/Codegen/Passes.h"

namespace tslice {
#define GEN_PASS_DEF_WRAPENTRIESPASS
#include "tslice/Codegen/Passes.h.inc"
} // namespace tslice

using namespace mlir;
using namespace tslice;

/// Makes `function` one that only this module calls, under a name that no
/// library uses.
static void makePrivate(func::FuncOp function, SymbolUserMap &users) {
  MLIRContext *ctx = function.getContext();
  auto name = StringAttr::get(ctx, "tslice_impl_" + function.getName());
  users.replaceAllUsesWith(function, name);
  function.setName(name);
  function.setPrivate();
  function->setAttr("llvm.linkage",
                    LLVM::LinkageAttr::get(ctx, LLVM::Linkage::Internal));
  // The attributes of arguments belong to the source and mean nothing to LLVM.
  function.removeArgAttrsAttr();
  function.removeResAttrsAttr();
}

namespace {
/// Builds the body of one wrapper.
struct WrapperBuilder {
  OpBuilder builder;
  Location loc;
  const LLVMTypeConverter &converter;
  LLVM::LLVMPointerType pointer;

  /// The value behind the `i`-th pointer of `arguments`.
  Value loadArgument(Value arguments, int32_t i, Type type) {
    Value slot = LLVM::GEPOp::create(builder, loc, pointer, pointer, arguments,
                                     ArrayRef<LLVM::GEPArg>{i});
    Value address = LLVM::LoadOp::create(builder, loc, pointer, slot);
    Value loaded = LLVM::LoadOp::create(builder, loc,
                                        converter.convertType(type), address);
    return UnrealizedConversionCastOp::create(builder, loc, type, loaded)
        .getResult(0);
  }

  /// Stores `value` to `address` and returns the address behind it.
  Value storeResult(Value address, Value value) {
    Type type = converter.convertType(value.getType());
    Value raw = UnrealizedConversionCastOp::create(builder, loc, type, value)
                    .getResult(0);
    LLVM::StoreOp::create(builder, loc, raw, address);
    return LLVM::GEPOp::create(builder, loc, pointer, type, address,
                               ArrayRef<LLVM::GEPArg>{1});
  }
};
} // namespace

/// func.func @f(%context, %x: memref<?xf32>) -> memref<?xf32>
/// ->
/// func.func @tslice_entry_f(%context, %args, %results) {
///   %r = call @tslice_impl_f(%context, <descriptor at *%args>)
///   <store the descriptor %r to %results>
/// }
static void buildWrapper(func::FuncOp function, StringRef name,
                         const LLVMTypeConverter &converter) {
  MLIRContext *ctx = function.getContext();
  auto pointer = LLVM::LLVMPointerType::get(ctx);
  OpBuilder builder(function);
  auto type = FunctionType::get(ctx, {pointer, pointer, pointer}, {});
  auto entry = func::FuncOp::create(builder, function.getLoc(),
                                    ("tslice_entry_" + name).str(), type);
  WrapperBuilder body{OpBuilder::atBlockBegin(entry.addEntryBlock()),
                      function.getLoc(), converter, pointer};
  SmallVector<Value> arguments = {entry.getArgument(0)};
  for (auto [i, argument] :
       llvm::enumerate(function.getArgumentTypes().drop_front()))
    arguments.push_back(body.loadArgument(entry.getArgument(1), i, argument));
  auto call = func::CallOp::create(body.builder, function.getLoc(), function,
                                   arguments);
  Value address = entry.getArgument(2);
  for (Value result : call.getResults())
    address = body.storeResult(address, result);
  func::ReturnOp::create(body.builder, function.getLoc());
}

namespace {
struct WrapEntriesPass : tslice::impl::WrapEntriesPassBase<WrapEntriesPass> {
  using Base::Base;

  void runOnOperation() override {
    LLVMTypeConverter converter(&getContext());
    SymbolTableCollection tables;
    SymbolUserMap users(tables, getOperation());
    for (auto function :
         llvm::to_vector(getOperation().getOps<func::FuncOp>())) {
      if (function.isExternal() || function->hasAttr(kKernelAttr))
        continue;
      bool isEntry = function.isPublic();
      std::string name = function.getName().str();
      makePrivate(function, users);
      if (isEntry)
        buildWrapper(function, name, converter);
    }
  }
};
} // namespace
