// Gather, product and scatter are one kernel without the messages in between.

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

// CHECK-LABEL: .visible .entry message_kernel0(
// CHECK:         st.global.b32 {{.*}}, 0;
// CHECK-LABEL: .visible .entry message_kernel1(
// CHECK:         mul.rn.f32 [[M:%r[0-9]+]]
// CHECK:         add.rn.f32 {{.*}}[[M]]
// CHECK:         st.global.b32
// CHECK-NOT:   .entry message_kernel2
func.func @message(%x: tensor<?x16xf32>, %src: tensor<?xi32>, %dst: tensor<?xi32>, %w: tensor<?xf32>, %like: tensor<?x16xf32>) -> tensor<?x16xf32> {
  %zero = arith.constant 0.0 : f32
  %c0 = arith.constant 0 : index
  %n = tensor.dim %like, %c0 : tensor<?x16xf32>
  %e = tensor.empty(%n) : tensor<?x16xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<?x16xf32>) -> tensor<?x16xf32>
  %rows = tslice.gather %x[%src] dims [0] : tensor<?x16xf32>, tensor<?xi32> -> tensor<?x16xf32>
  %k = tensor.dim %src, %c0 : tensor<?xi32>
  %we = tensor.empty(%k) : tensor<?x16xf32>
  %wb = linalg.broadcast ins(%w : tensor<?xf32>) outs(%we : tensor<?x16xf32>) dimensions = [1]
  %m = arith.mulf %rows, %wb : tensor<?x16xf32>
  %r = tslice.scatter add %m into %z[%dst] dims [0] : tensor<?x16xf32> into tensor<?x16xf32>, tensor<?xi32>
  return %r : tensor<?x16xf32>
}
