// RUN: tslice-opt %s -split-input-file -verify-diagnostics

func.func @stop_gradient_c1_integers(%x: tensor<4xi32>) {
  // expected-error@+1 {{expects a value that has a derivative, but got one of type 'tensor<4xi32>'}}
  %0 = tslice.stop_gradient %x : tensor<4xi32>
  return
}

// -----

func.func @stop_gradient_c1_narrow(%x: f8E5M2) {
  // expected-error@+1 {{expects a value that has a derivative, but got one of type 'f8E5M2'}}
  %0 = tslice.stop_gradient %x : f8E5M2
  return
}

// -----

func.func @rule_c1_no_name(%x: f32) -> f32 {
  return %x : f32
}
// expected-error@+1 {{expects the name of a function as 'tslice.vjp', but got "v"}}
func.func @named_by_text(%x: f32) -> f32 attributes {tslice.vjp = "v"} {
  return %x : f32
}

// -----

func.func @rule_c1_no_function(%x: f32) -> f32 {
  // expected-error@+1 {{has the attribute 'tslice.jvp', which belongs to functions}}
  %0 = arith.negf %x {tslice.jvp = @rule_c1_no_function} : f32
  return %0 : f32
}
