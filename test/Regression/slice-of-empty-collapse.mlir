// An element of a collapsed tensor without elements cannot be addressed upstream.

// RUN: tslice-run %s 'random(0x1x4, f16, 1)' 2 | FileCheck %s
// CHECK: [5. 5.]
func.func @f(%x: tensor<0x1x4xf16>, %n: index) -> tensor<?xf16> {
  %c = tensor.collapse_shape %x [[0, 1, 2]] : tensor<0x1x4xf16> into tensor<0xf16>
  %r = tslice.slice %c[0][%n][3] bounds skip_element fill 5.0 : f16 : tensor<0xf16> to tensor<?xf16>
  return %r : tensor<?xf16>
}
