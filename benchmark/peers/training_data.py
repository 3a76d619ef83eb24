# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the programs of examples/ learn from, and where their parameters start: the same arrays for every
framework. `steps` is how many steps a round takes at most."""

import os
import sys
import types

import numpy as np

EXAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "examples")


def describe(program, name, **what):
    return types.SimpleNamespace(program=program, name=name, **what)


def characters(quick):
    with open("/usr/share/common-licenses/GPL-3", "rb") as file:
        alphabet, text = np.unique(np.frombuffer(file.read(), np.uint8), return_inverse=True)
    random = np.random.default_rng(0)
    size, steps, batch = len(alphabet), 25 if quick else 400, 4 if quick else 64
    normal = lambda *shape: random.standard_normal(shape, dtype=np.float32)
    start = [
        normal(size, 16),
        normal(128, 128) / np.float32(128**0.5),
        np.zeros(128, np.float32),
        normal(128, size) / 100,
        np.zeros(size, np.float32),
    ]
    starts = random.integers(0, len(text) - 8, (steps, batch), dtype=np.int32)
    return describe("characters", "characters", steps=steps, start=start, text=text.astype(np.int32), starts=starts, rate=0.5)


def recommender(rows, quick):
    random = np.random.default_rng(0)
    steps, batch = 25 if quick else 4000, 4 if quick else 64
    start = [random.standard_normal((rows, 16), dtype=np.float32) / 4 for _ in range(2)]
    u, i, j = random.integers(0, rows, (3, steps, batch), dtype=np.int32)
    rank = random.random(steps) < 0.5
    return describe("recommender", f"recommender, {rows:,} rows", steps=steps, start=start, u=u, i=i, j=j, rank=rank, rate=4.0)


def segmentation(quick):
    sys.path += [os.path.join(EXAMPLES, "segmentation"), os.path.join(EXAMPLES, "support")]
    from scenes import icons, scenes

    random = np.random.default_rng(0)
    known = [icon for number, icon in enumerate(icons()) if number % 6 != 5]
    pictures, truths = scenes(known[:8] if quick else known, random, 1 if quick else 4)
    steps, batch = 22 if quick else 40, 2 if quick else 16
    order = np.array([random.permutation(len(pictures))[:batch] for _ in range(steps)], np.int32)
    weight = lambda *shape: (random.standard_normal(shape) * np.sqrt(2 / np.prod(shape[:-1]))).astype(np.float32)
    zeros = lambda size: np.zeros(size, np.float32)
    start = [weight(3, 3, 3, 8), zeros(8), weight(3, 3, 8, 16), zeros(16), weight(1, 1, 24, 2), zeros(2)]
    return describe("segmentation", "segmentation", steps=steps, start=start, pictures=pictures, truths=truths, order=order, rate=0.01)


def split_classes(p):
    """The layers in the one vector that classes.mlir has of them."""
    parts = np.split(p, [256, 384, 8576, 8640, 8704])
    return [parts[0].reshape(2, 128), parts[1], parts[2].reshape(128, 64), parts[3], parts[4].reshape(64, 1), parts[5]]


def classes(model, quick):
    """A call for each batch of 32 rows and of 1, and a whole training; `rows` are those of each batch."""
    x, y = model.data(200, 1)
    p = np.array(model.start(5))
    epochs = 4 if quick else 100
    orders = np.array([model.order(200, 5 + epoch) for epoch in range(epochs)]).astype(np.int32)
    batches = [order[i : i + 32] for order in orders for i in range(0, 200, 32)]
    common = dict(x=x, y=y, start=split_classes(p), vector=p, orders=orders)
    full = [rows for rows in batches if len(rows) == 32]
    for size in (32, 1):
        rows = [batch[:size] for batch in full[:300]]
        yield describe("classes", f"classes, a call on {size} row{'s' * (size > 1)}", steps=len(rows), rows=rows, whole=False, **common)
    yield describe("classes", f"classes, a training of {epochs} epochs", steps=len(batches), rows=batches, whole=True, **common)


def list_cases(model, quick):
    yield characters(quick)
    for rows in (100, 200, 300) if quick else (10_000, 100_000, 1_000_000):
        yield recommender(rows, quick)
    yield segmentation(quick)
    yield from classes(model, quick)
