# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Crops, flips, selects and blends the Debian logo that every Debian system carries,
checks each against NumPy and writes the pictures next to each other."""

import os
import sys

import numpy

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "support"))
import png
import tslice

GRAPH = os.path.join(HERE, "picture.mlir")
SOURCE = "/usr/share/pixmaps/debian-logo.png"


def main():
    out = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "..", "..", "build", "examples")
    os.makedirs(out, exist_ok=True)
    if not os.path.exists(SOURCE):
        sys.exit(f"{SOURCE} is missing: install the package debconf")
    logo = png.read(SOURCE)
    height, width, _ = logo.shape

    crop, _ = tslice.call(GRAPH, "crop", logo, 4, 8)
    tslice.expect((crop.view(numpy.uint8) == logo[4:36, 8:40]).all(), "crop differs from logo[4:36, 8:40]")
    flip, _ = tslice.call(GRAPH, "flip", logo)
    tslice.expect((flip.view(numpy.uint8) == logo[::-1, ::-1]).all(), "flip differs from logo[::-1, ::-1]")
    red, _ = tslice.call(GRAPH, "red", logo)
    tslice.expect((red.view(numpy.uint8) == logo[:, :, 0]).all(), "red differs from logo[:, :, 0]")

    patch = numpy.zeros((16, 16, 4), numpy.uint8)
    patch[:, :, 1:] = 255
    blend, _ = tslice.call(GRAPH, "blend", logo, patch, 16, 16)
    wanted = logo.copy()
    mean = (logo[16:32, 16:32].astype(numpy.uint16) + patch) // 2
    wanted[16:32, 16:32] = mean.astype(numpy.uint8)
    tslice.expect((blend.view(numpy.uint8) == wanted).all(), "blend differs from the mean of logo and patch")

    sheet = numpy.full((48, 5 * 48, 4), 255, numpy.uint8)
    grey = numpy.dstack([red.view(numpy.uint8)] * 3 + [logo[:, :, 3]])
    for place, picture in enumerate([logo, crop, flip, grey, blend]):
        picture = picture.view(numpy.uint8)
        sheet[: picture.shape[0], 48 * place : 48 * place + picture.shape[1]] = picture
    rows = (numpy.arange(4 * sheet.shape[0]) // 4).astype(numpy.int32)
    columns = (numpy.arange(4 * sheet.shape[1]) // 4).astype(numpy.int32)
    large, _ = tslice.call(GRAPH, "enlarge", sheet, rows, columns)
    tslice.expect((large.view(numpy.uint8) == sheet[rows][:, columns]).all(), "enlarge differs from sheet[rows][:, columns]")
    path = os.path.join(out, "picture.png")
    png.write(path, large)
    print(f"picture: the {width} x {height} logo, its crop, its flip, its red channel and a blended patch")
    print(f"         all equal NumPy's; written side by side, enlarged 4 times, to {os.path.relpath(path)}")


main()
