// RUN: tslice-opt --tslice-derive-adjoints %s | FileCheck %s

// add: the destination's cotangent passes through, the update's is gathered.
func.func @add(%u: tensor<5x4xf32>, %x: tensor<9x4xf32>, %i: tensor<5xi32>) -> tensor<9x4xf32> {
  %y = tslice.scatter add %u into %x[%i] dims [0] bounds skip_window {tslice.site = 3 : i64} : tensor<5x4xf32> into tensor<9x4xf32>, tensor<5xi32>
  return %y : tensor<9x4xf32>
}
// CHECK-LABEL: func.func private @add__vjp_0(
// CHECK-SAME: %[[I:[^:]*]]: tensor<5xi32>, %[[CT:.*]]: tensor<9x4xf32>) -> (tensor<5x4xf32>, tensor<9x4xf32>)
// CHECK-NEXT: %[[U:.*]] = tslice.gather %[[CT]][%[[I]]] dims [0] bounds skip_window {tslice.site = 3 : i64}
// CHECK-NEXT: return %[[U]], %[[CT]]
func.func @main_add(%u: tensor<5x4xf32>, %x: tensor<9x4xf32>, %i: tensor<5xi32>) -> (tensor<5x4xf32>, tensor<9x4xf32>) {
  %g:2 = tslice.vjp @add(%u, %x, %i)(%x) wrt [0, 1] : (tensor<5x4xf32>, tensor<9x4xf32>, tensor<5xi32>)(tensor<9x4xf32>) -> (tensor<5x4xf32>, tensor<9x4xf32>)
  return %g#0, %g#1 : tensor<5x4xf32>, tensor<9x4xf32>
}

// set: of duplicates, only the last writer of a cell gets its cotangent.
func.func @set(%u: tensor<5x4xf32>, %x: tensor<9x4xf32>, %i: tensor<5xi32>) -> tensor<9x4xf32> {
  %y = tslice.scatter set %u into %x[%i] dims [0] : tensor<5x4xf32> into tensor<9x4xf32>, tensor<5xi32>
  return %y : tensor<9x4xf32>
}
// CHECK-LABEL: func.func private @set__vjp_0(
// CHECK-SAME: %[[I:[^:]*]]: tensor<5xi32>, %[[CT:.*]]: tensor<9x4xf32>)
// CHECK: %[[READ:.*]] = tslice.gather %[[CT]][%[[I]]] dims [0]
// CHECK: %[[ORDER:.*]], %[[STARTS:.*]] = tslice.group %{{.*}}[%[[I]]] dims [0]
// CHECK: %[[ENDS:.*]] = tslice.slice %[[STARTS]][1]
// CHECK: %[[BEFORE:.*]] = arith.subi %[[ENDS]]
// CHECK: %[[WHO:.*]] = tslice.gather %[[ORDER]][%[[BEFORE]]] dims [0]
// CHECK: tslice.scatter set %{{.*}} into %{{.*}}[%[[WHO]]] dims [0] : tensor<?xi1> into tensor<5xi1>
// CHECK: %[[LAST:.*]] = linalg.generic {{.*}} outs(%{{.*}} : tensor<5x4xi1>)
// CHECK: %[[U:.*]] = arith.select %[[LAST]], %[[READ]], %{{.*}} : tensor<5x4xi1>, tensor<5x4xf32>
// CHECK: %[[X:.*]] = tslice.scatter set %{{.*}} into %[[CT]][%[[I]]]
// CHECK: return %[[U]], %[[X]]
func.func @main_set(%u: tensor<5x4xf32>, %x: tensor<9x4xf32>, %i: tensor<5xi32>) -> (tensor<5x4xf32>, tensor<9x4xf32>) {
  %g:2 = tslice.vjp @set(%u, %x, %i)(%x) wrt [0, 1] : (tensor<5x4xf32>, tensor<9x4xf32>, tensor<5xi32>)(tensor<9x4xf32>) -> (tensor<5x4xf32>, tensor<9x4xf32>)
  return %g#0, %g#1 : tensor<5x4xf32>, tensor<9x4xf32>
}

