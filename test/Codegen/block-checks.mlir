// RUN: tslice-opt --tslice-block-checks --split-input-file %s | FileCheck %s

// The block is tested by a loop without branches; with all indices in range it
// runs without checks, else with them.

// CHECK-LABEL: func.func @elements
// CHECK:      scf.parallel (%[[B:.*]]) = (%c0) to (%arg3) step (%c256{{.*}}) {
// CHECK:        %[[END:.*]] = arith.addi %[[B]], %c256
// CHECK:        %[[TO:.*]] = arith.minsi %[[END]], %arg3
// CHECK:        %[[BAD:.*]] = scf.for %[[I:.*]] = %[[B]] to %[[TO]] {{.*}} iter_args(%[[SO_FAR:.*]] = %false)
// CHECK:          %[[A:.*]] = memref.load %arg1[%[[I]]]
// CHECK:          %[[FAILS:.*]] = arith.cmpi uge, %[[A]], %c9
// CHECK:          %[[OR:.*]] = arith.ori %[[SO_FAR]], %[[FAILS]]
// CHECK:          scf.yield %[[OR]]
// CHECK:        scf.if %[[BAD]] {
// CHECK:          scf.parallel (%[[I:.*]]) = (%[[B]]) to (%[[TO]])
// CHECK:            tslice.check
// CHECK:          {tslice.cold}
// CHECK:        } else {
// CHECK:          scf.parallel (%[[I:.*]]) = (%[[B]]) to (%[[TO]])
// CHECK-NEXT:       %[[A:.*]] = memref.load %arg1[%[[I]]]
// CHECK-NEXT:       %[[V:.*]] = memref.load %arg0[%[[A]]]
// CHECK-NEXT:       memref.store %[[V]], %arg2[%[[I]]]
// CHECK:      {tslice.kernel}
func.func @elements(%x: memref<9xf32>, %idx: memref<?xindex>, %out: memref<?xf32>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c9 = arith.constant 9 : index
  scf.parallel (%i) = (%c0) to (%n) step (%c1) {
    %a = memref.load %idx[%i] : memref<?xindex>
    %r = tslice.check index %a, %c9 at (%i) {site = 0 : i64}
    %v = memref.load %x[%r] : memref<9xf32>
    memref.store %v, %out[%i] : memref<?xf32>
  } {tslice.kernel}
  return
}

// -----

// Narrow indices are tested in their own width: the largest of the block, as an
// unsigned number, is compared once. A negative one is at least 2^31 then, and
// must be found if the table is longer than that.

// CHECK-LABEL: func.func @narrow
// CHECK:        %[[MAX:.*]] = scf.for %[[I:.*]] = {{.*}} iter_args(%[[SO_FAR:.*]] = %c0_i32) -> (i32) {
// CHECK-NEXT:     %[[A:.*]] = memref.load %arg1[%[[I]]] : memref<?xi32>
// CHECK-NEXT:     %[[NEXT:.*]] = arith.maxui %[[SO_FAR]], %[[A]] : i32
// CHECK-NEXT:     scf.yield %[[NEXT]] : i32
// CHECK:        %[[WIDE:.*]] = arith.index_castui %[[MAX]] : i32 to index
// CHECK:        %[[BOUND:.*]] = arith.minsi %{{.*}}, %c2147483648
// CHECK:        %[[LIMIT:.*]] = arith.maxsi %[[BOUND]], %c0
// CHECK:        %[[BAD:.*]] = arith.cmpi uge, %[[WIDE]], %[[LIMIT]]
// CHECK:        scf.if %[[BAD]]
func.func @narrow(%x: memref<?xf32>, %idx: memref<?xi32>, %out: memref<?xf32>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %size = memref.dim %x, %c0 : memref<?xf32>
  scf.parallel (%i) = (%c0) to (%n) step (%c1) {
    %a = memref.load %idx[%i] : memref<?xi32>
    %v = arith.index_cast %a : i32 to index
    %r = tslice.check index %v, %size at (%i) {site = 0 : i64}
    %e = memref.load %x[%r] : memref<?xf32>
    memref.store %e, %out[%i] : memref<?xf32>
  } {tslice.kernel}
  return
}

// -----

// Unsigned ones are compared with the limit itself. Two checks are two results.

// CHECK-LABEL: func.func @unsigned
// CHECK:        %[[MAX:.*]]:2 = scf.for {{.*}} -> (i16, i1) {
// CHECK:        %[[WIDE:.*]] = arith.index_castui %[[MAX]]#0 : i16 to index
// CHECK-NEXT:   %[[A:.*]] = arith.cmpi uge, %[[WIDE]], %c9
// CHECK-NEXT:   %[[BAD:.*]] = arith.ori %[[A]], %[[MAX]]#1
// CHECK-NEXT:   scf.if %[[BAD]]
func.func @unsigned(%x: memref<9x9xf32>, %idx: memref<?xi16>, %more: memref<?xi64>, %out: memref<?xf32>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c9 = arith.constant 9 : index
  scf.parallel (%i) = (%c0) to (%n) step (%c1) {
    %a = memref.load %idx[%i] : memref<?xi16>
    %v = arith.index_castui %a : i16 to index
    %r = tslice.check index %v, %c9 at (%i) {site = 0 : i64}
    %b = memref.load %more[%i] : memref<?xi64>
    %w = arith.index_cast %b : i64 to index
    %s = tslice.check index %w, %c9 at (%i) {site = 0 : i64}
    %e = memref.load %x[%r, %s] : memref<9x9xf32>
    memref.store %e, %out[%i] : memref<?xf32>
  } {tslice.kernel}
  return
}

