# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The gradients of sums of slices, of gathers (with a position read twice) and of a reshape."""

import os
import sys

import numpy

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "support"))
import tslice

GRAPH = os.path.join(HERE, "gradients.mlir")


def show(what, entry, wanted, *arguments):
    found, _ = tslice.call(GRAPH, entry, *arguments)
    tslice.expect(numpy.array_equal(found, wanted), f"{what} is {found}, not {wanted}")
    print(f"  {what:28} {numpy.array2string(found).replace(chr(10), ',')}")


print("gradients: x = [1, 2, 3, 4]")
show("d sum(x[1:3]) / dx", "slice", [0, 1, 1, 0], "[1, 2, 3, 4]")
show("d sum(x[[1, 2]]) / dx", "gather", [0, 1, 1, 0], "[1, 2, 3, 4]", "[1, 2]")
show("d sum(x[[1, 1, 2]]) / dx", "gather", [0, 2, 1, 0], "[1, 2, 3, 4]", "[1, 1, 2]")
show("d sum(reshape(x, 4)) / dx", "reshape", [[1, 1], [1, 1]], "[[1, 2], [3, 4]]")
