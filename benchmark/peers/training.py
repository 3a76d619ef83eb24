#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Times a training step of the programs in examples/ beside the same models in PyTorch and JAX: the same
data, parameters and optimizers, rounds of all in turn. The losses of the first steps are compared first,
and a difference fails. What is not installed is left out. Prints a table for RESULTS.md.

Usage: training.py BUILD_FOLDER [--quick] [--rounds=N] [--threads=N] [--only=PROGRAM,..]
"""

import argparse
import importlib
import os
import statistics
import sys
import tempfile
import time

# Steps that are compared: three epochs of classes. Each framework takes the sums of f32 in another order,
# which makes a difference of up to 5e-6 in 21 losses; a rate that is 1% off makes one of 5e-4 and more. Of
# the tables of a recommender steps have few rows in common, so that it shows in these alone, as 1e-2 of
# how far they have moved. The steps of Adam are as long for a gradient that is nothing but rounding, so
# that its parameters cannot be compared.
CHECKED, TOLERANCE = 21, 5e-5
BY_ADAM = ["segmentation", "classes"]
COLUMNS = ["ours", "PyTorch", "sparse", "compiled", "JAX", "JAX scan", "JAX rows"]
# What slower ones take in a round, in seconds, rather than all steps.
PATIENCE = 0.5


def load_peers(line):
    """The modules of frameworks that are installed, and what they call themselves."""
    found = {}
    for name, module in (("torch", "training_torch"), ("jax", "training_jax")):
        try:
            framework = importlib.import_module(name)
            found[f"{name}-{framework.__version__.split('+')[0]}"] = importlib.import_module(module)
        except ImportError as missing:
            print(f"training.py: {missing}", file=sys.stderr)
            continue
        if name == "torch":
            framework.set_num_threads(line.threads)
    return found


def list_columns(case, model, ours, peers, line):
    columns = getattr(ours, case.program)(case, model)
    for peer in peers.values():
        columns.update(getattr(peer, case.program)(case))
    # What torch.compile takes, half a minute for each case, is no part of a quick run.
    return {name: prepare for name, prepare in columns.items() if not (line.quick and name == "compiled")}


def compare(case, columns):
    """Leaves out what cannot be compiled here."""
    import numpy

    losses, parameters = columns["ours"](CHECKED)()
    wanted, moved = numpy.asarray(losses), [] if case.program in BY_ADAM else parameters()
    if not numpy.isfinite(wanted).all():
        sys.exit(f"training.py: {case.name}: the losses of ours are {wanted}")
    for name, prepare in list(columns.items()):
        try:
            losses, parameters = prepare(CHECKED)()
            found = numpy.asarray(losses)
        except Exception as failure:
            if name != "compiled":
                raise
            print(f"training.py: {case.name}: torch.compile fails: {str(failure):.200}", file=sys.stderr)
            del columns[name]
            continue
        if found.shape != wanted.shape:
            sys.exit(f"training.py: {case.name}: {name} has losses of shape {found.shape}, but ours {wanted.shape}")
        error = abs(found / wanted - 1)
        if not (error <= TOLERANCE).all():
            at = int(error.argmax())
            sys.exit(f"training.py: {case.name}: loss {at} of {name} is {found[at]}, but ours is {wanted[at]}")
        for number, (start, ours) in enumerate(zip(case.start, moved)):
            far, error = abs(ours - start).max(), abs(parameters()[number] - ours).max()
            if not error <= TOLERANCE * far:
                sys.exit(f"training.py: {case.name}: after {CHECKED} steps parameter {number} of {name} is off by {error}, "
                         f"but ours has moved by {far}")


def take(prepare, count, clock):
    run = prepare(count)
    begin = clock()
    run()
    return 1e6 * (clock() - begin) / count


def measure(case, columns, line):
    """Microseconds of a step of each, in every round. What runs on one processor is given the time of that
    processor, in which other programs have no part."""
    clock = time.process_time if line.threads == 1 else time.perf_counter
    counts = {}
    for name, prepare in columns.items():
        steps = min(case.steps, int(1e6 * PATIENCE / take(prepare, CHECKED, clock)))
        counts[name] = max(steps // 7 * 7, CHECKED)
        take(prepare, counts[name], clock)
    times = {name: [] for name in columns}
    for _ in range(line.rounds):
        for name, prepare in columns.items():
            times[name].append(take(prepare, counts[name], clock))
    return times


def show(value):
    return "-" if value is None else f"{value:,.1f}" if value < 1000 else f"{value:,.0f}"


def print_row(case, times):
    medians = {name: statistics.median(values) for name, values in times.items()}
    best = min((name for name in medians if name != "ours"), key=medians.get, default=None)
    ratio = best and statistics.median(b / a for a, b in zip(times["ours"], times[best]))
    cells = [case.name, *(show(medians.get(name)) for name in COLUMNS), f"{ratio:.2f}" if best else "-"]
    print("| " + " | ".join(cells) + " |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--only", default="")
    line = parser.parse_args()
    if line.quick:
        line.rounds = 1
    # Frameworks count the processors that are left to the process when they are loaded.
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: line.threads])
    sys.path.insert(0, os.path.join(line.build, "python"))
    import training_data
    import training_ours as ours

    with tempfile.TemporaryDirectory() as folder:
        os.environ["TORCHINDUCTOR_CACHE_DIR"] = folder
        peers = load_peers(line)
        print(f"A training step, microseconds, median of {line.rounds} rounds, {line.threads} thread{'s' * (line.threads > 1)}, {', '.join(peers) or 'no peers'}:\n")
        print(f"| program | {' | '.join(COLUMNS)} | best peer / ours |")
        print("| --- |" + " ---: |" * (len(COLUMNS) + 1), flush=True)
        models = {name: ours.load(name, line.threads) for name in ("characters", "recommender", "segmentation", "classes")}
        for case in training_data.list_cases(models["classes"], line.quick):
            if line.only and case.program not in line.only.split(","):
                continue
            columns = list_columns(case, models[case.program], ours, peers, line)
            compare(case, columns)
            print_row(case, measure(case, columns, line))


main()
