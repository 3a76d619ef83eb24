// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A small segmentation network, its loss on sliced predictions and its training,
// one function each. All parameters lie in one vector, out of which layers are
// sliced: so the gradient is one vector, too, and Adam is written once.
//
//   parameters   0   216  224  1376 1392 1440 1442
//                w1  b1   w2   b2   w3   b3

#to = affine_map<(n, h, w, c) -> (n, h, w, c)>
#channel = affine_map<(n, h, w, c) -> (c)>

// A probability for each pixel and each of two classes.
func.func @network(%p: tensor<1442xf32>, %pictures: tensor<?x32x32x3xf32>) -> tensor<?x32x32x2xf32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %one = arith.constant 1.0 : f32
  %n = tensor.dim %pictures, %c0 : tensor<?x32x32x3xf32>
  %w1_flat = tslice.index %p[0:216] : tensor<1442xf32> -> tensor<216xf32>
  %b1 = tslice.index %p[216:224] : tensor<1442xf32> -> tensor<8xf32>
  %w2_flat = tslice.index %p[224:1376] : tensor<1442xf32> -> tensor<1152xf32>
  %b2 = tslice.index %p[1376:1392] : tensor<1442xf32> -> tensor<16xf32>
  %w3_flat = tslice.index %p[1392:1440] : tensor<1442xf32> -> tensor<48xf32>
  %b3 = tslice.index %p[1440:] : tensor<1442xf32> -> tensor<2xf32>
  %w1 = tensor.expand_shape %w1_flat [[0, 1, 2, 3]] output_shape [3, 3, 3, 8] : tensor<216xf32> into tensor<3x3x3x8xf32>
  %w2 = tensor.expand_shape %w2_flat [[0, 1, 2, 3]] output_shape [3, 3, 8, 16] : tensor<1152xf32> into tensor<3x3x8x16xf32>
  %w3 = tensor.expand_shape %w3_flat [[0, 1, 2, 3]] output_shape [1, 1, 24, 2] : tensor<48xf32> into tensor<1x1x24x2xf32>

  // 3x3, from 3 to 8 channels: bias, convolution, max(x, 0).
  %padded = tensor.pad %pictures low[0, 1, 1, 0] high[0, 1, 1, 0] {
  ^bb0(%i: index, %j: index, %k: index, %l: index):
    tensor.yield %zero : f32
  } : tensor<?x32x32x3xf32> to tensor<?x34x34x3xf32>
  %e1 = tensor.empty(%n) : tensor<?x32x32x8xf32>
  %i1 = linalg.broadcast ins(%b1 : tensor<8xf32>) outs(%e1 : tensor<?x32x32x8xf32>) dimensions = [0, 1, 2]
  %s1 = linalg.conv_2d_nhwc_hwcf ins(%padded, %w1 : tensor<?x34x34x3xf32>, tensor<3x3x3x8xf32>)
    outs(%i1 : tensor<?x32x32x8xf32>) -> tensor<?x32x32x8xf32>
  %z1 = linalg.fill ins(%zero : f32) outs(%e1 : tensor<?x32x32x8xf32>) -> tensor<?x32x32x8xf32>
  %fine = arith.maximumf %s1, %z1 : tensor<?x32x32x8xf32>

  // The largest of each 2x2 pixels.
  %lowest = arith.constant 0xFF800000 : f32
  %window = tensor.empty() : tensor<2x2xf32>
  %e2 = tensor.empty(%n) : tensor<?x16x16x8xf32>
  %i2 = linalg.fill ins(%lowest : f32) outs(%e2 : tensor<?x16x16x8xf32>) -> tensor<?x16x16x8xf32>
  %half = linalg.pooling_nhwc_max {strides = dense<2> : tensor<2xi64>}
    ins(%fine, %window : tensor<?x32x32x8xf32>, tensor<2x2xf32>)
    outs(%i2 : tensor<?x16x16x8xf32>) -> tensor<?x16x16x8xf32>

  // 3x3, two positions apart, from 8 to 16 channels: each sees 12 x 12 pixels.
  %half_padded = tensor.pad %half low[0, 2, 2, 0] high[0, 2, 2, 0] {
  ^bb0(%i: index, %j: index, %k: index, %l: index):
    tensor.yield %zero : f32
  } : tensor<?x16x16x8xf32> to tensor<?x20x20x8xf32>
  %e3 = tensor.empty(%n) : tensor<?x16x16x16xf32>
  %i3 = linalg.broadcast ins(%b2 : tensor<16xf32>) outs(%e3 : tensor<?x16x16x16xf32>) dimensions = [0, 1, 2]
  %s3 = linalg.conv_2d_nhwc_hwcf {dilations = dense<2> : tensor<2xi64>}
    ins(%half_padded, %w2 : tensor<?x20x20x8xf32>, tensor<3x3x8x16xf32>)
    outs(%i3 : tensor<?x16x16x16xf32>) -> tensor<?x16x16x16xf32>
  %z3 = linalg.fill ins(%zero : f32) outs(%e3 : tensor<?x16x16x16xf32>) -> tensor<?x16x16x16xf32>
  %coarse = arith.maximumf %s3, %z3 : tensor<?x16x16x16xf32>

  // Each position twice: back to 32 x 32.
  %twice = arith.constant dense<[0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10,
    11, 11, 12, 12, 13, 13, 14, 14, 15, 15]> : tensor<32xi32>
  %large = tslice.index %coarse[:, %twice, %twice] outer
    : tensor<?x16x16x16xf32>, tensor<32xi32>, tensor<32xi32> -> tensor<?x32x32x16xf32>

  // Fine and coarse features side by side, and two sums of them per pixel.
  %features = tensor.concat dim(3) %fine, %large
    : (tensor<?x32x32x8xf32>, tensor<?x32x32x16xf32>) -> tensor<?x32x32x24xf32>
  %e4 = tensor.empty(%n) : tensor<?x32x32x2xf32>
  %i4 = linalg.broadcast ins(%b3 : tensor<2xf32>) outs(%e4 : tensor<?x32x32x2xf32>) dimensions = [0, 1, 2]
  %s4 = linalg.conv_2d_nhwc_hwcf ins(%features, %w3 : tensor<?x32x32x24xf32>, tensor<1x1x24x2xf32>)
    outs(%i4 : tensor<?x32x32x2xf32>) -> tensor<?x32x32x2xf32>
  %probability = linalg.map ins(%s4 : tensor<?x32x32x2xf32>) outs(%e4 : tensor<?x32x32x2xf32>)
    (%x: f32, %out: f32) {
      %minus = arith.negf %x : f32
      %exp = math.exp %minus : f32
      %sum = arith.addf %one, %exp : f32
      %sigmoid = arith.divf %one, %sum : f32
      linalg.yield %sigmoid : f32
    }
  return %probability : tensor<?x32x32x2xf32>
}

