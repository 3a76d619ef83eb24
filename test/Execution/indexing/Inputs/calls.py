# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Many functions of MLIR on many arrays: few compilations, one process each.

tslice-call-driver (test/unit/CallDriver.cpp) does the work; arrays travel as
.npy files. Every call belongs to a family, and answers are counted by family.
"""
import collections
import os
import subprocess
import sys
import tempfile
import time

import numpy as np


class Session:
    """Collects functions with a call each, then runs them."""

    def __init__(self, driver, mode="plain", batch=100):
        self.driver, self.mode, self.batch = driver, mode, batch
        self.cases = []
        self.shown = 0

    def add(self, family, function, name, arguments, results, check):
        """`check` gets the list of results or an error message, and returns
        what is wrong with it, or None."""
        self.cases.append((family, function, name, arguments, results, check))

    def run(self):
        """Runs all that was added, prints a line per family, and returns the
        number of failures."""
        started = time.time()
        passed, failed = collections.Counter(), collections.Counter()
        for at in range(0, len(self.cases), self.batch):
            for case, answer in self.run_batch(self.cases[at:at + self.batch]):
                problem = case[5](answer)
                (failed if problem else passed)[case[0]] += 1
                if problem:
                    self.show(case, problem)
        for family in sorted(passed | failed):
            print(f"{family}: {passed[family]} passed, {failed[family]} failed")
        print(f"all: {sum(passed.values())} passed, {sum(failed.values())} failed")
        print(f"{time.time() - started:.1f} s", file=sys.stderr)
        return sum(failed.values())

    def show(self, case, problem):
        self.shown += 1
        if self.shown > 10:
            return
        print(f"{case[0]}: {case[1]}")
        for name, array in zip(range(99), case[3]):
            print(f"  argument {name}: {array.dtype} {array.shape} {array.ravel()[:40].tolist()}")
        print(f"  {problem}")

    def run_batch(self, cases):
        with tempfile.TemporaryDirectory() as folder:
            source = os.path.join(folder, "cases.mlir")
            with open(source, "w") as file:
                file.write("\n".join(case[1] for case in cases))
            lines, outputs = [f"compile\t{source}\t{self.mode}"], []
            for k, case in enumerate(cases):
                inputs = []
                for i, array in enumerate(case[3]):
                    inputs.append(os.path.join(folder, f"{k}.{i}.npy"))
                    np.save(inputs[-1], array)
                outputs.append([os.path.join(folder, f"{k}.r{i}.npy") for i in range(case[4])])
                lines.append("\t".join(["call", case[2], str(case[4])] + outputs[-1] + inputs))
            done = subprocess.run([self.driver], input="\n".join(lines) + "\n",
                                  capture_output=True, text=True)
            answers = done.stdout.splitlines()
            if done.returncode != 0 or len(answers) != len(lines):
                sys.exit(f"the driver failed with {done.returncode} after {len(answers)} answers:"
                         f" {done.stderr[-2000:]}")
            if answers[0] != "ok":
                for number, line in enumerate("\n".join(case[1] for case in cases).splitlines()):
                    if f":{number + 1}:" in answers[0]:
                        print(line)
                sys.exit(f"the functions do not compile: {answers[0]}")
            for case, answer, files in zip(cases, answers[1:], outputs):
                yield case, [np.load(file) for file in files] if answer == "ok" else answer


def compare(expected, found, what):
    """What is wrong with `found`, or None."""
    expected = np.asarray(expected)
    if found.shape != expected.shape:
        return f"{what} has shape {found.shape}, expected {expected.shape}"
    if found.dtype != expected.dtype:
        return f"{what} has type {found.dtype}, expected {expected.dtype}"
    if not np.array_equal(found, expected):
        return f"{what} is {found.tolist()}, expected {expected.tolist()}"
    return None


def expect(*arrays):
    """A check for exactly these results."""
    def check(answer):
        if isinstance(answer, str):
            return f"{answer}; expected {[array.tolist() for array in map(np.asarray, arrays)]}"
        problems = [compare(expected, found, f"result {i}")
                    for i, (expected, found) in enumerate(zip(arrays, answer))]
        return next((problem for problem in problems if problem), None)
    return check


def expect_error(*parts):
    """A check for an error message that has these parts."""
    def check(answer):
        if isinstance(answer, str) and all(part in answer for part in parts):
            return None
        found = answer if isinstance(answer, str) else [array.tolist() for array in answer]
        return f"found {found}, expected an error with {parts}"
    return check
