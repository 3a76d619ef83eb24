# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""usage: structured_derivatives.py tslice-run FOLDER

The derivatives of linalg's contractions, convolutions and poolings, strided and
dilated too, in both modes, beside plain loops over what their names say. Values are
small integers, so that sums are exact, and the extrema of poolings have ties, which
share evenly with the initial value."""

import itertools
import os
import subprocess
import sys

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.append(os.path.join(HERE, "..", "..", "Execution", "upstream", "Inputs"))
import structured  # noqa: E402
from structured import CONTRACTIONS, CONVOLUTIONS, MAPS, PLAIN_CONVOLUTIONS, POOLINGS, SIZES, SPATIAL  # noqa: E402


# Those that are run with dynamic sizes too, which take long to compile.
DYNAMIC = ("conv_1d_nwc_wcf", "pooling_nwc_max", "matmul", "conv_2d", "batch_matvec")


def cases():
    for table in (CONVOLUTIONS, POOLINGS):
        for name, spec in table.items():
            if "unsigned" not in name:
                yield structured.Case(name, spec, "f64", True)
    for table in (PLAIN_CONVOLUTIONS, CONTRACTIONS):
        for name, spec in table.items():
            yield structured.Case(name, spec, "f64", False)
    for name, spec in MAPS.items():
        yield structured.Case(name, spec, "f64", False, maps=True)


def points(case):
    """The place in each operand that each step of the loops reads or writes."""
    loops = sorted({loop for letters in case.operands for letter in letters for loop in SPATIAL.get(letter, letter)})
    for point in itertools.product(*(range(SIZES[loop]) for loop in loops)):
        at = dict(zip(loops, point))
        yield [tuple(case.position(letter, at) for letter in letters) for letters in case.operands]


def winners(case, first, out):
    """The extremum of each cell, and how many have it."""
    best = case.expected(first, None, out)
    count = (out == best).astype(np.float64)
    for place in points(case):
        count[place[2]] += first[place[0]] == best[place[2]]
    return best, count


def reverse(case, first, second, out, w):
    """The cotangents of the operands for the cotangent w."""
    grads = [np.zeros(first.shape), np.zeros(second.shape), w.copy()]
    if case.name in POOLINGS and "_sum" not in case.name:
        best, count = winners(case, first, out)
        grads[2] = np.where(out == best, w / count, 0)
        for place in points(case):
            if first[place[0]] == best[place[2]]:
                grads[0][place[0]] += w[place[2]] / count[place[2]]
        return grads
    for place in points(case):
        if case.name in POOLINGS:
            grads[0][place[0]] += w[place[2]]
        else:
            grads[0][place[0]] += w[place[2]] * second[place[1]]
            grads[1][place[1]] += w[place[2]] * first[place[0]]
    return grads


def module(batch, dynamic):
    text, lines, parameters, results = "", [], [], []
    for k, case in enumerate(batch):
        types = []
        for letters in case.operands:
            sizes = ["?" if dynamic else str(s) for s in case.shape(letters)]
            types.append(f"tensor<{'x'.join(sizes + ['f64'])}>")
        a, b, o = types
        text += (f"func.func private @f{k}(%a: {a}, %b: {b}, %o: {o}) -> {o} {{\n"
                 f"  {case.text(['%a', '%b', '%o'], types, k)}\n  return %r{k} : {o}\n}}\n")
        names = [f"%x{k}_{i}" for i in range(3)] + [f"%t{k}_{i}" for i in range(3)] + [f"%w{k}"]
        parameters += [f"{n}: {t}" for n, t in zip(names, types + types + [o])]
        wrt = "0, 2" if case.name in POOLINGS else "0, 1, 2"
        picked = [i for i in range(3) if str(i) in wrt]
        lines.append(f"%v{k}:{len(picked)} = tslice.vjp @f{k}({', '.join(names[:3])})({names[6]}) wrt [{wrt}] : "
                     f"({a}, {b}, {o})({o}) -> ({', '.join(types[i] for i in picked)})")
        lines.append(f"%j{k} = tslice.jvp @f{k}({', '.join(names[:3])})({', '.join(names[3 + i] for i in picked)}) "
                     f"wrt [{wrt}] : ({a}, {b}, {o})({', '.join(types[i] for i in picked)}) -> {o}")
        results += [(f"%v{k}#{n}", types[i]) for n, i in enumerate(picked)] + [(f"%j{k}", o)]
    values, types = (", ".join(x) for x in zip(*results))
    body = "\n".join("  " + line for line in [*lines, f"return {values} : {types}"])
    return f"{text}func.func @main({', '.join(parameters)}) -> ({types}) {{\n{body}\n}}\n"


def expected(case, arrays, tangents, w):
    grads = reverse(case, *arrays, w)
    if case.name in POOLINGS:
        del grads[1]
    # The forward mode: one cell of the result at a time is the reverse mode of it.
    tangent = np.zeros(w.shape)
    for cell in np.ndindex(*w.shape):
        unit = np.zeros(w.shape)
        unit[cell] = 1
        tangent[cell] = sum(np.sum(g * t) for g, t in zip(reverse(case, *arrays, unit), tangents))
    return grads + [tangent]


def run(batch, number, dynamic, tool, folder):
    """Returns how many derivatives were compared, and a line for each that is wrong."""
    inputs, wanted = [], []
    for k, case in enumerate(batch):
        arrays = case.arrays(k)
        tangents = case.arrays(k + 100)
        w = case.arrays(k + 200)[2]
        wanted += [(case, want) for want in expected(case, arrays, tangents, w)]
        for array in [*arrays, *tangents, w]:
            inputs.append(os.path.join(folder, f"{number}-{len(inputs)}.npy"))
            np.save(inputs[-1], array)
    path = os.path.join(folder, f"{number}-{dynamic}.mlir")
    with open(path, "w", encoding="ascii") as file:
        file.write(module(batch, dynamic))
    outputs = [os.path.join(folder, f"{number}-{dynamic}-{k}.npy") for k in range(len(wanted))]
    done = subprocess.run([tool, path, "--entry=main", *inputs, *(f"--output={o}" for o in outputs)],
                          capture_output=True, text=True, check=False)
    if done.returncode:
        return 0, [done.stderr.strip()]
    wrong = []
    for (case, want), output in zip(wanted, outputs):
        found = np.load(output)
        if found.shape != want.shape or not np.allclose(found, want, rtol=1e-13, atol=1e-13):
            wrong.append(f"linalg.{case.name} ({'dynamic' if dynamic else 'static'}): {found}, expected {want}")
    return len(wanted), wrong


def main():
    tool, folder = sys.argv[1:]
    everything, wrong, total = list(cases()), [], 0
    batches = [(everything[i:i + 12], False) for i in range(0, len(everything), 12)]
    batches.append(([case for case in everything if case.name in DYNAMIC and not case.maps], True))
    for number, (batch, dynamic) in enumerate(batches):
        count, lines = run(batch, number, dynamic, tool, folder)
        total += count
        wrong += lines
    print("\n".join(wrong))
    print(f"{total} derivatives compared, {len(wrong)} wrong")


if __name__ == "__main__":
    main()
