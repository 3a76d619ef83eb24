// RUN: tslice-opt %s --tslice-derive-adjoints --canonicalize --cse | FileCheck %s

// Steps that are linear keep nothing, also where sizes are open and computed:
// the only loop is the one backwards, and the sizes of the result need none.

// CHECK-LABEL: func.func private @sweep__sizes_0(
// CHECK-NOT:     scf.for
// CHECK:         return
// CHECK-LABEL: func.func private @sweep__vjp_0(
// CHECK:         scf.for
// CHECK-NOT:     tensor.insert
// CHECK-NOT:     scf.for
// CHECK:         return
func.func @sweep(%x: tensor<?xf64>, %n: index) -> tensor<?xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %t = %c0 to %n step %c1 iter_args(%a = %x) -> (tensor<?xf64>) {
    %d = tensor.dim %a, %c0 : tensor<?xf64>
    %m = arith.subi %d, %c1 : index
    %p = arith.maxsi %m, %c0 : index
    %l = tslice.slice %a[0][%p][1] : tensor<?xf64> to tensor<?xf64>
    %h = tslice.slice %a[1][%p][1] : tensor<?xf64> to tensor<?xf64>
    %s = arith.addf %l, %h : tensor<?xf64>
    %u = tslice.update set %s into %a[0][%p][1] : tensor<?xf64> into tensor<?xf64>
    scf.yield %u : tensor<?xf64>
  }
  return %r : tensor<?xf64>
}
func.func @g(%x: tensor<?xf64>, %n: index, %d: tensor<?xf64>) -> tensor<?xf64> {
  %r = tslice.vjp @sweep(%x, %n)(%d) wrt [0] : (tensor<?xf64>, index)(tensor<?xf64>) -> tensor<?xf64>
  return %r : tensor<?xf64>
}

// What an inner loop carries beside what has a derivative has none: only it runs
// ahead of the reverse sweep, and only it is kept.

// CHECK-LABEL: func.func private @beside__vjp_0(
// CHECK:         %[[TAPE:.*]] = bufferization.alloc_tensor(%{{.*}}) : tensor<?x8xf64>
// CHECK-NOT:     bufferization.alloc_tensor
// CHECK:         scf.for {{.*}} iter_args(%{{.*}} = %{{.*}}, %{{.*}} = %[[TAPE]])
// CHECK:           scf.for {{.*}} iter_args(%{{[a-z0-9]*}} = %{{[a-z0-9]*}}) -> (tensor<8xf64>)
// CHECK-NOT:         arith.addf
// CHECK:         scf.for {{.*}} iter_args(%{{[a-z0-9]*}} = %{{[a-z0-9]*}}) -> (tensor<8xf64>)
// CHECK:         return
func.func @beside(%x: tensor<8xf64>, %w: tensor<8xf64>, %n: index) -> tensor<8xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r:2 = scf.for %t = %c0 to %n step %c1 iter_args(%p = %w, %q = %x) -> (tensor<8xf64>, tensor<8xf64>) {
    %s:2 = scf.for %i = %c0 to %n step %c1 iter_args(%a = %p, %b = %q) -> (tensor<8xf64>, tensor<8xf64>) {
      %a2 = math.sin %a : tensor<8xf64>
      %m = arith.mulf %a, %b : tensor<8xf64>
      %b2 = arith.addf %m, %b : tensor<8xf64>
      scf.yield %a2, %b2 : tensor<8xf64>, tensor<8xf64>
    }
    scf.yield %s#0, %s#1 : tensor<8xf64>, tensor<8xf64>
  }
  return %r#1 : tensor<8xf64>
}
func.func @h(%x: tensor<8xf64>, %w: tensor<8xf64>, %n: index, %d: tensor<8xf64>) -> tensor<8xf64> {
  %r = tslice.vjp @beside(%x, %w, %n)(%d) wrt [0] : (tensor<8xf64>, tensor<8xf64>, index)(tensor<8xf64>) -> tensor<8xf64>
  return %r : tensor<8xf64>
}

// A loop inside keeps what its adjoint needs in the step itself: nothing of what
// the step begins with is kept, and nothing runs again.

