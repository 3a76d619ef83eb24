# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Disks without room, for everything that a tool writes. A limit on the size of
files fails writes in the middle, as a full disk does; /dev/full fails all.
Usage: full_disk.py TOOLS FOLDER"""

import resource
import sys

from refuse import Refusals, write

test = Refusals(*sys.argv[1:])
# Enough text that some of it fits.
write("f.mlir", "func.func @f() -> tensor<4000xf64> {\n"
      "  %c = arith.constant dense<1.0> : tensor<4000xf64>\n  return %c : tensor<4000xf64>\n}\n"
      + "".join("func.func private @g%d(tensor<4xf64>)\n" % i for i in range(200)))
no_room = [(resource.RLIMIT_FSIZE, 2000)]
writers = {
    "text": ["tslice-opt", "f.mlir"],
    "bytecode": ["tslice-opt", "f.mlir", "-emit-bytecode"],
    "LLVM IR": ["tslice-translate", "f.mlir", "--tslice-to-llvmir"],
    "PTX": ["tslice-translate", "f.mlir", "--tslice-to-ptx"],
    "reduced graphs": ["tslice-reduce", "f.mlir", "--reduction-tree=test=/bin/false"],
    ".npy": ["tslice-run", "f.mlir", "--entry=f"],
}
for name, command in writers.items():
    reason = "it is not a regular file" if name == ".npy" else "No space left on device"
    test.refuse(name + " to /dev/full", command + ["-o", "/dev/full"], "cannot write '/dev/full': " + reason)
    test.refuse(name + " to nowhere", command + ["-o", "none/x"], "cannot write 'none/x': No such file or directory")
    test.refuse(name + " to a folder", command + ["-o", "."], "cannot write '.': ")
    if name in ("PTX", "reduced graphs"):  # Short, or written by the test of the reduction, too.
        continue
    test.refuse(name + " without room", command + ["-o", "new"], "cannot write 'new': File too large", limits=no_room)
    write("old", "what was here before\n")
    test.refuse(name + " over a file", command + ["-o", "old"], "cannot write 'old': File too large", limits=no_room)

for command in (["tslice-run", "f.mlir", "--entry=f"], ["tslice-opt", "f.mlir"], ["tslice-translate", "f.mlir", "--tslice-to-llvmir"]):
    with open("/dev/full", "wb") as full:
        test.refuse(command[0] + " > /dev/full", command, "cannot write to standard output: No space left on device", stdout=full)
with open("/dev/full", "wb") as full:
    test.refuse("help > /dev/full", ["tslice-opt", "--help"], "No space left on device", stdout=full)
test.end()
