// RUN: tslice-opt --tslice-stream-stores --split-input-file %s | FileCheck %s
// RUN: tslice-opt --tslice-stream-stores="min-bytes=100 min-range-bytes=50" --split-input-file %s | FileCheck %s --check-prefix=SMALL

// A row of 64 f32 is one tile. It is streamed if the buffer and the range of
// the call are large and the row starts a line; the fence is at the end.

// CHECK-LABEL: func.func private @rows
// CHECK:       %[[TILE:.*]] = llvm.alloca {{.*}} {alignment = 64 : i64} : (i64) -> !llvm.ptr
// CHECK:       scf.for
// CHECK-DAG:     arith.cmpi sge, %{{.*}}, %c16777216
// CHECK-DAG:     arith.cmpi sge, %{{.*}}, %c1048576
// CHECK:         scf.if
// CHECK:           llvm.fence syncscope("singlethread") seq_cst
// CHECK:           scf.for %[[K:.*]] = %c0{{.*}} to %c64
// CHECK:             %[[V:.*]] = llvm.load %{{.*}} : !llvm.ptr -> f32
// CHECK:             %[[TO:.*]] = llvm.getelementptr inbounds %[[TILE]]
// CHECK:             llvm.store %[[V]], %[[TO]] : f32
// CHECK-COUNT-8:   llvm.store %{{.*}} {alignment = 32 : i64, nontemporal} : vector<4xi64>
// CHECK:           llvm.fence syncscope("singlethread") seq_cst
// CHECK:         } else {
// CHECK:           memref.store
// CHECK:       llvm.fence seq_cst
// CHECK-NEXT:  return

// SMALL-LABEL: func.func private @rows
// SMALL-DAG:     arith.cmpi sge, %{{.*}}, %c100
// SMALL-DAG:     arith.cmpi sge, %{{.*}}, %c50
func.func private @rows(%context: !llvm.ptr, %x: memref<?x64xf32>, %out: memref<?x64xf32>,
                        %lo: i64, %hi: i64) attributes {tslice.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c64 = arith.constant 64 : index
  %first = arith.index_cast %lo : i64 to index
  %end = arith.index_cast %hi : i64 to index
  scf.for %i = %first to %end step %c1 {
    scf.for %j = %c0 to %c64 step %c1 {
      %v = memref.load %x[%i, %j] : memref<?x64xf32>
      memref.store %v, %out[%i, %j] : memref<?x64xf32>
    }
  }
  return
}

// -----

// Rows that are written where an index says are left in the cache.

// CHECK-LABEL: func.func private @scattered
// CHECK-NOT:   nontemporal
// CHECK:       return
// SMALL-LABEL: func.func private @scattered
// SMALL-NOT:   nontemporal
// SMALL:       return
func.func private @scattered(%context: !llvm.ptr, %x: memref<?x64xf32>, %idx: memref<?xindex>,
                             %out: memref<?x64xf32>, %lo: i64, %hi: i64) attributes {tslice.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c64 = arith.constant 64 : index
  %first = arith.index_cast %lo : i64 to index
  %end = arith.index_cast %hi : i64 to index
  scf.for %i = %first to %end step %c1 {
    %a = memref.load %idx[%i] : memref<?xindex>
    %r = arith.addi %a, %c1 : index
    scf.for %j = %c0 to %c64 step %c1 {
      %v = memref.load %x[%i, %j] : memref<?x64xf32>
      memref.store %v, %out[%r, %j] : memref<?x64xf32>
    }
  }
  return
}

// -----

// A long walk over rows writes each of them once, wherever it begins: it is
// streamed. A window of some rows is not: the next one may lie over it.

