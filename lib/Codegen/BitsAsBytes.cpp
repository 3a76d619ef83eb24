// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reads and writes truth values as the bytes that memory has of them. LLVM's
// vectors of single bits lie otherwise in memory, so that it takes no loop over
// tensors of them for one over neighbours: it loads them one by one.

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "tslice/Codegen/Passes.h"

namespace tslice {
#define GEN_PASS_DEF_BITSASBYTESPASS
#include "tslice/Codegen/Passes.h.inc"
} // namespace tslice

using namespace mlir;

/// %b = llvm.load %p : !llvm.ptr -> i1
/// ->
/// %byte = llvm.load %p : !llvm.ptr -> i8
/// %b = llvm.icmp "ne" %byte, 0
static void loadByte(LLVM::LoadOp load) {
  OpBuilder builder(load->getContext());
  builder.setInsertionPointAfter(load);
  Value bit = load.getResult();
  bit.setType(builder.getI8Type());
  Value zero =
      LLVM::ConstantOp::create(builder, load.getLoc(), builder.getI8Type(), 0);
  auto isSet = LLVM::ICmpOp::create(builder, load.getLoc(),
                                    LLVM::ICmpPredicate::ne, bit, zero);
  bit.replaceAllUsesExcept(isSet, isSet);
}

/// llvm.store %b, %p : i1, !llvm.ptr
/// ->
/// %byte = llvm.zext %b : i1 to i8
/// llvm.store %byte, %p : i8, !llvm.ptr
static void storeByte(LLVM::StoreOp store) {
  OpBuilder builder(store);
  Value byte = LLVM::ZExtOp::create(builder, store.getLoc(),
                                    builder.getI8Type(), store.getValue());
  store.getValueMutable().assign(byte);
}

namespace {
struct BitsAsBytesPass : tslice::impl::BitsAsBytesPassBase<BitsAsBytesPass> {
  using Base::Base;

  void runOnOperation() override {
    getOperation().walk([](Operation *op) {
      if (auto load = dyn_cast<LLVM::LoadOp>(op);
          load && load.getType().isInteger(1))
        loadByte(load);
      if (auto store = dyn_cast<LLVM::StoreOp>(op);
          store && store.getValue().getType().isInteger(1))
        storeByte(store);
    });
  }
};
} // namespace
