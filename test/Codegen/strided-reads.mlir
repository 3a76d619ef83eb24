// Every other element is read by vector loads: LLVM knows that the index of the
// plain loop, which short results take, does not wrap.

// RUN: tslice-translate --tslice-to-llvmir --tslice-llvm-o3 %s | FileCheck %s

// CHECK-LABEL: define internal {{.*}}@tslice_kernel_even
// CHECK-NOT:   llvm.masked.gather
// CHECK:       ret void
func.func @even(%x: tensor<?x512xf32>) -> tensor<?x256xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x512xf32>
  %r = tslice.slice %x[0, 0][%n, 256][1, 2] : tensor<?x512xf32> to tensor<?x256xf32>
  return %r : tensor<?x256xf32>
}
