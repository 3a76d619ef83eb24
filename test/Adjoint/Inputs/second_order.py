# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""usage: second_order.py tslice-run FOLDER

Second and third derivatives of every smooth op of upstream. With L(x) = w . op(x) and
a direction v, the product of the Hessian with v is computed as the reverse mode of the
gradient, the forward mode of the gradient, and the gradient of the forward mode. They
agree to 1e-9, v times each is the forward mode of the forward mode, and a difference of
gradients comes near. Of third derivatives, reverse and forward mode of v' H v agree."""

import os
import re
import subprocess
import sys

import numpy as np

UNARY = """exp exp2 expm1 log log2 log10 log1p sqrt rsqrt cbrt sin cos tan sinh cosh tanh asin acos atan asinh atanh
erf erfc""".split()
# A name, and the op on operands %a, %b, %c of type T: by default four numbers each
# between 0.3 and 0.9.
CASES = [(f"math.{name}", f"%r = math.{name} %a : T", {}) for name in UNARY] + [
    ("math.acosh", "%r = math.acosh %a : T", {"a": "4,1.3,1.9"}),
    ("math.sincos", "%s, %c0 = math.sincos %a : T\n  %r = arith.divf %s, %c0 : T", {}),
    ("math.absf", "%n = arith.negf %a : T\n  %m = math.absf %n : T\n  %r = arith.mulf %m, %n : T", {}),
    ("math.copysign", "%n = arith.negf %a : T\n  %m = math.copysign %b, %n : T\n  %r = arith.mulf %m, %b : T", {}),
    ("math.powf", "%r = math.powf %a, %b : T", {}),
    ("math.atan2", "%r = math.atan2 %a, %b : T", {}),
    ("math.fma", "%q = math.fma %a, %b, %c : T\n  %r = arith.mulf %q, %c : T", {}),
    ("math.fpowi", "%n = arith.constant dense<3> : tensor<4xi32>\n  %r = math.fpowi %a, %n : T, tensor<4xi32>", {}),
    ("math.clampf", "%s = arith.mulf %a, %a : T\n  %r = math.clampf %s to [%b, %c] : T", {}),
    ("arith.addf", "%s = arith.addf %a, %b : T\n  %r = arith.mulf %s, %s : T", {}),
    ("arith.subf", "%s = arith.subf %a, %b : T\n  %r = arith.mulf %s, %a : T", {}),
    ("arith.negf", "%s = arith.negf %a : T\n  %r = arith.mulf %s, %a : T", {}),
    ("arith.mulf", "%s = arith.mulf %a, %b : T\n  %r = arith.mulf %s, %b : T", {}),
    ("arith.divf", "%r = arith.divf %a, %b : T", {}),
    ("arith.remf", "%s = arith.mulf %a, %a : T\n  %q = arith.remf %s, %b : T\n  %r = arith.mulf %q, %b : T", {}),
    ("arith.maximumf", "%s = arith.mulf %a, %a : T\n  %r = arith.maximumf %s, %b : T", {}),
    ("arith.minimumf", "%s = arith.mulf %a, %a : T\n  %r = arith.minimumf %s, %b : T", {}),
    ("arith.maxnumf", "%s = arith.mulf %a, %a : T\n  %r = arith.maxnumf %s, %b : T", {}),
    ("arith.minnumf", "%s = arith.mulf %a, %a : T\n  %r = arith.minnumf %s, %b : T", {}),
    ("arith.select", "%p = arith.cmpf olt, %a, %b : T\n  %s = arith.mulf %a, %a : T\n"
     "  %r = arith.select %p, %s, %b : tensor<4xi1>, T", {}),
    ("arith.extf", "%n = arith.truncf %a : T to tensor<4xf32>\n  %m = arith.extf %n : tensor<4xf32> to T\n"
     "  %r = arith.mulf %a, %m : T", {"third": False, "difference": False, "tolerance": 1e-6}),
]
# Ops of complex numbers, which have scalars only, on a + i b.
COMPLEX = {name: f"%z = complex.{name} %x : complex<f64>" for name in
           "exp expm1 log log1p sqrt rsqrt sin cos tan tanh conj neg sign".split()}
