#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares printing, .npy files, literals and random() with NumPy.

Usage: values.py DRIVER [--cases=N] [--seed=S]

DRIVER is the program built from ValueDriver.cpp. NumPy is an oracle that shares
no code with ours; random() is compared with its own definition, written again.
"""
import argparse
import io
import itertools
import os
import subprocess
import sys
import tempfile
import warnings

import numpy as np

warnings.simplefilter("ignore")
TYPES = {"f64": "f8", "f32": "f4", "f16": "f2", "i1": "?", "i8": "i1", "i16": "i2",
         "i32": "i4", "i64": "i8", "index": "i8", "complex<f32>": "c8", "complex<f64>": "c16"}


class Session:
    """Collects commands, runs the driver once, checks each answer."""

    def __init__(self, driver, folder):
        self.driver, self.folder = driver, folder
        self.commands, self.checks, self.count = [], [], 0

    def path(self):
        self.count += 1
        return os.path.join(self.folder, f"{self.count}.npy")

    def add(self, fields, check):
        self.commands.append("\t".join(fields))
        self.checks.append(check)

    def run(self):
        done = subprocess.run([self.driver], input="\n".join(self.commands) + "\n",
                              capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"the driver failed with {done.returncode}: {done.stderr[-4000:]}")
        answers = done.stdout.split("\n--\n")[:-1]
        assert len(answers) == len(self.checks), "the driver left answers out"
        failures = 0
        for command, answer, check in zip(self.commands, answers, self.checks):
            problem = check(answer)
            if problem:
                failures += 1
                if failures <= 10:
                    print(f"{command[:500]}\n{problem}\n")
        print(f"{len(answers) - failures} passed, {failures} failed")
        return failures


def random_shape(rng):
    if rng.random() < 0.1:
        return tuple(rng.choice([2, 6, 7, 12], size=rng.integers(3, 5)))
    if rng.random() < 0.08:
        return (int(rng.integers(990, 1300)),)
    rank = int(rng.integers(0, 5))
    return tuple(int(n) for n in rng.choice([0, 1, 2, 3, 5, 8, 13], size=rank,
                                            p=[.06, .14, .2, .2, .2, .1, .1]))


def random_floats(rng, dtype, shape):
    style = rng.integers(0, 7)
    if style == 0:
        values = rng.integers(-5, 100, size=shape).astype("f8")
    elif style == 1:
        values = rng.uniform(-1, 1, size=shape)
    elif style == 2:  # all magnitudes
        values = rng.uniform(-1, 1, size=shape) * 10.0 ** rng.integers(-20, 20, size=shape)
    elif style == 3:  # all encodings
        bits = np.dtype(dtype).itemsize
        values = rng.integers(0, 256, size=shape + (bits,), dtype="u1").view(dtype).reshape(shape)
    elif style == 4:  # around the thresholds for exponents
        values = rng.choice([1e-4, 9.9999e-5, 1e8, 99999999.0, 1.0, 1000.0, 1000.5, 1001.0, 0.5,
                             0.0, -0.0], size=shape)
    elif style == 5:
        values = np.round(rng.uniform(-100, 100, size=shape), int(rng.integers(0, 5)))
    else:  # powers of two, next to which the spacing changes
        values = 2.0 ** rng.integers(-24, 15, size=shape)
    values = np.asarray(values).astype(dtype)
    if rng.random() < 0.25:
        special = rng.choice([np.nan, np.inf, -np.inf, 0.0, -0.0], size=shape).astype(dtype)
        values = np.where(rng.random(size=shape) < rng.choice([0.2, 1.0]), special, values)
    return values


def random_array(rng, dtype, shape):
    kind = np.dtype(dtype).kind
    if kind == "b":
        return rng.random(size=shape) < 0.5
    if kind == "i":
        info = np.iinfo(dtype)
        low, high = (info.min, info.max) if rng.random() < 0.4 else (-3, 12)
        return rng.integers(low, high, size=shape, dtype=dtype, endpoint=True)
    if kind == "c":
        part = np.dtype(dtype).char == "F" and "f4" or "f8"
        value = np.empty(shape, dtype)
        value.real = random_floats(rng, part, shape)
        value.imag = random_floats(rng, part, shape)
        return value
    return random_floats(rng, dtype, shape)


def expect_text(expected):
    """The answer is this text; the first line that differs tells why not."""
    def check(got):
        if got == expected:
            return None
        pairs = itertools.zip_longest(expected.split("\n"), got.split("\n"))
        wanted, found = next(pair for pair in pairs if pair[0] != pair[1])
        return f"expected: {wanted!r}\nfound:    {found!r}"
    return check


def expect_file(path, expected):
    """The file holds exactly the array, bit for bit."""
    def check(answer):
        if answer:
            return answer
        found = np.load(path)
        if found.dtype != expected.dtype or found.shape != expected.shape or \
                found.tobytes() != expected.tobytes():
            return expect_text(repr(expected))(repr(found)) or "the bits differ"
        return None
    return check


def expect_error(*parts):
    def check(answer):
        if answer.startswith("error: ") and all(part in answer for part in parts):
            return None
        return f"expected an error with {parts}, found:\n{answer}"
    return check


def add_print(session, rng, name, array):
    path = session.path()
    np.save(path, array)
    columns = rng.random() < 0.3
    session.add(["print-columns" if columns else "print", name, path], expect_text(str(array)))


def add_npy(session, rng, name, array):
    """A file in some version, order and byte order comes out as NumPy's own."""
    path, out = session.path(), session.path()
    stored = np.asarray(array, order=rng.choice(["C", "F"]))
    if rng.random() < 0.5:
        stored = stored.astype(stored.dtype.newbyteorder(">"), order="K")
    version = [(1, 0), (2, 0), (3, 0)][rng.integers(0, 3)]
    with open(path, "wb") as file:
        np.lib.format.write_array(file, stored, version=version)
    expected = np.ascontiguousarray(array).reshape(array.shape)
    session.add(["copy", name, path, out], expect_file(out, expected))


