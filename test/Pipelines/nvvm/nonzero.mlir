// Blocks of the mask are counted and written by a thread each; the sums between
// are one thread's.

// RUN: tslice-translate --tslice-to-ptx --chip=sm_80 %s -o %t.80.ptx
// RUN: tslice-translate --tslice-to-ptx --chip=sm_90 %s -o %t.90.ptx
// RUN: tslice-translate --tslice-to-ptx --chip=sm_100 %s -o %t.100.ptx
// RUN: FileCheck %s < %t.80.ptx
// RUN: FileCheck %s < %t.90.ptx
// RUN: FileCheck %s < %t.100.ptx
// RUN: %if ptxas %{ %ptxas -arch=sm_80 %t.80.ptx -o /dev/null %}
// RUN: %if ptxas %{ %ptxas -arch=sm_90 %t.90.ptx -o /dev/null %}
// RUN: %if ptxas %{ %ptxas -arch=sm_100 %t.100.ptx -o /dev/null %}

// CHECK-LABEL: .visible .entry positions_kernel0(
// CHECK:         .maxntid 256, 1, 1
// CHECK:         ld.global.{{[bsu]}}8
// CHECK:         ret;
// CHECK-LABEL: .visible .entry positions_kernel1(
// CHECK:         .maxntid 1, 1, 1
// CHECK-LABEL: .visible .entry positions_kernel3(
// CHECK:         .maxntid 256, 1, 1
// The list of a block, 257 numbers.
// CHECK:         .local .align 4 .b8 {{.*}}[1028];
// CHECK-NOT:     atom
// CHECK:         ret;
func.func @positions(%mask: tensor<?x?xi1>) -> tensor<?x2xindex> {
  %p = tslice.nonzero %mask : tensor<?x?xi1> -> tensor<?x2xindex>
  return %p : tensor<?x2xindex>
}
