// Integer division has a result for all operands, also where the processor
// would end the program.
//
// DEFINE: %{run} = tslice-run %s --check-against=evaluate
// RUN: %{run} --entry=signed '[7, -7, 7, 0, -2147483648]' '[0, 0, -2, 0, -1]' | FileCheck %s --check-prefix=SIGNED
// RUN: %{run} --entry=signed '[7, -7, 7, 0, -2147483648]' '[0, 0, -2, 0, -1]' --no-optimize | FileCheck %s --check-prefix=SIGNED
// RUN: %{run} --entry=signed '[7, -7, 7, 0, -2147483648]' '[0, 0, -2, 0, -1]' --emulate-gpu | FileCheck %s --check-prefix=SIGNED
// SIGNED: {{^}}[         -1          -1          -3          -1 -2147483648]
// SIGNED-NEXT: {{^}}[ 7 -7  1  0  0]
// SIGNED-NEXT: check against the evaluator: equal
func.func @signed(%x: tensor<5xi32>, %y: tensor<5xi32>) -> (tensor<5xi32>, tensor<5xi32>) {
  %q = arith.divsi %x, %y : tensor<5xi32>
  %r = arith.remsi %x, %y : tensor<5xi32>
  return %q, %r : tensor<5xi32>, tensor<5xi32>
}

// RUN: %{run} --entry=unsigned '[7, -1, 9]' '[0, 0, -1]' | FileCheck %s --check-prefix=UNSIGNED
// UNSIGNED: {{^}}[-1 -1  0]
// UNSIGNED-NEXT: {{^}}[ 7 -1  9]
// UNSIGNED-NEXT: check against the evaluator: equal
func.func @unsigned(%x: tensor<3xi8>, %y: tensor<3xi8>) -> (tensor<3xi8>, tensor<3xi8>) {
  %q = arith.divui %x, %y : tensor<3xi8>
  %r = arith.remui %x, %y : tensor<3xi8>
  return %q, %r : tensor<3xi8>, tensor<3xi8>
}

// Neither do the divisions that round up or down, nor those of sizes, trap.
// RUN: %{run} --entry=scalars 7 0 | FileCheck %s --check-prefix=SCALARS
// RUN: %{run} --entry=scalars -9223372036854775808 -1 | FileCheck %s --check-prefix=SCALARS
// SCALARS: check against the evaluator: equal
func.func @scalars(%x: index, %y: index) -> (index, index, index) {
  %up = arith.ceildivsi %x, %y : index
  %down = arith.floordivsi %x, %y : index
  %unsigned = arith.ceildivui %x, %y : index
  return %up, %down, %unsigned : index, index, index
}
