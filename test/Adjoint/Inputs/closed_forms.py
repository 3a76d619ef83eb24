# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""usage: closed_forms.py tslice-run FOLDER [NAMES]

The derivatives of upstream's elementwise ops, in both modes, beside closed forms in
long double: at ordinary places, where finite differences cannot judge (kinks, ties,
zeros, infinities, NaN), and on every element type. f16 and bf16 are within 1 unit in
the last place, since rules compute in f32. Each op runs on tensors of static and
dynamic shape, of rank 0 and without elements, on scalars, and in the body of a
tensor.generate."""

import os
import subprocess
import sys

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.append(os.path.join(HERE, "..", "..", "Execution", "upstream", "Inputs"))
import scalars  # noqa: E402

LN2, LN10 = np.log(np.longdouble(2)), np.log(np.longdouble(10))
PI = np.longdouble("3.14159265358979323846264338327950288")


def winner(op):
    """The share of the first operand of a minimum or maximum; that of the second is
    the same with the operands swapped."""
    def share(x, y):
        result = op(x, y)
        wins = (x == result) | (np.isnan(x) & np.isnan(result))
        other = (y == result) | (np.isnan(y) & np.isnan(result))
        return np.where(wins, np.where(other, 0.5, 1.0), 0.0)
    return [share, lambda x, y: share(y, x)]


def clamp(x, low, high):
    """The shares of maximum(minimum(x, high), low)."""
    minimum, maximum = winner(np.minimum), winner(np.maximum)
    below = np.minimum(x, high)
    through = maximum[0](below, low)
    return through * minimum[0](x, high), maximum[1](below, low), through * minimum[1](x, high)


def power_slope(x, y):
    return np.where(y == 0, 0, y * np.power(x, y - 1))


def power_growth(x, y):
    flat = (x == 0) & (y >= 0)
    return np.where(flat, 0, np.log(np.where(flat, 1, x)) * np.power(x, y))


class Form:
    """An op of `count` operands %a, %b, %c. `slopes` are its partial derivatives;
    they are looked at `where` that holds, in units of `least` at least."""

    def __init__(self, text, slopes, ulps=4, least=0.0, where=None):
        self.text, self.slopes, self.ulps, self.least = text, slopes, ulps, least
        self.where = where or (lambda *x: np.full(x[0].shape, True))


def constant(number):
    return lambda *x: np.full(x[0].shape, number, np.longdouble)


UNARY = [
    Form("arith.negf %a : T", [constant(-1)], 0),
    Form("math.absf %a : T", [lambda x: np.where(x == 0, 0, np.where(x < 0, -1, 1))], 0),
    Form("math.exp %a : T", [np.exp]),
    Form("math.exp2 %a : T", [lambda x: LN2 * np.exp2(x)]),
    Form("math.expm1 %a : T", [np.exp]),
    Form("math.log %a : T", [lambda x: 1 / x]),
    Form("math.log2 %a : T", [lambda x: 1 / (x * LN2)]),
    Form("math.log10 %a : T", [lambda x: 1 / (x * LN10)]),
    Form("math.log1p %a : T", [lambda x: 1 / (1 + x)], where=lambda x: x != -1),
    Form("math.sqrt %a : T", [lambda x: 0.5 / np.sqrt(x)]),
    Form("math.rsqrt %a : T", [lambda x: -0.5 / (x * np.sqrt(x))], 6),
    Form("math.cbrt %a : T", [lambda x: 1 / (3 * np.cbrt(x) ** 2)], 8),
    Form("math.sin %a : T", [np.cos]),
    Form("math.cos %a : T", [lambda x: -np.sin(x)]),
    Form("math.tan %a : T", [lambda x: 1 + np.tan(x) ** 2], 8),
    Form("math.sinh %a : T", [np.cosh]),
    Form("math.cosh %a : T", [np.sinh]),
    Form("math.tanh %a : T", [lambda x: 1 / np.cosh(x) ** 2], 4, 1.0),
    Form("math.asin %a : T", [lambda x: 1 / np.sqrt((1 - x) * (1 + x))]),
    Form("math.acos %a : T", [lambda x: -1 / np.sqrt((1 - x) * (1 + x))]),
    Form("math.atan %a : T", [lambda x: 1 / (1 + x * x)]),
    Form("math.asinh %a : T", [lambda x: 1 / np.sqrt(1 + x * x)]),
    Form("math.acosh %a : T", [lambda x: 1 / np.sqrt((x - 1) * (x + 1))], where=lambda x: x >= 1),
    Form("math.atanh %a : T", [lambda x: 1 / ((1 - x) * (1 + x))]),
    Form("math.erf %a : T", [lambda x: 2 / np.sqrt(PI) * np.exp(-x * x)], 4, where=lambda x: np.abs(x) < 5),
    Form("math.erfc %a : T", [lambda x: -2 / np.sqrt(PI) * np.exp(-x * x)], 4, where=lambda x: np.abs(x) < 5),
    Form("math.floor %a : T", [constant(0)], 0),
    Form("math.ceil %a : T", [constant(0)], 0),
    Form("math.round %a : T", [constant(0)], 0),
    Form("math.roundeven %a : T", [constant(0)], 0),
    Form("math.trunc %a : T", [constant(0)], 0),
]
SINCOS = [Form("math.sincos %a : T", [np.cos]), Form("math.sincos %a : T", [lambda x: -np.sin(x)])]


def finite(*x):
    return np.logical_and.reduce([np.isfinite(v) for v in x])


BINARY = [
    Form("arith.addf %a, %b : T", [constant(1), constant(1)], 0),
    Form("arith.subf %a, %b : T", [constant(1), constant(-1)], 0),
    Form("arith.mulf %a, %b : T", [lambda x, y: y, lambda x, y: x], 0),
    Form("arith.divf %a, %b : T", [lambda x, y: 1 / y, lambda x, y: -x / y / y], 4,
         where=lambda x, y: (y != 0) & finite(x, y)),
    Form("arith.remf %a, %b : T", [constant(1), lambda x, y: -np.trunc(x / y)], 0,
         where=lambda x, y: (y != 0) & finite(x, y) & (np.abs(x / y) < 1000)),
    Form("arith.maximumf %a, %b : T", winner(np.maximum), 0),
    Form("arith.minimumf %a, %b : T", winner(np.minimum), 0),
    Form("arith.maxnumf %a, %b : T", winner(np.fmax), 0),
    Form("arith.minnumf %a, %b : T", winner(np.fmin), 0),
    Form("math.atan2 %a, %b : T", [lambda y, x: x / (x * x + y * y), lambda y, x: -y / (x * x + y * y)], 6,
         where=lambda y, x: finite(y, x) & ((x != 0) | (y != 0))),
    Form("math.copysign %a, %b : T",
         [lambda x, y: np.where(x == 0, 0, np.where(np.signbit(x) == np.signbit(y), 1, -1)), constant(0)], 0,
         where=lambda x, y: ~np.isnan(x)),
    Form("math.powf %a, %b : T", [power_slope, power_growth], 24, where=lambda x, y: finite(x, y)),
]
TERNARY = [
    Form("math.fma %a, %b, %c : T", [lambda x, y, z: y, lambda x, y, z: x, constant(1)], 0),
    Form("math.clampf %a to [%b, %c] : T", [lambda *x, i=i: clamp(*x)[i] for i in range(3)], 0),
]
SHAPES = {"static": "tensor<{n}x{e}>", "dynamic": "tensor<?x{e}>", "matrix": "tensor<?x5x{e}>",
          "rank0": "tensor<{e}>", "scalar": "{e}", "empty": "tensor<0x{e}>", "emptied": "tensor<?x{e}>",
          "generate": "tensor<{n}x{e}>"}


def operands(count, element, variant):
    values = scalars.FLOAT_VALUES
    if variant in ("rank0", "scalar"):
        columns = [[0.75], [1.25], [2.5]][:count]
    elif variant in ("empty", "emptied"):
        columns = [[]] * count
    elif count == 1:
        columns = [values]
    elif count == 2:
        columns = [[a for a in values for _ in values], [b for _ in values for b in values]]
    else:
        columns = [[a for a in values[:15] for _ in range(15)], [b for _ in range(15) for b in values[:15]],
                   [values[(7 * i) % 15] for i in range(225)]]
    return [scalars.float_values(element, np.array(c, np.longdouble)) for c in columns]


def callee(k, form, results, shape, element, variant, count):
    parameters = ", ".join(f"%{'abc'[i]}{'s' if variant == 'generate' else ''}: {shape}" for i in range(count))
    name = "%r" if results == 1 else f"%r:{results[0]}"
    value = "%r" if results == 1 else f"%r#{results[1]}"
    if variant != "generate":
        return (f"func.func private @f{k}({parameters}) -> {shape} {{\n  {name} = {form.text.replace('T', shape)}\n"
                f"  return {value} : {shape}\n}}\n")
    extracts = "\n".join(f"    %{c} = tensor.extract %{c}s[%i] : {shape}" for c in "abc"[:count])
    return (f"func.func private @f{k}({parameters}) -> {shape} {{\n"
            f"  %g = tensor.generate {{\n  ^bb0(%i: index):\n{extracts}\n"
            f"    {name} = {form.text.replace('T', element)}\n    tensor.yield {value} : {element}\n  }} : {shape}\n"
            f"  return %g : {shape}\n}}\n")


def module(forms, count, element, variant, size, results):
    shape = SHAPES[variant].format(n=size, e=element)
    types = ", ".join([shape] * count)
    names = ", ".join(f"%{c}" for c in "abc"[:count])
    text, lines, returned = "", [], []
    for k, form in enumerate(forms):
        text += callee(k, form, 1 if results == 1 else (results, k), shape, element, variant, count)
        wrt = ", ".join(map(str, range(count)))
        lines.append(f"%v{k}{f':{count}' if count > 1 else ''} = tslice.vjp @f{k}({names})(%w) wrt [{wrt}] : "
                     f"({types})({shape}) -> {f'({types})' if count > 1 else shape}")
        returned += [f"%v{k}" if count == 1 else f"%v{k}#{i}" for i in range(count)]
        for i in range(count):
            lines.append(f"%t{k}_{i} = tslice.jvp @f{k}({names})(%w) wrt [{i}] : ({types})({shape}) -> {shape}")
            returned.append(f"%t{k}_{i}")
    parameters = ", ".join([f"%{c}: {shape}" for c in "abc"[:count]] + [f"%w: {shape}"])
    body = "\n  ".join(lines)
    return (f"{text}func.func @main({parameters}) -> ({', '.join([shape] * len(returned))}) {{\n  {body}\n"
            f"  return {', '.join(returned)} : {', '.join([shape] * len(returned))}\n}}\n")


def run(tool, folder, name, forms, count, element, variant, results=1):
    """Returns how many derivatives were compared, and a line for each that is wrong."""
    columns = operands(count, element, variant)
    size = len(columns[0])
    shape = {"rank0": (), "scalar": (), "matrix": (size // 5, 5)}.get(variant, (size,))
    stem = os.path.join(folder, f"{name}-{element}-{variant}")
    inputs = []
    for column in columns + [scalars.narrow(np.ones(size, np.longdouble), element)]:
        inputs.append(f"{stem}-{len(inputs)}.npy")
        if shape:
            scalars.save(inputs[-1], column.reshape(shape), element)
        else:
            np.save(inputs[-1], column.reshape(()))
    with open(stem + ".mlir", "w", encoding="ascii") as file:
        file.write(module(forms, count, element, variant, size, results))
    outputs = [f"{stem}-out{i}.npy" for i in range(2 * count * len(forms))]
    done = subprocess.run([tool, stem + ".mlir", "--entry=main", *inputs, *(f"--output={o}" for o in outputs)],
                          capture_output=True, text=True, check=False)
    if done.returncode:
        return 0, [f"{name} {element} {variant}: {done.stderr.strip()}"]
    wrong, path = [], iter(outputs)
    wide = [scalars.wide(c, element) for c in columns]
    for form in forms:
        with np.errstate(all="ignore"):
            wanted = [scalars.narrow(slope(*wide), element) for slope in form.slopes]
            fine = form.where(*wide)
        for mode in ("reverse", "forward"):
            for i, want in enumerate(wanted):
                found = scalars.load(next(path), element).reshape(-1)
                wrong += judge(form, f"{element} {variant} {mode} {i}", found, want, fine, element, wide)
    return len(outputs), wrong


def judge(form, where, found, want, fine, element, wide):
    ulps = form.ulps if element in ("f32", "f64") else min(form.ulps, 1)
    steps = scalars.float_distance(found, want, element)
    if form.least:
        with np.errstate(all="ignore"):
            away = np.abs(scalars.wide(found, element) - scalars.wide(want, element))
        steps = [0 if a <= form.least * 2.0 ** -(52 if element == "f64" else 23) * ulps else s
                 for a, s in zip(away, steps)]
    bad = [i for i, s in enumerate(steps)
           if s > ulps and fine[i] and not scalars.wide(found, element)[i] == scalars.wide(want, element)[i]]
    if not bad:
        return []
    i = bad[0]
    return [f"{form.text} {where}: at {[float(x[i]) for x in wide]} is {scalars.wide(found, element)[i]}, expected "
            f"{scalars.wide(want, element)[i]} ({len(bad)} wrong, {steps[i]} ulps)"]


def main():
    tool, folder, *names = sys.argv[1:]
    total, wrong = 0, []
    groups = {"unary": (UNARY, 1, 1), "sincos": (SINCOS, 1, 2), "binary": (BINARY, 2, 1), "ternary": (TERNARY, 3, 1)}
    for name, (forms, count, results) in groups.items():
        if names and name not in names:
            continue
        for element in scalars.FLOATS:
            variants = list(SHAPES) if element == "f64" else ["static"]
            for variant in variants:
                done, lines = run(tool, folder, name, forms, count, element, variant, results)
                total += done
                wrong += lines
    print("\n".join(wrong))
    print(f"{total} derivatives compared, {len(wrong)} wrong")


if __name__ == "__main__":
    main()
