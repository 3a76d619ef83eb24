// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Two classes of points in a square, told apart by a network of two dense layers: its
// data, its parameters, its loss, a step of Adam, and whole trainings on all rows and
// on rows that are chosen by a range, by a mask and by indices.
//
// All parameters are one vector, of which the layers are slices:
//   [0, 256)      2x128   weights of layer 1      [8576, 8640)  64   biases of layer 2
//   [256, 384)    128     biases of layer 1       [8640, 8704)  64   weights of layer 3
//   [384, 8576)   128x64  weights of layer 2      [8704]             bias of layer 3

//===- The network --------------------------------------------------------------------===//

// What a sigmoid turns into the probability of class 1.
func.func private @logits(%x: tensor<?x2xf32>, %p: tensor<8705xf32>) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %n = tensor.dim %x, %c0 : tensor<?x2xf32>

  %p1 = tslice.index %p[:256] : tensor<8705xf32> -> tensor<256xf32>
  %w1 = tensor.expand_shape %p1 [[0, 1]] output_shape [2, 128] : tensor<256xf32> into tensor<2x128xf32>
  %b1 = tslice.index %p[256:384] : tensor<8705xf32> -> tensor<128xf32>
  %e1 = tensor.empty(%n) : tensor<?x128xf32>
  %i1 = linalg.broadcast ins(%b1 : tensor<128xf32>) outs(%e1 : tensor<?x128xf32>) dimensions = [0]
  %a1 = linalg.matmul ins(%x, %w1 : tensor<?x2xf32>, tensor<2x128xf32>) outs(%i1 : tensor<?x128xf32>) -> tensor<?x128xf32>
  %z1 = tensor.splat %zero[%n] : tensor<?x128xf32>
  %on1 = arith.cmpf ogt, %a1, %z1 : tensor<?x128xf32>
  %h1 = arith.select %on1, %a1, %z1 : tensor<?x128xi1>, tensor<?x128xf32>

  %p2 = tslice.index %p[384:8576] : tensor<8705xf32> -> tensor<8192xf32>
  %w2 = tensor.expand_shape %p2 [[0, 1]] output_shape [128, 64] : tensor<8192xf32> into tensor<128x64xf32>
  %b2 = tslice.index %p[8576:8640] : tensor<8705xf32> -> tensor<64xf32>
  %e2 = tensor.empty(%n) : tensor<?x64xf32>
  %i2 = linalg.broadcast ins(%b2 : tensor<64xf32>) outs(%e2 : tensor<?x64xf32>) dimensions = [0]
  %a2 = linalg.matmul ins(%h1, %w2 : tensor<?x128xf32>, tensor<128x64xf32>) outs(%i2 : tensor<?x64xf32>) -> tensor<?x64xf32>
  %z2 = tensor.splat %zero[%n] : tensor<?x64xf32>
  %on2 = arith.cmpf ogt, %a2, %z2 : tensor<?x64xf32>
  %h2 = arith.select %on2, %a2, %z2 : tensor<?x64xi1>, tensor<?x64xf32>

  %w3 = tslice.index %p[8640:8704] : tensor<8705xf32> -> tensor<64xf32>
  %b3 = tslice.index %p[8704] : tensor<8705xf32> -> tensor<f32>
  %e3 = tensor.empty(%n) : tensor<?xf32>
  %i3 = linalg.broadcast ins(%b3 : tensor<f32>) outs(%e3 : tensor<?xf32>) dimensions = [0]
  %a3 = linalg.matvec ins(%h2, %w3 : tensor<?x64xf32>, tensor<64xf32>) outs(%i3 : tensor<?xf32>) -> tensor<?xf32>
  return %a3 : tensor<?xf32>
}

