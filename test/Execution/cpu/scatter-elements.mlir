// Scatters of single elements that are large enough to be divided: whatever the
// sizes, the policies and the threads, the bits and the errors are those of the
// evaluator.

// DEFINE: %{entry} =
// DEFINE: %{args} =
// DEFINE: %{run} = tslice-run %s --entry=%{entry} %{args} --check-against=evaluate
// DEFINE: %{same} = %{run} --threads=1 > %t.1 && %{run} --threads=2 > %t.2 && %{run} --threads=5 > %t.5 && diff %t.1 %t.2 && diff %t.1 %t.5

// Few parts; many; most of the positions in one of them.
// REDEFINE: %{entry} = add
// REDEFINE: %{args} = 'random(300001, f32, 1)' 'random(80000, i32, 2, 0, 300001)' 'random(80000, f32, 3)'
// RUN: %{same}
// REDEFINE: %{args} = 'random(3000001, f32, 1)' 'random(80000, i32, 2, 0, 3000001)' 'random(80000, f32, 3)'
// RUN: %{same}
// REDEFINE: %{args} = 'random(3000001, f32, 1)' 'random(80000, i32, 2, 7, 9)' 'random(80000, f32, 3)'
// RUN: %{same}
func.func @add(%x: tensor<?xf32>, %i: tensor<?xi32>, %u: tensor<?xf32>) -> tensor<?xf32> {
  %r = tslice.scatter add %u into %x[%i] dims [0] : tensor<?xf32> into tensor<?xf32>, tensor<?xi32>
  return %r : tensor<?xf32>
}

// The first index that is outside is reported.
// RUN: not tslice-run %s --entry=add 'random(300001, f32, 1)' 'random(80000, i32, 2, -3, 300000)' 'random(80000, f32, 3)' --threads=2 2>&1 | FileCheck %s --check-prefix=BAD
// RUN: not tslice-run %s --entry=add 'random(300001, f32, 1)' 'random(80000, i32, 2, -3, 300000)' 'random(80000, f32, 3)' --threads=1 2>&1 | FileCheck %s --check-prefix=BAD
// BAD: scatter #1 ({{.*}}): index -{{[123]}} at position [{{[0-9]+}}] is outside [0, 300001) of dimension 0 of 'x'

// REDEFINE: %{entry} = clamp
// REDEFINE: %{args} = 'random(200001, f64, 1)' 'random(80000, i64, 2, -300000, 300001)' 'random(80000, f64, 3)'
// RUN: %{same}
func.func @clamp(%x: tensor<?xf64>, %i: tensor<?xi64>, %u: tensor<?xf64>) -> tensor<?xf64> {
  %r = tslice.scatter add %u into %x[%i] dims [0] bounds clamp : tensor<?xf64> into tensor<?xf64>, tensor<?xi64>
  return %r : tensor<?xf64>
}

// REDEFINE: %{entry} = wrap
// RUN: %{same}
func.func @wrap(%x: tensor<?xf64>, %i: tensor<?xi64>, %u: tensor<?xf64>) -> tensor<?xf64> {
  %r = tslice.scatter set %u into %x[%i] dims [0] bounds skip_window wrap : tensor<?xf64> into tensor<?xf64>, tensor<?xi64>
  return %r : tensor<?xf64>
}

// Updates that are all the same, or computed where they are read.
// REDEFINE: %{entry} = same
// REDEFINE: %{args} = 'random(300001, f32, 1)' 'random(80000, i32, 2, 0, 300001)'
// RUN: %{same}
func.func @same(%x: tensor<?xf32>, %i: tensor<80000xi32>) -> tensor<?xf32> {
  %u = arith.constant dense<0.1> : tensor<80000xf32>
  %r = tslice.scatter add %u into %x[%i] dims [0] : tensor<80000xf32> into tensor<?xf32>, tensor<80000xi32>
  return %r : tensor<?xf32>
}

// REDEFINE: %{entry} = computed
// REDEFINE: %{args} = 'random(300001, f32, 1)' 'random(80000, i32, 2, 0, 300001)' 'random(80000, f32, 3)'
// RUN: %{same}
func.func @computed(%x: tensor<?xf32>, %i: tensor<?xi32>, %u: tensor<?xf32>) -> tensor<?xf32> {
  %v = arith.mulf %u, %u : tensor<?xf32>
  %r = tslice.scatter add %v into %x[%i] dims [0] : tensor<?xf32> into tensor<?xf32>, tensor<?xi32>
  return %r : tensor<?xf32>
}

// What is written is what is read: before it is written.
// REDEFINE: %{entry} = itself
// REDEFINE: %{args} = 'random(80000, i64, 1, 0, 80000)'
// RUN: %{same}
func.func @itself(%x: tensor<?xi64> {tslice.donate}) -> tensor<?xi64> {
  %r = tslice.scatter set %x into %x[%x] dims [0] bounds clamp : tensor<?xi64> into tensor<?xi64>, tensor<?xi64>
  return %r : tensor<?xi64>
}

// In a loop, with what is filled, and with a slice of every second element.
// REDEFINE: %{entry} = loop
// REDEFINE: %{args} = 'random(160000, i32, 2, 0, 300000)' 'random(160000, f32, 3)'
// RUN: %{same}
func.func @loop(%i: tensor<160000xi32>, %u: tensor<160000xf32>) -> tensor<300001xf32> {
  %zero = arith.constant 0.0 : f32
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %e = tensor.empty() : tensor<300001xf32>
  %x = linalg.fill ins(%zero : f32) outs(%e : tensor<300001xf32>) -> tensor<300001xf32>
  %j = tslice.slice %i[0][80000][2] : tensor<160000xi32> to tensor<80000xi32>
  %v = tslice.slice %u[1][80000][2] : tensor<160000xf32> to tensor<80000xf32>
  %r = scf.for %k = %c0 to %c3 step %c1 iter_args(%y = %x) -> tensor<300001xf32> {
    %z = tslice.scatter add %v into %y[%j] dims [0] : tensor<80000xf32> into tensor<300001xf32>, tensor<80000xi32>
    scf.yield %z : tensor<300001xf32>
  }
  return %r : tensor<300001xf32>
}