// CHECK-LABEL: func.func private @nest__vjp_0(
// CHECK:         %[[TAPES:.*]] = bufferization.alloc_tensor(%[[N:.*]], %[[M:.*]]) : tensor<?x?xf64>
// CHECK:         scf.for %[[T:[a-z0-9]*]] = {{.*}} iter_args(%{{.*}} = %arg0, %[[KEPT:.*]] = %[[TAPES]])
// CHECK:           %[[TAPE:.*]] = bufferization.alloc_tensor(%[[M]]) : tensor<?xf64>
// CHECK:           %[[INNER:.*]]:2 = scf.for {{.*}} iter_args(%{{.*}} = %{{.*}}, %{{.*}} = %[[TAPE]])
// CHECK:             tensor.insert %{{.*}} into
// CHECK:             tensor.insert %{{.*}} into
// CHECK:           tensor.insert_slice %[[INNER]]#1 into %[[KEPT]][%[[T]], 0] [1, %[[M]]] [1, 1]
// CHECK:         scf.for
// CHECK-NOT:       math.sin
// CHECK:           scf.for
// CHECK-NOT:         math.sin
// CHECK:             math.cos
// CHECK-NOT:     scf.for
// CHECK:         return
func.func @nest(%x: tensor<?xf64>, %n: index, %m: index) -> tensor<?xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %t = %c0 to %n step %c1 iter_args(%p = %x) -> (tensor<?xf64>) {
    %s = scf.for %i = %c0 to %m step %c1 iter_args(%a = %p) -> (tensor<?xf64>) {
      %v = tensor.extract %a[%i] : tensor<?xf64>
      %w = math.sin %v : f64
      %k = arith.addi %i, %t : index
      %u = tensor.insert %w into %a[%k] : tensor<?xf64>
      scf.yield %u : tensor<?xf64>
    }
    scf.yield %s : tensor<?xf64>
  }
  return %r : tensor<?xf64>
}
func.func @k(%x: tensor<?xf64>, %n: index, %m: index, %d: tensor<?xf64>) -> tensor<?xf64> {
  %r = tslice.vjp @nest(%x, %n, %m)(%d) wrt [0] : (tensor<?xf64>, index, index)(tensor<?xf64>) -> tensor<?xf64>
  return %r : tensor<?xf64>
}

// Nobody knows how long a while loop is: its tape grows, twice as long each time,
// while the loop runs once. A counter is not kept.

// CHECK-LABEL: func.func private @chain__vjp_0(
// CHECK-SAME:    %[[X:[a-z0-9]+]]: tensor<?xf64>
// CHECK-DAG:     %[[C1:.*]] = arith.constant 1 : index
// CHECK-DAG:     %[[C2:.*]] = arith.constant 2 : index
// CHECK:         %[[NONE:.*]] = bufferization.alloc_tensor() : tensor<0xf64>
// CHECK:         %[[EMPTY:.*]] = tensor.cast %[[NONE]]
// CHECK-NOT:     alloc_tensor
// CHECK:         %[[R:.*]]:4 = scf.while ({{.*}} = %[[X]], %{{.*}} = %{{.*}}, %{{.*}} = %[[EMPTY]])
// CHECK:         ^bb0(%{{.*}}: index, %[[A:.*]]: tensor<?xf64>, %[[K:.*]]: index, %[[T:.*]]: tensor<?xf64>):
// CHECK:           %[[MORE:.*]] = arith.maxui %[[K]], %[[C2]]
// CHECK:           %[[ROOM:.*]] = arith.addi %[[K]], %[[MORE]]
// CHECK:           %[[TWICE:.*]] = bufferization.alloc_tensor(%[[ROOM]]) : tensor<?xf64>
// CHECK:           %[[LONGER:.*]] = tensor.insert_slice %[[T]] into %[[TWICE]][0]
// CHECK:           scf.while ({{.*}}, %[[N:[a-z0-9]+]] = %[[K]], %{{[a-z0-9]+}} = %[[LONGER]])
// CHECK:             %[[FITS:.*]] = arith.cmpi ult, %[[N]], %[[ROOM]]
// CHECK:             %[[GO:.*]] = arith.andi %{{.*}}, %[[FITS]]
// CHECK:             scf.condition(%[[GO]])
// CHECK:           ^bb0({{.*}}, %[[B:[a-z0-9]+]]: tensor<?xf64>, %[[N:[a-z0-9]+]]: index, %[[W:[a-z0-9]+]]: tensor<?xf64>):
// CHECK:             %[[V:.*]] = tensor.extract %[[B]]
// CHECK:             tensor.insert %[[V]] into %[[W]][%[[N]]]
// CHECK:             math.sin
// CHECK:         %[[FILLED:.*]] = tensor.extract_slice %[[R]]#3[0] [%[[R]]#2] [1]
// CHECK:         scf.for
// CHECK-NOT:       math.sin
// CHECK:           tensor.extract %[[FILLED]]
// CHECK:         return
func.func @chain(%x: tensor<?xf64>, %n: index) -> tensor<?xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r:2 = scf.while (%i = %c0, %a = %x) : (index, tensor<?xf64>) -> (index, tensor<?xf64>) {
    %c = arith.cmpi slt, %i, %n : index
    scf.condition(%c) %i, %a : index, tensor<?xf64>
  } do {
  ^bb0(%i: index, %a: tensor<?xf64>):
    %v = tensor.extract %a[%i] : tensor<?xf64>
    %w = math.sin %v : f64
    %j = arith.addi %i, %c1 : index
    %u = tensor.insert %w into %a[%j] : tensor<?xf64>
    scf.yield %j, %u : index, tensor<?xf64>
  }
  return %r#1 : tensor<?xf64>
}
func.func @l(%x: tensor<?xf64>, %n: index, %d: tensor<?xf64>) -> tensor<?xf64> {
  %r = tslice.vjp @chain(%x, %n)(%d) wrt [0] : (tensor<?xf64>, index)(tensor<?xf64>) -> tensor<?xf64>
  return %r : tensor<?xf64>
}

