# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""usage: loops.py tslice-run FILE: runs each loop of the file for few steps against
the evaluator, then for a thousand and a million, and compares the largest amounts
of memory."""

import os
import subprocess
import sys

import numpy as np

tool, path = sys.argv[1:]
SLACK = 16 << 10  # KiB; a leak of 64 bytes per step would be four times that


def ping_pong(steps):
    a, b = np.float32([1, 2]), np.float32([3, 5])
    for _ in range(steps):
        a, b = b, (a + b) * np.float32(0.5)
    return [a, b]


def resized(steps):
    size = 1
    for _ in range(steps):
        size = 1 if size >= 8 else size + 1
    return [np.ones(size)]


def rows(steps):
    return [np.stack([np.full(4, (steps + 1) // 2), np.full(4, steps // 2)])]


def reversed_(steps):
    return [np.array([1, 2, 3])[::-1 if steps % 2 else 1]]


def swapped(steps):
    both = [np.array([1, 2]), np.array([3, 5])]
    return both[::-1] if steps % 2 else both


def temporary(steps):
    x, s = np.arange(1, 9), np.float32(0)
    for i in range(steps):
        k = i % 7
        p = np.concatenate([[s], x[:k + 1], [s], x[:k + 1]])
        s = np.float32((p[k + 1] + p[k]) * 0.5)
    return [s]


X4 = "[[0,0,0,0],[0,0,0,0]]"
LOOPS = {
    "row": ([X4], [], rows), "temporary": (["[1,2,3,4,5,6,7,8]"], [], temporary),
    "pingpong": (["[1,2]", "[3,5]"], [], ping_pong), "swap": (["[1,2]", "[3,5]"], [], swapped),
    "resize": (["[1]"], [], resized), "nested": (["[1,1]"], [], lambda n: [np.ones(2)]),
    "while_row": ([X4], [], rows), "while_fresh": (["[1,2,3]"], [], reversed_),
    "while_resize": (["[1,2,3]"], [], lambda n: [np.ones((n - 1) % 8 + 1)]),
    "parallel": (["[1,2,3]"], ["[0,0,0,0]"], lambda n: [np.ones(4)]),
}


def run(name, steps, *flags):
    """The results and the largest resident set in KiB."""
    before, after, expected = LOOPS[name]
    outputs = [f"{name}-{os.getpid()}-{k}.npy" for k in range(len(expected(1)))]
    command = [tool, path, f"--entry={name}", *before, str(steps), *after, *flags,
               *(f"--output={o}" for o in outputs)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = status
    if status:
        return None, 0
    results = [np.load(o) for o in outputs]
    for output in outputs:
        os.remove(output)
    return results, usage.ru_maxrss


def check(name):
    for steps in (0, 11):
        results, _ = run(name, steps, "--check-against=evaluate")
        if results is None or steps and not all(map(np.allclose, results, LOOPS[name][2](steps))):
            return f"{name}: wrong after {steps} steps: {results}"
    _, few = run(name, 1000)
    results, many = run(name, 1000000)
    if results is None or not all(map(np.allclose, results, LOOPS[name][2](1000000))):
        return f"{name}: wrong after a million steps: {results}"
    if many > few + SLACK:
        return f"{name}: {many} KiB after a million steps, {few} KiB after a thousand"
    return None


failures = [line for line in map(check, LOOPS) if line]
print("\n".join(failures))
print(f"{len(LOOPS) - len(failures)} loops as expected, {len(failures)} not")
