// RUN: %python %S/Inputs/check_gradients.py %tslice_bin %s | FileCheck %s
// CHECK-NOT: {{WRONG|FAILED}}
// CHECK: 4 of 4 agree

// CASE functions
func.func private @f(%a: tensor<3xf64>, %b: tensor<3xf64>) -> (tensor<3xf64>, tensor<3xf64>, tensor<3xf64>) {
  %e = tensor.empty() : tensor<3xf64>
  %r:3 = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%a, %b : tensor<3xf64>, tensor<3xf64>) outs(%e, %e, %e : tensor<3xf64>, tensor<3xf64>, tensor<3xf64>) {
  ^bb0(%x: f64, %y: f64, %o0: f64, %o1: f64, %o2: f64):
    %z = complex.create %x, %y : complex<f64>
    %w = complex.create %y, %x : complex<f64>
    %zz = complex.mul %z, %w : complex<f64>
    %q = complex.div %z, %zz : complex<f64>
    %ex = complex.exp %q : complex<f64>
    %lg = complex.log %ex : complex<f64>
    %s = complex.sqrt %z : complex<f64>
    %sum = complex.add %lg, %s : complex<f64>
    %neg = complex.neg %sum : complex<f64>
    %conj = complex.conj %neg : complex<f64>
    %d = complex.sub %conj, %w : complex<f64>
    %sin = complex.sin %d : complex<f64>
    %cos = complex.cos %z : complex<f64>
    %t = complex.mul %sin, %cos : complex<f64>
    %re = complex.re %t : complex<f64>
    %im = complex.im %t : complex<f64>
    %abs = complex.abs %d : complex<f64>
    linalg.yield %re, %im, %abs : f64, f64, f64
  } -> (tensor<3xf64>, tensor<3xf64>, tensor<3xf64>)
  return %r#0, %r#1, %r#2 : tensor<3xf64>, tensor<3xf64>, tensor<3xf64>
}

// -----

// Complex tensors through reads and writes, and a sum of cotangents.
// CASE accesses
// ARG 2: [1, 1, 0]
func.func private @f(%a: tensor<3xf64>, %b: tensor<3xf64>, %i: tensor<3xi32>) -> tensor<3xf64> {
  %ec = tensor.empty() : tensor<3xcomplex<f64>>
  %z = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%a, %b : tensor<3xf64>, tensor<3xf64>) outs(%ec : tensor<3xcomplex<f64>>) {
  ^bb0(%x: f64, %y: f64, %o: complex<f64>):
    %c = complex.create %x, %y : complex<f64>
    linalg.yield %c : complex<f64>
  } -> tensor<3xcomplex<f64>>
  %g = tslice.gather %z[%i] dims [0] : tensor<3xcomplex<f64>>, tensor<3xi32> -> tensor<3xcomplex<f64>>
  %s = tslice.slice %z[1][2][1] : tensor<3xcomplex<f64>> to tensor<2xcomplex<f64>>
  %u = tslice.update mul %s into %g[0][2][1] : tensor<2xcomplex<f64>> into tensor<3xcomplex<f64>>
  %v = tslice.scatter mul %u into %z[%i] dims [0] : tensor<3xcomplex<f64>> into tensor<3xcomplex<f64>>, tensor<3xi32>
  %er = tensor.empty() : tensor<3xf64>
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%v, %z : tensor<3xcomplex<f64>>, tensor<3xcomplex<f64>>) outs(%er : tensor<3xf64>) {
  ^bb0(%x: complex<f64>, %y: complex<f64>, %o: f64):
    %p = complex.mul %x, %y : complex<f64>
    %q = complex.im %p : complex<f64>
    linalg.yield %q : f64
  } -> tensor<3xf64>
  return %r : tensor<3xf64>
}

// -----

