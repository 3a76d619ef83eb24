// RUN: tslice-opt --tslice-add-context %s | FileCheck %s

// Every function takes the context first, and callers pass theirs on.

// CHECK-LABEL: func.func private @runtime(!llvm.ptr) -> i64
func.func private @runtime() -> i64

// CHECK-LABEL: func.func private @callee(
// CHECK-SAME: %[[CONTEXT:.*]]: !llvm.ptr, %[[X:.*]]: memref<8xf32>)
func.func private @callee(%x: memref<8xf32>) -> i64 {
  // CHECK: call @runtime(%[[CONTEXT]]) : (!llvm.ptr) -> i64
  %n = call @runtime() : () -> i64
  return %n : i64
}

// CHECK-LABEL: func.func @caller(
// CHECK-SAME: %[[CONTEXT:.*]]: !llvm.ptr, %[[X:.*]]: memref<8xf32>)
func.func @caller(%x: memref<8xf32>) -> i64 {
  // CHECK: call @callee(%[[CONTEXT]], %[[X]]) : (!llvm.ptr, memref<8xf32>) -> i64
  %n = call @callee(%x) : (memref<8xf32>) -> i64
  return %n : i64
}
