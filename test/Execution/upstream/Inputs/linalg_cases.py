# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Cases of the elementwise ops of linalg, which write over a third tensor."""

import numpy as np

from arith_cases import divide, maximum
from groups import Group
from math_cases import CLOSE, EXACT, round_away
from scalars import float_pairs, integer_pairs, narrow, wide, wrap

UNARY = {
    "abs": np.abs, "ceil": np.ceil, "copy": np.array, "erf": CLOSE["erf"], "exp": np.exp, "floor": np.floor,
    "log": np.log, "negf": np.negative, "reciprocal": lambda x: 1 / x, "round": round_away,
    "rsqrt": CLOSE["rsqrt"], "sqrt": np.sqrt, "square": lambda x: x * x, "tanh": np.tanh,
}
BINARY = {"add": np.add, "sub": np.subtract, "mul": np.multiply, "div": np.divide, "powf": np.power}
INTEGER = {
    "add": lambda a, b: a + b, "sub": lambda a, b: a - b, "mul": lambda a, b: a * b, "max": max, "min": min,
    "div": lambda a, b: divide(a, b) if b else -1,
    "div_unsigned": lambda a, b: (a % 2**32) // (b % 2**32) if b else -1,
}


def float_group(element):
    a, b = float_pairs(element)
    group = Group(f"linalg-{element}", {"a": (element, a), "b": (element, b), "o": (element, b)},
                  ["static", "dynamic"])
    x, y = wide(a, element), wide(b, element)
    exact = set(EXACT) | {"abs", "copy", "negf", "round"}
    with np.errstate(all="ignore"):
        for name, op in UNARY.items():
            group.add(f"linalg.{name} ins(%a : ${element}) outs(%o : ${element}) -> ${element}", [element],
                      [narrow(op(x), element)], ulps=0 if name in exact else 2)
        for name, op in BINARY.items():
            group.add(f"linalg.{name} ins(%a, %b : ${element}, ${element}) outs(%o : ${element}) -> ${element}",
                      [element], [narrow(op(x, y), element)], ulps=2 if name == "powf" else 1)
        for name, op in (("max", maximum), ("min", lambda p, q: -maximum(-p, -q))):
            values = np.array([op(p, q) for p, q in zip(x, y)], np.longdouble)
            group.add(f"linalg.{name} ins(%a, %b : ${element}, ${element}) outs(%o : ${element}) -> ${element}",
                      [element], [narrow(values, element)])
        group.add("linalg.elementwise kind=#linalg.elementwise_kind<sub>"
                  f" ins(%a, %b : ${element}, ${element}) outs(%o : ${element}) -> ${element}",
                  [element], [narrow(x - y, element)], ulps=1)
        group.arguments["c"] = ("i1", x > y)
        group.add(f"linalg.select ins(%c, %a, %b : $i1, ${element}, ${element}) outs(%o : ${element}) -> ${element}",
                  [element], [np.where(x > y, a, b)])
    return group


def integer_group():
    a, b = integer_pairs("i32")
    group = Group("linalg-i32", {"a": ("i32", a), "b": ("i32", b), "o": ("i32", b)}, ["static", "dynamic"])
    for name, op in INTEGER.items():
        group.add(f"linalg.{name} ins(%a, %b : $i32, $i32) outs(%o : $i32) -> $i32", ["i32"],
                  [wrap([op(int(x), int(y)) for x, y in zip(a, b)], "i32")])
    return group


def groups():
    for element in ("f16", "f32", "f64"):
        yield float_group(element)
    yield integer_group()
