// RUN: tslice-opt --tslice-lower-failures --split-input-file %s | FileCheck %s

// A check branches to a cold block, which records and leaves.

// CHECK-LABEL: func.func @check
// CHECK:       %[[BAD:.*]] = arith.cmpi uge, %arg1, %c9
// CHECK-NEXT:  cf.cond_br %[[BAD]] weights([1, 1048576]), ^[[COLD:.*]], ^[[NEXT:.*]]
// CHECK:       ^[[NEXT]]:
// CHECK-NEXT:  return %arg1
// CHECK:       ^[[COLD]]:
// CHECK:       llvm.call @tslice_fail_2(%arg0,
// CHECK-NEXT:  cf.br ^[[EXIT:.*]]
// CHECK:       ^[[EXIT]]:
// CHECK-NEXT:  %[[NOTHING:.*]] = ub.poison : index
// CHECK-NEXT:  return %[[NOTHING]]
func.func @check(%context: !llvm.ptr, %i: index, %p: index) -> index {
  %c9 = arith.constant 9 : index
  %r = tslice.check index %i, %c9 at (%p, %i) {site = 0 : i64}
  return %r : index
}

// -----

// The other kinds; a limit that may be negative does not become a large number.

// CHECK-LABEL: func.func @kinds
// CHECK: %[[LIMIT:.*]] = arith.maxsi %arg2, %c0
// CHECK: arith.cmpi uge, %arg1, %[[LIMIT]]
// CHECK: arith.cmpi ne, %arg1, %arg2
// CHECK: arith.cmpi slt, %arg1, %c0
// CHECK: arith.cmpi eq, %arg1, %c0
// CHECK: arith.cmpi sgt, %arg1, %arg2
// CHECK: return %arg1, %arg1, %arg1, %arg1, %arg1
func.func @kinds(%context: !llvm.ptr, %i: index, %n: index)
    -> (index, index, index, index, index) {
  %a = tslice.check index %i, %n {site = 0 : i64}
  %b = tslice.check equal %i, %n {site = 0 : i64}
  %c = tslice.check size %i, %n {site = 0 : i64}
  %d = tslice.check stride %i, %n {site = 0 : i64}
  %e = tslice.check window %i, %n {site = 0 : i64}
  return %a, %b, %c, %d, %e : index, index, index, index, index
}

// -----

// The number of bytes is checked: overflow asks for -1, an empty buffer for 0.

// Fresh memory aliases nothing.
// CHECK:       llvm.func @tslice_rt_alloc_result(!llvm.ptr, i64, i64) -> (!llvm.ptr {llvm.align = 16 : i64, llvm.noalias})

// CHECK-LABEL: func.func @dynamic
// CHECK:       %[[FIRST:.*]] = "llvm.intr.umul.with.overflow"(%{{.*}}, %[[N:.*]])
// CHECK:       %[[BYTES:.*]] = llvm.extractvalue %[[FIRST]][0]
// CHECK:       "llvm.intr.umul.with.overflow"(%[[BYTES]], %[[M:.*]])
// CHECK:       llvm.or
// CHECK:       %[[CHECKED:.*]] = llvm.select %{{.*}}, %{{.*}}, %{{.*}} : i1, i64
// CHECK:       %[[SIZE:.*]] = llvm.select %{{.*}}, %{{.*}}, %[[CHECKED]] : i1, i64
// CHECK:       %[[P:.*]] = llvm.call @tslice_rt_alloc_result(%arg0, %[[SIZE]], %{{.*}})
// CHECK:       %[[NULL:.*]] = llvm.mlir.zero
// CHECK:       %[[FAILED:.*]] = llvm.icmp "eq" %[[P]], %[[NULL]]
// CHECK:       cf.cond_br %[[FAILED]] weights([1, 1048576]), ^[[COLD:.*]], ^[[NEXT:.*]]
// CHECK:       ^[[NEXT]]:
// CHECK:       builtin.unrealized_conversion_cast %{{.*}} to memref<?x?xf32>
// CHECK:       ^[[COLD]]:
// CHECK-NEXT:  cf.br
func.func @dynamic(%context: !llvm.ptr, %n: index, %m: index) -> memref<?x?xf32> {
  %x = memref.alloc(%n, %m) : memref<?x?xf32>
  return %x : memref<?x?xf32>
}

// -----

// The caller may have memory for what is returned, whichever way it comes
// there, and none for the rest.

// CHECK:       llvm.func @tslice_rt_alloc(!llvm.ptr, i64) -> (!llvm.ptr {llvm.align = 64 : i64, llvm.noalias})
// CHECK-LABEL: func.func @results
// CHECK:       %[[SECOND:.*]] = llvm.mlir.constant(1 : i64)
// CHECK-NEXT:  llvm.call @tslice_rt_alloc_result(%arg0, %{{.*}}, %[[SECOND]])
// CHECK:       llvm.call @tslice_rt_alloc(%arg0, %{{[0-9]+}})
// CHECK:       %[[FIRST:.*]] = llvm.mlir.constant(0 : i64)
// CHECK-NEXT:  llvm.call @tslice_rt_alloc_result(%arg0, %{{.*}}, %[[FIRST]])
// CHECK:       %[[OTHER:.*]] = llvm.mlir.constant(0 : i64)
// CHECK-NEXT:  llvm.call @tslice_rt_alloc_result(%arg0, %{{.*}}, %[[OTHER]])
func.func @results(%context: !llvm.ptr, %c: i1) -> (memref<?xf32>, memref<4xf32>) {
  %second = memref.alloc() : memref<4xf32>
  %temporary = memref.alloc() : memref<8xf32>
  cf.cond_br %c, ^one, ^two
^one:
  %a = memref.alloc() : memref<8xf32>
  %x = memref.cast %a : memref<8xf32> to memref<?xf32>
  cf.br ^end(%x : memref<?xf32>)
^two:
  %b = memref.alloc() : memref<8xf32>
  memref.copy %temporary, %b : memref<8xf32> to memref<8xf32>
  %y = memref.cast %b : memref<8xf32> to memref<?xf32>
  cf.br ^end(%y : memref<?xf32>)
^end(%first: memref<?xf32>):
  return %first, %second : memref<?xf32>, memref<4xf32>
}

