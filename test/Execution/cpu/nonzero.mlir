// Positions of what is true, for every number of threads, against the evaluator.

// RUN: tslice-run %s --entry=all '[[0, 1, 0], [1, 1, 0]]' --check-against=evaluate | FileCheck %s --check-prefix=ALL
// ALL:      {{\[}}[0 1]
// ALL-NEXT: [1 0]
// ALL-NEXT: [1 1]]
// RUN: tslice-run %s --entry=all '[[0, 0, 0], [0, 0, 0]]' --check-against=evaluate | FileCheck %s --check-prefix=NONE
// RUN: tslice-run %s --entry=all 'random(0x3, i1, 1)' --check-against=evaluate | FileCheck %s --check-prefix=NONE
// RUN: tslice-run %s --entry=all 'random(3x0, i1, 1)' --check-against=evaluate | FileCheck %s --check-prefix=NONE
// NONE: []
// Several blocks, and several threads.
// RUN: tslice-run %s --entry=all 'random(301x211, i1, 1)' --threads=1 --check-against=evaluate > %t.1
// RUN: tslice-run %s --entry=all 'random(301x211, i1, 1)' --threads=2 --check-against=evaluate > %t.2
// RUN: tslice-run %s --entry=all 'random(301x211, i1, 1)' --threads=4 --check-against=evaluate > %t.4
// RUN: tslice-run %s --entry=all 'random(301x211, i1, 1)' --no-optimize --check-against=evaluate > %t.0
// RUN: diff %t.1 %t.2 && diff %t.1 %t.4 && diff %t.1 %t.0
func.func @all(%mask: tensor<?x?xi1>) -> tensor<?x2xindex> {
  %p = tslice.nonzero %mask : tensor<?x?xi1> -> tensor<?x2xindex>
  return %p : tensor<?x2xindex>
}

// A mask without dimensions has one element, whose position has no coordinate.
// RUN: tslice-run %s --entry=scalar true --check-against=evaluate | FileCheck %s --check-prefix=TRUE
// RUN: tslice-run %s --entry=scalar false --check-against=evaluate | FileCheck %s --check-prefix=FALSE
// TRUE: {{^}}1{{$}}
// FALSE: {{^}}0{{$}}
func.func @scalar(%mask: tensor<i1>) -> (index, tensor<?x0xindex>) {
  %c0 = arith.constant 0 : index
  %p = tslice.nonzero %mask : tensor<i1> -> tensor<?x0xindex>
  %n = tensor.dim %p, %c0 : tensor<?x0xindex>
  return %n, %p : index, tensor<?x0xindex>
}

// RUN: tslice-run %s --entry=sized '[0, 1, 1, 0, 1]' --check-against=evaluate | FileCheck %s --check-prefix=SIZED
// RUN: not tslice-run %s --entry=sized '[1, 1, 1, 1, 1, 0, 1, 1]' 2>&1 | FileCheck %s --check-prefix=ROOM
// SIZED:      {{\[}}[ 1]
// SIZED-NEXT: [ 2]
// SIZED-NEXT: [ 4]
// SIZED-NEXT: [-1]
// SIZED-NEXT: [-1]]
// SIZED-NEXT: 3
// ROOM: tslice-run: nonzero #1 (nonzero.mlir:[[#@LINE+2]]:12): 7 positions are true, but there is room for 5
func.func @sized(%mask: tensor<?xi1>) -> (tensor<5x1xindex>, index) {
  %p, %n = tslice.nonzero %mask size 5 : tensor<?xi1> -> tensor<5x1xindex>, index
  return %p, %n : tensor<5x1xindex>, index
}

// Exactly as many as there is room for, over several blocks.
// RUN: tslice-run %s --entry=cut 'random(70000, i1, 3)' --threads=4 --check-against=evaluate | FileCheck %s --check-prefix=CUT
// CUT: 30000
// RUN: tslice-run %s --entry=cut '[1, 0, 1]' --threads=4 --check-against=evaluate | FileCheck %s --check-prefix=TWO
// TWO: {{^}}2{{$}}
func.func @cut(%mask: tensor<?xi1>) -> (index, tensor<30000x1xindex>, tensor<0x1xindex>) {
  %p, %n = tslice.nonzero %mask size 30000 truncate : tensor<?xi1> -> tensor<30000x1xindex>, index
  %q, %k = tslice.nonzero %mask size 0 truncate : tensor<?xi1> -> tensor<0x1xindex>, index
  return %n, %p, %q : index, tensor<30000x1xindex>, tensor<0x1xindex>
}

