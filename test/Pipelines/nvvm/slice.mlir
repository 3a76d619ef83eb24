// A slice walks the source in the direction of its stride.

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

// CHECK-LABEL: .visible .entry backwards_kernel0(
// CHECK:         setp.gt.u64 {{.*}}, 3;
// CHECK:         shl.b64 [[OFFSET:%rd[0-9]+]], {{.*}}, 3;
// CHECK-NEXT:    sub.s64 [[START:%rd[0-9]+]], {{.*}}, [[OFFSET]];
// CHECK-NEXT:    add.s64 {{.*}}, [[START]], 32;
// CHECK-NOT:     call
// CHECK:         ret;
func.func @backwards(%x: tensor<10xf32>) -> tensor<4xf32> {
  %r = tslice.slice %x[8][4][-2] : tensor<10xf32> to tensor<4xf32>
  return %r : tensor<4xf32>
}

// A start that is in device memory is read and checked there, not by the host.
// CHECK-LABEL: .visible .entry dynamic_kernel0(
// CHECK:         ld.global.b64 {{.*}}+-136];
// CHECK:         ld.global.b64 [[START:%rd[0-9]+]]
// CHECK:         setp.gt.u64 {{.*}}, [[START]], 99;
// CHECK:         call.uni tslice_device_fail
func.func @dynamic(%x: tensor<100xf32>, %start: index) -> tensor<10xf32> {
  %r = tslice.slice %x[%start][10][-2] : tensor<100xf32> to tensor<10xf32>
  return %r : tensor<10xf32>
}
