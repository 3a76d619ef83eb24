# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""One training step of an embedding table, checked against NumPy, then timed for
tables of growing size: the time follows the rows used, not the rows there are."""

import os
import re
import sys

import numpy

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "support"))
import tslice

GRAPH = os.path.join(HERE, "step.mlir")


def check():
    random = numpy.random.default_rng(0)
    table = random.standard_normal((50, 64), dtype=numpy.float32)
    ids = random.integers(0, 50, 20, dtype=numpy.int32)
    target = random.standard_normal((20, 64), dtype=numpy.float32)
    (new, loss), _ = tslice.call(GRAPH, "step", table, ids, target, 0.5, results=2)
    difference = table[ids].astype(float) - target
    wanted = table.astype(float)
    numpy.add.at(wanted, ids, -0.5 * 2 * difference / difference.size)
    tslice.expect(abs(loss - (difference**2).mean()) < 1e-5, f"the loss is {loss}, not {(difference ** 2).mean()}")
    tslice.expect(numpy.allclose(new, wanted, rtol=1e-5, atol=1e-6), "the new table differs from NumPy's")
    unused = numpy.setdiff1d(numpy.arange(50), ids)
    tslice.expect((new[unused] == table[unused]).all(), "a row that was not used changed")
    print(f"embedding: one step on 20 of 50 rows equals NumPy's; {len(unused)} unused rows are untouched")


def time_step(rows):
    _, report = tslice.call(
        GRAPH, "step", f"random({rows}x64, f32, 1)", f"random(2048, i32, 2, 0, {rows})", "random(2048x64, f32, 3)", 0.5,
        results=0, flags=["--time", "--repeat=50"],
    )
    return float(re.search(r"call: ([0-9.]+) ms", report)[1])


check()
for rows in (10_000, 100_000, 1_000_000):
    print(f"  a step on 2048 rows of a table of {rows:>9,} rows: {time_step(rows):7.3f} ms")
