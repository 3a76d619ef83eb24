# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""usage: structured.py tslice-run FOLDER: runs the named ops of linalg on operands
of static and of dynamic sizes, and compares with plain loops over what their names
say. Values are small integers, so that all is exact."""

import itertools
import os
import subprocess
import sys

import numpy as np

import scalars

# The sizes of loops. An input that is addressed by y*stride + h*dilation and the
# like is as large as that needs.
SIZES = {"n": 2, "g": 2, "c": 3, "f": 2, "m": 2, "x": 2, "y": 3, "z": 2, "w": 2, "h": 3, "d": 2,
         "b": 2, "i": 3, "j": 2, "k": 4, "p": 2, "q": 3, "r": 2}
SPATIAL = {"Z": ("z", "d"), "Y": ("y", "h"), "X": ("x", "w")}
STRIDES = {"z": 1, "y": 2, "x": 1}
DILATIONS = {"d": 1, "h": 1, "w": 2}

# op: operands by the loops that address them, the last one the result. Upper case:
# an output position and one of the window.
CONVOLUTIONS = {
    "conv_1d_ncw_fcw": "ncX fcw nfx", "conv_1d_nwc_wcf": "nXc wcf nxf",
    "conv_2d_nchw_fchw": "ncYX fchw nfyx", "conv_2d_ngchw_fgchw": "ngcYX fgchw ngfyx",
    "conv_2d_ngchw_gfchw": "ngcYX gfchw ngfyx", "conv_2d_nhwc_fhwc": "nYXc fhwc nyxf",
    "conv_2d_nhwc_hwcf": "nYXc hwcf nyxf", "conv_2d_nhwgc_gfhwc": "nYXgc gfhwc nyxgf",
    "conv_3d_ncdhw_fcdhw": "ncZYX fcdhw nfzyx", "conv_3d_ndhwc_dhwcf": "nZYXc dhwcf nzyxf",
    "depthwise_conv_1d_ncw_cw": "ncX cw ncx", "depthwise_conv_1d_nwc_wc": "nXc wc nxc",
    "depthwise_conv_1d_nwc_wcm": "nXc wcm nxcm", "depthwise_conv_2d_nchw_chw": "ncYX chw ncyx",
    "depthwise_conv_2d_nhwc_hwc": "nYXc hwc nyxc", "depthwise_conv_2d_nhwc_hwcm": "nYXc hwcm nyxcm",
    "depthwise_conv_3d_ncdhw_cdhw": "ncZYX cdhw nczyx", "depthwise_conv_3d_ndhwc_dhwc": "nZYXc dhwc nzyxc",
    "depthwise_conv_3d_ndhwc_dhwcm": "nZYXc dhwcm nzyxcm",
}
QUANTIZED = {
    "conv_2d_nchw_fchw_q": "ncYX fchw nfyx", "conv_2d_ngchw_gfchw_q": "ngcYX gfchw ngfyx",
    "conv_2d_nhwc_fhwc_q": "nYXc fhwc nyxf", "conv_2d_nhwc_hwcf_q": "nYXc hwcf nyxf",
    "conv_2d_nhwgc_gfhwc_q": "nYXgc gfhwc nyxgf", "conv_3d_ndhwc_dhwcf_q": "nZYXc dhwcf nzyxf",
    "depthwise_conv_2d_nhwc_hwc_q": "nYXc hwc nyxc", "depthwise_conv_2d_nhwc_hwcm_q": "nYXc hwcm nyxcm",
    "quantized_matmul": "ik kj ij", "quantized_batch_matmul": "bik bkj bij",
}
PLAIN_CONVOLUTIONS = {"conv_1d": "X w x", "conv_2d": "YX hw yx", "conv_3d": "ZYX dhw zyx"}
CONTRACTIONS = {
    "matmul": "ik kj ij", "batch_matmul": "bik bkj bij", "matvec": "ik k i", "vecmat": "k kj j", "dot": "k k ",
    "batch_matvec": "bik bk bi", "batch_vecmat": "bk bkj bj", "batch_reduce_matmul": "bik bkj ij",
    "mmt4d": "ikpr jkqr ijpq", "batch_mmt4d": "bikpr bjkqr bijpq",
}
POOLINGS = {
    "pooling_nchw_max": "ncYX hw ncyx", "pooling_nchw_sum": "ncYX hw ncyx", "pooling_ncw_max": "ncX w ncx",
    "pooling_ncw_sum": "ncX w ncx", "pooling_ndhwc_max": "nZYXc dhw nzyxc", "pooling_ndhwc_min": "nZYXc dhw nzyxc",
    "pooling_ndhwc_sum": "nZYXc dhw nzyxc", "pooling_nhwc_max": "nYXc hw nyxc",
    "pooling_nhwc_max_unsigned": "nYXc hw nyxc", "pooling_nhwc_min": "nYXc hw nyxc",
    "pooling_nhwc_min_unsigned": "nYXc hw nyxc", "pooling_nhwc_sum": "nYXc hw nyxc", "pooling_nwc_max": "nXc w nxc",
    "pooling_nwc_max_unsigned": "nXc w nxc", "pooling_nwc_min": "nXc w nxc",
    "pooling_nwc_min_unsigned": "nXc w nxc", "pooling_nwc_sum": "nXc w nxc",
}
# linalg.contract and the forms of matmul with other maps.
MAPS = {"contract": "kbi bkj ibj", "matmul": "ki kj ij", "batch_matmul": "bki bkj bij"}


class Case:
    def __init__(self, name, spec, element, strided, maps=False):
        self.name, self.element, self.maps = name, element, maps
        self.operands = (spec + " ").split(" ")[:3]
        self.spatial = [SPATIAL[c] for c in self.operands[0] if c in SPATIAL]
        self.strided = strided
        self.quantized = name in QUANTIZED

    def step(self, table, loop):
        return table[loop] if self.strided else 1

    def position(self, letter, at):
        if letter not in SPATIAL:
            return at[letter]
        out, inner = SPATIAL[letter]
        return at[out] * self.step(STRIDES, out) + at[inner] * self.step(DILATIONS, inner)

    def shape(self, letters):
        last = {loop: size - 1 for loop, size in SIZES.items()}
        return [self.position(letter, last) + 1 for letter in letters]

    def types(self):
        if self.quantized:
            return ["i8", "i8", "i32"]
        return [self.element] * 3

    def arrays(self, seed):
        rng = np.random.default_rng(seed)
        return [rng.integers(-4, 5, self.shape(letters)).astype(scalars.DTYPES[t])
                for letters, t in zip(self.operands, self.types())]

    def combine(self, name):
        """The pooling, as a function of what is there and what comes."""
        unsigned = (lambda v: int(v) & 0xFFFFFFFF) if "unsigned" in name else (lambda v: v)
        if "_sum" in name:
            return lambda a, u: a + u
        pick = max if "_max" in name else min
        return lambda a, u: pick(a, u, key=unsigned)

    def expected(self, first, second, out):
        out = out.copy()
        loops = sorted({loop for letters in self.operands for letter in letters
                        for loop in SPATIAL.get(letter, letter)})
        combine = self.combine(self.name) if self.name in POOLINGS else None
        for point in itertools.product(*(range(SIZES[loop]) for loop in loops)):
            at = dict(zip(loops, point))
            place = [tuple(self.position(letter, at) for letter in letters) for letters in self.operands]
            if combine:
                out[place[2]] = combine(out[place[2]], first[place[0]])
            else:
                a, b = int(first[place[0]]), int(second[place[1]])
                if self.quantized:
                    a, b = a - 1, b + 2
                out[place[2]] += a * b
        return out

    def text(self, names, types, k):
        attributes = ""
        if self.spatial and self.name not in PLAIN_CONVOLUTIONS:
            strides = ", ".join(str(self.step(STRIDES, out)) for out, _ in self.spatial)
            dilations = ", ".join(str(self.step(DILATIONS, inner)) for _, inner in self.spatial)
            count = len(self.spatial)
            attributes = (f" {{strides = dense<[{strides}]> : tensor<{count}xi64>,"
                          f" dilations = dense<[{dilations}]> : tensor<{count}xi64>}}")
        if self.maps:
            loops = ["b", "i", "j", "k"] if any("b" in o for o in self.operands) else ["i", "j", "k"]
            maps = ", ".join(f"affine_map<({', '.join(loops)}) -> ({', '.join(letters)})>"
                             for letters in self.operands)
            attributes = f" indexing_maps = [{maps}]"
        ins, in_types = names[:2], types[:2]
        if self.quantized:
            ins, in_types = ins + ["%one", "%minustwo"], in_types + ["i32", "i32"]
        return (f"%r{k} = linalg.{self.name}{attributes} ins({', '.join(ins)} : {', '.join(in_types)})"
                f" outs({names[2]} : {types[2]}) -> {types[2]}")


def cases():
    for table in (CONVOLUTIONS, QUANTIZED, POOLINGS):
        for name, spec in table.items():
            for strided in (False, True):
                element = "i32" if "unsigned" in name else "f32"
                yield Case(name, spec, element, strided)
    for table in (PLAIN_CONVOLUTIONS, CONTRACTIONS):
        for name, spec in table.items():
            for element in ("f64", "i64"):
                yield Case(name, spec, element, False)
    for name, spec in MAPS.items():
        yield Case(name, spec, "f32", False, maps=True)


def module(batch, dynamic):
    lines, parameters, results = [], [], []
    for k, case in enumerate(batch):
        names, types = [], []
        for j, (letters, element) in enumerate(zip(case.operands, case.types())):
            sizes = ["?" if dynamic else str(s) for s in case.shape(letters)]
            names.append(f"%a{k}_{j}")
            types.append(f"tensor<{'x'.join(sizes + [element])}>")
            parameters.append(f"{names[-1]}: {types[-1]}")
        lines.append(case.text(names, types, k))
        results.append((f"%r{k}", types[2]))
    values, types = (", ".join(x) for x in zip(*results))
    lines = ["%one = arith.constant 1 : i32", "%minustwo = arith.constant -2 : i32", *lines]
    body = "\n".join("  " + line for line in [*lines, f"return {values} : {types}"])
    return f"func.func @f({', '.join(parameters)}) -> ({types}) {{\n{body}\n}}\n"


def run(batch, number, tool, folder):
    wrong, inputs, expected = [], [], []
    for k, case in enumerate(batch):
        arrays = case.arrays(k)
        expected.append(case.expected(*arrays))
        for j, array in enumerate(arrays):
            inputs.append(os.path.join(folder, f"{number}-{k}-{j}.npy"))
            np.save(inputs[-1], array)
    for dynamic in (False, True):
        path = os.path.join(folder, f"{number}-{dynamic}.mlir")
        with open(path, "w", encoding="ascii") as file:
            file.write(module(batch, dynamic))
        outputs = [os.path.join(folder, f"{number}-{dynamic}-{k}.npy") for k in range(len(batch))]
        done = subprocess.run([tool, path, *inputs, *(f"--output={o}" for o in outputs)],
                              capture_output=True, text=True, check=False)
        if done.returncode:
            wrong.append(done.stderr.strip())
            continue
        for case, want, output in zip(batch, expected, outputs):
            found = np.load(output)
            if found.shape != want.shape or found.dtype != want.dtype or not np.array_equal(found, want):
                wrong.append(f"linalg.{case.name} ({'dynamic' if dynamic else 'static'}): {found}, expected {want}")
    return wrong


def main():
    tool, folder = sys.argv[1:]
    everything, wrong = list(cases()), []
    for number in range(0, len(everything), 12):
        wrong += run(everything[number:number + 12], number, tool, folder)
    print("\n".join(wrong))
    print(f"{2 * len(everything)} results compared, {len(wrong)} wrong")


if __name__ == "__main__":
    main()
