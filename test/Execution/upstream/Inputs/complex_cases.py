# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Cases of complex, which has scalars only, against complex long double. Units are
those of the larger part."""

import numpy as np

from groups import Group
from scalars import COMPLEX, narrow, wide, wrap

PARTS = [0.0, 1.0, -1.0, 0.5, -2.0, 3.25, 1e-3, 20.0]


def numbers(element):
    values = [complex(a, b) for a in PARTS for b in PARTS]
    return narrow(np.array(values, np.clongdouble), element)


def sign(z):
    return np.where(z == 0, 0, z / np.where(z == 0, 1, np.abs(z)))


UNARY = {
    "cos": np.cos, "exp": np.exp, "expm1": np.expm1, "log": np.log, "log1p": np.log1p, "neg": lambda z: -z,
    "conj": np.conj, "rsqrt": lambda z: 1 / np.sqrt(z), "sign": sign, "sin": np.sin, "sqrt": np.sqrt,
    "tan": np.tan, "tanh": np.tanh,
}
EXACT = ("neg", "conj")
# Upstream computes these by exponentials, which cancel near 0.
CANCELS = ("expm1", "log", "log1p", "sin", "tan", "tanh")


def unary_group(element):
    part = COMPLEX[element]
    values = numbers(element)
    z = wide(values, element)
    group = Group(f"complex-{part}", {"a": (element, values)}, variants=["scalar"])
    with np.errstate(all="ignore"):
        for name, op in UNARY.items():
            fine = np.isfinite(op(z)) & ((z != 0) | (name not in ("rsqrt", "log")))
            group.add(f"complex.{name} %a : ${element}", [element], [narrow(op(z), element)],
                      ulps=0 if name in EXACT else 32, where=fine,
                      least=1.0 if name in CANCELS else 0.0)
        group.add(f"complex.abs %a : ${element}", [part], [narrow(np.abs(z), part)], ulps=2)
        group.add(f"complex.angle %a : ${element}", [part], [narrow(np.angle(z), part)], ulps=2)
        group.add(f"complex.re %a : ${element}", [part], [values.real.copy()])
        group.add(f"complex.im %a : ${element}", [part], [values.imag.copy()])
    return group


def binary_group(element):
    part = COMPLEX[element]
    values = numbers(element)[::3]
    a = np.repeat(values, len(values))
    b = np.tile(values, len(values))
    x, y = wide(a, element), wide(b, element)
    group = Group(f"complex2-{part}", {"a": (element, a), "b": (element, b)}, variants=["scalar"])
    with np.errstate(all="ignore"):
        group.add(f"complex.add %a, %b : ${element}", [element], [a + b])
        group.add(f"complex.sub %a, %b : ${element}", [element], [a - b])
        group.add(f"complex.mul %a, %b : ${element}", [element], [narrow(x * y, element)], ulps=4)
        group.add(f"complex.div %a, %b : ${element}", [element], [narrow(x / y, element)], ulps=8, where=y != 0)
        group.add(f"complex.pow %a, %b : ${element}", [element], [narrow(np.power(x, y), element)], ulps=256,
                  where=(x != 0) & (np.abs(np.power(x, y)) < 1e30) & (np.abs(np.power(x, y)) > 1e-30))
        group.add(f"complex.eq %a, %b : ${element}", ["i1"], [a == b])
        group.add(f"complex.neq %a, %b : ${element}", ["i1"], [a != b])
        i, one = np.clongdouble(1j), np.clongdouble(1)
        # atan2(y, x) = -i log((x + iy) / sqrt(x^2 + y^2))
        angle = -i * np.log((y + i * x) / np.sqrt(x * x + y * y))
        group.add(f"complex.atan2 %a, %b : ${element}", [element], [narrow(angle, element)], ulps=256,
                  where=(np.abs(x * x + y * y) > 0.01) & (np.abs(angle) > 0.01)
                  & (np.abs(np.abs(angle.real) - np.pi) > 0.01))
    return group


def powi_group(element):
    part = COMPLEX[element]
    values = numbers(element)[::5]
    powers = [0, 1, 2, 3, -1, -2]
    a = np.repeat(values, len(powers))
    b = np.tile(powers, len(values))
    group = Group(f"complexi-{part}", {"a": (element, a), "b": ("i32", wrap(list(b), "i32"))}, variants=["scalar"])
    with np.errstate(all="ignore"):
        group.add(f"complex.powi %a, %b : ${element}, $i32", [element],
                  [narrow(wide(a, element) ** b, element)], ulps=16, where=(wide(a, element) != 0))
    return group


def parts_group(part):
    element = f"complex<{part}>"
    a = narrow(np.array(PARTS, np.longdouble), part)
    b = a[::-1].copy()
    group = Group(f"complexp-{part}", {"a": (part, a), "b": (part, b)}, variants=["scalar"])
    both = (a + 1j * b).astype(np.complex64 if part == "f32" else np.complex128)
    group.add(f"complex.create %a, %b : ${element}", [element], [both])
    if part == "f32":
        group.add("complex.bitcast %z : complex<f32> to i64", ["i64"], [both.view(np.int64)])
        group.add("complex.bitcast %i64 : i64 to complex<f32>", [element], [both])
        group.arguments["z"] = (element, both)
        group.arguments["i64"] = ("i64", both.view(np.int64))
    group.add(f"complex.constant [1.5 : {part}, -2.0 : {part}] : ${element}", [element], [np.full_like(both, 1.5 - 2j)])
    return group


def groups():
    for element, part in COMPLEX.items():
        yield unary_group(element)
        yield binary_group(element)
        yield powi_group(element)
        yield parts_group(part)
