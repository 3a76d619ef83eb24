// A loop ends with the iteration that fails, also where its condition, or what it
// runs in, would have it go on for ever.

// RUN: tslice-run %s --entry=body '[1, 2, -1]' 0 --check-against=evaluate | FileCheck %s --check-prefix=BODY
// BODY: {{^}}-1
// RUN: not tslice-run %s --entry=body '[1, 3, 0]' 0 2>&1 | FileCheck %s --check-prefix=BODY_BAD
// BODY_BAD: gather #1 ({{.*}}): index 3 at position [0] is outside [0, 3) of dimension 0 of 'x'
// RUN: not tslice-run %s --entry=body '[1, 3, 0]' 0 --no-optimize 2>&1 | FileCheck %s --check-prefix=BODY_BAD
func.func @body(%x: tensor<?xi64>, %s: i64) -> i64 {
  %zero = arith.constant 0 : i64
  %r = scf.while (%i = %s) : (i64) -> i64 {
    %c = arith.cmpi sge, %i, %zero : i64
    scf.condition(%c) %i : i64
  } do {
  ^bb0(%i: i64):
    %ids = tensor.from_elements %i : tensor<1xi64>
    %e = tslice.gather %x[%ids] dims [0] : tensor<?xi64>, tensor<1xi64> -> tensor<1xi64>
    %c0 = arith.constant 0 : index
    %n = tensor.extract %e[%c0] : tensor<1xi64>
    scf.yield %n : i64
  }
  return %r : i64
}

// RUN: tslice-run %s --entry=condition '[1, 2, -1]' 0 --check-against=evaluate | FileCheck %s --check-prefix=CONDITION
// CONDITION: {{^}}-1
// RUN: not tslice-run %s --entry=condition '[1, 3, 0]' 0 2>&1 | FileCheck %s --check-prefix=CONDITION_BAD
// CONDITION_BAD: gather #1 ({{.*}}): index 3 at position [0] is outside [0, 3) of dimension 0 of 'x'
func.func @condition(%x: tensor<?xi64>, %s: i64) -> i64 {
  %zero = arith.constant 0 : i64
  %c0 = arith.constant 0 : index
  %r = scf.while (%i = %s) : (i64) -> i64 {
    %ids = tensor.from_elements %i : tensor<1xi64>
    %e = tslice.gather %x[%ids] dims [0] : tensor<?xi64>, tensor<1xi64> -> tensor<1xi64>
    %n = tensor.extract %e[%c0] : tensor<1xi64>
    %c = arith.cmpi sge, %n, %zero : i64
    scf.condition(%c) %n : i64
  } do {
  ^bb0(%i: i64):
    scf.yield %i : i64
  }
  return %r : i64
}

// RUN: not tslice-run %s --entry=tensors '[[0, 0, 0, 0], [0, 0, 0, 0]]' '[0, 1, 2]' 1000000000000 2>&1 | FileCheck %s --check-prefix=TENSORS
// TENSORS: gather #1 ({{.*}}): index 2 at position [2] is outside [0, 2) of dimension 0 of 'y'
func.func @tensors(%x: tensor<?x4xf32>, %ids: tensor<3xi64>, %n: index) -> tensor<?x4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %u = arith.constant dense<1.0> : tensor<3x4xf32>
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%y = %x) -> tensor<?x4xf32> {
    %g = tslice.gather %y[%ids] dims [0] : tensor<?x4xf32>, tensor<3xi64> -> tensor<3x4xf32>
    %a = arith.addf %g, %u : tensor<3x4xf32>
    %z = tslice.scatter add %a into %y[%ids] dims [0] : tensor<3x4xf32> into tensor<?x4xf32>, tensor<3xi64>
    scf.yield %z : tensor<?x4xf32>
  }
  return %r : tensor<?x4xf32>
}

// In parallel loops, and in the bodies of structured ops; in kernels of a GPU, too.

