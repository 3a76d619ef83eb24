# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Too little memory for a tool: the right result, or a sentence.
Usage: little_memory.py TOOLS FOLDER"""

import os
import resource
import sys

from refuse import CRASH, Refusals, write

test = Refusals(*sys.argv[1:])
function = """func.func @f(%x: tensor<4xf32>, %i: tensor<4xi64>) -> tensor<4xf32> {
  %u = tslice.scatter add %x into %x[%i] dims [0] : tensor<4xf32> into tensor<4xf32>, tensor<4xi64>
  return %u : tensor<4xf32>
}
"""
MiB = 1 << 20
write("small.mlir", function)
write("large.mlir", ("// " + "x" * 1020 + "\n") * (100 * 1024) + function)
commands = {
    "tslice-run": (["[1, 2, 3, 4]", "[0, 0, 1, 3]"], b"[4. 5. 3. 8.]\n"),
    "tslice-opt": (["--tslice-cpu-pipeline"], b"llvm.func"),
    "tslice-translate": (["--tslice-to-llvmir"], b"define"),
    "tslice-reduce": (["--reduction-tree=test=/bin/false"], b"func.func"),
}


def smallest_start():
    """Addresses that the libraries take before main. Less is an error of the
    loader or of a constructor in LLVM, which nobody can catch."""
    low, high = 0, 4096
    while high - low > 4:
        middle = (low + high) // 2
        limits = [(resource.RLIMIT_AS, middle * MiB)]
        low, high = (low, middle) if test.run(["tslice-run", "--version"], limits=limits).returncode == 0 else (middle, high)
    return high


def run(tool, file, more):
    flags, expected = commands[tool]
    result = test.run([tool, file] + flags, limits=[(resource.RLIMIT_AS, (start + more) * MiB)])
    if result.returncode == 0 and expected in result.stdout:
        return True
    if result.returncode != 1 or result.stderr.count(b"\n") != 1 or any(word.encode() in result.stderr for word in CRASH):
        test.complain("%s %s with %d MiB" % (tool, file, more), "expected a result or a sentence", result)
    return False


start = smallest_start()
for tool in commands:
    outcomes = [run(tool, "small.mlir", more) for more in (8, 12, 20, 40, 100, 400, 2000)]
    if not outcomes[-1]:
        print("%s: 2000 MiB are too little" % tool)
        test.failures += 1
    if any(run(tool, "large.mlir", more) for more in (8, 60)):
        print("%s: 60 MiB are enough for 100" % tool)
        test.failures += 1
os.remove("large.mlir")
test.end()