// -----

// CHECK-LABEL: func.func @freed
// CHECK: %[[P:.*]] = llvm.extractvalue %{{.*}}[0]
// CHECK: llvm.call @tslice_rt_free(%arg0, %[[P]])
func.func @freed(%context: !llvm.ptr, %x: memref<8xf32>) {
  memref.dealloc %x : memref<8xf32>
  return
}

// -----

// After a kernel or another function of ours comes a look at the context; a
// marker carries its own.

llvm.func @tslice_rt_parallel(!llvm.ptr, !llvm.ptr, !llvm.ptr, i64, i64)

func.func private @callee(%context: !llvm.ptr) {
  return
}

// CHECK-LABEL: func.func @calls
// CHECK:       llvm.call @tslice_rt_parallel
// CHECK-NEXT:  %[[F:.*]] = llvm.load %arg0 : !llvm.ptr -> i32
// CHECK:       cf.cond_br
// CHECK:       call @callee
// CHECK-NEXT:  llvm.load %arg0 : !llvm.ptr -> i32
// CHECK:       cf.cond_br
// CHECK:       %[[LEAVES:.*]] = arith.cmpi eq, %arg4, %false
// CHECK:       cf.cond_br %[[LEAVES]]
// CHECK-NOT:   cf.assert
func.func @calls(%context: !llvm.ptr, %p: !llvm.ptr, %n: i64, %g: i64, %fine: i1) {
  llvm.call @tslice_rt_parallel(%context, %p, %p, %n, %g)
      : (!llvm.ptr, !llvm.ptr, !llvm.ptr, i64, i64) -> ()
  func.call @callee(%context) : (!llvm.ptr) -> ()
  cf.assert %fine, "tslice.exit"
  return
}

// -----

// A plan is made by the runtime, which may have no memory for it.

// CHECK-LABEL: func.func @plan
// CHECK:       %[[SIZE:.*]] = llvm.extractvalue %{{.*}}[3, 0]
// CHECK:       %[[BYTES:.*]] = llvm.mlir.constant(2 : i64)
// CHECK-NEXT:  %[[SKIPS:.*]] = llvm.mlir.constant(2 : i64)
// CHECK-NEXT:  %[[WRAPS:.*]] = llvm.mlir.constant(1 : i64)
// CHECK-NEXT:  %[[BLOCK:.*]] = llvm.mlir.constant(0 : i64)
// CHECK-NEXT:  %[[BY_ROW:.*]] = llvm.mlir.constant(2 : i64)
// CHECK-NEXT:  llvm.call @tslice_rt_plan_rows(%arg0, %{{.*}}, %[[BYTES]], %[[SIZE]], %{{.*}}, %[[SKIPS]], %[[WRAPS]], %[[BLOCK]], %[[BY_ROW]])
// CHECK-NEXT:  %[[FAILED:.*]] = llvm.load %arg0 : !llvm.ptr -> i32
// CHECK:       %[[ANY:.*]] = llvm.icmp "ne" %[[FAILED]]
// CHECK:       cf.cond_br %[[ANY]]
// CHECK-NOT:   tslice.plan_rows
func.func @plan(%context: !llvm.ptr, %i: memref<?xi16>, %plan: memref<?xi32>, %n: index) -> index {
  tslice.plan_rows by_row %i to %plan, %n x %n bounds skip_element wrap : memref<?xi16>, memref<?xi32>
  return %n : index
}

// -----

// A partition is made by the runtime as well.

// CHECK-LABEL: func.func @partition
// CHECK:       %[[SIZE:.*]] = llvm.extractvalue %{{.*}}[3, 0]
// CHECK:       %[[NONE:.*]] = llvm.mlir.zero
// CHECK:       %[[ROOM:.*]] = llvm.extractvalue %{{.*}}[3, 0]
// CHECK:       llvm.call @tslice_rt_partition(%arg0, %{{.*}}, %{{.*}}, %[[SIZE]], %[[NONE]], %{{.*}}, %{{.*}}, %{{.*}}, %[[ROOM]], %{{.*}})
// CHECK-NEXT:  %[[FAILED:.*]] = llvm.load %arg0 : !llvm.ptr -> i32
// CHECK:       %[[ANY:.*]] = llvm.icmp "ne" %[[FAILED]]
// CHECK:       cf.cond_br %[[ANY]]
// CHECK-NOT:   tslice.partition
func.func @partition(%context: !llvm.ptr, %i: memref<?xi32>, %j: memref<?xi32>, %plan: memref<?xi32>, %n: index) -> index {
  tslice.partition %i to %j by %plan, %n of 8 bounds clamp : memref<?xi32> to memref<?xi32> by memref<?xi32>
  return %n : index
}
