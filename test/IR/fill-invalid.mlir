// RUN: tslice-opt %s -split-input-file -verify-diagnostics

func.func @decimal_float(%x: tensor<4xf32>, %o: index) {
  // expected-error@+1 {{expected a fill of type 'f32' to be written with a point, as in '1.0'}}
  %0 = tslice.slice %x[%o][2][1] bounds skip_element fill 1 : tensor<4xf32> to tensor<2xf32>
  return
}

// -----

func.func @too_many_bits(%x: tensor<4xf32>, %o: index) {
  // expected-error@+1 {{expected the bits of a fill of type 'f32', but there are more}}
  %0 = tslice.slice %x[%o][2][1] bounds skip_element fill 0x1FFFFFFFF : tensor<4xf32> to tensor<2xf32>
  return
}

// -----

func.func @signed_bits(%x: tensor<4xf32>, %o: index) {
  // expected-error@+1 {{expected the bits of a fill without a sign}}
  %0 = tslice.slice %x[%o][2][1] bounds skip_element fill -0x7FC00000 : tensor<4xf32> to tensor<2xf32>
  return
}

// -----

func.func @fraction(%x: tensor<4xi8>, %o: index) {
  // expected-error@+1 {{expected a fill of type 'i8', but found a number with a point}}
  %0 = tslice.slice %x[%o][2][1] bounds skip_element fill 1.0 : tensor<4xi8> to tensor<2xi8>
  return
}

// -----

func.func @overflow(%x: tensor<4xi8>, %i: tensor<2xi32>) {
  // expected-error@+1 {{expected a fill that fits in 'i8'}}
  %0 = tslice.gather %x[%i] dims [0] bounds skip_window fill -129 : tensor<4xi8>, tensor<2xi32> -> tensor<2xi8>
  return
}

// -----

func.func @complex(%x: tensor<4xcomplex<f32>>, %o: index) {
  // expected-error@+1 {{expected a fill of type 'complex<f32>', but found a number}}
  %0 = tslice.slice %x[%o][2][1] bounds skip_element fill 1.0 : tensor<4xcomplex<f32>> to tensor<2xcomplex<f32>>
  return
}
