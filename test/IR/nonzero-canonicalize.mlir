// RUN: tslice-opt --canonicalize %s | FileCheck %s

// CHECK-LABEL: @constant
func.func @constant() -> (tensor<?x2xindex>, tensor<4x2xindex>, index) {
  %m = arith.constant dense<[[false, true], [true, false], [true, false]]> : tensor<3x2xi1>
  // CHECK-DAG: %[[PAD:.*]] = arith.constant dense<{{\[\[}}0, 1], [1, 0], [2, 0], [-1, -1]]> : tensor<4x2xindex>
  // CHECK-DAG: %[[N:.*]] = arith.constant 3 : index
  // CHECK-DAG: %[[ALL:.*]] = arith.constant dense<{{\[\[}}0, 1], [1, 0], [2, 0]]> : tensor<3x2xindex>
  // CHECK: %[[CAST:.*]] = tensor.cast %[[ALL]]
  %0 = tslice.nonzero %m : tensor<3x2xi1> -> tensor<?x2xindex>
  %1, %n = tslice.nonzero %m size 4 : tensor<3x2xi1> -> tensor<4x2xindex>, index
  // CHECK: return %[[CAST]], %[[PAD]], %[[N]]
  return %0, %1, %n : tensor<?x2xindex>, tensor<4x2xindex>, index
}

// What never runs never fails: an error is left to run time.
// CHECK-LABEL: @no_room
func.func @no_room() -> (tensor<1x1xindex>, tensor<1x1xindex>, index) {
  %m = arith.constant dense<true> : tensor<3xi1>
  // CHECK-DAG: %[[FIRST:.*]] = arith.constant dense<0> : tensor<1x1xindex>
  // CHECK-DAG: %[[ONE:.*]] = arith.constant 1 : index
  // CHECK: %[[P:.*]], %{{.*}} = tslice.nonzero %{{.*}} size 1 :
  %0, %a = tslice.nonzero %m size 1 : tensor<3xi1> -> tensor<1x1xindex>, index
  %1, %b = tslice.nonzero %m size 1 truncate : tensor<3xi1> -> tensor<1x1xindex>, index
  // CHECK: return %[[P]], %[[FIRST]], %[[ONE]]
  return %0, %1, %b : tensor<1x1xindex>, tensor<1x1xindex>, index
}

// Large constants are not made.
// CHECK-LABEL: @large
func.func @large() -> (tensor<?x1xindex>, tensor<2000x1xindex>) {
  %m = arith.constant dense<true> : tensor<2000xi1>
  %s = arith.constant dense<true> : tensor<2xi1>
  // CHECK-COUNT-2: tslice.nonzero
  %0 = tslice.nonzero %m : tensor<2000xi1> -> tensor<?x1xindex>
  %1, %n = tslice.nonzero %s size 2000 : tensor<2xi1> -> tensor<2000x1xindex>, index
  return %0, %1 : tensor<?x1xindex>, tensor<2000x1xindex>
}

// A size that is known; a negative one is left to run time.
// CHECK-LABEL: @fix_size
func.func @fix_size(%m: tensor<?xi1>, %n: index) -> (tensor<?x1xindex>, tensor<?x1xindex>, tensor<?x1xindex>, index) {
  %c4 = arith.constant 4 : index
  %minus = arith.constant -4 : index
  // CHECK: %[[P:.*]], %[[N:.*]] = tslice.nonzero %{{.*}} size 4 truncate {tslice.name = "p"} : tensor<?xi1> -> tensor<4x1xindex>, index
  // CHECK: %[[CAST:.*]] = tensor.cast %[[P]]
  %0, %a = tslice.nonzero %m size %c4 truncate {tslice.name = "p"} : tensor<?xi1> -> tensor<?x1xindex>, index
  // CHECK: %[[BAD:.*]], %{{.*}} = tslice.nonzero %{{.*}} size %c-4
  %1, %b = tslice.nonzero %m size %minus : tensor<?xi1> -> tensor<?x1xindex>, index
  // CHECK: %[[OPEN:.*]], %{{.*}} = tslice.nonzero %{{.*}} size %arg1
  %2, %c = tslice.nonzero %m size %n : tensor<?xi1> -> tensor<?x1xindex>, index
  // CHECK: return %[[CAST]], %[[BAD]], %[[OPEN]], %[[N]]
  return %0, %1, %2, %a : tensor<?x1xindex>, tensor<?x1xindex>, tensor<?x1xindex>, index
}
