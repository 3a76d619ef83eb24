# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Groups of cases over the same arguments, run as one function each: on tensors
of static and of dynamic size, and as scalars inside of a tensor.generate."""

import os
import re
import subprocess

import scalars


class Group:
    """`arguments` maps a name to (element type, values)."""

    def __init__(self, name, arguments, variants=("static", "dynamic", "scalar")):
        self.name = name
        self.arguments = arguments
        self.cases = []
        self.variants = variants

    def add(self, text, results, expected, ulps=0, where=None, least=0.0):
        """`text` is an op with types as $f32; `results` the element types, `expected`
        the values, looked at only where `where` holds. Of complex numbers, units are
        those of a part that is `least` at least."""
        self.cases.append((text, results, expected, ulps, where, least))

    def size(self):
        return len(next(iter(self.arguments.values()))[1])


def with_types(text, shape):
    return re.sub(r"\$(complex<f\d+>|\w+)", lambda m: shape % m.group(1) if shape else m.group(1), text)


def function(group, variant):
    size = group.size()
    shape = {"static": f"tensor<{size}x%s>", "dynamic": "tensor<?x%s>", "scalar": "tensor<?x%s>"}[variant]
    parameters = ", ".join(f"%{n}{'s' if variant == 'scalar' else ''}: {shape % e}"
                           for n, (e, _) in group.arguments.items())
    lines, returned, types = [], [], []
    if variant == "scalar":
        first, (element, _) = next(iter(group.arguments.items()))
        lines += ["%c0 = arith.constant 0 : index", f"%n = tensor.dim %{first}s, %c0 : {shape % element}"]
    for k, (text, results, *_) in enumerate(group.cases):
        count = len(results)
        names = [f"%r{k}" if count == 1 else f"%r{k}#{j}" for j in range(count)]
        left = f"%r{k}" if count == 1 else f"%r{k}:{count}"
        if variant != "scalar":
            lines.append(f"{left} = {with_types(text, shape)}")
            returned += names
        else:
            for j, element in enumerate(results):
                lines.append(f"%g{k}_{j} = tensor.generate %n {{")
                lines.append("^bb0(%i: index):")
                for n, (e, _) in group.arguments.items():
                    lines.append(f"  %{n} = tensor.extract %{n}s[%i] : {shape % e}")
                lines.append(f"  {left} = {with_types(text, '')}")
                lines.append(f"  tensor.yield {names[j]} : {element}")
                lines.append(f"}} : {shape % element}")
                returned.append(f"%g{k}_{j}")
        types += [shape % e for e in results]
    lines.append(f"return {', '.join(returned)} : {', '.join(types)}")
    body = "\n".join("  " + line for line in lines)
    return f"func.func @f({parameters}) -> ({', '.join(types)}) {{\n{body}\n}}\n"


def describe(text, variant, why):
    return f"{text} ({variant}): {why}"


def judge(group, variant, paths):
    wrong, path = [], iter(paths)
    for text, results, expected, ulps, where, least in group.cases:
        for element, want in zip(results, expected):
            found = scalars.load(next(path), element)
            if found.dtype != want.dtype:
                wrong.append(describe(text, variant, f"has type {found.dtype}, expected {want.dtype}"))
                continue
            if found.tobytes() == want.tobytes():
                continue
            steps = scalars.distance(found, want, element, least)
            bad = [i for i, s in enumerate(steps) if s > ulps and (where is None or where[i])]
            if bad:
                i = bad[0]
                inputs = ", ".join(f"{n}={scalars.wide(v, e)[i] if e not in scalars.INTEGERS else v[i]}"
                                   for n, (e, v) in group.arguments.items())
                wrong.append(describe(text, variant, f"at {inputs} is {found.ravel()[i]}, expected "
                                      f"{want.ravel()[i]} ({len(bad)} wrong, {steps[i]:g} ulps)"))
    return wrong


def run(group, tool, folder):
    """Returns how many results were compared, and a line for each that is wrong."""
    wrong, count = [], 0
    inputs = []
    for n, (element, values) in group.arguments.items():
        inputs.append(os.path.join(folder, f"{group.name}-{n}.npy"))
        scalars.save(inputs[-1], values, element)
    for variant in group.variants:
        path = os.path.join(folder, f"{group.name}-{variant}.mlir")
        with open(path, "w", encoding="ascii") as file:
            file.write(function(group, variant))
        outputs = [os.path.join(folder, f"{group.name}-{variant}-{k}-{j}.npy")
                   for k, case in enumerate(group.cases) for j in range(len(case[1]))]
        done = subprocess.run([tool, path, *inputs, *(f"--output={o}" for o in outputs)],
                              capture_output=True, text=True, check=False)
        if done.returncode:
            wrong.append(describe(group.name, variant, done.stderr.strip()))
            continue
        wrong += judge(group, variant, outputs)
        count += len(outputs)
    return count, wrong
