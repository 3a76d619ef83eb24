// RUN: tslice-opt %s --tslice-derive-adjoints -split-input-file -verify-diagnostics

func.func private @sliced(%x: tensor<9x4xf32>, %i: tensor<3xi32>) -> (tensor<3x4xf32>, tensor<2x4xf32>) {
  %a = tslice.gather %x[%i] dims [0] : tensor<9x4xf32>, tensor<3xi32> -> tensor<3x4xf32>
  // expected-note@+1 {{it is used here}}
  %b = tslice.slice %x[1, 0][2, 4][1, 1] : tensor<9x4xf32> to tensor<2x4xf32>
  return %a, %b : tensor<3x4xf32>, tensor<2x4xf32>
}
func.func @also_sliced(%x: tensor<9x4xf32>, %i: tensor<3xi32>, %a: tensor<3x4xf32>, %b: tensor<2x4xf32>) -> (tensor<?xindex>, tensor<?x4xf32>) {
  // expected-error@+1 {{cannot differentiate @sliced: argument 0 has no sparse gradient, because it is not only gathered from along its first dimensions}}
  %k, %g = tslice.vjp @sliced(%x, %i)(%a, %b) wrt [0] sparse [0] : (tensor<9x4xf32>, tensor<3xi32>)(tensor<3x4xf32>, tensor<2x4xf32>) -> (tensor<?xindex>, tensor<?x4xf32>)
  return %k, %g : tensor<?xindex>, tensor<?x4xf32>
}

// -----

func.func private @columns(%x: tensor<9x4xf32>, %i: tensor<3xi32>) -> tensor<3x9xf32> {
  // expected-note@+1 {{it is used here}}
  %a = tslice.gather %x[%i] dims [1] : tensor<9x4xf32>, tensor<3xi32> -> tensor<3x9xf32>
  return %a : tensor<3x9xf32>
}
func.func @not_leading(%x: tensor<9x4xf32>, %i: tensor<3xi32>, %a: tensor<3x9xf32>) -> (tensor<?xindex>, tensor<?x4xf32>) {
  // expected-error@+1 {{argument 0 has no sparse gradient}}
  %k, %g = tslice.vjp @columns(%x, %i)(%a) wrt [0] sparse [0] : (tensor<9x4xf32>, tensor<3xi32>)(tensor<3x9xf32>) -> (tensor<?xindex>, tensor<?x4xf32>)
  return %k, %g : tensor<?xindex>, tensor<?x4xf32>
}

// -----

func.func private @cells(%x: tensor<9x4xf32>, %i: tensor<3x2xi32>) -> tensor<3xf32> {
  %a = tslice.gather %x[%i] dims [0, 1] : tensor<9x4xf32>, tensor<3x2xi32> -> tensor<3xf32>
  return %a : tensor<3xf32>
}
func.func @pairs(%x: tensor<9x4xf32>, %i: tensor<3x2xi32>, %a: tensor<3xf32>) -> (tensor<?xindex>, tensor<?x4xf32>) {
  // expected-error@+1 {{2 indices tell a row of argument 0, but the results are for 1}}
  %k, %g = tslice.vjp @cells(%x, %i)(%a) wrt [0] sparse [0] : (tensor<9x4xf32>, tensor<3x2xi32>)(tensor<3xf32>) -> (tensor<?xindex>, tensor<?x4xf32>)
  return %k, %g : tensor<?xindex>, tensor<?x4xf32>
}

// -----

func.func private @rule(%x: tensor<4xf32>, %c: tensor<4xf32>) -> tensor<4xf32> {
  return %c : tensor<4xf32>
}
// expected-note@+1 {{the function is defined here}}
func.func private @ruled(%x: tensor<4xf32>) -> tensor<4xf32> attributes {tslice.vjp = @rule} {
  return %x : tensor<4xf32>
}
func.func @own_rule(%x: tensor<4xf32>, %c: tensor<4xf32>) -> (tensor<?xindex>, tensor<?xf32>) {
  // expected-error@+1 {{its own rule yields whole gradients, no sparse ones}}
  %k, %g = tslice.vjp @ruled(%x)(%c) wrt [0] sparse [0] : (tensor<4xf32>)(tensor<4xf32>) -> (tensor<?xindex>, tensor<?xf32>)
  return %k, %g : tensor<?xindex>, tensor<?xf32>
}

// -----

func.func private @constant(%x: tensor<4xf32>) -> f32 {
  %c = arith.constant 1.0 : f32
  return %c : f32
}
func.func @unreached(%x: tensor<4xf32>) -> (tensor<?xindex>, tensor<?xf32>) {
  // expected-warning@+1 {{the result of @constant does not depend on argument 0, so its gradient is zero}}
  %k, %g = tslice.grad @constant(%x) wrt [0] sparse [0] : (tensor<4xf32>) -> (tensor<?xindex>, tensor<?xf32>)
  return %k, %g : tensor<?xindex>, tensor<?xf32>
}
