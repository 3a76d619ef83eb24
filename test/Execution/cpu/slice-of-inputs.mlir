// Slices of a batch: static and run-time positions, steps, reversal, batches of
// any size including none. Expected values are numpy.arange(60).reshape(2, 10, 3).
//
// RUN: %python -c "import numpy as np; np.save('%t.npy', np.arange(60, dtype='f4').reshape(2, 10, 3)); np.save('%t.0.npy', np.zeros((0, 10, 3), 'f4'))"
// RUN: tslice-run %s --entry=head %t.npy --check-against=evaluate | FileCheck %s --check-prefix=HEAD
// RUN: tslice-run %s --entry=head %t.npy --no-optimize | FileCheck %s --check-prefix=HEAD
// RUN: tslice-run %s --entry=head %t.0.npy --output=%t.r.npy --check-against=evaluate
// RUN: %python -c "import numpy as np; r = np.load('%t.r.npy'); assert r.shape == (0, 5) and r.dtype == 'f4', r"
// RUN: tslice-run %s --entry=middle %t.npy --output=%t.m.npy --check-against=evaluate
// RUN: %python -c "import numpy as np; np.testing.assert_array_equal(np.load('%t.m.npy'), np.load('%t.npy')[:, 2:7, :])"
// RUN: tslice-run %s --entry=begin_size %t.npy --output=%t.b.npy --check-against=evaluate
// RUN: %python -c "import numpy as np; np.testing.assert_array_equal(np.load('%t.b.npy'), np.load('%t.npy')[:, 2:5, :])"

// HEAD: {{^}}[{{\[}} 0. 3. 6. 9. 12.]
// HEAD-NEXT: {{^}} [30. 33. 36. 39. 42.]]
func.func @head(%x: tensor<?x10x3xf32>) -> tensor<?x5xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x10x3xf32>
  %a = tslice.slice %x[0, 0, 0][%n, 5, 3][1, 1, 1] : tensor<?x10x3xf32> to tensor<?x5x3xf32>
  %b = tslice.slice %a[0, 0, 0][%n, 5, 1][1, 1, 1] drop [2] : tensor<?x5x3xf32> to tensor<?x5xf32>
  return %b : tensor<?x5xf32>
}

func.func @middle(%x: tensor<?x10x3xf32>) -> tensor<?x5x3xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x10x3xf32>
  %a = tslice.slice %x[0, 2, 0][%n, 5, 3][1, 1, 1] : tensor<?x10x3xf32> to tensor<?x5x3xf32>
  return %a : tensor<?x5x3xf32>
}

// tf.slice(x, begin=[0, 2, 0], size=[-1, 3, -1])
func.func @begin_size(%x: tensor<?x10x3xf32>) -> tensor<?x3x3xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x10x3xf32>
  %a = tslice.slice %x[0, 2, 0][%n, 3, 3][1, 1, 1] : tensor<?x10x3xf32> to tensor<?x3x3xf32>
  return %a : tensor<?x3x3xf32>
}

// RUN: tslice-run %s --entry=between '[1, 2, 3, 4]' 1 3 --check-against=evaluate | FileCheck %s --check-prefix=BETWEEN
// BETWEEN: [2. 3.]
// RUN: tslice-run %s --entry=between '[1, 2, 3, 4]' 4 4 --check-against=evaluate | FileCheck %s --check-prefix=EMPTY
// EMPTY: []
// RUN: not tslice-run %s --entry=between '[1, 2, 3, 4]' 1 6 2>&1 | FileCheck %s --check-prefix=PAST
// PAST: slice #1 (slice-of-inputs.mlir:[[#@LINE+5]]:8): index 4 is outside [0, 4) of dimension 0 of 'x'
// RUN: not tslice-run %s --entry=between '[1, 2, 3, 4]' 3 1 2>&1 | FileCheck %s --check-prefix=NEGATIVE
// NEGATIVE: slice #1 ({{.*}}): size -2 of dimension 0 of 'x' is negative
func.func @between(%x: tensor<?xf32>, %start: index, %end: index) -> tensor<?xf32> {
  %n = arith.subi %end, %start : index
  %a = tslice.slice %x[%start][%n][1] : tensor<?xf32> to tensor<?xf32>
  return %a : tensor<?xf32>
}

