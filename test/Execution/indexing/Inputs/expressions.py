# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Index expressions: how TSlice spells one, and what NumPy makes of it."""
import numpy as np

ELEMENTS = {"i32": "i4", "i64": "i8", "f32": "f4", "f64": "f8"}
INDICES = {"i8": "i1", "i16": "i2", "i32": "i4", "i64": "i8", "index": "i8"}


def type_of(sizes, element):
    """`sizes` has None where the type leaves a size open."""
    return "tensor<" + "".join("?x" if n is None else f"{n}x" for n in sizes) + element + ">"


class Bound:
    """A number of a range or an integer: left out, in the text, or at run time."""

    def __init__(self, value=None, dynamic=False):
        self.value, self.dynamic = value, dynamic


class Range:
    def __init__(self, start=None, stop=None, step=None):
        self.bounds = [b if isinstance(b, Bound) else Bound(b) for b in (start, stop, step)]

    def slice(self):
        return slice(*(b.value for b in self.bounds))


class Integer:
    def __init__(self, value, dynamic=False):
        self.bound = Bound(value, dynamic)


class Tensor:
    """An index tensor, or a mask; `sizes` are those of its type."""

    def __init__(self, array, element, sizes=None):
        self.array, self.element = array, element
        self.sizes = list(array.shape) if sizes is None else sizes

    def is_mask(self):
        return self.element == "i1"


NEWAXIS, ELLIPSIS = "newaxis", "..."


