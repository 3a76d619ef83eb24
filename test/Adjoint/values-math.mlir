// RUN: %python %S/Inputs/check_gradients.py %tslice_bin %s | FileCheck %s
// CHECK-NOT: {{WRONG|FAILED}}
// CHECK: 36 of 36 agree

// CASE m_exp
// RANGE 0.3 0.9
// TOLERANCE 1e-4
func.func private @f(%x: tensor<5xf64>) -> tensor<5xf64> {
  %r = math.exp %x : tensor<5xf64>
  return %r : tensor<5xf64>
}

// -----

// CASE m_exp2
// RANGE 0.3 0.9
// TOLERANCE 1e-4
func.func private @f(%x: tensor<5xf64>) -> tensor<5xf64> {
  %r = math.exp2 %x : tensor<5xf64>
  return %r : tensor<5xf64>
}

// -----

// CASE m_expm1
// RANGE 0.3 0.9
// TOLERANCE 1e-4
func.func private @f(%x: tensor<5xf64>) -> tensor<5xf64> {
  %r = math.expm1 %x : tensor<5xf64>
  return %r : tensor<5xf64>
}

// -----

// CASE m_log
// RANGE 0.3 0.9
// TOLERANCE 1e-4
func.func private @f(%x: tensor<5xf64>) -> tensor<5xf64> {
  %r = math.log %x : tensor<5xf64>
  return %r : tensor<5xf64>
}

// -----

// CASE m_log1p
// RANGE 0.3 0.9
// TOLERANCE 1e-4
func.func private @f(%x: tensor<5xf64>) -> tensor<5xf64> {
  %r = math.log1p %x : tensor<5xf64>
  return %r : tensor<5xf64>
}

// -----

// CASE m_log2
// RANGE 0.3 0.9
// TOLERANCE 1e-4
func.func private @f(%x: tensor<5xf64>) -> tensor<5xf64> {
  %r = math.log2 %x : tensor<5xf64>
  return %r : tensor<5xf64>
}

// -----

// CASE m_log10
// RANGE 0.3 0.9
// TOLERANCE 1e-4
func.func private @f(%x: tensor<5xf64>) -> tensor<5xf64> {
  %r = math.log10 %x : tensor<5xf64>
  return %r : tensor<5xf64>
}

// -----

// CASE m_sqrt
// RANGE 0.3 0.9
// TOLERANCE 1e-4
func.func private @f(%x: tensor<5xf64>) -> tensor<5xf64> {
  %r = math.sqrt %x : tensor<5xf64>
  return %r : tensor<5xf64>
}

// -----

// CASE m_rsqrt
// RANGE 0.3 0.9
// TOLERANCE 1e-4
func.func private @f(%x: tensor<5xf64>) -> tensor<5xf64> {
  %r = math.rsqrt %x : tensor<5xf64>
  return %r : tensor<5xf64>
}

// -----

// CASE m_cbrt
// RANGE 0.3 0.9
// TOLERANCE 1e-4
func.func private @f(%x: tensor<5xf64>) -> tensor<5xf64> {
  %r = math.cbrt %x : tensor<5xf64>
  return %r : tensor<5xf64>
}

// -----

// CASE m_sin
// RANGE 0.3 0.9
// TOLERANCE 1e-4
func.func private @f(%x: tensor<5xf64>) -> tensor<5xf64> {
  %r = math.sin %x : tensor<5xf64>
  return %r : tensor<5xf64>
}

// -----

// CASE m_cos
// RANGE 0.3 0.9
// TOLERANCE 1e-4
func.func private @f(%x: tensor<5xf64>) -> tensor<5xf64> {
  %r = math.cos %x : tensor<5xf64>
  return %r : tensor<5xf64>
}

// -----

// CASE m_tan
// RANGE 0.3 0.9
// TOLERANCE 1e-4
func.func private @f(%x: tensor<5xf64>) -> tensor<5xf64> {
  %r = math.tan %x : tensor<5xf64>
  return %r : tensor<5xf64>
}

// -----

// CASE m_tanh
// RANGE 0.3 0.9
// TOLERANCE 1e-4
func.func private @f(%x: tensor<5xf64>) -> tensor<5xf64> {
  %r = math.tanh %x : tensor<5xf64>
  return %r : tensor<5xf64>
}