// 1 / (1 + exp(-z))
func.func @predict(%x: tensor<?x2xf32> {tslice.name = "data"}, %p: tensor<8705xf32> {tslice.name = "parameters"}) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %one = arith.constant 1.0 : f32
  %n = tensor.dim %x, %c0 : tensor<?x2xf32>
  %z = func.call @logits(%x, %p) : (tensor<?x2xf32>, tensor<8705xf32>) -> tensor<?xf32>
  %ones = tensor.splat %one[%n] : tensor<?xf32>
  %minus = arith.negf %z : tensor<?xf32>
  %exp = math.exp %minus : tensor<?xf32>
  %sum = arith.addf %ones, %exp : tensor<?xf32>
  %r = arith.divf %ones, %sum : tensor<?xf32>
  return %r : tensor<?xf32>
}

// The binary cross-entropy of each row, from the logit: max(z, 0) - z*y + log1p(exp(-|z|))
// is -log of the probability that the row's label has, and no power of e is above 1 in it.
func.func private @cross_entropy(%z: tensor<?xf32>, %y: tensor<?xf32>) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %n = tensor.dim %z, %c0 : tensor<?xf32>
  %zeros = tensor.splat %zero[%n] : tensor<?xf32>
  %positive = arith.maximumf %z, %zeros : tensor<?xf32>
  %zy = arith.mulf %z, %y : tensor<?xf32>
  %linear = arith.subf %positive, %zy : tensor<?xf32>
  %abs = math.absf %z : tensor<?xf32>
  %minus = arith.negf %abs : tensor<?xf32>
  %exp = math.exp %minus : tensor<?xf32>
  %log = math.log1p %exp : tensor<?xf32>
  %r = arith.addf %linear, %log : tensor<?xf32>
  return %r : tensor<?xf32>
}

// The sum over the rows, divided by max(rows, 1): the mean, and 0 of an empty batch.
func.func private @mean(%x: tensor<?xf32>) -> tensor<f32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant dense<0.0> : tensor<f32>
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %sum = linalg.reduce { arith.addf } ins(%x : tensor<?xf32>) outs(%zero : tensor<f32>) dimensions = [0]
  %rows = arith.maxsi %n, %c1 : index
  %ri = arith.index_cast %rows : index to i64
  %rf = arith.sitofp %ri : i64 to f32
  %rt = tensor.from_elements %rf : tensor<f32>
  %r = arith.divf %sum, %rt : tensor<f32>
  return %r : tensor<f32>
}

func.func private @loss(%x: tensor<?x2xf32>, %y: tensor<?xf32>, %p: tensor<8705xf32>) -> tensor<f32> {
  %z = func.call @logits(%x, %p) : (tensor<?x2xf32>, tensor<8705xf32>) -> tensor<?xf32>
  %l = func.call @cross_entropy(%z, %y) : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  %r = func.call @mean(%l) : (tensor<?xf32>) -> tensor<f32>
  return %r : tensor<f32>
}

// The loss, and the share of the rows whose label is the more probable one.
func.func @evaluate(%x: tensor<?x2xf32> {tslice.name = "data", tslice.shape = ["batch", 2]},
                    %y: tensor<?xf32> {tslice.name = "labels", tslice.shape = ["batch"]},
                    %p: tensor<8705xf32> {tslice.name = "parameters"}) -> (tensor<f32>, tensor<f32>) {
  %c0 = arith.constant 0 : index
  %half = arith.constant 0.5 : f32
  %zero = arith.constant 0.0 : f32
  %n = tensor.dim %x, %c0 : tensor<?x2xf32>
  %z = func.call @logits(%x, %p) : (tensor<?x2xf32>, tensor<8705xf32>) -> tensor<?xf32>
  %l = func.call @cross_entropy(%z, %y) : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  %loss = func.call @mean(%l) : (tensor<?xf32>) -> tensor<f32>
  %zeros = tensor.splat %zero[%n] : tensor<?xf32>
  %halves = tensor.splat %half[%n] : tensor<?xf32>
  %guess = arith.cmpf ogt, %z, %zeros : tensor<?xf32>
  %label = arith.cmpf ogt, %y, %halves : tensor<?xf32>
  %wrong = arith.xori %guess, %label : tensor<?xi1>
  %true = arith.constant true
  %all = tensor.splat %true[%n] : tensor<?xi1>
  %right = arith.xori %wrong, %all : tensor<?xi1>
  %count = arith.uitofp %right : tensor<?xi1> to tensor<?xf32>
  %accuracy = func.call @mean(%count) : (tensor<?xf32>) -> tensor<f32>
  return %loss, %accuracy : tensor<f32>, tensor<f32>
}

