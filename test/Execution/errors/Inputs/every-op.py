# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Calls every access with one index out of range and looks at what comes of it.

The index stands first, in the middle and last, is just outside, far outside and
at the extremes of its type. Each time the exit code is 1, stderr is exactly one
located sentence, stdout is empty, and no output file is there.
"""

import os
import subprocess
import sys

TOOL, FOLDER = sys.argv[1:3]
SIZE, COUNT = 5, 7
WIDTHS = {"i8": 8, "i16": 16, "i32": 32, "i64": 64, "index": 64}

OPS = {
    "gather": """func.func @f(%x: tensor<?xf32>, %i: tensor<?x{index}>) -> tensor<?xf32> {{
  %r = tslice.gather %x[%i] dims [0] : tensor<?xf32>, tensor<?x{index}> -> tensor<?xf32>
  return %r : tensor<?xf32>
}}
""",
    "scatter": """func.func @f(%x: tensor<?xf32>, %i: tensor<?x{index}>, %u: tensor<?xf32>) -> tensor<?xf32> {{
  %r = tslice.scatter add %u into %x[%i] dims [0] : tensor<?xf32> into tensor<?xf32>, tensor<?x{index}>
  return %r : tensor<?xf32>
}}
""",
    # Each element is sliced, or updated, by an index of its own: accesses #1 to #7.
    "slice": """func.func @f(%x: tensor<?xf32>, %i: tensor<{count}x{index}>) -> tensor<f32> {{
{offsets}  return %r6 : tensor<f32>
}}
""",
    "update": """func.func @f(%x: tensor<?xf32>, %i: tensor<{count}x{index}>, %u: tensor<f32>) -> tensor<?xf32> {{
{offsets}  return %r6 : tensor<?xf32>
}}
""",
}


def ranged(op, index):
    """The accesses by one number each, and the line of the first of them."""
    lines, last = [], "%x"
    for k in range(COUNT):
        lines.append(f"  %c{k} = arith.constant {k} : index\n")
        lines.append(f"  %e{k} = tensor.extract %i[%c{k}] : tensor<{COUNT}x{index}>\n")
        cast = f"arith.index_cast %e{k} : {index} to index"
        if index == "index":
            cast = f"arith.addi %e{k}, %c0 : index"
        lines.append(f"  %o{k} = {cast}\n")
        if op == "update":
            lines.append(f"  %r{k} = tslice.update set %u into {last}[%o{k}][1][1] drop [0]"
                         " : tensor<f32> into tensor<?xf32>\n")
            last = f"%r{k}"
        else:
            lines.append(f"  %s{k} = tslice.slice %x[%o{k}][1][1] drop [0]"
                         " : tensor<?xf32> to tensor<f32>\n")
            total = f"arith.addf %r{k - 1}, %s{k} : tensor<f32>"
            if k == 0:
                total = "arith.addf %s0, %s0 : tensor<f32>"
            lines.append(f"  %r{k} = {total}\n")
    return "".join(lines)


def write(op, index):
    path = os.path.join(FOLDER, f"{op}-{index}.mlir")
    offsets = ranged(op, index) if op in ("slice", "update") else ""
    with open(path, "w", encoding="ascii") as file:
        file.write(OPS[op].format(index=index, count=COUNT, offsets=offsets))
    return path


def expected(op, path, place, value):
    """The sentence, found out from the text of the program."""
    ranged_op = op in ("slice", "update")
    number = place + 1 if ranged_op else 1
    with open(path, encoding="ascii") as file:
        lines = [n for n, line in enumerate(file, 1) if f"tslice.{op}" in line]
    column = 9 if ranged_op else 8
    at = "" if ranged_op else f" at position [{place}]"
    name = f"r{place - 1}" if op == "update" and place > 0 else "x"
    return (f"tslice-run: {op} #{number} ({os.path.basename(path)}:"
            f"{lines[number - 1]}:{column}): index {value}{at} is outside "
            f"[0, {SIZE}) of dimension 0 of '{name}'\n")


def check(op, index, path, place, value, flags):
    indices = [(3 * k) % SIZE for k in range(COUNT)]
    indices[place] = value
    output = os.path.join(FOLDER, "output.npy")
    command = [TOOL, path, str([0.5] * SIZE), str(indices)]
    if op == "scatter":
        command.append(str([1.0] * COUNT))
    if op == "update":
        command.append("2")
    result = subprocess.run(command + flags + ["-o", output], capture_output=True,
                            text=True, check=False)
    sentence = expected(op, path, place, value)
    if (result.returncode == 1 and result.stdout == "" and result.stderr == sentence
            and not os.path.exists(output)):
        return True
    print(f"{' '.join(command + flags)}\n  exit code {result.returncode}, "
          f"stdout {result.stdout!r}\n  stderr {result.stderr!r}\n  not    {sentence!r}")
    return False


def main():
    good = bad = 0
    for op in OPS:
        for index, width in WIDTHS.items():
            path = write(op, index)
            highest = 2 ** (width - 1) - 1
            for turn, value in enumerate([-1, SIZE, highest, -highest - 1]):
                # All places for the values next to the range, one for the others.
                places = [0, COUNT // 2, COUNT - 1]
                if abs(value) > SIZE:
                    places = [places[(turn + width) % 3]]
                for place in places:
                    flags = ["--no-optimize"] if (turn + place) % 2 else []
                    if check(op, index, path, place, value, flags):
                        good += 1
                    else:
                        bad += 1
    print(f"{good} errors as expected, {bad} not")


main()
