// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The Dice coefficient and the Jaccard index as losses to train with: over all
// predictions, and over those of one class, which a slice takes out. Each entry
// gives the value and its gradient with respect to the predictions.

// sum(t p), sum(t) and sum(p). A sum of 260,000 numbers in f32 is right to five
// digits; in f64 it is more exact than the values that are summed.
func.func private @sums(%t: tensor<?xf32>, %p: tensor<?xf32>) -> (tensor<f64>, tensor<f64>, tensor<f64>) {
  %zero = arith.constant dense<0.0> : tensor<f64>
  %tw = arith.extf %t : tensor<?xf32> to tensor<?xf64>
  %pw = arith.extf %p : tensor<?xf32> to tensor<?xf64>
  %tp = arith.mulf %tw, %pw : tensor<?xf64>
  %both = linalg.reduce { arith.addf } ins(%tp : tensor<?xf64>) outs(%zero : tensor<f64>) dimensions = [0]
  %ts = linalg.reduce { arith.addf } ins(%tw : tensor<?xf64>) outs(%zero : tensor<f64>) dimensions = [0]
  %ps = linalg.reduce { arith.addf } ins(%pw : tensor<?xf64>) outs(%zero : tensor<f64>) dimensions = [0]
  return %both, %ts, %ps : tensor<f64>, tensor<f64>, tensor<f64>
}

// (2 sum(t p) + 1) / (sum(t) + sum(p) + 1)
func.func private @dice_of(%t: tensor<?xf32>, %p: tensor<?xf32>) -> tensor<f32> {
  %one = arith.constant dense<1.0> : tensor<f64>
  %both, %ts, %ps = call @sums(%t, %p) : (tensor<?xf32>, tensor<?xf32>) -> (tensor<f64>, tensor<f64>, tensor<f64>)
  %double = arith.addf %both, %both : tensor<f64>
  %above = arith.addf %double, %one : tensor<f64>
  %sum = arith.addf %ts, %ps : tensor<f64>
  %below = arith.addf %sum, %one : tensor<f64>
  %ratio = arith.divf %above, %below : tensor<f64>
  %r = arith.truncf %ratio : tensor<f64> to tensor<f32>
  return %r : tensor<f32>
}

// (sum(t p) + 1) / (sum(t) + sum(p) - sum(t p) + 1)
func.func private @jaccard_of(%t: tensor<?xf32>, %p: tensor<?xf32>) -> tensor<f32> {
  %one = arith.constant dense<1.0> : tensor<f64>
  %both, %ts, %ps = call @sums(%t, %p) : (tensor<?xf32>, tensor<?xf32>) -> (tensor<f64>, tensor<f64>, tensor<f64>)
  %above = arith.addf %both, %one : tensor<f64>
  %sum = arith.addf %ts, %ps : tensor<f64>
  %either = arith.subf %sum, %both : tensor<f64>
  %below = arith.addf %either, %one : tensor<f64>
  %ratio = arith.divf %above, %below : tensor<f64>
  %r = arith.truncf %ratio : tensor<f64> to tensor<f32>
  return %r : tensor<f32>
}

func.func private @dice_of_all(%t: tensor<?x256x256x2xf32>, %p: tensor<?x256x256x2xf32>) -> tensor<f32> {
  %ts = tensor.collapse_shape %t [[0, 1, 2, 3]] : tensor<?x256x256x2xf32> into tensor<?xf32>
  %ps = tensor.collapse_shape %p [[0, 1, 2, 3]] : tensor<?x256x256x2xf32> into tensor<?xf32>
  %r = call @dice_of(%ts, %ps) : (tensor<?xf32>, tensor<?xf32>) -> tensor<f32>
  return %r : tensor<f32>
}

