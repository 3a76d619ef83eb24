# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Trains the network of classes.mlir on all rows, on the first 150, and on a class-balanced
subset by mask and by index, each training one call; compares steps, results and gradients
with NumPy's. The graph is compiled once, for batches of every size."""

import os
import sys
import time

import numpy

HERE = os.path.dirname(os.path.abspath(__file__))
BIN = os.environ.get("TSLICE_BIN") or os.path.join(HERE, "..", "..", "build", "bin")
sys.path.insert(0, os.path.join(BIN, "..", "python"))
import tslice

ROWS, OTHERS, EPOCHS, BATCH, SEED = 200, 1000, 100, 32, 5
SIZES = [32, 28, 4, 1, 0]


def expect(condition, what):
    """Ends the example where a result is not what it should be."""
    if not condition:
        sys.exit(f"WRONG: {what}")


def layers(p):
    """The weights and biases of the three layers: views of the vector p."""
    parts = numpy.split(p, [256, 384, 8576, 8640, 8704])
    return [parts[0].reshape(2, 128), parts[1], parts[2].reshape(128, 64), *parts[3:5], parts[5][0]]


def forward(x, p):
    """The outputs of the three layers."""
    w1, b1, w2, b2, w3, b3 = layers(p)
    h1 = numpy.maximum(x @ w1 + b1, 0)
    h2 = numpy.maximum(h1 @ w2 + b2, 0)
    return h1, h2, h2 @ w3 + b3


def derive(x, y, p):
    """The loss, and its gradients with respect to p and to x."""
    w1, _, w2, _, w3, _ = layers(p)
    h1, h2, z = forward(x, p)
    loss = (numpy.maximum(z, 0) - z * y + numpy.log1p(numpy.exp(-abs(z)))).sum() / max(len(y), 1)
    dz = (1 / (1 + numpy.exp(-z)) - y) / max(len(y), 1)
    d2 = numpy.outer(dz, w3) * (h2 > 0)
    d1 = (d2 @ w2.T) * (h1 > 0)
    parts = [x.T @ d1, d1.sum(0), h1.T @ d2, d2.sum(0), dz @ h2, dz.sum()]
    return loss, numpy.concatenate([part.reshape(-1) for part in parts]), d1 @ w1.T


def step(x, y, p, m, v, t):
    """One step of Adam, in place; returns the loss before."""
    loss, g, _ = derive(x, y, p)
    m *= 0.9
    m += (1 - 0.9) * g
    v *= 0.999
    v += (1 - 0.999) * g * g
    p -= 0.001 * (m / (1 - 0.9**t)) / (numpy.sqrt(v / (1 - 0.999**t)) + 1e-7)
    return loss


def batches(model, count, epochs):
    """The rows of each batch of a training."""
    for epoch in range(epochs):
        order = model.order(count, SEED + epoch)
        yield from (order[i : i + BATCH] for i in range(0, count, BATCH))


def distance(found, wanted):
    """The largest difference, relative to the largest element."""
    return abs(found - wanted).max() / abs(wanted).max()


def check_random(model, x, y):
    """The data are those that the comments of the graph promise."""
    h = numpy.arange(2 * ROWS, dtype="u4") + numpy.uint32(0x9E3779B9)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35), (16, 1)):
        h = (h ^ (h >> numpy.uint32(shift))) * numpy.uint32(factor)
    expect((x.reshape(-1) == (h >> numpy.uint32(8)) * numpy.float32(2**-23) - 1).all(), f"the data are {x}")
    inner, outer = (x**2).sum(1) < 0.15, (x**2).sum(1) > 0.35
    expect((y[inner] == 1).all() and (y[outer] == 0).all(), f"the labels are {y}")
    expect(sorted(model.order(ROWS, SEED)) == list(range(ROWS)), "the order is no permutation")


def check_steps(model, x, y):
    """Twenty steps, compared with NumPy's in f64 after each."""
    found = [model.start(SEED), numpy.zeros(8705, "f4"), numpy.zeros(8705, "f4")]
    wanted = [state.astype("f8") for state in found]
    worst = 0
    for t, rows in enumerate(batches(model, ROWS, 3), 1):
        *found, loss = model.step(x[rows], y[rows], *found, t)
        expected = step(x[rows].astype("f8"), y[rows], *wanted, t)
        expect(abs(loss - expected) < 1e-5 * expected, f"the loss of step {t} is {loss}, not {expected}")
        worst = max(worst, *(distance(a, b) for a, b in zip(found, wanted)))
    expect(worst < 1e-5, f"a step differs from NumPy's by {worst}")
    print(f"  {t} steps of Adam: within {worst:.0e} of NumPy's in f64")