// Beside rows of 64 bytes and more, a table of the last position of each is small.
func.func @set_rows(%u: tensor<5x16xf32>, %x: tensor<9x16xf32>, %i: tensor<5xi32>) -> tensor<9x16xf32> {
  %y = tslice.scatter set %u into %x[%i] dims [0] bounds clamp wrap {tslice.site = 3 : i64} : tensor<5x16xf32> into tensor<9x16xf32>, tensor<5xi32>
  return %y : tensor<9x16xf32>
}
// CHECK-LABEL: func.func private @set_rows__vjp_0(
// CHECK-SAME: %[[I:[^:]*]]: tensor<5xi32>, %[[CT:.*]]: tensor<9x16xf32>)
// CHECK-NOT: tslice.group
// CHECK: %[[READ:.*]] = tslice.gather %[[CT]][%[[I]]] dims [0]
// CHECK: %[[NUMBERS:.*]] = linalg.generic {{.*}} outs(%{{.*}} : tensor<5xindex>)
// CHECK: %[[TABLE:.*]] = tensor.empty() : tensor<9xindex>
// CHECK: %[[WROTE:.*]] = tslice.scatter set %[[NUMBERS]] into %[[TABLE]][%[[I]]] dims [0] bounds clamp wrap {tslice.site = 3 : i64}
// CHECK: %[[WHO:.*]] = tslice.gather %[[WROTE]][%[[I]]] dims [0] bounds clamp wrap {tslice.site = 3 : i64}
// CHECK: %[[IS:.*]] = arith.cmpi eq, %[[WHO]], %[[NUMBERS]]
// CHECK: %[[LAST:.*]] = linalg.generic {{.*}} ins(%[[IS]] : tensor<5xi1>) outs(%{{.*}} : tensor<5x16xi1>)
// CHECK: arith.select %[[LAST]], %[[READ]], %{{.*}} : tensor<5x16xi1>, tensor<5x16xf32>
// CHECK-NOT: tslice.group
// CHECK: return
func.func @main_set_rows(%u: tensor<5x16xf32>, %x: tensor<9x16xf32>, %i: tensor<5xi32>) -> (tensor<5x16xf32>, tensor<9x16xf32>) {
  %g:2 = tslice.vjp @set_rows(%u, %x, %i)(%x) wrt [0, 1] : (tensor<5x16xf32>, tensor<9x16xf32>, tensor<5xi32>)(tensor<9x16xf32>) -> (tensor<5x16xf32>, tensor<9x16xf32>)
  return %g#0, %g#1 : tensor<5x16xf32>, tensor<9x16xf32>
}

// One position has no duplicates, and nothing of the destination's size is made.
func.func @one(%u: tensor<4xf32>, %x: tensor<9x4xf32>, %i: tensor<i32>) -> tensor<9x4xf32> {
  %y = tslice.scatter set %u into %x[%i] dims [0] : tensor<4xf32> into tensor<9x4xf32>, tensor<i32>
  return %y : tensor<9x4xf32>
}
// CHECK-LABEL: func.func private @one__vjp_0(
// CHECK-NOT: i64>
// CHECK: tslice.gather
// CHECK-NEXT: return
func.func @main_one(%u: tensor<4xf32>, %x: tensor<9x4xf32>, %i: tensor<i32>) -> tensor<4xf32> {
  %g = tslice.vjp @one(%u, %x, %i)(%x) wrt [0] : (tensor<4xf32>, tensor<9x4xf32>, tensor<i32>)(tensor<9x4xf32>) -> tensor<4xf32>
  return %g : tensor<4xf32>
}