// RUN: tslice-run %s --entry=reversed '[1, 2, 3]' --check-against=evaluate | FileCheck %s --check-prefix=REVERSED
// REVERSED: [3. 2. 1.]
// RUN: tslice-run %s --entry=reversed '[]' --check-against=evaluate | FileCheck %s --check-prefix=EMPTY
func.func @reversed(%x: tensor<?xf32>) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %last = arith.subi %n, %c1 : index
  %a = tslice.slice %x[%last][%n][-1] : tensor<?xf32> to tensor<?xf32>
  return %a : tensor<?xf32>
}

// x[1::2, 4:0:-3] of arange(20).reshape(4, 5)
// RUN: tslice-run %s --entry=steps '[[0, 1, 2, 3, 4], [5, 6, 7, 8, 9], [10, 11, 12, 13, 14], [15, 16, 17, 18, 19]]' --check-against=evaluate | FileCheck %s --check-prefix=STEPS
// STEPS: {{^}}[{{\[}} 9 6]
// STEPS-NEXT: [19 16]]
func.func @steps(%x: tensor<4x5xi64>) -> tensor<2x2xi64> {
  %a = tslice.slice %x[1, 4][2, 2][2, -3] : tensor<4x5xi64> to tensor<2x2xi64>
  return %a : tensor<2x2xi64>
}

// A stride of zero is an error also where it is only known at run time.
// RUN: not tslice-run %s --entry=stride '[1, 2, 3]' 0 2>&1 | FileCheck %s --check-prefix=ZERO
// RUN: tslice-run %s --entry=stride '[1, 2, 3]' 2 --check-against=evaluate | FileCheck %s --check-prefix=TWO
// ZERO: slice #1 ({{.*}}): stride of dimension 0 of 'x' is zero
// TWO: [1. 3.]
func.func @stride(%x: tensor<?xf32>, %s: index) -> tensor<2xf32> {
  %a = tslice.slice %x[0][2][%s] : tensor<?xf32> to tensor<2xf32>
  return %a : tensor<2xf32>
}

// The start moves so that the window fits; skipped elements read the fill.
// RUN: tslice-run %s --entry=clamp '[1, 2, 3, 4]' 3 --check-against=evaluate | FileCheck %s --check-prefix=CLAMP3
// CLAMP3: [3. 4.]
// RUN: tslice-run %s --entry=clamp '[1, 2, 3, 4]' -7 --check-against=evaluate | FileCheck %s --check-prefix=CLAMP-7
// CLAMP-7: [1. 2.]
func.func @clamp(%x: tensor<?xf32>, %o: index) -> tensor<2xf32> {
  %a = tslice.slice %x[%o][2][1] bounds clamp : tensor<?xf32> to tensor<2xf32>
  return %a : tensor<2xf32>
}
// RUN: tslice-run %s --entry=skip_element '[1, 2, 3, 4]' 3 --check-against=evaluate | FileCheck %s --check-prefix=SKIP3
// SKIP3: [4. 9. 9.]
// RUN: tslice-run %s --entry=skip_element '[1, 2, 3, 4]' -1 --check-against=evaluate | FileCheck %s --check-prefix=SKIP-1
// SKIP-1: [9. 1. 2.]
func.func @skip_element(%x: tensor<?xf32>, %o: index) -> tensor<3xf32> {
  %a = tslice.slice %x[%o][3][1] bounds skip_element fill 9.0 : f32 : tensor<?xf32> to tensor<3xf32>
  return %a : tensor<3xf32>
}
// RUN: tslice-run %s --entry=skip_window '[1, 2, 3, 4]' 3 --check-against=evaluate | FileCheck %s --check-prefix=WINDOW3
// WINDOW3: [9. 9. 9.]
// RUN: tslice-run %s --entry=skip_window '[1, 2, 3, 4]' 1 --check-against=evaluate | FileCheck %s --check-prefix=WINDOW1
// WINDOW1: [2. 3. 4.]
func.func @skip_window(%x: tensor<?xf32>, %o: index) -> tensor<3xf32> {
  %a = tslice.slice %x[%o][3][1] bounds skip_window fill 9.0 : f32 : tensor<?xf32> to tensor<3xf32>
  return %a : tensor<3xf32>
}
