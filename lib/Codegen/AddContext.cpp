// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Passes the context of the call to every function. It is its own pass because
// all later ones may then assume that argument 0 is the context.

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "tslice/Codegen/Passes.h"

namespace tslice {
#define GEN_PASS_DEF_ADDCONTEXTPASS
#include "tslice/Codegen/Passes.h.inc"
} // namespace tslice

using namespace mlir;

/// func.call @g(%x) -> func.call @g(%context, %x)
static void passContext(func::CallOp call) {
  SmallVector<Value> operands = {
      call->getParentOfType<func::FuncOp>().getArgument(0)};
  llvm::append_range(operands, call.getOperands());
  call->setOperands(operands);
}

namespace {
struct AddContextPass : tslice::impl::AddContextPassBase<AddContextPass> {
  using Base::Base;

  void runOnOperation() override {
    auto pointer = LLVM::LLVMPointerType::get(&getContext());
    for (auto function : getOperation().getOps<func::FuncOp>()) {
      if (failed(function.insertArgument(0, pointer, {}, function.getLoc())))
        return signalPassFailure();
    }
    getOperation().walk(passContext);
  }
};
} // namespace