// RUN: tslice-run %s --entry=follow '[2, 0, 1]' '[0, 1, 2]' 1 --check-against=evaluate | FileCheck %s --check-prefix=FOLLOW
// FOLLOW: {{^}}[1 1 1]
// RUN: not tslice-run %s --entry=follow '[2, 0, 9]' '[0, 1, 2]' 1 2>&1 | FileCheck %s --check-prefix=FOLLOW_BAD
// FOLLOW_BAD: tensor.extract ({{.*}}): index 9 is outside [0, 3) of dimension 0 of 'x'
// RUN: not tslice-run %s --entry=follow '[2, 0, 9]' '[0, 1, 2]' 1 --emulate-gpu 2>&1 | FileCheck %s --check-prefix=FOLLOW_BAD
func.func @follow(%x: tensor<?xindex>, %s: tensor<?xindex>, %one: index) -> tensor<?xindex> {
  %c0 = arith.constant 0 : index
  %m = tensor.dim %s, %c0 : tensor<?xindex>
  %r = scf.forall (%i) in (%m) shared_outs(%o = %s) -> tensor<?xindex> {
    %v = tensor.extract %s[%i] : tensor<?xindex>
    %w = scf.while (%a = %v) : (index) -> index {
      %c = arith.cmpi ne, %a, %one : index
      scf.condition(%c) %a : index
    } do {
    ^bb0(%a: index):
      %n = tensor.extract %x[%a] : tensor<?xindex>
      scf.yield %n : index
    }
    %t = tensor.from_elements %w : tensor<1xindex>
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %t into %o[%i] [1] [1] : tensor<1xindex> into tensor<?xindex>
    }
  }
  return %r : tensor<?xindex>
}

// RUN: not tslice-run %s --entry=generic '[2, 2, 9]' '[0, 1, 2]' 7 2>&1 | FileCheck %s --check-prefix=GENERIC
// GENERIC: tensor.extract ({{.*}}): index 9 is outside [0, 3) of dimension 0 of 'x'
// RUN: not tslice-run %s --entry=generic '[2, 2, 9]' '[0, 1, 2]' 7 --emulate-gpu 2>&1 | FileCheck %s --check-prefix=GENERIC
func.func @generic(%x: tensor<?xindex>, %s: tensor<?xindex>, %one: index) -> tensor<?xindex> {
  %c0 = arith.constant 0 : index
  %r = linalg.map ins(%s : tensor<?xindex>) outs(%s : tensor<?xindex>) (%v: index, %o: index) {
    %w = scf.while (%a = %v) : (index) -> index {
      %n = tensor.extract %x[%a] : tensor<?xindex>
      %c = arith.cmpi ne, %n, %one : index
      scf.condition(%c) %n : index
    } do {
    ^bb0(%a: index):
      scf.yield %a : index
    }
    linalg.yield %w : index
  }
  return %r : tensor<?xindex>
}

// Three steps and an error, of 10^18.

// RUN: not tslice-run %s --entry=forbound '[1, 7, 9]' '[0]' 1000000000000000000 2>&1 | FileCheck %s --check-prefix=FOR
// FOR: tensor.extract ({{.*}}): index 7 is outside [0, 3) of dimension 0 of 'x'
// RUN: not tslice-run %s --entry=forbound '[1, 7, 9]' '[0]' 1000000000000000000 --emulate-gpu 2>&1 | FileCheck %s --check-prefix=FOR
func.func @forbound(%x: tensor<?xindex>, %s: tensor<?xindex>, %count: index) -> tensor<?xindex> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = linalg.map ins(%s : tensor<?xindex>) outs(%s : tensor<?xindex>) (%v: index, %o: index) {
    %w = scf.for %j = %c0 to %count step %c1 iter_args(%a = %v) -> index {
      %q = tensor.extract %x[%a] : tensor<?xindex>
      scf.yield %q : index
    }
    linalg.yield %w : index
  }
  return %r : tensor<?xindex>
}
