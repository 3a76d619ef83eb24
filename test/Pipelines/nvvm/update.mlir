// An update copies what the call may not write to, then writes one window.

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

// CHECK-LABEL: .visible .entry copied_kernel0(
// CHECK:         setp.gt.{{[us]}}64 {{.*}}, 99;
// CHECK-LABEL: .visible .entry copied_kernel1(
// CHECK:         setp.gt.{{[us]}}64 {{.*}}, 9;
// CHECK:         add.rn.f32
// CHECK:         st.global.b32
func.func @copied(%x: tensor<100xf32>, %u: tensor<10xf32>, %start: index) -> tensor<100xf32> {
  %r = tslice.update add %u into %x[%start][10][2] : tensor<10xf32> into tensor<100xf32>
  return %r : tensor<100xf32>
}

// CHECK-LABEL: .visible .entry donated_kernel0(
// CHECK:         add.rn.f32
// CHECK-NOT:   .entry donated_kernel1
func.func @donated(%x: tensor<100xf32> {tslice.donate}, %u: tensor<10xf32>, %start: index) -> tensor<100xf32> {
  %r = tslice.update add %u into %x[%start][10][2] : tensor<10xf32> into tensor<100xf32>
  return %r : tensor<100xf32>
}
