// RUN: tslice-opt %s -split-input-file -verify-diagnostics

// The constraints ranged_c1 to ranged_c5 are checked by the code that checks a
// slice; one of them stands for all.
func.func @ranged_c5(%u: tensor<3xf32>, %x: tensor<8xf32>) {
  // expected-error@+1 {{accesses index 8 of dimension 0, which has size 8 (offset 6, size 3, stride 1)}}
  %r = tslice.update set %u into %x[6][3][1] : tensor<3xf32> into tensor<8xf32>
  return
}

// -----

func.func @ranged_c1_operands(%u: tensor<3xf32>, %x: tensor<8xf32>) {
  // expected-error@+1 {{expects 1 operands for its dynamic strides, but got 0}}
  %r = "tslice.update"(%u, %x) <{combine = #tslice<combine set>, static_offsets = array<i64: 0>, static_sizes = array<i64: 3>,
    static_strides = array<i64: -9223372036854775808>, operandSegmentSizes = array<i32: 1, 0, 1, 0, 0, 0, 0>}>
    : (tensor<3xf32>, tensor<8xf32>) -> tensor<8xf32>
  return
}

// -----

func.func @write_c1_complex(%u: tensor<3xcomplex<f32>>, %x: tensor<8xcomplex<f32>>) {
  // expected-error@+1 {{cannot combine 'complex<f32>' elements with 'max'; complex numbers have no order}}
  %r = tslice.update max %u into %x[0][3][1] : tensor<3xcomplex<f32>> into tensor<8xcomplex<f32>>
  return
}

// -----

func.func @write_c1_bitwise(%u: tensor<3xf32>, %x: tensor<8xf32>) {
  // expected-error@+1 {{cannot combine 'f32' elements with 'xor'; it is defined on integers only}}
  %r = tslice.update xor %u into %x[0][3][1] : tensor<3xf32> into tensor<8xf32>
  return
}

// -----

func.func @write_c1_unsigned(%u: tensor<3xf32>, %x: tensor<8xf32>) {
  // expected-error@+1 {{cannot combine 'f32' elements with 'umin'; use 'min' or 'max'}}
  %r = tslice.update umin %u into %x[0][3][1] : tensor<3xf32> into tensor<8xf32>
  return
}

// -----

func.func @write_c1_f8(%u: tensor<3xf8E4M3FN>, %x: tensor<8xf8E4M3FN>) {
  // expected-error@+1 {{cannot combine 'f8E4M3FN' elements with 'add'; 8-bit floats can only be moved: use 'set'}}
  %r = tslice.update add %u into %x[0][3][1] : tensor<3xf8E4M3FN> into tensor<8xf8E4M3FN>
  return
}

// -----

func.func @write_c2_shape(%u: tensor<2xf32>, %x: tensor<8xf32>) {
  // expected-error@+1 {{update has type 'tensor<2xf32>', but the access implies 'tensor<3xf32>'}}
  %r = tslice.update set %u into %x[0][3][1] : tensor<2xf32> into tensor<8xf32>
  return
}

// -----

func.func @write_c2_rank(%u: tensor<1xf32>, %x: tensor<8xf32>) {
  // expected-error@+1 {{update has type 'tensor<1xf32>', but the access implies 'tensor<f32>'}}
  %r = tslice.update set %u into %x[0][1][1] drop [0] : tensor<1xf32> into tensor<8xf32>
  return
}

// -----

func.func @write_c2_element_type(%u: tensor<3xi32>, %x: tensor<8xf32>) {
  // expected-error@+1 {{update has element type 'i32', but the indexed tensor 'tensor<8xf32>' has 'f32'}}
  %r = tslice.update set %u into %x[0][3][1] : tensor<3xi32> into tensor<8xf32>
  return
}

// -----

func.func @write_c3(%u: tensor<3xf32>, %x: tensor<8xf32>) {
  // expected-error@+1 {{expects results of the types of its destinations, ('tensor<8xf32>'), but has ('tensor<?xf32>')}}
  %r = "tslice.update"(%u, %x) <{combine = #tslice<combine set>, static_offsets = array<i64: 0>, static_sizes = array<i64: 3>,
    static_strides = array<i64: 1>, operandSegmentSizes = array<i32: 1, 0, 1, 0, 0, 0, 0>}>
    : (tensor<3xf32>, tensor<8xf32>) -> tensor<?xf32>
  return
}

// -----

func.func @syntax_combiner(%u: tensor<3xf32>, %x: tensor<8xf32>) {
  // expected-error@+1 {{expected a combiner, one of set, add, mul, min, max, umin, umax, and, or, xor}}
  %r = tslice.update sum %u into %x[0][3][1] : tensor<3xf32> into tensor<8xf32>
  return
}