//===- Training -----------------------------------------------------------------------===//

// Step number t, counted from 1, of Adam on one batch of any size: the parameters, their
// moments m and v, all of them updated in place, and the loss before.
func.func @step(%x: tensor<?x2xf32> {tslice.name = "data", tslice.shape = ["batch", 2]},
                %y: tensor<?xf32> {tslice.name = "labels", tslice.shape = ["batch"]},
                %p: tensor<8705xf32> {tslice.name = "parameters", tslice.donate},
                %m: tensor<8705xf32> {tslice.name = "m", tslice.donate},
                %v: tensor<8705xf32> {tslice.name = "v", tslice.donate}, %t: i64 {tslice.name = "t"})
    -> (tensor<8705xf32>, tensor<8705xf32>, tensor<8705xf32>, tensor<f32>) {
  %rate = arith.constant 0.001 : f32
  %beta1 = arith.constant 0.9 : f32
  %beta2 = arith.constant 0.999 : f32
  %epsilon = arith.constant 1.0e-7 : f32
  // 1 - beta; as a difference in f32 the second would be wrong in its fifth digit.
  %rest1 = arith.constant 0.1 : f32
  %rest2 = arith.constant 0.001 : f32

  // 1 / (1 - beta^t), which makes up for moments that start with 0; in f64 likewise.
  %one64 = arith.constant 1.0 : f64
  %beta1_64 = arith.constant 0.9 : f64
  %beta2_64 = arith.constant 0.999 : f64
  %t64 = arith.sitofp %t : i64 to f64
  %power1 = math.powf %beta1_64, %t64 : f64
  %power2 = math.powf %beta2_64, %t64 : f64
  %share1 = arith.subf %one64, %power1 : f64
  %share2 = arith.subf %one64, %power2 : f64
  %scale1_64 = arith.divf %one64, %share1 : f64
  %scale2_64 = arith.divf %one64, %share2 : f64
  %scale1 = arith.truncf %scale1_64 : f64 to f32
  %scale2 = arith.truncf %scale2_64 : f64 to f32

  %loss, %g = tslice.grad @loss(%x, %y, %p) wrt [2] value
    : (tensor<?x2xf32>, tensor<?xf32>, tensor<8705xf32>) -> (tensor<f32>, tensor<8705xf32>)
  %new:3 = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, affine_map<(i) -> (i)>],
                           iterator_types = ["parallel"]}
    ins(%g : tensor<8705xf32>) outs(%p, %m, %v : tensor<8705xf32>, tensor<8705xf32>, tensor<8705xf32>) {
  ^bb0(%gi: f32, %pi: f32, %mi: f32, %vi: f32):
    %m0 = arith.mulf %beta1, %mi : f32
    %m1 = arith.mulf %rest1, %gi : f32
    %m2 = arith.addf %m0, %m1 : f32
    %v0 = arith.mulf %beta2, %vi : f32
    %gg = arith.mulf %gi, %gi : f32
    %v1 = arith.mulf %rest2, %gg : f32
    %v2 = arith.addf %v0, %v1 : f32
    %mean = arith.mulf %m2, %scale1 : f32
    %square = arith.mulf %v2, %scale2 : f32
    %root = math.sqrt %square : f32
    %below = arith.addf %root, %epsilon : f32
    %direction = arith.divf %mean, %below : f32
    %move = arith.mulf %rate, %direction : f32
    %p2 = arith.subf %pi, %move : f32
    linalg.yield %p2, %m2, %v2 : f32, f32, f32
  } -> (tensor<8705xf32>, tensor<8705xf32>, tensor<8705xf32>)
  return %new#0, %new#1, %new#2, %loss : tensor<8705xf32>, tensor<8705xf32>, tensor<8705xf32>, tensor<f32>
}

