// Every option, and every wrong one.
//
// RUN: tslice-run --help | FileCheck %s --check-prefix=HELP
// HELP: USAGE: tslice-run [options] FILE ARG...
// HELP: --cache
// HELP: --check-against
// HELP: --check-grad
// HELP: --entry
// HELP: --grad
// HELP: --no-optimize
// HELP: --output
// HELP: --repeat
// HELP: --threads
// HELP: --time
// HELP-NOT: --debug-pass
//
// RUN: tslice-run %s '[1, 2]' --threads=3 --no-optimize --repeat=5 --time 2>&1 | FileCheck %s --check-prefix=TIME
// TIME-DAG: compile: {{[0-9.]+}} ms
// TIME-DAG: call: {{[0-9.]+}} ms (median of 5, lowest {{[0-9.]+}}, highest {{[0-9.]+}})
// TIME-DAG: 5.0
//
// RUN: tslice-run %s '[1, 2]' --grad=0 | FileCheck %s --check-prefix=GRAD
// GRAD: [2. 4.]
// RUN: not tslice-run %s '[1, 2]' --grad=1 2>&1 | FileCheck %s --check-prefix=NOARG
// NOARG: tslice-run: 'squares' has no argument 1 to differentiate with respect to
// RUN: tslice-run %s '[1, 2]' --check-grad | FileCheck %s --check-prefix=CHECKGRAD
// CHECKGRAD: check of the gradient: argument 'x': equal to finite differences at 2 of 2 elements
// RUN: tslice-run %s '[1, 2]' --check-against=evaluate | FileCheck %s --check-prefix=EVALUATE
// EVALUATE: 5.0
// EVALUATE-NEXT: check against the evaluator: equal
//
// RUN: not tslice-run %s '[1, 2]' --check-against=numpy 2>&1 | FileCheck %s --check-prefix=AGAINST
// AGAINST: expected 'evaluate', but got 'numpy'
// RUN: not tslice-run %s '[1, 2]' --repeat=0 2>&1 | FileCheck %s --check-prefix=REPEAT
// REPEAT: tslice-run: for the --repeat option: expected a number from 1 to 1000000000, but got '0'
// RUN: not tslice-run %s '[1, 2]' --repeat=-1 2>&1 | FileCheck %s --check-prefix=NEGATIVE
// NEGATIVE: tslice-run: for the --repeat option: expected a number from 1 to 1000000000, but got '-1'
// RUN: tslice-run %s '[1, 2]' --threads=0 | FileCheck %s --check-prefix=STDIN
// RUN: not tslice-run %s '[1, 2]' --threads=100000 2>&1 | FileCheck %s --check-prefix=THREADS
// THREADS: tslice-run: for the --threads option: expected a number from 0 to 256, but got '100000'
// RUN: not tslice-run %s '[1, 2]' --threads=two 2>&1 | FileCheck %s --check-prefix=TWO
// TWO: tslice-run: for the --threads option: expected a number from 0 to 256, but got 'two'
// RUN: not tslice-run %s '[1, 2]' --grad= 2>&1 | FileCheck %s --check-prefix=NOGRAD
// NOGRAD: tslice-run: for the --grad option: expected a number from 0 to 1000000000, but got ''
// RUN: not tslice-run %s '[1, 2]' --entry= 2>&1 | FileCheck %s --check-prefix=NOENTRY
// RUN: not tslice-run %s '[1, 2]' --entry=@ 2>&1 | FileCheck %s --check-prefix=NOENTRY
// NOENTRY: tslice-run: for the --entry option: expected the name of a function
//
// RUN: not tslice-run %s '[1, 2]' --tread=3 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// UNKNOWN: Unknown command line argument '--tread=3'
// UNKNOWN: Did you mean '--threads=3'?
// RUN: not tslice-run 2>&1 | FileCheck %s --check-prefix=NOFILE
// NOFILE: Not enough positional command line arguments
// RUN: not tslice-run %t.missing.mlir 2>&1 | FileCheck %s --check-prefix=MISSING
// MISSING: tslice-run: cannot read '{{.*}}missing.mlir': No such file or directory
// RUN: not tslice-run %S 2>&1 | FileCheck %s --check-prefix=FOLDER
// FOLDER: tslice-run: cannot read '{{.*}}': Is a directory
// RUN: not tslice-run %s '[1, 2' 2>&1 | FileCheck %s --check-prefix=LITERAL
// LITERAL: tslice-run: argument 'x': column 6: expected ',' or ']'
// RUN: not tslice-run %s 2>&1 | FileCheck %s --check-prefix=FEW
// FEW: tslice-run: 'squares' takes 1 argument, but got 0
// RUN: not tslice-run %s '[1, 2]' 3 2>&1 | FileCheck %s --check-prefix=MANY
// MANY: tslice-run: 'squares' takes 1 argument, but got 2
// RUN: not tslice-run %s 1 2>&1 | FileCheck %s --check-prefix=RANK
// RANK: tslice-run: argument 'x': column 1: expected '[' for dimension 0 of tensor<2xf32>, but got '1'
// RUN: not tslice-run %s '[1, 2, 3]' 2>&1 | FileCheck %s --check-prefix=SIZE
// SIZE: tslice-run: argument 'x': column 1: expected 2 elements in dimension 0 of tensor<2xf32>, but got 3
// RUN: not tslice-run %s '[1, true]' 2>&1 | FileCheck %s --check-prefix=TYPE
// TYPE: tslice-run: argument 'x': column 5: expected a number for f32, but got 'true'
// RUN: not tslice-run %s %t.missing.npy 2>&1 | FileCheck %s --check-prefix=NONPY
// NONPY: tslice-run: argument 'x': {{.*}}missing.npy
//
// RUN: cat %s | tslice-run - '[1, 2]' | FileCheck %s --check-prefix=STDIN
// STDIN: 5.0
// RUN: tslice-opt %s --emit-bytecode -o %t.mlirbc
// RUN: tslice-run %t.mlirbc '[1, 2]' | FileCheck %s --check-prefix=STDIN

func.func @squares(%x: tensor<2xf32>) -> f32 {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %q = arith.mulf %x, %x : tensor<2xf32>
  %t = linalg.reduce { arith.addf } ins(%q : tensor<2xf32>) outs(%zero : tensor<f32>) dimensions = [0]
  %s = tensor.extract %t[] : tensor<f32>
  return %s : f32
}
