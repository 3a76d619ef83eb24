// RUN: tslice-opt --tslice-expand-math %s | FileCheck %s
// RUN: tslice-opt --tslice-call-libm %s | FileCheck %s --check-prefix=LIBM

// CHECK-LABEL: func.func @isinf
// CHECK:         %[[INF:.*]] = arith.constant 0x7F800000 : f32
// CHECK:         %[[A:.*]] = math.absf
// CHECK:         arith.cmpf oeq, %[[A]], %[[INF]]
func.func @isinf(%x: f32) -> i1 {
  %r = math.isinf %x : f32
  return %r : i1
}

// Which number is the smallest normal one depends on the type.

// CHECK-LABEL: func.func @isnormal
// CHECK:         arith.constant 6.103520e-05 : f16
// CHECK:         arith.cmpf oge
// CHECK:         arith.cmpf olt
// CHECK:         arith.andi
func.func @isnormal(%x: f16) -> i1 {
  %r = math.isnormal %x : f16
  return %r : i1
}

// CHECK-LABEL: func.func @clampf
// CHECK-SAME:    %[[X:.*]]: f64, %[[LOW:.*]]: f64, %[[HIGH:.*]]: f64
// CHECK:         %[[M:.*]] = arith.minimumf %[[X]], %[[HIGH]]
// CHECK:         arith.maximumf %[[M]], %[[LOW]]
func.func @clampf(%x: f64, %low: f64, %high: f64) -> f64 {
  %r = math.clampf %x to [%low, %high] : f64
  return %r : f64
}

// LIBM-LABEL: func.func @near_zero
// LIBM:         call @expm1f
// LIBM:         call @log1p(
// LIBM:         math.exp
func.func @near_zero(%x: f32, %y: f64) -> (f32, f64, f32) {
  %a = math.expm1 %x : f32
  %b = math.log1p %y : f64
  %c = math.exp %x : f32
  return %a, %b, %c : f32, f64, f32
}
