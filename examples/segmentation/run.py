# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Trains a segmentation network with a Dice loss on sliced predictions, after checking
losses, gradients and a step of training against NumPy; then segments icons it never saw.

    run.py [folder for the picture of masks] [number of steps]
"""

import os
import re
import sys

import numpy

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "support"))
import png
import reference
import tslice
from scenes import icons, scenes, sheet

LOSSES = os.path.join(HERE, "losses.mlir")
GRAPH = os.path.join(HERE, "segmentation.mlir")
BATCH = 16
RATE = 0.01


def check_losses(random):
    """Values (1e-6), gradients by closed forms (1e-5) and by differences (1e-3), all relative."""
    t = (random.random((2, 256, 256, 2)) < 0.3).astype(numpy.float32)
    p = random.random((2, 256, 256, 2), dtype=numpy.float32)
    wide_t, wide_p = t.astype(float), p.astype(float)
    for entry, of, value, gradient in [
        ("dice", ..., reference.dice, reference.dice_gradient),
        ("class_dice", (..., 1), reference.dice, reference.dice_gradient),
        ("jaccard", ..., reference.jaccard, reference.jaccard_gradient),
        ("class_jaccard", (..., 1), reference.jaccard, reference.jaccard_gradient),
    ]:
        (found, slope), _ = tslice.call(LOSSES, entry, t, p, results=2)
        wanted = value(wide_t[of], wide_p[of])
        tslice.expect(abs(found - wanted) <= 1e-6 * wanted, f"{entry} is {found}, not {wanted}")
        wanted = numpy.zeros(p.shape)
        wanted[of] = gradient(wide_t[of], wide_p[of])
        tslice.expect((abs(slope - wanted) <= 1e-5 * abs(wanted)).all(), f"the gradient of {entry} differs")
        for subject in (t, 1 - t):
            direction = subject * random.random(p.shape, dtype=numpy.float32)
            ends = [tslice.call(LOSSES, entry, t, p + h * direction, results=2)[0][0] for h in (0.03, -0.03)]
            change = (float(ends[0]) - float(ends[1])) / 0.06
            along = (slope.astype(float) * direction).sum()
            tslice.expect(abs(change - along) <= 1e-3 * abs(change), f"{entry} changes by {change}, not by {along}")
    print("segmentation: Dice and Jaccard of 2 x 256 x 256 x 2 predictions, all and one class: values and")
    print("              gradients equal NumPy's, closed forms and finite differences")


def start(random):
    """Weights of variance 2 / inputs, no biases."""
    parameters = numpy.zeros(reference.PARAMETERS, numpy.float32)
    for name, inputs in [("w1", 27), ("w2", 72), ("w3", 24)]:
        place = parameters[reference.where(name)]
        place[:] = random.standard_normal(len(place)) * numpy.sqrt(2 / inputs)
    return parameters


def check_network(random, pictures, truths):
    """The loss, its slope along each layer's gradient, and one step of Adam."""
    parameters = start(random)
    for name in ("b1", "b2", "b3"):
        place = parameters[reference.where(name)]
        place[:] = 0.1 * random.standard_normal(len(place))
    few, few_truths = pictures[:3], truths[:3]
    (loss, gradient), _ = tslice.call(GRAPH, "gradient", parameters, few, few_truths, results=2)
    wanted = reference.loss(parameters, few, few_truths)
    tslice.expect(abs(loss - wanted) <= 1e-5 * wanted, f"the loss is {loss}, not {wanted}")
    for name, _, _ in reference.LAYERS:
        direction = numpy.zeros(len(parameters))
        direction[reference.where(name)] = gradient[reference.where(name)]
        length = numpy.sqrt((direction**2).sum())
        ends = [reference.loss(parameters + h * direction / length, few, few_truths) for h in (1e-5, -1e-5)]
        change = (ends[0] - ends[1]) / 2e-5
        tslice.expect(abs(change - length) <= 1e-3 * length, f"{name}: the slope is {change}, not {length}")

    order = numpy.array([[2, 0, 1]], numpy.int32)
    (moved, losses), _ = tslice.call(GRAPH, "train", parameters, pictures, truths, order, RATE, results=2)
    # The first step of Adam, whatever the gradient's size.
    wanted = parameters - RATE * gradient / (abs(gradient) + 1e-8)
    sure = abs(gradient) > 1e-5
    tslice.expect(abs(losses[0] - loss) <= 1e-5 * loss, f"the first loss is {losses[0]}, not {loss}")
    tslice.expect(abs(moved - wanted)[sure].max() <= 1e-5, "the step of Adam differs from NumPy's")
    print("  loss, gradient of each layer and first step of training equal NumPy's")