// -----

// CASE m_sinh
// RANGE 0.3 0.9
// TOLERANCE 1e-4
func.func private @f(%x: tensor<5xf64>) -> tensor<5xf64> {
  %r = math.sinh %x : tensor<5xf64>
  return %r : tensor<5xf64>
}

// -----

// CASE m_cosh
// RANGE 0.3 0.9
// TOLERANCE 1e-4
func.func private @f(%x: tensor<5xf64>) -> tensor<5xf64> {
  %r = math.cosh %x : tensor<5xf64>
  return %r : tensor<5xf64>
}

// -----

// CASE m_atan
// RANGE 0.3 0.9
// TOLERANCE 1e-4
func.func private @f(%x: tensor<5xf64>) -> tensor<5xf64> {
  %r = math.atan %x : tensor<5xf64>
  return %r : tensor<5xf64>
}

// -----

// CASE m_asin
// RANGE 0.3 0.9
// TOLERANCE 1e-4
func.func private @f(%x: tensor<5xf64>) -> tensor<5xf64> {
  %r = math.asin %x : tensor<5xf64>
  return %r : tensor<5xf64>
}

// -----

// CASE m_acos
// RANGE 0.3 0.9
// TOLERANCE 1e-4
func.func private @f(%x: tensor<5xf64>) -> tensor<5xf64> {
  %r = math.acos %x : tensor<5xf64>
  return %r : tensor<5xf64>
}

// -----

// CASE m_asinh
// RANGE 0.3 0.9
// TOLERANCE 1e-4
func.func private @f(%x: tensor<5xf64>) -> tensor<5xf64> {
  %r = math.asinh %x : tensor<5xf64>
  return %r : tensor<5xf64>
}

// -----

// CASE m_atanh
// RANGE 0.3 0.9
// TOLERANCE 1e-4
func.func private @f(%x: tensor<5xf64>) -> tensor<5xf64> {
  %r = math.atanh %x : tensor<5xf64>
  return %r : tensor<5xf64>
}

// -----

// CASE m_erf
// RANGE 0.3 0.9
// TOLERANCE 1e-4
func.func private @f(%x: tensor<5xf64>) -> tensor<5xf64> {
  %r = math.erf %x : tensor<5xf64>
  return %r : tensor<5xf64>
}

// -----

// CASE m_erfc
// RANGE 0.3 0.9
// TOLERANCE 1e-4
func.func private @f(%x: tensor<5xf64>) -> tensor<5xf64> {
  %r = math.erfc %x : tensor<5xf64>
  return %r : tensor<5xf64>
}

// -----

// CASE m_absf
// RANGE 0.3 0.9
// TOLERANCE 1e-4
func.func private @f(%x: tensor<5xf64>) -> tensor<5xf64> {
  %r = math.absf %x : tensor<5xf64>
  return %r : tensor<5xf64>
}

// -----

// CASE m_acosh
// RANGE 1.3 2.2
// TOLERANCE 1e-4
func.func private @f(%x: tensor<5xf64>) -> tensor<5xf64> {
  %r = math.acosh %x : tensor<5xf64>
  return %r : tensor<5xf64>
}

// -----

// CASE m_absneg
// RANGE -1 1
// TOLERANCE 1e-4
func.func private @f(%x: tensor<5xf64>) -> tensor<5xf64> {
  %r = math.absf %x : tensor<5xf64>
  return %r : tensor<5xf64>
}

// -----

// CASE m_expsc
// RANGE 0.3 0.9
// TOLERANCE 1e-4
func.func private @f(%x: f64) -> f64 {
  %r = math.exp %x : f64
  return %r : f64
}

// -----

// CASE m_negf
// RANGE 0.3 0.9
// TOLERANCE 1e-4
func.func private @f(%x: tensor<5xf64>) -> tensor<5xf64> {
  %r = arith.negf %x : tensor<5xf64>
  return %r : tensor<5xf64>
}

// -----

// CASE b_atan2
// TOLERANCE 1e-4
func.func private @f(%x: tensor<5xf64>, %y: tensor<5xf64>) -> tensor<5xf64> {
  %r = math.atan2 %x, %y : tensor<5xf64>
  return %r : tensor<5xf64>
}

// -----

