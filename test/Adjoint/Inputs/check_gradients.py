# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Proves the derivatives of functions by numbers.

  check_gradients.py BIN FILE

FILE is split by '// -----'; each part has a function @f of f64 values, and lines

  // CASE name                     what is printed
  // ARG i: literal                the value of argument i (default: random numbers)
  // RANGE lo hi                   of the random arguments (default: 0.3 1.7)
  // SIZES i: n ...                the dynamic sizes of argument i
  // RESULT j: n ...               the dynamic sizes of result j
  // TOLERANCE t                   of finite differences, relative (default: 1e-5)

For random tangents v and cotangents w three numbers must agree: the central
difference of w . f along v, w . jvp(v), and vjp(w) . v; the last two to rounding.
"""

import random
import re
import subprocess
import sys
import tempfile


def is_float(kind):
    return kind.endswith("f64") or kind.endswith("f64>")


def rank(kind):
    """None for scalars."""
    return kind.count("x") if kind.startswith("tensor<") else None


class Emitter:
    """Lines of MLIR with numbered values."""

    def __init__(self):
        self.lines = []
        self.count = 0

    def emit(self, text, values=1):
        self.count += 1
        name = f"%v{self.count}"
        self.lines.append(f"{name}{'' if values == 1 else f':{values}'} = {text}")
        return [name] if values == 1 else [f"{name}#{i}" for i in range(values)]

    def maps(self, kind):
        dims = ", ".join(f"d{i}" for i in range(rank(kind)))
        return f"affine_map<({dims}) -> ({dims})>", f"affine_map<({dims}) -> ()>"

    def dot(self, a, b, kind):
        if rank(kind) is None:
            return self.emit(f"arith.mulf {a}, {b} : f64")[0]
        identity, scalar = self.maps(kind)
        zero = self.emit("arith.constant dense<0.0> : tensor<f64>")[0]
        iterators = ", ".join(['"reduction"'] * rank(kind))
        total = self.emit(
            f"linalg.generic {{indexing_maps = [{identity}, {identity}, {scalar}], iterator_types = [{iterators}]}}"
            f" ins({a}, {b} : {kind}, {kind}) outs({zero} : tensor<f64>) {{ ^bb0(%a: f64, %b: f64, %c: f64):"
            " %p = arith.mulf %a, %b : f64 %q = arith.addf %c, %p : f64 linalg.yield %q : f64 } -> tensor<f64>")[0]
        return self.emit(f"tensor.extract {total}[] : tensor<f64>")[0]

    def scale(self, a, factor, kind):
        factor = f"{factor:.12f}"
        if rank(kind) is None:
            constant = self.emit(f"arith.constant {factor} : f64")[0]
            return self.emit(f"arith.mulf {a}, {constant} : f64")[0]
        identity, _ = self.maps(kind)
        iterators = ", ".join(['"parallel"'] * rank(kind))
        return self.emit(
            f"linalg.generic {{indexing_maps = [{identity}, {identity}], iterator_types = [{iterators}]}}"
            f" ins({a} : {kind}) outs({a} : {kind}) {{ ^bb0(%a: f64, %b: f64): %k = arith.constant {factor} : f64"
            f" %p = arith.mulf %a, %k : f64 linalg.yield %p : f64 }} -> {kind}")[0]

    def total(self, values):
        result = values[0]
        for value in values[1:]:
            result = self.emit(f"arith.addf {result}, {value} : f64")[0]
        return result


def split_types(text):
    """The types of 'a, tensor<..>, b', which may hold commas in brackets."""
    types, depth, current = [], 0, ""
    for char in text:
        depth += (char in "<([") - (char in ">)]")
        if char == "," and depth == 0:
            types.append(current.strip())
            current = ""
        else:
            current += char
    return types + [current.strip()] if current.strip() else types


def signature(text):
    match = re.search(r"func\.func private @f\((.*?)\) -> (.*?) \{", text, re.S)
    inputs = [part.split(":", 1)[1].strip() for part in split_types(match.group(1))]
    results = match.group(2).strip()
    return inputs, split_types(results[1:-1] if results.startswith("(") else results)


def check_function(inputs, results, step):
    code = Emitter()
    floats = [i for i, kind in enumerate(inputs) if is_float(kind)]
    outputs = [j for j, kind in enumerate(results) if is_float(kind)]
    args = [f"%x{i}" for i in range(len(inputs))]

    def call(values):
        return code.emit(f"func.call @f({', '.join(values)}) : ({', '.join(inputs)}) -> ({', '.join(results)})",
                         len(results))

    plus, minus = list(args), list(args)
    for i in floats:
        move = code.scale(f"%t{i}", step, inputs[i])
        plus[i] = code.emit(f"arith.addf {args[i]}, {move} : {inputs[i]}")[0]
        minus[i] = code.emit(f"arith.subf {args[i]}, {move} : {inputs[i]}")[0]
    after, before = call(plus), call(minus)
    changes = [code.emit(f"arith.subf {after[j]}, {before[j]} : {results[j]}")[0] for j in outputs]
    difference = code.total([code.scale(code.dot(change, f"%w{j}", results[j]), 0.5 / step, "f64")
                             for change, j in zip(changes, outputs)])

    wrt = "[" + ", ".join(map(str, floats)) + "]"
    tangents = ", ".join(f"%t{i}" for i in floats)
    cotangents = ", ".join(f"%w{j}" for j in outputs)
    tangent_types = ", ".join(inputs[i] for i in floats)
    cotangent_types = ", ".join(results[j] for j in outputs)
    every, types = ", ".join(args), ", ".join(inputs)
    forward = code.emit(f"tslice.jvp @f({every})({tangents}) wrt {wrt} : ({types})({tangent_types})"
                        f" -> ({cotangent_types})", len(outputs))
    reverse = code.emit(f"tslice.vjp @f({every})({cotangents}) wrt {wrt} : ({types})({cotangent_types})"
                        f" -> ({tangent_types})", len(floats))
    numbers = [
        difference,
        code.total([code.dot(value, f"%w{j}", results[j]) for value, j in zip(forward, outputs)]),
        code.total([code.dot(value, f"%t{i}", inputs[i]) for value, i in zip(reverse, floats)]),
    ]
    parameters = ([f"%x{i}: {kind}" for i, kind in enumerate(inputs)] + [f"%t{i}: {inputs[i]}" for i in floats] +
                  [f"%w{j}: {results[j]}" for j in outputs])
    body = "\n  ".join(code.lines + [f"return {', '.join(numbers)} : f64, f64, f64"])
    return f"func.func @check({', '.join(parameters)}) -> (f64, f64, f64) {{\n  {body}\n}}\n"


def literal(kind, sizes, source, low, high):
    if rank(kind) is None:
        return repr(source.uniform(low, high))
    sizes = iter(sizes)
    shape = [int(next(sizes)) if size == "?" else int(size) for size in kind[len("tensor<"):].split("x")[:-1]]

    def fill(shape):
        if not shape:
            return repr(source.uniform(low, high))
        return "[" + ", ".join(fill(shape[1:]) for _ in range(shape[0])) + "]"

    return fill(shape)


def check(tools, text):
    def lines(word):
        return dict(re.findall(rf"// {word} (\d+): (.*)", text))

    def option(word, default):
        found = re.search(rf"// {word} (.*)", text)
        return found.group(1).split() if found else default

    name = option("CASE", ["?"])[0]
    low, high = map(float, option("RANGE", ["0.3", "1.7"]))
    tolerance = float(option("TOLERANCE", ["1e-5"])[0])
    values, sizes, result_sizes = lines("ARG"), lines("SIZES"), lines("RESULT")
    inputs, results = signature(text)
    source = random.Random(1)
    args = []
    for i, kind in enumerate(inputs):
        args.append(values.get(str(i)) or literal(kind, sizes.get(str(i), "").split(), source, low, high))
    for i, kind in enumerate(inputs):
        if is_float(kind):
            args.append(literal(kind, sizes.get(str(i), "").split(), source, -1, 1))
    for j, kind in enumerate(results):
        if is_float(kind):
            args.append(literal(kind, result_sizes.get(str(j), "").split(), source, -1, 1))

    with tempfile.NamedTemporaryFile("w", suffix=".mlir") as file:
        file.write(text + check_function(inputs, results, 1e-5))
        file.flush()
        command = [f"{tools}/tslice-run", file.name, "--entry=check"] + args
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            print(f"{name}: FAILED\n{done.stderr}")
            return False
    difference, forward, reverse = map(float, done.stdout.split())
    scale = max(1e-3, abs(difference))
    good = abs(difference - forward) <= tolerance * scale and abs(forward - reverse) <= 1e-11 * scale
    print(f"{name}: {'ok' if good else f'WRONG: difference {difference}, forward {forward}, reverse {reverse}'}")
    return good


def main():
    parts = [part for part in open(sys.argv[2]).read().split("// -----") if "// CASE" in part]
    results = [check(sys.argv[1], part) for part in parts]
    print(f"{sum(results)} of {len(results)} agree")
    return 0 if results and all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