// CHECK-LABEL: func.func private @walked
// CHECK:       scf.for
// CHECK:         scf.for
// CHECK-COUNT-8:   llvm.store %{{.*}} {alignment = 32 : i64, nontemporal} : vector<4xi64>
func.func private @walked(%context: !llvm.ptr, %parts: memref<?xindex>, %out: memref<?x64xf32>,
                          %lo: i64, %hi: i64) attributes {tslice.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c64 = arith.constant 64 : index
  %far = arith.constant 2147483648 : index
  %zero = arith.constant 0.0 : f32
  %first = arith.index_cast %lo : i64 to index
  %end = arith.index_cast %hi : i64 to index
  scf.for %i = %first to %end step %c1 {
    %from = memref.load %parts[%i] : memref<?xindex>
    %next = arith.addi %i, %c1 : index
    %to = memref.load %parts[%next] : memref<?xindex>
    %all = arith.subi %to, %from : index
    %count = arith.minsi %all, %far : index
    scf.for %k = %c0 to %count step %c1 {
      %r = arith.addi %from, %k : index
      scf.for %j = %c0 to %c64 step %c1 {
        memref.store %zero, %out[%r, %j] : memref<?x64xf32>
      }
    }
  }
  return
}

// CHECK-LABEL: func.func private @windows
// CHECK-NOT:   nontemporal
// CHECK:       return
func.func private @windows(%context: !llvm.ptr, %idx: memref<?xindex>, %out: memref<?x64xf32>,
                           %rows: index, %lo: i64, %hi: i64) attributes {tslice.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %c64 = arith.constant 64 : index
  %zero = arith.constant 0.0 : f32
  %first = arith.index_cast %lo : i64 to index
  %end = arith.index_cast %hi : i64 to index
  scf.for %i = %first to %end step %c1 {
    %from = memref.load %idx[%i] : memref<?xindex>
    scf.for %k = %c0 to %c8 step %c1 {
      %r = arith.addi %from, %k : index
      scf.for %j = %c0 to %c64 step %c1 {
        memref.store %zero, %out[%r, %j] : memref<?x64xf32>
      }
    }
    scf.for %k = %c0 to %rows step %c1 {
      %r = arith.addi %from, %k : index
      scf.for %j = %c0 to %c64 step %c1 {
        memref.store %zero, %out[%r, %j] : memref<?x64xf32>
      }
    }
  }
  return
}

// -----

// A long row: the plain loop for head and tail, tiles between. Elements are
// left out, so the iteration behind a tile is computed too. The last tile may
// end with the row where that iteration still finds an element.

// CHECK-LABEL: func.func private @long
// CHECK:       %[[LESS:.*]] = arith.subi %[[LENGTH:.*]], %c1{{.*}} : index
// CHECK:       %[[BEHIND:.*]] = arith.muli %{{.*}}, %c2
// CHECK:       %[[INSIDE:.*]] = arith.cmpi ult, %{{.*}}, %{{.*}} : index
// CHECK-NEXT:  %[[ALL:.*]] = arith.andi %{{.*}}, %[[INSIDE]]
// CHECK-NEXT:  arith.select %[[ALL]], %[[LENGTH]], %[[LESS]]
// CHECK:       scf.for %[[PASS:.*]] = %c0
// CHECK:         scf.for
// CHECK:           memref.load
// CHECK:           memref.store
// CHECK:         scf.for
// CHECK:           scf.for %{{.*}} = %c0{{.*}} to %c33
// CHECK-NOT:         memref
// CHECK-COUNT-8:   llvm.store %{{.*}} {alignment = 32 : i64, nontemporal} : vector<4xi64>
func.func private @long(%context: !llvm.ptr, %x: memref<?xf64>, %out: memref<?xf64>,
                        %lo: i64, %hi: i64) attributes {tslice.kernel} {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %first = arith.index_cast %lo : i64 to index
  %end = arith.index_cast %hi : i64 to index
  scf.for %i = %first to %end step %c1 {
    %at = arith.muli %i, %c2 : index
    %v = memref.load %x[%at] : memref<?xf64>
    %w = arith.negf %v : f64
    memref.store %w, %out[%i] : memref<?xf64>
  }
  return
}

// -----

// The iteration behind a loop with a check could record a failure; so could the
// one behind a loop over a view leave the buffer.