// x[mask], and x with u added where the mask is true; x is given away.
// RUN: tslice-run %s --entry=compact '[1.5, 2.5, 3.5, 4.5]' '[1, 0, 1, 1]' --check-against=evaluate | FileCheck %s --check-prefix=COMPACT
// COMPACT: [1.5 3.5 4.5]
func.func @compact(%x: tensor<?xf32>, %mask: tensor<?xi1>) -> tensor<?xf32> {
  %p = tslice.nonzero %mask : tensor<?xi1> -> tensor<?x1xindex>
  %i = tensor.collapse_shape %p [[0, 1]] : tensor<?x1xindex> into tensor<?xindex>
  %r = tslice.gather %x[%i] dims [0] : tensor<?xf32>, tensor<?xindex> -> tensor<?xf32>
  return %r : tensor<?xf32>
}

// RUN: tslice-run %s --entry=assign '[[1, 2, 3], [4, 5, 6]]' '[[0, 1, 0], [1, 0, 1]]' 10 --check-against=evaluate | FileCheck %s --check-prefix=ASSIGN
// ASSIGN:      {{\[}}[ 1 10  3]
// ASSIGN-NEXT: [10  5 10]]
func.func @assign(%x: tensor<?x?xi32> {tslice.donate}, %mask: tensor<?x?xi1>, %value: i32) -> tensor<?x?xi32> {
  %c0 = arith.constant 0 : index
  %p = tslice.nonzero %mask : tensor<?x?xi1> -> tensor<?x2xindex>
  %n = tensor.dim %p, %c0 : tensor<?x2xindex>
  %u = tensor.splat %value[%n] : tensor<?xi32>
  %r = tslice.scatter set %u into %x[%p] dims [0, 1] : tensor<?xi32> into tensor<?x?xi32>, tensor<?x2xindex>
  return %r : tensor<?x?xi32>
}

// Rows that are left over read nothing.
// RUN: tslice-run %s --entry=padded '[1.5, 2.5, 3.5, 4.5]' '[0, 1, 0, 1]' --check-against=evaluate | FileCheck %s --check-prefix=PADDED
// PADDED: [2.5 4.5 0. ]
func.func @padded(%x: tensor<?xf32>, %mask: tensor<?xi1>) -> tensor<3xf32> {
  %p, %n = tslice.nonzero %mask size 3 : tensor<?xi1> -> tensor<3x1xindex>, index
  %i = tensor.collapse_shape %p [[0, 1]] : tensor<3x1xindex> into tensor<3xindex>
  %r = tslice.gather %x[%i] dims [0] bounds skip_window : tensor<?xf32>, tensor<3xindex> -> tensor<3xf32>
  return %r : tensor<3xf32>
}

// The gradient flows to the elements that were chosen and to no others.
// RUN: tslice-run %s --entry=positive --grad=0 '[1, -2, 3, -4]' --check-against=evaluate | FileCheck %s --check-prefix=GRAD
// RUN: tslice-run %s --entry=positive --check-grad '[1, -2, 3, -4]'
// GRAD: [2. 0. 6. 0.]
func.func @positive(%x: tensor<4xf64>) -> tensor<f64> {
  %zero = arith.constant dense<0.0> : tensor<f64>
  %zeros = arith.constant dense<0.0> : tensor<4xf64>
  %mask = arith.cmpf ogt, %x, %zeros : tensor<4xf64>
  %p = tslice.nonzero %mask : tensor<4xi1> -> tensor<?x1xindex>
  %i = tensor.collapse_shape %p [[0, 1]] : tensor<?x1xindex> into tensor<?xindex>
  %s = tslice.gather %x[%i] dims [0] : tensor<4xf64>, tensor<?xindex> -> tensor<?xf64>
  %q = arith.mulf %s, %s : tensor<?xf64>
  %sum = linalg.reduce { arith.addf } ins(%q : tensor<?xf64>) outs(%zero : tensor<f64>) dimensions = [0]
  return %sum : tensor<f64>
}