// (2 sum(t p) + 1) / (sum(t) + sum(p) + 1)
func.func private @dice(%t: tensor<?x32x32xf32>, %p: tensor<?x32x32xf32>) -> tensor<f32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %one = arith.constant dense<1.0> : tensor<f32>
  %tp = arith.mulf %t, %p : tensor<?x32x32xf32>
  %both = linalg.reduce { arith.addf } ins(%tp : tensor<?x32x32xf32>) outs(%zero : tensor<f32>) dimensions = [0, 1, 2]
  %ts = linalg.reduce { arith.addf } ins(%t : tensor<?x32x32xf32>) outs(%zero : tensor<f32>) dimensions = [0, 1, 2]
  %ps = linalg.reduce { arith.addf } ins(%p : tensor<?x32x32xf32>) outs(%zero : tensor<f32>) dimensions = [0, 1, 2]
  %double = arith.addf %both, %both : tensor<f32>
  %above = arith.addf %double, %one : tensor<f32>
  %sum = arith.addf %ts, %ps : tensor<f32>
  %below = arith.addf %sum, %one : tensor<f32>
  %r = arith.divf %above, %below : tensor<f32>
  return %r : tensor<f32>
}

// 1 - the mean of Dice of the first and of the second class.
func.func @loss(%p: tensor<1442xf32>, %pictures: tensor<?x32x32x3xf32>, %truth: tensor<?x32x32x2xf32>) -> tensor<f32> {
  %guess = call @network(%p, %pictures) : (tensor<1442xf32>, tensor<?x32x32x3xf32>) -> tensor<?x32x32x2xf32>
  %t0 = tslice.index %truth[..., 0] : tensor<?x32x32x2xf32> -> tensor<?x32x32xf32>
  %t1 = tslice.index %truth[..., 1] : tensor<?x32x32x2xf32> -> tensor<?x32x32xf32>
  %p0 = tslice.index %guess[..., 0] : tensor<?x32x32x2xf32> -> tensor<?x32x32xf32>
  %p1 = tslice.index %guess[..., 1] : tensor<?x32x32x2xf32> -> tensor<?x32x32xf32>
  %d0 = call @dice(%t0, %p0) : (tensor<?x32x32xf32>, tensor<?x32x32xf32>) -> tensor<f32>
  %d1 = call @dice(%t1, %p1) : (tensor<?x32x32xf32>, tensor<?x32x32xf32>) -> tensor<f32>
  %sum = arith.addf %d0, %d1 : tensor<f32>
  %half = arith.constant dense<0.5> : tensor<f32>
  %one = arith.constant dense<1.0> : tensor<f32>
  %mean = arith.mulf %sum, %half : tensor<f32>
  %r = arith.subf %one, %mean : tensor<f32>
  return %r : tensor<f32>
}