// Epochs of batches of 32 rows in a random order, the last batch of each smaller. The
// result of each epoch is the mean loss of its rows.
func.func private @epochs(%x: tensor<?x2xf32>, %y: tensor<?xf32>, %p: tensor<8705xf32>, %m: tensor<8705xf32>, %v: tensor<8705xf32>,
                          %epochs: index, %seed: i32)
    -> (tensor<8705xf32>, tensor<8705xf32>, tensor<8705xf32>, tensor<?xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c32 = arith.constant 32 : index
  %one = arith.constant 1 : i64
  %zero = arith.constant 0.0 : f32
  %n = tensor.dim %x, %c0 : tensor<?x2xf32>
  %some = arith.maxsi %n, %c1 : index
  %ni = arith.index_cast %some : index to i64
  %nf = arith.sitofp %ni : i64 to f32
  %none = tensor.splat %zero[%epochs] : tensor<?xf32>
  %r:5 = scf.for %e = %c0 to %epochs step %c1 iter_args(%pe = %p, %me = %m, %ve = %v, %te = %one, %losses = %none)
      -> (tensor<8705xf32>, tensor<8705xf32>, tensor<8705xf32>, i64, tensor<?xf32>) {
    %ei = arith.index_cast %e : index to i32
    %es = arith.addi %seed, %ei : i32
    %order = func.call @order(%n, %es) : (index, i32) -> tensor<?xindex>
    %s:5 = scf.for %i = %c0 to %n step %c32 iter_args(%pb = %pe, %mb = %me, %vb = %ve, %tb = %te, %sum = %zero)
        -> (tensor<8705xf32>, tensor<8705xf32>, tensor<8705xf32>, i64, f32) {
      %j = arith.addi %i, %c32 : index
      %rows = tslice.index %order[%i:%j] : tensor<?xindex> -> tensor<?xindex>
      %xb = tslice.index %x[%rows] : tensor<?x2xf32>, tensor<?xindex> -> tensor<?x2xf32>
      %yb = tslice.index %y[%rows] : tensor<?xf32>, tensor<?xindex> -> tensor<?xf32>
      %pn, %mn, %vn, %loss = func.call @step(%xb, %yb, %pb, %mb, %vb, %tb)
        : (tensor<?x2xf32>, tensor<?xf32>, tensor<8705xf32>, tensor<8705xf32>, tensor<8705xf32>, i64)
        -> (tensor<8705xf32>, tensor<8705xf32>, tensor<8705xf32>, tensor<f32>)
      %tn = arith.addi %tb, %one : i64
      %k = tensor.dim %yb, %c0 : tensor<?xf32>
      %ki = arith.index_cast %k : index to i64
      %kf = arith.sitofp %ki : i64 to f32
      %l = tensor.extract %loss[] : tensor<f32>
      %lk = arith.mulf %l, %kf : f32
      %next = arith.addf %sum, %lk : f32
      scf.yield %pn, %mn, %vn, %tn, %next : tensor<8705xf32>, tensor<8705xf32>, tensor<8705xf32>, i64, f32
    }
    %mean = arith.divf %s#4, %nf : f32
    %filled = tensor.insert %mean into %losses[%e] : tensor<?xf32>
    scf.yield %s#0, %s#1, %s#2, %s#3, %filled : tensor<8705xf32>, tensor<8705xf32>, tensor<8705xf32>, i64, tensor<?xf32>
  }
  return %r#0, %r#1, %r#2, %r#4 : tensor<8705xf32>, tensor<8705xf32>, tensor<8705xf32>, tensor<?xf32>
}

