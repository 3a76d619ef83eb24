// RUN: tslice-opt %s --split-input-file --verify-diagnostics

// One function per constraint of the attribute `tslice.checkpoint`.

func.func @checkpoint_c1(%x: f32, %n: index) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // expected-error @below {{'scf.for' op expects an i64 of at least 1 as 'tslice.checkpoint', but got 0 : i64}}
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x) -> (f32) {
    scf.yield %a : f32
  } {tslice.checkpoint = 0 : i64}
  return %r : f32
}

// -----

func.func @checkpoint_type(%x: f32, %n: index) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // expected-error @below {{'scf.for' op expects an i64 of at least 1 as 'tslice.checkpoint', but got "often"}}
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x) -> (f32) {
    scf.yield %a : f32
  } {tslice.checkpoint = "often"}
  return %r : f32
}

// -----

func.func @checkpoint_place(%x: f32) -> f32 {
  // expected-error @below {{'arith.mulf' op has the attribute 'tslice.checkpoint', which belongs to 'scf.for'}}
  %r = arith.mulf %x, %x {tslice.checkpoint = 1 : i64} : f32
  return %r : f32
}