// max: ties are counted, and share.
func.func @max(%u: tensor<5xf16>, %x: tensor<9xf16>, %i: tensor<5xi32>) -> tensor<9xf16> {
  %y = tslice.scatter max %u into %x[%i] dims [0] : tensor<5xf16> into tensor<9xf16>, tensor<5xi32>
  return %y : tensor<9xf16>
}
// CHECK-LABEL: func.func private @max__vjp_0(
// Ties are counted in one number per group, not per element of x.
// CHECK: %[[ORDER:.*]], %[[STARTS:.*]] = tslice.group %{{.*}}[%{{.*}}] dims [0]
// CHECK: scf.for {{.*}} -> (tensor<5xindex>, index)
// CHECK: tslice.scatter add %{{.*}} : tensor<5xi64> into tensor<?xi64>, tensor<5xindex>
// f16 cannot count past 2048, so it divides in f32.
// CHECK: arith.sitofp %{{.*}} : tensor<5xi64> to tensor<5xf32>
// CHECK: arith.divf %{{.*}} : tensor<5xf32>
// CHECK: arith.truncf %{{.*}} : tensor<5xf32> to tensor<5xf16>
// CHECK: arith.select
// CHECK: tslice.scatter set
func.func @main_max(%u: tensor<5xf16>, %x: tensor<9xf16>, %i: tensor<5xi32>) -> (tensor<5xf16>, tensor<9xf16>) {
  %g:2 = tslice.vjp @max(%u, %x, %i)(%x) wrt [0, 1] : (tensor<5xf16>, tensor<9xf16>, tensor<5xi32>)(tensor<9xf16>) -> (tensor<5xf16>, tensor<9xf16>)
  return %g#0, %g#1 : tensor<5xf16>, tensor<9xf16>
}

// mul: the other factors are folded from both sides, never divided out, and in
// memory for the updates alone.
func.func @mul(%u: tensor<5xf32>, %x: tensor<9xf32>, %i: tensor<5xi32>) -> tensor<9xf32> {
  %y = tslice.scatter mul %u into %x[%i] dims [0] : tensor<5xf32> into tensor<9xf32>, tensor<5xi32>
  return %y : tensor<9xf32>
}
// CHECK-LABEL: func.func private @mul__vjp_0(
// CHECK-NOT: arith.divf
// CHECK-NOT: -> tensor<9xf32>
// CHECK: %[[ORDER:.*]], %[[STARTS:.*]] = tslice.group
// CHECK: %[[BEFORE:.*]]:2 = scf.for {{.*}} -> (tensor<?xf32>, tensor<5xf32>)
// CHECK: scf.for {{.*}} iter_args(%[[FOUND:.*]] = %{{.*}}, %[[OUT:.*]] = %{{.*}}) -> (f32, tensor<5xf32>)
// CHECK: arith.mulf %[[FOUND]], %{{.*}} : f32
// CHECK: tensor.insert %[[FOUND]] into %[[OUT]]
// CHECK: %[[BACK:.*]]:2 = scf.for {{.*}} -> (tensor<?xf32>, tensor<5xf32>)
// CHECK: scf.for {{.*}} iter_args(%[[LATER:.*]] = %{{.*}}, %{{.*}} = %{{.*}}) -> (f32, tensor<5xf32>)
// CHECK: %[[EARLIER:.*]] = tensor.extract %[[BEFORE]]#1
// CHECK: %[[U:.*]] = arith.mulf %[[LATER]], %[[EARLIER]] : f32
// CHECK: tensor.insert %[[U]] into
// CHECK: %[[PRODUCTS:.*]] = tslice.gather %[[BACK]]#0
// CHECK: %[[X:.*]] = tslice.scatter set %[[PRODUCTS]] into %{{.*}}[%{{.*}}] dims [0]
// CHECK: return %[[BACK]]#1, %[[X]]
func.func @main_mul(%u: tensor<5xf32>, %x: tensor<9xf32>, %i: tensor<5xi32>) -> (tensor<5xf32>, tensor<9xf32>) {
  %g:2 = tslice.vjp @mul(%u, %x, %i)(%x) wrt [0, 1] : (tensor<5xf32>, tensor<9xf32>, tensor<5xi32>)(tensor<9xf32>) -> (tensor<5xf32>, tensor<9xf32>)
  return %g#0, %g#1 : tensor<5xf32>, tensor<9xf32>
}

