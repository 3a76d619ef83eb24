// A scatter keeps the order of its positions: one thread for each column, or one
// thread where there are none.

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

// CHECK-LABEL: .visible .entry rows_kernel0(
// CHECK:         .maxntid 256, 1, 1
// CHECK:         mov.u32 {{.*}}, %tid.x;
// CHECK:         setp.gt.u64 {{.*}}, 63;
// CHECK:         ld.global.s32 [[ROW:%rd[0-9]+]]
// CHECK-NEXT:    setp.{{gt|le}}.u64 {{.*}}, [[ROW]];
// CHECK:         add.rn.f32
// CHECK:         st.global.b32
// CHECK-NOT:   atom
// CHECK-NOT:   red.
// CHECK:         ret;
func.func @rows(%x: tensor<?x64xf32> {tslice.donate}, %u: tensor<?x64xf32>, %i: tensor<?xi32>) -> tensor<?x64xf32> {
  %r = tslice.scatter add %u into %x[%i] dims [0] : tensor<?x64xf32> into tensor<?x64xf32>, tensor<?xi32>
  return %r : tensor<?x64xf32>
}

// CHECK-LABEL: .visible .entry elements_kernel0(
// CHECK:         .maxntid 1, 1, 1
// CHECK-NOT:     %tid
// CHECK:         add.rn.f64
// CHECK:         ret;
func.func @elements(%x: tensor<?xf64> {tslice.donate}, %u: tensor<?xf64>, %i: tensor<?xi64>) -> tensor<?xf64> {
  %r = tslice.scatter add %u into %x[%i] dims [0] : tensor<?xf64> into tensor<?xf64>, tensor<?xi64>
  return %r : tensor<?xf64>
}