func.func private @dice_of_class(%t: tensor<?x256x256x2xf32>, %p: tensor<?x256x256x2xf32>) -> tensor<f32> {
  %t1 = tslice.index %t[..., 1] : tensor<?x256x256x2xf32> -> tensor<?x256x256xf32>
  %p1 = tslice.index %p[..., 1] : tensor<?x256x256x2xf32> -> tensor<?x256x256xf32>
  %ts = tensor.collapse_shape %t1 [[0, 1, 2]] : tensor<?x256x256xf32> into tensor<?xf32>
  %ps = tensor.collapse_shape %p1 [[0, 1, 2]] : tensor<?x256x256xf32> into tensor<?xf32>
  %r = call @dice_of(%ts, %ps) : (tensor<?xf32>, tensor<?xf32>) -> tensor<f32>
  return %r : tensor<f32>
}

func.func private @jaccard_of_all(%t: tensor<?x256x256x2xf32>, %p: tensor<?x256x256x2xf32>) -> tensor<f32> {
  %ts = tensor.collapse_shape %t [[0, 1, 2, 3]] : tensor<?x256x256x2xf32> into tensor<?xf32>
  %ps = tensor.collapse_shape %p [[0, 1, 2, 3]] : tensor<?x256x256x2xf32> into tensor<?xf32>
  %r = call @jaccard_of(%ts, %ps) : (tensor<?xf32>, tensor<?xf32>) -> tensor<f32>
  return %r : tensor<f32>
}

func.func private @jaccard_of_class(%t: tensor<?x256x256x2xf32>, %p: tensor<?x256x256x2xf32>) -> tensor<f32> {
  %t1 = tslice.index %t[..., 1] : tensor<?x256x256x2xf32> -> tensor<?x256x256xf32>
  %p1 = tslice.index %p[..., 1] : tensor<?x256x256x2xf32> -> tensor<?x256x256xf32>
  %ts = tensor.collapse_shape %t1 [[0, 1, 2]] : tensor<?x256x256xf32> into tensor<?xf32>
  %ps = tensor.collapse_shape %p1 [[0, 1, 2]] : tensor<?x256x256xf32> into tensor<?xf32>
  %r = call @jaccard_of(%ts, %ps) : (tensor<?xf32>, tensor<?xf32>) -> tensor<f32>
  return %r : tensor<f32>
}

func.func @dice(%t: tensor<?x256x256x2xf32>, %p: tensor<?x256x256x2xf32>)
    -> (tensor<f32>, tensor<?x256x256x2xf32>) {
  %value, %g = tslice.grad @dice_of_all(%t, %p) wrt [1] value
    : (tensor<?x256x256x2xf32>, tensor<?x256x256x2xf32>) -> (tensor<f32>, tensor<?x256x256x2xf32>)
  return %value, %g : tensor<f32>, tensor<?x256x256x2xf32>
}

func.func @class_dice(%t: tensor<?x256x256x2xf32>, %p: tensor<?x256x256x2xf32>)
    -> (tensor<f32>, tensor<?x256x256x2xf32>) {
  %value, %g = tslice.grad @dice_of_class(%t, %p) wrt [1] value
    : (tensor<?x256x256x2xf32>, tensor<?x256x256x2xf32>) -> (tensor<f32>, tensor<?x256x256x2xf32>)
  return %value, %g : tensor<f32>, tensor<?x256x256x2xf32>
}

func.func @jaccard(%t: tensor<?x256x256x2xf32>, %p: tensor<?x256x256x2xf32>)
    -> (tensor<f32>, tensor<?x256x256x2xf32>) {
  %value, %g = tslice.grad @jaccard_of_all(%t, %p) wrt [1] value
    : (tensor<?x256x256x2xf32>, tensor<?x256x256x2xf32>) -> (tensor<f32>, tensor<?x256x256x2xf32>)
  return %value, %g : tensor<f32>, tensor<?x256x256x2xf32>
}

func.func @class_jaccard(%t: tensor<?x256x256x2xf32>, %p: tensor<?x256x256x2xf32>)
    -> (tensor<f32>, tensor<?x256x256x2xf32>) {
  %value, %g = tslice.grad @jaccard_of_class(%t, %p) wrt [1] value
    : (tensor<?x256x256x2xf32>, tensor<?x256x256x2xf32>) -> (tensor<f32>, tensor<?x256x256x2xf32>)
  return %value, %g : tensor<f32>, tensor<?x256x256x2xf32>
}
