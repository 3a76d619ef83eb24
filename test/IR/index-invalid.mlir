// RUN: tslice-opt %s -split-input-file -verify-diagnostics

func.func @index_c1(%x: tensor<8x5xf32>) {
  // expected-error@+1 {{has more than one '...'}}
  %r = tslice.index %x[..., 0, ...] : tensor<8x5xf32> -> tensor<8xf32>
  return
}

// -----

func.func @index_c2(%x: tensor<8x5xf32>, %m: tensor<8x5xi1>) {
  // expected-error@+1 {{has indices for 3 dimensions of 'tensor<8x5xf32>', which has 2}}
  %r = tslice.index %x[%m, 0] : tensor<8x5xf32>, tensor<8x5xi1> -> tensor<?xf32>
  return
}

// -----

func.func @index_c3(%x: tensor<8xf32>) {
  // expected-error@+1 {{has a range with a step of 0}}
  %r = tslice.index %x[::0] : tensor<8xf32> -> tensor<0xf32>
  return
}

// -----

func.func @index_c4(%x: tensor<8x5xf32>) {
  // expected-error@+1 {{accesses index -6 of dimension 1, which has size 5}}
  %r = tslice.index %x[:, -6] : tensor<8x5xf32> -> tensor<8xf32>
  return
}

// -----

func.func @index_c4_beside_tensor(%x: tensor<8x5xf32>, %i: tensor<2xi32>) {
  // expected-error@+1 {{accesses index 5 of dimension 1, which has size 5}}
  %r = tslice.index %x[%i, 5] : tensor<8x5xf32>, tensor<2xi32> -> tensor<2xf32>
  return
}

// -----

// What may have no elements, or is moved or left out, is no error of the text.
func.func @index_c4_open(%x: tensor<?x5xf32>, %y: tensor<5xf32>, %i: tensor<0xi32>) {
  %0 = tslice.index %x[:, 7] : tensor<?x5xf32> -> tensor<?xf32>
  %1 = tslice.index %x[%i, 7] : tensor<?x5xf32>, tensor<0xi32> -> tensor<0xf32>
  %2 = tslice.index %y[7] bounds clamp : tensor<5xf32> -> tensor<f32>
  return
}

// -----

func.func @index_c5(%x: tensor<8x5xf32>, %m: tensor<8x4xi1>) {
  // expected-error@+1 {{has a mask of type 'tensor<8x4xi1>' whose dimension 1 stands for dimension 1, which has size 5}}
  %r = tslice.index %x[%m] : tensor<8x5xf32>, tensor<8x4xi1> -> tensor<?xf32>
  return
}

// -----

func.func @index_c6(%x: tensor<8x5xf32>, %i: tensor<2xi32>, %j: tensor<3xi32>) {
  // expected-error@+1 {{has index tensors that do not broadcast: 'tensor<3xi32>' has size 3 where others have 2}}
  %r = tslice.index %x[%i, %j] : tensor<8x5xf32>, tensor<2xi32>, tensor<3xi32> -> tensor<2xf32>
  return
}

// -----

func.func @index_c7_operands(%x: tensor<8xf32>) {
  // expected-error@+1 {{expects an operand for each entry that is a value}}
  %r = "tslice.index"(%x) <{kinds = array<i32: 2>, numbers = array<i64>}> : (tensor<8xf32>) -> tensor<f32>
  return
}

// -----

func.func @index_c7_more_operands(%x: tensor<8xf32>, %i: index) {
  // expected-error@+1 {{has 1 operands and 1 numbers more than its entries take}}
  %r = "tslice.index"(%x, %i) <{kinds = array<i32: 3>, numbers = array<i64: 1>}> : (tensor<8xf32>, index) -> tensor<8xf32>
  return
}

// -----

func.func @index_c7_numbers(%x: tensor<8xf32>) {
  // expected-error@+1 {{expects three numbers for each range}}
  %r = "tslice.index"(%x) <{kinds = array<i32: 0>, numbers = array<i64: 1, 2>}> : (tensor<8xf32>) -> tensor<1xf32>
  return
}

// -----

func.func @index_c7_integer(%x: tensor<8xf32>) {
  // expected-error@+1 {{expects a number for each integer}}
  %r = "tslice.index"(%x) <{kinds = array<i32: 1>, numbers = array<i64>}> : (tensor<8xf32>) -> tensor<f32>
  return
}

// -----

func.func @index_c7_bound(%x: tensor<8xf32>, %i: tensor<2xi32>) {
  // expected-error@+1 {{expects an operand of type 'index' for each bound of a range that is not static}}
  %r = "tslice.index"(%x, %i) <{kinds = array<i32: 0>, numbers = array<i64: -9223372036854775808, 2, 1>}> : (tensor<8xf32>, tensor<2xi32>) -> tensor<?xf32>
  return
}

// -----

func.func @index_c7_kind(%x: tensor<8xf32>) {
  // expected-error@+1 {{has an entry of unknown kind 9}}
  %r = "tslice.index"(%x) <{kinds = array<i32: 9>, numbers = array<i64>}> : (tensor<8xf32>) -> tensor<f32>
  return
}

// -----

func.func @position_type(%x: tensor<8xf32>, %i: tensor<2xf32>) {
  // expected-error@+1 {{operand #1 must be variadic of index, or ranked tensor of i1, i8, i16, i32, i64 or index values, but got 'tensor<2xf32>'}}
  %r = tslice.index %x[%i] : tensor<8xf32>, tensor<2xf32> -> tensor<2xf32>
  return
}

// -----

func.func @read_c1(%x: tensor<8xf32>) {
  // expected-error@+1 {{has a fill, which only 'skip_window' and 'skip_element' use, but its bounds policy is 'error'}}
  %r = tslice.index %x[0] fill 1.0 : tensor<8xf32> -> tensor<f32>
  return
}

// -----

func.func @read_c2(%x: tensor<8xf32>) {
  // expected-error@+1 {{result has type 'tensor<?xf32>', but the access implies 'tensor<7xf32>'}}
  %r = tslice.index %x[1:] : tensor<8xf32> -> tensor<?xf32>
  return
}

// -----

func.func @access_c1(%x: tensor<4xf32>, %i: tensor<9223372036854775807xi32>) {
  // expected-error@+1 {{has an operand or result of type 'tensor<9223372036854775807xi32>', whose positions 63 bits cannot address}}
  %r = tslice.index %x[%i] : tensor<4xf32>, tensor<9223372036854775807xi32> -> tensor<9223372036854775807xf32>
  return
}

// -----

func.func @no_index(%x: tensor<8x5xf32>) {
  // expected-error@+1 {{expected an index: a range, an integer, a value, '...' or 'newaxis'}}
  %r = tslice.index %x[0, all] : tensor<8x5xf32> -> tensor<5xf32>
  return
}

// -----

func.func @no_type(%x: tensor<8xf32>, %i: index) {
  // expected-error@+1 {{expected ','}}
  %r = tslice.index %x[%i] : tensor<8xf32> -> tensor<f32>
  return
}