func.func @gradient(%p: tensor<1442xf32>, %pictures: tensor<?x32x32x3xf32>, %truth: tensor<?x32x32x2xf32>)
    -> (tensor<f32>, tensor<1442xf32>) {
  %l, %g = tslice.grad @loss(%p, %pictures, %truth) wrt [0] value
    : (tensor<1442xf32>, tensor<?x32x32x3xf32>, tensor<?x32x32x2xf32>) -> (tensor<f32>, tensor<1442xf32>)
  return %l, %g : tensor<f32>, tensor<1442xf32>
}

// All steps of training: step k takes the pictures that row k of `order` names, and
// moves the parameters by Adam. Gives the parameters and the loss before each step.
func.func @train(%start: tensor<1442xf32>, %pictures: tensor<?x32x32x3xf32>, %truths: tensor<?x32x32x2xf32>,
                 %order: tensor<?x?xi32>, %rate: f32) -> (tensor<1442xf32>, tensor<?xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %none = arith.constant dense<0.0> : tensor<1442xf32>
  %one = arith.constant 1.0 : f32
  %beta1 = arith.constant 0.9 : f32
  %beta2 = arith.constant 0.999 : f32
  %rest1 = arith.constant 0.1 : f32
  %rest2 = arith.constant 0.001 : f32
  %tiny = arith.constant 1.0e-8 : f32
  %steps = tensor.dim %order, %c0 : tensor<?x?xi32>
  %no_losses = tensor.empty(%steps) : tensor<?xf32>
  %r:6 = scf.for %k = %c0 to %steps step %c1
      iter_args(%p = %start, %m = %none, %v = %none, %power1 = %one, %power2 = %one, %losses = %no_losses)
      -> (tensor<1442xf32>, tensor<1442xf32>, tensor<1442xf32>, f32, f32, tensor<?xf32>) {
    %batch = tslice.index %order[%k] : tensor<?x?xi32>, index -> tensor<?xi32>
    %x = tslice.index %pictures[%batch] : tensor<?x32x32x3xf32>, tensor<?xi32> -> tensor<?x32x32x3xf32>
    %t = tslice.index %truths[%batch] : tensor<?x32x32x2xf32>, tensor<?xi32> -> tensor<?x32x32x2xf32>
    %l, %g = tslice.grad @loss(%p, %x, %t) wrt [0] value
      : (tensor<1442xf32>, tensor<?x32x32x3xf32>, tensor<?x32x32x2xf32>) -> (tensor<f32>, tensor<1442xf32>)
    %value = tensor.extract %l[] : tensor<f32>
    %losses_k = tensor.insert %value into %losses[%k] : tensor<?xf32>
    %power1_k = arith.mulf %power1, %beta1 : f32
    %power2_k = arith.mulf %power2, %beta2 : f32
    %bias1 = arith.subf %one, %power1_k : f32
    %bias2 = arith.subf %one, %power2_k : f32
    %m_k = linalg.map ins(%m, %g : tensor<1442xf32>, tensor<1442xf32>) outs(%m : tensor<1442xf32>)
      (%old: f32, %gi: f32, %out: f32) {
        %kept = arith.mulf %old, %beta1 : f32
        %new = arith.mulf %gi, %rest1 : f32
        %sum = arith.addf %kept, %new : f32
        linalg.yield %sum : f32
      }
    %v_k = linalg.map ins(%v, %g : tensor<1442xf32>, tensor<1442xf32>) outs(%v : tensor<1442xf32>)
      (%old: f32, %gi: f32, %out: f32) {
        %kept = arith.mulf %old, %beta2 : f32
        %square = arith.mulf %gi, %gi : f32
        %new = arith.mulf %square, %rest2 : f32
        %sum = arith.addf %kept, %new : f32
        linalg.yield %sum : f32
      }
    %p_k = linalg.map ins(%p, %m_k, %v_k : tensor<1442xf32>, tensor<1442xf32>, tensor<1442xf32>)
      outs(%p : tensor<1442xf32>)
      (%old: f32, %mi: f32, %vi: f32, %out: f32) {
        %mean = arith.divf %mi, %bias1 : f32
        %variance = arith.divf %vi, %bias2 : f32
        %deviation = math.sqrt %variance : f32
        %below = arith.addf %deviation, %tiny : f32
        %direction = arith.divf %mean, %below : f32
        %move = arith.mulf %rate, %direction : f32
        %new = arith.subf %old, %move : f32
        linalg.yield %new : f32
      }
    scf.yield %p_k, %m_k, %v_k, %power1_k, %power2_k, %losses_k
      : tensor<1442xf32>, tensor<1442xf32>, tensor<1442xf32>, f32, f32, tensor<?xf32>
  }
  return %r#0, %r#5 : tensor<1442xf32>, tensor<?xf32>
}
