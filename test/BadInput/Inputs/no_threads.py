# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A process in which no thread can be started, neither for the large stack nor
to work in parallel. Usage: no_threads.py TOOLS FOLDER LIBRARY"""

import sys

from refuse import Refusals, write

test = Refusals(*sys.argv[1:3])
without = {"LD_PRELOAD": sys.argv[3]}
write("f.mlir", """func.func @f(%x: tensor<100000xf32>) -> tensor<f32> {
  %z = arith.constant dense<0.0> : tensor<f32>
  %y = arith.addf %x, %x : tensor<100000xf32>
  %s = linalg.reduce { arith.maximumf } ins(%y : tensor<100000xf32>) outs(%z : tensor<f32>) dimensions = [0]
  return %s : tensor<f32>
}
""")
value = "random(100000, f32, 1, 1, 2)"
expected = test.run(["tslice-run", "f.mlir", value]).stdout.decode()
test.accept("run", ["tslice-run", "f.mlir", value, "--threads=8"], expected, environment=without)
test.accept("opt", ["tslice-opt", "f.mlir", "--tslice-cpu-pipeline"], "llvm.func", environment=without)
test.accept("translate", ["tslice-translate", "f.mlir", "--tslice-to-llvmir"], "define", environment=without)
# The deepest that is let through, on the stack of the process.
write("deep.mlir", "func.func private @f(" + "tuple<" * 998 + ">" * 998 + ")\n")
test.accept("deep types", ["tslice-opt", "deep.mlir"], "tuple<", environment=without)
write("deep.mlir", "module {" * 1000 + "}" * 1000)
test.accept("deep regions", ["tslice-opt", "deep.mlir"], "module {", environment=without)
write("deep.mlir", "module {" * 1001 + "}" * 1001)
test.refuse("deeper regions", ["tslice-opt", "deep.mlir"], "brackets nest more than 1000 deep", environment=without)
test.end()
