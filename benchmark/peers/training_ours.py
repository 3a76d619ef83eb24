# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The programs of examples/ by TSlice, called from Python. As in the files of the other frameworks, a
function of a case gives what there is to time, by its column: from a number of steps, a call that takes
these steps from the start, and returns the losses before each (of a whole training: of each epoch), and a
function for the parameters after them."""

import os

import numpy as np
import tslice

from training_data import EXAMPLES

ENTRIES = {"classes": ["step", "train", "data", "start", "order"]}


def load(program, threads):
    path = os.path.join(EXAMPLES, program, program + ".mlir")
    return tslice.compile(path, entries=ENTRIES.get(program, ["train"]), threads=threads)


def split(results):
    """The losses are the last."""
    *parameters, losses = results
    return losses, lambda: parameters


def copies(arrays):
    return [np.copy(array) for array in arrays]


def characters(case, model):
    def prepare(count):
        start = copies(case.start)
        return lambda: split(model.train(*start, case.text, case.starts[:count], case.rate))

    return {"ours": prepare}


def recommender(case, model):
    def prepare(count):
        start = copies(case.start)
        batches = [array[:count] for array in (case.u, case.i, case.j, case.rank)]
        return lambda: split(model.train(*start, *batches, case.rate, 0.0))

    return {"ours": prepare}


def segmentation(case, model):
    start = np.concatenate([array.reshape(-1) for array in case.start])
    return {"ours": lambda count: lambda: split(model.train(start, case.pictures, case.truths, case.order[:count], case.rate))}


def classes(case, model):
    def prepare(count):
        if case.whole:
            return lambda: split(model.train(case.x, case.y, case.vector, count // 7, 5))
        state = [np.copy(case.vector), np.zeros_like(case.vector), np.zeros_like(case.vector)]
        batches = [(case.x[rows], case.y[rows]) for rows in case.rows[:count]]
        return lambda: ([model.step(x, y, *state, t)[-1] for t, (x, y) in enumerate(batches, 1)], lambda: state)

    return {"ours": prepare}