// Forward mode of set: the same order, so the same winners.
func.func @forward(%u: tensor<5x4xf32>, %x: tensor<9x4xf32>, %i: tensor<5xi32>) -> tensor<9x4xf32> {
  %y = tslice.scatter set %u into %x[%i] dims [0] : tensor<5x4xf32> into tensor<9x4xf32>, tensor<5xi32>
  return %y : tensor<9x4xf32>
}
// CHECK-LABEL: func.func private @forward__jvp_0(
// CHECK-SAME: %[[I:[^:]*]]: tensor<5xi32>, %[[TU:[^:]*]]: tensor<5x4xf32>, %[[TX:[^:]*]]: tensor<9x4xf32>)
// CHECK-NEXT: tslice.scatter set %[[TU]] into %[[TX]][%[[I]]] dims [0]
func.func @main_forward(%u: tensor<5x4xf32>, %x: tensor<9x4xf32>, %i: tensor<5xi32>) -> tensor<9x4xf32> {
  %g = tslice.jvp @forward(%u, %x, %i)(%u, %x) wrt [0, 1] : (tensor<5x4xf32>, tensor<9x4xf32>, tensor<5xi32>)(tensor<5x4xf32>, tensor<9x4xf32>) -> tensor<9x4xf32>
  return %g : tensor<9x4xf32>
}

// What is promised of the indices is true of whatever goes where they lead; no
// cell is written twice, so nothing is grouped.
func.func @promised(%u: tensor<5x4xf32>, %x: tensor<9x4xf32>, %i: tensor<5xi32>) -> tensor<9x4xf32> {
  %y = tslice.scatter mul %u into %x[%i] dims [0] bounds clamp unique sorted : tensor<5x4xf32> into tensor<9x4xf32>, tensor<5xi32>
  return %y : tensor<9x4xf32>
}
// CHECK-LABEL: func.func private @promised__vjp_0(
// CHECK-NOT: tslice.group
// CHECK-NOT: scf.for
// CHECK-DAG: tslice.gather %{{.*}}[%{{.*}}] dims [0] bounds clamp unique sorted
// CHECK-DAG: tslice.gather %{{.*}}[%{{.*}}] dims [0] bounds clamp unique sorted
// CHECK: linalg.generic
// CHECK: tslice.scatter set %{{.*}} into %{{.*}}[%{{.*}}] dims [0] bounds clamp unique sorted
func.func @main_promised(%u: tensor<5x4xf32>, %x: tensor<9x4xf32>, %i: tensor<5xi32>) -> (tensor<5x4xf32>, tensor<9x4xf32>) {
  %g:2 = tslice.vjp @promised(%u, %x, %i)(%x) wrt [0, 1] : (tensor<5x4xf32>, tensor<9x4xf32>, tensor<5xi32>)(tensor<9x4xf32>) -> (tensor<5x4xf32>, tensor<9x4xf32>)
  return %g#0, %g#1 : tensor<5x4xf32>, tensor<9x4xf32>
}