// A whole training from the parameters `p`, with moments that start with 0.
func.func @train(%x: tensor<?x2xf32> {tslice.name = "data", tslice.shape = ["batch", 2]},
                 %y: tensor<?xf32> {tslice.name = "labels", tslice.shape = ["batch"]},
                 %p: tensor<8705xf32> {tslice.name = "parameters"},
                 %epochs: index {tslice.name = "epochs"}, %seed: i32 {tslice.name = "seed"})
    -> (tensor<8705xf32>, tensor<8705xf32>, tensor<8705xf32>, tensor<?xf32>) {
  %m = arith.constant dense<0.0> : tensor<8705xf32>
  %r:4 = func.call @epochs(%x, %y, %p, %m, %m, %epochs, %seed)
    : (tensor<?x2xf32>, tensor<?xf32>, tensor<8705xf32>, tensor<8705xf32>, tensor<8705xf32>, index, i32)
    -> (tensor<8705xf32>, tensor<8705xf32>, tensor<8705xf32>, tensor<?xf32>)
  return %r#0, %r#1, %r#2, %r#3 : tensor<8705xf32>, tensor<8705xf32>, tensor<8705xf32>, tensor<?xf32>
}

//===- Subsets ------------------------------------------------------------------------===//

func.func @by_range(%x: tensor<?x2xf32> {tslice.name = "data", tslice.shape = ["rows", 2]},
                    %y: tensor<?xf32> {tslice.name = "labels", tslice.shape = ["rows"]},
                    %stop: index {tslice.name = "stop"}) -> (tensor<?x2xf32>, tensor<?xf32>) {
  %xs = tslice.index %x[:%stop] : tensor<?x2xf32> -> tensor<?x2xf32>
  %ys = tslice.index %y[:%stop] : tensor<?xf32> -> tensor<?xf32>
  return %xs, %ys : tensor<?x2xf32>, tensor<?xf32>
}

func.func @by_mask(%x: tensor<?x2xf32> {tslice.name = "data", tslice.shape = ["rows", 2]},
                   %y: tensor<?xf32> {tslice.name = "labels", tslice.shape = ["rows"]},
                   %mask: tensor<?xi1> {tslice.name = "mask", tslice.shape = ["rows"]}) -> (tensor<?x2xf32>, tensor<?xf32>) {
  %xs = tslice.index %x[%mask] : tensor<?x2xf32>, tensor<?xi1> -> tensor<?x2xf32>
  %ys = tslice.index %y[%mask] : tensor<?xf32>, tensor<?xi1> -> tensor<?xf32>
  return %xs, %ys : tensor<?x2xf32>, tensor<?xf32>
}

func.func @by_index(%x: tensor<?x2xf32> {tslice.name = "data", tslice.shape = ["rows", 2]},
                    %y: tensor<?xf32> {tslice.name = "labels", tslice.shape = ["rows"]},
                    %rows: tensor<?xindex> {tslice.name = "chosen"}) -> (tensor<?x2xf32>, tensor<?xf32>) {
  %xs = tslice.index %x[%rows] : tensor<?x2xf32>, tensor<?xindex> -> tensor<?x2xf32>
  %ys = tslice.index %y[%rows] : tensor<?xf32>, tensor<?xindex> -> tensor<?xf32>
  return %xs, %ys : tensor<?x2xf32>, tensor<?xf32>
}

