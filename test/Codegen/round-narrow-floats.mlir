// RUN: tslice-opt --tslice-round-narrow-floats %s | FileCheck %s

// Every operation rounds: the sum is rounded before it is multiplied, and no
// flag allows to leave it out.

// CHECK-LABEL: func.func @two_operations
// CHECK: %[[A:.*]] = arith.extf %arg0 : bf16 to f32
// CHECK: %[[B:.*]] = arith.extf %arg1 : bf16 to f32
// CHECK: %[[S:.*]] = arith.addf %[[A]], %[[B]] : f32
// CHECK: %[[R:.*]] = arith.truncf %[[S]] : f32 to bf16
// CHECK: %[[W:.*]] = arith.extf %[[R]] : bf16 to f32
// CHECK: %[[P:.*]] = arith.mulf %[[W]], %[[W]] : f32
// CHECK: %[[Q:.*]] = arith.truncf %[[P]] : f32 to bf16
// CHECK: return %[[Q]]
func.func @two_operations(%a: bf16, %b: bf16) -> bf16 {
  %s = arith.addf %a, %b : bf16
  %p = arith.mulf %s, %s : bf16
  return %p : bf16
}

// CHECK-LABEL: func.func @math
// CHECK: math.exp %{{.*}} : f32
// CHECK: arith.truncf %{{.*}} : f32 to f16
func.func @math(%a: f16) -> f16 {
  %e = math.exp %a : f16
  return %e : f16
}

// CHECK-LABEL: func.func @compare
// CHECK: arith.cmpf olt, %{{.*}}, %{{.*}} : f32
func.func @compare(%a: f16, %b: f16) -> i1 {
  %c = arith.cmpf olt, %a, %b : f16
  return %c : i1
}

// Moves are not computed.

// CHECK-LABEL: func.func @moves
// CHECK-NOT: f32
func.func @moves(%c: i1, %a: bf16, %b: bf16) -> bf16 {
  %z = arith.constant 1.0 : bf16
  %s = arith.select %c, %a, %b : bf16
  %t = arith.select %c, %s, %z : bf16
  return %t : bf16
}

// Small integers are exact in f32, large ones in f64.

// CHECK-LABEL: func.func @integers
// CHECK: arith.sitofp %arg0 : i16 to f32
// CHECK: arith.sitofp %arg1 : i32 to f64
func.func @integers(%a: i16, %b: i32) -> (f16, f16) {
  %x = arith.sitofp %a : i16 to f16
  %y = arith.sitofp %b : i32 to f16
  return %x, %y : f16, f16
}

// f64 to bf16 goes through f32 rounded to odd, so that it is rounded once.

// CHECK-LABEL: func.func @f64_to_bf16
// CHECK: %[[N:.*]] = arith.truncf %arg0 : f64 to f32
// CHECK: %[[BACK:.*]] = arith.extf %[[N]] : f32 to f64
// CHECK: arith.cmpf ogt
// CHECK: arith.subi
// CHECK: arith.cmpf one, %[[BACK]], %arg0
// CHECK: %[[ODD:.*]] = arith.ori
// CHECK: %[[F:.*]] = arith.bitcast %[[ODD]] : i32 to f32
// CHECK: arith.truncf %[[F]] : f32 to bf16
func.func @f64_to_bf16(%a: f64) -> bf16 {
  %b = arith.truncf %a : f64 to bf16
  return %b : bf16
}