// A step that reads all and writes one element keeps that element, as it was
// before, and its adjoint puts it back.

// CHECK-LABEL: func.func private @reads_all__vjp_0(
// CHECK:         %[[TAPE:.*]] = bufferization.alloc_tensor(%{{.*}}) : tensor<?xf64>
// CHECK-NOT:     bufferization.alloc_tensor
// CHECK:         %[[END:.*]]:2 = scf.for %[[I:.*]] = {{.*}} iter_args(%[[A:.*]] = %arg0, %[[T:.*]] = %[[TAPE]])
// CHECK:           %[[OLD:.*]] = tensor.extract %[[A]][%[[I]]]
// CHECK:           tensor.insert %[[OLD]] into %[[T]][%[[I]]]
// CHECK:           tensor.insert %{{.*}} into %[[A]][%[[I]]]
// CHECK:         scf.for {{.*}} iter_args(%{{.*}} = %arg2, %[[AFTER:.*]] = %[[END]]#0)
// CHECK:           %[[K:.*]] = arith.subi
// CHECK:           %[[SAVED:.*]] = tensor.extract %[[END]]#1[%[[J:.*]]]
// CHECK:           %[[BEFORE:.*]] = tensor.insert %[[SAVED]] into %[[AFTER]][%[[J]]]
// CHECK:           math.cos %[[BEFORE]]
// CHECK:           scf.yield %{{.*}}, %[[BEFORE]]
// CHECK:         return
func.func @reads_all(%x: tensor<?xf64>, %n: index) -> tensor<?xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant dense<0.0> : tensor<f64>
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x) -> (tensor<?xf64>) {
    %s = math.sin %a : tensor<?xf64>
    %t = linalg.reduce { arith.addf } ins(%s : tensor<?xf64>) outs(%zero : tensor<f64>) dimensions = [0]
    %v = tensor.extract %t[] : tensor<f64>
    %u = tensor.insert %v into %a[%i] : tensor<?xf64>
    scf.yield %u : tensor<?xf64>
  }
  return %r : tensor<?xf64>
}
func.func @m(%x: tensor<?xf64>, %n: index, %d: tensor<?xf64>) -> tensor<?xf64> {
  %r = tslice.vjp @reads_all(%x, %n)(%d) wrt [0] : (tensor<?xf64>, index)(tensor<?xf64>) -> tensor<?xf64>
  return %r : tensor<?xf64>
}