// A linear region needs nothing of what it met: one fold, backwards.
func.func @linear(%u: tensor<5x4xf32>, %x: tensor<9x4xf32>, %i: tensor<5xi32>) -> tensor<9x4xf32> {
  %y = tslice.scatter %u into %x[%i] dims [0] : tensor<5x4xf32> into tensor<9x4xf32>, tensor<5xi32> {
  ^bb0(%a: f32, %b: f32):
    %half = arith.constant 0.5 : f32
    %c = arith.mulf %a, %half : f32
    %d = arith.addf %c, %b : f32
    tslice.yield %d : f32
  }
  return %y : tensor<9x4xf32>
}
// CHECK-LABEL: func.func private @linear__vjp_0(
// CHECK: tslice.group
// CHECK: scf.for {{.*}} -> (tensor<5xindex>, index)
// CHECK: scf.for {{.*}} -> (tensor<?x4xf32>, tensor<5x4xf32>)
// CHECK: scf.for {{.*}} -> (tensor<4xf32>, tensor<5x4xf32>)
// CHECK: linalg.generic
// CHECK-NOT: scf.for
// CHECK: return
func.func @main_linear(%u: tensor<5x4xf32>, %x: tensor<9x4xf32>, %i: tensor<5xi32>) -> (tensor<5x4xf32>, tensor<9x4xf32>) {
  %g:2 = tslice.vjp @linear(%u, %x, %i)(%x) wrt [0, 1] : (tensor<5x4xf32>, tensor<9x4xf32>, tensor<5xi32>)(tensor<9x4xf32>) -> (tensor<5x4xf32>, tensor<9x4xf32>)
  return %g#0, %g#1 : tensor<5x4xf32>, tensor<9x4xf32>
}

// exclude_self and accumulate: the tangent is written as the value is.
func.func @words(%u: tensor<5xbf16>, %x: tensor<9xbf16>, %i: tensor<5xi32>) -> tensor<9xbf16> {
  %y = tslice.scatter add %u into %x[%i] dims [0] exclude_self accumulate f32 order relaxed : tensor<5xbf16> into tensor<9xbf16>, tensor<5xi32>
  return %y : tensor<9xbf16>
}
// CHECK-LABEL: func.func private @words__jvp_0(
// CHECK-SAME: %[[I:[^:]*]]: tensor<5xi32>, %[[TU:[^:]*]]: tensor<5xbf16>, %[[TX:[^:]*]]: tensor<9xbf16>)
// CHECK-NEXT: tslice.scatter add %[[TU]] into %[[TX]][%[[I]]] dims [0] exclude_self accumulate f32 order relaxed
func.func @main_words(%u: tensor<5xbf16>, %x: tensor<9xbf16>, %i: tensor<5xi32>) -> tensor<9xbf16> {
  %g = tslice.jvp @words(%u, %x, %i)(%u, %x) wrt [0, 1] : (tensor<5xbf16>, tensor<9xbf16>, tensor<5xi32>)(tensor<5xbf16>, tensor<9xbf16>) -> tensor<9xbf16>
  return %g : tensor<9xbf16>
}

// A region of an update is elementwise on the window.
func.func @region(%u: tensor<2xf32>, %x: tensor<6xf32>) -> tensor<6xf32> {
  %y = tslice.update %u into %x[1][2][2] : tensor<2xf32> into tensor<6xf32> {
  ^bb0(%a: f32, %b: f32):
    %c = arith.mulf %a, %b : f32
    tslice.yield %c : f32
  }
  return %y : tensor<6xf32>
}
// CHECK-LABEL: func.func private @region__vjp_0(
// CHECK-SAME: %[[U:[^:]*]]: tensor<2xf32>, %[[X:[^:]*]]: tensor<6xf32>, %[[CT:[^:]*]]: tensor<6xf32>)
// CHECK-DAG: %[[OLD:.*]] = tslice.slice %[[X]][1][2][2]
// CHECK-DAG: %[[C:.*]] = tslice.slice %[[CT]][1][2][2]
// CHECK: %[[G:.*]]:2 = linalg.generic {{.*}} ins(%[[OLD]], %[[U]], %[[C]] :
// CHECK: tslice.update set %[[G]]#0 into %[[CT]][1][2][2]
func.func @main_region(%u: tensor<2xf32>, %x: tensor<6xf32>) -> (tensor<2xf32>, tensor<6xf32>) {
  %g:2 = tslice.vjp @region(%u, %x)(%x) wrt [0, 1] : (tensor<2xf32>, tensor<6xf32>)(tensor<6xf32>) -> (tensor<2xf32>, tensor<6xf32>)
  return %g#0, %g#1 : tensor<2xf32>, tensor<6xf32>
}
