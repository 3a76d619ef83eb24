// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the lowering of checks and of allocations share: the way out of a
// function after a failure.

#ifndef TSLICE_LIB_CODEGEN_FAILUREEXITS_H
#define TSLICE_LIB_CODEGEN_FAILUREEXITS_H

#include "RuntimeCalls.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/PatternMatch.h"

namespace tslice {

/// The exits of one function on unstructured control flow, whose argument 0 is
/// the context.
class FailureExits {
public:
  FailureExits(mlir::func::FuncOp function, RuntimeCalls &runtime)
      : function(function), runtime(runtime) {}

  mlir::Value getContext() { return function.getArgument(0); }
  RuntimeCalls &getRuntime() const { return runtime; }

  /// Ends the function behind `op` if `failed` (i1), which `op` dominates:
  /// splits its block. Returns the cold block, which ends in the jump to the
  /// exit, for whoever wants to record something first.
  mlir::Block *leaveIf(mlir::Operation *op, mlir::Value failed);

private:
  /// Returns the block that returns unspecified results, made on first use.
  mlir::Block *getExit();

  mlir::func::FuncOp function;
  RuntimeCalls &runtime;
  mlir::Block *exit = nullptr;
};

/// Replaces an allocation by a call of the runtime with the checked number of
/// bytes, and leaves the function if it yields no memory. `result` says which
/// result of the entry the memory is to become, if any.
void lowerAllocation(mlir::memref::AllocOp alloc, std::optional<int64_t> result,
                     FailureExits &exits,
                     const mlir::LLVMTypeConverter &converter);

/// Replaces a deallocation by a call of the runtime.
void lowerDeallocation(mlir::memref::DeallocOp dealloc, FailureExits &exits,
                       const mlir::LLVMTypeConverter &converter);

} // namespace tslice

#endif // TSLICE_LIB_CODEGEN_FAILUREEXITS_H
