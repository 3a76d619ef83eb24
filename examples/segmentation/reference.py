# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The losses and the network once more, in NumPy and f64: what the graphs are held against."""

import numpy

# Where the layers lie in the vector of parameters, and their shapes.
LAYERS = [
    ("w1", 0, (3, 3, 3, 8)),
    ("b1", 216, (8,)),
    ("w2", 224, (3, 3, 8, 16)),
    ("b2", 1376, (16,)),
    ("w3", 1392, (1, 1, 24, 2)),
    ("b3", 1440, (2,)),
]
PARAMETERS = 1442


def where(name):
    for layer, start, shape in LAYERS:
        if layer == name:
            return slice(start, start + int(numpy.prod(shape)))
    raise KeyError(name)


def dice(t, p):
    return (2 * (t * p).sum() + 1) / (t.sum() + p.sum() + 1)


def dice_gradient(t, p):
    above, below = 2 * (t * p).sum() + 1, t.sum() + p.sum() + 1
    return 2 * t / below - above / below**2


def jaccard(t, p):
    return ((t * p).sum() + 1) / (t.sum() + p.sum() - (t * p).sum() + 1)


def jaccard_gradient(t, p):
    above, below = (t * p).sum() + 1, t.sum() + p.sum() - (t * p).sum() + 1
    return t / below - above / below**2 * (1 - t)


def convolution(x, w, b, apart=1):
    reach = apart * (w.shape[0] - 1)
    height, width = x.shape[1] - reach, x.shape[2] - reach
    total = numpy.zeros((len(x), height, width, w.shape[3])) + b
    for i in range(w.shape[0]):
        for j in range(w.shape[1]):
            total += x[:, i * apart : i * apart + height, j * apart : j * apart + width] @ w[i, j]
    return total


def pad(x, by):
    return numpy.pad(x, ((0, 0), (by, by), (by, by), (0, 0)))


def network(parameters, pictures):
    p = {name: parameters[where(name)].astype(float).reshape(shape) for name, _, shape in LAYERS}
    fine = numpy.maximum(convolution(pad(pictures.astype(float), 1), p["w1"], p["b1"]), 0)
    half = fine.reshape(len(fine), 16, 2, 16, 2, 8).max((2, 4))
    coarse = numpy.maximum(convolution(pad(half, 2), p["w2"], p["b2"], apart=2), 0)
    features = numpy.concatenate([fine, coarse.repeat(2, 1).repeat(2, 2)], 3)
    return 1 / (1 + numpy.exp(-convolution(features, p["w3"], p["b3"])))


def loss(parameters, pictures, truths):
    guess = network(parameters, pictures)
    return 1 - (dice(truths[..., 0], guess[..., 0]) + dice(truths[..., 1], guess[..., 1])) / 2
