// RUN: tslice-opt --verify-roundtrip %s | FileCheck %s
// RUN: tslice-opt -mlir-print-op-generic %s | tslice-opt | FileCheck %s

func.func private @loss(tensor<4xf32>, tensor<2xi32>, f64) -> (tensor<f32>, tensor<3xf32>)
func.func private @scalar(f64) -> f64

// CHECK-LABEL: @grad
func.func @grad(%x: tensor<4xf32>, %i: tensor<2xi32>, %s: f64) {
  // CHECK: tslice.grad @loss(%{{.*}}, %{{.*}}, %{{.*}}) wrt [2, 0] : (tensor<4xf32>, tensor<2xi32>, f64) -> (f64, tensor<4xf32>)
  %0:2 = tslice.grad @loss(%x, %i, %s) wrt [2, 0] : (tensor<4xf32>, tensor<2xi32>, f64) -> (f64, tensor<4xf32>)
  // CHECK: tslice.grad @loss(%{{.*}}) wrt [0] value : (tensor<4xf32>, tensor<2xi32>, f64) -> (tensor<f32>, tensor<3xf32>, tensor<4xf32>)
  %1:3 = tslice.grad @loss(%x, %i, %s) wrt [0] value
    : (tensor<4xf32>, tensor<2xi32>, f64) -> (tensor<f32>, tensor<3xf32>, tensor<4xf32>)
  // CHECK: tslice.grad @scalar(%{{.*}}) wrt [0] : (f64) -> f64
  %2 = tslice.grad @scalar(%s) wrt [0] : (f64) -> f64
  // CHECK: tslice.grad @scalar(%{{.*}}) wrt [] : (f64) -> ()
  tslice.grad @scalar(%s) wrt [] : (f64) -> ()
  return
}

// The numbers of rows and the rows, beside a whole gradient; pairs of numbers.
// CHECK-LABEL: func.func @sparse
// CHECK: tslice.grad @energy_of_rows(%{{.*}}, %{{.*}}) wrt [1, 0] sparse [0] value : (tensor<9x4xf32>, tensor<4xf32>) -> (f32, tensor<4xf32>, tensor<?xindex>, tensor<?x4xf32>)
// CHECK: tslice.grad @energy_of_rows(%{{.*}}, %{{.*}}) wrt [0] sparse [0] : (tensor<9x4xf32>, tensor<4xf32>) -> (tensor<?x2xindex>, tensor<?xf32>)
func.func private @energy_of_rows(tensor<9x4xf32>, tensor<4xf32>) -> f32
func.func @sparse(%x: tensor<9x4xf32>, %y: tensor<4xf32>) {
  %e, %a, %i, %r = tslice.grad @energy_of_rows(%x, %y) wrt [1, 0] sparse [0] value
    : (tensor<9x4xf32>, tensor<4xf32>) -> (f32, tensor<4xf32>, tensor<?xindex>, tensor<?x4xf32>)
  %j, %c = tslice.grad @energy_of_rows(%x, %y) wrt [0] sparse [0]
    : (tensor<9x4xf32>, tensor<4xf32>) -> (tensor<?x2xindex>, tensor<?xf32>)
  return
}
