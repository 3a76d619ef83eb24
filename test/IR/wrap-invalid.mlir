// RUN: tslice-opt %s -split-input-file -verify-diagnostics

func.func @ranged_c5_below(%x: tensor<5xf32>) {
  // expected-error@+1 {{accesses index -6 of dimension 0, which has size 5 (offset -6, size 1, stride 1)}}
  %r = tslice.slice %x[-6][1][1] wrap : tensor<5xf32> to tensor<1xf32>
  return
}

// -----

func.func @ranged_c5_above(%x: tensor<5xf32>, %u: tensor<1xf32>) {
  // expected-error@+1 {{accesses index 5 of dimension 0, which has size 5 (offset 5, size 1, stride 1)}}
  %r = tslice.update set %u into %x[5][1][1] wrap : tensor<1xf32> into tensor<5xf32>
  return
}

// -----

// Only the offset wraps, not what is counted from it.
func.func @ranged_c5_last(%x: tensor<5xf32>) {
  // expected-error@+1 {{accesses index 5 of dimension 0, which has size 5 (offset 4, size 2, stride 1)}}
  %r = tslice.slice %x[-1][2][1] wrap : tensor<5xf32> to tensor<2xf32>
  return
}
