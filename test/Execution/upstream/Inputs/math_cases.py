# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Cases of math, for every element type, against long double: 2 units in the last
place for f32 and f64, 1 for the narrow types, which round an f32 once."""

import math

import numpy as np

from groups import Group
from scalars import FLOATS, INTEGERS, float_pairs, float_values, integer_values, narrow, wide, wrap


def by_element(op):
    """NumPy has no such function; what Python's cannot be asked is NaN."""
    def evaluate(x):
        out = np.empty_like(x)
        for i, v in enumerate(x):
            try:
                out[i] = op(float(v))
            except (ValueError, OverflowError):
                out[i] = np.nan
        return out
    return evaluate


def round_away(x):
    whole = np.copysign(np.floor(np.abs(x) + np.longdouble(0.5)), x)
    return np.where(np.isfinite(x), whole, x)


EXACT = {"absf": np.abs, "ceil": np.ceil, "floor": np.floor, "round": round_away, "roundeven": np.rint,
         "trunc": np.trunc, "sqrt": np.sqrt}
CLOSE = {
    "acos": np.arccos, "acosh": np.arccosh, "asin": np.arcsin, "asinh": np.arcsinh, "atan": np.arctan,
    "atanh": np.arctanh, "cbrt": np.cbrt, "cos": np.cos, "cosh": np.cosh, "exp": np.exp, "exp2": np.exp2,
    "expm1": np.expm1, "log": np.log, "log10": np.log10, "log1p": np.log1p, "log2": np.log2,
    "rsqrt": lambda x: 1 / np.sqrt(x), "sin": np.sin, "sinh": np.sinh, "tan": np.tan, "tanh": np.tanh,
    "erf": by_element(math.erf), "erfc": by_element(math.erfc),
}
CLASSES = {"isfinite": np.isfinite, "isinf": np.isinf, "isnan": np.isnan}
SMALLEST = {"f16": 2.0**-14, "bf16": 2.0**-126, "f32": 2.0**-126, "f64": 2.0**-1022}


def unary_group(element):
    values = float_values(element)
    x = wide(values, element)
    group = Group(f"math-{element}", {"a": (element, values)})
    with np.errstate(all="ignore"):
        for name, op in EXACT.items():
            group.add(f"math.{name} %a : ${element}", [element], [narrow(op(x), element)])
        for name, op in CLOSE.items():
            group.add(f"math.{name} %a : ${element}", [element], [narrow(op(x), element)], ulps=2)
        group.add(f"math.sincos %a : ${element}", [element, element],
                  [narrow(np.sin(x), element), narrow(np.cos(x), element)], ulps=2)
        for name, op in CLASSES.items():
            group.add(f"math.{name} %a : ${element}", ["i1"], [op(x)])
        group.add(f"math.isnormal %a : ${element}", ["i1"],
                  [np.isfinite(x) & (np.abs(x) >= SMALLEST[element])])
    return group


def binary_group(element):
    a, b = float_pairs(element)
    x, y = wide(a, element), wide(b, element)
    c = float_values(element, np.arange(len(a)) % 7 - 2.5)
    group = Group(f"math2-{element}", {"a": (element, a), "b": (element, b), "c": (element, c)})
    with np.errstate(all="ignore"):
        group.add(f"math.atan2 %a, %b : ${element}", [element], [narrow(np.arctan2(x, y), element)], ulps=2)
        group.add(f"math.powf %a, %b : ${element}", [element], [narrow(np.power(x, y), element)], ulps=2)
        group.add(f"math.copysign %a, %b : ${element}", [element], [narrow(np.copysign(x, y), element)])
        if element != "f64":
            # A long double holds the product of two, and the sum of it with these.
            small = (np.abs(x * y) < 1e9) & ((x * y == 0) | (np.abs(x * y) > 1e-6))
            group.add(f"math.fma %a, %b, %c : ${element}", [element],
                      [narrow(x * y + wide(c, element), element)], where=small)
        low, high = np.minimum(x, y), np.maximum(x, y)
        z = wide(c, element)
        fine = ~np.isnan(low)
        group.arguments["low"] = (element, narrow(np.where(fine, low, 0), element))
        group.arguments["high"] = (element, narrow(np.where(fine, high, 1), element))
        group.add(f"math.clampf %c to [%low, %high] : ${element}", [element],
                  [narrow(np.clip(z, np.where(fine, low, 0), np.where(fine, high, 1)), element)],
                  where=z != 0)
    return group


def fpowi_group(element, integer):
    bases = [0.0, 1.0, -1.0, 2.0, -2.0, 0.5, 1.25, -1.5, float("inf"), float("nan")]
    powers = [0, 1, 2, 3, 5, -1, -2, 7]
    a = float_values(element, [v for v in bases for _ in powers])
    b = wrap([p for _ in bases for p in powers], integer)
    group = Group(f"fpowi-{element}-{integer}", {"a": (element, a), "b": (integer, b)})
    with np.errstate(all="ignore"):
        group.add(f"math.fpowi %a, %b : ${element}, ${integer}", [element],
                  [narrow(np.power(wide(a, element), b.astype(np.longdouble)), element)], ulps=2)
    return group


def power(base, exponent):
    """Division by zero gives a quotient with all bits set."""
    if exponent >= 0:
        return base**exponent
    return {0: -1, 1: 1, -1: 1 if exponent % 2 == 0 else -1}.get(base, 0)


def integer_group(element):
    width = INTEGERS[element]
    values = wrap(integer_values(element), element)
    group = Group(f"math-{element}", {"a": (element, values)})
    bits = [format(int(v) & ((1 << width) - 1), f"0{width}b") for v in values]
    group.add(f"math.absi %a : ${element}", [element], [wrap([abs(int(v)) for v in values], element)])
    group.add(f"math.ctlz %a : ${element}", [element],
              [wrap([len(s) - len(s.lstrip("0")) for s in bits], element)])
    group.add(f"math.cttz %a : ${element}", [element],
              [wrap([len(s) - len(s.rstrip("0")) for s in bits], element)])
    group.add(f"math.ctpop %a : ${element}", [element], [wrap([s.count("1") for s in bits], element)])
    return group


def ipowi_group(element):
    bases, powers = [0, 1, -1, 2, -2, 3, 7, -9], [0, 1, 2, 3, 6, -1, -2, -3]
    a = [v for v in bases for _ in powers]
    b = [p for _ in bases for p in powers]
    group = Group(f"ipowi-{element}", {"a": (element, wrap(a, element)), "b": (element, wrap(b, element))})
    group.add(f"math.ipowi %a, %b : ${element}", [element],
              [wrap([power(x, y) for x, y in zip(a, b)], element)],
              where=[x != 0 or y >= 0 for x, y in zip(a, b)])
    return group


def groups():
    for element in FLOATS:
        yield unary_group(element)
        yield binary_group(element)
        yield fpowi_group(element, "i32")
    for element in ("i8", "i16", "i32", "i64", "index"):
        yield integer_group(element)
        if element != "index":
            yield ipowi_group(element)
    yield fpowi_group("f32", "i64")
    yield fpowi_group("f64", "i8")
