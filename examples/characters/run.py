# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Learns to predict the next character of the GPL from the eight before it, in one call of one
compiled function; the first steps are held against NumPy, the result against counts of pairs."""

import os
import sys

import numpy

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "support"))
import curve
import png
import tslice

GRAPH = os.path.join(HERE, "characters.mlir")
SOURCE = "/usr/share/common-licenses/GPL-3"
BATCH, RATE = 64, 0.5


def start(random, size):
    """The embedding of `size` characters, the hidden layer, the scores."""
    normal = random.standard_normal
    return [
        normal((size, 16), dtype=numpy.float32),
        normal((128, 128), dtype=numpy.float32) / numpy.float32(128**0.5),
        numpy.zeros(128, numpy.float32),
        normal((128, size), dtype=numpy.float32) / 100,
        numpy.zeros(size, numpy.float32),
    ]


def train_by_numpy(parameters, text, starts, steps):
    """The first steps of @train in f64: the losses before each."""
    embedding, w, b, v, c = (value.astype(float) for value in parameters)
    losses = []
    for step in range(steps):
        windows = text[starts[step][:, None] + numpy.arange(9)]
        x = embedding[windows[:, :8]].reshape(BATCH, 128)
        h = numpy.tanh(x @ w + b)
        score = h @ v + c
        p = numpy.exp(score - score.max(1, keepdims=True))
        p /= p.sum(1, keepdims=True)
        losses.append(-numpy.log(p[numpy.arange(BATCH), windows[:, 8]]).mean())
        p[numpy.arange(BATCH), windows[:, 8]] -= 1
        p /= BATCH
        da = p @ v.T * (1 - h * h)
        rate = RATE * (len(starts) - step) / len(starts)
        numpy.subtract.at(embedding, windows[:, :8], rate * (da @ w.T).reshape(BATCH, 8, 16))
        w, b = w - rate * x.T @ da, b - rate * da.sum(0)
        v, c = v - rate * h.T @ p, c - rate * p.sum(0)
    return losses


def pairs(text, learn, test, size):
    """What counting pairs of characters gives: the loss on `test` of a table of how often one character
    followed another in `learn`, one added to each cell."""
    counts = numpy.ones((size, size))
    numpy.add.at(counts, (text[learn + 7], text[learn + 8]), 1)
    chance = counts / counts.sum(1, keepdims=True)
    return -numpy.log(chance[text[test + 7], text[test + 8]]).mean()


def main(steps, picture):
    with open(SOURCE, "rb") as file:
        alphabet, text = numpy.unique(numpy.frombuffer(file.read(), numpy.uint8), return_inverse=True)
    text, size = text.astype(numpy.int32), len(alphabet)
    # A tenth in the middle is held out; no window that is learned from reaches into it.
    low, high = len(text) // 2, len(text) * 6 // 10
    places = numpy.arange(len(text) - 8, dtype=numpy.int32)
    learn = places[(places + 8 < low) | (places >= high)]
    test = places[(places >= low) & (places + 8 < high)]

    random = numpy.random.default_rng(0)
    parameters = start(random, size)
    starts = learn[random.integers(0, len(learn), (steps, BATCH))]
    print(f"characters: {len(text)} of an alphabet of {size}, {len(test)} windows held out; ln({size}) = {numpy.log(size):.2f}")
    (*learned, losses), _ = tslice.call(GRAPH, "train", *parameters, text, starts, RATE, results=6)

    wanted = train_by_numpy(parameters, text, starts, min(steps, 20))
    tslice.expect(numpy.allclose(losses[:20], wanted, rtol=1e-4), f"the first losses are {losses[:20]}, not {wanted}")
    tslice.expect(abs(losses[0] - numpy.log(size)) < 0.1, f"the loss starts at {losses[0]}")
    averages = [part.mean() for part in numpy.array_split(losses, 10)]
    print(f"  {steps} steps on {BATCH} windows, the loss: {losses[0]:.2f}, then " + " ".join(f"{value:.2f}" for value in averages))

    held_out, _ = tslice.call(GRAPH, "loss", *learned, text, test)
    counted = pairs(text, learn, test, size)
    print(f"  on the part held out: {held_out:.2f} nats; counting pairs gives {counted:.2f}")
    limit = 2.2 if steps >= 1000 else 2.8
    tslice.expect(held_out < limit, f"the loss on the part held out is {held_out}, not below {limit}")

    noise = random.gumbel(size=(200, size)).astype(numpy.float32)
    written, _ = tslice.call(GRAPH, "write", *learned, text[:8], noise)
    print("  it writes: " + " ".join(bytes(alphabet[written]).decode().split()))

    os.makedirs(os.path.dirname(picture) or ".", exist_ok=True)
    window = max(1, steps // 100)
    smooth = numpy.convolve(losses, numpy.ones(window) / window, "valid")
    png.write(picture, curve.draw([smooth], lines=[held_out]))
    print(f"  the curve of the loss is in {os.path.relpath(picture)}")


if __name__ == "__main__":
    folder = os.path.join(HERE, "..", "..", "build", "examples")
    main(
        steps=int(sys.argv[1]) if len(sys.argv) > 1 else 4000,
        picture=os.path.join(sys.argv[2] if len(sys.argv) > 2 else folder, "characters.png"),
    )
