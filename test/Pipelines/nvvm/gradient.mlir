// The gradient of a sum over a slice: zeros, then one write of the slice's elements.

// RUN: tslice-translate --tslice-to-ptx --chip=sm_80 %s -o %t.80.ptx
// RUN: tslice-translate --tslice-to-ptx --chip=sm_90 %s -o %t.90.ptx
// RUN: tslice-translate --tslice-to-ptx --chip=sm_100 %s -o %t.100.ptx
// RUN: FileCheck %s --check-prefixes=CHECK,SM80 < %t.80.ptx
// RUN: FileCheck %s --check-prefixes=CHECK,SM90 < %t.90.ptx
// RUN: FileCheck %s --check-prefixes=CHECK,SM100 < %t.100.ptx
// RUN: %if ptxas %{ %ptxas -arch=sm_80 %t.80.ptx -o /dev/null %}
// RUN: %if ptxas %{ %ptxas -arch=sm_90 %t.90.ptx -o /dev/null %}
// RUN: %if ptxas %{ %ptxas -arch=sm_100 %t.100.ptx -o /dev/null %}

// SM80: .version 7.0
// SM80: .target sm_80
// SM90: .version 8.0
// SM90: .target sm_90
// SM100: .version 8.6
// SM100: .target sm_100

// CHECK-LABEL: .visible .entry gradient_kernel0(
// CHECK:         st.global.b32 {{.*}}, 0;
// CHECK-LABEL: .visible .entry gradient_kernel1(
// CHECK:         setp.gt.u64 {{.*}}, 99;
// CHECK:         ld.global.b32
// CHECK:         st.global.b32
// CHECK-NOT:   .entry gradient_kernel2
func.func private @sliced_sum(%x: tensor<1000xf32>) -> f32 {
  %zero = arith.constant 0.0 : f32
  %s = tslice.slice %x[10][100][3] : tensor<1000xf32> to tensor<100xf32>
  %q = arith.mulf %s, %s : tensor<100xf32>
  %e = tensor.empty() : tensor<f32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<f32>) -> tensor<f32>
  %t = linalg.reduce { arith.addf } ins(%q : tensor<100xf32>) outs(%f : tensor<f32>) dimensions = [0]
  %r = tensor.extract %t[] : tensor<f32>
  return %r : f32
}
func.func @gradient(%x: tensor<1000xf32>) -> tensor<1000xf32> {
  %g = tslice.grad @sliced_sum(%x) wrt [0] : (tensor<1000xf32>) -> tensor<1000xf32>
  return %g : tensor<1000xf32>
}
