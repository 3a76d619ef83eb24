# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Random index expressions, read and updated, against NumPy.

  random-index.py DRIVER [--cases=N] [--seed=S] [--mode=plain|optimised|evaluate]
"""
import argparse
import sys

import numpy as np

from calls import Session, compare, expect, expect_error
from expressions import (ELEMENTS, ELLIPSIS, INDICES, NEWAXIS, Bound, Expression, Integer, Range,
                         Tensor, combine, type_of)

COMBINERS = ["set", "add", "mul", "min", "max"]


class Generator:
    def __init__(self, seed):
        self.rng = np.random.default_rng(seed)
        self.count = 0

    def chance(self, p):
        return self.rng.random() < p

    def pick(self, items):
        return items[self.rng.integers(len(items))]

    def integers(self, low, high=None, shape=None):
        return self.rng.integers(low, high, size=shape)

    def shape(self, low, high):
        return [int(n) for n in self.rng.choice([0, 1, 2, 3, 4, 5, 7], p=[.04, .12, .16, .2, .2, .18, .1],
                                                size=self.integers(low, high + 1))]

    def bound(self, low, high, p_open=0.35):
        if self.chance(p_open):
            return Bound()
        value = int(self.integers(low, high))
        if self.chance(0.03):
            value = int(self.pick([2**40, -2**40, 2**63 - 1, -2**63]))
        return Bound(value, self.chance(0.2))

    def range(self, n):
        if self.chance(0.25):
            return Range()
        step = Bound()
        if self.chance(0.6):
            step = Bound(int(self.pick([1, 2, 3, -1, -2, -3])), self.chance(0.2))
            if self.chance(0.03):
                step.value = int(self.pick([2**62, -2**62, 2**63 - 1, -2**63]))
        return Range(self.bound(-n - 3, n + 4), self.bound(-n - 3, n + 4), step)

    def integer(self, n, wild):
        low, high = (-n - 3, n + 3) if wild else (-n, n)
        return Integer(int(self.integers(low, high)), self.chance(0.4))

    def tensor(self, n, common, wild, may_open):
        """An index tensor that broadcasts to `common`."""
        shape = list(common[self.integers(0, len(common) + 1):]) if self.chance(0.4) else list(common)
        shape = [1 if self.chance(0.2) else size for size in shape]
        low, high = (-n - 3, n + 3) if wild else (-n, n)
        if low >= high:
            shape = [0] * max(len(shape), 1) if 0 in common else None
            if shape is None:
                return None
            low, high = 0, 1
            shape = list(common)
        element = self.pick(list(INDICES))
        array = self.integers(low, high, shape).astype(INDICES[element])
        # A size that the type leaves open does not give way.
        full = common[len(common) - len(shape):]
        sizes = [None if may_open and size == other and self.chance(0.4) else size
                 for size, other in zip(shape, full)]
        return Tensor(array, element, sizes)

    def mask(self, shape, count):
        """A mask with `count` true elements, if that is not None."""
        total = int(np.prod(shape))
        if count is None:
            array = self.rng.random(size=shape) < 0.5
        else:
            if count > total:
                return None
            flat = np.zeros(total, bool)
            flat[self.rng.permutation(total)[:count]] = True
            array = flat.reshape(shape)
        sizes = [None if self.chance(0.2) else n for n in shape]
        return Tensor(np.asarray(array), "i1", sizes)

    def expression(self, family):
        wild = family == "policies"
        bounds = self.pick(["clamp", "skip_window", "skip_element"]) if wild else "error"
        outer = family == "outer"
        shape = self.shape(0 if family == "basic" else 1, 4)
        if bounds == "clamp" and 0 in shape:
            shape = [max(n, 1) for n in shape]
        sizes = [None if self.chance(0.25) else n for n in shape]
        kinds = {"basic": ["range", "integer"], "tensors": ["range", "tensor", "tensor", "integer"],
                 "masks": ["range", "mask", "mask", "tensor", "integer"],
                 "outer": ["range", "tensor", "mask", "integer"],
                 "policies": ["range", "tensor", "integer"]}[family]
        common = self.shape(0, 2 if outer else 3)
        entries, dim, end = [], 0, int(self.integers(0, len(shape) + 1)) if self.chance(.3) else len(shape)
        while dim < end:
            kind, n = self.pick(kinds), shape[dim]
            entry = None
            if kind == "integer" and n > 0:
                entry = self.integer(n, wild)
            elif kind == "tensor":
                if outer:
                    common = self.shape(0, 2)
                entry = self.tensor(n, common, wild, may_open=True)
            elif kind == "mask":
                rank = int(self.integers(0, min(3, end - dim) + 1)) if self.chance(0.4) else 1
                part = shape[dim:dim + rank]
                if outer:
                    entry = self.mask(part, None)
                else:
                    # The number of true elements is the last of the common sizes.
                    if not any(isinstance(e, Tensor) for e in entries) and self.chance(0.6):
                        common = list(common[:-1]) + [int(self.integers(0, int(np.prod(part)) + 1))]
                    entry = self.mask(part, common[-1]) if common else None
            if entry is None:
                entry = self.range(n)
            entries.append(entry)
            dim += len(entry.sizes) if isinstance(entry, Tensor) and entry.is_mask() else 1
        if dim > len(shape):
            return None
        for _ in range(int(self.integers(0, 3)) if self.chance(0.3) else 0):
            entries.insert(int(self.integers(0, len(entries) + 1)), NEWAXIS)
        if self.chance(0.3) or (dim < len(shape) and self.chance(0.5)):
            entries.insert(int(self.integers(0, len(entries) + 1)), ELLIPSIS)
            # What stands behind it may belong to another dimension by now.
            if dim < len(shape) and entries[-1] != ELLIPSIS:
                return self.retarget(Expression(shape, entries, sizes, outer, bounds))
        return Expression(shape, entries, sizes, outer, bounds)

    def retarget(self, expression):
        """Nothing, if indices are out of the range of their dimensions."""
        for entry, dim in expression.expanded():
            size = expression.shape[dim:dim + 1]
            if isinstance(entry, Tensor) and entry.is_mask():
                if entry.array.shape != expression.shape[dim:dim + entry.array.ndim]:
                    return None
            elif expression.bounds != "error":
                continue
            elif isinstance(entry, Integer) and not -size[0] <= entry.bound.value < size[0]:
                return None
            elif isinstance(entry, Tensor) and entry.array.size and \
                    not (-size[0] <= entry.array.min() and entry.array.max() < size[0]):
                return None
        return expression

    def update(self, target, sizes, dtype):
        """Values that broadcast to `target`, and the sizes of their type."""
        shape, own = list(target), []
        if self.chance(0.3):
            shape = shape[self.integers(0, len(shape) + 1):]
        offset = len(target) - len(shape)
        for i, size in enumerate(shape):
            shape[i] = 1 if self.chance(0.2) else size
            same = shape[i] == target[offset + i]
            # Open sizes do not give way, but are compared.
            own.append(None if same and self.chance(0.3) else shape[i])
        if len(shape) == len(target) and self.chance(0.05):
            shape, own = [1] + shape, [1] + own
        return self.integers(-3, 4, shape).astype(dtype), own

    def add_case(self, session, family):
        expression = None
        while expression is None:
            expression = self.expression(family)
        element = self.pick(list(ELEMENTS))
        dtype = ELEMENTS[element]
        count = int(np.prod(expression.shape))
        x = self.rng.permutation(np.arange(1, count + 1)).reshape(expression.shape).astype(dtype)
        cells = expression.cells()
        text, types, arguments = expression.spell()
        combiner = self.pick(COMBINERS)
        update, update_sizes = self.update(cells.shape, expression.result_sizes(), dtype)
        fill, fill_text = 0, ""
        if expression.bounds.startswith("skip") and self.chance(0.5):
            fill, fill_text = 9, " fill 9" + (".0" if element[0] == "f" else "")
        if expression.bounds == "error" and not expression.outer:
            assert np.array_equal(np.arange(count).reshape(expression.shape)[expression.numpy_index()], cells)
        read = np.where(cells >= 0, np.append(x.reshape(-1), np.zeros(1, dtype))[cells], np.array(fill, dtype))
        written = combine(combiner, x, cells, update)
        x_type = type_of(expression.sizes, element)
        u_type = type_of(update_sizes, element)
        r_type = type_of(expression.result_sizes(), element)
        rest = "".join(f", {kind}" for kind in types)
        name = f"f{self.count}"
        self.count += 1
        parameters = ", ".join([f"%x: {x_type}", f"%u: {u_type}"] + [f"{n}: {k}" for n, k, _ in arguments])
        function = (
            f"func.func @{name}({parameters}) -> ({r_type}, {x_type}) {{\n"
            f"  %r = tslice.index %x{text}{fill_text} : {x_type}{rest} -> {r_type}\n"
            f"  %w = tslice.index_update {combiner} %u into %x{text} : {u_type} into {x_type}{rest}\n"
            f"  return %r, %w : {r_type}, {x_type}\n}}")
        session.add(family, function, name, [x, update] + [a for _, _, a in arguments], 2,
                    expect(read, written))

    def add_take_along(self, session):
        shape = self.shape(1, 4)
        axis = int(self.integers(len(shape)))
        shape = [max(n, 1) if i == axis else n for i, n in enumerate(shape)]
        index_shape = list(shape)
        index_shape[axis] = int(self.integers(0, 6))
        for i in range(len(shape)):
            if i != axis and self.chance(0.15):
                index_shape[i] = 1
            elif i != axis and self.chance(0.15):
                shape[i] = 1
        n = shape[axis]
        name_of_index = self.pick(list(INDICES))
        index = self.integers(-n, n, index_shape).astype(INDICES[name_of_index])
        element = self.pick(list(ELEMENTS))
        dtype = ELEMENTS[element]
        count = int(np.prod(shape))
        x = self.rng.permutation(np.arange(1, count + 1)).reshape(shape).astype(dtype)
        cells = np.take_along_axis(np.arange(count).reshape(shape), index.astype("i8"), axis)
        # Sizes that differ have to be static.
        same = [a == b for a, b in zip(shape, index_shape)]
        sizes = [None if (s or i == axis) and self.chance(0.3) else k for i, (s, k) in enumerate(zip(same, shape))]
        index_sizes = [None if (s or i == axis) and self.chance(0.3) else k
                       for i, (s, k) in enumerate(zip(same, index_shape))]

        def common(i):
            a, b = sizes[i], index_sizes[i]
            return b if i == axis else b if a == 1 else a if b == 1 else a if b is None else b
        result_sizes = [common(i) for i in range(len(shape))]
        combiner = self.pick(COMBINERS)
        update, update_sizes = self.update(cells.shape, result_sizes, dtype)
        x_type, u_type = type_of(sizes, element), type_of(update_sizes, element)
        i_type, r_type = type_of(index_sizes, name_of_index), type_of(result_sizes, element)
        name = f"f{self.count}"
        self.count += 1
        function = (
            f"func.func @{name}(%x: {x_type}, %u: {u_type}, %i: {i_type}) -> ({r_type}, {x_type}) {{\n"
            f"  %r = tslice.take_along %x[%i] dim {axis} : {x_type}, {i_type} -> {r_type}\n"
            f"  %w = tslice.take_along_update {combiner} %u into %x[%i] dim {axis} : {u_type} into {x_type}, {i_type}\n"
            f"  return %r, %w : {r_type}, {x_type}\n}}")
        session.add("take_along", function, name, [x, update, index], 2,
                    expect(x.reshape(-1)[cells], combine(combiner, x, cells, update)))

    def add_error(self, session):
        """One index out of range at run time."""
        while True:
            family = self.pick(["basic", "tensors", "masks", "outer"])
            expression = self.expression(family)
            if expression is None or expression.cells().size == 0:
                continue
            bad = [(entry, dim) for entry, dim in expression.expanded()
                   if isinstance(entry, Integer) or isinstance(entry, Tensor) and not entry.is_mask()]
            if bad:
                break
        entry, dim = self.pick(bad)
        n = expression.shape[dim]
        value = int(self.pick([n, n + 1, -n - 1, -n - 2, 100, -100]))
        if isinstance(entry, Integer):
            entry.bound = Bound(value, True)
        else:
            entry.array = np.array(entry.array)
            entry.array[tuple(int(self.integers(k)) for k in entry.array.shape)] = value
        x = np.zeros(expression.shape, "f4")
        try:
            if not expression.outer:
                x[expression.numpy_index()]
                return self.add_error(session)
        except IndexError:
            pass
        text, types, arguments = expression.spell()
        x_type, r_type = type_of(expression.sizes, "f32"), type_of(expression.result_sizes(), "f32")
        rest = "".join(f", {kind}" for kind in types)
        name = f"f{self.count}"
        self.count += 1
        parameters = ", ".join([f"%x: {x_type}"] + [f"{n}: {k}" for n, k, _ in arguments])
        function = (f"func.func @{name}({parameters}) -> {r_type} {{\n"
                    f"  %r = tslice.index %x{text} : {x_type}{rest} -> {r_type}\n"
                    f"  return %r : {r_type}\n}}")
        session.add("errors", function, name, [x] + [a for _, _, a in arguments], 1,
                    expect_error(f"index #1 (", f"index {value} ", f"is outside [{-n}, {n}) of dimension {dim} of 'x'"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("driver")
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mode", default="plain")
    options = parser.parse_args()
    generator = Generator(options.seed)
    session = Session(options.driver, options.mode)
    families = ["basic", "tensors", "masks", "outer", "policies"]
    for i in range(options.cases):
        kind = i % 8
        if kind < 5:
            generator.add_case(session, families[kind])
        elif kind == 5:
            generator.add_case(session, "tensors")
        elif kind == 6:
            generator.add_take_along(session)
        else:
            generator.add_error(session)
    return 1 if session.run() else 0


if __name__ == "__main__":
    sys.exit(main())
