// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One function for batches of every size, and what slicing a batch changes: nothing
// but which rows there are.

// A layer of 4 units, the positive part, a sum, a sigmoid.
func.func private @predict(%x: tensor<?x10xf32>, %w: tensor<10x4xf32>, %v: tensor<4xf32>) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %one = arith.constant 1.0 : f32
  %n = tensor.dim %x, %c0 : tensor<?x10xf32>
  %e = tensor.empty(%n) : tensor<?x4xf32>
  %zeros = linalg.fill ins(%zero : f32) outs(%e : tensor<?x4xf32>) -> tensor<?x4xf32>
  %a = linalg.matmul ins(%x, %w : tensor<?x10xf32>, tensor<10x4xf32>) outs(%zeros : tensor<?x4xf32>) -> tensor<?x4xf32>
  %h = arith.maximumf %a, %zeros : tensor<?x4xf32>
  %f = tensor.empty(%n) : tensor<?xf32>
  %none = linalg.fill ins(%zero : f32) outs(%f : tensor<?xf32>) -> tensor<?xf32>
  %z = linalg.matvec ins(%h, %v : tensor<?x4xf32>, tensor<4xf32>) outs(%none : tensor<?xf32>) -> tensor<?xf32>
  %ones = linalg.fill ins(%one : f32) outs(%f : tensor<?xf32>) -> tensor<?xf32>
  %minus = arith.negf %z : tensor<?xf32>
  %exp = math.exp %minus : tensor<?xf32>
  %sum = arith.addf %ones, %exp : tensor<?xf32>
  %p = arith.divf %ones, %sum : tensor<?xf32>
  return %p : tensor<?xf32>
}

// mean((prediction - label)^2)
func.func private @error(%x: tensor<?x10xf32>, %y: tensor<?xf32>, %w: tensor<10x4xf32>, %v: tensor<4xf32>) -> tensor<f32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant dense<0.0> : tensor<f32>
  %p = func.call @predict(%x, %w, %v) : (tensor<?x10xf32>, tensor<10x4xf32>, tensor<4xf32>) -> tensor<?xf32>
  %d = arith.subf %p, %y : tensor<?xf32>
  %s = arith.mulf %d, %d : tensor<?xf32>
  %sum = linalg.reduce { arith.addf } ins(%s : tensor<?xf32>) outs(%zero : tensor<f32>) dimensions = [0]
  %n = tensor.dim %y, %c0 : tensor<?xf32>
  %ni = arith.index_cast %n : index to i64
  %nf = arith.sitofp %ni : i64 to f32
  %nt = tensor.from_elements %nf : tensor<f32>
  %mean = arith.divf %sum, %nt : tensor<f32>
  return %mean : tensor<f32>
}

// The names are those of error messages. Dimensions of one name must have one size.
func.func @model(%x: tensor<?x10xf32> {tslice.name = "data"}, %w: tensor<10x4xf32>, %v: tensor<4xf32>) -> tensor<?xf32> {
  %p = func.call @predict(%x, %w, %v) : (tensor<?x10xf32>, tensor<10x4xf32>, tensor<4xf32>) -> tensor<?xf32>
  return %p : tensor<?xf32>
}
func.func @loss(%x: tensor<?x10xf32> {tslice.name = "data", tslice.shape = ["batch", 10]},
                %y: tensor<?xf32> {tslice.name = "labels", tslice.shape = ["batch"]},
                %w: tensor<10x4xf32>, %v: tensor<4xf32>) -> tensor<f32> {
  %l = func.call @error(%x, %y, %w, %v) : (tensor<?x10xf32>, tensor<?xf32>, tensor<10x4xf32>, tensor<4xf32>) -> tensor<f32>
  return %l : tensor<f32>
}

// The model on x[:n] for each n of `sizes`, in one call. Row k of the result has the
// predictions of x[:sizes[k]], then -1.
func.func @batches(%x: tensor<?x10xf32>, %sizes: tensor<?xindex>, %w: tensor<10x4xf32>, %v: tensor<4xf32>) -> tensor<?x?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %none = arith.constant -1.0 : f32
  %rows = tensor.dim %x, %c0 : tensor<?x10xf32>
  %count = tensor.dim %sizes, %c0 : tensor<?xindex>
  %e = tensor.empty(%count, %rows) : tensor<?x?xf32>
  %start = linalg.fill ins(%none : f32) outs(%e : tensor<?x?xf32>) -> tensor<?x?xf32>
  %r = scf.for %k = %c0 to %count step %c1 iter_args(%so_far = %start) -> (tensor<?x?xf32>) {
    %n = tensor.extract %sizes[%k] : tensor<?xindex>
    %part = tslice.index %x[:%n] : tensor<?x10xf32> -> tensor<?x10xf32>
    %p = func.call @predict(%part, %w, %v) : (tensor<?x10xf32>, tensor<10x4xf32>, tensor<4xf32>) -> tensor<?xf32>
    %next = tslice.index_update set %p into %so_far[%k, :%n] : tensor<?xf32> into tensor<?x?xf32>, index
    scf.yield %next : tensor<?x?xf32>
  }
  return %r : tensor<?x?xf32>
}

