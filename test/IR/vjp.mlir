// RUN: tslice-opt --verify-roundtrip %s | FileCheck %s
// RUN: tslice-opt -mlir-print-op-generic %s | tslice-opt | FileCheck %s

func.func private @nothing()
func.func private @f(tensor<4xf32>, tensor<2xi32>) -> (tensor<2xf32>, tensor<2xi32>, complex<f64>)

// Results without a derivative have no cotangent.
// CHECK-LABEL: @vjp
func.func @vjp(%x: tensor<4xf32>, %i: tensor<2xi32>, %c: tensor<2xf32>, %d: complex<f64>) {
  // CHECK: tslice.vjp @f(%{{.*}}, %{{.*}})(%{{.*}}, %{{.*}}) wrt [0] : (tensor<4xf32>, tensor<2xi32>)(tensor<2xf32>, complex<f64>) -> tensor<4xf32>
  %0 = tslice.vjp @f(%x, %i)(%c, %d) wrt [0]
    : (tensor<4xf32>, tensor<2xi32>)(tensor<2xf32>, complex<f64>) -> tensor<4xf32>
  // CHECK: tslice.vjp @f({{.*}}) wrt [0] value : (tensor<4xf32>, tensor<2xi32>)(tensor<2xf32>, complex<f64>) -> (tensor<2xf32>, tensor<2xi32>, complex<f64>, tensor<4xf32>)
  %1:4 = tslice.vjp @f(%x, %i)(%c, %d) wrt [0] value
    : (tensor<4xf32>, tensor<2xi32>)(tensor<2xf32>, complex<f64>) -> (tensor<2xf32>, tensor<2xi32>, complex<f64>, tensor<4xf32>)
  // CHECK: tslice.vjp @nothing()() wrt [] : ()() -> ()
  tslice.vjp @nothing()() wrt [] : ()() -> ()
  return
}

// CHECK-LABEL: func.func @sparse
// CHECK: tslice.vjp @rows_of(%{{.*}}, %{{.*}})(%{{.*}}) wrt [0] sparse [0] : (tensor<?x4xf32>, tensor<3xi32>)(tensor<3x4xf32>) -> (tensor<?xindex>, tensor<?x4xf32>)
func.func private @rows_of(tensor<?x4xf32>, tensor<3xi32>) -> tensor<3x4xf32>
func.func @sparse(%x: tensor<?x4xf32>, %k: tensor<3xi32>, %c: tensor<3x4xf32>) {
  %i, %r = tslice.vjp @rows_of(%x, %k)(%c) wrt [0] sparse [0] : (tensor<?x4xf32>, tensor<3xi32>)(tensor<3x4xf32>) -> (tensor<?xindex>, tensor<?x4xf32>)
  return
}
