// RUN: not tslice-run %s --entry=sum '[1, 2, 3, 4]' '[0, 1, 3]' '[1, 2]' 2>&1 | FileCheck %s --check-prefix=SUM
// RUN: not tslice-run %s --entry=sum '[1, 2, 3, 4]' '[0, 1, 3]' '[1, 2]' --check-against=evaluate 2>&1 | FileCheck %s --check-prefix=SUM
// RUN: tslice-run %s --entry=sum '[1, 2, 3, 4]' '[0, 1, 3]' '[1, 2, 3]' --check-against=evaluate | FileCheck %s --check-prefix=SUMMED
// RUN: not tslice-run %s --entry=set '[1, 2, 3, 4]' '[0, 1, 3]' '[1, 2, 3, 4]' 2>&1 | FileCheck %s --check-prefix=SET
// RUN: not tslice-run %s --entry=range '[1, 2, 3, 4]' 3 '[1, 2, 3, 4]' 2>&1 | FileCheck %s --check-prefix=RANGE
// RUN: not tslice-run %s --entry=product '[1, 2, 3, 4]' '[0, 1, 3, 1, 3]' '[1, 2, 3]' 2>&1 | FileCheck %s --check-prefix=PRODUCT
// RUN: not tslice-run %s --entry=product '[1, 2, 3, 4]' '[0, 1, 3, 1, 3]' '[1, 2, 3, 4, 5, 6]' 2>&1 | FileCheck %s --check-prefix=MORE
// RUN: not tslice-run %s --entry=product '[1, 2, 3, 4]' '[0, 1, 3, 4, 3]' '[1, 2, 3, 4, 5]' 2>&1 | FileCheck %s --check-prefix=INDEX
// RUN: not tslice-run %s --entry=window '[1, 2, 3, 4]' 3 '[1, 2, 3, 4]' 2>&1 | FileCheck %s --check-prefix=WINDOW
//
// A derivative that does not need the write fails as the write would, where it would.

// PRODUCT: scatter #1 {{.*}}: size 3 of dimension 0 of 'u' is expected to be 5
// MORE: scatter #1 {{.*}}: size 6 of dimension 0 of 'u' is expected to be 5
// INDEX: scatter #1 {{.*}}: index 4 at position [3] is outside [0, 4) of dimension 0 of 'x'
func.func private @f_product(%x: tensor<4xf32>, %i: tensor<?xi32>, %u: tensor<?xf32>) -> tensor<4xf32> {
  %r = tslice.scatter mul %u into %x[%i] dims [0] : tensor<?xf32> into tensor<4xf32>, tensor<?xi32>
  return %r : tensor<4xf32>
}
func.func @product(%x: tensor<4xf32>, %i: tensor<?xi32>, %u: tensor<?xf32>) -> (tensor<4xf32>, tensor<?xf32>) {
  %r:2 = tslice.vjp @f_product(%x, %i, %u)(%x) wrt [0, 2] : (tensor<4xf32>, tensor<?xi32>, tensor<?xf32>)(tensor<4xf32>) -> (tensor<4xf32>, tensor<?xf32>)
  return %r#0, %r#1 : tensor<4xf32>, tensor<?xf32>
}

// WINDOW: update #{{.*}}: size 4 of dimension 0 of 'u' is expected to be 3
func.func private @f_window(%x: tensor<4xf32>, %n: index, %u: tensor<?xf32>) -> tensor<4xf32> {
  %r = tslice.update %u into %x[0][%n][1] : tensor<?xf32> into tensor<4xf32> {
  ^bb0(%a: f32, %b: f32):
    %c = arith.mulf %a, %b : f32
    tslice.yield %c : f32
  }
  return %r : tensor<4xf32>
}
func.func @window(%x: tensor<4xf32>, %n: index, %u: tensor<?xf32>) -> (tensor<4xf32>, tensor<?xf32>) {
  %r:2 = tslice.vjp @f_window(%x, %n, %u)(%x) wrt [0, 2] : (tensor<4xf32>, index, tensor<?xf32>)(tensor<4xf32>) -> (tensor<4xf32>, tensor<?xf32>)
  return %r#0, %r#1 : tensor<4xf32>, tensor<?xf32>
}

// The cotangent of an update has its size, although it is read from that of the
// result alone.
// SUM: scatter #1 {{.*}}: size 2 of dimension 0 of 'u' is expected to be 3
// SUMMED: [1. 2. 4.]
// SUMMED-NEXT: equal
func.func private @f_sum(%x: tensor<4xf32>, %i: tensor<?xi32>, %u: tensor<?xf32>) -> tensor<4xf32> {
  %r = tslice.scatter add %u into %x[%i] dims [0] : tensor<?xf32> into tensor<4xf32>, tensor<?xi32>
  return %r : tensor<4xf32>
}
func.func @sum(%x: tensor<4xf32>, %i: tensor<?xi32>, %u: tensor<?xf32>) -> tensor<?xf32> {
  %r = tslice.vjp @f_sum(%x, %i, %u)(%x) wrt [2] : (tensor<4xf32>, tensor<?xi32>, tensor<?xf32>)(tensor<4xf32>) -> tensor<?xf32>
  return %r : tensor<?xf32>
}

// SET: scatter #1 {{.*}}: size 4 of dimension 0 of 'u' is expected to be 3
func.func private @f_set(%x: tensor<4xf32>, %i: tensor<?xi32>, %u: tensor<?xf32>) -> tensor<4xf32> {
  %r = tslice.scatter set %u into %x[%i] dims [0] unique : tensor<?xf32> into tensor<4xf32>, tensor<?xi32>
  return %r : tensor<4xf32>
}
func.func @set(%x: tensor<4xf32>, %i: tensor<?xi32>, %u: tensor<?xf32>) -> tensor<?xf32> {
  %r = tslice.vjp @f_set(%x, %i, %u)(%x) wrt [2] : (tensor<4xf32>, tensor<?xi32>, tensor<?xf32>)(tensor<4xf32>) -> tensor<?xf32>
  return %r : tensor<?xf32>
}

// RANGE: update #1 {{.*}}: size 4 of dimension 0 of 'u' is expected to be 3
func.func private @f_range(%x: tensor<4xf32>, %n: index, %u: tensor<?xf32>) -> tensor<4xf32> {
  %r = tslice.update add %u into %x[0][%n][1] : tensor<?xf32> into tensor<4xf32>
  return %r : tensor<4xf32>
}
func.func @range(%x: tensor<4xf32>, %n: index, %u: tensor<?xf32>) -> tensor<?xf32> {
  %r = tslice.vjp @f_range(%x, %n, %u)(%x) wrt [2] : (tensor<4xf32>, index, tensor<?xf32>)(tensor<4xf32>) -> tensor<?xf32>
  return %r : tensor<?xf32>
}
