# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Element types as NumPy holds them, values worth trying, and how far two
values of a type are apart. NumPy has no bf16, so that is kept as its bits."""

import numpy as np

INTEGERS = {"i1": 1, "i8": 8, "i16": 16, "i32": 32, "i64": 64, "index": 64}
FLOATS = ("f16", "bf16", "f32", "f64")
COMPLEX = {"complex<f32>": "f32", "complex<f64>": "f64"}

DTYPES = {"i1": np.bool_, "i8": np.int8, "i16": np.int16, "i32": np.int32, "i64": np.int64,
          "index": np.int64, "f16": np.float16, "bf16": np.uint16, "f32": np.float32,
          "f64": np.float64, "complex<f32>": np.complex64, "complex<f64>": np.complex128}


def to_bf16(values):
    """Rounds to nearest even, the result as bits."""
    values = np.asarray(values, np.longdouble)
    # To odd in f32 first, so that the second rounding is the only one.
    single = values.astype(np.float32)
    bits = single.view(np.uint32)
    exact = single.astype(np.longdouble) == values
    shrink = ~exact & ~np.isnan(values) & (np.abs(single.astype(np.longdouble)) > np.abs(values))
    bits = np.where(shrink & np.isfinite(values), bits - 1, bits)
    bits = np.where(~exact & np.isfinite(values), bits | 1, bits)
    upper = (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16
    upper = np.where(np.isnan(values), 0x7FC0, upper)
    upper = np.where(np.isinf(values), np.where(values > 0, 0x7F80, 0xFF80), upper)
    return upper.astype(np.uint16)


def from_bf16(bits):
    return (bits.astype(np.uint32) << 16).view(np.float32)


def wide(values, element):
    """Numbers in long double (complex ones in two), for references."""
    if element == "bf16":
        values = from_bf16(values)
    if element in COMPLEX:
        return values.astype(np.clongdouble)
    return values.astype(np.longdouble)


def narrow(values, element):
    """Rounds a reference to its type."""
    if element == "bf16":
        return to_bf16(values)
    with np.errstate(all="ignore"):
        return np.asarray(values).astype(DTYPES[element])


def wrap(values, element):
    """Python integers as two's complement numbers of the type."""
    width = INTEGERS[element]
    if width == 1:
        return np.array([v & 1 for v in values], np.bool_)
    half = 1 << (width - 1)
    return np.array([(v + half) % (2 * half) - half for v in values], DTYPES[element])


def save(path, values, element):
    values = np.ascontiguousarray(values)
    np.save(path, values.view("V2") if element == "bf16" else values)


def load(path, element):
    values = np.load(path)
    return values.view(np.uint16) if element == "bf16" else values


def ordered(values, element):
    """Floats as integers in their order, neighbours one apart."""
    width = {"f16": 16, "bf16": 16, "f32": 32, "f64": 64}[element]
    unsigned = {16: np.uint16, 32: np.uint32, 64: np.uint64}[width]
    bits = [int(b) for b in np.ascontiguousarray(values).view(unsigned).ravel()]
    top = 1 << (width - 1)
    return [-(b - top) if b & top else b for b in bits]


def is_nan(values, element):
    return np.isnan(wide(values, element))


def float_distance(found, expected, element):
    """Units in the last place; 0 for two NaNs, a large number for one."""
    nans = is_nan(found, element), is_nan(expected, element)
    steps = [abs(a - b) for a, b in zip(ordered(found, element), ordered(expected, element))]
    return [0 if f and e else 10**9 if f or e else s
            for s, f, e in zip(steps, nans[0].ravel(), nans[1].ravel())]


def distance(found, expected, element, least=0.0):
    """The distance of each element in units in the last place. Those of a complex
    number are units of its larger part, taken to be `least` at least."""
    if element in FLOATS:
        return float_distance(found, expected, element)
    if element in COMPLEX:
        part = COMPLEX[element]
        real = found.real.astype(DTYPES[part]), found.imag.astype(DTYPES[part])
        want = expected.real.astype(DTYPES[part]), expected.imag.astype(DTYPES[part])
        larger = np.maximum(np.abs(want[0]), np.abs(want[1]))
        unit = np.spacing(np.maximum(larger, DTYPES[part](least)))
        out = []
        for k, one in enumerate(unit.ravel()):
            worst = 0
            for f, w in zip(real, want):
                f, w = f.ravel()[k], w.ravel()[k]
                if np.isnan(f) and np.isnan(w) or f == w:
                    continue
                worst = max(worst, abs(float(f) - float(w)) / float(one) if np.isfinite(one) else 10**9)
            out.append(10**9 if np.isnan(worst) else worst)
        return out
    return [0 if a == b else 10**9 for a, b in zip(found.ravel(), expected.ravel())]


def integer_values(element):
    """Numbers at the ends and in between."""
    if element == "i1":
        return [0, -1]
    width = INTEGERS[element]
    top = 1 << (width - 1)
    return [0, 1, -1, 2, -2, 3, 7, -9, 100, -top, 1 - top, top - 1, top - 2, top // 3]


def integer_pairs(element):
    values = integer_values(element)
    pairs = [(a, b) for a in values for b in values]
    return wrap([a for a, _ in pairs], element), wrap([b for _, b in pairs], element)


FLOAT_VALUES = [0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 1.5, 2.5, -2.5, 3.0, 0.1, -0.7, 1e-3, -1e-3, 20.25,
                -20.25, 88.0, 1000.0, -1000.0, 60000.0, 1e-7, 6e-8, float("inf"), float("-inf"), float("nan")]


def float_values(element, values=None):
    return narrow(np.array(FLOAT_VALUES if values is None else values, np.longdouble), element)


def float_pairs(element):
    values = FLOAT_VALUES
    return (float_values(element, [a for a in values for _ in values]),
            float_values(element, [b for _ in values for b in values]))
