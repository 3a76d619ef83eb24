# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Index expressions that another project tests, from its file of cases.

  suite.py DRIVER FOLDER [--mode=plain|optimised|evaluate]

Every case of FOLDER/indexing.json: values and updates against NumPy, the
derivatives of both by the dot-product test. Counts cases, not functions.
"""
import argparse
import json
import os
import sys

import numpy as np

from calls import Session, compare
from expressions import ELLIPSIS, NEWAXIS, Expression, Integer, Range, Tensor, combine, type_of


def read_entry(item):
    if isinstance(item, int):
        return Integer(item)
    if "slice" in item:
        return Range(*(bound if isinstance(bound, int) else None for bound in item["slice"]))
    if "array" in item:
        return Tensor(np.array(item["array"], "i8"), "i64")
    return NEWAXIS if "newaxis" in item else ELLIPSIS


def is_inside(expression):
    try:
        np.zeros(expression.shape)[expression.numpy_index()]
        return True
    except IndexError:
        return False


class Case:
    """One index, read and updated in all ways, forwards and backwards."""

    def __init__(self, number, case):
        self.number, self.problems = number, []
        index = case["index"]
        entries = [read_entry(item) for item in (index if isinstance(index, list) else [index])]
        self.read = Expression(case["shape"], entries)
        self.write = self.read
        # The other project moves such a read into range and leaves out such an
        # update; in NumPy they are errors.
        if not is_inside(self.read):
            self.read = Expression(case["shape"], entries, bounds="clamp")
            self.write = Expression(case["shape"], entries, bounds="skip_window")
        # Of those the file says what is updated with; that broadcasts.
        elif list(self.read.cells().shape) != case["out_shape"]:
            self.problems.append("the model yields another shape than the file says")

    def add(self, session, rng):
        for combiner in ["set", "add", "mul", "min", "max"]:
            self.add_values(session, rng, combiner)
            if combiner in ("set", "add", "mul"):
                self.add_derivatives(session, rng, combiner)

    def make_arrays(self, rng, count):
        shape, read = self.read.shape, self.read.cells().shape
        cells = int(np.prod(shape))
        return [(rng.permutation(cells).reshape(shape) + 1.0, rng.integers(-4, 5, read) + 0.0)
                for _ in range(count)]

    def spell(self, combiner, name, visibility):
        text, types, arguments = self.read.spell()
        write_text, _, _ = self.write.spell()
        x, r = type_of(self.read.sizes, "f64"), type_of(self.read.result_sizes(), "f64")
        rest = "".join(f", {kind}" for kind in types)
        parameters = ", ".join([f"%x: {x}", f"%u: {r}"] + [f"{n}: {k}" for n, k, _ in arguments])
        return (f"func.func {visibility}@{name}({parameters}) -> ({r}, {x}) {{\n"
                f"  %r = tslice.index %x{text} : {x}{rest} -> {r}\n"
                f"  %w = tslice.index_update {combiner} %u into %x{write_text} : {r} into {x}{rest}\n"
                f"  return %r, %w : {r}, {x}\n}}\n"), arguments, x, r

    def check(self, what):
        def note(answer):
            problem = answer if isinstance(answer, str) else what(answer)
            if problem:
                self.problems.append(problem)
            return problem
        return note

    def add_values(self, session, rng, combiner):
        name = f"c{self.number}_{combiner}"
        function, arguments, _, _ = self.spell(combiner, name, "")
        (x, u), = self.make_arrays(rng, 1)
        expected = self.reads(x), combine(combiner, x, self.write.cells(), u)

        def what(answer):
            return compare(expected[0], answer[0], "the read") or compare(expected[1], answer[1], combiner)
        session.add("values", function, name, [x, u] + [a for _, _, a in arguments], 2, self.check(what))

    def reads(self, x):
        # NumPy itself, where it has the index.
        return x[self.read.numpy_index()] if self.read.bounds == "error" else x.reshape(-1)[self.read.cells()]

    def add_derivatives(self, session, rng, combiner):
        name = f"d{self.number}_{combiner}"
        function, arguments, x_type, r_type = self.spell(combiner, name + "_f", "private ")
        others = "".join(f", {n}" for n, _, _ in arguments)
        kinds = "".join(f", {k}" for _, k, _ in arguments)
        parameters = "".join(f", {n}: {k}" for n, k, _ in arguments)
        signature = f"({x_type}, {r_type}{kinds})"
        function += (
            f"func.func @{name}(%x: {x_type}, %u: {r_type}, %tx: {x_type}, %tu: {r_type}, %cr: {r_type},"
            f" %cw: {x_type}{parameters}) -> ({r_type}, {x_type}, {x_type}, {r_type}) {{\n"
            f"  %t:2 = tslice.jvp @{name}_f(%x, %u{others})(%tx, %tu) wrt [0, 1] : {signature}({x_type}, {r_type})"
            f" -> ({r_type}, {x_type})\n"
            f"  %g:2 = tslice.vjp @{name}_f(%x, %u{others})(%cr, %cw) wrt [0, 1] : {signature}({r_type}, {x_type})"
            f" -> ({x_type}, {r_type})\n"
            f"  return %t#0, %t#1, %g#0, %g#1 : {r_type}, {x_type}, {x_type}, {r_type}\n}}\n")
        (x, u), (tx, tu), (cw, cr) = self.make_arrays(rng, 3)

        def what(answer):
            forward_r, forward_w, backward_x, backward_u = answer
            problem = compare(self.reads(tx), forward_r, "the tangent of the read")
            if combiner != "mul" and not problem:
                expected = combine(combiner, tx, self.write.cells(), tu)
                problem = compare(expected, forward_w, f"the tangent of {combiner}")
            # All numbers are small integers, so that the products are exact.
            forward = np.sum(cr * forward_r) + np.sum(cw * forward_w)
            backward = np.sum(backward_x * tx) + np.sum(backward_u * tu)
            if not problem and forward != backward:
                problem = f"{combiner}: forward {forward}, backward {backward}"
            return problem
        session.add("derivatives", function, name, [x, u, tx, tu, cr, cw] + [a for _, _, a in arguments], 4,
                    self.check(what))


def load_cases(folder):
    """The cases of indexing.json; None, and a line that says so, without it."""
    path = os.path.join(folder, "indexing.json")
    if not os.path.exists(path):
        print(f"skipped: there is no {path}")
        return None
    with open(path) as file:
        return [Case(number, case) for number, case in enumerate(json.load(file))]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("driver")
    parser.add_argument("folder")
    parser.add_argument("--mode", default="plain")
    options = parser.parse_args()
    cases = load_cases(options.folder)
    if cases is None:
        return 0
    session = Session(options.driver, options.mode)
    rng = np.random.default_rng(1)
    for case in cases:
        case.add(session, rng)
    session.run()
    failed = sum(bool(case.problems) for case in cases)
    for case in cases:
        for problem in case.problems[:1]:
            print(f"case {case.number}: {problem}")
    print(f"indexing: {len(cases) - failed} of {len(cases)} passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
