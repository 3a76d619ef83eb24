# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""TensorFlow's strided_slice and slice, spelled in TSlice, against a model.

  strided-slice.py DRIVER [--cases=N] [--seed=S] [--mode=plain|optimised|evaluate]

The model lists the positions of every dimension by the definition of the op,
bit by bit of its masks, and copies element by element.
"""
import argparse
import itertools
import sys

import numpy as np

from calls import Session, expect, expect_error


def dense(shape, begin, mask):
    """What each entry of begin, end and strides stands for: ('new',),
    ('dim', dimension, entry or None)."""
    count = len(begin)
    ellipsis = next((i for i in range(count) if mask["ellipsis"] >> i & 1), None)
    order = list(range(count)) if ellipsis is not None else list(range(count)) + [count]
    if ellipsis is None:
        ellipsis = count
    taken = sum(1 for i in range(count) if i != ellipsis and not mask["new_axis"] >> i & 1)
    dim, result = 0, []
    for i in order:
        if i == ellipsis:
            for _ in range(len(shape) - taken):
                result.append(("dim", dim, None))
                dim += 1
        elif mask["new_axis"] >> i & 1:
            result.append(("new",))
        else:
            result.append(("dim", dim, i))
            dim += 1
    return result


def positions(n, begin, end, stride, no_begin, no_end):
    low, high = (0, n) if stride > 0 else (-1, n - 1)

    def clip(value):
        value = value + n if value < 0 else value
        return min(max(value, low), high)
    at = (low if stride > 0 else high) if no_begin else clip(begin)
    stop = (high if stride > 0 else low) if no_end else clip(end)
    found = []
    while at < stop if stride > 0 else at > stop:
        found.append(at)
        at += stride
    return found


def strided_slice(x, begin, end, strides, mask):
    """The model; None where the op refuses the index."""
    lists, shape = [], []
    for part in dense(x.shape, begin, mask):
        if part[0] == "new":
            shape.append(1)
            continue
        _, dim, i = part
        n = x.shape[dim]
        if i is None:
            found = list(range(n))
        elif mask["shrink_axis"] >> i & 1:
            at = begin[i] + n if begin[i] < 0 else begin[i]
            if not 0 <= at < n:
                return None
            lists.append([at])
            continue
        else:
            found = positions(n, begin[i], end[i], strides[i], mask["begin"] >> i & 1, mask["end"] >> i & 1)
        lists.append(found)
        shape.append(len(found))
    return np.array([x[at] for at in itertools.product(*lists)], x.dtype).reshape(shape)


def spell(begin, end, strides, mask, number):
    """The entries of the index expression."""
    entries = []
    for i in range(len(begin)):
        if mask["ellipsis"] >> i & 1:
            entries.append("...")
        elif mask["new_axis"] >> i & 1:
            entries.append("newaxis")
        elif mask["shrink_axis"] >> i & 1:
            entries.append(number(begin[i], own=True))
        else:
            start = "" if mask["begin"] >> i & 1 else number(begin[i])
            stop = "" if mask["end"] >> i & 1 else number(end[i])
            entries.append(f"{start}:{stop}:{number(strides[i])}")
    return ", ".join(entries)


class Tests:
    def __init__(self, session, seed):
        self.session, self.rng, self.count = session, np.random.default_rng(seed), 0

    def chance(self, p):
        return self.rng.random() < p

    def shape(self, low):
        return [int(n) for n in self.rng.integers(0 if self.chance(.1) else 1, 7, self.rng.integers(low, 5))]

    def type_of(self, shape, opens):
        return "tensor<" + "".join("?x" if o else f"{n}x" for n, o in zip(shape, opens)) + "f32>"

    def x(self, shape):
        return self.rng.permutation(int(np.prod(shape))).reshape(shape).astype("f4")

    def add_strided(self):
        shape = self.shape(1)
        count = int(self.rng.integers(0, len(shape) + 3))
        mask = {name: int(self.rng.integers(0, 1 << count)) for name in ("begin", "end")}
        mask["new_axis"] = sum((1 << i) for i in range(count) if self.chance(.2))
        mask["shrink_axis"] = sum((1 << i) for i in range(count) if self.chance(.25))
        mask["ellipsis"] = 1 << int(self.rng.integers(0, count)) if count and self.chance(.5) else 0
        taken = sum(1 for i in range(count) if not (mask["ellipsis"] | mask["new_axis"]) >> i & 1)
        if taken > len(shape):
            return self.add_strided()
        begin, end = (self.rng.integers(-8, 9, count).tolist() for _ in range(2))
        strides = [int(self.rng.choice([1, 1, 2, 3, -1, -2, -3])) for _ in range(count)]
        # Mostly indices that are there.
        for part in dense(shape, begin, mask):
            if part[0] == "dim" and part[2] is not None and mask["shrink_axis"] >> part[2] & 1:
                n = shape[part[1]]
                if n and self.chance(.85):
                    begin[part[2]] = int(self.rng.integers(-n, n))
        x = self.x(shape)
        expected = strided_slice(x, begin, end, strides, mask)
        runtime = expected is None or self.chance(.3)
        operands = []

        def number(value, own=False):
            if not runtime:
                return str(value)
            operands.append((np.int64(value), own))
            return f"%p{len(operands) - 1}"
        text = spell(begin, end, strides, mask, number)
        opens = [runtime and self.chance(.5) for _ in shape]
        kind = self.type_of(shape, opens)
        sizes = self.result_type(shape, opens, begin, mask, runtime, expected)
        name = f"s{self.count}"
        self.count += 1
        types = "".join(", index" for _, own in operands if own)
        parameters = "".join(f", %p{i}: index" for i in range(len(operands)))
        function = (f"func.func @{name}(%x: {kind}{parameters}) -> {sizes} {{\n"
                    f"  %r = tslice.index %x[{text}] : {kind}{types} -> {sizes}\n"
                    f"  return %r : {sizes}\n}}")
        if expected is None and self.is_empty(shape, begin, end, strides, mask):
            return self.add_strided()
        check = expect(expected) if expected is not None else expect_error("is outside [")
        self.session.add("strided_slice" if expected is not None else "strided_slice errors", function, name,
                         [x] + [value for value, _ in operands], 1, check)

    def is_empty(self, shape, begin, end, strides, mask):
        """Whether ranges leave nothing, so that nothing is out of range."""
        lists = [range(n) if part[2] is None else
                 positions(n, begin[part[2]], end[part[2]], strides[part[2]], mask["begin"] >> part[2] & 1,
                           mask["end"] >> part[2] & 1)
                 for part in dense(shape, begin, mask) if part[0] == "dim"
                 for n in [shape[part[1]]] if part[2] is None or not mask["shrink_axis"] >> part[2] & 1]
        return any(len(found) == 0 for found in lists)

    def result_type(self, shape, opens, begin, mask, runtime, expected):
        sizes, at = [], 0
        for part in dense(shape, begin, mask):
            if part[0] == "dim" and part[2] is not None and mask["shrink_axis"] >> part[2] & 1:
                continue
            if part[0] == "new":
                sizes.append("1x")
            elif part[2] is None:
                sizes.append("?x" if opens[part[1]] else f"{shape[part[1]]}x")
            else:
                # Strides are always given, at run time if anything is.
                sizes.append("?x" if runtime else f"{expected.shape[at]}x")
            at += 1
        return "tensor<" + "".join(sizes) + "f32>"

    def add_slice(self):
        """tf.slice: -1 takes what is left; nothing is clipped."""
        shape = self.shape(1)
        begin = [int(self.rng.integers(0, n + 1)) for n in shape]
        size = [-1 if self.chance(.3) else int(self.rng.integers(0, n - b + 1)) for n, b in zip(shape, begin)]
        runtime = self.chance(.5)
        wrong = runtime and self.chance(.2)
        if wrong:
            dim = int(self.rng.integers(len(shape)))
            begin[dim], size[dim] = shape[dim], 2
        counts = [n - b if s < 0 else s for n, b, s in zip(shape, begin, size)]
        if wrong and 0 in counts:
            return self.add_slice()
        x = self.x(shape)
        name = f"t{self.count}"
        self.count += 1
        opens = [runtime and self.chance(.5) for _ in shape]
        kind, lines, operands, lists = self.type_of(shape, opens), [], [], [[], []]

        def operand(value):
            operands.append(np.int64(value))
            return f"%p{len(operands) - 1}"
        for i, (b, s, n) in enumerate(zip(begin, size, counts)):
            lists[0].append(operand(b) if runtime else str(b))
            if not runtime:
                lists[1].append(str(n))
            elif s >= 0:
                lists[1].append(operand(s))
            else:
                lines.append(f"  %c{i} = arith.constant {i} : index\n  %d{i} = tensor.dim %x, %c{i} : {kind}\n"
                             f"  %n{i} = arith.subi %d{i}, {lists[0][i]} : index\n")
                lists[1].append(f"%n{i}")
        result = self.type_of(counts, [runtime] * len(counts))
        parameters = "".join(f", %p{i}: index" for i in range(len(operands)))
        strides = ", ".join("1" for _ in shape)
        function = (f"func.func @{name}(%x: {kind}{parameters}) -> {result} {{\n{''.join(lines)}"
                    f"  %r = tslice.slice %x[{', '.join(lists[0])}][{', '.join(lists[1])}][{strides}]"
                    f" : {kind} to {result}\n  return %r : {result}\n}}")
        taken = np.array([x[tuple(b + k for b, k in zip(begin, at))]
                          for at in itertools.product(*map(range, counts))], "f4").reshape(counts) if not wrong else None
        self.session.add("slice errors" if wrong else "slice", function, name, [x] + operands, 1,
                         expect_error("is outside [") if wrong else expect(taken))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("driver")
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mode", default="plain")
    options = parser.parse_args()
    session = Session(options.driver, options.mode)
    tests = Tests(session, options.seed)
    for i in range(options.cases):
        if i % 4 == 3:
            tests.add_slice()
        else:
            tests.add_strided()
    return 1 if session.run() else 0


if __name__ == "__main__":
    sys.exit(main())
