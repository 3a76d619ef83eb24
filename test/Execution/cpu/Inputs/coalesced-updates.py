# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Steps of optimizers, coalesced, against the dense form (--no-optimize) and the
evaluator, bit for bit; on 1, 2 and 4 threads; and how much memory they take.

Usage: coalesced-updates.py TSLICE_RUN GRAPH TEMPORARY_FOLDER [--no-memory]
"""

import os
import resource
import subprocess
import sys

import numpy

TOOL, GRAPH, FOLDER = sys.argv[1:4]
MEASURING = sys.argv[4:] != ["--no-memory"]
os.makedirs(FOLDER, exist_ok=True)


def save(array):
    path = os.path.join(FOLDER, f"{len(os.listdir(FOLDER))}.npy")
    numpy.save(path, array)
    return path


def run(entry, arguments, results, *flags):
    """The results; numbers are passed as they are, arrays as files."""
    files = [save(a) if isinstance(a, numpy.ndarray) else str(a) for a in arguments]
    outputs = [os.path.join(FOLDER, f"out{i}.npy") for i in range(results)]
    subprocess.run(
        [TOOL, GRAPH, f"--entry={entry}", *files, *flags, *(f"--output={o}" for o in outputs)], check=True
    )
    return [numpy.load(o) for o in outputs]


def same(a, b):
    """Equal bits; NaNs are equal."""
    if a.dtype.kind == "V":
        return (a.view(numpy.uint16) == b.view(numpy.uint16)).all()
    bits = a.view(f"u{a.dtype.itemsize}") == b.view(f"u{a.dtype.itemsize}")
    return (bits | (numpy.isnan(a) & numpy.isnan(b))).all()


def check(entry, arguments, results=1, threads=(2,), evaluate=False):
    flags = ["--check-against=evaluate"] if evaluate else []
    wanted = run(entry, arguments, results, "--no-optimize", *flags)
    for count in threads:
        found = run(entry, arguments, results, f"--threads={count}")
        for number, (a, b) in enumerate(zip(found, wanted)):
            if a.shape != b.shape or not same(a, b):
                sys.exit(f"{entry}: result {number} differs on {count} threads")


random = numpy.random.default_rng(1)


def normal(*shape):
    return random.standard_normal(shape, dtype=numpy.float32)


table = normal(300, 64)
table[::5] = -0.0
table[7, 3] = numpy.nan
table[9] = numpy.inf
ids = random.integers(0, 300, 200).astype(numpy.int32)
ids[:30] = 17
target = normal(200, 64)
state = numpy.abs(normal(300, 64))
state[::3] = 0
few = {"none": ids[:0], "one": ids[:1], "all": numpy.arange(300, dtype=numpy.int32)[::-1].copy(), "some": ids}
for name, rows in few.items():
    y = normal(len(rows), 64)
    check("sgd", (table, rows, y, 0.5), 1, (1, 2, 4) if name == "some" else (4,), name == "some")
    if name in ("none", "some"):
        check("adagrad", (table, state, rows, y, 0.5), 3, (1, 4), name == "some")
    if name in ("all", "some"):
        check("rowwise", (table, state[:, 0].copy(), rows, y, 0.5), 2, (1, 4), name == "some")
# Rates that change every row.
for rate in (-0.5, -0.0, "nan"):
    check("sgd", (table, ids, target, rate))
check("adagrad", (table, state, ids, target, -0.5), 3)
for rate in (0.0, "inf"):
    check("rowwise", (table, state[:, 0].copy(), ids, target, rate), 2)
# Weight decay and momentum stay dense, and right.
check("decay", (table, ids, target, 0.5))
check("momentum", (table, normal(300, 64), ids, target, 0.5), 2)

small = normal(9, 3)
small[4] = -0.0
pairs = numpy.array([[3, 3], [-1, 5], [9, 0], [8, 100]], numpy.int64)
some = numpy.array([3, 1, 3, 0, 8], numpy.int32)
for rows, other in ((some, pairs), (some[:0], pairs), (some[:0], pairs[:0])):
    check("two_reads", (small, rows, other, normal(len(rows), 3), 0.5), evaluate=len(rows) > 0)
square = random.standard_normal((4, 5))
near = numpy.array([-1, -4, 3, 9, -9, 0], numpy.int16)
cells = numpy.array([[0, 0], [-1, -5], [3, 0], [2, 2], [2, 2], [-2, -3], [1, 4]], numpy.int32)
check("by_clamped", (square, near, cells), evaluate=True)
check("by_pairs", (square, near, cells), evaluate=True)
check("mixed", ("random(9x4, bf16, 3)", numpy.abs(normal(9, 4)), some, 0.25), 2)
check("train", (normal(7), random.integers(0, 7, (3, 4)).astype(numpy.int8), 5))

# Nothing of the size of the table: 100 MB less than the dense form takes.
large = ("random(400000x64, f32, 1)", "random(64, i32, 2, 0, 400000)", "random(64x64, f32, 3)", 0.5)


def peak(*flags):
    run("sgd", large, 1, *flags)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss


sparse, dense = peak(), peak("--no-optimize")
if MEASURING and dense - sparse < 90_000:
    sys.exit(f"{sparse} KiB at most, {dense} KiB for the dense form")
print("all steps are the same")
