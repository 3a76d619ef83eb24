// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Recommends what a package may need: a row of numbers for each package and one for
// each package that others depend on; a pair fits by the product of its rows. The
// training runs until the loss is low enough, and what the loss of a step reads
// stands under a condition. Its gradients are zero but for the rows that were read:
// the tables are donated, and a step touches these rows and no others.

// How well the pairs of rows fit: sum(users[u] * items[i]) for each.
func.func private @fit(%users: tensor<?x16xf32>, %items: tensor<?x16xf32>, %u: tensor<?xi32>, %i: tensor<?xi32>) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %p = tslice.gather %users[%u] dims [0] : tensor<?x16xf32>, tensor<?xi32> -> tensor<?x16xf32>
  %q = tslice.gather %items[%i] dims [0] : tensor<?x16xf32>, tensor<?xi32> -> tensor<?x16xf32>
  %m = arith.mulf %p, %q : tensor<?x16xf32>
  %n = tensor.dim %u, %c0 : tensor<?xi32>
  %e = tensor.empty(%n) : tensor<?xf32>
  %zeros = linalg.fill ins(%zero : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
  %s = linalg.reduce { arith.addf } ins(%m : tensor<?x16xf32>) outs(%zeros : tensor<?xf32>) dimensions = [1]
  return %s : tensor<?xf32>
}

// mean(log(1 + exp(-x))): small where x is large.
func.func private @penalty(%x: tensor<?xf32>) -> tensor<f32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant dense<0.0> : tensor<f32>
  %minus = arith.negf %x : tensor<?xf32>
  %exp = math.exp %minus : tensor<?xf32>
  %l = math.log1p %exp : tensor<?xf32>
  %sum = linalg.reduce { arith.addf } ins(%l : tensor<?xf32>) outs(%zero : tensor<f32>) dimensions = [0]
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %ni = arith.index_cast %n : index to i64
  %nf = arith.sitofp %ni : i64 to f32
  %nt = tensor.from_elements %nf : tensor<f32>
  %mean = arith.divf %sum, %nt : tensor<f32>
  return %mean : tensor<f32>
}

// %i are right for %u, %j are not. Either each pair is to fit or not, or %i is to fit
// better than %j, whatever the fits are.
func.func private @loss(%users: tensor<?x16xf32>, %items: tensor<?x16xf32>, %u: tensor<?xi32>, %i: tensor<?xi32>,
                        %j: tensor<?xi32>, %rank: i1) -> tensor<f32> {
  %r = scf.if %rank -> tensor<f32> {
    %right = func.call @fit(%users, %items, %u, %i) : (tensor<?x16xf32>, tensor<?x16xf32>, tensor<?xi32>, tensor<?xi32>) -> tensor<?xf32>
    %wrong = func.call @fit(%users, %items, %u, %j) : (tensor<?x16xf32>, tensor<?x16xf32>, tensor<?xi32>, tensor<?xi32>) -> tensor<?xf32>
    %d = arith.subf %right, %wrong : tensor<?xf32>
    %l = func.call @penalty(%d) : (tensor<?xf32>) -> tensor<f32>
    scf.yield %l : tensor<f32>
  } else {
    %right = func.call @fit(%users, %items, %u, %i) : (tensor<?x16xf32>, tensor<?x16xf32>, tensor<?xi32>, tensor<?xi32>) -> tensor<?xf32>
    %wrong = func.call @fit(%users, %items, %u, %j) : (tensor<?x16xf32>, tensor<?x16xf32>, tensor<?xi32>, tensor<?xi32>) -> tensor<?xf32>
    %minus = arith.negf %wrong : tensor<?xf32>
    %a = func.call @penalty(%right) : (tensor<?xf32>) -> tensor<f32>
    %b = func.call @penalty(%minus) : (tensor<?xf32>) -> tensor<f32>
    %l = arith.addf %a, %b : tensor<f32>
    scf.yield %l : tensor<f32>
  }
  return %r : tensor<f32>
}

// The fits of pairs, to rank them by.
func.func @fits(%users: tensor<?x16xf32>, %items: tensor<?x16xf32>, %u: tensor<?xi32>, %i: tensor<?xi32>) -> tensor<?xf32> {
  %s = func.call @fit(%users, %items, %u, %i) : (tensor<?x16xf32>, tensor<?x16xf32>, tensor<?xi32>, tensor<?xi32>) -> tensor<?xf32>
  return %s : tensor<?xf32>
}