// As many rows of each class as the rarer one has, the first of them: as indices that
// ascend, and as a mask.
func.func @balance(%y: tensor<?xf32> {tslice.name = "labels"}) -> (tensor<?xindex>, tensor<?xi1>) {
  %c0 = arith.constant 0 : index
  %half = arith.constant 0.5 : f32
  %true = arith.constant true
  %false = arith.constant false
  %n = tensor.dim %y, %c0 : tensor<?xf32>
  %halves = tensor.splat %half[%n] : tensor<?xf32>
  %is_one = arith.cmpf ogt, %y, %halves : tensor<?xf32>
  %is_zero = arith.cmpf ole, %y, %halves : tensor<?xf32>
  %ones = tslice.nonzero %is_one : tensor<?xi1> -> tensor<?x1xindex>
  %zeros = tslice.nonzero %is_zero : tensor<?xi1> -> tensor<?x1xindex>
  %n1 = tensor.dim %ones, %c0 : tensor<?x1xindex>
  %n0 = tensor.dim %zeros, %c0 : tensor<?x1xindex>
  %k = arith.minsi %n1, %n0 : index
  %some1 = tslice.index %ones[:%k, 0] : tensor<?x1xindex> -> tensor<?xindex>
  %some0 = tslice.index %zeros[:%k, 0] : tensor<?x1xindex> -> tensor<?xindex>
  %both = tensor.concat dim(0) %some1, %some0 : (tensor<?xindex>, tensor<?xindex>) -> tensor<?xindex>
  %perm, %starts = tslice.group %y[%both] dims [0] : tensor<?xf32>, tensor<?xindex> -> tensor<?xindex>, tensor<?xindex>
  %rows = tslice.index %both[%perm] : tensor<?xindex>, tensor<?xindex> -> tensor<?xindex>
  %nobody = tensor.splat %false[%n] : tensor<?xi1>
  %yes = tensor.from_elements %true : tensor<i1>
  %mask = tslice.index_update set %yes into %nobody[%rows] : tensor<i1> into tensor<?xi1>, tensor<?xindex>
  return %rows, %mask : tensor<?xindex>, tensor<?xi1>
}

// The gradient of the loss of the chosen rows with respect to all rows.
func.func private @loss_by_range(%x: tensor<?x2xf32>, %y: tensor<?xf32>, %stop: index, %p: tensor<8705xf32>) -> tensor<f32> {
  %xs, %ys = func.call @by_range(%x, %y, %stop) : (tensor<?x2xf32>, tensor<?xf32>, index) -> (tensor<?x2xf32>, tensor<?xf32>)
  %r = func.call @loss(%xs, %ys, %p) : (tensor<?x2xf32>, tensor<?xf32>, tensor<8705xf32>) -> tensor<f32>
  return %r : tensor<f32>
}
func.func @gradient_by_range(%x: tensor<?x2xf32> {tslice.name = "data", tslice.shape = ["rows", 2]},
                             %y: tensor<?xf32> {tslice.name = "labels", tslice.shape = ["rows"]},
                             %stop: index {tslice.name = "stop"}, %p: tensor<8705xf32> {tslice.name = "parameters"}) -> tensor<?x2xf32> {
  %g = tslice.grad @loss_by_range(%x, %y, %stop, %p) wrt [0] : (tensor<?x2xf32>, tensor<?xf32>, index, tensor<8705xf32>) -> tensor<?x2xf32>
  return %g : tensor<?x2xf32>
}
func.func private @loss_by_mask(%x: tensor<?x2xf32>, %y: tensor<?xf32>, %mask: tensor<?xi1>, %p: tensor<8705xf32>) -> tensor<f32> {
  %xs, %ys = func.call @by_mask(%x, %y, %mask) : (tensor<?x2xf32>, tensor<?xf32>, tensor<?xi1>) -> (tensor<?x2xf32>, tensor<?xf32>)
  %r = func.call @loss(%xs, %ys, %p) : (tensor<?x2xf32>, tensor<?xf32>, tensor<8705xf32>) -> tensor<f32>
  return %r : tensor<f32>
}
func.func @gradient_by_mask(%x: tensor<?x2xf32> {tslice.name = "data", tslice.shape = ["rows", 2]},
                            %y: tensor<?xf32> {tslice.name = "labels", tslice.shape = ["rows"]},
                            %mask: tensor<?xi1> {tslice.name = "mask", tslice.shape = ["rows"]},
                            %p: tensor<8705xf32> {tslice.name = "parameters"}) -> tensor<?x2xf32> {
  %g = tslice.grad @loss_by_mask(%x, %y, %mask, %p) wrt [0] : (tensor<?x2xf32>, tensor<?xf32>, tensor<?xi1>, tensor<8705xf32>) -> tensor<?x2xf32>
  return %g : tensor<?x2xf32>
}
func.func private @loss_by_index(%x: tensor<?x2xf32>, %y: tensor<?xf32>, %rows: tensor<?xindex>, %p: tensor<8705xf32>) -> tensor<f32> {
  %xs, %ys = func.call @by_index(%x, %y, %rows) : (tensor<?x2xf32>, tensor<?xf32>, tensor<?xindex>) -> (tensor<?x2xf32>, tensor<?xf32>)
  %r = func.call @loss(%xs, %ys, %p) : (tensor<?x2xf32>, tensor<?xf32>, tensor<8705xf32>) -> tensor<f32>
  return %r : tensor<f32>
}
func.func @gradient_by_index(%x: tensor<?x2xf32> {tslice.name = "data", tslice.shape = ["rows", 2]},
                             %y: tensor<?xf32> {tslice.name = "labels", tslice.shape = ["rows"]},
                             %rows: tensor<?xindex> {tslice.name = "chosen"}, %p: tensor<8705xf32> {tslice.name = "parameters"}) -> tensor<?x2xf32> {
  %g = tslice.grad @loss_by_index(%x, %y, %rows, %p) wrt [0] : (tensor<?x2xf32>, tensor<?xf32>, tensor<?xindex>, tensor<8705xf32>) -> tensor<?x2xf32>
  return %g : tensor<?x2xf32>
}

