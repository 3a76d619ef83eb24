# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Reads and writes 8-bit PNG pictures as NumPy arrays of shape (height, width, channels)."""

import struct
import zlib

import numpy

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHANNELS = {0: 1, 2: 3, 4: 2, 6: 4}  # colour type: grey, RGB, grey + alpha, RGBA


def chunks(data):
    at = len(SIGNATURE)
    while at < len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        yield kind, data[at + 8 : at + 8 + length]
        at += 12 + length


def unfilter(kind, line, above, step):
    """Undoes one scanline's prediction from the bytes to the left and above."""
    out = bytearray(line)
    for i in range(len(out)):
        left = out[i - step] if i >= step else 0
        corner = above[i - step] if i >= step else 0
        if kind == 1:
            guess = left
        elif kind == 2:
            guess = above[i]
        elif kind == 3:
            guess = (left + above[i]) // 2
        elif kind == 4:
            estimate = left + above[i] - corner
            guess = min((left, above[i], corner), key=lambda byte: abs(estimate - byte))
        else:
            guess = 0
        out[i] = (out[i] + guess) & 255
    return out


def read(path):
    with open(path, "rb") as file:
        data = file.read()
    if not data.startswith(SIGNATURE):
        raise ValueError(f"{path} is not a PNG file")
    parts = list(chunks(data))
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", parts[0][1])
    if depth != 8 or colour not in CHANNELS or interlaced:
        raise ValueError(f"{path} is not a plain 8-bit picture without a palette")
    step = CHANNELS[colour]
    raw = zlib.decompress(b"".join(body for kind, body in parts if kind == b"IDAT"))
    lines, above = [], bytearray(width * step)
    for row in range(height):
        start = row * (width * step + 1)
        above = unfilter(raw[start], raw[start + 1 : start + 1 + width * step], above, step)
        lines.append(bytes(above))
    return numpy.frombuffer(b"".join(lines), dtype=numpy.uint8).reshape(height, width, step)


def write(path, picture):
    picture = numpy.ascontiguousarray(picture).view(numpy.uint8)
    if picture.ndim == 2:
        picture = picture[:, :, None]
    height, width, step = picture.shape
    colour = {count: kind for kind, count in CHANNELS.items()}[step]

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    lines = b"".join(b"\0" + picture[row].tobytes() for row in range(height))
    with open(path, "wb") as file:
        file.write(SIGNATURE)
        file.write(chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)))
        file.write(chunk(b"IDAT", zlib.compress(lines)))
        file.write(chunk(b"IEND", b""))