// A class-balanced subset: as many rows of each label as the rarer one has, the
// first of them. As indices, and as a mask.
func.func @balance(%y: tensor<?xf32>) -> (tensor<?xindex>, tensor<?xi1>) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %true = arith.constant true
  %false = arith.constant false
  %rows = tensor.dim %y, %c0 : tensor<?xf32>
  %e = tensor.empty(%rows) : tensor<?xf32>
  %zeros = linalg.fill ins(%zero : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
  %is_one = arith.cmpf une, %y, %zeros : tensor<?xf32>
  %is_zero = arith.cmpf oeq, %y, %zeros : tensor<?xf32>
  %p = tslice.nonzero %is_one : tensor<?xi1> -> tensor<?x1xindex>
  %q = tslice.nonzero %is_zero : tensor<?xi1> -> tensor<?x1xindex>
  %np = tensor.dim %p, %c0 : tensor<?x1xindex>
  %nq = tensor.dim %q, %c0 : tensor<?x1xindex>
  %k = arith.minsi %np, %nq : index
  %some_p = tslice.index %p[:%k, 0] : tensor<?x1xindex> -> tensor<?xindex>
  %some_q = tslice.index %q[:%k, 0] : tensor<?x1xindex> -> tensor<?xindex>
  %i = tensor.concat dim(0) %some_p, %some_q : (tensor<?xindex>, tensor<?xindex>) -> tensor<?xindex>
  %b = tensor.empty(%rows) : tensor<?xi1>
  %nobody = linalg.fill ins(%false : i1) outs(%b : tensor<?xi1>) -> tensor<?xi1>
  %yes = tensor.from_elements %true : tensor<i1>
  %mask = tslice.index_update set %yes into %nobody[%i] : tensor<i1> into tensor<?xi1>, tensor<?xindex>
  return %i, %mask : tensor<?xindex>, tensor<?xi1>
}

// The loss of the rows that are chosen, and its gradient with respect to all rows.
func.func private @error_of_indices(%x: tensor<?x10xf32>, %y: tensor<?xf32>, %i: tensor<?xindex>,
                                    %w: tensor<10x4xf32>, %v: tensor<4xf32>) -> tensor<f32> {
  %xs = tslice.index %x[%i] : tensor<?x10xf32>, tensor<?xindex> -> tensor<?x10xf32>
  %ys = tslice.index %y[%i] : tensor<?xf32>, tensor<?xindex> -> tensor<?xf32>
  %l = func.call @error(%xs, %ys, %w, %v) : (tensor<?x10xf32>, tensor<?xf32>, tensor<10x4xf32>, tensor<4xf32>) -> tensor<f32>
  return %l : tensor<f32>
}
func.func @by_indices(%x: tensor<?x10xf32>, %y: tensor<?xf32>, %i: tensor<?xindex>,
                      %w: tensor<10x4xf32>, %v: tensor<4xf32>) -> (tensor<f32>, tensor<?x10xf32>) {
  %l, %g = tslice.grad @error_of_indices(%x, %y, %i, %w, %v) wrt [0] value
    : (tensor<?x10xf32>, tensor<?xf32>, tensor<?xindex>, tensor<10x4xf32>, tensor<4xf32>) -> (tensor<f32>, tensor<?x10xf32>)
  return %l, %g : tensor<f32>, tensor<?x10xf32>
}
func.func private @error_of_mask(%x: tensor<?x10xf32>, %y: tensor<?xf32>, %m: tensor<?xi1>,
                                 %w: tensor<10x4xf32>, %v: tensor<4xf32>) -> tensor<f32> {
  %xs = tslice.index %x[%m] : tensor<?x10xf32>, tensor<?xi1> -> tensor<?x10xf32>
  %ys = tslice.index %y[%m] : tensor<?xf32>, tensor<?xi1> -> tensor<?xf32>
  %l = func.call @error(%xs, %ys, %w, %v) : (tensor<?x10xf32>, tensor<?xf32>, tensor<10x4xf32>, tensor<4xf32>) -> tensor<f32>
  return %l : tensor<f32>
}
func.func @by_mask(%x: tensor<?x10xf32>, %y: tensor<?xf32>, %m: tensor<?xi1>,
                   %w: tensor<10x4xf32>, %v: tensor<4xf32>) -> (tensor<f32>, tensor<?x10xf32>) {
  %l, %g = tslice.grad @error_of_mask(%x, %y, %m, %w, %v) wrt [0] value
    : (tensor<?x10xf32>, tensor<?xf32>, tensor<?xi1>, tensor<10x4xf32>, tensor<4xf32>) -> (tensor<f32>, tensor<?x10xf32>)
  return %l, %g : tensor<f32>, tensor<?x10xf32>
}
