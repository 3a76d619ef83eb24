# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Calls tslice-run on NumPy arrays, the way a shell user does: through .npy files."""

import os
import subprocess
import sys
import tempfile

import numpy

BIN = os.environ.get("TSLICE_BIN") or os.path.join(os.path.dirname(__file__), "..", "..", "build", "bin")


def run(graph, entry, arguments, outputs, flags, folder):
    """Runs `entry` of the file `graph` in a process of its own."""
    command = [os.path.join(BIN, "tslice-run"), graph, f"--entry={entry}", *flags]
    for number, argument in enumerate(arguments):
        if isinstance(argument, numpy.ndarray):
            path = os.path.join(folder, f"in{number}.npy")
            numpy.save(path, argument)
            command.append(path)
        else:
            command.append(str(argument))
    command += [f"--output={path}" for path in outputs]
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def call(graph, entry, *arguments, results=1, flags=()):
    """Runs `entry` of the file `graph`; returns its results and what was printed on stderr."""
    with tempfile.TemporaryDirectory() as folder:
        outputs = [os.path.join(folder, f"out{number}.npy") for number in range(results)]
        done = run(graph, entry, arguments, outputs, flags, folder)
        if done.returncode != 0:
            sys.exit(done.stderr.strip() or f"tslice-run ended with exit code {done.returncode}")
        values = [numpy.load(path) for path in outputs]
    return (values[0] if results == 1 else values), done.stderr


def refuse(graph, entry, *arguments):
    """Runs `entry`, which must fail and print no result; returns the sentence that says why."""
    with tempfile.TemporaryDirectory() as folder:
        done = run(graph, entry, arguments, [], (), folder)
    expect(done.returncode == 1 and not done.stdout, f"'{entry}' was to be refused, but it gave {done.stdout}")
    return done.stderr.strip()


def expect(condition, what):
    """Ends the example where a result is not what it should be."""
    if not condition:
        sys.exit(f"WRONG: {what}")
