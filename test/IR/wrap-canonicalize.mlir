// RUN: tslice-opt --canonicalize %s | FileCheck %s

// CHECK-LABEL: @from_end
func.func @from_end(%x: tensor<5x4xf32>, %u: tensor<f32>) -> (tensor<2xf32>, tensor<5x4xf32>) {
  // CHECK: tslice.slice %{{.*}}[3, 1][2, 1][1, 1] drop [1] : tensor<5x4xf32>
  %0 = tslice.slice %x[-2, 1][2, 1][1, 1] drop [1] wrap : tensor<5x4xf32> to tensor<2xf32>
  // CHECK: tslice.update add %{{.*}} into %{{.*}}[0, 3][1, 1][1, 1] drop [0, 1] : tensor<f32>
  %1 = tslice.update add %u into %x[-5, -1][1, 1][1, 1] drop [0, 1] wrap : tensor<f32> into tensor<5x4xf32>
  return %0, %1 : tensor<2xf32>, tensor<5x4xf32>
}

// CHECK-LABEL: @constant_operand
func.func @constant_operand(%x: tensor<5xf32>) -> tensor<1xf32> {
  %c = arith.constant -1 : index
  // CHECK: tslice.slice %{{.*}}[4][1][1] : tensor<5xf32>
  %0 = tslice.slice %x[%c][1][1] wrap : tensor<5xf32> to tensor<1xf32>
  return %0 : tensor<1xf32>
}

// What is not known, or stays outside, keeps its number.
// CHECK-LABEL: @stays
func.func @stays(%x: tensor<5xf32>, %y: tensor<?xf32>, %o: index, %n: index) -> (tensor<1xf32>, tensor<1xf32>, tensor<?xf32>, tensor<1xf32>) {
  // CHECK: tslice.slice %{{.*}}[%{{.*}}][1][1] wrap
  %0 = tslice.slice %x[%o][1][1] wrap : tensor<5xf32> to tensor<1xf32>
  // CHECK: tslice.slice %{{.*}}[-1][1][1] wrap
  %1 = tslice.slice %y[-1][1][1] wrap : tensor<?xf32> to tensor<1xf32>
  // CHECK: tslice.slice %{{.*}}[-6][%{{.*}}][1] wrap
  %2 = tslice.slice %x[-6][%n][1] wrap : tensor<5xf32> to tensor<?xf32>
  // CHECK: tslice.slice %{{.*}}[-6][1][1] bounds clamp wrap
  %3 = tslice.slice %x[-6][1][1] bounds clamp wrap : tensor<5xf32> to tensor<1xf32>
  return %0, %1, %2, %3 : tensor<1xf32>, tensor<1xf32>, tensor<?xf32>, tensor<1xf32>
}

// CHECK-LABEL: @constants
func.func @constants() -> tensor<2xi32> {
  %x = arith.constant dense<[1, 2, 3]> : tensor<3xi32>
  %i = arith.constant dense<[-1, -3]> : tensor<2xi8>
  // CHECK: arith.constant dense<[3, 1]> : tensor<2xi32>
  %0 = tslice.gather %x[%i] dims [0] wrap : tensor<3xi32>, tensor<2xi8> -> tensor<2xi32>
  return %0 : tensor<2xi32>
}
