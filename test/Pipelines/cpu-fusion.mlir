// RUN: tslice-opt %s --tslice-cpu-pipeline --mlir-print-ir-after=one-shot-bufferize -o %t 2>&1 | FileCheck %s
// RUN: tslice-opt %s --tslice-cpu-pipeline | FileCheck %s --check-prefix=CLEAN

// Nothing of the dialect, and no cast that a conversion could not resolve, is left.
// CLEAN-NOT: {{= tslice\.}}
// CLEAN-NOT: unrealized_conversion_cast

// Gather, product and scatter are one loop: the only rows in memory are those of
// the result, and one on the stack.
// CHECK-LABEL: func.func @message(
// CHECK:         memref.alloc({{.*}}: memref<?x128xf32>
// CHECK-NOT:     memref.alloc({{.*}}: memref<?x128xf32>
// CHECK:         memref.alloca({{.*}}: memref<1x128xf32>
// CHECK-NOT:     memref.alloc({{.*}}: memref<?x128xf32>
// CHECK-NOT:     memref.alloc{{a?}}({{.*}}x128xf32>
// CHECK:         return
func.func @message(%x: tensor<?x128xf32>, %src: tensor<?xi32>, %dst: tensor<?xi32>, %w: tensor<?xf32>, %n: index) -> tensor<?x128xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty(%n) : tensor<?x128xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<?x128xf32>) -> tensor<?x128xf32>
  %rows = tslice.gather %x[%src] dims [0] : tensor<?x128xf32>, tensor<?xi32> -> tensor<?x128xf32>
  %c0 = arith.constant 0 : index
  %k = tensor.dim %src, %c0 : tensor<?xi32>
  %we = tensor.empty(%k) : tensor<?x128xf32>
  %wb = linalg.broadcast ins(%w : tensor<?xf32>) outs(%we : tensor<?x128xf32>) dimensions = [1]
  %m = arith.mulf %rows, %wb : tensor<?x128xf32>
  %r = tslice.scatter add %m into %z[%dst] dims [0] : tensor<?x128xf32> into tensor<?x128xf32>, tensor<?xi32>
  return %r : tensor<?x128xf32>
}

// The embedding bag sums rows as it reads them.
// CHECK-LABEL: func.func @bag(
// CHECK:         memref.alloc({{.*}}: memref<?x64xf32>
// CHECK-NOT:     memref.alloc
// CHECK:         return
func.func @bag(%x: tensor<?x64xf32>, %i: tensor<?x32xi32>) -> tensor<?x64xf32> {
  %rows = tslice.gather %x[%i] dims [0] : tensor<?x64xf32>, tensor<?x32xi32> -> tensor<?x32x64xf32>
  %c0 = arith.constant 0 : index
  %n = tensor.dim %i, %c0 : tensor<?x32xi32>
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty(%n) : tensor<?x64xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<?x64xf32>) -> tensor<?x64xf32>
  %s = linalg.reduce { arith.addf } ins(%rows : tensor<?x32x64xf32>) outs(%z : tensor<?x64xf32>) dimensions = [1]
  return %s : tensor<?x64xf32>
}

// A donated table is updated where it lies: no row is allocated.
// CHECK-LABEL: func.func @step(
// CHECK-NOT:     memref.alloc{{a?}}({{.*}}x64xf32>
// CHECK:         return
func.func @step(%x: tensor<?x64xf32> {tslice.donate}, %i: tensor<?xi32>, %u: tensor<?x64xf32>) -> tensor<?x64xf32> {
  %r = tslice.scatter add %u into %x[%i] dims [0] : tensor<?x64xf32> into tensor<?x64xf32>, tensor<?xi32>
  return %r : tensor<?x64xf32>
}
