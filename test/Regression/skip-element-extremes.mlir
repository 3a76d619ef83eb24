// Positions were computed modulo 2^64, so that steps far outside came in again.
// Under skip_element every 64-bit offset and stride has its exact meaning.

// RUN: tslice-run %s --entry=slice '[10,11,12,13]' 1 3 4611686018427387904 | FileCheck %s --check-prefix=STEP
// STEP: [11 -1 -1]
// RUN: tslice-run %s --entry=slice '[10,11,12,13]' 3 3 -9223372036854775808 | FileCheck %s --check-prefix=LEAST
// LEAST: [13 -1 -1]
// Back to the start after 2^64 by four steps of 2^62.
// RUN: tslice-run %s --entry=slice '[10,11,12,13]' 1 5 4611686018427387904 | FileCheck %s --check-prefix=ROUND
// ROUND: [11 -1 -1 -1 -1]
// From 2^63-1 down to 0 in one step.
// RUN: tslice-run %s --entry=slice '[10,11,12,13]' 9223372036854775807 2 -9223372036854775807 | FileCheck %s --check-prefix=DOWN
// DOWN: [-1 10]
// RUN: tslice-run %s --entry=slice '[10,11,12,13]' 9223372036854775807 2 -9223372036854775808 | FileCheck %s --check-prefix=TOO-FAR
// TOO-FAR: [-1 -1]
// RUN: tslice-run %s --entry=slice '[10,11,12,13]' -9223372036854775808 2 9223372036854775807 | FileCheck %s --check-prefix=UP
// UP: [-1 -1]
func.func @slice(%x: tensor<?xi32>, %o: index, %n: index, %s: index) -> tensor<?xi32> {
  %r = tslice.slice %x[%o][%n][%s] bounds skip_element fill -1 : i32 : tensor<?xi32> to tensor<?xi32>
  return %r : tensor<?xi32>
}

// RUN: tslice-run %s --entry=update '[0,0,0,0]' '[1,2,3]' 1 4611686018427387904 | FileCheck %s --check-prefix=WRITE
// WRITE: [0 1 0 0]
// RUN: tslice-run %s --entry=update '[0,0,0,0]' '[1,2,3]' 9223372036854775807 -9223372036854775807 | FileCheck %s --check-prefix=WRITE-DOWN
// WRITE-DOWN: [2 0 0 0]
// RUN: tslice-run %s --entry=update '[0,0,0,0]' '[1,2,3]' 4 -1 | FileCheck %s --check-prefix=WRITE-BACK
// WRITE-BACK: [0 0 3 2]
// RUN: tslice-run %s --entry=update '[0,0,0,0]' '[1,2,3]' -3 2 | FileCheck %s --check-prefix=WRITE-IN
// WRITE-IN: [0 3 0 0]
func.func @update(%x: tensor<?xi32>, %u: tensor<3xi32>, %o: index, %s: index) -> tensor<?xi32> {
  %r = tslice.update set %u into %x[%o][3][%s] bounds skip_element : tensor<3xi32> into tensor<?xi32>
  return %r : tensor<?xi32>
}