COMPLEX.update({
    "mul": "%z = complex.mul %x, %y : complex<f64>", "div": "%z = complex.div %x, %y : complex<f64>",
    "add": "%q = complex.add %x, %y : complex<f64>\n    %z = complex.mul %q, %y : complex<f64>",
    "sub": "%q = complex.sub %x, %y : complex<f64>\n    %z = complex.mul %q, %y : complex<f64>",
    "pow": "%z = complex.pow %x, %y : complex<f64>", "atan2": "%z = complex.atan2 %x, %y : complex<f64>",
    "powi": "%n = arith.constant 3 : i32\n    %z = complex.powi %x, %n : complex<f64>, i32",
    "abs": "%m = complex.abs %x : complex<f64>\n    %z = complex.create %m, %m : complex<f64>",
    "angle": "%m = complex.angle %x : complex<f64>\n    %z = complex.create %m, %m : complex<f64>",
})


def complex_body(text):
    """On the elements of %a and %b: x = a + i b, y = b + i a."""
    identity = "affine_map<(i) -> (i)>"
    return (f"%e = tensor.empty() : T\n  %r = linalg.generic {{indexing_maps = [{identity}, {identity}, {identity}], "
            'iterator_types = ["parallel"]} ins(%a, %b : T, T) outs(%e : T) {\n  ^bb0(%u: f64, %v: f64, %o: f64):\n'
            "    %x = complex.create %u, %v : complex<f64>\n    %y = complex.create %v, %u : complex<f64>\n"
            f"    {text}\n    %re = complex.re %z : complex<f64>\n    %im = complex.im %z : complex<f64>\n"
            "    %part = arith.mulf %re, %im : f64\n    linalg.yield %part : f64\n  } -> T")


