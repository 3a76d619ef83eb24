// RUN: tslice-opt --tslice-check-promises %s | FileCheck %s

// A walk over the positions ahead of the access, which then takes its indices
// from the walk.

// CHECK-LABEL: func.func @unique
// CHECK:       %[[NONE:.*]] = linalg.fill ins(%c0{{.*}}) {{.*}} -> tensor<?xindex>
// CHECK:       %[[WALK:.*]]:2 = scf.for {{.*}} iter_args(%[[COPY:.*]] = %{{.*}}, %[[OWNERS:.*]] = %[[NONE]]) -> (tensor<3xi32>, tensor<?xindex>)
// CHECK:         tslice.check index
// CHECK:         tslice.check unique %{{.*}}, %c0{{.*}} at(%{{.*}}, %{{.*}})
// CHECK:       tslice.scatter add %{{.*}} into %{{.*}}[%[[WALK]]#0] dims [0] unique
func.func @unique(%x: tensor<?xf32>, %u: tensor<3xf32>, %i: tensor<3xi32>) -> tensor<?xf32> {
  %r = tslice.scatter add %u into %x[%i] dims [0] unique : tensor<3xf32> into tensor<?xf32>, tensor<3xi32>
  return %r : tensor<?xf32>
}

// CHECK-LABEL: func.func @sorted
// CHECK:       %[[WALK:.*]]:4 = scf.for {{.*}} -> (tensor<3xi32>, index, index, i1)
// CHECK-NOT:     tslice.check unique
// CHECK:         tslice.check sorted
// CHECK:       tslice.gather %{{.*}}[%[[WALK]]#0] dims [0] bounds clamp sorted
func.func @sorted(%x: tensor<8xf32>, %i: tensor<3xi32>) -> tensor<3xf32> {
  %r = tslice.gather %x[%i] dims [0] bounds clamp sorted : tensor<8xf32>, tensor<3xi32> -> tensor<3xf32>
  return %r : tensor<3xf32>
}

// Nothing is promised, or nothing is addressed.

// CHECK-LABEL: func.func @none
// CHECK-NOT:   scf.for
func.func @none(%x: tensor<8xf32>, %i: tensor<3xi32>, %e: tensor<3x0xi32>) -> (tensor<3xf32>, tensor<3x8xf32>) {
  %r = tslice.gather %x[%i] dims [0] : tensor<8xf32>, tensor<3xi32> -> tensor<3xf32>
  %s = tslice.gather %x[%e] dims [] unique : tensor<8xf32>, tensor<3x0xi32> -> tensor<3x8xf32>
  return %r, %s : tensor<3xf32>, tensor<3x8xf32>
}