// CASE b_powf
// TOLERANCE 1e-4
func.func private @f(%x: tensor<5xf64>, %y: tensor<5xf64>) -> tensor<5xf64> {
  %r = math.powf %x, %y : tensor<5xf64>
  return %r : tensor<5xf64>
}

// -----

// CASE b_copysign
// TOLERANCE 1e-4
func.func private @f(%x: tensor<5xf64>, %y: tensor<5xf64>) -> tensor<5xf64> {
  %r = math.copysign %x, %y : tensor<5xf64>
  return %r : tensor<5xf64>
}

// -----

// CASE b_copysign2
// RANGE -1 1
// TOLERANCE 1e-4
func.func private @f(%x: tensor<5xf64>, %y: tensor<5xf64>) -> tensor<5xf64> {
  %r = math.copysign %x, %y : tensor<5xf64>
  return %r : tensor<5xf64>
}

// -----

// CASE fma
func.func private @f(%x: tensor<5xf64>, %y: tensor<5xf64>, %z: tensor<5xf64>) -> tensor<5xf64> {
  %r = math.fma %x, %y, %z : tensor<5xf64>
  return %r : tensor<5xf64>
}

// -----

// CASE fpowi
func.func private @f(%x: tensor<5xf64>) -> tensor<5xf64> {
  %c = arith.constant dense<[0,1,2,-1,3]> : tensor<5xi32>
  %r = math.fpowi %x, %c : tensor<5xf64>, tensor<5xi32>
  return %r : tensor<5xf64>
}

// -----

// What is zero by definition is a constant factor.
// CASE zeros
// RANGE 2.1 2.4
func.func private @f(%x: tensor<2xf64>, %s: f64) -> (tensor<2xf64>, f64) {
  %0 = math.floor %x : tensor<2xf64>
  %1 = math.ceil %x : tensor<2xf64>
  %2 = math.round %x : tensor<2xf64>
  %3 = math.roundeven %x : tensor<2xf64>
  %4 = math.trunc %x : tensor<2xf64>
  %a = arith.addf %0, %1 : tensor<2xf64>
  %b = arith.mulf %a, %2 : tensor<2xf64>
  %c = arith.addf %b, %3 : tensor<2xf64>
  %d = arith.mulf %c, %4 : tensor<2xf64>
  %r = arith.mulf %d, %x : tensor<2xf64>
  %5 = math.isfinite %s : f64
  %6 = math.isinf %s : f64
  %7 = math.isnan %s : f64
  %8 = math.isnormal %s : f64
  %z = complex.create %s, %s : complex<f64>
  %w = complex.conj %z : complex<f64>
  %9 = complex.eq %z, %w : complex<f64>
  %10 = complex.neq %z, %w : complex<f64>
  %11 = arith.ori %6, %7 : i1
  %12 = arith.ori %11, %9 : i1
  %13 = arith.andi %5, %8 : i1
  %14 = arith.andi %13, %10 : i1
  %15 = arith.cmpf ogt, %s, %s : f64
  %16 = arith.ori %12, %15 : i1
  %i = arith.fptosi %s : f64 to i32
  %j = arith.fptoui %s : f64 to i32
  %k = arith.addi %i, %j : i32
  %n = tensor.rank %x : tensor<2xf64>
  %c0 = arith.constant 0 : index
  %m = tensor.dim %x, %c0 : tensor<2xf64>
  %o = arith.addi %n, %m : index
  %p = arith.index_cast %o : index to i32
  %q = arith.muli %k, %p : i32
  %f = arith.sitofp %q : i32 to f64
  %g = arith.mulf %f, %s : f64
  %t = arith.select %14, %g, %f : f64
  %u = arith.select %16, %f, %t : f64
  return %r, %u : tensor<2xf64>, f64
}

// -----

// CASE clampf
func.func private @f(%x: tensor<5xf64>, %l: f64) -> (tensor<5xf64>, f64) {
  %low = arith.constant dense<0.8> : tensor<5xf64>
  %high = arith.constant dense<1.2> : tensor<5xf64>
  %r = math.clampf %x to [%low, %high] : tensor<5xf64>
  %h = arith.constant 1.25 : f64
  %s, %c = math.sincos %l : f64
  %t = arith.remf %c, %s : f64
  %u = math.clampf %t to [%l, %h] : f64
  return %r, %u : tensor<5xf64>, f64
}