MAP1 = "affine_map<(i) -> (i)>"
STRUCTURED = [
    ("linalg.matmul", "%r = linalg.matmul ins(%a, %b : T, U) outs(%c : V) -> V", "a=3x2 b=2x2 c=3x2"),
    ("linalg.batch_matmul", "%r = linalg.batch_matmul ins(%a, %b : T, U) outs(%c : V) -> V", "a=2x3x2 b=2x2x2 c=2x3x2"),
    ("linalg.conv_1d", "%r = linalg.conv_1d ins(%a, %b : T, U) outs(%c : V) -> V", "a=6 b=3 c=4"),
    ("linalg.reduce mul", "%r = linalg.reduce { arith.mulf } ins(%a : T) outs(%b : U) dimensions = [1]", "a=2x3 b=2"),
    ("linalg.reduce add", "%s = linalg.reduce { arith.addf } ins(%a : T) outs(%b : U) dimensions = [1]\n"
     "  %r = arith.mulf %s, %s : U", "a=2x3 b=2"),
    ("linalg.reduce maximum", "%s = linalg.reduce { arith.maximumf } ins(%a : T) outs(%b : U) dimensions = [1]\n"
     "  %r = arith.mulf %s, %s : U", "a=2x3 b=2"),
    ("linalg.reduce div", "%r = linalg.reduce { arith.divf } ins(%a : T) outs(%b : U) dimensions = [1]", "a=2x3 b=2"),
    ("linalg.softmax", "%r = linalg.softmax dimension(1) ins(%a : T) outs(%b : U) -> U", "a=2x3 b=2x3"),
    ("linalg.pooling_nhwc_max", "%k = tensor.empty() : tensor<2x2xf64>\n  %s = linalg.pooling_nhwc_max "
     "ins(%a, %k : T, tensor<2x2xf64>) outs(%b : U) -> U\n  %r = arith.mulf %s, %s : U", "a=1x3x3x1 b=1x2x2x1"),
    ("linalg.broadcast", "%s = linalg.broadcast ins(%a : T) outs(%b : U) dimensions = [0]\n  %r = arith.mulf %s, %s : U",
     "a=2 b=3x2"),
    ("linalg.transpose", "%s = linalg.transpose ins(%a : T) outs(%b : U) permutation = [1, 0]\n"
     "  %r = arith.mulf %s, %s : U", "a=2x3 b=3x2"),
    ("body", "%r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], "
     'iterator_types = ["parallel"]} ins(%a : T) outs(%c : V) {\n  ^bb0(%u: f64, %o: f64):\n'
     "    %i = linalg.index 0 : index\n    %two = arith.constant 2 : index\n    %j = arith.remui %i, %two : index\n"
     "    %e = tensor.extract %b[%j] : U\n    %p = arith.mulf %e, %u : f64\n    %q = math.exp %p : f64\n"
     "    linalg.yield %q : f64\n  } -> V", "a=4 b=2 c=4"),
    ("tensor.expand_shape", "%s = tensor.expand_shape %a [[0, 1]] output_shape [2, 3] : T into U\n"
     "  %r = arith.mulf %s, %b : U", "a=6 b=2x3"),
    ("tensor.collapse_shape", "%s = tensor.collapse_shape %a [[0, 1]] : T into U\n  %r = arith.mulf %s, %b : U",
     "a=2x3 b=6"),
    ("tensor.reshape", "%n = arith.constant dense<[3, 2]> : tensor<2xi64>\n"
     "  %s = tensor.reshape %a(%n) : (T, tensor<2xi64>) -> U\n  %r = arith.mulf %s, %b : U", "a=2x3 b=3x2"),
    ("tensor.extract", "%i = arith.constant 1 : index\n  %e = tensor.extract %a[%i] : T\n  %s = tensor.splat %e : T\n"
     "  %r = arith.mulf %s, %a : T", "a=4"),
    ("tensor.insert", "%i = arith.constant 1 : index\n  %e = tensor.extract %a[%i] : T\n  %q = arith.mulf %e, %e : f64\n"
     "  %s = tensor.insert %q into %b[%i] : U\n  %r = arith.mulf %s, %s : U", "a=4 b=3"),
    ("tensor.extract_slice", "%s = tensor.extract_slice %a[1][2][2] : T to U\n  %r = arith.mulf %s, %b : U", "a=5 b=2"),
    ("tensor.insert_slice", "%s = tensor.insert_slice %a into %b[1][2][2] : T into U\n  %r = arith.mulf %s, %s : U",
     "a=2 b=5"),
    ("tensor.pad", "%i = arith.constant 0 : index\n  %e = tensor.extract %a[%i] : T\n  %s = tensor.pad %a low[1] high[2] "
     "{\n  ^bb0(%j: index):\n    tensor.yield %e : f64\n  } : T to U\n  %r = arith.mulf %s, %b : U", "a=3 b=6"),
    ("tensor.concat", "%s = tensor.concat dim(0) %a, %b : (T, U) -> V\n  %r = arith.mulf %s, %s : V", "a=2 b=3 c=5"),
    ("tensor.from_elements", "%i = arith.constant 1 : index\n  %e = tensor.extract %a[%i] : T\n"
     "  %s = tensor.from_elements %e, %e, %e, %e : T\n  %r = arith.mulf %s, %a : T", "a=4"),
    ("tensor.cast", "%s = tensor.cast %a : T to tensor<?xf64>\n  %q = arith.mulf %s, %s : tensor<?xf64>\n"
     "  %r = tensor.cast %q : tensor<?xf64> to T", "a=4"),
    ("tensor.generate", "%r = tensor.generate {\n  ^bb0(%i: index):\n    %e = tensor.extract %a[%i] : T\n"
     "    %q = arith.mulf %e, %e : f64\n    tensor.yield %q : f64\n  } : T", "a=4"),
    ("tensor.gather", "%i = arith.constant dense<[[2], [0], [2]]> : tensor<3x1xi64>\n"
     "  %s = tensor.gather %a[%i] gather_dims([0]) : (T, tensor<3x1xi64>) -> U\n  %r = arith.mulf %s, %b : U", "a=4 b=3"),
    ("tensor.scatter", "%i = arith.constant dense<[[2], [0]]> : tensor<2x1xi64>\n"
     "  %s = tensor.scatter %a into %b[%i] scatter_dims([0]) unique : (T, U, tensor<2x1xi64>) -> U\n"
     "  %r = arith.mulf %s, %s : U", "a=2 b=4"),
    ("func.call", "%s = func.call @square(%a) : (T) -> T\n  %r = func.call @square(%s) : (T) -> T", "a=4"),
]


def make_cases():
    for name, text, options in CASES:
        letters = [c for c in "abc" if f"%{c}" in re.sub(r"%c0", "", text)]
        spans = {c: options.get(c, "4,0.3,0.9").split(",") for c in letters}
        yield (name, text, {c: (int(n),) for c, (n, _, _) in spans.items()},
               {c: (float(low), float(high)) for c, (_, low, high) in spans.items()}, options)
    for name, text in COMPLEX.items():
        yield f"complex.{name}", complex_body(text), {"a": (4,), "b": (4,)}, {}, {}
    for name, text, shapes in STRUCTURED:
        sizes = {part[0]: tuple(map(int, part[2:].split("x"))) for part in shapes.split()}
        yield name, text, sizes, {}, {}


def typed(shape):
    return f"tensor<{'x'.join(map(str, shape))}xf64>"


