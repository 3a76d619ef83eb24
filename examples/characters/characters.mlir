// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The next character of a text from the eight before it: an embedding of each
// character, one hidden layer, a score for each character of the alphabet. The whole
// training loop is one function.

// A score for each character of the alphabet, after each of the runs of eight.
func.func private @scores(%embedding: tensor<?x16xf32>, %w: tensor<128x128xf32>, %b: tensor<128xf32>,
                          %v: tensor<128x?xf32>, %c: tensor<?xf32>, %before: tensor<?x8xi32>) -> tensor<?x?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %before, %c0 : tensor<?x8xi32>
  %size = tensor.dim %v, %c1 : tensor<128x?xf32>

  %rows = tslice.gather %embedding[%before] dims [0] : tensor<?x16xf32>, tensor<?x8xi32> -> tensor<?x8x16xf32>
  %x = tensor.collapse_shape %rows [[0], [1, 2]] : tensor<?x8x16xf32> into tensor<?x128xf32>

  %eh = tensor.empty(%n) : tensor<?x128xf32>
  %bs = linalg.broadcast ins(%b : tensor<128xf32>) outs(%eh : tensor<?x128xf32>) dimensions = [0]
  %a = linalg.matmul ins(%x, %w : tensor<?x128xf32>, tensor<128x128xf32>) outs(%bs : tensor<?x128xf32>) -> tensor<?x128xf32>
  %h = math.tanh %a : tensor<?x128xf32>

  %es = tensor.empty(%n, %size) : tensor<?x?xf32>
  %cs = linalg.broadcast ins(%c : tensor<?xf32>) outs(%es : tensor<?x?xf32>) dimensions = [0]
  %r = linalg.matmul ins(%h, %v : tensor<?x128xf32>, tensor<128x?xf32>) outs(%cs : tensor<?x?xf32>) -> tensor<?x?xf32>
  return %r : tensor<?x?xf32>
}

// -log of the probability that the model gives to what follows, on average over the
// windows: eight characters and the ninth, as positions in the alphabet.
func.func private @cross_entropy(%embedding: tensor<?x16xf32>, %w: tensor<128x128xf32>, %b: tensor<128xf32>,
                                 %v: tensor<128x?xf32>, %c: tensor<?xf32>, %windows: tensor<?x9xi32>) -> tensor<f32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0.0 : f32
  %lowest = arith.constant 0xFF800000 : f32
  %n = tensor.dim %windows, %c0 : tensor<?x9xi32>
  %size = tensor.dim %v, %c1 : tensor<128x?xf32>
  %before = tslice.index %windows[:, :8] : tensor<?x9xi32> -> tensor<?x8xi32>
  %score = func.call @scores(%embedding, %w, %b, %v, %c, %before)
    : (tensor<?x16xf32>, tensor<128x128xf32>, tensor<128xf32>, tensor<128x?xf32>, tensor<?xf32>, tensor<?x8xi32>) -> tensor<?x?xf32>
  %es = tensor.empty(%n, %size) : tensor<?x?xf32>

  // log(sum(exp(score))), from the highest score on, so that nothing overflows.
  %en = tensor.empty(%n) : tensor<?xf32>
  %lows = linalg.fill ins(%lowest : f32) outs(%en : tensor<?xf32>) -> tensor<?xf32>
  %high = linalg.reduce { arith.maximumf } ins(%score : tensor<?x?xf32>) outs(%lows : tensor<?xf32>) dimensions = [1]
  %highest = tslice.stop_gradient %high : tensor<?xf32>
  %across = linalg.broadcast ins(%highest : tensor<?xf32>) outs(%es : tensor<?x?xf32>) dimensions = [1]
  %below = arith.subf %score, %across : tensor<?x?xf32>
  %exp = math.exp %below : tensor<?x?xf32>
  %zeros = linalg.fill ins(%zero : f32) outs(%en : tensor<?xf32>) -> tensor<?xf32>
  %sums = linalg.reduce { arith.addf } ins(%exp : tensor<?x?xf32>) outs(%zeros : tensor<?xf32>) dimensions = [1]
  %log = math.log %sums : tensor<?xf32>

  // What followed has this score: one element of each row.
  %next = tslice.index %windows[:, 8:] : tensor<?x9xi32> -> tensor<?x1xi32>
  %of_next = tslice.take_along %below[%next] dim 1 : tensor<?x?xf32>, tensor<?x1xi32> -> tensor<?x1xf32>
  %hit = tensor.collapse_shape %of_next [[0, 1]] : tensor<?x1xf32> into tensor<?xf32>
  %each = arith.subf %log, %hit : tensor<?xf32>
  %none = arith.constant dense<0.0> : tensor<f32>
  %sum = linalg.reduce { arith.addf } ins(%each : tensor<?xf32>) outs(%none : tensor<f32>) dimensions = [0]
  %ni = arith.index_cast %n : index to i64
  %nf = arith.sitofp %ni : i64 to f32
  %nt = tensor.from_elements %nf : tensor<f32>
  %mean = arith.divf %sum, %nt : tensor<f32>
  return %mean : tensor<f32>
}

