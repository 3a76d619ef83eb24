# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Assignment by slice, by rows, by pairs of indices and by mask, with every combiner, against
loops over the positions; that the original stays as it was; who receives which gradient."""

import os
import re
import sys

import numpy

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "support"))
import tslice

GRAPH = os.path.join(HERE, "assignment.mlir")
COMBINERS = {"set": lambda x, u: u, "add": numpy.add, "mul": numpy.multiply, "min": numpy.minimum, "max": numpy.maximum}

X = numpy.arange(1, 13, dtype=numpy.float32).reshape(4, 3)
W = numpy.arange(12, dtype=numpy.float32).reshape(4, 3) - 5
ROWS = numpy.array([1, 3, 1], numpy.int32)
PAIRS = numpy.array([[0, 1], [3, 2], [0, 1], [2, 0]], numpy.int32)
MASK = numpy.array([[1, 0, 0], [0, 0, 0], [1, 1, 0], [0, 0, 1]], bool)


def places(index):
    """The numbers of the elements of X that an index addresses, in order; NumPy knows."""
    return numpy.arange(X.size).reshape(X.shape)[index]


def assigned(name, index, update):
    """X after its assignment, element by element."""
    result = X.copy().ravel()
    for place, new in zip(places(index).ravel(), update.ravel()):
        result[place] = COMBINERS[name](result[place], new)
    return result.reshape(X.shape)


def gradients(index, update):
    """An element of the result is that of the update which was written last, else that of X."""
    dx, du, last = W.copy().ravel(), numpy.zeros(update.size, numpy.float32), {}
    for number, place in enumerate(places(index).ravel()):
        last[place] = number
    for place, number in last.items():
        dx[place], du[number] = 0, W.ravel()[place]
    return dx.reshape(X.shape), du.reshape(update.shape)


def check(entry, text, index, *positions):
    shape = places(index).shape
    update = (numpy.arange(numpy.prod(shape)) * 3.5 - 4).astype(numpy.float32).reshape(shape)
    found, _ = tslice.call(GRAPH, entry, X, update, *positions, results=len(COMBINERS))
    for name, result in zip(COMBINERS, found):
        wanted = assigned(name, index, update)
        tslice.expect(numpy.array_equal(result, wanted), f"{name} by {entry} is {result}, not {wanted}")
    found, _ = tslice.call(GRAPH, entry + "_gradient", X, update, *positions, W, results=2)
    for what, result, wanted in zip(("dx", "du"), found, gradients(index, update)):
        tslice.expect(numpy.array_equal(result, wanted), f"{what} by {entry} is {result}, not {wanted}")
    kept = X.size - len(set(places(index).ravel()))
    print(f"  {text:22} set, add, mul, min, max as by hand; gradient: {shape} of u, {kept} of {X.size} of x")


def time_row(entry):
    arguments = "random(200000x64, f32, 1)", "random(64, f32, 2)", 7
    _, report = tslice.call(GRAPH, entry, *arguments, results=0, flags=["--time", "--repeat=5"])
    return float(re.search(r"call: ([0-9.]+) ms", report)[1])


print("assignment: x = [[1, 2, 3], [4, 5, 6]]")
(new, old), _ = tslice.call(GRAPH, "one", "[[1, 2, 3], [4, 5, 6]]", 10, results=2)
tslice.expect(numpy.array_equal(new, [[10, 2, 3], [4, 5, 6]]), f"x[0, 0] = 10 gives {new}")
tslice.expect(numpy.array_equal(old, [[1, 2, 3], [4, 5, 6]]), f"the original changed to {old}")
print(f"  x[0, 0] = 10           gives {new.astype(int).tolist()}, x is {old.astype(int).tolist()}")
check("slice", "x[:, 1:] = u", numpy.s_[:, 1:])
check("rows", "x[[1, 3, 1]] = u", ROWS, ROWS)
check("pairs", "x[pairs] = u", tuple(PAIRS.T), PAIRS)
check("mask", "x[mask] = u", MASK, MASK)
copied, in_place = time_row("row"), time_row("row_in_place")
tslice.expect(in_place * 10 < copied, f"one row takes {in_place} ms in place, {copied} ms with a copy")
print(f"  one row of 200000: {copied:7.3f} ms where x is kept, {in_place:7.3f} ms where it is donated")
