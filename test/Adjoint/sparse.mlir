// RUN: tslice-opt --tslice-derive-adjoints %s | FileCheck %s

// The positions of each read are grouped, the rows of both are; then each read
// adds to the rows that there are. Nothing of the size of the table is made.
func.func @twice(%t: tensor<?x4xf32>, %i: tensor<5xi32>, %j: tensor<2xi32>) -> (tensor<5x4xf32>, tensor<2x4xf32>) {
  %a = tslice.gather %t[%i] dims [0] {tslice.site = 2 : i64} : tensor<?x4xf32>, tensor<5xi32> -> tensor<5x4xf32>
  %b = tslice.gather %t[%j] dims [0] bounds skip_window : tensor<?x4xf32>, tensor<2xi32> -> tensor<2x4xf32>
  return %a, %b : tensor<5x4xf32>, tensor<2x4xf32>
}
// CHECK-LABEL: func.func private @twice__vjp_0(
// CHECK-SAME:    %[[T:.*]]: tensor<?x4xf32>, %[[I:.*]]: tensor<5xi32>, %[[J:.*]]: tensor<2xi32>, %[[A:.*]]: tensor<5x4xf32>, %[[B:.*]]: tensor<2x4xf32>) -> (tensor<?xindex>, tensor<?x4xf32>)
// CHECK-NOT:   tensor.dim %[[T]]
// CHECK:       tslice.group %[[T]][%[[J]]] dims [0] bounds skip_window
// CHECK:       tslice.group %[[T]][%[[I]]] dims [0] {tslice.site = 2 : i64}
// CHECK:       tslice.group %[[T]][%{{.*}}] dims [0] bounds assume
// CHECK:       %[[BUFFER:.*]] = bufferization.alloc_tensor(%{{.*}}) : tensor<?x4xf32>
// CHECK:       %[[ZERO:.*]] = linalg.fill {{.*}} outs(%[[BUFFER]]
// CHECK:       %[[FIRST:.*]] = tslice.scatter add %[[B]] into %[[ZERO]][%{{.*}}] dims [0] bounds skip_window
// CHECK:       %[[BOTH:.*]] = tslice.scatter add %[[A]] into %[[FIRST]][%{{.*}}] dims [0] bounds skip_window
// CHECK:       return %{{.*}}, %[[BOTH]]
func.func @main_twice(%t: tensor<?x4xf32>, %i: tensor<5xi32>, %j: tensor<2xi32>, %a: tensor<5x4xf32>, %b: tensor<2x4xf32>) -> (tensor<?xindex>, tensor<?x4xf32>) {
  %k, %g = tslice.vjp @twice(%t, %i, %j)(%a, %b) wrt [0] sparse [0] : (tensor<?x4xf32>, tensor<5xi32>, tensor<2xi32>)(tensor<5x4xf32>, tensor<2x4xf32>) -> (tensor<?xindex>, tensor<?x4xf32>)
  return %k, %g : tensor<?xindex>, tensor<?x4xf32>
}

// Narrow elements are added up in f32.
// CHECK-LABEL: func.func private @narrow__vjp_0(
// CHECK: tslice.scatter add {{.*}} accumulate f32
func.func @narrow(%t: tensor<9x4xf16>, %i: tensor<5xi32>) -> tensor<5x4xf16> {
  %a = tslice.gather %t[%i] dims [0] : tensor<9x4xf16>, tensor<5xi32> -> tensor<5x4xf16>
  return %a : tensor<5x4xf16>
}
func.func @main_narrow(%t: tensor<9x4xf16>, %i: tensor<5xi32>, %c: tensor<5x4xf16>) -> tensor<9x4xf16> {
  %g = tslice.vjp @narrow(%t, %i)(%c) wrt [0] : (tensor<9x4xf16>, tensor<5xi32>)(tensor<5x4xf16>) -> tensor<9x4xf16>
  return %g : tensor<9x4xf16>
}