// CASE sums
func.func private @f(%a: tensor<3x2xf64>) -> tensor<2xf64> {
  %zero = complex.constant [0.0, 0.0] : complex<f64>
  %e = tensor.empty() : tensor<2xcomplex<f64>>
  %init = linalg.fill ins(%zero : complex<f64>) outs(%e : tensor<2xcomplex<f64>>) -> tensor<2xcomplex<f64>>
  %s = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (j)>], iterator_types = ["reduction", "parallel"]}
      ins(%a : tensor<3x2xf64>) outs(%init : tensor<2xcomplex<f64>>) {
  ^bb0(%x: f64, %o: complex<f64>):
    %y = math.sin %x : f64
    %c = complex.create %x, %y : complex<f64>
    %n = complex.add %o, %c : complex<f64>
    linalg.yield %n : complex<f64>
  } -> tensor<2xcomplex<f64>>
  %er = tensor.empty() : tensor<2xf64>
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%s : tensor<2xcomplex<f64>>) outs(%er : tensor<2xf64>) {
  ^bb0(%x: complex<f64>, %o: f64):
    %q = complex.abs %x : complex<f64>
    linalg.yield %q : f64
  } -> tensor<2xf64>
  return %r : tensor<2xf64>
}

// -----

// CASE more
func.func private @f(%a: f64, %b: f64, %c: f64, %d: f64) -> (f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64) {
  %z = complex.create %a, %b : complex<f64>
  %w = complex.create %c, %d : complex<f64>
  %expm1 = complex.expm1 %z : complex<f64>
  %log1p = complex.log1p %z : complex<f64>
  %rsqrt = complex.rsqrt %z : complex<f64>
  %tan = complex.tan %z : complex<f64>
  %tanh = complex.tanh %z : complex<f64>
  %sign = complex.sign %z : complex<f64>
  %conj = complex.conj %z : complex<f64>
  %neg = complex.neg %z : complex<f64>
  %at = complex.atan2 %z, %w : complex<f64>
  %po = complex.pow %z, %w : complex<f64>
  %n3 = arith.constant 3 : i32
  %pi = complex.powi %z, %n3 : complex<f64>, i32
  %an = complex.angle %z : complex<f64>
  %ab = complex.abs %w : complex<f64>
  %cr = complex.create %an, %ab : complex<f64>
  %di = complex.div %z, %w : complex<f64>
  %expm1_re = complex.re %expm1 : complex<f64>
  %expm1_im = complex.im %expm1 : complex<f64>
  %log1p_re = complex.re %log1p : complex<f64>
  %log1p_im = complex.im %log1p : complex<f64>
  %rsqrt_re = complex.re %rsqrt : complex<f64>
  %rsqrt_im = complex.im %rsqrt : complex<f64>
  %tan_re = complex.re %tan : complex<f64>
  %tan_im = complex.im %tan : complex<f64>
  %tanh_re = complex.re %tanh : complex<f64>
  %tanh_im = complex.im %tanh : complex<f64>
  %sign_re = complex.re %sign : complex<f64>
  %sign_im = complex.im %sign : complex<f64>
  %conj_re = complex.re %conj : complex<f64>
  %conj_im = complex.im %conj : complex<f64>
  %neg_re = complex.re %neg : complex<f64>
  %neg_im = complex.im %neg : complex<f64>
  %at_re = complex.re %at : complex<f64>
  %at_im = complex.im %at : complex<f64>
  %po_re = complex.re %po : complex<f64>
  %po_im = complex.im %po : complex<f64>
  %pi_re = complex.re %pi : complex<f64>
  %pi_im = complex.im %pi : complex<f64>
  %cr_re = complex.re %cr : complex<f64>
  %cr_im = complex.im %cr : complex<f64>
  %di_re = complex.re %di : complex<f64>
  %di_im = complex.im %di : complex<f64>
  return %tanh_re, %tanh_im, %expm1_re, %expm1_im, %log1p_re, %log1p_im, %rsqrt_re, %rsqrt_im, %tan_re, %tan_im, %sign_re, %sign_im, %conj_re, %conj_im, %neg_re, %neg_im, %at_re, %at_im, %po_re, %po_im, %pi_re, %pi_im, %cr_re, %cr_im, %di_re, %di_im : f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64, f64
}
