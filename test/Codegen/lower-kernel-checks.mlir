// RUN: tslice-opt --tslice-lower-kernel-checks --split-input-file %s | FileCheck %s

// A failure is recorded with its position and the loop goes on at position 0.

// CHECK-LABEL: func.func private @kernel
// CHECK:       scf.for %[[I:.*]] =
// CHECK:         %[[BAD:.*]] = arith.cmpi uge, %[[A:.*]], %c9
// CHECK:         %[[R:.*]]:2 = scf.if %[[BAD]]
// CHECK-DAG:       %[[SITE:.*]] = llvm.mlir.constant(7 : i64)
// CHECK-DAG:       %[[KIND:.*]] = llvm.mlir.constant(0 : i64)
// CHECK-DAG:       %[[DIM:.*]] = llvm.mlir.constant(1 : i64)
// CHECK-DAG:       %[[VALUE:.*]] = arith.index_cast %[[A]]
// CHECK-DAG:       %[[POSITION:.*]] = arith.index_cast %[[I]]
// CHECK:           llvm.call @tslice_fail_1(%arg0, %[[SITE]], %[[KIND]], %[[DIM]], %[[VALUE]], %{{.*}}, %[[POSITION]])
// CHECK:           scf.yield %c0
// CHECK:         } else {
// CHECK:           scf.yield %[[A]], %true
// CHECK:         }
// CHECK-NEXT:    memref.load %arg1[%[[R]]#0]
func.func private @kernel(%context: !llvm.ptr, %x: memref<9xf32>, %idx: memref<?xindex>,
                          %out: memref<?xf32>, %n: index) attributes {tslice.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c9 = arith.constant 9 : index
  scf.for %i = %c0 to %n step %c1 {
    %a = memref.load %idx[%i] : memref<?xindex>
    %r = tslice.check index %a, %c9 at (%i) {site = 7 : i64, dim = 1 : i64}
    %v = memref.load %x[%r] : memref<9xf32>
    memref.store %v, %out[%i] : memref<?xf32>
  }
  return
}

// The helper is out of line, and cold.
// CHECK:       llvm.func internal @tslice_fail_1(
// CHECK-SAME:    passthrough = ["cold"]

// -----

// Where no position may be safe, the rest of the iteration is skipped and the
// loop goes on with what it carries.

// CHECK-LABEL: func.func private @skip
// CHECK:       scf.for {{.*}} iter_args(%[[S:.*]] =
// CHECK:         %[[R:.*]]:2 = scf.if
// CHECK:           %[[SOME:.*]] = arith.cmpi sgt, %arg4, %c0
// CHECK:           scf.yield %{{.*}}, %[[SOME]]
// CHECK:         %[[T:.*]] = scf.if %[[R]]#1 -> (f32) {
// CHECK:           memref.load %arg1[%[[R]]#0]
// CHECK:         } else {
// CHECK:           scf.yield %[[S]]
// CHECK:         }
// CHECK:         scf.yield %[[T]]
func.func private @skip(%context: !llvm.ptr, %x: memref<?xf32>, %idx: memref<?xindex>, %zero: f32,
                        %size: index) attributes {tslice.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c9 = arith.constant 9 : index
  %sum = scf.for %i = %c0 to %c9 step %c1 iter_args(%s = %zero) -> f32 {
    %a = memref.load %idx[%i] : memref<?xindex>
    %r = tslice.check index %a, %size at (%i) {site = 7 : i64}
    %v = memref.load %x[%r] : memref<?xf32>
    %t = arith.addf %s, %v : f32
    scf.yield %t : f32
  }
  memref.store %sum, %x[%c0] : memref<?xf32>
  return
}

// -----

// Nothing is safe after a failure of another kind than `index`.

// CHECK-LABEL: func.func private @other_kind
// CHECK:         arith.cmpi ne, %arg1, %arg2
// CHECK:         %[[R:.*]]:2 = scf.if
// CHECK:           llvm.call @tslice_fail_0
// CHECK:           scf.yield %{{.*}}, %false
// CHECK:         scf.if %[[R]]#1 {
// CHECK:           memref.store
func.func private @other_kind(%context: !llvm.ptr, %n: index, %m: index, %out: memref<index>)
    attributes {tslice.kernel} {
  %r = tslice.check equal %n, %m {site = 1 : i64}
  memref.store %r, %out[] : memref<index>
  return
}

// -----

// A kernel that stands in a function is followed by one exit marker; a check
// outside of kernels stays.

// CHECK-LABEL: func.func @in_function
// CHECK:       tslice.check size
// CHECK:       scf.for
// CHECK:         llvm.call @tslice_fail_1
// CHECK:         llvm.call @tslice_fail_1
// CHECK:       } {tslice.kernel}
// CHECK-NEXT:  %[[FAILED:.*]] = llvm.load %arg0 : !llvm.ptr -> i32
// CHECK:       cf.assert %{{.*}}, "tslice.exit"
// CHECK-NOT:   cf.assert
func.func @in_function(%context: !llvm.ptr, %x: memref<9xf32>, %idx: memref<?xindex>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c9 = arith.constant 9 : index
  %size = tslice.check size %n, %n {site = 6 : i64}
  scf.for %i = %c0 to %size step %c1 {
    %a = memref.load %idx[%i] : memref<?xindex>
    %r = tslice.check index %a, %c9 at (%i) {site = 7 : i64}
    %s = tslice.check index %i, %c9 at (%i) {site = 8 : i64}
    %v = memref.load %x[%r] : memref<9xf32>
    memref.store %v, %x[%s] : memref<9xf32>
  } {tslice.kernel}
  return
}
