# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Too little memory, for the compiler and for threads: the right result, or a
sentence. Usage: little_memory.py TOOLS FOLDER"""

import resource
import subprocess
import sys

from refuse import CRASH, Refusals, write

test = Refusals(*sys.argv[1:])
# Large enough to take a hundred MiB.
function = """func.func @%s(%%x: tensor<4xf32>, %%i: tensor<4xi64>) -> tensor<4xf32> {
  %%u = tslice.scatter add %%x into %%x[%%i] dims [0] : tensor<4xf32> into tensor<4xf32>, tensor<4xi64>
  return %%u : tensor<4xf32>
}
"""
write("f.mlir", "".join(function % ("f" if i == 0 else "f%d" % i) for i in range(100)))
commands = {
    "tslice-run": (["tslice-run", "f.mlir", "--entry=f", "[1, 2, 3, 4]", "[0, 0, 1, 3]"], b"[4. 5. 3. 8.]\n"),
    "tslice-opt": (["tslice-opt", "f.mlir", "--tslice-cpu-pipeline"], b"llvm.func"),
    "tslice-translate": (["tslice-translate", "f.mlir", "--tslice-to-llvmir"], b"define"),
}
MiB = 1 << 20


def smallest_start():
    """Addresses that the libraries take before main. Less is an error of the
    loader or of a constructor in LLVM, which nobody can catch."""
    low, high = 0, 4096
    while high - low > 4:
        middle = (low + high) // 2
        limits = [(resource.RLIMIT_AS, middle * MiB)]
        low, high = (low, middle) if test.run(["tslice-run", "--version"], limits=limits).returncode == 0 else (middle, high)
    return high


start = smallest_start()
outcomes = {name: set() for name in commands}
for more in list(range(8, 96, 8)) + [128, 256, 512, 1024, 2048]:
    for name, (command, expected) in commands.items():
        result = test.run(command, limits=[(resource.RLIMIT_AS, (start + more) * MiB)])
        outcomes[name].add(result.returncode)
        if result.returncode == 0 and expected in result.stdout:
            continue
        if result.returncode != 1 or result.stderr.count(b"\n") != 1 or any(word.encode() in result.stderr for word in CRASH):
            test.complain("%s with %d MiB more than it starts with" % (name, more), "expected a result or a sentence", result)
for name, codes in outcomes.items():
    if 0 not in codes:
        print("%s: not once was there enough memory" % name)
        test.failures += 1
if not any(1 in codes for codes in outcomes.values()):
    print("not once was there too little memory")
    test.failures += 1
test.end()