def functions(k, text, shapes, third):
    """@check<k>(x..., v..., w) -> (reverse, forward, mixed)..., then the numbers."""
    types = [typed(shape) for shape in shapes.values()]
    for letter, name in zip("TUV", types):
        text = re.sub(rf"\b{letter}\b", name, text)
    result = re.search(r"(tensor<[^ ]*>)$", text.strip()) or re.search(r"-> (tensor<[^ ]*>)", text)
    if "math.fpowi" in text:
        kind = types[0]
    elif "linalg.reduce" in text.splitlines()[-1]:
        kind = types[1]
    elif "tensor.generate" in text:
        kind = types[0]
    else:
        kind = result.group(1)
    rank = kind.count("x")
    dims = ", ".join(f"d{i}" for i in range(rank))
    x = ", ".join(f"%{c}: {t}" for c, t in zip(shapes, types))
    args, every = ", ".join(f"%{c}" for c in shapes), ", ".join(types)
    v = ", ".join(f"%v{c}: {t}" for c, t in zip(shapes, types))
    vs = ", ".join(f"%v{c}" for c in shapes)
    n = len(types)
    wrt = ", ".join(map(str, range(n)))
    many = f"({every})" if n > 1 else every
    out = [f"""func.func private @loss{k}({x}, %w: {kind}) -> tensor<f64> {{
  {text}
  %zero = arith.constant dense<0.0> : tensor<f64>
  %total = linalg.generic {{indexing_maps = [affine_map<({dims}) -> ({dims})>, affine_map<({dims}) -> ({dims})>, affine_map<({dims}) -> ()>], iterator_types = [{', '.join(['"reduction"'] * rank)}]}} ins(%r, %w : {kind}, {kind}) outs(%zero : tensor<f64>) {{
  ^bb0(%left: f64, %right: f64, %sum: f64):
    %product = arith.mulf %left, %right : f64
    %next = arith.addf %sum, %product : f64
    linalg.yield %next : f64
  }} -> tensor<f64>
  return %total : tensor<f64>
}}
func.func private @gradient{k}({x}, %w: {kind}) -> ({every}) {{
  %g{f':{n}' if n > 1 else ''} = tslice.grad @loss{k}({args}, %w) wrt [{wrt}] : ({every}, {kind}) -> {many}
  return {', '.join(f'%g#{i}' for i in range(n)) if n > 1 else '%g'} : {every}
}}
func.func private @slope{k}({x}, {v}, %w: {kind}) -> tensor<f64> {{
  %t = tslice.jvp @loss{k}({args}, %w)({vs}) wrt [{wrt}] : ({every}, {kind})({every}) -> tensor<f64>
  return %t : tensor<f64>
}}
func.func private @curve{k}({x}, {v}, %w: {kind}) -> tensor<f64> {{
  %t = tslice.jvp @slope{k}({args}, {vs}, %w)({vs}) wrt [{wrt}] : ({every}, {every}, {kind})({every}) -> tensor<f64>
  return %t : tensor<f64>
}}
"""]
    suffix = f":{n}" if n > 1 else ""
    body = [
        f"%rr{suffix} = tslice.vjp @gradient{k}({args}, %w)({vs}) wrt [{wrt}] : ({every}, {kind})({every}) -> {many}",
        f"%fr{suffix} = tslice.jvp @gradient{k}({args}, %w)({vs}) wrt [{wrt}] : ({every}, {kind})({every}) -> {many}",
        f"%rf{suffix} = tslice.grad @slope{k}({args}, {vs}, %w) wrt [{wrt}] : ({every}, {every}, {kind}) -> {many}",
        f"%ff = func.call @curve{k}({args}, {vs}, %w) : ({every}, {every}, {kind}) -> tensor<f64>"]
    values = ["rr", "fr", "rf"]
    if third:
        body += [
            f"%third{suffix} = tslice.grad @curve{k}({args}, {vs}, %w) wrt [{wrt}] : ({every}, {every}, {kind}) -> {many}",
            f"%along = tslice.jvp @curve{k}({args}, {vs}, %w)({vs}) wrt [{wrt}] : ({every}, {every}, {kind})({every}) -> tensor<f64>"]
        values.append("third")
    returned = [f"%{value}{f'#{i}' if n > 1 else ''}" for value in values for i in range(n)] + ["%ff"] + ["%along"] * third
    kinds = types * len(values) + ["tensor<f64>"] * (1 + third)
    lines = "\n  ".join(body)
    out.append(f"func.func @check{k}({x}, {v}, %w: {kind}) -> ({', '.join(kinds)}) {{\n  {lines}\n"
               f"  return {', '.join(returned)} : {', '.join(kinds)}\n}}\n"
               f"func.func @first{k}({x}, %w: {kind}) -> ({every}) {{\n"
               f"  %g{suffix} = func.call @gradient{k}({args}, %w) : ({every}, {kind}) -> {many if n > 1 else every}\n"
               f"  return {', '.join(f'%g#{i}' for i in range(n)) if n > 1 else '%g'} : {every}\n}}\n")
    shape = tuple(map(int, re.findall(r"(\d+)x", kind)))
    return "".join(out), shape


