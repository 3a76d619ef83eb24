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

// The divisions of the index dialect are those of arith.
// RUN: %{run} --entry=sizes 7 0 | FileCheck %s --check-prefixes=ZERO,SAME
// RUN: %{run} --entry=sizes 7 0 --emulate-gpu | FileCheck %s --check-prefixes=ZERO,SAME
// RUN: %{run} --entry=sizes -9223372036854775808 -1 | FileCheck %s --check-prefixes=LEAST,SAME
// RUN: %{run} --entry=sizes -7 2 | FileCheck %s --check-prefixes=DOWN,SAME
// ZERO: {{^}}[-1 -1  0  0 -1  7  7]
// LEAST: {{^}}[-9223372036854775808 {{ *}}0 -9223372036854775808
// LEAST-NEXT: 1 -9223372036854775808 {{ *}}0
// LEAST-NEXT: -9223372036854775808]
// DOWN: -3 9223372036854775804 {{ *}}-3
// DOWN-NEXT: 9223372036854775805 {{ *}}-4 {{ *}}-1
// DOWN-NEXT: 1]
// SAME-NEXT: {{^}}[0 0 0 0 0 0 0]
// SAME-NEXT: check against the evaluator: equal
func.func @sizes(%x: index, %y: index) -> (tensor<7xindex>, tensor<7xindex>) {
  %0 = index.divs %x, %y
  %1 = index.divu %x, %y
  %2 = index.ceildivs %x, %y
  %3 = index.ceildivu %x, %y
  %4 = index.floordivs %x, %y
  %5 = index.rems %x, %y
  %6 = index.remu %x, %y
  %a0 = arith.divsi %x, %y : index
  %a1 = arith.divui %x, %y : index
  %a2 = arith.ceildivsi %x, %y : index
  %a3 = arith.ceildivui %x, %y : index
  %a4 = arith.floordivsi %x, %y : index
  %a5 = arith.remsi %x, %y : index
  %a6 = arith.remui %x, %y : index
  %found = tensor.from_elements %0, %1, %2, %3, %4, %5, %6 : tensor<7xindex>
  %expected = tensor.from_elements %a0, %a1, %a2, %a3, %a4, %a5, %a6 : tensor<7xindex>
  %difference = arith.subi %found, %expected : tensor<7xindex>
  return %found, %difference : tensor<7xindex>, tensor<7xindex>
}
