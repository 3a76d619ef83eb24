// A reversed slice of dynamic size, sliced again: composed, and yet every check of
// the outer slice stands.
//
// RUN: tslice-run %s '[0, 1, 2, 3, 4, 5, 6, 7]' 7 8 1 4 | FileCheck %s
// RUN: tslice-run %s '[0, 1, 2, 3, 4, 5, 6, 7]' 7 8 9 0 | FileCheck %s --check-prefix=NONE
// RUN: not tslice-run %s '[0, 1, 2, 3, 4, 5, 6, 7]' 7 8 1 5 2>&1 | FileCheck %s --check-prefix=BEYOND
// RUN: not tslice-run %s '[0, 1, 2, 3, 4, 5, 6, 7]' 7 8 0 -1 2>&1 | FileCheck %s --check-prefix=NEGATIVE
// RUN: not tslice-run %s '[0, 1, 2, 3, 4, 5, 6, 7]' 7 8 0 4611686018427387905 2>&1 | FileCheck %s --check-prefix=HUGE

// CHECK: [6. 4. 2. 0.]
// NONE: []
// BEYOND: slice #2 ({{.*}}): index 8 is outside [0, 8) of dimension 0 of 'a'
// NEGATIVE: slice #2 ({{.*}}): size -1 of dimension 0 of 'a' is negative
// HUGE: slice #2 ({{.*}}): index 8 is outside [0, 8) of dimension 0 of 'a'
func.func @f(%x: tensor<?xf32>, %o1: index, %n1: index, %o2: index, %n2: index) -> tensor<?xf32> {
  %a = tslice.slice %x[%o1][%n1][-1] : tensor<?xf32> to tensor<?xf32>
  %b = tslice.slice %a[%o2][%n2][2] : tensor<?xf32> to tensor<?xf32>
  return %b : tensor<?xf32>
}
