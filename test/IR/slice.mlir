// RUN: tslice-opt --verify-roundtrip %s | FileCheck %s
// RUN: tslice-opt -mlir-print-op-generic %s | tslice-opt | FileCheck %s

// CHECK-LABEL: @static
func.func @static(%x: tensor<4x5xf32>) -> tensor<2x3xf32> {
  // CHECK: tslice.slice %{{.*}}[0, 4][2, 3][2, -1] : tensor<4x5xf32> to tensor<2x3xf32>
  %r = tslice.slice %x[0, 4][2, 3][2, -1] : tensor<4x5xf32> to tensor<2x3xf32>
  return %r : tensor<2x3xf32>
}

// CHECK-LABEL: @mixed
// CHECK-SAME: %[[X:[^:]*]]: tensor<?x5xi8>, %[[O:[^:]*]]: index, %[[N:[^:]*]]: index
func.func @mixed(%x: tensor<?x5xi8>, %o: index, %n: index) -> tensor<?x3xi8> {
  // CHECK: tslice.slice %[[X]][%[[O]], 0][%[[N]], 3][-1, %[[N]]] : tensor<?x5xi8> to tensor<?x3xi8>
  %r = tslice.slice %x[%o, 0][%n, 3][-1, %n] : tensor<?x5xi8> to tensor<?x3xi8>
  return %r : tensor<?x3xi8>
}

// CHECK-LABEL: @drop
func.func @drop(%x: tensor<4x5xf16>, %o: index) -> tensor<f16> {
  // CHECK: tslice.slice %{{.*}}[%{{.*}}, 2][1, 1][1, 1] drop [1, 0] : tensor<4x5xf16> to tensor<f16>
  %r = tslice.slice %x[%o, 2][1, 1][1, 1] drop [1, 0] : tensor<4x5xf16> to tensor<f16>
  return %r : tensor<f16>
}

// CHECK-LABEL: @bounds
func.func @bounds(%x: tensor<4xf32>, %o: index) {
  // CHECK: tslice.slice %{{.*}}[%{{.*}}][2][1] : tensor<4xf32> to tensor<2xf32>
  %0 = tslice.slice %x[%o][2][1] bounds error : tensor<4xf32> to tensor<2xf32>
  // CHECK: tslice.slice %{{.*}}[%{{.*}}][2][1] bounds clamp : tensor<4xf32>
  %1 = tslice.slice %x[%o][2][1] bounds clamp : tensor<4xf32> to tensor<2xf32>
  // CHECK: tslice.slice %{{.*}}[%{{.*}}][2][1] bounds skip_window : tensor<4xf32>
  %2 = tslice.slice %x[%o][2][1] bounds skip_window : tensor<4xf32> to tensor<2xf32>
  // CHECK: tslice.slice %{{.*}}[%{{.*}}][2][1] bounds skip_element fill 1.000000e+00 : tensor<4xf32>
  %3 = tslice.slice %x[%o][2][1] bounds skip_element fill 1.0 : f32 : tensor<4xf32> to tensor<2xf32>
  // CHECK: tslice.slice %{{.*}}[%{{.*}}][2][1] bounds assume : tensor<4xf32>
  %4 = tslice.slice %x[%o][2][1] bounds assume : tensor<4xf32> to tensor<2xf32>
  return
}

// CHECK-LABEL: @complex_fill
func.func @complex_fill(%x: tensor<4xcomplex<f32>>, %o: index) {
  // CHECK: bounds skip_window fill #complex.number<:f32 1.000000e+00, -2.000000e+00> : complex<f32> : tensor<4xcomplex<f32>>
  %0 = tslice.slice %x[%o][2][1] bounds skip_window fill #complex.number<:f32 1.0, -2.0> : complex<f32>
    : tensor<4xcomplex<f32>> to tensor<2xcomplex<f32>>
  return
}

// CHECK-LABEL: @empty
func.func @empty(%x: tensor<4x0xf32>, %s: tensor<f32>, %n: index) {
  // No elements, no check: the offset is not looked at, nor where there may be none.
  // CHECK: tslice.slice %{{.*}}[9, 0][1, 0][1, 1] : tensor<4x0xf32> to tensor<1x0xf32>
  %0 = tslice.slice %x[9, 0][1, 0][1, 1] : tensor<4x0xf32> to tensor<1x0xf32>
  // CHECK: tslice.slice %{{.*}}[9, 0][1, %{{.*}}][1, 1] : tensor<4x0xf32> to tensor<1x?xf32>
  %1 = tslice.slice %x[9, 0][1, %n][1, 1] : tensor<4x0xf32> to tensor<1x?xf32>
  // CHECK: tslice.slice %{{.*}}[][][] : tensor<f32> to tensor<f32>
  %2 = tslice.slice %s[][][] : tensor<f32> to tensor<f32>
  return
}

// CHECK-LABEL: @element_types
func.func @element_types(%a: tensor<2xf64>, %b: tensor<2xbf16>, %c: tensor<2xf8E4M3FN>, %d: tensor<2xi1>,
                         %e: tensor<2xi64>, %f: tensor<2xindex>, %g: tensor<2xcomplex<f64>>) {
  // CHECK-COUNT-7: tslice.slice
  %0 = tslice.slice %a[0][1][1] : tensor<2xf64> to tensor<1xf64>
  %1 = tslice.slice %b[0][1][1] : tensor<2xbf16> to tensor<1xbf16>
  %2 = tslice.slice %c[0][1][1] : tensor<2xf8E4M3FN> to tensor<1xf8E4M3FN>
  %3 = tslice.slice %d[0][1][1] : tensor<2xi1> to tensor<1xi1>
  %4 = tslice.slice %e[0][1][1] : tensor<2xi64> to tensor<1xi64>
  %5 = tslice.slice %f[0][1][1] : tensor<2xindex> to tensor<1xindex>
  %6 = tslice.slice %g[0][1][1] : tensor<2xcomplex<f64>> to tensor<1xcomplex<f64>>
  return
}

// CHECK-LABEL: @discardable
func.func @discardable(%x: tensor<4xf32>) {
  // CHECK: tslice.slice %{{.*}}[0][2][1] {tslice.site = 3 : i64} : tensor<4xf32> to tensor<2xf32>
  %0 = tslice.slice %x[0][2][1] {tslice.site = 3 : i64} : tensor<4xf32> to tensor<2xf32>
  return
}
