// RUN: tslice-opt %s --tslice-outline-kernels --split-input-file --verify-diagnostics

func.func @dynamic(%x: memref<?xf32>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.parallel (%i) = (%c0) to (%n) step (%c1) {
    // expected-error @+1 {{'memref.alloc' op makes a buffer of dynamic size, 'memref<?xf32>', in each thread of a kernel, which a GPU cannot do}}
    %t = memref.alloc(%n) : memref<?xf32>
    %e = memref.load %x[%i] : memref<?xf32>
    memref.store %e, %t[%c0] : memref<?xf32>
    scf.reduce
  }
  return
}

// -----

func.func @vector(%x: memref<8xf32>, %v: vector<4xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  // expected-error @+1 {{a loop of @vector uses a value of type 'vector<4xf32>', which cannot be passed to a GPU}}
  scf.parallel (%i) = (%c0) to (%c8) step (%c1) {
    %e = vector.extract %v[0] : f32 from vector<4xf32>
    memref.store %e, %x[%i] : memref<8xf32>
    scf.reduce
  }
  return
}

// -----

func.func private @other(index)

func.func @call() {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  scf.parallel (%i) = (%c0) to (%c8) step (%c1) {
    // expected-error @+1 {{'func.call' op calls @other in a loop that runs on a GPU}}
    func.call @other(%i) : (index) -> ()
    scf.reduce
  }
  return
}
