#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs a step of gradient descent on an embedding table in other frameworks, for
tslice-bench, which starts it. The commands are those of numpy_peer.py; the
statements are names of the steps below. What is not installed is not there.

First it prints the steps that there are: `numpy-1.26.4,torch-2.4.1-dense,...`
"""
import sys
import time

import numpy as np

COMMANDS, ANSWERS = sys.stdin.buffer, sys.stdout.buffer
RATE = 0.25


def numpy_step(x, i, y):
    def step():
        np.subtract.at(x, i, np.float32(2 * RATE) * (x[i] - y))

    return step, lambda: x


def torch_step(sparse):
    import torch

    def make(x, i, y):
        table = torch.nn.Embedding.from_pretrained(torch.from_numpy(x), freeze=False, sparse=sparse)
        optimizer = torch.optim.SGD(table.parameters(), lr=RATE)
        positions, target = torch.from_numpy(i.astype(np.int64)), torch.from_numpy(y)

        def step():
            optimizer.zero_grad(set_to_none=True)
            ((table(positions) - target) ** 2).sum().backward()
            optimizer.step()

        return step, lambda: table.weight.detach().numpy()

    return f"torch-{torch.__version__.split('+')[0]}-{'sparse' if sparse else 'dense'}", make


def jax_step():
    import functools

    import jax

    def make(x, i, y):
        @functools.partial(jax.jit, donate_argnums=0)
        def update(x, i, y):
            return x - RATE * jax.grad(lambda x: ((x[i] - y) ** 2).sum())(x)

        state = [jax.device_put(x), jax.device_put(i), jax.device_put(y)]

        def step():
            state[0] = update(*state)
            state[0].block_until_ready()

        return step, lambda: np.asarray(state[0])

    return f"jax-{jax.__version__}", make


def find_steps():
    steps = {f"numpy-{np.__version__}": numpy_step}
    for find in (lambda: torch_step(False), lambda: torch_step(True), jax_step):
        try:
            name, make = find()
            steps[name] = make
        except ImportError as missing:
            print(f"step_peers.py: {missing}", file=sys.stderr)
    return steps


def answer(text, elements=b""):
    ANSWERS.write(f"{text}\n".encode())
    ANSWERS.write(elements)
    ANSWERS.flush()


def read_array(dtype, *sizes):
    array = np.empty([int(size) for size in sizes], dtype)
    rest = memoryview(array).cast("B")
    while rest:
        count = COMMANDS.readinto(rest)
        if not count:
            sys.exit("step_peers.py: the elements of an array are missing")
        rest = rest[count:]
    return array


def main():
    steps = find_steps()
    answer(",".join(steps))
    arrays, made = {}, {}
    for line in COMMANDS:
        command, *words = line.decode().split()
        if command == "array":
            arrays[words[0]] = read_array(*words[1:])
            made = {}
        elif command == "drop":
            arrays, made = {}, {}
        elif command in ("time", "result"):
            name = words[-1]
            if name not in made:
                # One table for each: they are large.
                made[name] = steps[name](arrays["x"].copy(), arrays["i"], arrays["y"])
                if command == "time":
                    made[name][0]()  # compiles
            step, get = made[name]
            begin = time.perf_counter_ns()
            step()
            if command == "time":
                answer(time.perf_counter_ns() - begin)
            else:
                array = np.ascontiguousarray(get())
                answer(array.nbytes, memoryview(array).cast("B"))
                del made[name]


main()
