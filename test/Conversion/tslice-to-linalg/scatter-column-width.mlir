// Blocks of columns of a given width, for targets where a thread takes that many.

// RUN: tslice-opt %s --tslice-to-linalg=column-width=1 --canonicalize | FileCheck %s
// RUN: tslice-opt %s --tslice-to-linalg=column-width=8 --canonicalize | FileCheck %s --check-prefix=EIGHT
// RUN: tslice-opt %s --tslice-to-linalg=column-width=1 --canonicalize | FileCheck %s --check-prefix=CLEAN

// The width does not depend on the number of threads.
// CLEAN-NOT: tslice_rt_num_threads

// CHECK-LABEL: func.func @columns(
// CHECK:         scf.forall (%[[C:.*]]) in (3) shared_outs(%[[D:.*]] = %{{.*}})
// CHECK:           tensor.extract_slice %[[D]][0, %[[C]]] [%{{.*}}, 1] [1, 1]
// CHECK:           scf.for
// CHECK:             tslice.check index
// CHECK:           tensor.parallel_insert_slice %{{.*}} into %[[D]][0, %[[C]]] [%{{.*}}, 1] [1, 1]
// Fewer columns than a block has: no blocks.
// EIGHT-LABEL: func.func @columns(
// EIGHT-NOT:     scf.forall
// EIGHT:         return
func.func @columns(%x: tensor<?x3xf32>, %u: tensor<?x3xf32>, %i: tensor<?xi32>) -> tensor<?x3xf32> {
  %r = tslice.scatter add %u into %x[%i] dims [0] : tensor<?x3xf32> into tensor<?x3xf32>, tensor<?xi32>
  return %r : tensor<?x3xf32>
}

// CHECK-LABEL: func.func @dynamic(
// CHECK:         scf.forall (%{{.*}}) in (%{{.*}})
// EIGHT-LABEL: func.func @dynamic(
// EIGHT:         arith.ceildivsi %{{.*}}, %c8
// EIGHT:         scf.forall (%[[B:.*]]) in
// EIGHT:           arith.muli %[[B]], %c8
func.func @dynamic(%x: tensor<?x?xf32>, %u: tensor<?x?xf32>, %i: tensor<?xi32>) -> tensor<?x?xf32> {
  %r = tslice.scatter add %u into %x[%i] dims [0] : tensor<?x?xf32> into tensor<?x?xf32>, tensor<?xi32>
  return %r : tensor<?x?xf32>
}
