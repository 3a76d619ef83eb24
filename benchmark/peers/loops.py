#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Times loops of small updates and stencils over time, and their gradients, beside loops by hand in C,
JAX and PyTorch: rounds of all in turn, on the same data, results compared first. What is not installed
is left out. Prints tables for RESULTS.md.

Usage: loops.py BUILD_FOLDER [--quick] [--rounds=N]
"""

import argparse
import ctypes
import os
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
GRAPHS = os.path.join(HERE, "..", "workloads")


def load_limits(folder):
    """The loops by hand, compiled for this processor."""
    library = os.path.join(folder, "loops.so")
    source = os.path.join(HERE, "..", "limits", "loops.c")
    subprocess.run(["cc", "-O3", "-march=native", "-shared", "-fPIC", source, "-lm", "-o", library], check=True)
    return ctypes.CDLL(library)


def find_jax():
    try:
        import jax
    except ImportError:
        return None
    jax.config.update("jax_enable_x64", True)
    return jax


def jax_loop(jax):
    """Reverse mode through fori_loop needs a number of steps that is known when it is traced."""

    def loop(p):
        step = lambda i, p: p.at[i].set(jax.numpy.sin(p[i - 1]) + p[i])
        return jax.lax.fori_loop(1, p.shape[0], step, p)

    return jax.jit(lambda p, g: jax.vjp(loop, p)[1](g)[0])


def jax_stencils(jax):
    def half(a, to):
        s = a[1:-1, 1:-1] + a[1:-1, :-2] + a[1:-1, 2:] + a[2:, 1:-1] + a[:-2, 1:-1]
        return to.at[1:-1, 1:-1].set(0.2 * s)

    def heat(a, to):
        m = a[1:-1, 1:-1, 1:-1]
        x = 0.125 * (a[2:, 1:-1, 1:-1] - 2 * m + a[:-2, 1:-1, 1:-1])
        y = 0.125 * (a[1:-1, 2:, 1:-1] - 2 * m + a[1:-1, :-2, 1:-1])
        z = 0.125 * (a[1:-1, 1:-1, 2:] - 2 * m + a[1:-1, 1:-1, :-2])
        return to.at[1:-1, 1:-1, 1:-1].set(x + y + z + m)

    def both(half, steps):
        def run(a, b):
            def step(_, state):
                b = half(state[0], state[1])
                return half(b, state[0]), b

            return jax.lax.fori_loop(0, steps, step, (a, b))[0]

        return run

    def seidel(steps):
        def row(i, a):
            up, here, down = (jax.lax.dynamic_index_in_dim(a, i + k, keepdims=False) for k in (-1, 0, 1))
            s = up[:-2] + up[1:-1] + up[2:] + here[2:] + down[:-2] + down[1:-1] + down[2:] + here[1:-1]
            _, new = jax.lax.scan(lambda left, x: ((left + x) / 9,) * 2, here[0], s)
            return a.at[i, 1:-1].set(new)

        def run(a):
            sweep = lambda _, a: jax.lax.fori_loop(1, a.shape[0] - 1, row, a)
            return jax.lax.fori_loop(0, steps, sweep, a)

        return run

    def eliminate(a, b, d, start, to):
        def down(state, s):
            p, q = state
            new = -a / (a * p + b), (s - a * q) / (a * p + b)
            return new, new

        def up(x, pq):
            new = pq[0] * x + pq[1]
            return new, new

        ones = jax.numpy.ones(to.shape[1] - 2)
        s = (1 + 2 * d) * start[1:-1, 1:-1] - d * start[1:-1, :-2] - d * start[1:-1, 2:]
        _, pq = jax.lax.scan(down, (0 * ones, ones), s)
        _, inner = jax.lax.scan(up, ones, pq, reverse=True)
        return to.at[0, 1:-1].set(1).at[-1, 1:-1].set(1).at[1:-1, 1:-1].set(inner)

    def adi(steps):
        def run(u, v):
            m2 = float(u.shape[0] ** 2) / steps
            a, b, d, e = -m2, 1 + 2 * m2, -m2 / 2, 1 + m2

            def step(_, state):
                u, v = state
                v = eliminate(a, b, d, u, v)
                return eliminate(d, e, a, v.T, u.T).T, v

            return jax.lax.fori_loop(0, steps, step, (u, v))[0]

        return run

    return {"jacobi_2d": lambda n: both(half, n), "heat_3d": lambda n: both(heat, n), "seidel_2d": seidel, "adi": adi}


def torch_loop(p, g):
    import torch

    leaf = torch.from_numpy(p).requires_grad_()
    values = [leaf[0]]
    for i in range(1, len(p)):
        values.append(torch.sin(values[-1]) + leaf[i])
    torch.stack(values).backward(torch.from_numpy(g))
    return leaf.grad.numpy()


def take(run):
    begin = time.perf_counter()
    run()
    return 1e3 * (time.perf_counter() - begin)


def in_place(function, *arguments):
    """A call of `function`, which updates arguments in place: with copies, made anew for each call."""
    room = [np.copy(argument) for argument in arguments]

    def run():
        for copy, argument in zip(room, arguments):
            np.copyto(copy, argument)
        return function(*room)

    return run


def measure(runs, rounds):
    """The median of each, of so many rounds of all in turn."""
    times = {name: [] for name in runs}
    for run in runs.values():
        run()
    for _ in range(rounds):
        for name, run in runs.items():
            times[name].append(take(run))
    return {name: statistics.median(values) for name, values in times.items()}


def expect_close(what, found, wanted):
    if not np.allclose(found, wanted, rtol=1e-4, atol=1e-5):
        sys.exit(f"loops.py: {what} differs")


def show(value, digits=2):
    return "-" if value is None else f"{value:.{digits}f}"


STENCILS = {"jacobi_2d": (2, (1000, 1000), 50), "heat_3d": (2, (120, 120, 120), 25), "seidel_2d": (1, (400, 400), 20),
            "adi": (2, (400, 400), 20)}


LOOPS = {"loop": ((), "loop_grad"), "loop_while": ((), "loop_grad"), "loop_rows": ((64,), "loop_rows_grad")}
LENGTHS = (20_000, 40_000, 100_000, 200_000, 400_000)


def peak_mib(tool, file, entry, arguments):
    """The most memory that tslice-run takes for one call, compilation included."""
    command = [tool, os.path.join(GRAPHS, file), f"--entry={entry}", *arguments]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"loops.py: {' '.join(command)} fails")
    return usage.ru_maxrss / 1024


def measure_peaks(tool, line):
    """What calls take above those of small ones, in MiB. A process is also charged for what the one that
    starts it has taken by then: this comes first."""

    def stencil(name, shape, steps):
        size = "x".join(map(str, shape))
        count = STENCILS[name.removesuffix("_grad")][0] + name.endswith("_grad")
        return peak_mib(tool, "stencils.mlir", name, [str(steps)] + [f"random({size}, f64, {i})" for i in range(count)])

    def loop(name, n):
        size = "x".join(map(str, (n, *LOOPS[name][0])))
        return peak_mib(tool, "loops.mlir", name + "_grad", [f"random({size}, f32, {i})" for i in range(2)])

    peaks = {}
    for name, (_, shape, steps) in STENCILS.items():
        for entry in (name, name + "_grad"):
            small = stencil(entry, [6 for _ in shape], 2)
            peaks[entry] = 0 if line.quick else stencil(entry, shape, steps) - small
    for name in LOOPS:
        small = loop(name, 8)
        for n in LENGTHS:
            peaks[name, n] = 0 if line.quick else loop(name, n) - small
    return peaks


def compare_loops(module, limits, jax, line, peaks):
    random = np.random.default_rng(0)
    pointer = lambda array: array.ctypes.data_as(ctypes.c_void_p)
    print("| loop | N | forward | gradient | by hand | gradient / by hand | MiB gradient | JAX | PyTorch |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    # One process makes both libraries; PyTorch only where its time is bearable.
    for name, (columns, hand) in LOOPS.items():
        for n in (200, 400) if line.quick else LENGTHS:
            p = random.standard_normal((n, *columns), dtype=np.float32)
            g = random.standard_normal((n, *columns), dtype=np.float32)
            y = np.empty_like(p)

            def by_hand(p, g):
                getattr(limits, hand)(pointer(p), pointer(y), pointer(g), ctypes.c_int64(n))
                return g

            runs = {
                "forward": in_place(module[name], p),
                "gradient": in_place(module[name + "_grad"], p, g),
                "hand": in_place(by_hand, p, g),
            }
            gradient = np.copy(runs["hand"]())
            expect_close(f"the gradient of {name}", runs["gradient"](), gradient)
            if jax and name == "loop" and n <= 100_000:
                compiled, arguments = jax_loop(jax), (jax.numpy.asarray(p), jax.numpy.asarray(g))
                expect_close("JAX's gradient", compiled(*arguments), gradient)
                runs["jax"] = lambda: compiled(*arguments).block_until_ready()
            times = measure(runs, line.rounds)
            if name == "loop" and n <= 20_000:
                try:
                    torch_loop(p[:9], g[:9])
                    times["torch"] = take(lambda: torch_loop(p, g))
                except (ImportError, RecursionError):
                    pass
            print(f"| {name} | {n:,} | {show(times['forward'])} | {show(times['gradient'])} | {show(times['hand'])} | "
                  f"{show(times['gradient'] / times['hand'])} | {peaks.get((name, n), 0):.1f} | {show(times.get('jax'))} | "
                  f"{show(times.get('torch'), 0)} |", flush=True)


def compare_stencils(module, jax, line, peaks):
    random = np.random.default_rng(0)
    theirs = jax_stencils(jax) if jax else {}
    print("\n| stencil | size | steps | forward | gradient | gradient / forward | MiB forward | MiB gradient | JAX forward | JAX gradient |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for name, (count, shape, steps) in STENCILS.items():
        if line.quick:
            shape, steps = tuple(6 for _ in shape), 2
        inputs = [random.standard_normal(shape) for _ in range(count)]
        seed = random.standard_normal(shape)
        runs = {
            "forward": in_place(lambda *x: module[name](steps, *x), *inputs),
            "gradient": in_place(lambda *x: module[name + "_grad"](steps, *x), *inputs, seed),
        }
        if name in theirs:
            forward = jax.jit(theirs[name](steps))
            gradient = jax.jit(lambda g, *x: jax.vjp(theirs[name](steps), *x)[1](g))
            state = [jax.numpy.asarray(x) for x in inputs]
            wanted = gradient(jax.numpy.asarray(seed), *state)
            found = runs["gradient"]()
            for a, b in zip(found if count > 1 else [found], wanted):
                expect_close(f"the gradient of {name}", a, b)
            runs["jax"] = lambda: forward(*state).block_until_ready()
            runs["jax gradient"] = lambda: jax.block_until_ready(gradient(jax.numpy.asarray(seed), *state))
        times = measure(runs, line.rounds)
        size = "x".join(map(str, shape))
        print(f"| {name} | {size} | {steps} | {show(times['forward'])} | {show(times['gradient'])} | "
              f"{show(times['gradient'] / times['forward'])} | {peaks[name]:.0f} | {peaks[name + '_grad']:.0f} | "
              f"{show(times.get('jax'))} | {show(times.get('jax gradient'))} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--rounds", type=int, default=7)
    line = parser.parse_args()
    if line.quick:
        line.rounds = 1
    peaks = measure_peaks(os.path.join(line.build, "bin", "tslice-run"), line)
    sys.path.insert(0, os.path.join(line.build, "python"))
    import tslice

    jax = find_jax()
    with tempfile.TemporaryDirectory() as folder:
        limits = load_limits(folder)
        compare_loops(tslice.compile(os.path.join(GRAPHS, "loops.mlir")), limits, jax, line, peaks)
        compare_stencils(tslice.compile(os.path.join(GRAPHS, "stencils.mlir")), jax, line, peaks)


main()
