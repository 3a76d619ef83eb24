// RUN: tslice-opt --int-range-optimizations %s | FileCheck %s

// What a check lets through is known to be in range.
// CHECK-LABEL: @in_range
func.func @in_range(%i: index, %n: index) -> (i1, i1, i1) {
  %c0 = arith.constant 0 : index
  %c8 = arith.constant 8 : index
  %r = tslice.check index %i, %c8 {site = 0 : i64}
  // CHECK-DAG: %[[TRUE:.*]] = arith.constant true
  %0 = arith.cmpi slt, %r, %c8 : index
  %1 = arith.cmpi sge, %r, %c0 : index
  %s = tslice.check size %n, %n {site = 0 : i64}
  %2 = arith.cmpi sge, %s, %c0 : index
  // CHECK: return %[[TRUE]], %[[TRUE]], %[[TRUE]]
  return %0, %1, %2 : i1, i1, i1
}

// The result of a check that must fail is any value that would pass it.
// CHECK-LABEL: @out_of_range
func.func @out_of_range(%n: index) -> (i1, index) {
  %c8 = arith.constant 8 : index
  %c9 = arith.constant 9 : index
  // CHECK: %[[TRUE:.*]] = arith.constant true
  // CHECK: %[[R:.*]] = tslice.check index
  %r = tslice.check index %c9, %c8 {site = 0 : i64}
  %0 = arith.cmpi slt, %r, %c8 : index
  // CHECK: return %[[TRUE]], %[[R]]
  return %0, %r : i1, index
}

// Nothing is in range of an empty dimension.
// CHECK-LABEL: @empty
func.func @empty(%i: index) -> index {
  %c0 = arith.constant 0 : index
  // CHECK: %[[R:.*]] = tslice.check index
  %r = tslice.check index %i, %c0 {site = 0 : i64}
  // CHECK: return %[[R]]
  return %r : index
}

// Of equal values the result is the first.
// CHECK-LABEL: @equal
func.func @equal(%n: index) -> i1 {
  %c8 = arith.constant 8 : index
  // CHECK: tslice.check equal
  %r = tslice.check equal %n, %c8 {site = 0 : i64}
  %0 = arith.cmpi eq, %r, %c8 : index
  // CHECK: arith.cmpi
  return %0 : i1
}