def best_threshold(truth, pictures):
    """The best of all thresholds of red, green, blue, brightness and colourfulness, either side,
    chosen with the truth at hand."""
    best = 0
    for shade in [*numpy.moveaxis(pictures, 3, 0), pictures.mean(3), pictures.max(3) - pictures.min(3)]:
        for level in numpy.linspace(0, 1, 65):
            best = max(best, reference.jaccard(truth, shade > level), reference.jaccard(truth, shade <= level))
    return best


def best_constant(truth, training):
    """The best of answers that do not look at the picture: where the training's masks have
    been, in a share of them. A share of 0 is everything, one of 1 nothing."""
    usual = training.mean(0)
    return max(reference.jaccard(truth, numpy.broadcast_to(usual >= share, truth.shape))
               for share in numpy.linspace(0, 1.01, 102))


def judge(pictures, truths, guesses, training):
    for place, name in enumerate(["icon", "outline"]):
        truth, guess = truths[..., place].astype(float), guesses[..., place] > 0.5
        index = reference.jaccard(truth, guess)
        constant = best_constant(truth, training[..., place])
        threshold = best_threshold(truth, pictures)
        each = [slice(scene, scene + 1) for scene in range(len(truth))]
        won = sum(reference.jaccard(truth[one], guess[one]) > best_threshold(truth[one], pictures[one]) for one in each)
        print(f"  {name + ':':8} Jaccard index {index:.3f}, the best constant answer {constant:.3f},"
              f" the best colour threshold {threshold:.3f};")
        print(f"           in {won} scenes better than the best threshold for that scene alone")
        tslice.expect(index > constant and index > threshold, f"the network does not find the {name}")


def main():
    out = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "..", "..", "build", "examples")
    steps = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    os.makedirs(out, exist_ok=True)
    random = numpy.random.default_rng(0)
    everything = icons()
    held_out = everything[5::6]
    known = [icon for number, icon in enumerate(everything) if number % 6 != 5]
    pictures, truths = scenes(known, random, 4)
    unseen, unseen_truths = scenes(held_out, random, 1)

    check_losses(random)
    check_network(random, pictures, truths)

    order = numpy.array([random.permutation(len(pictures))[:BATCH] for _ in range(steps)], numpy.int32)
    (parameters, losses), report = tslice.call(
        GRAPH, "train", start(random), pictures, truths, order, RATE, results=2, flags=["--time"]
    )
    duration = float(re.search(r"call: ([0-9.]+) ms", report)[1])
    print(f"  training on {len(pictures)} scenes of {len(known)} icons, {steps} steps of {BATCH}:"
          f" {duration / 1000:.1f} s, {duration / steps:.1f} ms a step")
    for first in range(0, steps, max(steps // 5, 1)):
        print(f"    step {first:4}: loss {losses[first]:.3f}")
    end = losses[-20:].mean()
    print(f"    mean of the last 20: {end:.3f}")
    tslice.expect(end < losses[0] / 2, f"the loss fell from {losses[0]:.3f} to {end:.3f} only")

    guesses, _ = tslice.call(GRAPH, "network", parameters, unseen)
    print(f"  {len(unseen)} scenes of icons that were held out:")
    judge(unseen, unseen_truths, guesses, truths)
    path = os.path.join(out, "segmentation.png")
    masks = (guesses[:12] > 0.5).astype(float)
    shown = unseen_truths[:12]
    png.write(path, sheet(unseen[:12], shown[..., 0], masks[..., 0], shown[..., 1], masks[..., 1]))
    print(f"  scene, icon, icon found, outline, outline found: {os.path.relpath(path)}")


main()
