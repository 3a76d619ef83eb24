// RUN: tslice-translate --tslice-to-llvmir --tslice-llvm-o3 --cpu=x86-64-v3 %s | FileCheck %s

// A loop over truth values and what they choose has vectors of both.
// CHECK-NOT: load i1
// CHECK:     %[[BYTES:.*]] = load <[[N:8|16|32]] x i8>
// CHECK:     icmp {{ne|eq}} <[[N]] x i8>
// CHECK-NOT: load i1
func.func @choose(%on: tensor<?x128xi1>, %x: tensor<?x128xf32>) -> tensor<?x128xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x128xf32>
  %z = arith.constant 0.0 : f32
  %zeros = tensor.splat %z[%n] : tensor<?x128xf32>
  %r = arith.select %on, %x, %zeros : tensor<?x128xi1>, tensor<?x128xf32>
  return %r : tensor<?x128xf32>
}

// CHECK: store <{{8|16|32}} x i8>
// CHECK-NOT: store i1
func.func @compare(%x: tensor<?x128xf32>, %y: tensor<?x128xf32>) -> tensor<?x128xi1> {
  %r = arith.cmpf ogt, %x, %y : tensor<?x128xf32>
  return %r : tensor<?x128xi1>
}