class Expression:
    """Entries on a tensor of `shape`, whose type has `sizes`."""

    def __init__(self, shape, entries, sizes=None, outer=False, bounds="error"):
        self.shape, self.entries, self.outer, self.bounds = tuple(shape), entries, outer, bounds
        self.sizes = list(shape) if sizes is None else sizes

    def spell(self):
        """The text in the brackets, the types that follow that of x, and the
        arguments of the function: (name, type, array)."""
        texts, types, arguments = [], [], []

        def operand(kind, array):
            name = f"%p{len(arguments)}"
            arguments.append((name, kind, np.asarray(array)))
            return name

        def number(bound):
            if bound.value is None:
                return ""
            return operand("index", np.int64(bound.value)) if bound.dynamic else str(bound.value)

        for entry in self.entries:
            if isinstance(entry, Range):
                text = [number(bound) for bound in entry.bounds]
                texts.append(":".join(text if text[2] else text[:2]))
            elif isinstance(entry, Integer):
                texts.append(number(entry.bound))
                if entry.bound.dynamic:
                    types.append("index")
            elif isinstance(entry, Tensor):
                kind = type_of(entry.sizes, entry.element)
                texts.append(operand(kind, entry.array))
                types.append(kind)
            else:
                texts.append(entry)
        flags = (" outer" if self.outer else "") + \
            ("" if self.bounds == "error" else f" bounds {self.bounds}")
        return f"[{', '.join(texts)}]{flags}", types, arguments

    def dims_of(self, entry):
        if isinstance(entry, Tensor):
            return len(entry.sizes) if entry.is_mask() else 1
        return 1 if isinstance(entry, (Range, Integer)) else 0

    def expanded(self):
        """Entries with `...` spelled out, each with its first dimension."""
        taken = sum(map(self.dims_of, self.entries))
        rest = [Range() for _ in range(len(self.shape) - taken)]
        entries = list(self.entries)
        at = entries.index(ELLIPSIS) if ELLIPSIS in entries else len(entries)
        entries[at:at + 1] = rest
        dims = np.cumsum([0] + [self.dims_of(entry) for entry in entries])
        return list(zip(entries, dims[:-1].tolist()))

    def numpy_index(self):
        """What stands in the brackets in NumPy."""
        def convert(entry):
            if isinstance(entry, Range):
                return entry.slice()
            if isinstance(entry, Integer):
                return entry.bound.value
            if isinstance(entry, Tensor):
                return entry.array
            return None if entry == NEWAXIS else Ellipsis
        return tuple(map(convert, self.entries))

    def cells(self):
        """The number of the cell behind each element that is read, -1 for none.

        Positions out of range lead to one more cell at the end of a dimension."""
        integers = {dim for entry, dim in self.expanded()
                    if isinstance(entry, Integer) or isinstance(entry, Tensor) and not entry.is_mask()}
        padded = [n + (dim in integers) for dim, n in enumerate(self.shape)]
        number = np.full(padded, -1)
        number[tuple(slice(0, n) for n in self.shape)] = np.arange(int(np.prod(self.shape))).reshape(self.shape)

        def place(values, dim):
            size = self.shape[dim]
            values = np.asarray(values).astype("i8")
            values = np.where(values < 0, values + size, values)
            if self.bounds == "clamp":
                return np.clip(values, 0, size - 1)
            return np.where((values < 0) | (values >= size), size, values)

        entries, index = dict((id(e), d) for e, d in self.expanded()), []
        for entry, value in zip(self.entries, self.numpy_index()):
            if isinstance(entry, Integer):
                value = int(place(value, entries[id(entry)]))
            elif isinstance(entry, Tensor) and not entry.is_mask():
                value = place(value, entries[id(entry)])
            index.append(value)
        return self.outer_cells(number, index) if self.outer else number[tuple(index)]

    def outer_cells(self, number, index):
        """One entry after the other, from the last, so that dimensions stay."""
        parts = []
        for (entry, dim) in self.expanded():
            value = index[[id(e) for e in self.entries].index(id(entry))] \
                if any(e is entry for e in self.entries) else slice(None)
            parts.append((entry, dim, value))
        for entry, dim, value in reversed(parts):
            number = number[(slice(None),) * dim + (value,)]
        return number

    def result_sizes(self):
        """The sizes of the result's type."""
        def range_size(entry, dim):
            size = self.sizes[dim]
            if all(bound.value is None for bound in entry.bounds):
                return size
            if size is None or any(bound.dynamic for bound in entry.bounds):
                return None
            return len(range(*entry.slice().indices(size)))

        def common(a, b):
            return b if a == 1 else a if b == 1 else a if b is None else b

        shapes = [[None] if entry.is_mask() else entry.sizes
                  for entry in self.entries if isinstance(entry, Tensor)]
        together = []
        for shape in shapes:
            rank = max(len(shape), len(together))
            pad = [[1] * (rank - len(s)) + s for s in (together, shape)]
            together = [common(a, b) for a, b in zip(*pad)]
        advanced = bool(shapes) and not self.outer
        joined = [isinstance(e, (Integer, Tensor)) for e in self.entries]
        inner = [j for j, joins in enumerate(joined) if joins]
        apart = bool(inner) and not all(joined[inner[0]:inner[-1] + 1])
        sizes, placed = [], not advanced
        if advanced and apart:
            sizes, placed = together, True
        sizes = list(sizes)
        for entry, dim in self.expanded():
            if isinstance(entry, Range):
                sizes.append(range_size(entry, dim))
            elif entry == NEWAXIS:
                sizes.append(1)
            elif isinstance(entry, Tensor) and self.outer:
                sizes += [None] if entry.is_mask() else entry.sizes
            elif not placed:
                sizes, placed = sizes + together, True
        return sizes


def combine(combiner, x, cells, update):
    """x with `update` combined into the numbered cells, in order."""
    function = {"add": np.add, "mul": np.multiply, "min": np.minimum, "max": np.maximum}.get(combiner)
    result = x.copy().reshape(-1)
    extra = max(update.ndim - cells.ndim, 0)
    update = np.broadcast_to(update.reshape(update.shape[extra:]), cells.shape).reshape(-1)
    cells = cells.reshape(-1)
    update, cells = update[cells >= 0], cells[cells >= 0]
    if function:
        function.at(result, cells, update)
    else:
        result[cells] = update
    return result.reshape(x.shape)
