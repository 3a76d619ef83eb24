// RUN: tslice-opt %s -split-input-file -verify-diagnostics

func.func @access_c1(%x: tensor<9223372036854775807xf32>) {
  // expected-error@+1 {{has an operand or result of type 'tensor<9223372036854775807xf32>', whose positions 63 bits cannot address}}
  %r = tslice.slice %x[0][4][1] : tensor<9223372036854775807xf32> to tensor<4xf32>
  return
}

// -----

func.func @access_c1_product(%x: tensor<4294967296x4294967296x0xi8>) {
  // expected-error@+1 {{whose positions 63 bits cannot address}}
  %r = tslice.slice %x[0, 0, 0][1, 1, 0][1, 1, 1] : tensor<4294967296x4294967296x0xi8> to tensor<1x1x0xi8>
  return
}

// -----

func.func @access_c2(%x: tensor<4xi7>) {
  // expected-error@+1 {{operand #0 must be ranked tensor of f64, f32, f16, bf16, f8, i1 to i64, index, complex<f32> or complex<f64> values, but got 'tensor<4xi7>'}}
  %r = tslice.slice %x[0][4][1] : tensor<4xi7> to tensor<4xi7>
  return
}

// -----

func.func @ranged_c1_offsets(%x: tensor<8x4xf32>) {
  // expected-error@+1 {{expects 2 offsets, one per dimension of 'tensor<8x4xf32>', but got 1}}
  %r = tslice.slice %x[0][4, 4][1, 1] : tensor<8x4xf32> to tensor<4x4xf32>
  return
}

// -----

func.func @ranged_c1_sizes(%x: tensor<8x4xf32>) {
  // expected-error@+1 {{expects 2 sizes, one per dimension of 'tensor<8x4xf32>', but got 3}}
  %r = tslice.slice %x[0, 0][4, 4, 1][1, 1] : tensor<8x4xf32> to tensor<4x4xf32>
  return
}

// -----

func.func @ranged_c1_strides(%x: tensor<8x4xf32>) {
  // expected-error@+1 {{expects 2 strides, one per dimension of 'tensor<8x4xf32>', but got 0}}
  %r = tslice.slice %x[0, 0][4, 4][] : tensor<8x4xf32> to tensor<4x4xf32>
  return
}

// -----

func.func @ranged_c1_operands(%x: tensor<8xf32>, %o: index) {
  // expected-error@+1 {{expects 1 operands for its dynamic offsets, but got 0}}
  %r = "tslice.slice"(%x, %o) <{static_offsets = array<i64: -9223372036854775808>, static_sizes = array<i64: 2>,
    static_strides = array<i64: 1>, operandSegmentSizes = array<i32: 1, 0, 1, 0>}> : (tensor<8xf32>, index) -> tensor<2xf32>
  return
}

// -----

func.func @ranged_c2(%x: tensor<8x4xf32>) {
  // expected-error@+1 {{expects a non-zero stride in dimension 1}}
  %r = tslice.slice %x[0, 0][4, 4][1, 0] : tensor<8x4xf32> to tensor<4x4xf32>
  return
}

// -----

func.func @ranged_c3(%x: tensor<8xf32>) {
  // expected-error@+1 {{expects a size of at least 0 in dimension 0, but got -2}}
  %r = tslice.slice %x[0][-2][1] : tensor<8xf32> to tensor<2xf32>
  return
}

// -----

func.func @ranged_c4_range(%x: tensor<8xf32>) {
  // expected-error@+1 {{drops dimension 1 of a tensor of rank 1}}
  %r = tslice.slice %x[0][1][1] drop [1] : tensor<8xf32> to tensor<f32>
  return
}

// -----

func.func @ranged_c4_twice(%x: tensor<8xf32>) {
  // expected-error@+1 {{drops dimension 0 twice}}
  %r = tslice.slice %x[0][1][1] drop [0, 0] : tensor<8xf32> to tensor<f32>
  return
}

// -----

func.func @ranged_c4_size(%x: tensor<8xf32>) {
  // expected-error@+1 {{can only drop dimensions of static size 1, but dimension 0 has size 2}}
  %r = tslice.slice %x[0][2][1] drop [0] : tensor<8xf32> to tensor<f32>
  return
}

// -----

func.func @ranged_c4_dynamic(%x: tensor<8xf32>, %n: index) {
  // expected-error@+1 {{can only drop dimensions of static size 1, but dimension 0 has size ?}}
  %r = tslice.slice %x[0][%n][1] drop [0] : tensor<8xf32> to tensor<f32>
  return
}

// -----

