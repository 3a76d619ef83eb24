// RUN: tslice-opt %s -split-input-file -verify-diagnostics

// The constraints windowed_c1 to windowed_c7 are checked by the code that checks
// a gather; one of them stands for all.
func.func @windowed_c5(%u: tensor<2x6xf32>, %x: tensor<5xf32>, %i: tensor<2xi32>) {
  // expected-error@+1 {{has a window of 6 in dimension 0, which has size 5}}
  %r = tslice.scatter add %u into %x[%i] dims [0] window [6] : tensor<2x6xf32> into tensor<5xf32>, tensor<2xi32>
  return
}

// -----

func.func @write_c1(%u: tensor<2xf32>, %x: tensor<5xf32>, %i: tensor<2xi32>) {
  // expected-error@+1 {{cannot combine 'f32' elements with 'and'; it is defined on integers only}}
  %r = tslice.scatter and %u into %x[%i] dims [0] : tensor<2xf32> into tensor<5xf32>, tensor<2xi32>
  return
}

// -----

func.func @write_c2(%u: tensor<3xf32>, %x: tensor<5xf32>, %i: tensor<2xi32>) {
  // expected-error@+1 {{update has type 'tensor<3xf32>', but the access implies 'tensor<2xf32>'}}
  %r = tslice.scatter add %u into %x[%i] dims [0] : tensor<3xf32> into tensor<5xf32>, tensor<2xi32>
  return
}

// -----

func.func @write_c3(%u: tensor<2xf32>, %x: tensor<5xf32>, %i: tensor<2xi32>) {
  // expected-error@+1 {{expects results of the types of its destinations, ('tensor<5xf32>'), but has ('tensor<6xf32>')}}
  %r = "tslice.scatter"(%u, %x, %i) <{combine = #tslice<combine add>, dims = array<i64: 0>, operandSegmentSizes = array<i32: 1, 0, 1, 0, 1, 0>}>
    : (tensor<2xf32>, tensor<5xf32>, tensor<2xi32>) -> tensor<6xf32>
  return
}
