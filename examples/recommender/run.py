# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Learns what packages depend on from the system's list of packages, in one call of one compiled
function; the first steps are held against NumPy, and a step's time against the size of the tables."""

import os
import re
import sys
import tempfile

import numpy

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "support"))
import tslice

GRAPH = os.path.join(HERE, "recommender.mlir")
SOURCE = "/var/lib/dpkg/status"
SIZE, BATCH, RATE, SEED = 16, 64, 4.0, 0
# Rows of packages that no pair names: nothing may happen to them.
UNUSED = 100


def dependencies():
    """All (package, what it depends on) of the packages that are installed, by name."""
    with open(SOURCE, encoding="utf-8", errors="replace") as file:
        paragraphs = file.read().split("\n\n")
    pairs = set()
    for paragraph in paragraphs:
        fields = dict(re.findall(r"^([A-Za-z-]+): *(.*)", paragraph, re.MULTILINE))
        if "Package" not in fields or "installed" not in fields.get("Status", ""):
            continue
        for field in ("Depends", "Pre-Depends", "Recommends"):
            for name in re.findall(r"(?:^|[,|])\s*([a-z0-9][a-z0-9+.-]+)", fields.get(field, "")):
                pairs.add((fields["Package"], name))
    return sorted(pairs)


def loss_by_numpy(users, items, u, i, j, rank):
    """The loss of a batch and its derivatives by the fits of the right and the wrong pairs."""
    right, wrong = (users[u] * items[i]).sum(1), (users[u] * items[j]).sum(1)

    def penalty(x):
        return numpy.log1p(numpy.exp(-x)).mean(), -1 / (1 + numpy.exp(x)) / len(x)

    if rank:
        loss, slope = penalty(right - wrong)
        return loss, slope, -slope
    one, slope = penalty(right)
    other, slope2 = penalty(-wrong)
    return one + other, slope, -slope2


def train_by_numpy(users, items, u, i, j, rank):
    users, items = users.astype(float), items.astype(float)
    losses = []
    for k in range(len(u)):
        loss, right, wrong = loss_by_numpy(users, items, u[k], i[k], j[k], rank[k])
        losses.append(loss)
        p, qi, qj = users[u[k]], items[i[k]], items[j[k]]
        numpy.subtract.at(users, u[k], RATE * (right[:, None] * qi + wrong[:, None] * qj))
        numpy.subtract.at(items, i[k], RATE * right[:, None] * p)
        numpy.subtract.at(items, j[k], RATE * wrong[:, None] * p)
    return losses, users, items


def learn(steps):
    pairs = dependencies()
    packages = sorted({package for package, _ in pairs})
    needed = sorted({name for _, name in pairs})
    number = {name: n for n, name in enumerate(packages)}, {name: n for n, name in enumerate(needed)}
    pairs = numpy.array([(number[0][package], number[1][name]) for package, name in pairs], numpy.int32)
    random = numpy.random.default_rng(SEED)
    random.shuffle(pairs)
    held, known = pairs[: len(pairs) // 10], pairs[len(pairs) // 10 :]

    users = random.standard_normal((len(packages) + UNUSED, SIZE), dtype=numpy.float32) / 4
    items = random.standard_normal((len(needed), SIZE), dtype=numpy.float32) / 4
    drawn = known[random.integers(0, len(known), (steps, BATCH))]
    u, i = drawn[..., 0].copy(), drawn[..., 1].copy()
    j = random.integers(0, len(needed), (steps, BATCH), dtype=numpy.int32)
    rank = random.random(steps) < 0.5
    print(f"recommender: {len(packages)} packages, {len(needed)} names, {len(pairs)} dependencies, {len(held)} of them held out")

    def train(count, goal):
        found, _ = tslice.call(GRAPH, "train", users, items, u[:count], i[:count], j[:count], rank[:count], RATE, goal, results=3)
        return found

    # The first steps, and what they leave alone.
    new_users, new_items, losses = train(10, 0.0)
    wanted = train_by_numpy(users, items, u[:10], i[:10], j[:10], rank[:10])
    for what, a, b in zip(("losses", "users", "items"), (losses, new_users, new_items), wanted):
        tslice.expect(numpy.allclose(a, b, rtol=1e-4, atol=1e-5), f"the {what} of the first steps differ from NumPy's")
    same = (new_users == users).all(1)
    unused = numpy.setdiff1d(numpy.arange(len(users)), u[:10])
    tslice.expect(same[unused].all(), "a row that was not used changed")
    print(f"  10 steps equal NumPy's; {len(unused)} rows of packages that were not used are untouched")

    # Until it is good enough.
    goal = 0.25
    users, items, losses = train(steps, goal)
    averages = " ".join(f"{part.mean():.2f}" for part in numpy.array_split(losses, 10))
    ending = f"stops below {goal}" if len(losses) < steps else "all there are"
    print(f"  {len(losses)} steps on {BATCH} pairs ({ending}), the loss: {losses[0]:.2f}, then {averages}")
    tslice.expect(losses[-50:].mean() < 0.6 * losses[:5].mean(), f"the loss fell from {losses[0]} to {losses[-50:].mean()} only")

    # How often a dependency held out fits better than a name drawn at random.
    names = random.integers(0, len(needed), (21, len(held)), dtype=numpy.int32)
    names[0] = held[:, 1]
    fits, _ = tslice.call(GRAPH, "fits", users, items, numpy.tile(held[:, 0], 21), names.ravel())
    right, *other = fits.reshape(names.shape)
    better = numpy.mean([right > wrong for wrong in other])
    print(f"  a dependency held out fits better than a name at random in {better:.0%} of the cases")
    tslice.expect(better > 0.6, f"what was held out fits better in {better:.0%} of the cases only")


def time_step(rows, steps=100):
    _, report = tslice.call(
        GRAPH, "train", f"random({rows}x16, f32, 1)", f"random({rows}x16, f32, 2)",
        *(f"random({steps}x{BATCH}, i32, {seed}, 0, {rows})" for seed in (3, 4, 5)), f"random({steps}, i1, 6)", 0.1, 0.0,
        results=0, flags=["--time", "--repeat=10"],
    )
    return float(re.search(r"call: ([0-9.]+) ms", report)[1]) / steps


# The graph is compiled once, for all calls.
with tempfile.TemporaryDirectory() as cache:
    os.environ.setdefault("TSLICE_CACHE_DIR", cache)
    learn(steps=int(sys.argv[1]) if len(sys.argv) > 1 else 4000)
    for rows in (10_000, 100_000, 1_000_000):
        print(f"  a step on {BATCH} pairs of tables of {rows:>9,} rows each: {time_step(rows):7.4f} ms")
