// RUN: tslice-opt --canonicalize %s | FileCheck %s

// CHECK-LABEL: @holds
func.func @holds(%n: index) -> (index, index, index, index, index, index) {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  // CHECK-NOT: tslice.check
  %0 = tslice.check index %c2, %c3 {site = 0 : i64}
  %1 = tslice.check equal %n, %n {site = 0 : i64}
  %2 = tslice.check equal %c2, %c2 {site = 0 : i64}
  %3 = tslice.check size %c0, %n {site = 0 : i64}
  %4 = tslice.check stride %c2, %n {site = 0 : i64}
  %5 = tslice.check window %c3, %c3 {site = 0 : i64}
  return %0, %1, %2, %3, %4, %5 : index, index, index, index, index, index
}

// CHECK-LABEL: @fails
func.func @fails(%n: index) -> (index, index, index, index, index, index) {
  %c0 = arith.constant 0 : index
  %cm1 = arith.constant -1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  // CHECK-COUNT-6: tslice.check
  %0 = tslice.check index %c3, %c3 {site = 0 : i64}
  %1 = tslice.check index %cm1, %n {site = 0 : i64}
  %2 = tslice.check equal %c2, %c3 {site = 0 : i64}
  %3 = tslice.check size %cm1, %n {site = 0 : i64}
  %4 = tslice.check stride %c0, %n {site = 0 : i64}
  %5 = tslice.check window %c3, %c2 {site = 0 : i64}
  return %0, %1, %2, %3, %4, %5 : index, index, index, index, index, index
}

// A check that nothing needs is removed.
// CHECK-LABEL: @unused
func.func @unused(%i: index, %n: index) {
  // CHECK-NOT: tslice.check
  %0 = tslice.check index %i, %n {site = 0 : i64}
  return
}

// What is required stays, unless it is known to hold.
// CHECK-LABEL: func.func @required
// CHECK-COUNT-1: tslice.check equal %{{.*}} {required,
// CHECK-NOT: tslice.check
func.func @required(%n: index, %m: index) {
  %c2 = arith.constant 2 : index
  %0 = tslice.check equal %n, %m {required, site = 0 : i64}
  %1 = tslice.check equal %n, %n {required, site = 0 : i64}
  %2 = tslice.check equal %n, %c2 {site = 0 : i64}
  return
}
