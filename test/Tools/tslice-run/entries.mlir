// Which function is called, and what happens when it is not there.
//
// RUN: tslice-run %s --entry=twice '[1, 2]' | FileCheck %s --check-prefix=TWICE
// RUN: tslice-run %s --entry=@twice '[1, 2]' | FileCheck %s --check-prefix=TWICE
// TWICE: [2. 4.]
// RUN: not tslice-run %s '[1, 2]' 2>&1 | FileCheck %s --check-prefix=CHOOSE
// CHOOSE: tslice-run: '{{.*}}entries.mlir' defines 2 functions, so one must be chosen: '@twice', '@both'
// RUN: not tslice-run %s --entry=twise '[1, 2]' 2>&1 | FileCheck %s --check-prefix=NEAREST
// NEAREST: tslice-run: '{{.*}}entries.mlir' defines no function '@twise'; did you mean '@twice'? it defines '@hidden', '@twice', '@both'
// RUN: echo 'func.func private @f(tensor<f32>)' > %t.none.mlir
// RUN: not tslice-run %t.none.mlir 2>&1 | FileCheck %s --check-prefix=NONE
// NONE: tslice-run: '{{.*}}none.mlir' defines no public function; name a private one to call it
// RUN: not tslice-run %t.none.mlir --entry=f 2>&1 | FileCheck %s --check-prefix=NOBODY
// NOBODY: tslice-run: '{{.*}}none.mlir' defines no function{{$}}

// A private function is called by its name, also for its gradient.
// RUN: tslice-run %s --entry=@hidden '[1, 2]' --check-against=evaluate | FileCheck %s --check-prefix=TWICE
// RUN: tslice-run %tslice_src_root/examples/sliced-sum.mlir --entry=sum_of_middle '[1, 2, 3, 4]' | FileCheck %s --check-prefix=SUM
// SUM: 5.0
// RUN: tslice-run %tslice_src_root/examples/sliced-sum.mlir --entry=sum_of_middle --grad=0 '[1, 2, 3, 4]' | FileCheck %s --check-prefix=GRAD
// RUN: tslice-run %tslice_src_root/examples/sliced-sum.mlir --entry=sum_of_middle --check-grad '[1, 2, 3, 4]' | FileCheck %s --check-prefix=CHECKGRAD
// GRAD: [0. 1. 1. 0.]
// CHECKGRAD: equal to finite differences at 4 of 4 elements
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
