// RUN: tslice-opt %s --tslice-own-destinations | FileCheck %s

// Each op has a buffer of its own; what the branches of one op leave in the same
// buffer stays one.

// CHECK-LABEL: func.func @shared
// CHECK-NEXT:  %[[A:.*]] = tensor.empty
// CHECK-NEXT:  linalg.fill {{.*}} outs(%[[A]] :
// CHECK-NEXT:  %[[B:.*]] = tensor.empty
// CHECK-NEXT:  linalg.fill {{.*}} outs(%[[B]] :
// CHECK-NEXT:  %[[C:.*]] = tensor.empty
// CHECK-NEXT:  scf.if
// CHECK-NEXT:    linalg.fill {{.*}} outs(%[[C]] :
// CHECK:       else
// CHECK-NEXT:    linalg.fill {{.*}} outs(%[[C]] :
func.func @shared(%a: f32, %b: f32, %n: index, %c: i1) -> (tensor<?xf32>, tensor<?xf32>, tensor<?xf32>) {
  %e = tensor.empty(%n) : tensor<?xf32>
  %1 = linalg.fill ins(%a : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
  %2 = linalg.fill ins(%b : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
  %3 = scf.if %c -> tensor<?xf32> {
    %4 = linalg.fill ins(%a : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
    scf.yield %4 : tensor<?xf32>
  } else {
    %4 = linalg.fill ins(%b : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
    scf.yield %4 : tensor<?xf32>
  }
  return %1, %2, %3 : tensor<?xf32>, tensor<?xf32>, tensor<?xf32>
}

// A part of a tensor that holds one number otherwise is computed in its place.

// CHECK-LABEL: func.func @framed
// CHECK:         %[[F:.*]] = linalg.fill
// CHECK:         %[[P:.*]] = linalg.generic
// CHECK-NEXT:    ^bb0
// CHECK:         tensor.insert_slice %[[P]] into %[[F]]
func.func @framed(%x: tensor<4xf32>) -> tensor<8xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4xf32>
  %p = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%in: f32, %out: f32):
    %n = arith.negf %in : f32
    linalg.yield %n : f32
  } -> tensor<4xf32>
  %w = tensor.empty() : tensor<8xf32>
  %f = linalg.fill ins(%zero : f32) outs(%w : tensor<8xf32>) -> tensor<8xf32>
  %r = tensor.insert_slice %p into %f[2] [4] [1] : tensor<4xf32> into tensor<8xf32>
  return %r : tensor<8xf32>
}

// What a loop inserts into a tensor that it does not carry it computes in a copy;
// a carry it writes to in place.

// CHECK-LABEL: func.func @outer
// CHECK-SAME:    (%[[X:.*]]: tensor<8xf32>, %[[Y:.*]]: tensor<8xf32>,
// CHECK:         scf.for {{.*}} iter_args(%[[CARRY:.*]] = %[[Y]],
// CHECK-NEXT:      %[[COPY:.*]] = bufferization.alloc_tensor() copy(%[[X]])
// CHECK-NEXT:      %[[W:.*]] = tensor.extract_slice %[[COPY]]
// CHECK-NEXT:      %[[P:.*]] = linalg.fill {{.*}} outs(%[[W]]
// CHECK-NEXT:      tensor.insert_slice %[[P]] into %[[COPY]]
// CHECK-NEXT:      tensor.extract_slice %[[CARRY]]
// CHECK-NEXT:      linalg.fill
// CHECK-NEXT:      tensor.insert_slice {{.*}} into %[[CARRY]]
// CHECK-NEXT:      scf.yield
func.func @outer(%x: tensor<8xf32>, %y: tensor<8xf32>, %s: f32, %n: index) -> (tensor<8xf32>, tensor<8xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r:2 = scf.for %i = %c0 to %n step %c1 iter_args(%carry = %y, %last = %y) -> (tensor<8xf32>, tensor<8xf32>) {
    %1 = tensor.extract_slice %x[%i] [2] [1] : tensor<8xf32> to tensor<2xf32>
    %2 = linalg.fill ins(%s : f32) outs(%1 : tensor<2xf32>) -> tensor<2xf32>
    %3 = tensor.insert_slice %2 into %x[%i] [2] [1] : tensor<2xf32> into tensor<8xf32>
    %4 = tensor.extract_slice %carry[%i] [2] [1] : tensor<8xf32> to tensor<2xf32>
    %5 = linalg.fill ins(%s : f32) outs(%4 : tensor<2xf32>) -> tensor<2xf32>
    %6 = tensor.insert_slice %5 into %carry[%i] [2] [1] : tensor<2xf32> into tensor<8xf32>
    scf.yield %6, %3 : tensor<8xf32>, tensor<8xf32>
  }
  return %r#0, %r#1 : tensor<8xf32>, tensor<8xf32>
}

// The same where only one branch yields a tensor from outside, and behind a cast;
// a buffer without contents is written to by every step.

// CHECK-LABEL: func.func @aliases
// CHECK-SAME:    (%[[X:.*]]: tensor<8xf32>,
// CHECK:         %[[E:.*]] = tensor.empty
// CHECK:         scf.for
// CHECK:           %[[B:.*]] = scf.if
// CHECK:           bufferization.alloc_tensor() copy(%[[B]])
// CHECK:           %[[C:.*]] = bufferization.alloc_tensor() copy(%[[X]])
// CHECK:           tensor.extract_slice %[[C]]
// CHECK:           %[[D:.*]] = tensor.cast %[[C]]
// CHECK-NEXT:      tensor.insert_slice {{.*}} into %[[D]]
// CHECK:           tensor.extract_slice %[[E]]
// CHECK:           tensor.insert_slice {{.*}} into %[[E]]
func.func @aliases(%x: tensor<8xf32>, %s: f32, %n: index, %c: i1) -> (tensor<8xf32>, tensor<?xf32>, tensor<8xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %e = tensor.empty() : tensor<8xf32>
  %first = tensor.cast %x : tensor<8xf32> to tensor<?xf32>
  %r:3 = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x, %b = %first, %last = %x) -> (tensor<8xf32>, tensor<?xf32>, tensor<8xf32>) {
    %0 = scf.if %c -> tensor<8xf32> {
      scf.yield %x : tensor<8xf32>
    } else {
      %own = tensor.insert %s into %a[%i] : tensor<8xf32>
      scf.yield %own : tensor<8xf32>
    }
    %1 = tensor.extract_slice %0[%i] [2] [1] : tensor<8xf32> to tensor<2xf32>
    %2 = linalg.fill ins(%s : f32) outs(%1 : tensor<2xf32>) -> tensor<2xf32>
    %3 = tensor.insert_slice %2 into %0[%i] [2] [1] : tensor<2xf32> into tensor<8xf32>
    %4 = tensor.extract_slice %x[%i] [2] [1] : tensor<8xf32> to tensor<2xf32>
    %5 = linalg.fill ins(%s : f32) outs(%4 : tensor<2xf32>) -> tensor<2xf32>
    %cast = tensor.cast %x : tensor<8xf32> to tensor<?xf32>
    %6 = tensor.insert_slice %5 into %cast[%i] [2] [1] : tensor<2xf32> into tensor<?xf32>
    %7 = tensor.extract_slice %e[%i] [2] [1] : tensor<8xf32> to tensor<2xf32>
    %8 = linalg.fill ins(%s : f32) outs(%7 : tensor<2xf32>) -> tensor<2xf32>
    %9 = tensor.insert_slice %8 into %e[%i] [2] [1] : tensor<2xf32> into tensor<8xf32>
    scf.yield %3, %6, %9 : tensor<8xf32>, tensor<?xf32>, tensor<8xf32>
  }
  return %r#0, %r#1, %r#2 : tensor<8xf32>, tensor<?xf32>, tensor<8xf32>
}