//===- Random numbers -----------------------------------------------------------------===//

// Number i is a hash of the seed and i, so that every program has the same numbers.
func.func private @random(%n: index, %seed: i32) -> tensor<?xi32> {
  %golden = arith.constant 0x9E3779B9 : i32
  %f1 = arith.constant 0x85EBCA6B : i32
  %f2 = arith.constant 0xC2B2AE35 : i32
  %c13 = arith.constant 13 : i32
  %c16 = arith.constant 16 : i32
  %s = arith.muli %seed, %golden : i32
  %r = tensor.generate %n {
  ^bb0(%i: index):
    %i32 = arith.index_cast %i : index to i32
    %h0 = arith.addi %i32, %s : i32
    %t0 = arith.shrui %h0, %c16 : i32
    %h1 = arith.xori %h0, %t0 : i32
    %h2 = arith.muli %h1, %f1 : i32
    %t1 = arith.shrui %h2, %c13 : i32
    %h3 = arith.xori %h2, %t1 : i32
    %h4 = arith.muli %h3, %f2 : i32
    %t2 = arith.shrui %h4, %c16 : i32
    %h5 = arith.xori %h4, %t2 : i32
    tensor.yield %h5 : i32
  } : tensor<?xi32>
  return %r : tensor<?xi32>
}

// Numbers in [-1, 1).
func.func private @uniform(%n: index, %seed: i32) -> tensor<?xf32> {
  %c8 = arith.constant 8 : i32
  %one = arith.constant 1.0 : f32
  %scale = arith.constant 1.1920928955078125e-07 : f32
  %bits = func.call @random(%n, %seed) : (index, i32) -> tensor<?xi32>
  %e = tensor.empty(%n) : tensor<?xf32>
  %r = linalg.map ins(%bits : tensor<?xi32>) outs(%e : tensor<?xf32>) (%h: i32, %_: f32) {
    %u = arith.shrui %h, %c8 : i32
    %f = arith.uitofp %u : i32 to f32
    %s = arith.mulf %f, %scale : f32
    %x = arith.subf %s, %one : f32
    linalg.yield %x : f32
  }
  return %r : tensor<?xf32>
}

