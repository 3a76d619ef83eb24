// Behind the condition that the window is inside, the offset became the constant
// -3 again, and a view that starts below zero crashed the compiler.

// RUN: tslice-run %s '[1, 2, 3]' '[7, 7]' 2 | FileCheck %s
// CHECK: [1 2 3]
func.func @f(%x: tensor<?xi8>, %u: tensor<?xi8>, %n: index) -> tensor<?xi8> {
  %r = tslice.update umax %u into %x[-3][%n][1] bounds skip_window : tensor<?xi8> into tensor<?xi8>
  return %r : tensor<?xi8>
}