// -----

// A loop of one block keeps its bounds.

// CHECK-LABEL: func.func @one_block
// CHECK:      scf.parallel ({{.*}}) = (%c0) to (%c100) step (%c256
// CHECK:        scf.for {{.*}} = %c0 to %c100 step %c1 iter_args
// CHECK:          scf.parallel ({{.*}}) = (%c0) to (%c100) step (%c1) {
// CHECK:        } else {
// CHECK:          scf.parallel ({{.*}}) = (%c0) to (%c100) step (%c1) {
func.func @one_block(%x: memref<9xf32>, %idx: memref<100xindex>, %out: memref<100xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c9 = arith.constant 9 : index
  %c100 = arith.constant 100 : index
  scf.parallel (%i) = (%c0) to (%c100) step (%c1) {
    %a = memref.load %idx[%i] : memref<100xindex>
    %r = tslice.check index %a, %c9 at (%i) {site = 0 : i64}
    %v = memref.load %x[%r] : memref<9xf32>
    memref.store %v, %out[%i] : memref<100xf32>
  } {tslice.kernel}
  return
}

// -----

// A limit that changes in the loop is compared with each index.

// CHECK-LABEL: func.func @changing_limit
// CHECK:      iter_args({{.*}} = %false) -> (i1)
// CHECK:        arith.cmpi uge
func.func @changing_limit(%x: memref<?xf32>, %idx: memref<?xi32>, %out: memref<?xf32>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.parallel (%i) = (%c0) to (%n) step (%c1) {
    %a = memref.load %idx[%i] : memref<?xi32>
    %v = arith.index_cast %a : i32 to index
    %r = tslice.check index %v, %i at (%i) {site = 0 : i64}
    %e = memref.load %x[%r] : memref<?xf32>
    memref.store %e, %out[%i] : memref<?xf32>
  } {tslice.kernel}
  return
}

// -----

// Values that a loop carries go through the blocks.

// CHECK-LABEL: func.func @sum
// CHECK: %[[SUM:.*]] = scf.for {{.*}} iter_args(%[[S:.*]] = %arg3) -> (f32) {
// CHECK:   %[[R:.*]] = scf.if {{.*}} -> (f32) {
// CHECK:     scf.for {{.*}} iter_args(%{{.*}} = %[[S]])
// CHECK:   } else {
// CHECK:     scf.for {{.*}} iter_args(%{{.*}} = %[[S]])
// CHECK:   scf.yield %[[R]] : f32
// CHECK: return %[[SUM]]
func.func @sum(%x: memref<9xf32>, %idx: memref<?xindex>, %n: index, %zero: f32) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c9 = arith.constant 9 : index
  %sum = scf.for %i = %c0 to %n step %c1 iter_args(%s = %zero) -> f32 {
    %a = memref.load %idx[%i] : memref<?xindex>
    %r = tslice.check index %a, %c9 at (%i) {site = 0 : i64}
    %v = memref.load %x[%r] : memref<9xf32>
    %t = arith.addf %s, %v : f32
    scf.yield %t : f32
  }
  return %sum : f32
}

// -----

// Indices that the loop itself writes cannot be tested ahead.

// CHECK-LABEL: func.func @written_indices
// CHECK-NOT: iter_args
// CHECK: tslice.check
func.func @written_indices(%idx: memref<?xindex>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    %a = memref.load %idx[%i] : memref<?xindex>
    %r = tslice.check index %a, %n {site = 0 : i64}
    memref.store %i, %idx[%r] : memref<?xindex>
  }
  return
}

// -----

// Nor the result of another check; the first one can.

// CHECK-LABEL: func.func @chained
// CHECK:   } else {
// CHECK:     scf.for
// CHECK:       %[[A:.*]] = memref.load %arg0
// CHECK:       %[[B:.*]] = memref.load %arg1[%[[A]]]
// CHECK:       tslice.check index %[[B]]
func.func @chained(%idx: memref<?xindex>, %more: memref<9xindex>, %out: memref<?xindex>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c9 = arith.constant 9 : index
  scf.for %i = %c0 to %n step %c1 {
    %a = memref.load %idx[%i] : memref<?xindex>
    %r = tslice.check index %a, %c9 {site = 0 : i64}
    %b = memref.load %more[%r] : memref<9xindex>
    %s = tslice.check index %b, %n {site = 1 : i64}
    memref.store %s, %out[%i] : memref<?xindex>
  }
  return
}

// -----

// Rows have loops in them: one check for each is cheap.

// CHECK-LABEL: func.func @rows
// CHECK-NOT: arith.ori
func.func @rows(%x: memref<9x4xf32>, %idx: memref<?xindex>, %out: memref<?x4xf32>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c9 = arith.constant 9 : index
  scf.for %i = %c0 to %n step %c1 {
    %a = memref.load %idx[%i] : memref<?xindex>
    %r = tslice.check index %a, %c9 at (%i) {site = 0 : i64}
    scf.for %j = %c0 to %c4 step %c1 {
      %v = memref.load %x[%r, %j] : memref<9x4xf32>
      memref.store %v, %out[%i, %j] : memref<?x4xf32>
    }
  }
  return
}
