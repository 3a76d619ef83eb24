// RUN: tslice-opt --tslice-derive-adjoints %s | FileCheck %s
// RUN: tslice-opt --tslice-derive-adjoints --inline --canonicalize --cse --tslice-guard-sizes --canonicalize --cse %s | FileCheck %s --check-prefix=INLINED

// Open sizes of cotangents and tangents are those of the values that they belong
// to. Nothing is computed for their sake but sizes.

func.func private @sine(%x: tensor<?x2xf64>, %i: tensor<?xi32>) -> (tensor<?x2xf64>, tensor<2xf64>, tensor<?x2xf64>) {
  %s = math.sin %x : tensor<?x2xf64>
  %c = arith.constant dense<1.0> : tensor<2xf64>
  %t = arith.mulf %s, %s : tensor<?x2xf64>
  %g = tslice.gather %t[%i] dims [0] : tensor<?x2xf64>, tensor<?xi32> -> tensor<?x2xf64>
  return %s, %c, %g : tensor<?x2xf64>, tensor<2xf64>, tensor<?x2xf64>
}

// CHECK-LABEL: func.func private @sine__sizes_0(
// CHECK-SAME: %[[X:[^:]*]]: tensor<?x2xf64>, %[[I:[^:]*]]: tensor<?xi32>) -> (index, index)
// CHECK-NOT: math.sin
// CHECK-DAG: %[[N:.*]] = tensor.dim %[[X]]
// CHECK-DAG: %[[M:.*]] = tensor.dim %[[I]]
// CHECK-NOT: tslice
// CHECK: return %[[N]], %[[M]]

// CHECK-LABEL: func.func @pull(
// CHECK-SAME: %[[C0:[^:]*]]: tensor<?x2xf64>, %[[C1:[^:]*]]: tensor<2xf64>, %[[C2:[^:]*]]: tensor<?x2xf64>)
// CHECK: %[[SIZES:.*]]:2 = call @sine__sizes_0(
// CHECK: %[[N0:.*]] = tensor.dim %[[C0]]
// CHECK: tslice.check equal %[[N0]], %[[SIZES]]#0 {site = -1 : i64}
// CHECK: %[[V0:.*]] = tensor.extract_slice %[[C0]][%{{.*}}, 0] [%[[SIZES]]#0, 2] [1, 1]
// CHECK: %[[N2:.*]] = tensor.dim %[[C2]]
// CHECK: tslice.check equal %[[N2]], %[[SIZES]]#1 {dim = 8589934592 : i64, site = -1 : i64}
// CHECK: %[[V2:.*]] = tensor.extract_slice %[[C2]][%{{.*}}, 0] [%[[SIZES]]#1, 2] [1, 1]
// CHECK: call @sine__vjp_0({{.*}}, %[[V0]], %[[C1]], %[[V2]])
func.func @pull(%x: tensor<?x2xf64>, %i: tensor<?xi32>, %c0: tensor<?x2xf64>, %c1: tensor<2xf64>, %c2: tensor<?x2xf64>) -> tensor<?x2xf64> {
  %r = tslice.vjp @sine(%x, %i)(%c0, %c1, %c2) wrt [0] : (tensor<?x2xf64>, tensor<?xi32>)(tensor<?x2xf64>, tensor<2xf64>, tensor<?x2xf64>) -> tensor<?x2xf64>
  return %r : tensor<?x2xf64>
}

// CHECK-LABEL: func.func @push(
// CHECK-SAME: %[[X:[^:]*]]: tensor<?x2xf64>, %{{[^:]*}}: tensor<?xi32>, %[[T:[^:]*]]: tensor<?x2xf64>)
// CHECK-DAG: %[[N:.*]] = tensor.dim %[[X]]
// CHECK-DAG: %[[M:.*]] = tensor.dim %[[T]]
// CHECK: tslice.check equal %[[M]], %[[N]]
// CHECK: %[[V:.*]] = tensor.extract_slice %[[T]]
// CHECK: call @sine__jvp_0({{.*}}, %[[V]])
func.func @push(%x: tensor<?x2xf64>, %i: tensor<?xi32>, %t: tensor<?x2xf64>) -> tensor<?x2xf64> {
  %r:3 = tslice.jvp @sine(%x, %i)(%t) wrt [0] : (tensor<?x2xf64>, tensor<?xi32>)(tensor<?x2xf64>) -> (tensor<?x2xf64>, tensor<2xf64>, tensor<?x2xf64>)
  return %r#2 : tensor<?x2xf64>
}

// Sizes that are proven to agree are not compared.
// INLINED-LABEL: func.func @proven(
// INLINED-NOT: tslice.check
// INLINED-NOT: tensor.extract_slice
// INLINED: math.cos
// INLINED-NOT: tslice.check
// INLINED: return
func.func @proven(%x: tensor<?x2xf64>, %i: tensor<?xi32>) -> tensor<?x2xf64> {
  %c = arith.constant dense<1.0> : tensor<2xf64>
  %s = math.exp %x : tensor<?x2xf64>
  %g = tslice.gather %x[%i] dims [0] : tensor<?x2xf64>, tensor<?xi32> -> tensor<?x2xf64>
  %r = tslice.vjp @sine(%x, %i)(%s, %c, %g) wrt [0] : (tensor<?x2xf64>, tensor<?xi32>)(tensor<?x2xf64>, tensor<2xf64>, tensor<?x2xf64>) -> tensor<?x2xf64>
  return %r : tensor<?x2xf64>
}
