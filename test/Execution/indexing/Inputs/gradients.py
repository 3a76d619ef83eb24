# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Gradients of index expressions that another project tests, by numbers.

  gradients.py BIN FOLDER [--every] [--mode=plain|optimised]

Every case of FOLDER/indexing.json is read, and updated by a combiner, with
--every by each, in f64; all of them are differentiable in what they index.
`--tslice-verify-adjoints` builds the checks that `tslice-run --check-grad` runs:
forward against reverse mode along random directions, and forward mode against
differences on both sides. Here they are many to a module.
"""
import argparse
import collections
import math
import subprocess
import sys

import numpy as np

from calls import Session
from expressions import type_of
from suite import load_cases

COMBINERS = ["set", "add", "mul", "min", "max"]
EPSILON = 2.0**-52
# Compiling is linear in the size of a module, but for symbols.
BATCH = 26


def spell(case, combiners):
    """f(x, u, indices) -> the read, the updates."""
    text, types, arguments = case.read.spell()
    write_text, _, _ = case.write.spell()
    x, r = type_of(case.read.sizes, "f64"), type_of(case.read.result_sizes(), "f64")
    rest = "".join(f", {kind}" for kind in types)
    parameters = ", ".join([f"%x: {x}", f"%u: {r}"] + [f"{n}: {k}" for n, k, _ in arguments])
    results, kinds = ["%r"], [r]
    lines = [f"  %r = tslice.index %x{text} : {x}{rest} -> {r}\n"]
    for combiner in combiners:
        results.append(f"%{combiner}")
        kinds.append(x)
        lines.append(f"  %{combiner} = tslice.index_update {combiner} %u into %x{write_text} : {r} into {x}{rest}\n")
    return (f"func.func @f{case.number}({parameters}) -> ({', '.join(kinds)}) {{\n{''.join(lines)}"
            f"  return {', '.join(results)} : {', '.join(kinds)}\n}}\n")


def judge(numbers):
    """What is wrong, by the bounds of `tslice-run --check-grad`; or None."""
    forward, reverse, scale, low, high, noise = numbers
    if not all(map(math.isfinite, numbers)):
        return f"not finite: {numbers}"
    if abs(forward - reverse) > 1e-12 * scale:
        return f"forward mode gives {forward}, reverse mode {reverse}"
    slack = 10 * np.cbrt(EPSILON) * scale + 16 * EPSILON * noise
    if not low - slack <= forward <= high + slack:
        return f"they give {forward}, finite differences {low} to {high}"
    return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tools")
    parser.add_argument("folder")
    parser.add_argument("--every", action="store_true")
    parser.add_argument("--mode", default="plain")
    options = parser.parse_args()
    cases = load_cases(options.folder)
    if cases is None:
        return 0

    session = Session(f"{options.tools}/tslice-call-driver", options.mode, BATCH)
    rng = np.random.default_rng(1)
    outcomes = collections.Counter()

    def check(case):
        def note(answer):
            problem = answer if isinstance(answer, str) else judge([float(number) for number in answer])
            if problem:
                outcomes["wrong"] += 1
            elif answer[2] == 0:
                print(f"case {case.number}: not checked, {case.read.shape} has no element to differentiate by")
                outcomes["not checked"] += 1
            else:
                outcomes["checked"] += 1
            return problem and f"case {case.number}: {problem}"
        return note

    for at in range(0, len(cases), BATCH):
        batch = cases[at:at + BATCH]
        text = "".join(spell(case, COMBINERS if options.every else [COMBINERS[case.number % len(COMBINERS)]])
                       for case in batch)
        done = subprocess.run([f"{options.tools}/tslice-opt", "--tslice-verify-adjoints"],
                              input=text, capture_output=True, text=True)
        if done.returncode:
            sys.exit(done.stderr)
        for k, case in enumerate(batch):
            _, _, arguments = case.read.spell()
            # Random numbers are distinct: no ties.
            floats = [rng.uniform(0.5, 2, case.read.shape), rng.uniform(0.5, 2, case.read.cells().shape)]
            session.add("checks", done.stdout if k == 0 else "", f"f{case.number}__adjoint_check",
                        floats + [array for _, _, array in arguments], 6, check(case))
    failed = session.run()
    print(f"gradients of indexing: {outcomes['checked']} of {len(cases)} agree, {outcomes['wrong']} are wrong,"
          f" {outcomes['not checked']} not checked")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
