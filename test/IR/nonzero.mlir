// RUN: tslice-opt --verify-roundtrip %s | FileCheck %s
// RUN: tslice-opt -mlir-print-op-generic %s | tslice-opt | FileCheck %s

// CHECK-LABEL: @all
func.func @all(%m: tensor<4x?xi1>, %s: tensor<i1>) -> (tensor<?x2xindex>, tensor<?x0xindex>) {
  // CHECK: tslice.nonzero %{{.*}} : tensor<4x?xi1> -> tensor<?x2xindex>
  %0 = tslice.nonzero %m : tensor<4x?xi1> -> tensor<?x2xindex>
  // CHECK: tslice.nonzero %{{.*}} : tensor<i1> -> tensor<?x0xindex>
  %1 = tslice.nonzero %s : tensor<i1> -> tensor<?x0xindex>
  return %0, %1 : tensor<?x2xindex>, tensor<?x0xindex>
}

// CHECK-LABEL: @sized
func.func @sized(%m: tensor<?xi1>) -> (index, index) {
  // CHECK: tslice.nonzero %{{.*}} size 5 : tensor<?xi1> -> tensor<5x1xindex>, index
  %0, %n = tslice.nonzero %m size 5 : tensor<?xi1> -> tensor<5x1xindex>, index
  // CHECK: tslice.nonzero %{{.*}} size 0 truncate {tslice.name = "none"} : tensor<?xi1> -> tensor<0x1xindex>, index
  %1, %k = tslice.nonzero %m size 0 truncate {tslice.name = "none"} : tensor<?xi1> -> tensor<0x1xindex>, index
  return %n, %k : index, index
}

// CHECK-LABEL: @sized_by_value
func.func @sized_by_value(%m: tensor<?xi1>, %size: index) -> (index, index) {
  // CHECK: tslice.nonzero %{{.*}} size %arg1 : tensor<?xi1> -> tensor<?x1xindex>, index
  %0, %n = tslice.nonzero %m size %size : tensor<?xi1> -> tensor<?x1xindex>, index
  // CHECK: tslice.nonzero %{{.*}} size %arg1 truncate {tslice.name = "none"} : tensor<?xi1> -> tensor<?x1xindex>, index
  %1, %k = tslice.nonzero %m size %size truncate {tslice.name = "none"} : tensor<?xi1> -> tensor<?x1xindex>, index
  return %n, %k : index, index
}
