# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Values that do not fit, given to tslice-run as literals, as random(..) and as
.npy files. Usage: values.py TOOLS FOLDER"""

import os
import struct
import sys

import numpy as np

from refuse import Refusals, write

test = Refusals(*sys.argv[1:])
write("f.mlir", "func.func @f(%x: tensor<2x3xf32>) -> tensor<2x3xf32> { return %x : tensor<2x3xf32> }\n")
write("any.mlir", "func.func @f(%x: tensor<?x?xf32>) -> tensor<?x?xf32> { return %x : tensor<?x?xf32> }\n")
good = np.arange(6, dtype="f4").reshape(2, 3)
printed = "[[0. 1. 2.]\n [3. 4. 5.]]"


def header(text, version=1):
    text = text.encode()
    return b"\x93NUMPY" + bytes([version, 0]) + struct.pack("<H" if version == 1 else "<I", len(text)) + text


def dictionary(shape, descr="<f4", order=False):
    return "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }\n" % (descr, order, shape)


def make(content):
    with open("x.npy", "wb") as file:
        file.write(content)


def refuse(name, content, words, program="f.mlir"):
    make(content)
    test.refuse(name, ["tslice-run", program, "x.npy"], "tslice-run: argument 'x': 'x.npy' " + words)


def refuse_array(name, array, words):
    np.save("x.npy", array)
    test.refuse(name, ["tslice-run", "f.mlir", "x.npy"], words)


data = good.tobytes()
refuse("empty", b"", "is not a .npy file")
refuse("text", b"hello", "is not a .npy file")
refuse("archive", b"PK\x03\x04", "is not a .npy file: it does not begin with '\\x93NUMPY'; .npz archives must be unpacked first")
refuse("magic only", b"\x93NUMPY", "ends inside of its header")
refuse("version", header(dictionary("(2, 3)"), 1).replace(b"\x01\x00", b"\x09\x00", 1) + data, "has format version 9.0")
refuse("no dictionary", header("[1, 2]") + data, "is malformed: ")
refuse("unknown key", header("{'shape': (2, 3), 'x': 1}") + data, "is malformed: unknown key 'x'")
refuse("nested shape", header(dictionary("(" * 100000, order="False")[:60000]) + data, "is malformed: ")
refuse("negative size", header(dictionary("(-2, 3)")) + data, "is malformed: ")
refuse("size of no number", header(dictionary("(2, x)")) + data, "is malformed: ")
refuse("size above 2^63", header(dictionary("(99999999999999999999, 3)")) + data, "is malformed: ")
refuse("truncated header", header(dictionary("(2, 3)"))[:40], "ends inside of its header, which should take ")
refuse("truncated data", header(dictionary("(2, 3)")) + data[:-1], "is truncated: an array of shape (2x3) of f32 takes 24 bytes, but 23 follow")
refuse("more data", header(dictionary("(2, 3)")) + data + b"x", "is too long: ")
refuse("huge header", b"\x93NUMPY\x02\x00" + struct.pack("<I", 0xFFFFFFFF) + b"{", "has a header of 4294967295 bytes; the limit is ")
refuse("huge header that is there", header(dictionary("(2, 3)") + " " * (1 << 21), 2), "has a header of 2097212 bytes; the limit is ")
refuse("elements above 2^63", header(dictionary("(4611686018427387904, 4)")) + data, "is too large: ", "any.mlir")
refuse("bytes above 2^47", header(dictionary("(1099511627776, 1099511)")) + data, "is too large: ", "any.mlir")
refuse("size without data", header(dictionary("(1099511627776, 3)")) + data, "is truncated: ", "any.mlir")

refuse_array("rank", good.ravel(), "argument 'x': ")
refuse_array("type", good.astype("f8"), "argument 'x': 'x.npy' holds float64, but f32 is expected; convert it with .astype('f4')")
refuse_array("size", good.T.copy(), "argument 'x': ")
refuse_array("text elements", np.array([["a", "b", "c"]] * 2), "argument 'x': 'x.npy' holds ")
refuse_array("objects", good.astype(object), "argument 'x': 'x.npy' holds object")

np.save("x.npy", good.astype(">f4"))
test.accept("other byte order", ["tslice-run", "f.mlir", "x.npy"], printed)
np.save("x.npy", np.asfortranarray(good))
assert b"'fortran_order': True" in open("x.npy", "rb").read()
test.accept("Fortran order", ["tslice-run", "f.mlir", "x.npy"], printed)
np.save("x.npy", np.arange(24, dtype="f4").reshape(4, 6)[::2, ::2])
test.accept("every other", ["tslice-run", "f.mlir", "x.npy"], "[[ 0.  2.  4.]\n [12. 14. 16.]]")

os.mkdir("folder.npy")
os.mkfifo("pipe.npy")
os.symlink("/dev/zero", "zero.npy")
for name in ["folder", "pipe", "zero"]:
    test.refuse(name, ["tslice-run", "f.mlir", name + ".npy"], "argument 'x': '%s.npy' is not a regular file" % name)
test.refuse("missing", ["tslice-run", "f.mlir", "none.npy"], "argument 'x': cannot open 'none.npy': No such file or directory")
os.remove("pipe.npy")

for literal, words in [
    ("[[1, 2, 3]]", "expected 2 elements in dimension 0 of tensor<2x3xf32>, but got 1"),
    ("[[1, 2], [3, 4, 5]]", "expected 3 elements in dimension 1 of tensor<2x3xf32>, but got 2"),
    ("[" * 100000, "nested 2 deep"),
    (" " + "-" * 100000, "column "),
    ("[[1, 2, 3], [4, 5, 6]] 7", "unexpected '7' after the value"),
    ("[[1, 2, 3], [4, 5, x]]", "column "),
    ("random(3x2, f32, 1)", "expected tensor<2x3xf32>, but got tensor<3x2xf32>"),
    ("random(2x3, f64, 1)", "expected tensor<2x3xf32>, but got tensor<2x3xf64>"),
    ("random(2x3, f32)", "expected ',' and a seed"),
    ("random(" + "1x" * 100 + "f32, 1)", "more than 16 dimensions"),
    ("random(99999999999999999999x3, f32, 1)", "the size does not fit into 63 bits"),
]:
    test.refuse(literal[:40], ["tslice-run", "f.mlir", literal], words)
for literal, words in [
    ("random(4294967296x4294967296, f32, 1)", "column 1: "),
    ("random(4611686018427387904x4, f32, 1)", "column 1: "),
    ("random(1099511627776x1, f32, 1)", "column 1: "),
]:
    test.refuse(literal, ["tslice-run", "any.mlir", literal], "argument 'x': " + words)

scatter = """func.func @f(%%x: tensor<4xf32>, %%i: tensor<4xi64>%s) -> tensor<4xf32> {
  %%z = arith.constant 0.0 : f32
  %%e = tensor.empty(%s) : tensor<%sxf32>
  %%f = linalg.fill ins(%%z : f32) outs(%%e : tensor<%sxf32>) -> tensor<%sxf32>
  %%u = tslice.scatter add %%x into %%f[%%i] dims [0] : tensor<4xf32> into tensor<%sxf32>, tensor<4xi64>
  %%v = tslice.gather %%u[%%i] dims [0] : tensor<%sxf32>, tensor<4xi64> -> tensor<4xf32>
  return %%v : tensor<4xf32>
}
"""
write("static.mlir", scatter % (("", "") + (1 << 40,) * 5))
write("dynamic.mlir", scatter % ((", %n: index", "%n") + ("?",) * 5))
values = ["[1, 2, 3, 4]", "[1, 2, 3, 3]"]
for flag in [[], ["--no-optimize"], ["--check-against=evaluate"]]:
    name = "temporary %s" % flag
    test.refuse(name, ["tslice-run", "static.mlir"] + values + flag, "tslice-run: out of memory: 4398046511104 bytes")
    test.refuse(name, ["tslice-run", "dynamic.mlir"] + values + [str(1 << 40)] + flag, "out of memory: 4398046511104 bytes")
for size in (1 << 62, (1 << 63) - 1):
    test.refuse("temporary of %d" % size, ["tslice-run", "dynamic.mlir"] + values + [str(size)], "out of memory: more than 9223372036854775807 bytes")
test.refuse("negative temporary", ["tslice-run", "dynamic.mlir"] + values + ["-1"], "size -1 of dimension 0 of 'e' is negative")

for name, text, words in [
    ("argument", "func.func @f(%x: tensor<9223372036854775807x9223372036854775807xf32>) { return }", "has more elements than fit into memory"),
    ("value", "func.func @f() { %c = tensor.empty() : tensor<4294967296x4294967296xf32>\n return }", "has more elements than fit into memory"),
    ("splat", "func.func @f() { %c = arith.constant dense<1.0> : tensor<4294967296x4294967296xf32>\n return }", "has more elements than fit into memory"),
    ("empty", "func.func @f(%x: tensor<0x4294967296x4294967296xf32>) { return }", "has more elements than fit into memory"),
    ("digits", "func.func @f(%x: tensor<99999999999999999999xf32>) { return }", "error: "),
]:
    write("t.mlir", text)
    test.refuse("type of " + name, ["tslice-run", "t.mlir"], words)
    test.refuse("type of %s, translated" % name, ["tslice-translate", "t.mlir", "--tslice-to-llvmir"], words, lines=None)

write("two.mlir", "func.func @forward() { return }\nfunc.func @loss() { return }\n")
test.refuse("no entry", ["tslice-run", "two.mlir"], "tslice-run: ")
test.refuse("entry", ["tslice-run", "two.mlir", "--entry=los"], "'two.mlir' defines no function '@los'; did you mean '@loss'?")
test.end()