def train(model, name, x, y, others):
    """Trains on the given rows; checks it against NumPy, and prints how it went."""
    p, m, v, losses = model.train(x, y, model.start(SEED), EPOCHS, SEED)
    wanted = [model.start(SEED).astype("f8"), numpy.zeros(8705), numpy.zeros(8705)]
    for t, rows in enumerate(batches(model, len(y), EPOCHS), 1):
        step(x[rows].astype("f8"), y[rows], *wanted, t)
    expect(distance(p, wanted[0]) < 1e-3, f"trained on {name}, parameters differ by {distance(p, wanted[0])}")
    expect(losses[-1] < losses[0] / 3, f"trained on {name}, the loss goes from {losses[0]} to {losses[-1]}")
    loss, own = model.evaluate(x, y, p)
    expected = ((forward(x, wanted[0])[2] > 0) == y).mean()
    expect(abs(own - expected) < 0.011, f"trained on {name}, the accuracy is {own}, not {expected}")
    _, all_others = model.evaluate(*others, p)
    _, rare = model.evaluate(*model.by_mask(*others, others[1] > 0.5), p)
    print(f"  {name:<22}{len(y):4} rows{y.sum():4.0f} of class 1  loss {loss:.9f}  accuracy {own:.3f}, "
          f"of other rows {all_others:.3f}, of their class 1 {rare:.3f}")
    return p, losses


def check_gradients(model, x, y, p, rows, mask):
    """Rows that were not chosen have no gradient, the others NumPy's."""
    found = {"x[:150]": (model.gradient_by_range(x, y, 150, p), numpy.arange(150)),
             "x[mask]": (model.gradient_by_mask(x, y, mask, p), rows),
             "x[rows]": (model.gradient_by_index(x, y, rows, p), rows)}
    for name, (g, chosen) in found.items():
        rest = numpy.delete(g, chosen, 0)
        expect(g.shape == x.shape and (rest == 0).all(), f"a row that is not in {name} has a gradient")
        _, _, wanted = derive(x[chosen].astype("f8"), y[chosen], p.astype("f8"))
        expect(distance(g[chosen], wanted) < 1e-5, f"the gradient of {name} is {g}")
        print(f"  d loss({name}) / d x: NumPy's for {len(chosen)} rows, 0 for the other {len(rest)}")


def check_sizes(model, x, y, p):
    whole = model.predict(x, p)
    for size in SIZES:
        part = model.predict(x[:size], p)
        expect(part.tobytes() == whole[:size].tobytes(), f"a batch of {size} rows has other bits")
        *state, loss = model.step(x[:size], y[:size], p.copy(), numpy.zeros_like(p), numpy.zeros_like(p), 1)
        wanted, g, _ = derive(x[:size].astype("f8"), y[:size], p.astype("f8"))
        expect(abs(loss - wanted) <= 1e-5 * wanted, f"the loss of {size} rows is {loss}, not {wanted}")
        expect(abs(state[1] - 0.1 * g).max() <= 1e-6 * abs(g).max(), f"the gradient of {size} rows is wrong")
    expect(loss == 0 and state[0].tobytes() == p.tobytes(), f"a step on no rows has the loss {loss}")
    print(f"  batches of {', '.join(map(str, SIZES))} rows: one compilation, the same bits for each row")


def check_errors(model, x, y, p):
    for data, labels in ((numpy.ones((32, 5), "f4"), y[:32]), (x[:32], y[:28])):
        try:
            model.step(data, labels, p.copy(), numpy.zeros_like(p), numpy.zeros_like(p), 1)
        except tslice.Error as error:
            print(f"  {error}")
        else:
            expect(False, "wrong sizes were not refused")


def measure(model, x, y):
    """The median time of a step on one batch, and that of a whole training."""

    def measure_step(function):
        state = [numpy.array(model.start(SEED)), numpy.zeros(8705, "f4"), numpy.zeros(8705, "f4")]
        times = []
        for t in range(1, 301):
            start = time.perf_counter()
            function(x[:BATCH], y[:BATCH], *state, t)
            times.append(time.perf_counter() - start)
        return sorted(times)[150] * 1e6

    ours = measure_step(lambda *arguments: model.step(*arguments, threads=1))
    start = time.perf_counter()
    model.train(x, y, model.start(SEED), EPOCHS, SEED, threads=1)
    steps = EPOCHS * -(-len(y) // BATCH)
    whole = (time.perf_counter() - start) / steps * 1e6
    print(f"  a step on {BATCH} rows: {ours:.0f} us as a call from Python, {whole:.0f} us as one of the {steps} "
          f"inside of a training; {measure_step(step):.0f} us by NumPy")


print("classes: a network for two classes, trained inside of one compiled function")
model = tslice.compile(os.path.join(HERE, "classes.mlir"))
x, y = model.data(ROWS, 1)
others = model.data(OTHERS, 3)
check_random(model, x, y)
check_steps(model, x, y)
rows, mask = model.balance(y)
expect(numpy.flatnonzero(mask).tolist() == rows.tolist(), f"the mask {mask} is not of the rows {rows}")
expect(y[rows].sum() * 2 == len(rows) and y[rows].sum() == min(y.sum(), ROWS - y.sum()), f"the rows are {rows}")
p, losses = train(model, "all rows", x, y, others)
print(f"    its loss: {', '.join(f'{loss:.3f}' for loss in losses[[0, 9, 29, 49, 99]])} in epochs 1, 10, 30, 50, 100")
train(model, "x[:150]", *model.by_range(x, y, 150), others)
masked, _ = train(model, "balanced, x[mask]", *model.by_mask(x, y, mask), others)
indexed, _ = train(model, "balanced, x[rows]", *model.by_index(x, y, rows), others)
expect(masked.tobytes() == indexed.tobytes(), "the same rows by mask and by index gave other bits")
check_gradients(model, x, y, p, rows, mask)
check_sizes(model, x, y, p)
check_errors(model, x, y, p)
measure(model, x, y)