// Neither x nor its chosen elements are kept from one step to the next: 0.5,
// 2, 3 and 1, of which those above 1 are squared three times.
// RUN: tslice-run %s --entry=steps '[0.5, 2, 3, 1]' 3 --threads=4 --check-against=evaluate | FileCheck %s --check-prefix=STEPS
// STEPS: [5.000e-01 2.560e+02 6.561e+03 1.000e+00]
func.func @steps(%x: tensor<?xf32> {tslice.donate}, %n: index) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %one = arith.constant 1.0 : f32
  %d = tensor.dim %x, %c0 : tensor<?xf32>
  %ones = tensor.splat %one[%d] : tensor<?xf32>
  %r = scf.for %k = %c0 to %n step %c1 iter_args(%y = %x) -> tensor<?xf32> {
    %m = arith.cmpf ogt, %y, %ones : tensor<?xf32>
    %p = tslice.nonzero %m : tensor<?xi1> -> tensor<?x1xindex>
    %i = tensor.collapse_shape %p [[0, 1]] : tensor<?x1xindex> into tensor<?xindex>
    %s = tslice.gather %y[%i] dims [0] : tensor<?xf32>, tensor<?xindex> -> tensor<?xf32>
    %q = tslice.scatter mul %s into %y[%i] dims [0] : tensor<?xf32> into tensor<?xf32>, tensor<?xindex>
    scf.yield %q : tensor<?xf32>
  }
  return %r : tensor<?xf32>
}

// A size that is known when the program runs.
// RUN: tslice-run %s --entry=sized_by_value '[0, 1, 1, 0, 1]' 4 --check-against=evaluate | FileCheck %s --check-prefix=VALUE
// RUN: tslice-run %s --entry=sized_by_value '[0, 0, 0]' 0 --check-against=evaluate | FileCheck %s --check-prefix=VALUE0
// RUN: not tslice-run %s --entry=sized_by_value '[0, 1, 1]' 1 2>&1 | FileCheck %s --check-prefix=VALUEROOM
// RUN: not tslice-run %s --entry=sized_by_value '[0, 1, 1]' -- -3 2>&1 | FileCheck %s --check-prefix=NEGATIVE
// RUN: not tslice-run %s --entry=sized_by_value '[0, 1, 1]' --check-against=evaluate -- -3 2>&1 | FileCheck %s --check-prefix=NEGATIVE
// VALUE:      {{\[}}[ 1]
// VALUE-NEXT: [ 2]
// VALUE-NEXT: [ 4]
// VALUE-NEXT: [-1]]
// VALUE-NEXT: 3
// VALUE0: []
// VALUE0: {{^}}0{{$}}
// VALUEROOM: nonzero #1 (nonzero.mlir:[[#@LINE+3]]:12): 2 positions are true, but there is room for 1
// NEGATIVE: nonzero #1 (nonzero.mlir:[[#@LINE+2]]:12): size -3 of dimension 0 is negative
func.func @sized_by_value(%mask: tensor<?xi1>, %size: index) -> (tensor<?x1xindex>, index) {
  %p, %n = tslice.nonzero %mask size %size : tensor<?xi1> -> tensor<?x1xindex>, index
  return %p, %n : tensor<?x1xindex>, index
}

// RUN: tslice-run %s --entry=cut_by_value '[0, 1, 1, 0, 1]' 2 --check-against=evaluate | FileCheck %s --check-prefix=CUTVALUE
// CUTVALUE: [1 2]
// CUTVALUE: {{^}}2{{$}}
func.func @cut_by_value(%mask: tensor<?xi1>, %size: index) -> (tensor<?xindex>, index) {
  %p, %n = tslice.nonzero %mask size %size truncate : tensor<?xi1> -> tensor<?x1xindex>, index
  %i = tensor.collapse_shape %p [[0, 1]] : tensor<?x1xindex> into tensor<?xindex>
  return %i, %n : tensor<?xindex>, index
}