class Driver:
    """tslice-call-driver: arrays travel as .npy files."""

    def __init__(self, tool, folder):
        self.folder, self.count = folder, 0
        self.process = subprocess.Popen([tool], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, *fields):
        self.process.stdin.write("\t".join(fields) + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def call(self, entry, inputs, results):
        paths = []
        for value in inputs:
            self.count += 1
            paths.append(os.path.join(self.folder, f"in{self.count}.npy"))
            np.save(paths[-1], value)
        outputs = [os.path.join(self.folder, f"out{i}.npy") for i in range(results)]
        answer = self.ask("call", entry, str(results), *outputs, *paths)
        if answer != "ok":
            raise RuntimeError(answer)
        return [np.load(path) for path in outputs]


def near(a, b, tolerance):
    scale = max(1.0, np.max(np.abs(a), initial=0), np.max(np.abs(b), initial=0))
    return np.all(np.isfinite(a)) and np.all(np.abs(a - b) <= tolerance * scale)


def judge(driver, k, shapes, ranges, wshape, options, source):
    def draw(span):
        return [source.uniform(*span(c), shapes[c]) for c in shapes]
    n, third, tolerance = len(shapes), options.get("third", True), options.get("tolerance", 1e-9)
    x = draw(lambda c: ranges.get(c, (0.3, 0.9)))
    v = draw(lambda c: (-1, 1))
    w = source.uniform(-1, 1, wshape)
    found = driver.call(f"check{k}", [*x, *v, w], n * (3 + third) + 1 + third)
    rr, fr, rf = found[:n], found[n:2 * n], found[2 * n:3 * n]
    for what, other in (("forward over reverse", fr), ("reverse over forward", rf)):
        if not all(near(a, b, tolerance) for a, b in zip(rr, other)):
            return f"reverse over reverse {rr}, {what} {other}"
    along = sum(np.sum(a * b) for a, b in zip(rr, v))
    if not near(along, found[n * (3 + third)], tolerance):
        return f"v H v is {along}, forward over forward {found[n * (3 + third)]}"
    if third:
        slope = sum(np.sum(a * b) for a, b in zip(found[3 * n:4 * n], v))
        if not near(slope, found[-1], tolerance):
            return f"third derivative: reverse {slope}, forward {found[-1]}"
    step = 1e-5
    above = driver.call(f"first{k}", [*(a + step * b for a, b in zip(x, v)), w], n)
    below = driver.call(f"first{k}", [*(a - step * b for a, b in zip(x, v)), w], n)
    difference = [(a - b) / (2 * step) for a, b in zip(above, below)]
    if options.get("difference", True) and not all(near(a, b, 1e-5) for a, b in zip(rr, difference)):
        return f"derivative {rr}, difference {difference}"
    return None


SQUARE = """func.func private @square(%x: tensor<4xf64>) -> tensor<4xf64> {
  %r = arith.mulf %x, %x : tensor<4xf64>
  return %r : tensor<4xf64>
}
"""


def main():
    tool, folder, *only = sys.argv[1:]
    driver = Driver(tool, folder)
    source = np.random.default_rng(1)
    cases = [case for case in make_cases() if not only or case[0] in only]
    wrong = 0
    for first in range(0, len(cases), 20):
        chunk = cases[first:first + 20]
        text, shapes = SQUARE, []
        for k, (_, body, sizes, _, options) in enumerate(chunk):
            code, shape = functions(k, body, sizes, options.get("third", True))
            text += code
            shapes.append(shape)
        path = os.path.join(folder, f"cases{first}.mlir")
        with open(path, "w", encoding="ascii") as file:
            file.write(text)
        answer = driver.ask("compile", path, "optimised")
        if answer != "ok":
            print(answer)
            wrong += 1
            continue
        for k, (name, _, sizes, ranges, options) in enumerate(chunk):
            why = judge(driver, k, sizes, ranges, shapes[k], options, source)
            if why:
                wrong += 1
                print(f"{name}: {why}")
    print(f"{len(cases)} ops, {wrong} wrong")


if __name__ == "__main__":
    main()
