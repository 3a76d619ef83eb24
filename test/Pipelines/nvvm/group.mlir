// A group is sorted by one thread.

// RUN: tslice-translate --tslice-to-ptx --chip=sm_80 %s -o %t.80.ptx
// RUN: tslice-translate --tslice-to-ptx --chip=sm_90 %s -o %t.90.ptx
// RUN: FileCheck %s < %t.80.ptx
// RUN: FileCheck %s < %t.90.ptx
// RUN: %if ptxas %{ %ptxas -arch=sm_80 %t.80.ptx -o /dev/null %}
// RUN: %if ptxas %{ %ptxas -arch=sm_90 %t.90.ptx -o /dev/null %}

// CHECK: .visible .entry rows_kernel0(
// CHECK:   .maxntid 1, 1, 1
// CHECK:   ld.global.{{[bsu]}}32
// CHECK-NOT: atom
// CHECK:   ret;
func.func @rows(%x: tensor<?x?xf32>, %i: tensor<?xi32>) -> (tensor<?xindex>, tensor<?xindex>) {
  %p, %s = tslice.group %x[%i] dims [0] : tensor<?x?xf32>, tensor<?xi32> -> tensor<?xindex>, tensor<?xindex>
  return %p, %s : tensor<?xindex>, tensor<?xindex>
}
