// Functions are computed by instructions and polynomials: no library is called, and
// nothing is contracted, approximated or flushed.

// RUN: tslice-translate --tslice-to-ptx --chip=sm_80 %s -o %t.80.ptx
// RUN: tslice-translate --tslice-to-ptx --chip=sm_100 %s -o %t.100.ptx
// RUN: FileCheck %s < %t.80.ptx
// RUN: FileCheck %s < %t.100.ptx
// RUN: FileCheck %s --check-prefix=CLEAN < %t.80.ptx
// RUN: %if ptxas %{ %ptxas -arch=sm_80 %t.80.ptx -o /dev/null %}
// RUN: %if ptxas %{ %ptxas -arch=sm_100 %t.100.ptx -o /dev/null %}

// CLEAN-NOT: {{__nv_|\.extern|\.approx|\.ftz|call}}

// CHECK-LABEL: .visible .entry native_kernel0(
// CHECK:         cvt.rmi.f32.f32
// CHECK:         sqrt.rn.f32
// CHECK:         mul.rn.f32
// CHECK-NEXT:    add.rn.f32
func.func @native(%x: tensor<?xf32>) -> tensor<?xf32> {
  %a = math.floor %x : tensor<?xf32>
  %b = math.sqrt %a : tensor<?xf32>
  %c = arith.mulf %b, %b : tensor<?xf32>
  %d = arith.addf %c, %b : tensor<?xf32>
  return %d : tensor<?xf32>
}

// CHECK-LABEL: .visible .entry polynomials_kernel0(
// CHECK:         fma.rn.f32
func.func @polynomials(%x: tensor<?xf32>) -> tensor<?xf32> {
  %a = math.exp %x : tensor<?xf32>
  %b = math.log %a : tensor<?xf32>
  %c = math.sin %b : tensor<?xf32>
  %d = math.tanh %c : tensor<?xf32>
  %e = math.erf %d : tensor<?xf32>
  %f = math.powf %e, %a : tensor<?xf32>
  %g = math.rsqrt %f : tensor<?xf32>
  return %g : tensor<?xf32>
}

// Narrow floats are rounded after every operation, products and sums alike. (The
// oldest chip has no other product than x * y + -0.)
// CHECK-LABEL: .visible .entry narrow_kernel0(
// CHECK:         {{(mul|fma)}}.rn.bf16
// CHECK:         {{(add|fma)}}.rn.bf16
func.func @narrow(%x: tensor<?xbf16>) -> tensor<?xbf16> {
  %a = arith.mulf %x, %x : tensor<?xbf16>
  %b = arith.addf %a, %x : tensor<?xbf16>
  return %b : tensor<?xbf16>
}

// NaN wins, and -0 is less than 0.
// CHECK-LABEL: .visible .entry maximum_kernel0(
// CHECK:         max.NaN.f32
func.func @maximum(%x: tensor<?xf32>, %y: tensor<?xf32>) -> tensor<?xf32> {
  %a = arith.maximumf %x, %y : tensor<?xf32>
  return %a : tensor<?xf32>
}
