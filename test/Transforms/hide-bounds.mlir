// RUN: tslice-opt %s --tslice-hide-bounds | FileCheck %s
// RUN: tslice-opt %s --tslice-hide-bounds --canonicalize | FileCheck %s --check-prefix=AGAIN

// What is selected is hidden, sums are not; a canonicalization takes it away.
// CHECK-LABEL: func.func @bounds
// CHECK:         %[[M:.*]] = arith.maxsi %arg0, %arg1 : index
// CHECK:         %[[I:.*]] = arith.index_castui %[[M]] : index to i64
// CHECK:         %[[H:.*]] = arith.index_castui %[[I]] : i64 to index
// CHECK:         %[[S:.*]] = arith.addi %[[H]], %arg1 : index
// CHECK:         %[[X:.*]] = arith.maxsi %arg2, %arg2 : i32
// CHECK:         return %[[S]], %[[X]]
// AGAIN-LABEL: func.func @bounds
// AGAIN-NOT:     index_castui
func.func @bounds(%a: index, %b: index, %c: i32) -> (index, i32) {
  %m = arith.maxsi %a, %b : index
  %s = arith.addi %m, %b : index
  %x = arith.maxsi %c, %c : i32
  return %s, %x : index, i32
}