func.func @ranged_c5_last(%x: tensor<8xf32>) {
  // expected-error@+1 {{accesses index 8 of dimension 0, which has size 8 (offset 6, size 3, stride 1)}}
  %r = tslice.slice %x[6][3][1] : tensor<8xf32> to tensor<3xf32>
  return
}

// -----

func.func @ranged_c5_first(%x: tensor<?xf32>, %s: index) {
  // expected-error@+1 {{accesses index -1 of dimension 0 (offset -1, size 3, stride ?)}}
  %r = tslice.slice %x[-1][3][%s] : tensor<?xf32> to tensor<3xf32>
  return
}

// -----

func.func @ranged_c5_backwards(%x: tensor<?xf32>) {
  // expected-error@+1 {{accesses index -2 of dimension 0 (offset 2, size 3, stride -2)}}
  %r = tslice.slice %x[2][3][-2] bounds assume : tensor<?xf32> to tensor<3xf32>
  return
}

// -----

// No offset fits, whatever the operand is.
func.func @ranged_c5_span(%x: tensor<8xf32>, %o: index) {
  // expected-error@+1 {{spans 9 positions of dimension 0, which has size 8, so that no offset fits}}
  %r = tslice.slice %x[%o][3][-4] : tensor<8xf32> to tensor<3xf32>
  return
}

// -----

func.func @ranged_c5_dynamic_stride(%x: tensor<8xf32>, %o: index) {
  // expected-error@+1 {{spans 9 positions of dimension 0, which has size 8, so that no offset fits}}
  %r = tslice.slice %x[%o][9][%o] : tensor<8xf32> to tensor<9xf32>
  return
}

// -----

func.func @ranged_c5_clamp(%x: tensor<8xf32>) {
  // expected-error@+1 {{spans 9 positions of dimension 0, which has size 8, so that no offset fits}}
  %r = tslice.slice %x[100][3][4] bounds clamp : tensor<8xf32> to tensor<3xf32>
  return
}

// -----

func.func @ranged_c5_span_overflow(%x: tensor<8xf32>) {
  // expected-error@+1 {{spans more than 2^63 positions of dimension 0}}
  %r = tslice.slice %x[0][3][9223372036854775807] bounds skip_element : tensor<8xf32> to tensor<3xf32>
  return
}

// -----

func.func @ranged_c5_last_overflow(%x: tensor<8xf32>) {
  // expected-error@+1 {{reaches beyond 2^63 positions of dimension 0}}
  %r = tslice.slice %x[1][2][9223372036854775807] bounds skip_window : tensor<8xf32> to tensor<2xf32>
  return
}

// -----

func.func @read_c1_policy(%x: tensor<8xf32>) {
  // expected-error@+1 {{has a fill, which only 'skip_window' and 'skip_element' use, but its bounds policy is 'clamp'}}
  %r = tslice.slice %x[0][2][1] bounds clamp fill 0.0 : f32 : tensor<8xf32> to tensor<2xf32>
  return
}

// -----

func.func @read_c1_type(%x: tensor<8xf32>) {
  // expected-error@+1 {{has a fill of type 'f64', but reads elements of type 'f32'}}
  %r = tslice.slice %x[0][2][1] bounds skip_window fill 0.0 : f64 : tensor<8xf32> to tensor<2xf32>
  return
}

// -----

func.func @read_c2_element_type(%x: tensor<8xf32>) {
  // expected-error@+1 {{result has element type 'f64', but the indexed tensor 'tensor<8xf32>' has 'f32'}}
  %r = tslice.slice %x[0][2][1] : tensor<8xf32> to tensor<2xf64>
  return
}

// -----

func.func @read_c2_shape(%x: tensor<8x4xf32>) {
  // expected-error@+1 {{result has type 'tensor<2x1xf32>', but the access implies 'tensor<2xf32>'}}
  %r = tslice.slice %x[0, 0][2, 1][1, 1] drop [1] : tensor<8x4xf32> to tensor<2x1xf32>
  return
}

// -----

func.func @read_c2_dynamic(%x: tensor<8xf32>, %n: index) {
  // expected-error@+1 {{result has type 'tensor<2xf32>', but the access implies 'tensor<?xf32>'}}
  %r = tslice.slice %x[0][%n][1] : tensor<8xf32> to tensor<2xf32>
  return
}

// -----

func.func @syntax_bounds(%x: tensor<8xf32>) {
  // expected-error@+1 {{expected a bounds policy, one of error, clamp, skip_window, skip_element, assume}}
  %r = tslice.slice %x[0][2][1] bounds wrap : tensor<8xf32> to tensor<2xf32>
  return
}