def add_literal(session, rng, name, array):
    out = session.path()
    text = repr(array.tolist()).replace("(", "").replace(")", "")
    shape = "x".join("?" if rng.random() < 0.5 and 0 not in array.shape else str(n)
                     for n in array.shape)
    expected = array.copy()
    if array.dtype.kind in "fc":  # text has no NaN payload
        expected.real[np.isnan(array.real)] = np.nan
        if array.dtype.kind == "c":
            expected.imag[np.isnan(array.imag)] = np.nan
    session.add(["literal", name, shape, out, text], expect_file(out, expected))


def splitmix64(seed, count):
    mask = (1 << 64) - 1
    for k in range(count):
        z = (seed + (k + 1) * 0x9E3779B97F4A7C15) & mask
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        yield z ^ (z >> 31)


def add_random(session, rng, name, dtype):
    seed, shape = int(rng.integers(0, 1 << 63)), (3, 5)
    bits = list(splitmix64(seed, 30))
    kind, extra = np.dtype(dtype).kind, ""
    if kind == "b":
        values = [z >> 63 for z in bits[:15]]
    elif kind == "i":
        low, high = (0, 10) if rng.random() < 0.5 else (-100, int(rng.integers(-99, 128)))
        extra = "" if (low, high) == (0, 10) else f", {low}, {high}"
        values = [low + (z * (high - low) >> 64) for z in bits[:15]]
    else:
        precision = {"f2": 11, "f4": 24, "c8": 24}.get(dtype, 53)
        low, high = (-1.0, 1.0) if rng.random() < 0.5 else (0.25, 3.5)
        extra = "" if low == -1 else f", {low}, {high}"
        real = [low + (high - low) * ((z >> (64 - precision)) * 2.0 ** -precision) for z in bits]
        if kind == "c":
            values = [complex(a, b) for a, b in zip(real[::2], real[1::2])]
        else:
            values = real[:15]
    expected = np.array(values, dtype=dtype).reshape(shape)
    out = session.path()
    spec = "3x5, " + name if rng.random() < 0.5 else "3x5x" + name
    session.add(["literal", name, "?x5", out, f"random({spec}, {seed}{extra})"],
                expect_file(out, expected))


def add_errors(session, rng):
    """Files that are not what they should be are refused by name."""
    whole = io.BytesIO()
    np.save(whole, np.arange(12, dtype="f4").reshape(3, 4))
    whole = whole.getvalue()

    def add(contents, *parts, name="f32"):
        path = session.path()
        with open(path, "wb") as file:
            file.write(contents)
        session.add(["print", name, path], expect_error(path, *parts))

    for length in list(range(0, 128, 7)) + [127]:
        add(whole[:length])
    add(whole[:-1], "truncated", "48 bytes", "47")
    add(whole + b"x", "too long", "49")
    add(b"PK\x03\x04" + whole, ".npz")
    add(whole.replace(b"(3, 4)", b"(3, 5)"), "truncated")
    add(whole.replace(b"(3, 4)", b"(3,-4)"), "negative")
    add(whole.replace(b"(3, 4), }  ", b"(3, 4), 'x':"), "unknown key 'x'")
    for dtype in ("f8", "i4", "O", "U3", "u4", "M8[s]"):
        with io.BytesIO() as file:
            np.save(file, np.zeros(3, dtype), allow_pickle=True)
            add(file.getvalue(), "f32 is expected")
    session.add(["print", "-", os.path.join(session.folder, "none.npy")],
                expect_error("none.npy", "No such file"))
    session.add(["print", "-", session.folder], expect_error("is not a regular file"))
    for _ in range(100):  # whatever the bytes, an answer
        broken = bytearray(whole)
        for at in rng.integers(0, 128, size=rng.integers(1, 4)):
            broken[at] = rng.integers(0, 256)
        path = session.path()
        with open(path, "wb") as file:
            file.write(broken)
        session.add(["print", "f32", path], lambda answer: None)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("driver")
    parser.add_argument("--cases", type=int, default=40, help="per element type")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        session = Session(options.driver, folder)
        for name, dtype in TYPES.items():
            for _ in range(options.cases):
                array = np.asarray(random_array(rng, dtype, random_shape(rng)))
                add_print(session, rng, name, array)
                if array.size <= 300:
                    add_npy(session, rng, name, array)
                    add_literal(session, rng, name, array)
            for _ in range(1 + options.cases // 20):
                add_random(session, rng, name, dtype)
        add_errors(session, rng)
        return 1 if session.run() else 0


if __name__ == "__main__":
    sys.exit(main())