// The numbers below n in a random order: where random keys, sorted, have come from.
func.func @order(%n: index {tslice.name = "rows"}, %seed: i32 {tslice.name = "seed"}) -> tensor<?xindex> {
  %c10 = arith.constant 10 : i32
  %bits = func.call @random(%n, %seed) : (index, i32) -> tensor<?xi32>
  %e = tensor.empty(%n) : tensor<?xi32>
  %keys = linalg.map ins(%bits : tensor<?xi32>) outs(%e : tensor<?xi32>) (%h: i32, %_: i32) {
    %k = arith.shrui %h, %c10 : i32
    linalg.yield %k : i32
  }
  %places = tensor.empty() : tensor<4194304xi1>
  %perm, %starts = tslice.group %places[%keys] dims [0] : tensor<4194304xi1>, tensor<?xi32> -> tensor<?xindex>, tensor<?xindex>
  return %perm : tensor<?xindex>
}

// Points in [-1, 1)^2. Those near the middle are of class 1, one of five; where the
// classes meet, chance decides.
func.func @data(%n: index {tslice.name = "rows"}, %seed: i32 {tslice.name = "seed"}) -> (tensor<?x2xf32>, tensor<?xf32>) {
  %c2 = arith.constant 2 : index
  %one = arith.constant 1 : i32
  %radius = arith.constant 0.25 : f32
  %width = arith.constant 0.1 : f32
  %n2 = arith.muli %n, %c2 : index
  %u = func.call @uniform(%n2, %seed) : (index, i32) -> tensor<?xf32>
  %x = tensor.expand_shape %u [[0, 1]] output_shape [%n, 2] : tensor<?xf32> into tensor<?x2xf32>
  %next = arith.addi %seed, %one : i32
  %noise = func.call @uniform(%n, %next) : (index, i32) -> tensor<?xf32>
  %a = tslice.index %x[:, 0] : tensor<?x2xf32> -> tensor<?xf32>
  %b = tslice.index %x[:, 1] : tensor<?x2xf32> -> tensor<?xf32>
  %e = tensor.empty(%n) : tensor<?xf32>
  %y = linalg.map ins(%a, %b, %noise : tensor<?xf32>, tensor<?xf32>, tensor<?xf32>) outs(%e : tensor<?xf32>) (%ai: f32, %bi: f32, %ni: f32, %_: f32) {
    %aa = arith.mulf %ai, %ai : f32
    %bb = arith.mulf %bi, %bi : f32
    %distance = arith.addf %aa, %bb : f32
    %blur = arith.mulf %width, %ni : f32
    %border = arith.addf %radius, %blur : f32
    %inside = arith.cmpf olt, %distance, %border : f32
    %label = arith.uitofp %inside : i1 to f32
    linalg.yield %label : f32
  }
  return %x, %y : tensor<?x2xf32>, tensor<?xf32>
}

// The first parameters: weights as Glorot has them, uniform in +-sqrt(6 / (ins + outs)) of
// their layer, and biases of 0.
func.func @start(%seed: i32 {tslice.name = "seed"}) -> tensor<8705xf32> {
  %n = arith.constant 8705 : index
  %zero = arith.constant 0.0 : f32
  %limit1 = arith.constant dense<0.214834466> : tensor<f32>
  %limit2 = arith.constant dense<0.176776692> : tensor<f32>
  %limit3 = arith.constant dense<0.303821808> : tensor<f32>
  %all = tensor.splat %zero[] : tensor<8705xf32>
  %l1 = tslice.index_update set %limit1 into %all[:256] : tensor<f32> into tensor<8705xf32>
  %l2 = tslice.index_update set %limit2 into %l1[384:8576] : tensor<f32> into tensor<8705xf32>
  %l3 = tslice.index_update set %limit3 into %l2[8640:8704] : tensor<f32> into tensor<8705xf32>
  %u = func.call @uniform(%n, %seed) : (index, i32) -> tensor<?xf32>
  %s = tensor.cast %u : tensor<?xf32> to tensor<8705xf32>
  %r = arith.mulf %s, %l3 : tensor<8705xf32>
  return %r : tensor<8705xf32>
}
