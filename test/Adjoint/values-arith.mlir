// RUN: %python %S/Inputs/check_gradients.py %tslice_bin %s | FileCheck %s
// CHECK-NOT: {{WRONG|FAILED}}
// CHECK: 18 of 18 agree

// CASE b_addf
// TOLERANCE 1e-4
func.func private @f(%x: tensor<5xf64>, %y: tensor<5xf64>) -> tensor<5xf64> {
  %r = arith.addf %x, %y : tensor<5xf64>
  return %r : tensor<5xf64>
}

// -----

// CASE b_addf_s
// TOLERANCE 1e-4
func.func private @f(%x: f64, %y: f64) -> f64 {
  %r = arith.addf %x, %y : f64
  return %r : f64
}

// -----

// CASE b_subf
// TOLERANCE 1e-4
func.func private @f(%x: tensor<5xf64>, %y: tensor<5xf64>) -> tensor<5xf64> {
  %r = arith.subf %x, %y : tensor<5xf64>
  return %r : tensor<5xf64>
}

// -----

// CASE b_subf_s
// TOLERANCE 1e-4
func.func private @f(%x: f64, %y: f64) -> f64 {
  %r = arith.subf %x, %y : f64
  return %r : f64
}

// -----

// CASE b_mulf
// TOLERANCE 1e-4
func.func private @f(%x: tensor<5xf64>, %y: tensor<5xf64>) -> tensor<5xf64> {
  %r = arith.mulf %x, %y : tensor<5xf64>
  return %r : tensor<5xf64>
}

// -----

// CASE b_mulf_s
// TOLERANCE 1e-4
func.func private @f(%x: f64, %y: f64) -> f64 {
  %r = arith.mulf %x, %y : f64
  return %r : f64
}

// -----

// CASE b_divf
// TOLERANCE 1e-4
func.func private @f(%x: tensor<5xf64>, %y: tensor<5xf64>) -> tensor<5xf64> {
  %r = arith.divf %x, %y : tensor<5xf64>
  return %r : tensor<5xf64>
}

// -----

// CASE b_divf_s
// TOLERANCE 1e-4
func.func private @f(%x: f64, %y: f64) -> f64 {
  %r = arith.divf %x, %y : f64
  return %r : f64
}

// -----

// CASE b_maximumf
// TOLERANCE 1e-4
func.func private @f(%x: tensor<5xf64>, %y: tensor<5xf64>) -> tensor<5xf64> {
  %r = arith.maximumf %x, %y : tensor<5xf64>
  return %r : tensor<5xf64>
}

// -----

// CASE b_maximumf_s
// TOLERANCE 1e-4
func.func private @f(%x: f64, %y: f64) -> f64 {
  %r = arith.maximumf %x, %y : f64
  return %r : f64
}

// -----

// CASE b_minimumf
// TOLERANCE 1e-4
func.func private @f(%x: tensor<5xf64>, %y: tensor<5xf64>) -> tensor<5xf64> {
  %r = arith.minimumf %x, %y : tensor<5xf64>
  return %r : tensor<5xf64>
}

// -----

// CASE b_minimumf_s
// TOLERANCE 1e-4
func.func private @f(%x: f64, %y: f64) -> f64 {
  %r = arith.minimumf %x, %y : f64
  return %r : f64
}

// -----

// CASE b_maxnumf
// TOLERANCE 1e-4
func.func private @f(%x: tensor<5xf64>, %y: tensor<5xf64>) -> tensor<5xf64> {
  %r = arith.maxnumf %x, %y : tensor<5xf64>
  return %r : tensor<5xf64>
}

// -----

// CASE b_maxnumf_s
// TOLERANCE 1e-4
func.func private @f(%x: f64, %y: f64) -> f64 {
  %r = arith.maxnumf %x, %y : f64
  return %r : f64
}

// -----

// CASE b_minnumf
// TOLERANCE 1e-4
func.func private @f(%x: tensor<5xf64>, %y: tensor<5xf64>) -> tensor<5xf64> {
  %r = arith.minnumf %x, %y : tensor<5xf64>
  return %r : tensor<5xf64>
}

// -----

// CASE b_minnumf_s
// TOLERANCE 1e-4
func.func private @f(%x: f64, %y: f64) -> f64 {
  %r = arith.minnumf %x, %y : f64
  return %r : f64
}

// -----

// CASE select
// ARG 2: [true,false,true,false,false]
func.func private @f(%x: tensor<5xf64>, %y: tensor<5xf64>, %c: tensor<5xi1>) -> tensor<5xf64> {
  %r = arith.select %c, %x, %y : tensor<5xi1>, tensor<5xf64>
  return %r : tensor<5xf64>
}

// -----

// CASE dyn
// RANGE -1 1
// SIZES 0: 6
// RESULT 0: 6
func.func private @f(%x: tensor<?xf64>) -> tensor<?xf64> {
  %s = math.tanh %x : tensor<?xf64>
  %t = math.absf %s : tensor<?xf64>
  %r = arith.maximumf %t, %x : tensor<?xf64>
  return %r : tensor<?xf64>
}