// The loss on the windows of a text that start at the given positions.
func.func @loss(%embedding: tensor<?x16xf32>, %w: tensor<128x128xf32>, %b: tensor<128xf32>, %v: tensor<128x?xf32>,
                %c: tensor<?xf32>, %text: tensor<?xi32>, %starts: tensor<?xi32>) -> tensor<f32> {
  %windows = tslice.gather %text[%starts] dims [0] window [9] : tensor<?xi32>, tensor<?xi32> -> tensor<?x9xi32>
  %l = func.call @cross_entropy(%embedding, %w, %b, %v, %c, %windows)
    : (tensor<?x16xf32>, tensor<128x128xf32>, tensor<128xf32>, tensor<128x?xf32>, tensor<?xf32>, tensor<?x9xi32>) -> tensor<f32>
  return %l : tensor<f32>
}

// Stochastic gradient descent, one step for each row of %starts. The rate falls from
// its start to zero in a straight line. The losses are those before each step.
func.func @train(%embedding0: tensor<?x16xf32> {tslice.donate}, %w0: tensor<128x128xf32> {tslice.donate},
                 %b0: tensor<128xf32> {tslice.donate}, %v0: tensor<128x?xf32> {tslice.donate},
                 %c0_: tensor<?xf32> {tslice.donate}, %text: tensor<?xi32> {tslice.name = "text"},
                 %starts: tensor<?x?xi32>, %rate: f32)
    -> (tensor<?x16xf32>, tensor<128x128xf32>, tensor<128xf32>, tensor<128x?xf32>, tensor<?xf32>, tensor<?xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %steps = tensor.dim %starts, %c0 : tensor<?x?xi32>
  %alphabet = tensor.dim %embedding0, %c0 : tensor<?x16xf32>
  %ni = arith.index_cast %steps : index to i64
  %nf = arith.sitofp %ni : i64 to f32
  %el = tensor.empty(%steps) : tensor<?xf32>
  %r:6 = scf.for %k = %c0 to %steps step %c1
      iter_args(%embedding = %embedding0, %w = %w0, %b = %b0, %v = %v0, %c = %c0_, %losses = %el)
      -> (tensor<?x16xf32>, tensor<128x128xf32>, tensor<128xf32>, tensor<128x?xf32>, tensor<?xf32>, tensor<?xf32>) {
    %places = tslice.index %starts[%k] : tensor<?x?xi32>, index -> tensor<?xi32>
    %windows = tslice.gather %text[%places] dims [0] window [9] : tensor<?xi32>, tensor<?xi32> -> tensor<?x9xi32>
    %l, %ge, %gw, %gb, %gv, %gc = tslice.grad @cross_entropy(%embedding, %w, %b, %v, %c, %windows) wrt [0, 1, 2, 3, 4] value
      : (tensor<?x16xf32>, tensor<128x128xf32>, tensor<128xf32>, tensor<128x?xf32>, tensor<?xf32>, tensor<?x9xi32>)
      -> (tensor<f32>, tensor<?x16xf32>, tensor<128x128xf32>, tensor<128xf32>, tensor<128x?xf32>, tensor<?xf32>)
    %ki = arith.index_cast %k : index to i64
    %kf = arith.sitofp %ki : i64 to f32
    %left = arith.subf %nf, %kf : f32
    %part = arith.divf %left, %nf : f32
    %now = arith.mulf %rate, %part : f32

    %re = tensor.splat %now[%alphabet] : tensor<?x16xf32>
    %me = arith.mulf %re, %ge : tensor<?x16xf32>
    %e1 = arith.subf %embedding, %me : tensor<?x16xf32>
    %rw = tensor.splat %now : tensor<128x128xf32>
    %mw = arith.mulf %rw, %gw : tensor<128x128xf32>
    %w1 = arith.subf %w, %mw : tensor<128x128xf32>
    %rb = tensor.splat %now : tensor<128xf32>
    %mb = arith.mulf %rb, %gb : tensor<128xf32>
    %b1 = arith.subf %b, %mb : tensor<128xf32>
    %rv = tensor.splat %now[%alphabet] : tensor<128x?xf32>
    %mv = arith.mulf %rv, %gv : tensor<128x?xf32>
    %v1 = arith.subf %v, %mv : tensor<128x?xf32>
    %rc = tensor.splat %now[%alphabet] : tensor<?xf32>
    %mc = arith.mulf %rc, %gc : tensor<?xf32>
    %c1_ = arith.subf %c, %mc : tensor<?xf32>
    %one_loss = tensor.extract %l[] : tensor<f32>
    %losses1 = tensor.insert %one_loss into %losses[%k] : tensor<?xf32>
    scf.yield %e1, %w1, %b1, %v1, %c1_, %losses1
      : tensor<?x16xf32>, tensor<128x128xf32>, tensor<128xf32>, tensor<128x?xf32>, tensor<?xf32>, tensor<?xf32>
  }
  return %r#0, %r#1, %r#2, %r#3, %r#4, %r#5
    : tensor<?x16xf32>, tensor<128x128xf32>, tensor<128xf32>, tensor<128x?xf32>, tensor<?xf32>, tensor<?xf32>
}

