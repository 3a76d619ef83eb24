# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""All windows of 8 characters of the GPL and its character counts, checked against plain Python."""

import collections
import os
import sys

import numpy

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "support"))
import tslice

GRAPH = os.path.join(HERE, "text.mlir")
SOURCE = "/usr/share/common-licenses/GPL-3"


def main():
    with open(SOURCE, "rb") as file:
        text = file.read()
    characters = numpy.frombuffer(text, dtype=numpy.int8)
    starts = numpy.arange(len(text) - 7, dtype=numpy.int32)

    windows, _ = tslice.call(GRAPH, "windows", characters, starts)
    wanted = [text[start : start + 8] for start in range(len(text) - 7)]
    tslice.expect([bytes(row) for row in windows] == wanted, "the windows differ from text[start:start + 8]")
    common, times = collections.Counter(bytes(row) for row in windows).most_common(1)[0]
    print(f"text: {len(windows)} windows of 8 characters; the most common one is {common.decode()!r}, {times} times")

    counts, _ = tslice.call(GRAPH, "counts", characters)
    counter = collections.Counter(text)
    tslice.expect(counts.tolist() == [counter[code] for code in range(256)], "the counts differ from a Counter's")
    top = ", ".join(f"{chr(code)!r} {counts[code]}" for code in numpy.argsort(-counts, kind="stable")[:5])
    print(f"      {counts.sum()} characters counted; the most frequent: {top}")


main()
