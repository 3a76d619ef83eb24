// Which function is called, and what happens when it is not there.
//
// RUN: tslice-run %s --entry=twice '[1, 2]' | FileCheck %s --check-prefix=TWICE
// RUN: tslice-run %s --entry=@twice '[1, 2]' | FileCheck %s --check-prefix=TWICE
// TWICE: [2. 4.]
// RUN: not tslice-run %s '[1, 2]' 2>&1 | FileCheck %s --check-prefix=CHOOSE
// CHOOSE: tslice-run: '{{.*}}entries.mlir' defines 2 functions, so one must be chosen: '@twice', '@both'
// RUN: not tslice-run %s --entry=twise '[1, 2]' 2>&1 | FileCheck %s --check-prefix=NEAREST
// NEAREST: tslice-run: '{{.*}}entries.mlir' defines no public function '@twise'; did you mean '@twice'? it defines '@twice', '@both'
// RUN: not tslice-run %s --entry=hidden '[1, 2]' 2>&1 | FileCheck %s --check-prefix=HIDDEN
// HIDDEN: tslice-run: '{{.*}}entries.mlir' defines no public function '@hidden'; it defines '@twice', '@both'
// RUN: echo 'func.func private @f(tensor<f32>)' > %t.none.mlir
// RUN: not tslice-run %t.none.mlir 2>&1 | FileCheck %s --check-prefix=NONE
// NONE: tslice-run: '{{.*}}none.mlir' defines no public function

func.func private @hidden(%x: tensor<2xf32>) -> tensor<2xf32> {
  %r = arith.addf %x, %x : tensor<2xf32>
  return %r : tensor<2xf32>
}
func.func @twice(%x: tensor<2xf32>) -> tensor<2xf32> {
  %r = call @hidden(%x) : (tensor<2xf32>) -> tensor<2xf32>
  return %r : tensor<2xf32>
}

// Several results stand below each other; scalars go in and out.
// RUN: tslice-run %s --entry=both '[true, false]' -3 1+2j | FileCheck %s --check-prefix=BOTH
// BOTH: [ True False]
// BOTH-NEXT: -3
// BOTH-NEXT: (1+2j)
func.func @both(%x: tensor<2xi1>, %n: i16, %z: complex<f32>) -> (tensor<2xi1>, i16, complex<f32>) {
  return %x, %n, %z : tensor<2xi1>, i16, complex<f32>
}
