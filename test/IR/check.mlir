// RUN: tslice-opt --verify-roundtrip %s | FileCheck %s
// RUN: tslice-opt -mlir-print-op-generic %s | tslice-opt | FileCheck %s

// CHECK-LABEL: @kinds
func.func @kinds(%i: index, %n: index) {
  // CHECK: tslice.check index %{{.*}}, %{{.*}} at(%{{.*}}, %{{.*}}) {dim = 1 : i64, site = 3 : i64, window = 2 : i64}
  %0 = tslice.check index %i, %n at(%i, %n) {site = 3 : i64, dim = 1 : i64, window = 2 : i64}
  // CHECK: tslice.check equal %{{.*}}, %{{.*}} {site = -1 : i64}
  %1 = tslice.check equal %i, %n {site = -1 : i64}
  // CHECK: tslice.check size
  %2 = tslice.check size %i, %n {site = 0 : i64}
  // CHECK: tslice.check stride
  %3 = tslice.check stride %i, %n {site = 0 : i64}
  // CHECK: tslice.check window
  %4 = tslice.check window %i, %n {site = 0 : i64}
  return
}
