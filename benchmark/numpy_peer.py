#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs NumPy statements for tslice-bench, which starts it.

First it prints the version of NumPy. Then commands come as lines on standard
input, and answers go to standard output:

    array NAME DTYPE SIZE...  the elements follow; no answer
    empty NAME DTYPE SIZE...  an array to write to; no answer
    drop                      forget all arrays; no answer
    time STATEMENT            run it once -> nanoseconds
    result NAME STATEMENT     run it once -> bytes of NAME, then its elements
"""
import sys
import time

import numpy as np

COMMANDS, ANSWERS = sys.stdin.buffer, sys.stdout.buffer


def answer(text, elements=b""):
    ANSWERS.write(f"{text}\n".encode())
    ANSWERS.write(elements)
    ANSWERS.flush()


def make_array(dtype, *sizes):
    array = np.empty([int(size) for size in sizes], dtype)
    array.fill(0)  # touches every page
    return array


def read_array(*description):
    array = make_array(*description)
    rest = memoryview(array).cast("B")
    while rest:
        count = COMMANDS.readinto(rest)
        if not count:
            sys.exit("numpy_peer.py: the elements of an array are missing")
        rest = rest[count:]
    return array


def measure(statement, names):
    """Times a call as a user writes it; a result `r` is dropped at the end."""
    code = compile(f"{statement}\nr = None", "statement", "exec")
    begin = time.perf_counter_ns()
    exec(code, names)
    return time.perf_counter_ns() - begin


def main():
    names = {"np": np}
    answer(np.__version__)
    for line in COMMANDS:
        command, *words = line.decode().split()
        if command == "array":
            names[words[0]] = read_array(*words[1:])
        elif command == "empty":
            names[words[0]] = make_array(*words[1:])
        elif command == "drop":
            names = {"np": np}
        elif command == "time":
            answer(measure(" ".join(words), names))
        elif command == "result":
            exec(" ".join(words[1:]), names)
            array = np.ascontiguousarray(names[words[0]])
            answer(array.nbytes, memoryview(array).cast("B"))
            names["r"] = array = None


main()
