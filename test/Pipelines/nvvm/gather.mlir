// A gather is one kernel with one thread per element.

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

// CHECK: .global {{.*}} __constant_3xi32[12] = {4, 0, 0, 0, 0, 0, 0, 0, 2};

// The index is loaded, compared with the size (a parameter), and used; a failure
// is recorded by a call on the cold path.
// CHECK-LABEL: .visible .entry gather_kernel0(
// CHECK:         .maxntid 256, 1, 1
// CHECK:         ld.param.b64 [[TABLE:%rd[0-9]+]], [gather_kernel0_param_7];
// CHECK:         mov.u32 {{.*}}, %ctaid.x;
// CHECK:         mov.u32 {{.*}}, %tid.x;
// CHECK:         ld.global.s32 [[ROW:%rd[0-9]+]]
// CHECK-NEXT:    setp.le.u64 [[BAD:%p[0-9]+]], [[SIZE:%rd[0-9]+]], [[ROW]];
// CHECK-NEXT:    @[[BAD]] bra [[COLD:.*]];
// CHECK:         ld.global.b32 [[X:%r[0-9]+]]
// CHECK:         st.global.b32 {{.*}}, [[X]];
// CHECK:       [[COLD]]:
// CHECK:         call.uni tslice_device_fail
// CHECK:         ret;
// CHECK-NOT:   trap
// CHECK-NOT:   vprintf
func.func @gather(%x: tensor<?x64xf32>, %i: tensor<?xi32>) -> tensor<?x64xf32> {
  %r = tslice.gather %x[%i] dims [0] : tensor<?x64xf32>, tensor<?xi32> -> tensor<?x64xf32>
  return %r : tensor<?x64xf32>
}

// What is done with the rows is done by the same thread.
// CHECK-LABEL: .visible .entry scaled_kernel0(
// CHECK:         mul.rn.f32
// CHECK:         st.global.b32
// CHECK-NOT:   .entry scaled_kernel1
func.func @scaled(%x: tensor<?x64xf32>, %i: tensor<?xi32>) -> tensor<?x64xf32> {
  %r = tslice.gather %x[%i] dims [0] : tensor<?x64xf32>, tensor<?xi32> -> tensor<?x64xf32>
  %s = arith.mulf %r, %r : tensor<?x64xf32>
  return %s : tensor<?x64xf32>
}

// What can fail of a clamped index is only that there is nothing to clamp it to.
// CHECK-LABEL: .visible .entry clamped_kernel0(
// CHECK:         setp.lt.s64 {{.*}}, 1;
// CHECK:         min.s64 [[LOW:%rd[0-9]+]]
// CHECK-NEXT:    max.s64 {{.*}}, [[LOW]], 0;
func.func @clamped(%x: tensor<?xf64>, %i: tensor<?xi32>) -> tensor<?xf64> {
  %r = tslice.gather %x[%i] dims [0] bounds clamp : tensor<?xf64>, tensor<?xi32> -> tensor<?xf64>
  return %r : tensor<?xf64>
}

// Constant indices travel with the kernel.
// CHECK-LABEL: .visible .entry constant_kernel0(
// CHECK:         mov.b64 {{.*}}, __constant_3xi32;
func.func @constant(%x: tensor<5x4xbf16>) -> tensor<3x4xbf16> {
  %i = arith.constant dense<[4, 0, 2]> : tensor<3xi32>
  %r = tslice.gather %x[%i] dims [0] : tensor<5x4xbf16>, tensor<3xi32> -> tensor<3x4xbf16>
  return %r : tensor<3x4xbf16>
}
