// RUN: tslice-opt %s -split-input-file -verify-diagnostics

func.func @nonzero_c1_element(%m: tensor<4xi8>) {
  // expected-error@+1 {{operand #0 must be ranked tensor of 1-bit signless integer values, but got 'tensor<4xi8>'}}
  %p = tslice.nonzero %m : tensor<4xi8> -> tensor<?x1xindex>
  return
}

// -----

func.func @nonzero_c2_rank(%m: tensor<4x2xi1>) {
  // expected-error@+1 {{result has type 'tensor<?x1xindex>', but the mask implies 'tensor<?x2xindex>'}}
  %p = tslice.nonzero %m : tensor<4x2xi1> -> tensor<?x1xindex>
  return
}

// -----

func.func @nonzero_c2_static(%m: tensor<4xi1>) {
  // expected-error@+1 {{result has type 'tensor<4x1xindex>', but the mask implies 'tensor<?x1xindex>'}}
  %p = tslice.nonzero %m : tensor<4xi1> -> tensor<4x1xindex>
  return
}

// -----

func.func @nonzero_c2_size(%m: tensor<4xi1>) {
  // expected-error@+1 {{result has type 'tensor<?x1xindex>', but the mask implies 'tensor<3x1xindex>'}}
  %p, %n = tslice.nonzero %m size 3 : tensor<4xi1> -> tensor<?x1xindex>, index
  return
}

// -----

func.func @nonzero_c3_negative(%m: tensor<4xi1>) {
  // expected-error@+1 {{has the size -1, which is negative}}
  %p, %n = tslice.nonzero %m size -1 : tensor<4xi1> -> tensor<?x1xindex>, index
  return
}

// -----

func.func @nonzero_c4_missing(%m: tensor<4xi1>) {
  // expected-error@+1 {{has a size, but no result for the count}}
  %p = tslice.nonzero %m size 3 : tensor<4xi1> -> tensor<3x1xindex>
  return
}

// -----

func.func @nonzero_c4_unasked(%m: tensor<4xi1>) {
  // expected-error@+1 {{has a result for the count, but no size}}
  %p, %n = tslice.nonzero %m : tensor<4xi1> -> tensor<?x1xindex>, index
  return
}

// -----

func.func @nonzero_c5_truncate(%m: tensor<4xi1>) {
  // expected-error@+1 {{truncates, but has no size to truncate to}}
  %p = tslice.nonzero %m truncate : tensor<4xi1> -> tensor<?x1xindex>
  return
}

// -----

func.func @access_c1_rows(%m: tensor<4xi1>) {
  // expected-error@+1 {{tensor<4611686018427387904x1xindex>}}
  %p, %n = tslice.nonzero %m size 4611686018427387904 : tensor<4xi1> -> tensor<4611686018427387904x1xindex>, index
  return
}

// -----

func.func @nonzero_c2_size_by_value(%m: tensor<4xi1>, %n: index) {
  // expected-error@+1 {{result has type 'tensor<3x1xindex>', but the mask implies 'tensor<?x1xindex>'}}
  %p, %k = tslice.nonzero %m size %n : tensor<4xi1> -> tensor<3x1xindex>, index
  return
}

// -----

func.func @nonzero_two_sizes(%m: tensor<4xi1>, %n: index) {
  // expected-error@+1 {{has two sizes, a number and a value}}
  %p, %k = "tslice.nonzero"(%m, %n) {static_size = 3 : i64} : (tensor<4xi1>, index) -> (tensor<3x1xindex>, index)
  return
}

// -----

func.func @nonzero_c4_value(%m: tensor<4xi1>, %n: index) {
  // expected-error@+1 {{has a size, but no result for the count}}
  %p = tslice.nonzero %m size %n : tensor<4xi1> -> tensor<?x1xindex>
  return
}
