// RUN: tslice-opt --tslice-wrap-entries %s | FileCheck %s

// A public function gets an entry and becomes private under another name, so
// that no name of a user's meets one of libm's.

// CHECK-LABEL: func.func @tslice_entry_sin(
// CHECK-SAME:    %[[CONTEXT:.*]]: !llvm.ptr, %[[ARGS:.*]]: !llvm.ptr, %[[RESULTS:.*]]: !llvm.ptr)
// CHECK:         %[[SLOT0:.*]] = llvm.getelementptr %[[ARGS]][0]
// CHECK:         %[[P0:.*]] = llvm.load %[[SLOT0]] : !llvm.ptr -> !llvm.ptr
// CHECK:         %[[D0:.*]] = llvm.load %[[P0]] : !llvm.ptr -> !llvm.struct<(ptr, ptr, i64, array<2 x i64>, array<2 x i64>)>
// CHECK:         %[[X:.*]] = builtin.unrealized_conversion_cast %[[D0]] : {{.*}} to memref<?x4xf32>
// CHECK:         %[[SLOT1:.*]] = llvm.getelementptr %[[ARGS]][1]
// CHECK:         %[[P1:.*]] = llvm.load %[[SLOT1]]
// CHECK:         llvm.load %[[P1]] : !llvm.ptr -> !llvm.struct<(ptr, ptr, i64)>
// CHECK:         %[[R:.*]]:2 = call @tslice_impl_sin(%[[CONTEXT]], %[[X]], %{{.*}})
// CHECK:         %[[R0:.*]] = builtin.unrealized_conversion_cast %[[R]]#0
// CHECK:         llvm.store %[[R0]], %[[RESULTS]]
// CHECK:         %[[NEXT:.*]] = llvm.getelementptr %[[RESULTS]][1] : (!llvm.ptr) -> !llvm.ptr, !llvm.struct<(ptr, ptr, i64)>
// CHECK:         llvm.store %{{.*}}, %[[NEXT]]

// CHECK-LABEL: func.func private @tslice_impl_sin(
// CHECK-NOT:     tslice.donate
// CHECK-SAME:    llvm.linkage = #llvm.linkage<internal>
// CHECK:         call @tslice_impl_helper
func.func @sin(%context: !llvm.ptr, %x: memref<?x4xf32> {tslice.donate}, %y: memref<f32>)
    -> (memref<f32>, memref<?x4xf32>) {
  call @helper(%context) : (!llvm.ptr) -> ()
  return %y, %x : memref<f32>, memref<?x4xf32>
}

// CHECK-NOT: tslice_entry_helper
// CHECK: func.func private @tslice_impl_helper
func.func private @helper(%context: !llvm.ptr) {
  return
}

// A declaration is somebody else's.
// CHECK: func.func private @tslice_rt_num_threads
func.func private @tslice_rt_num_threads(!llvm.ptr) -> i64

// CHECK: func.func private @kernel
func.func private @kernel(%context: !llvm.ptr) attributes {tslice.kernel} {
  return
}
