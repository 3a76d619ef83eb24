// An op that there is not: the nearest one is named, by every tool.
//
// RUN: tslice-opt %s -split-input-file -verify-diagnostics
// RUN: echo 'func.func @f(%%x: tensor<4xf32>) { %%r = tslice.gathr %%x }' > %t.mlir
// RUN: not tslice-run %t.mlir 2>&1 | FileCheck %s
// CHECK: unknown-op.mlir.tmp.mlir:1:40: error: custom op 'tslice.gathr' is unknown; did you mean 'tslice.gather'?

func.func @slice(%x: tensor<4xf32>) {
  // expected-error@+1 {{custom op 'tslice.slce' is unknown; did you mean 'tslice.slice'?}}
  %r = tslice.slce %x[0][2][1] : tensor<4xf32> to tensor<2xf32>
  return
}

// -----

func.func @nothing() {
  // expected-error-re@+1 {{custom op 'tslice.nothing' is unknown{{$}}}}
  tslice.nothing
  return
}
