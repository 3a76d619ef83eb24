# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Reads many single elements, one or two of them out of range.

The wrong indices stand at the first and the last place, in the middle and
around the borders of blocks. Tables are shorter and longer than the largest
index of its type.
"""

import os
import re
import subprocess
import sys

TOOL, FOLDER = sys.argv[1:3]
COUNT = 1500
PLACES = [0, 255, 256, 750, COUNT - 1]

GATHER = """  %r = tslice.gather %x[%i] dims [0] : tensor<?xf32>, tensor<?x{index}> -> tensor<?xf32>
"""
PROGRAMS = {
    "gather": """func.func @f(%x: tensor<?xf32>, %i: tensor<?x{index}>) -> tensor<?xf32> {{
""" + GATHER + """  return %r : tensor<?xf32>
}}
""",
    "sum": """func.func @f(%x: tensor<?xf32>, %i: tensor<?x{index}>) -> tensor<f32> {{
""" + GATHER + """  %zero = arith.constant dense<0.0> : tensor<f32>
  %s = linalg.reduce ins(%r : tensor<?xf32>) outs(%zero : tensor<f32>) dimensions = [0]
    (%a: f32, %b: f32) {{
      %t = arith.addf %a, %b : f32
      linalg.yield %t : f32
    }}
  return %s : tensor<f32>
}}
""",
}

# The type of the indices, the size of the table, and indices that are not in it.
TABLES = [
    ("i8", 100, [-1, 100, 127, -128]),
    ("i8", 300, [-1, -128]),
    ("i16", 40000, [-1, -32768]),
    ("i32", 1000, [1000, -(2**31)]),
    ("i64", 1000, [-1, 2**40 + 1]),
]


def run(path, size, wrong, threads):
    """The message of a call in which `wrong` are the indices at their places."""
    last = 127 if size == 300 else min(size, 32768) - 1
    indices = [wrong.get(k, last if k % 3 else k % 100) for k in range(COUNT)]
    command = [TOOL, path, f"random({size}, f32, 1)", str(indices), f"--threads={threads}"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    return result.returncode, result.stderr


def check(path, size, wrong, threads):
    code, message = run(path, size, wrong, threads)
    if not wrong:
        expected = code == 0 and message == ""
    else:
        place = min(wrong)
        text = (rf"tslice-run: gather #1 \({re.escape(os.path.basename(path))}:2:8\): "
                rf"index {wrong[place]} at position \[{place}\] is outside "
                rf"\[0, {size}\) of dimension 0 of 'x'\n")
        expected = code == 1 and re.fullmatch(text, message) is not None
    if not expected:
        print(f"{path}, {size} elements, {wrong}: exit code {code}, {message!r}")
    return expected


def main():
    good = bad = turn = 0
    for name, text in PROGRAMS.items():
        for index, size, values in TABLES:
            path = os.path.join(FOLDER, f"{name}-{index}.mlir")
            with open(path, "w", encoding="ascii") as file:
                file.write(text.format(index=index))
            cases = [{}] + [{place: values[k % len(values)]}
                            for k, place in enumerate(PLACES)]
            cases.append({1400: values[0], 600: values[-1]})
            cases.append({300: values[0], 301: values[-1]})
            for wrong in cases:
                turn += 1
                if check(path, size, wrong, 1 + turn % 3):
                    good += 1
                else:
                    bad += 1
    print(f"{good} as expected, {bad} not")


main()
