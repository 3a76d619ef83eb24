// RUN: tslice-opt %s -split-input-file -verify-diagnostics

func.func @indices(%i: memref<?xf32>, %plan: memref<?xi32>, %n: index) {
  // expected-error@+1 {{operand #0 must be 1D memref of 8-bit signless integer or 16-bit signless integer or 32-bit signless integer or 64-bit signless integer or index values, but got 'memref<?xf32>'}}
  tslice.plan_rows by_size %i to %plan, %n x %n : memref<?xf32>, memref<?xi32>
  return
}

// -----

func.func @plan(%i: memref<?xi32>, %plan: memref<?xi64>, %n: index) {
  // expected-error@+1 {{operand #1 must be 1D memref of 32-bit signless integer values, but got 'memref<?xi64>'}}
  tslice.plan_rows by_size %i to %plan, %n x %n : memref<?xi32>, memref<?xi64>
  return
}
