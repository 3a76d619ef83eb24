# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A model on batches of every size has the same bits for each row; wrong sizes are named before
anything runs; a class-balanced subset gives gradients to the rows that it has."""

import os
import sys

import numpy

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "support"))
import tslice

GRAPH = os.path.join(HERE, "batches.mlir")
TYPES = os.path.join(HERE, "types.mlir")
SIZES = [32, 28, 4, 1, 0]

random = numpy.random.default_rng(3)
DATA = random.standard_normal((32, 10), dtype=numpy.float32)
LABELS = (numpy.arange(32) % 4 == 3).astype(numpy.float32)
W = random.standard_normal((10, 4), dtype=numpy.float32) / 4
V = random.standard_normal(4, dtype=numpy.float32)


def predict(x):
    return 1 / (1 + numpy.exp(-(numpy.maximum(x.astype(float) @ W, 0) @ V)))


def gradient(rows):
    """Of mean((predict(DATA[rows]) - LABELS[rows])**2), with respect to DATA."""
    p = predict(DATA)
    dz = 2 * (p - LABELS) * p * (1 - p) / len(rows)
    dx = (dz[:, None] * V * (DATA.astype(float) @ W > 0)) @ W.T
    wanted = numpy.zeros(DATA.shape)
    wanted[rows] = dx[rows]
    return wanted


def check_sizes():
    whole, _ = tslice.call(GRAPH, "model", DATA, W, V)
    tslice.expect(numpy.allclose(whole, predict(DATA), rtol=1e-5), "the predictions differ from NumPy's")
    together, _ = tslice.call(GRAPH, "batches", DATA, numpy.array(SIZES), W, V)
    for size, row in zip(SIZES, together):
        alone, _ = tslice.call(GRAPH, "model", DATA[:size], W, V)
        tslice.expect(alone.tobytes() == whole[:size].tobytes(), f"a batch of {size} rows has other bits")
        tslice.expect(row[:size].tobytes() == whole[:size].tobytes(), f"{size} rows of the loop have other bits")
        tslice.expect((row[size:] == -1).all(), f"more than {size} rows were written")
    print(f"  batches of {', '.join(map(str, SIZES))} rows: the same bits for each row")


def check_types():
    rows = numpy.array([[1, 2], [3, 4], [5, 6]])
    # NumPy has no bfloat16: its bits are the upper half of those of float32.
    bfloats = (rows.astype(numpy.float32).view(numpy.uint32) >> 16).astype(numpy.uint16).view("V2")
    floats = [rows.astype(kind) for kind in ("f8", "f4", "f2")] + [bfloats]
    integers = [rows.astype(kind) for kind in ("?", "i1", "i2", "i4", "i8")]
    for entry, values in (("numbers", floats), ("integers", integers)):
        found, _ = tslice.call(TYPES, entry, *values, results=len(values))
        for value, result in zip(values, found):
            same = result.itemsize == value.itemsize and result.tobytes() == value[1:].tobytes()
            tslice.expect(same, f"x[1:] is {result}, not {value[1:]}")
    found, _ = tslice.call(TYPES, "gradients", *floats, *(value[1:] for value in floats), results=4)
    for value, result in zip(floats, found):
        wanted = numpy.concatenate([numpy.zeros_like(value[:1]), value[1:]])
        same = result.itemsize == value.itemsize and result.tobytes() == wanted.tobytes()
        tslice.expect(same, f"the gradient of x[1:] is {result}, not {wanted}")
    print("  x[1:] of f64 f32 f16 bf16 i1 i8 i16 i32 i64 keeps its type, and so does its gradient")


def check_errors():
    print("  " + tslice.refuse(GRAPH, "model", DATA[:, :5], W, V))
    print("  " + tslice.refuse(GRAPH, "loss", DATA, LABELS[:28], W, V))


def check_balance():
    (rows, mask), _ = tslice.call(GRAPH, "balance", LABELS, results=2)
    ones, zeros = numpy.flatnonzero(LABELS), numpy.flatnonzero(LABELS == 0)
    tslice.expect(rows.tolist() == [*ones, *zeros[: len(ones)]], f"the rows are {rows}")
    tslice.expect(numpy.flatnonzero(mask).tolist() == sorted(rows), f"the mask is {mask}")
    loss = ((predict(DATA[rows]) - LABELS[rows]) ** 2).mean()
    wanted = gradient(rows)
    for entry, chosen in (("by_indices", rows), ("by_mask", mask)):
        (value, found), _ = tslice.call(GRAPH, entry, DATA, LABELS, chosen, W, V, results=2)
        tslice.expect(abs(value - loss) < 1e-6, f"the loss {entry} is {value}, not {loss}")
        tslice.expect(numpy.allclose(found, wanted, rtol=1e-4, atol=1e-7), f"the gradient {entry} is {found}, not {wanted}")
        tslice.expect(not numpy.delete(found, rows, 0).any(), "a row that was not chosen has a gradient")
        tslice.expect(found[rows].any(axis=1).all(), "a row that was chosen has no gradient")
    print(f"  {len(ones)} rows of one class, {len(zeros)} of the other: gradients for {len(rows)} rows, "
          f"by indices and by mask, and none for {len(LABELS) - len(rows)}")


print("batches: a small model, one function for every size")
check_sizes()
check_types()
check_errors()
check_balance()
