# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Draws curves as a picture that png.write takes."""

import numpy

COLOURS = [(31, 119, 180), (214, 39, 40), (44, 160, 44), (148, 103, 189)]


def draw(curves, width=640, height=360, lines=()):
    """A picture (height, width, 3) of curves, each a list of values over the whole width, on an axis
    from 0 to the highest value; grey lines at the integers and at `lines`."""
    picture = numpy.full((height, width, 3), 255, dtype=numpy.uint8)
    top = max(float(numpy.max(curve)) for curve in curves)

    def row(value):
        return int(round((height - 1) * (1 - min(max(value / top, 0), 1))))

    for value in range(int(top) + 1):
        picture[row(value)] = 225
    for value in lines:
        picture[row(value), ::4] = 120
    for colour, curve in zip(COLOURS, curves):
        curve = numpy.asarray(curve, dtype=float)
        ys = [row(value) for value in numpy.interp(numpy.linspace(0, len(curve) - 1, width), numpy.arange(len(curve)), curve)]
        for x, y in enumerate(ys):
            before = ys[max(x - 1, 0)]
            picture[min(y, before) : max(y, before) + 1, x] = colour
    return picture