func.func private @move(%x: tensor<?x16xf32>, %g: tensor<?x16xf32>, %rate: f32) -> tensor<?x16xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x16xf32>
  %rates = tensor.splat %rate[%n] : tensor<?x16xf32>
  %m = arith.mulf %rates, %g : tensor<?x16xf32>
  %new = arith.subf %x, %m : tensor<?x16xf32>
  return %new : tensor<?x16xf32>
}

// Stochastic gradient descent: a step for each row of %u, %i and %j, until the
// average of the losses, in which each counts a little less than the next, is below
// %goal. Returns the tables, the losses and how many there are.
func.func @train(%users0: tensor<?x16xf32> {tslice.donate, tslice.name = "users"},
                 %items0: tensor<?x16xf32> {tslice.donate, tslice.name = "items"},
                 %u: tensor<?x?xi32> {tslice.shape = ["steps", "batch"]}, %i: tensor<?x?xi32> {tslice.shape = ["steps", "batch"]},
                 %j: tensor<?x?xi32> {tslice.shape = ["steps", "batch"]}, %rank: tensor<?xi1> {tslice.shape = ["steps"]},
                 %rate: f32, %goal: f32) -> (tensor<?x16xf32>, tensor<?x16xf32>, tensor<?xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %start = arith.constant 1.0 : f32
  %old = arith.constant 0.98 : f32
  %young = arith.constant 0.02 : f32
  %steps = tensor.dim %u, %c0 : tensor<?x?xi32>
  %e = tensor.empty(%steps) : tensor<?xf32>
  %count, %users, %items, %losses, %average = scf.while (%k0 = %c0, %users1 = %users0, %items1 = %items0, %losses1 = %e, %average1 = %start)
      : (index, tensor<?x16xf32>, tensor<?x16xf32>, tensor<?xf32>, f32) -> (index, tensor<?x16xf32>, tensor<?x16xf32>, tensor<?xf32>, f32) {
    %is_left = arith.cmpi ult, %k0, %steps : index
    %is_high = arith.cmpf oge, %average1, %goal : f32
    %goes_on = arith.andi %is_left, %is_high : i1
    scf.condition(%goes_on) %k0, %users1, %items1, %losses1, %average1 : index, tensor<?x16xf32>, tensor<?x16xf32>, tensor<?xf32>, f32
  } do {
  ^bb0(%k: index, %users: tensor<?x16xf32>, %items: tensor<?x16xf32>, %losses: tensor<?xf32>, %average: f32):
    %uk = tslice.index %u[%k] : tensor<?x?xi32>, index -> tensor<?xi32>
    %ik = tslice.index %i[%k] : tensor<?x?xi32>, index -> tensor<?xi32>
    %jk = tslice.index %j[%k] : tensor<?x?xi32>, index -> tensor<?xi32>
    %rank_k = tensor.extract %rank[%k] : tensor<?xi1>
    %l, %gu, %gi = tslice.grad @loss(%users, %items, %uk, %ik, %jk, %rank_k) wrt [0, 1] value
      : (tensor<?x16xf32>, tensor<?x16xf32>, tensor<?xi32>, tensor<?xi32>, tensor<?xi32>, i1)
      -> (tensor<f32>, tensor<?x16xf32>, tensor<?x16xf32>)
    %new_users = func.call @move(%users, %gu, %rate) : (tensor<?x16xf32>, tensor<?x16xf32>, f32) -> tensor<?x16xf32>
    %new_items = func.call @move(%items, %gi, %rate) : (tensor<?x16xf32>, tensor<?x16xf32>, f32) -> tensor<?x16xf32>
    %loss = tensor.extract %l[] : tensor<f32>
    %new_losses = tensor.insert %loss into %losses[%k] : tensor<?xf32>
    %before = arith.mulf %old, %average : f32
    %now = arith.mulf %young, %loss : f32
    %new_average = arith.addf %before, %now : f32
    %next = arith.addi %k, %c1 : index
    scf.yield %next, %new_users, %new_items, %new_losses, %new_average : index, tensor<?x16xf32>, tensor<?x16xf32>, tensor<?xf32>, f32
  }
  %some = tslice.index %losses[:%count] : tensor<?xf32> -> tensor<?xf32>
  return %users, %items, %some : tensor<?x16xf32>, tensor<?x16xf32>, tensor<?xf32>
}
