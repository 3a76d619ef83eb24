// RUN: %python %S/Inputs/check_gradients.py %tslice_bin %s | FileCheck %s
// CHECK-NOT: {{WRONG|FAILED}}
// CHECK: 10 of 10 agree

// CASE shapes
// SIZES 0: 3
// RESULT 0: 3
// RESULT 1: 12
func.func private @f(%x: tensor<?x4xf64>) -> (tensor<?x2x2xf64>, tensor<?xf64>) {
  %c0 = arith.constant 0 : index
  %d = tensor.dim %x, %c0 : tensor<?x4xf64>
  %y = math.sin %x : tensor<?x4xf64>
  %e = tensor.expand_shape %y [[0], [1, 2]] output_shape [%d, 2, 2] : tensor<?x4xf64> into tensor<?x2x2xf64>
  %c = tensor.collapse_shape %y [[0, 1]] : tensor<?x4xf64> into tensor<?xf64>
  return %e, %c : tensor<?x2x2xf64>, tensor<?xf64>
}

// -----

// CASE pad
func.func private @f(%x: tensor<2x3xf64>, %v: f64) -> tensor<5x4xf64> {
  %y = arith.mulf %x, %x : tensor<2x3xf64>
  %p = tensor.pad %y low[1, 0] high[2, 1] { ^bb0(%i: index, %j: index): tensor.yield %v : f64 } : tensor<2x3xf64> to tensor<5x4xf64>
  %r = arith.mulf %p, %p : tensor<5x4xf64>
  return %r : tensor<5x4xf64>
}

// -----

// CASE concat
// SIZES 1: 2
// RESULT 0: 7
func.func private @f(%x: tensor<2x3xf64>, %y: tensor<?x3xf64>, %z: tensor<1x3xf64>) -> tensor<?x3xf64> {
  %p = tensor.concat dim(0) %x, %y, %z, %x : (tensor<2x3xf64>, tensor<?x3xf64>, tensor<1x3xf64>, tensor<2x3xf64>) -> tensor<?x3xf64>
  %r = arith.mulf %p, %p : tensor<?x3xf64>
  return %r : tensor<?x3xf64>
}

// -----

// CASE elems
// ARG 2: 1
func.func private @f(%s: f64, %x: tensor<2x3xf64>, %i: index) -> tensor<2x3xf64> {
  %c1 = arith.constant 1 : index
  %e = tensor.extract %x[%i, %c1] : tensor<2x3xf64>
  %m = arith.mulf %e, %s : f64
  %y = tensor.insert %m into %x[%i, %i] : tensor<2x3xf64>
  %f = tensor.from_elements %s, %e, %m, %e : tensor<2x2xf64>
  %z = tensor.insert_slice %f into %y[0, 0][2, 2][1, 2] : tensor<2x2xf64> into tensor<2x3xf64>
  %q = tensor.extract_slice %z[0, 1][1, 2][1, 1] : tensor<2x3xf64> to tensor<2xf64>
  %w = tensor.insert_slice %q into %z[1, 1][1, 2][1, 1] : tensor<2xf64> into tensor<2x3xf64>
  %sp = tensor.splat %m : tensor<2x3xf64>
  %r = arith.mulf %w, %sp : tensor<2x3xf64>
  return %r : tensor<2x3xf64>
}

// -----

// CASE rescast
func.func private @f(%x: tensor<2x3xf64>) -> tensor<3x2xf64> {
  %sh = arith.constant dense<[3,2]> : tensor<2xindex>
  %c = tensor.cast %x : tensor<2x3xf64> to tensor<?x3xf64>
  %q = arith.mulf %c, %c : tensor<?x3xf64>
  %d = tensor.cast %q : tensor<?x3xf64> to tensor<2x3xf64>
  %r = tensor.reshape %d(%sh) : (tensor<2x3xf64>, tensor<2xindex>) -> tensor<3x2xf64>
  return %r : tensor<3x2xf64>
}

// -----

// CASE tgather
// ARG 1: [[0, 2], [1, 1], [0, 2]]
func.func private @f(%x: tensor<2x5x3xf64>, %i: tensor<3x2xi64>) -> (tensor<3x1x5x1xf64>, tensor<3x5xf64>) {
  %r = tensor.gather %x[%i] gather_dims([0, 2]) : (tensor<2x5x3xf64>, tensor<3x2xi64>) -> tensor<3x1x5x1xf64>
  %s = tensor.gather %x[%i] gather_dims([0, 2]) : (tensor<2x5x3xf64>, tensor<3x2xi64>) -> tensor<3x5xf64>
  return %r, %s : tensor<3x1x5x1xf64>, tensor<3x5xf64>
}

