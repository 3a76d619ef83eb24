# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs the rows of docs/coming-from.md.

  coming-from.py FILE DRIVER FOLDER

A row is a line of a table whose last cell is code of TSlice. Its first cell is
Python: an expression is the value, a statement changes x. What TensorFlow's
strided_slice and slice yield is computed by the model in FOLDER.
"""
import copy
import importlib
import re
import sys

import numpy as np

sys.path.insert(0, sys.argv[3])
from calls import Session, compare  # noqa: E402

model = importlib.import_module("strided-slice")

PARAMETERS = ("%x: tensor<3x4xf32>, %u: tensor<2x4xf32>, %w: tensor<2xf32>, %s: tensor<f32>, %i: tensor<2xi32>,"
              " %j: tensor<2xi32>, %o: tensor<3x2xi64>, %p: tensor<2x2xi32>, %far: tensor<2xi32>,"
              " %m: tensor<3x4xi1>, %rows: tensor<3xi1>, %k: index")
VALUES = {
    "x": np.array([[1, 8, 3, 5], [7, 2, 9, 4], [6, 11, 10, 12]], "f4"),
    "u": np.array([[20, 1, 22, 3], [4, 25, 6, 27]], "f4"),
    "w": np.array([30, 40], "f4"),
    "s": np.array(50, "f4"),
    "i": np.array([2, 0], "i4"),
    "j": np.array([1, 3], "i4"),
    "o": np.array([[0, 3], [2, 1], [3, 0]], "i8"),
    "p": np.array([[2, 1], [0, 3]], "i4"),
    "far": np.array([1, 7], "i4"),
    "m": np.array([[1, 0, 0, 1], [0, 0, 1, 0], [1, 1, 0, 0]], bool),
    "rows": np.array([1, 0, 1], bool),
    "k": np.array(1, "i8"),
}


class TensorFlow:
    """The two functions whose arguments the table spells out."""

    @staticmethod
    def strided_slice(x, begin, end, strides, **masks):
        names = ("begin", "end", "ellipsis", "new_axis", "shrink_axis")
        return model.strided_slice(x, begin, end, strides, {name: masks.get(name + "_mask", 0) for name in names})

    @staticmethod
    def slice(x, begin, size):
        return x[tuple(slice(b, n if s < 0 else b + s) for b, s, n in zip(begin, size, x.shape))]


def evaluate(code):
    """The value of Python code."""
    names = {"np": np, "tf": TensorFlow, **copy.deepcopy(VALUES), "k": int(VALUES["k"])}
    try:
        return eval(code, names)
    except SyntaxError:
        exec(code, names)
    return names["x"]


def is_statement(code):
    return ".at(" in code or "put_along_axis" in code


def run_statement(code):
    names = {"np": np, **copy.deepcopy(VALUES), "k": int(VALUES["k"])}
    exec(code, names)
    return names["x"]


def codes(cell):
    return re.findall(r"`([^`]+)`", cell)


def main():
    text = open(sys.argv[1]).read()
    preamble = "\n".join(re.findall(r"```mlir\n(.*?)```", text, re.S))
    rows = [[cell.strip() for cell in line.strip().strip("|").split(" | ")]
            for line in text.splitlines() if line.startswith("|") and "`%r = " in line]
    session = Session(sys.argv[2], "optimised", batch=1000)
    for number, row in enumerate(rows):
        values = [run_statement(code) if is_statement(code) else evaluate(code) for code in codes(row[0])]
        values += [evaluate(code) for code in codes(row[1])
                   if code.startswith(("tf.strided_slice(", "tf.slice(")) and len(row) == 3]
        line = codes(row[-1])[0]
        # A read ends with its type; a write has that of its destination.
        kind = re.findall(r"tensor<[^>]*>", line.rsplit(" into ", 1)[-1])[0 if " into " in line else -1]
        function = f"func.func @row{number}({PARAMETERS}) -> {kind} {{\n  {line}\n  return %r : {kind}\n}}"
        if number == 0:
            function = preamble + function

        def check(answer, values=values):
            if isinstance(answer, str):
                return answer
            problems = [compare(np.asarray(value).astype(answer[0].dtype), answer[0], "the row") for value in values]
            return next((problem for problem in problems if problem), None)
        session.add("rows", function, f"row{number}", list(VALUES.values()), 1, check)
    return 1 if session.run() else 0


if __name__ == "__main__":
    sys.exit(main())