// Writes on: after the eight characters at the start of %written, each character is
// drawn by its probability. It is the one with the highest sum of score and noise,
// where the noise, one row for each character to write, is -log(-log(random)).
func.func @write(%embedding: tensor<?x16xf32>, %w: tensor<128x128xf32>, %b: tensor<128xf32>, %v: tensor<128x?xf32>,
                 %c: tensor<?xf32>, %start: tensor<8xi32>, %noise: tensor<?x?xf32>) -> tensor<?xi32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %lowest = arith.constant 0xFF800000 : f32
  %none = arith.constant 0 : i32
  %count = tensor.dim %noise, %c0 : tensor<?x?xf32>
  %n = arith.addi %count, %c8 : index
  %e = tensor.empty(%n) : tensor<?xi32>
  %zeros = linalg.fill ins(%none : i32) outs(%e : tensor<?xi32>) -> tensor<?xi32>
  %begun = tslice.index_update set %start into %zeros[:8] : tensor<8xi32> into tensor<?xi32>
  %r = scf.for %k = %c0 to %count step %c1 iter_args(%text = %begun) -> (tensor<?xi32>) {
    %end = arith.addi %k, %c8 : index
    %last = tslice.slice %text[%k][8][1] : tensor<?xi32> to tensor<8xi32>
    %before = tensor.expand_shape %last [[0, 1]] output_shape [1, 8] : tensor<8xi32> into tensor<1x8xi32>
    %one = tensor.cast %before : tensor<1x8xi32> to tensor<?x8xi32>
    %score = func.call @scores(%embedding, %w, %b, %v, %c, %one)
      : (tensor<?x16xf32>, tensor<128x128xf32>, tensor<128xf32>, tensor<128x?xf32>, tensor<?xf32>, tensor<?x8xi32>) -> tensor<?x?xf32>
    %mine = tslice.index %score[0] : tensor<?x?xf32> -> tensor<?xf32>
    %luck = tslice.index %noise[%k] : tensor<?x?xf32>, index -> tensor<?xf32>
    %sum = arith.addf %mine, %luck : tensor<?xf32>
    %size = tensor.dim %sum, %c0 : tensor<?xf32>
    %best:2 = scf.for %j = %c0 to %size step %c1 iter_args(%high = %lowest, %at = %none) -> (f32, i32) {
      %x = tensor.extract %sum[%j] : tensor<?xf32>
      %more = arith.cmpf ogt, %x, %high : f32
      %ji = arith.index_cast %j : index to i32
      %high1 = arith.select %more, %x, %high : f32
      %at1 = arith.select %more, %ji, %at : i32
      scf.yield %high1, %at1 : f32, i32
    }
    %text1 = tensor.insert %best#1 into %text[%end] : tensor<?xi32>
    scf.yield %text1 : tensor<?xi32>
  }
  return %r : tensor<?xi32>
}