// -----

// CASE tscatter
// ARG 2: [[0, 2], [1, 1], [0, 0]]
func.func private @f(%x: tensor<2x5x3xf64>, %u: tensor<3x5xf64>, %i: tensor<3x2xi64>) -> tensor<2x5x3xf64> {
  %r = tensor.scatter %u into %x[%i] scatter_dims([0, 2]) unique : (tensor<3x5xf64>, tensor<2x5x3xf64>, tensor<3x2xi64>) -> tensor<2x5x3xf64>
  return %r : tensor<2x5x3xf64>
}

// -----

// CASE dynamic_shapes
// SIZES 0: 2 6
// SIZES 1: 3
// RESULT 0: 12
// RESULT 1: 2 3 2
// RESULT 2: 5
// RESULT 3: 3
// RESULT 4: 3
func.func private @f(%x: tensor<?x?xf64>, %y: tensor<?xf64>) -> (tensor<?xf64>, tensor<?x?x2xf64>, tensor<?xf64>, tensor<4x?xf64>, tensor<2x?xf64>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %n = tensor.dim %x, %c0 : tensor<?x?xf64>
  %a = tensor.collapse_shape %x [[0, 1]] : tensor<?x?xf64> into tensor<?xf64>
  %b = tensor.expand_shape %x [[0], [1, 2]] output_shape [%n, %c3, 2] : tensor<?x?xf64> into tensor<?x?x2xf64>
  %v = tensor.extract %y[%c1] : tensor<?xf64>
  %c = tensor.pad %y low[%c1] high[1] {
  ^bb0(%i: index):
    tensor.yield %v : f64
  } : tensor<?xf64> to tensor<?xf64>
  %s = arith.constant dense<[4, 3]> : tensor<2xindex>
  %d = tensor.reshape %x(%s) : (tensor<?x?xf64>, tensor<2xindex>) -> tensor<4x?xf64>
  %e = tensor.extract_slice %x[0, %c1] [2, %c3] [1, 1] : tensor<?x?xf64> to tensor<2x?xf64>
  return %a, %b, %c, %d, %e : tensor<?xf64>, tensor<?x?x2xf64>, tensor<?xf64>, tensor<4x?xf64>, tensor<2x?xf64>
}

// -----

// CASE ranks
func.func private @f(%x: tensor<4x3xf64>, %u: tensor<3xf64>, %v: tensor<2xf64>, %s: tensor<f64>) -> (tensor<2xf64>, tensor<4x3xf64>, tensor<4x3xf64>, tensor<f64>, tensor<1x1xf64>) {
  %c2 = arith.constant 2 : index
  %a = tensor.extract_slice %x[1, %c2] [2, 1] [2, 1] : tensor<4x3xf64> to tensor<2xf64>
  %b = tensor.insert_slice %u into %x[%c2, 0] [1, 3] [1, 1] : tensor<3xf64> into tensor<4x3xf64>
  %c = tensor.insert_slice %v into %b[0, 1] [2, 1] [3, 1] : tensor<2xf64> into tensor<4x3xf64>
  %e = tensor.extract %s[] : tensor<f64>
  %q = arith.mulf %e, %e : f64
  %d = tensor.insert %q into %s[] : tensor<f64>
  %f = tensor.expand_shape %s [] output_shape [1, 1] : tensor<f64> into tensor<1x1xf64>
  return %a, %b, %c, %d, %f : tensor<2xf64>, tensor<4x3xf64>, tensor<4x3xf64>, tensor<f64>, tensor<1x1xf64>
}

// -----

// CASE empty
// SIZES 0: 3 0
// SIZES 1: 2
// RESULT 0: 0
// RESULT 1: 2
// RESULT 2: 2
func.func private @f(%x: tensor<?x?xf64>, %y: tensor<?xf64>) -> (tensor<?xf64>, tensor<3x?xf64>, tensor<?xf64>) {
  %c0 = arith.constant 0 : index
  %v = tensor.extract %y[%c0] : tensor<?xf64>
  %a = tensor.collapse_shape %x [[0, 1]] : tensor<?x?xf64> into tensor<?xf64>
  %s = tensor.cast %x : tensor<?x?xf64> to tensor<3x?xf64>
  %p = tensor.pad %s low[0, 1] high[0, 1] {
  ^bb0(%i: index, %j: index):
    tensor.yield %v : f64
  } : tensor<3x?xf64> to tensor<3x?xf64>
  %c = tensor.concat dim(0) %a, %y : (tensor<?xf64>, tensor<?xf64>) -> tensor<?xf64>
  return %a, %p, %c : tensor<?xf64>, tensor<3x?xf64>, tensor<?xf64>
}
