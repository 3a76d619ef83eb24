// Processors' instructions for bf16 take subnormal numbers for zero; without them
// the conversion was a call of nothing.

// RUN: tslice-run %s '[5.969e-39, 1, 2, 3, 4, 5, 6, 7, 8]' '[0, -1, 0, 0, 0, 0, 0, 0, 9]' | FileCheck %s
// RUN: tslice-run --no-optimize %s '[5.969e-39, 1, 2, 3, 4, 5, 6, 7, 8]' '[0, -1, 0, 0, 0, 0, 0, 0, 9]' | FileCheck %s
// CHECK: [6.e-39 1.e+00 2.e+00 3.e+00 4.e+00 5.e+00 6.e+00 7.e+00 9.e+00]
func.func @f(%x: tensor<?xbf16>, %y: tensor<?xbf16>) -> tensor<?xbf16> {
  %r = arith.maximumf %x, %y : tensor<?xbf16>
  return %r : tensor<?xbf16>
}
