# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Slices inside of a graph, of batches of 4, 1 and 0 rows, against NumPy's slices."""

import os
import sys

import numpy

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "support"))
import tslice

GRAPH = os.path.join(HERE, "slicing.mlir")


def check(entry, wanted, *arguments, show=True):
    """Calls `entry` and compares its results with `wanted`, pairs of a text and an array."""
    found, _ = tslice.call(GRAPH, entry, *arguments, results=len(wanted))
    for (what, value), result in zip(wanted, found if len(wanted) > 1 else [found]):
        same = result.dtype == value.dtype and numpy.array_equal(result, value)
        tslice.expect(same, f"{what} of {arguments[0].shape} is {result}, not {value}")
        if show:
            print(f"  {what:44} {value.shape}")


print("slicing: x is tensor<?x10x3xf32>, here of 4 rows")
for rows in (4, 1, 0):
    x = numpy.arange(rows * 30, dtype=numpy.float32).reshape(rows, 10, 3)
    show = rows == 4
    check("steps", [("x[:, :5, :][:, :, 0]", x[:, :5, :][:, :, 0]), ("x[:, 2:7, :]", x[:, 2:7, :])], x, show=show)
    check("begin_and_size", [("tf.slice(x, [0, 2, 0], [-1, 3, -1])", x[:, 2:5, :])], x, show=show)
    for start, end in ((2, 7), (-4, -1), (3, 99), (6, 6)):
        wanted = [(f"x[:, {start}:{end}], at run time", x[:, start:end]),
                  (f"x[:, {start}:10:2], at run time", x[:, start:10:2])]
        check("layers", wanted, x, start, end, show=show)
    wanted = [("x[:, -3:]", x[:, -3:]), ("x[:, ::4]", x[:, ::4]), ("x[:, ::-1]", x[:, ::-1]),
              ("x[:, 7:2:-2]", x[:, 7:2:-2]), ("x[..., -1]", x[..., -1]),
              ("x[:, newaxis, -1]", x[:, numpy.newaxis, -1])]
    check("forms", wanted, x, show=show)
x = numpy.zeros((2, 10, 3), numpy.float32)
print("  " + tslice.refuse(GRAPH, "step", x, 10))
