// RUN: tslice-opt --tslice-derive-adjoints %s -split-input-file -verify-diagnostics

// expected-error@+1 {{names @nowhere as 'tslice.vjp', which is not a function of this module}}
func.func @rule_c2(%x: f32) -> f32 attributes {tslice.vjp = @nowhere} {
  return %x : f32
}

// -----

// expected-note@+1 {{it has type '(f32) -> f32'}}
func.func private @v(%ct: f32) -> f32 {
  return %ct : f32
}
// expected-error@+1 {{expects @v, its 'tslice.vjp', to have type '(f32, i32, f32) -> f32'}}
func.func @rule_c3(%x: f32, %n: i32) -> (f32, i32) attributes {tslice.vjp = @v} {
  return %x, %n : f32, i32
}

// -----

// expected-note@+1 {{it has type '(f32, i32, f32, i32) -> f32'}}
func.func private @j(%x: f32, %n: i32, %t: f32, %s: i32) -> f32 {
  return %t : f32
}
// expected-error@+1 {{expects @j, its 'tslice.jvp', to have type '(f32, i32, f32) -> f32'}}
func.func @rule_c4(%x: f32, %n: i32) -> (f32, i32) attributes {tslice.jvp = @j} {
  return %x, %n : f32, i32
}

// -----

// A rule that asks for the derivative that it is.
func.func private @v(%x: f32, %ct: f32) -> f32 {
  // expected-error@+1 {{cannot differentiate @f: the function contains a derivative that depends on itself}}
  %g = tslice.vjp @f(%x)(%ct) wrt [0] : (f32)(f32) -> f32
  return %g : f32
}
func.func @f(%x: f32) -> f32 attributes {tslice.vjp = @v} {
  return %x : f32
}
