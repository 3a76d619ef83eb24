// RUN: tslice-translate --tslice-to-llvmir %s | FileCheck %s
// RUN: tslice-translate --tslice-to-llvmir --tslice-llvm-o3 %s | FileCheck %s --check-prefix=O3
// RUN: not tslice-translate --tslice-to-llvmi %s 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// RUN: echo 'func.func @f() { tslice.nothing }' | not tslice-translate --tslice-to-llvmir 2>&1 | FileCheck %s --check-prefix=BAD

// CHECK: target triple
// CHECK: define void @tslice_entry_scaled_sum(ptr
// CHECK: fmul float
// CHECK: fadd float
// O3: define void @tslice_entry_scaled_sum(ptr
// Results are those of the source: nothing is contracted or reassociated.
// O3-NOT: fmuladd
// O3-NOT: fast
// UNKNOWN: Did you mean '--tslice-to-llvmir'?
// BAD: error: {{.*}}tslice.nothing
func.func @scaled_sum(%x: tensor<8xf32>, %y: tensor<8xf32>) -> tensor<8xf32> {
  %p = arith.mulf %x, %y : tensor<8xf32>
  %r = arith.addf %p, %x : tensor<8xf32>
  return %r : tensor<8xf32>
}
