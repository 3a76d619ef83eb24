# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Cases of index, which has scalars only, by Python's integers."""

import numpy as np

from arith_cases import COMPARISONS, divide
from groups import Group
from scalars import integer_pairs, wrap

MASK = (1 << 64) - 1
SIGNED = {
    "add": lambda a, b: a + b, "sub": lambda a, b: a - b, "mul": lambda a, b: a * b, "and": lambda a, b: a & b,
    "or": lambda a, b: a | b, "xor": lambda a, b: a ^ b, "maxs": max, "mins": min,
    "divs": lambda a, b: divide(a, b) if b else -1, "rems": lambda a, b: a - b * divide(a, b) if b else a,
    "floordivs": lambda a, b: a // b if b else None, "ceildivs": lambda a, b: -(-a // b) if b else None,
}
UNSIGNED = {
    "maxu": max, "minu": min, "divu": lambda a, b: a // b if b else -1, "remu": lambda a, b: a % b if b else a,
    "ceildivu": lambda a, b: -(-a // b) if b else None,
}
SHIFTS = {"shl": lambda a, b: a << b, "shrs": lambda a, b: a >> b, "shru": lambda a, b: (a & MASK) >> b}


def groups():
    a, b = integer_pairs("index")
    pairs = [(int(x), int(y)) for x, y in zip(a, b)]
    unsigned = [(x & MASK, y & MASK) for x, y in pairs]
    group = Group("index", {"a": ("index", a), "b": ("index", b)}, variants=["scalar"])
    for ops, operands in ((SIGNED, pairs), (UNSIGNED, unsigned), (SHIFTS, pairs)):
        for name, op in ops.items():
            fits = [v for x, y in operands
                    for v in [y != 0 and not (x == -(1 << 63) and y == -1) or "div" not in name]]
            if ops is SHIFTS:
                fits = [0 <= y < 64 for _, y in operands]
            values = [op(x, y) if f or "div" in name or "rem" in name else 0 for (x, y), f in zip(operands, fits)]
            group.add(f"index.{name} %a, %b", ["index"], [wrap([v or 0 for v in values], "index")], where=fits)
    for name, op in COMPARISONS.items():
        for kind, operands in (("s", pairs), ("u", unsigned)):
            predicate = name if name in ("eq", "ne") else kind + name
            group.add(f"index.cmp {predicate}(%a, %b)", ["i1"],
                      [np.array([op(x, y) for x, y in operands], np.bool_)])
    group.add("index.casts %a : index to i32", ["i32"], [wrap([x for x, _ in pairs], "i32")])
    group.add("index.castu %a : index to i32", ["i32"], [wrap([x for x, _ in pairs], "i32")])
    group.add("index.constant 42", ["index"], [np.full_like(a, 42)])
    group.add("index.bool.constant true", ["i1"], [np.full(len(a), True)])
    group.add("index.sizeof", ["index"], [np.full_like(a, 64)])
    yield group
    values = wrap([0, 1, -1, 100, -(1 << 31)], "i32")
    casts = Group("index-casts", {"a": ("i32", values)}, variants=["scalar"])
    casts.add("index.casts %a : i32 to index", ["index"], [values.astype(np.int64)])
    casts.add("index.castu %a : i32 to index", ["index"], [values.astype(np.int64) & 0xFFFFFFFF])
    yield casts
