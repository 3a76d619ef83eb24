// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Builds calls of the runtime library. The one place in code generation that
// knows the signatures of tslice/Runtime/Runtime.h.

#ifndef TSLICE_LIB_CODEGEN_RUNTIMECALLS_H
#define TSLICE_LIB_CODEGEN_RUNTIMECALLS_H

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"

namespace tslice {

/// What `tslice_rt_fail` records of a failure, beside the context. All values
/// are of type i64.
struct FailureRecord {
  int64_t site;
  int64_t kind;
  int64_t dim;
  mlir::Value value;
  mlir::Value limit;
  llvm::SmallVector<mlir::Value> position;
};

/// Declares the runtime's functions in a module when they are first called.
class RuntimeCalls {
public:
  explicit RuntimeCalls(mlir::ModuleOp module) : module(module) {}

  /// Returns a pointer to `bytes` (i64) bytes that belong to the call, null on
  /// failure.
  /// With `result`, the memory becomes that result of the entry.
  mlir::Value alloc(mlir::OpBuilder &builder, mlir::Location loc,
                    mlir::Value context, mlir::Value bytes,
                    std::optional<int64_t> result = std::nullopt);

  /// Gives an allocation of the call back.
  void free(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value context,
            mlir::Value pointer);

  /// Records a failure, through a cold helper that no caller is inlined with.
  void fail(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value context,
            const FailureRecord &record);

  /// Calls `function(data, lo, hi)` for ranges that cover [0, n).
  void parallel(mlir::OpBuilder &builder, mlir::Location loc,
                mlir::Value context, mlir::Value function, mlir::Value data,
                mlir::Value n, mlir::Value grain);

  /// Divides the positions of a scatter of rows by what `indices` points to.
  /// `options` are the last arguments, from the meaning of indices outside on.
  void planRows(mlir::OpBuilder &builder, mlir::Location loc,
                mlir::Value context, mlir::Value indices, int64_t indexBytes,
                mlir::Value numPositions, mlir::Value plan, mlir::Value numRows,
                mlir::Value numColumns, llvm::ArrayRef<int64_t> options);

  /// Brings the updates of a scatter together by part. `values` are the
  /// arguments behind the context.
  void partition(mlir::OpBuilder &builder, mlir::Location loc,
                 mlir::Value context, mlir::ValueRange values);

  /// Returns whether anything has failed in the call so far, as i1.
  static mlir::Value hasFailed(mlir::OpBuilder &builder, mlir::Location loc,
                               mlir::Value context);

private:
  /// Returns the declaration of `name`, made if it is missing.
  mlir::LLVM::LLVMFuncOp declare(llvm::StringRef name, mlir::Type result,
                                 llvm::ArrayRef<mlir::Type> arguments);
  /// Returns the helper that spills a position of `rank` numbers and records.
  mlir::LLVM::LLVMFuncOp getFailHelper(mlir::Location loc, unsigned rank);

  mlir::ModuleOp module;
};

} // namespace tslice

#endif // TSLICE_LIB_CODEGEN_RUNTIMECALLS_H
