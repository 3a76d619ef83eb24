# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Feeds malformed files to a tool: each must end with exit code 1 and words.

Usage: malformed.py TOOL TEMPORARY_PREFIX [FLAG]
With tslice-run, programs must also be ones that can be run.
"""

import subprocess
import sys

tool, prefix, *flags = sys.argv[1:]
runs = tool.endswith("tslice-run")
N = 100000
function = "func.func @f() { return }\n"
cases = {
    # name: (text, words of the message)
    "empty": ("", "defines no function"),
    "not mlir": ("hello", "malformed.mlir:1:1: error: "),
    "unclosed": ("func.func @f() {", "error: "),
    "binary": ("\x00\x01\x02ML\xefR", "error: "),
    "regions": ("module {" * N + "}" * N, "error: brackets nest more than 1000 deep"),
    "arrays": (function + '"a"() {x = ' + "[" * N + "]" * N + "} : () -> ()", "brackets nest"),
    "types": (function + "func.func private @g(" + "tuple<" * N + ">" * N + ")", "brackets nest"),
    "aliases": (
        "#a0 = [1]\n" + "".join("#a%d = [#a%d]\n" % (i, i - 1) for i in range(1, N)) + function,
        "error: aliases nest more than 1000 deep",
    ),
    "types of aliases": (
        "!t0 = tuple<i1>\n" + "".join("!t%d = tuple<!t%d>\n" % (i, i - 1) for i in range(1, N)) + function,
        "aliases nest",
    ),
    "locations": (
        function + '#l = loc(' + 'callsite("a" at ' * N + '"b"' + ")" * N + ")\n",
        "error: brackets nest more than 1000 deep",
    ),
    "fused locations": ("func.func @f() { return } loc(" + "fused[" * N + '"b"' + "]" * N + ")", "brackets nest"),
    "aliases of locations": (
        '#l0 = loc("a")\n' + "".join("#l%d = loc(callsite(#l%d at #l0))\n" % (i, i - 1) for i in range(1, N)) + function,
        "aliases nest",
    ),
    "dictionaries": (function + '"a"() {x = ' + "{a = [" * N + "]}" * N + "} : () -> ()", "brackets nest"),
    "functions": (function + "func.func private @g(" + "(" * N + ")" * N + ")", "brackets nest"),
    "minus": ("#m = affine_map<(d0) -> (" + "-" * N + "d0)>\n" + function, "nest more than 1000 deep"),
    "spaced minus": ("#m = affine_map<(d0) -> (" + "- " * N + "d0)>\n" + function, "nest"),
    "sums": (
        "#m = affine_map<(d0) -> (d0" + " + d0" * N + ")>\n" + function,
        "error: operators of an affine expression nest more than 1000 deep",
    ),
    "mods": ("#m = affine_map<(d0) -> (d0" + " mod 7" * N + ")>\n" + function, "operators"),
    "invalid op": ("func.func @f(%x: tensor<2xf32>) {\n  tslice.slic %x\n  return\n}", "malformed.mlir:2:3: error: "),
    "type error": (
        "func.func @f(%x: tensor<2xf32>) -> tensor<3xf32> {\n  return %x : tensor<2xf32>\n}",
        "malformed.mlir:2:3: error: ",
    ),
    "no integers": (
        "func.func @f(%x: tensor<2xf32>) {\n  %r = linalg.reduce { arith.addf } ins(%x : tensor<2xf32>)"
        " outs(%x : tensor<2xf32>) dimensions = [a]\n  return\n}",
        "error: expected a list of integers after 'dimensions ='",
    ),
    "no list": (
        "func.func @f(%x: tensor<2xf32>) {\n  %r = linalg.transpose ins(%x : tensor<2xf32>)"
        " outs(%x : tensor<2xf32>) permutation = 0\n  return\n}",
        "error: expected a list of integers after 'permutation ='",
    ),
    "open list": (
        "func.func @f(%x: tensor<2xf32>) {\n  %r = linalg.broadcast ins(%x : tensor<2xf32>)"
        " outs(%x : tensor<2xf32>) dimensions = [0, ",
        "error: expected a list of integers after 'dimensions ='",
    ),
    "large rank": (
        "func.func @f(%x: tensor<" + "1x" * 65 + "f32>) { return }",
        "argument 0 has rank 65, above the limit of ",
    ),
    "misspelt attribute": (
        "func.func @f(%x: tensor<2xf32> {tslice.donated}) { return }",
        "unknown attribute 'tslice.donated' of argument 0; did you mean 'tslice.donate'?",
    ),
    "name attribute": ("func.func @f(%x: tensor<2xf32> {tslice.name = 5}) { return }", "expects a string as 'tslice.name'"),
    "unranked": (
        "func.func @f(%x: tensor<*xf32>) { return }",
        "arguments must be ranked tensors or scalars",
    ),
    "memref": ("func.func @f(%x: memref<2xf32>) { return }", "arguments must be ranked tensors or scalars"),
    "shape attribute": (
        'func.func @f(%x: tensor<2xf32> {tslice.shape = ["A", "B"]}) { return }',
        "to be a list of 1 names or sizes",
    ),
}
nested = [name for name, (_, words) in cases.items() if "nest" in words or words == "operators"]
if tool.endswith("tslice-reduce"):
    cases = {name: cases[name] for name in nested}
elif not runs:
    for name in ["empty", "unranked", "memref", "shape attribute", "large rank", "misspelt attribute", "name attribute"]:
        del cases[name]
# Strings and comments may hold anything; long programs are fine.
good = {
    "brackets in strings": '// ' + "[" * N + '\nfunc.func @f() attributes {x = "' + "[" * N + '"} { return }',
    "many functions": "".join("func.func @f%d() { return }\n" % i for i in range(2000)) + function,
    "many ops": "func.func @f() {\n" + "  %c = arith.constant 1 : i32\n" * 1 + "  return\n}",
    "lists of integers": (
        function + "func.func private @g(%x: tensor<2x1xf32>, %y: tensor<1x2xf32>, %z: tensor<f32>) {\n"
        "  %t = linalg.transpose ins(%x : tensor<2x1xf32>) outs(%y : tensor<1x2xf32>) permutation = [1, // rows\n 0 ]\n"
        "  %r = linalg.reduce { arith.addf } ins(%x : tensor<2x1xf32>) outs(%z : tensor<f32>) dimensions=[0,1]\n"
        "  %b = linalg.broadcast ins(%z : tensor<f32>) outs(%z : tensor<f32>) dimensions = []\n  return\n}"
    ),
    "wide list": "func.func @f() attributes {x = [" + "-1, " * N + "1]} { return }",
}

path = prefix + ".malformed.mlir"
failures = 0


def run(text, by_name=True):
    with open(path, "w") as file:
        file.write(text)
    with open(path) as file:
        return subprocess.run(
            [tool, path if by_name else "-"] + flags,
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            universal_newlines=True,
        )


for name, (text, words) in cases.items():
    result = run(text)
    if result.returncode != 1 or words not in result.stderr:
        print("%s: exit code %d, %r" % (name, result.returncode, result.stderr[-400:]))
        failures += 1
# Standard input is looked at as well.
for name in nested:
    text, words = cases[name]
    result = run(text, by_name=False)
    if result.returncode != 1 or words not in result.stderr:
        print("%s from standard input: exit code %d, %r" % (name, result.returncode, result.stderr[-400:]))
        failures += 1
for name, text in () if tool.endswith("tslice-reduce") else good.items():
    result = run(text)
    if result.returncode != 0:
        print("%s: exit code %d, %r" % (name, result.returncode, result.stderr[-400:]))
        failures += 1
sys.exit(failures != 0)
