// RUN: tslice-opt --verify-roundtrip %s | FileCheck %s
// RUN: tslice-opt -mlir-print-op-generic %s | tslice-opt | FileCheck %s

func.func private @f(tensor<4xf32>, tensor<2xi32>) -> (tensor<2xf32>, tensor<2xi32>, complex<f64>)

// Results without a derivative have no tangent.
// CHECK-LABEL: @jvp
func.func @jvp(%x: tensor<4xf32>, %i: tensor<2xi32>) {
  // CHECK: tslice.jvp @f(%{{.*}}, %{{.*}})(%{{.*}}) wrt [0] : (tensor<4xf32>, tensor<2xi32>)(tensor<4xf32>) -> (tensor<2xf32>, complex<f64>)
  %0:2 = tslice.jvp @f(%x, %i)(%x) wrt [0] : (tensor<4xf32>, tensor<2xi32>)(tensor<4xf32>) -> (tensor<2xf32>, complex<f64>)
  // CHECK: tslice.jvp @f({{.*}}) wrt [0] value : (tensor<4xf32>, tensor<2xi32>)(tensor<4xf32>) -> (tensor<2xf32>, tensor<2xi32>, complex<f64>, tensor<2xf32>, complex<f64>)
  %1:5 = tslice.jvp @f(%x, %i)(%x) wrt [0] value
    : (tensor<4xf32>, tensor<2xi32>)(tensor<4xf32>) -> (tensor<2xf32>, tensor<2xi32>, complex<f64>, tensor<2xf32>, complex<f64>)
  return
}