// CHECK-LABEL: func.func private @checked
// CHECK:       llvm.alloca
// CHECK-NOT:   arith.cmpi ult
// CHECK:       scf.for
// CHECK-LABEL: func.func private @view
// CHECK:       llvm.alloca
// CHECK-NOT:   arith.cmpi ult
// CHECK:       scf.for
func.func private @checked(%context: !llvm.ptr, %x: memref<?xf64>, %out: memref<?xf64>,
                           %n: index, %lo: i64, %hi: i64) attributes {tslice.kernel} {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %first = arith.index_cast %lo : i64 to index
  %end = arith.index_cast %hi : i64 to index
  scf.for %i = %first to %end step %c1 {
    %at = arith.muli %i, %c2 : index
    %r = tslice.check index %i, %n at (%i) {site = 0 : i64}
    %v = memref.load %x[%at] : memref<?xf64>
    memref.store %v, %out[%i] : memref<?xf64>
  }
  return
}

func.func private @view(%context: !llvm.ptr, %x: memref<?xf64, strided<[4], offset: 3>>,
                        %out: memref<?xf64>, %lo: i64, %hi: i64) attributes {tslice.kernel} {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %first = arith.index_cast %lo : i64 to index
  %end = arith.index_cast %hi : i64 to index
  scf.for %i = %first to %end step %c1 {
    %at = arith.muli %i, %c2 : index
    %v = memref.load %x[%at] : memref<?xf64, strided<[4], offset: 3>>
    memref.store %v, %out[%i] : memref<?xf64>
  }
  return
}

// -----

// Vectors that are streamed already are ordered, too, in any function.

// CHECK-LABEL: func.func @vectors
// CHECK:       vector.store {{.*}} {nontemporal = true}
// CHECK-NEXT:  llvm.fence seq_cst
// CHECK-NEXT:  return
func.func @vectors(%v: vector<16xf32>, %out: memref<?xf32>) {
  %c0 = arith.constant 0 : index
  vector.store %v, %out[%c0] {nontemporal = true} : memref<?xf32>, vector<16xf32>
  return
}

// -----

// What the kernel reads is wanted in the cache.

// CHECK-LABEL: func.func private @read
// CHECK-NOT:   llvm.alloca
// CHECK:       return
func.func private @read(%context: !llvm.ptr, %out: memref<?xf32>, %lo: i64, %hi: i64)
    attributes {tslice.kernel} {
  %c1 = arith.constant 1 : index
  %first = arith.index_cast %lo : i64 to index
  %end = arith.index_cast %hi : i64 to index
  scf.for %i = %first to %end step %c1 {
    %v = memref.load %out[%i] : memref<?xf32>
    %w = arith.negf %v : f32
    memref.store %w, %out[%i] : memref<?xf32>
  }
  return
}

// -----

// A loop that waits for scattered loads gains nothing.

// CHECK-LABEL: func.func private @scattered
// CHECK-NOT:   llvm.alloca
// CHECK:       return
func.func private @scattered(%context: !llvm.ptr, %x: memref<?xf32>, %idx: memref<?xi32>,
                             %out: memref<?xf32>, %lo: i64, %hi: i64) attributes {tslice.kernel} {
  %c1 = arith.constant 1 : index
  %first = arith.index_cast %lo : i64 to index
  %end = arith.index_cast %hi : i64 to index
  scf.for %i = %first to %end step %c1 {
    %a = memref.load %idx[%i] : memref<?xi32>
    %b = arith.index_cast %a : i32 to index
    %v = memref.load %x[%b] : memref<?xf32>
    memref.store %v, %out[%i] : memref<?xf32>
  }
  return
}

// -----

// Neither do elements that are not neighbours in memory, nor rows shorter than
// a line.

// CHECK-LABEL: func.func private @columns
// CHECK-NOT:   llvm.alloca
// CHECK:       return
func.func private @columns(%context: !llvm.ptr, %x: memref<?x?xf32>, %out: memref<?x?xf32>,
                           %n: index, %lo: i64, %hi: i64) attributes {tslice.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %first = arith.index_cast %lo : i64 to index
  %end = arith.index_cast %hi : i64 to index
  scf.for %i = %first to %end step %c1 {
    scf.for %j = %c0 to %n step %c1 {
      %v = memref.load %x[%j, %i] : memref<?x?xf32>
      memref.store %v, %out[%j, %i] : memref<?x?xf32>
    }
    scf.for %j = %c0 to %c8 step %c1 {
      %v = memref.load %x[%i, %j] : memref<?x?xf32>
      memref.store %v, %out[%i, %j] : memref<?x?xf32>
    }
  }
  return
}
