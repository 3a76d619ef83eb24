// RUN: tslice-opt %s -split-input-file -verify-diagnostics

func.func @updates(%i: memref<?xi64>, %u: memref<?xf32>, %plan: memref<?xi32>, %n: index) {
  // expected-error@+1 {{expects places for updates where there are updates, and only there}}
  tslice.partition %i, %u to %i by %plan, %n of 4 : memref<?xi64>, memref<?xf32> to memref<?xi64> by memref<?xi32>
  return
}

// -----

func.func @index_type(%i: memref<?xi64>, %j: memref<?xi32>, %plan: memref<?xi32>, %n: index) {
  // expected-error@+1 {{expects places for indices of type 'memref<?xi64>', but got 'memref<?xi32>'}}
  tslice.partition %i to %j by %plan, %n of 4 : memref<?xi64> to memref<?xi32> by memref<?xi32>
  return
}

// -----

func.func @update_type(%i: memref<?xi64>, %u: memref<?xf32>, %v: memref<?xf64>, %plan: memref<?xi32>, %n: index) {
  // expected-error@+1 {{expects places for updates of type 'memref<?xf32>', but got 'memref<?xf64>'}}
  tslice.partition %i, %u to %i, %v by %plan, %n of 4
    : memref<?xi64>, memref<?xf32> to memref<?xi64>, memref<?xf64> by memref<?xi32>
  return
}

// -----

func.func @bytes(%i: memref<?xi64>, %plan: memref<?xi32>, %n: index) {
  // expected-error@+1 {{expects elements of 4 or 8 bytes, but got 2}}
  tslice.partition %i to %i by %plan, %n of 2 : memref<?xi64> to memref<?xi64> by memref<?xi32>
  return
}
