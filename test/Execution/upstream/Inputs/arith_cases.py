# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Cases of arith, for every element type; integers by Python's own, which have no
width, floats in long double."""

import numpy as np

from groups import Group
from scalars import (DTYPES, FLOATS, INTEGERS, float_pairs, float_values, from_bf16, integer_pairs,
                     integer_values, narrow, wide, wrap)


def divide(a, b):
    """Rounds to zero."""
    quotient = abs(a) // abs(b)
    return quotient if (a < 0) == (b < 0) else -quotient


SIGNED = {
    "addi": lambda a, b: a + b, "subi": lambda a, b: a - b, "muli": lambda a, b: a * b,
    "andi": lambda a, b: a & b, "ori": lambda a, b: a | b, "xori": lambda a, b: a ^ b,
    "maxsi": max, "minsi": min,
    "divsi": lambda a, b: divide(a, b) if b else -1,
    "remsi": lambda a, b: a - b * divide(a, b) if b else a,
    "floordivsi": lambda a, b: a // b if b else None,
    "ceildivsi": lambda a, b: -(-a // b) if b else None,
}
UNSIGNED = {
    "maxui": max, "minui": min,
    "divui": lambda a, b: a // b if b else -1, "remui": lambda a, b: a % b if b else a,
    "ceildivui": lambda a, b: -(-a // b) if b else None,
}
COMPARISONS = {"eq": lambda a, b: a == b, "ne": lambda a, b: a != b, "lt": lambda a, b: a < b,
               "le": lambda a, b: a <= b, "gt": lambda a, b: a > b, "ge": lambda a, b: a >= b}


def pairs_of(values, others, width=None):
    mask = (1 << width) - 1 if width else -1
    return [((int(a) & mask, int(b) & mask) if width else (int(a), int(b))) for a, b in zip(values, others)]


def signed(values, element):
    """A bool is a number of one bit: 0 or -1."""
    return -values.astype(np.int64) if element == "i1" else values


def integer_group(element):
    width = INTEGERS[element]
    a, b = integer_pairs(element)
    group = Group(f"arith-{element}", {"a": (element, a), "b": (element, b)})
    as_signed = pairs_of(signed(a, element), signed(b, element))
    as_unsigned = pairs_of(signed(a, element), signed(b, element), width)
    top = 1 << (width - 1)
    for ops, pairs in ((SIGNED, as_signed), (UNSIGNED, as_unsigned)):
        for name, op in ops.items():
            if width == 1 and "div" in name:
                continue
            values = [op(x, y) for x, y in pairs]
            # The quotient of the least number by -1 has no place in the type.
            fits = [v is not None and (pairs is as_unsigned or -top <= v < top or "div" not in name)
                    or name == "divsi" for v in values]
            group.add(f"arith.{name} %a, %b : ${element}", [element],
                      [wrap([v or 0 for v in values], element)], where=fits)
    for name, op in COMPARISONS.items():
        for kind, pairs in (("s", as_signed), ("u", as_unsigned)):
            predicate = name if name in ("eq", "ne") else kind + name
            group.add(f"arith.cmpi {predicate}, %a, %b : ${element}", ["i1"],
                      [np.array([op(x, y) for x, y in pairs], np.bool_)])
    if element != "index":
        group.add(f"arith.addui_extended %a, %b : ${element}, $i1", [element, "i1"],
                  [wrap([x + y for x, y in as_unsigned], element),
                   np.array([x + y >= 2 * top for x, y in as_unsigned])])
        if width > 1:
            for name, pairs in (("mulsi_extended", as_signed), ("mului_extended", as_unsigned)):
                group.add(f"arith.{name} %a, %b : ${element}", [element, element],
                          [wrap([x * y for x, y in pairs], element),
                           wrap([(x * y) >> width for x, y in pairs], element)])
    return group


def shift_group(element):
    """Shifts by less than the width; more is not defined."""
    width = INTEGERS[element]
    amounts = [0, 1, width // 2, width - 1]
    values = integer_values(element)
    a = wrap([v for v in values for _ in amounts], element)
    b = wrap([s for _ in values for s in amounts], element)
    group = Group(f"shift-{element}", {"a": (element, a), "b": (element, b)})
    mask = (1 << width) - 1
    for name, op in (("shli", lambda x, s: x << s), ("shrsi", lambda x, s: x >> s),
                     ("shrui", lambda x, s: (x & mask) >> s)):
        group.add(f"arith.{name} %a, %b : ${element}", [element],
                  [wrap([op(int(x), int(s)) for x, s in zip(a, b)], element)])
    return group


def integer_conversions(element):
    width = INTEGERS[element]
    values = wrap(integer_values(element), element)
    plain = [int(v) for v in signed(values, element)]
    bits = [v & ((1 << width) - 1) for v in plain]
    group = Group(f"from-{element}", {"a": (element, values)})
    for other, other_width in INTEGERS.items():
        if "index" in (element, other):
            if element != other and 1 not in (width, other_width):
                group.add(f"arith.index_cast %a : ${element} to ${other}", [other], [wrap(plain, other)])
                group.add(f"arith.index_castui %a : ${element} to ${other}", [other], [wrap(bits, other)])
        elif other_width > width:
            group.add(f"arith.extsi %a : ${element} to ${other}", [other], [wrap(plain, other)])
            group.add(f"arith.extui %a : ${element} to ${other}", [other], [wrap(bits, other)])
        elif other_width < width:
            group.add(f"arith.trunci %a : ${element} to ${other}", [other], [wrap(plain, other)])
    for other in FLOATS if element != "index" else ():
        group.add(f"arith.sitofp %a : ${element} to ${other}", [other],
                  [narrow(np.array(plain, np.longdouble), other)])
        group.add(f"arith.uitofp %a : ${element} to ${other}", [other],
                  [narrow(np.array(bits, np.longdouble), other)])
    same_width = {16: ("f16", "bf16"), 32: ("f32",), 64: ("f64",)}.get(width, ())
    for other in same_width if element != "index" else ():
        group.add(f"arith.bitcast %a : ${element} to ${other}", [other],
                  [values.view(DTYPES[other]) if other != "bf16" else values.view(np.uint16)])
    chosen = values[::-1].copy()
    group.add(f"arith.select %c, %a, %b : $i1, ${element}", [element],
              [np.where(values != 0, values, chosen)])
    group.arguments["b"] = (element, chosen)
    group.arguments["c"] = ("i1", values != 0)
    return group


def maximum(a, b):
    """NaN wins, -0 is below +0."""
    if np.isnan(a) or np.isnan(b):
        return np.longdouble("nan")
    if a == b:
        return b if np.signbit(a) else a
    return max(a, b)


def drop_nan(op):
    return lambda a, b: b if np.isnan(a) else a if np.isnan(b) else op(a, b)


def remainder(a, b):
    return np.fmod(a, b)


FLOAT_OPS = {
    "addf": lambda a, b: a + b, "subf": lambda a, b: a - b, "mulf": lambda a, b: a * b,
    "divf": lambda a, b: a / b, "remf": remainder, "maximumf": maximum,
    "minimumf": lambda a, b: -maximum(-a, -b), "maxnumf": drop_nan(maximum),
    "minnumf": drop_nan(lambda a, b: -maximum(-a, -b)),
}


def float_group(element):
    a, b = float_pairs(element)
    group = Group(f"arith-{element}", {"a": (element, a), "b": (element, b)})
    x, y = wide(a, element), wide(b, element)
    with np.errstate(all="ignore"):
        for name, op in FLOAT_OPS.items():
            if name in ("addf", "subf", "mulf", "divf"):
                # Once rounded, from the type itself where NumPy has it.
                exact = narrow(op(x, y), element) if element != "f64" else op(a, b)
                values = exact
            else:
                values = narrow(np.array([op(p, q) for p, q in zip(x, y)], np.longdouble), element)
            # minnumf and maxnumf need not tell the zeros apart.
            where = ~((x == 0) & (y == 0)) if name in ("maxnumf", "minnumf") else None
            group.add(f"arith.{name} %a, %b : ${element}", [element], [values], where=where)
        group.add(f"arith.negf %a : ${element}", [element], [narrow(-x, element)])
        unordered = np.isnan(x) | np.isnan(y)
        for name, op in COMPARISONS.items():
            for kind in "ou":
                found = np.where(unordered, kind == "u", op(x, y))
                group.add(f"arith.cmpf {kind}{name}, %a, %b : ${element}", ["i1"], [found])
        group.add(f"arith.cmpf ord, %a, %b : ${element}", ["i1"], [~unordered])
        group.add(f"arith.cmpf uno, %a, %b : ${element}", ["i1"], [unordered])
    return group


def float_conversions(element):
    values = float_values(element)
    x = wide(values, element)
    group = Group(f"from-{element}", {"a": (element, values)})
    width = {"f16": 16, "bf16": 16, "f32": 32, "f64": 64}
    for other in FLOATS:
        if width[other] > width[element]:
            group.add(f"arith.extf %a : ${element} to ${other}", [other], [narrow(x, other)])
        elif width[other] < width[element]:
            group.add(f"arith.truncf %a : ${element} to ${other}", [other], [narrow(x, other)])
    for other, bits in INTEGERS.items():
        if other in ("index", "i1"):
            continue
        whole = np.trunc(np.nan_to_num(x))
        for name, low, high in (("fptosi", -(1 << (bits - 1)), 1 << (bits - 1)), ("fptoui", 0, 1 << bits)):
            fits = np.isfinite(x) & (whole >= float(low)) & (whole < float(high))
            group.add(f"arith.{name} %a : ${element} to ${other}", [other],
                      [wrap([int(v) if f else 0 for v, f in zip(whole, fits)], other)], where=fits)
    other = f"i{width[element]}"
    group.add(f"arith.bitcast %a : ${element} to ${other}", [other],
              [values.view(DTYPES[other])], where=~np.isnan(x))
    return group


def groups():
    for element in INTEGERS:
        yield integer_group(element)
        yield integer_conversions(element)
        if element != "i1":
            yield shift_group(element)
    for element in FLOATS:
        yield float_group(element)
        yield float_conversions(element)
