# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The Python module on NumPy arrays: what it computes, shares, keeps and refuses.
Usage: python_api.py FILE.mlir EMPTY_CACHE"""
import gc
import sys

import numpy
import tslice


def expect_error(kind, part, function, *arguments, **options):
    try:
        function(*arguments, **options)
    except kind as failure:
        assert part in str(failure), str(failure)
        return failure
    raise AssertionError(f"no error that says '{part}'")


model = tslice.compile(sys.argv[1])
assert tslice.__version__.count(".") == 2 and model.warnings == []
assert {"step", "all_types", "narrow"} <= set(dir(model))
assert model.step.__doc__ == ("step(table: f32[?, 2], ids: i32[?]) -> "
                              "f32[?, 2], f32[?, 2]")

# A donated array is updated where it lies; the result is the same memory.
table = numpy.arange(8, dtype="f4").reshape(4, 2)
new, rows = model.step(table, [1, 3])
assert numpy.shares_memory(new, table)
assert new.tolist() == [[0, 1], [4, 6], [4, 5], [12, 14]]
assert rows.tolist() == [[2, 3], [6, 7]]

# One that cannot be is not changed: read-only, or not in row-major order.
for other in (numpy.asfortranarray(table), table[::-1]):
    before = other.copy()
    new, _ = model.step(other, [0])
    assert (other == before).all() and (new[0] == 2 * before[0]).all()
fixed = table.copy()
fixed.flags.writeable = False
new, _ = model.step(fixed, [1], threads=1)
assert fixed[1].tolist() == [4, 6] and new[1].tolist() == [8, 12]

# Any strides, empty arrays; results outlive all that they came from.
ids = numpy.array([0, 9, 1, 9, 2, 9], "i4")[::2]
new, rows = model.step(table.copy(), ids)
assert rows.tolist() == [[0, 1], [4, 6], [4, 5]]
new, rows = model.step(numpy.zeros((0, 2), "f4"), [])
assert new.shape == (0, 2) and rows.shape == (0, 2)
_, rows = model.step(table.copy(), [3])
names = set(dir(model))

# Each element type as NumPy has it.
values = [numpy.array([1, 0], code) for code in
          ("f8", "f4", "f2", "?", "i1", "i2", "i4", "i8", "c8", "c16")]
for result, value in zip(model.all_types(*values), values):
    assert result.dtype == value.dtype and (result == value[::-1]).all()
raw = numpy.array([0x3F80, 0x4000], "u2").view("V2")
half = numpy.array([0x38, 0x40], "u1").view("V1")
results = model.narrow(raw, half)
assert results[0].view("u2").tolist() == [0x4000, 0x3F80]
assert results[1].view("u1").tolist() == [0x40, 0x38]

# Scalars, gradients, text.
square = tslice.compile_text(
    "func.func @square(%x: f64) -> f64 {\n"
    "  %y = arith.mulf %x, %x : f64\n  return %y : f64\n}",
    gradient=[0], optimize=False)
assert square.square(3.0) == 6 and square["square"](4) == 8

# Results in arrays of the caller: of any strides, one or all, over arguments.
half, rest = numpy.zeros((2, 4), "f4"), numpy.zeros((2, 2), "f4")
new, picked = model.step(table.copy(), [3, 1], out=(None, half[:, ::2]))
assert half.tolist() == [[12, 0, 14, 0], [4, 0, 6, 0]]
assert picked.base is half and new.shape == (4, 2)
assert model.step(table, [3, 1], out=(table, rest))[0] is table
assert table[3].tolist() == [24, 28] and rest.tolist() == [[12, 14], [4, 6]]
result = numpy.array(0.0)
assert square.square(4, out=result) is result and result == 8
expect_error(TypeError, "has 2 results, but out has 1", model.step, table, [1],
             out=rest)
expect_error(TypeError, "number 0 of type float64", square.square, 1.0, out=[0.0])
expect_error(TypeError, "number 1 of type float32", model.step, table, [1],
             out=(None, numpy.zeros((1, 2))))
expect_error(tslice.Error, "output 1 is read-only", model.step, table, [1],
             out=(None, fixed))
expect_error(tslice.Error, "output 1 overlaps output 0", model.step, table, [1],
             out=(half[:, :2], half[:1, 1:3]))

# Machine code in files.
text = "func.func @same(%x: f64) -> f64 {\n  return %x : f64\n}"
assert model.origin == "compiled"
for origin in ("compiled", "file"):
    kept = tslice.compile_text(text, cache=sys.argv[2])
    assert kept.origin == origin and kept.same(5.0) == 5
    assert tslice.compile_text(text, cache="").origin == "memory"
    del kept
    gc.collect()
assert tslice.compile_text(text, cache="").origin == "compiled"
expect_error(TypeError, "cash", tslice.compile_text, text, cash="")

failure = expect_error(tslice.Error, "index 4 at position [1] is outside [0, 4)",
                       model.step, table, [1, 4])
assert failure.code == "out of range"
expect_error(AttributeError, "did you mean '@step'", lambda: model.stepp)
expect_error(TypeError, "takes 2 arguments, but got 1", model.step, table)
expect_error(TypeError, "'table' of step has elements of type f32",
             model.step, table.astype("f8"), [1])
expect_error(TypeError, "argument 'ids'", model.step, table, ["one"])
expect_error(tslice.Error, "table", model.step, table[0], [1])
assert expect_error(tslice.Error, "no/file.mlir", tslice.compile,
                    "no/file.mlir").code == "not found"
assert expect_error(tslice.Error, "bad:1:", tslice.compile_text, "func",
                    name="bad").code == "compile"

del model, square, table
gc.collect()
assert rows.tolist() == [[12, 14]]
print("the Python module works")
