// RUN: %python %S/Inputs/check_gradients.py %tslice_bin %s | FileCheck %s
// CHECK-NOT: {{WRONG|FAILED}}
// CHECK: 34 of 34 agree

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
