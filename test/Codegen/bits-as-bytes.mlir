// RUN: tslice-opt --tslice-bits-as-bytes %s | FileCheck %s

// CHECK-LABEL: llvm.func @both
// CHECK-SAME:    %[[P:.*]]: !llvm.ptr, %[[Q:.*]]: !llvm.ptr
// CHECK:         %[[BYTE:.*]] = llvm.load %[[P]] {alignment = 1 : i64} : !llvm.ptr -> i8
// CHECK:         %[[ZERO:.*]] = llvm.mlir.constant(0 : i8)
// CHECK:         %[[BIT:.*]] = llvm.icmp "ne" %[[BYTE]], %[[ZERO]]
// CHECK:         %[[OUT:.*]] = llvm.zext %[[BIT]] : i1 to i8
// CHECK:         llvm.store %[[OUT]], %[[Q]] {alignment = 1 : i64} : i8, !llvm.ptr
// CHECK:         llvm.return %[[BIT]] : i1
llvm.func @both(%p: !llvm.ptr, %q: !llvm.ptr) -> i1 {
  %b = llvm.load %p {alignment = 1 : i64} : !llvm.ptr -> i1
  llvm.store %b, %q {alignment = 1 : i64} : i1, !llvm.ptr
  llvm.return %b : i1
}

// Other types stay what they are.
// CHECK-LABEL: llvm.func @others
// CHECK-NEXT:    llvm.load %{{.*}} -> i8
// CHECK-NEXT:    llvm.store %{{.*}} : i8
// CHECK-NEXT:    llvm.return
llvm.func @others(%p: !llvm.ptr, %q: !llvm.ptr) {
  %b = llvm.load %p : !llvm.ptr -> i8
  llvm.store %b, %q : i8, !llvm.ptr
  llvm.return
}
