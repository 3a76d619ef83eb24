// RUN: tslice-opt %s --tslice-fuse-into-loops --canonicalize --cse | FileCheck %s

#rows = affine_map<(p, d) -> (p, d)>
#column = affine_map<(p, d) -> (d)>
#folded = affine_map<(p, z, d) -> (p, z, d)>
#kept = affine_map<(p, z, d) -> (p, d)>

// The producer moves into the loop, one row at a time.
// CHECK-LABEL: func.func @fires
// CHECK-SAME:    %[[A:.*]]: tensor<8x64xf32>, %[[X:.*]]: tensor<9x64xf32>
// CHECK-NOT:   linalg.generic
// CHECK:       scf.for %[[P:.*]] = {{.*}} iter_args(%[[ACC:.*]] = %[[X]])
// CHECK:         tensor.extract_slice %[[A]][%[[P]], 0] [1, 64]
// CHECK:         linalg.generic
// CHECK:           arith.negf
// CHECK:         linalg.generic
// CHECK:           arith.addf
func.func @fires(%a: tensor<8x64xf32>, %x: tensor<9x64xf32>) -> tensor<9x64xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %e = tensor.empty() : tensor<8x64xf32>
  %u = linalg.generic {indexing_maps = [#rows, #rows], iterator_types = ["parallel", "parallel"]}
      ins(%a : tensor<8x64xf32>) outs(%e : tensor<8x64xf32>) {
  ^bb0(%in: f32, %out: f32):
    %n = arith.negf %in : f32
    linalg.yield %n : f32
  } -> tensor<8x64xf32>
  %r = scf.for %p = %c0 to %c8 step %c1 iter_args(%acc = %x) -> (tensor<9x64xf32>) {
    %block = tensor.extract_slice %u[%p, 0] [1, 64] [1, 1] : tensor<8x64xf32> to tensor<1x64xf32>
    %old = tensor.extract_slice %acc[%p, 0] [1, 64] [1, 1] : tensor<9x64xf32> to tensor<64xf32>
    %new = linalg.generic {indexing_maps = [#rows, #column], iterator_types = ["reduction", "parallel"]}
        ins(%block : tensor<1x64xf32>) outs(%old : tensor<64xf32>) {
    ^bb0(%in: f32, %out: f32):
      %s = arith.addf %out, %in : f32
      linalg.yield %s : f32
    } -> tensor<64xf32>
    %ins = tensor.insert_slice %new into %acc[%p, 0] [1, 64] [1, 1] : tensor<64xf32> into tensor<9x64xf32>
    scf.yield %ins : tensor<9x64xf32>
  }
  return %r : tensor<9x64xf32>
}

// A producer that reads what the loop overwrites stays outside: fused, it would
// meet new values, or force a copy per step.
// CHECK-LABEL: func.func @reads_destination
// CHECK:       linalg.generic
// CHECK:         arith.negf
// CHECK:       scf.for
func.func @reads_destination(%x: tensor<9x64xf32> {tslice.donate}) -> tensor<9x64xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %e = tensor.empty() : tensor<9x64xf32>
  %u = linalg.generic {indexing_maps = [#rows, #rows], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<9x64xf32>) outs(%e : tensor<9x64xf32>) {
  ^bb0(%in: f32, %out: f32):
    %n = arith.negf %in : f32
    linalg.yield %n : f32
  } -> tensor<9x64xf32>
  %r = scf.for %p = %c0 to %c8 step %c1 iter_args(%acc = %x) -> (tensor<9x64xf32>) {
    %block = tensor.extract_slice %u[%p, 0] [1, 64] [1, 1] : tensor<9x64xf32> to tensor<1x64xf32>
    %ins = tensor.insert_slice %block into %acc[%c0, 0] [1, 64] [1, 1] : tensor<1x64xf32> into tensor<9x64xf32>
    scf.yield %ins : tensor<9x64xf32>
  }
  return %r : tensor<9x64xf32>
}

// A producer with another use is computed once, outside.
// CHECK-LABEL: func.func @two_uses
// CHECK:       %[[U:.*]] = linalg.generic
// CHECK:       scf.for
// CHECK:         tensor.extract_slice %[[U]]
func.func @two_uses(%a: tensor<8x64xf32>, %x: tensor<9x64xf32>) -> (tensor<9x64xf32>, tensor<8x64xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %e = tensor.empty() : tensor<8x64xf32>
  %u = linalg.generic {indexing_maps = [#rows, #rows], iterator_types = ["parallel", "parallel"]}
      ins(%a : tensor<8x64xf32>) outs(%e : tensor<8x64xf32>) {
  ^bb0(%in: f32, %out: f32):
    %n = arith.negf %in : f32
    linalg.yield %n : f32
  } -> tensor<8x64xf32>
  %r = scf.for %p = %c0 to %c8 step %c1 iter_args(%acc = %x) -> (tensor<9x64xf32>) {
    %block = tensor.extract_slice %u[%p, 0] [1, 64] [1, 1] : tensor<8x64xf32> to tensor<1x64xf32>
    %ins = tensor.insert_slice %block into %acc[%p, 0] [1, 64] [1, 1] : tensor<1x64xf32> into tensor<9x64xf32>
    scf.yield %ins : tensor<9x64xf32>
  }
  return %r, %u : tensor<9x64xf32>, tensor<8x64xf32>
}

// A producer that folds nothing stays: upstream's tiling takes its size of 0 for
// a dimension that is not tiled.
// CHECK-LABEL: func.func @nothing
// CHECK:       linalg.generic
// CHECK:       scf.for
func.func @nothing(%a: tensor<8x0x64xf32>, %b: tensor<8x64xf32>, %x: tensor<9x64xf32>) -> tensor<9x64xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %u = linalg.generic {indexing_maps = [#folded, #kept], iterator_types = ["parallel", "reduction", "parallel"]}
      ins(%a : tensor<8x0x64xf32>) outs(%b : tensor<8x64xf32>) {
  ^bb0(%in: f32, %out: f32):
    %n = arith.addf %in, %out : f32
    linalg.yield %n : f32
  } -> tensor<8x64xf32>
  %r = scf.for %p = %c0 to %c8 step %c1 iter_args(%acc = %x) -> (tensor<9x64xf32>) {
    %block = tensor.extract_slice %u[%p, 0] [1, 64] [1, 1] : tensor<8x64xf32> to tensor<1x64xf32>
    %ins = tensor.insert_slice %block into %acc[%p, 0] [1, 64] [1, 1] : tensor<1x64xf32> into tensor<9x64xf32>
    scf.yield %ins : tensor<9x64xf32>
  }
  return %r : tensor<9x64xf32>
}

// A while loop that hands on other values than it carries.
// CHECK-LABEL: func.func @handed_on
// CHECK:       scf.while
func.func @handed_on(%a: tensor<8x64xf32>, %x: tensor<8x64xf32>, %n: index) -> (tensor<1x64xf32>, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %e = tensor.empty() : tensor<8x64xf32>
  %w:3 = scf.while (%i = %c0) : (index) -> (index, tensor<8x64xf32>, tensor<8x64xf32>) {
    %more = arith.cmpi slt, %i, %n : index
    scf.condition(%more) %i, %a, %x : index, tensor<8x64xf32>, tensor<8x64xf32>
  } do {
  ^bb0(%i: index, %p: tensor<8x64xf32>, %q: tensor<8x64xf32>):
    %j = arith.addi %i, %c1 : index
    scf.yield %j : index
  }
  %u = linalg.generic {indexing_maps = [#rows, #rows], iterator_types = ["parallel", "parallel"]}
      ins(%w#1 : tensor<8x64xf32>) outs(%e : tensor<8x64xf32>) {
  ^bb0(%in: f32, %out: f32):
    %n0 = arith.negf %in : f32
    linalg.yield %n0 : f32
  } -> tensor<8x64xf32>
  %z = tensor.extract_slice %w#2[0, 0] [1, 64] [1, 1] : tensor<8x64xf32> to tensor<1x64xf32>
  %r = scf.for %p = %c0 to %n step %c1 iter_args(%acc = %z) -> (tensor<1x64xf32>) {
    %block = tensor.extract_slice %u[%p, 0] [1, 64] [1, 1] : tensor<8x64xf32> to tensor<1x64xf32>
    %ins = tensor.insert_slice %block into %acc[0, 0] [1, 64] [1, 1] : tensor<1x64xf32> into tensor<1x64xf32>
    scf.yield %ins : tensor<1x64xf32>
  }
  return %r, %w#0 : tensor<1x64xf32>, index
}
