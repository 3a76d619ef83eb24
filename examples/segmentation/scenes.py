# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Pictures to segment, and the truth about them: icons that people drew, with what
their transparency says is icon, laid over enlarged pieces of other icons."""

import glob
import os
import sys

import numpy
import png

FOLDER = "/usr/share/icons/Tango/22x22"
SIZE = 32


def icons():
    """All RGBA icons in the order of their names, with numbers in [0, 1]."""
    found = []
    for path in sorted(glob.glob(os.path.join(FOLDER, "*", "*.png"))):
        if os.path.islink(path):
            continue
        try:
            picture = png.read(path)
        except ValueError:  # a palette
            continue
        if picture.shape == (22, 22, 4):
            found.append(picture / 255)
    if not found:
        sys.exit(f"{FOLDER} has no icons: install the package tango-icon-theme")
    return found


def enlarge(picture, size):
    """Bilinear."""
    count = len(picture)
    at = ((numpy.arange(size) + 0.5) * count / size - 0.5).clip(0, count - 1)
    low = at.astype(int).clip(0, count - 2)
    share = at - low
    rows = picture[low] * (1 - share)[:, None, None] + picture[low + 1] * share[:, None, None]
    return rows[:, low] * (1 - share)[:, None] + rows[:, low + 1] * share[:, None]


def background(icon):
    """The middle of an icon, four times as large; what is transparent gets the mean colour."""
    middle = icon[7:15, 7:15]
    alpha = middle[..., 3:]
    mean = (middle[..., :3] * alpha).sum((0, 1)) / max(alpha.sum(), 1e-9)
    return enlarge(middle[..., :3] * alpha + mean * (1 - alpha), SIZE)


def outline(inside):
    """What is inside and has a neighbour that is not."""
    wide = numpy.pad(inside, 1)
    return inside & ~(wide[:-2, 1:-1] & wide[2:, 1:-1] & wide[1:-1, :-2] & wide[1:-1, 2:])


def scenes(icons, random, copies):
    """Each icon `copies` times, mirrored or not, somewhere in front of some other one:
    pictures (n, 32, 32, 3), and as classes the icon and its outline (n, 32, 32, 2)."""
    pictures, truths = [], []
    for icon in icons * copies:
        behind = background(icons[random.integers(len(icons))])
        top, left = random.integers(0, SIZE - 22, 2, endpoint=True)
        front = numpy.zeros((SIZE, SIZE, 4))
        front[top : top + 22, left : left + 22] = icon[:, ::-1] if random.integers(2) else icon
        alpha = front[..., 3:]
        pictures.append(front[..., :3] * alpha + behind * (1 - alpha))
        inside = alpha[..., 0] > 0.5
        truths.append(numpy.dstack([inside, outline(inside)]))
    return numpy.array(pictures, numpy.float32), numpy.array(truths, numpy.float32)


def sheet(*columns):
    """A picture of rows of pictures and masks: each row has one of each argument, side by side."""
    parts = []
    for column in columns:
        column = column if column.ndim == 4 else numpy.repeat(column[..., None], 3, 3)
        parts.append(numpy.pad(column, ((0, 0), (1, 1), (1, 1), (0, 0)), constant_values=0.5))
    rows = numpy.concatenate(parts, 2)
    picture = numpy.rint(255 * numpy.concatenate(rows, 0)).astype(numpy.uint8)
    return picture.repeat(3, 0).repeat(3, 1)
