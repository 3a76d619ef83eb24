# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The programs of examples/ as users of JAX write them: a jitted step whose state is donated, called for
each batch; the same step as lax.scan over all batches; and, for tables of which a step uses few rows, with
the update of these rows written by hand. Functions and columns as in training_ours.py."""

import functools

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax


def to_device(arrays):
    return jax.tree.map(lambda array: jnp.array(array), arrays)


def make_steps(one, fixed, state, batches):
    """The state after a step on each batch, and their losses."""
    losses = []
    for batch in batches:
        state, loss = one(fixed, state, batch)
        losses.append(loss)
    return state, losses


def repeat(state, step, batches, fixed=()):
    """`step` takes what is fixed, the state and a batch; `batches` are arrays of one for each step."""
    fixed = to_device(fixed)
    one = jax.jit(step, donate_argnums=1)

    def prepare(count):
        run_state = to_device(state)
        rows = [to_device(jax.tree.map(lambda array: array[k], batches(count))) for k in range(count)]
        jax.block_until_ready((run_state, rows))

        def run():
            now, losses = make_steps(one, fixed, run_state, rows)
            jax.block_until_ready(now)
            return jax.device_get(losses), lambda: jax.device_get(now)

        return run

    return prepare


def scan(state, step, batches, fixed=()):
    fixed = to_device(fixed)
    every = jax.jit(lambda fixed, state, rows: lax.scan(functools.partial(step, fixed), state, rows), donate_argnums=1)

    def prepare(count):
        arguments = to_device((state, batches(count)))
        jax.block_until_ready(arguments)

        def run():
            now, losses = jax.block_until_ready(every(fixed, *arguments))
            return np.asarray(losses), lambda: jax.device_get(now)

        return run

    return prepare


def both(*arguments):
    return {"JAX": repeat(*arguments), "JAX scan": scan(*arguments)}


def adam_step(loss, rate, epsilon):
    """The parameters, their moments and the number of steps, after a step."""

    def step(fixed, state, batch):
        p, m, v, t = state
        value, g = jax.value_and_grad(loss)(p, fixed, batch)
        t = t + 1
        # expm1, because 1 - 0.999^t is wrong in its fifth digit in f32.
        rest1, rest2 = (-jnp.expm1(t * np.float32(np.log(beta))) for beta in (0.9, 0.999))
        m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, g)
        v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, g)
        p = jax.tree.map(lambda p, m, v: p - rate * (m / rest1) / (jnp.sqrt(v / rest2) + epsilon), p, m, v)
        return (p, m, v, t), value

    return step


def adam_start(start):
    zeros = [np.zeros_like(array) for array in start]
    return start, zeros, zeros, np.float32(0)


def characters(case):
    def loss(parameters, windows):
        embedding, w, b, v, c = parameters
        h = jnp.tanh(embedding[windows[:, :8]].reshape(-1, 128) @ w + b)
        chance = jax.nn.log_softmax(h @ v + c)
        return -jnp.take_along_axis(chance, windows[:, 8:], 1).mean()

    def step(text, parameters, batch):
        starts, rate = batch
        value, g = jax.value_and_grad(loss)(parameters, text[starts[:, None] + jnp.arange(9)])
        return jax.tree.map(lambda p, g: p - rate * g, parameters, g), value

    def batches(count):
        return case.starts[:count], (case.rate * np.arange(count, 0, -1) / count).astype(np.float32)

    return both(case.start, step, batches, case.text)


def recommender(case):
    penalty = lambda x: jax.nn.softplus(-x).mean()

    def loss_of_rows(p, q, r, rank):
        right, wrong = (p * q).sum(1), (p * r).sum(1)
        return lax.cond(rank, lambda: penalty(right - wrong), lambda: penalty(right) + penalty(-wrong))

    def step(_, tables, batch):
        u, i, j, rank = batch
        loss = lambda tables: loss_of_rows(tables[0][u], tables[1][i], tables[1][j], rank)
        value, g = jax.value_and_grad(loss)(tables)
        return [table - case.rate * slope for table, slope in zip(tables, g)], value

    def step_of_rows(_, tables, batch):
        (users, items), (u, i, j, rank) = tables, batch
        value, (p, q, r) = jax.value_and_grad(loss_of_rows, (0, 1, 2))(users[u], items[i], items[j], rank)
        return [users.at[u].add(-case.rate * p), items.at[i].add(-case.rate * q).at[j].add(-case.rate * r)], value

    batches = lambda count: tuple(array[:count] for array in (case.u, case.i, case.j, case.rank))
    return {**both(case.start, step, batches), "JAX rows": scan(case.start, step_of_rows, batches)}


def segmentation(case):
    def convolution(x, w, reach, apart=1):
        return lax.conv_general_dilated(x, w, (1, 1), [(reach, reach)] * 2, rhs_dilation=(apart, apart), dimension_numbers=("NHWC", "HWIO", "NHWC"))

    def dice(t, p):
        return (2 * (t * p).sum() + 1) / (t.sum() + p.sum() + 1)

    def loss(parameters, fixed, batch):
        w1, b1, w2, b2, w3, b3 = parameters
        x, t = fixed[0][batch], fixed[1][batch]
        fine = jax.nn.relu(convolution(x, w1, 1) + b1)
        half = fine.reshape(-1, 16, 2, 16, 2, 8).max((2, 4))
        coarse = jax.nn.relu(convolution(half, w2, 2, 2) + b2)
        features = jnp.concatenate([fine, coarse.repeat(2, 1).repeat(2, 2)], 3)
        guess = jax.nn.sigmoid(features @ w3[0, 0] + b3)
        return 1 - (dice(t[..., 0], guess[..., 0]) + dice(t[..., 1], guess[..., 1])) / 2

    step = adam_step(loss, case.rate, 1e-8)
    return both(adam_start(case.start), step, lambda count: case.order[:count], (case.pictures, case.truths))


def classes(case):
    def loss(parameters, xy, batch):
        w1, b1, w2, b2, w3, b3 = parameters
        x, y = (xy[0][batch], xy[1][batch]) if case.whole else batch
        z = (jax.nn.relu(jax.nn.relu(x @ w1 + b1) @ w2 + b2) @ w3 + b3)[:, 0]
        return (jnp.maximum(z, 0) - z * y + jnp.log1p(jnp.exp(-jnp.abs(z)))).mean()

    step = adam_step(loss, 0.001, 1e-7)
    state = adam_start(case.start)
    if case.whole:
        return {"JAX": repeat_epochs(case, state, step), "JAX scan": scan_epochs(case, state, step)}

    def batches(count):
        rows = np.stack(case.rows[:count])
        return case.x[rows], case.y[rows]

    return {"JAX": repeat(state, step, batches)}


def repeat_epochs(case, state, step):
    """A call for each batch: two sizes of batches are two compilations."""
    fixed, one = to_device((case.x, case.y)), jax.jit(step, donate_argnums=1)

    def prepare(count):
        run_state, rows = to_device((state, case.rows[:count]))
        jax.block_until_ready((run_state, rows))

        def run():
            _, losses = make_steps(one, fixed, run_state, rows)
            weights = np.array([len(row) for row in rows])
            return (np.array(jax.device_get(losses)) * weights).reshape(-1, 7).sum(1) / 200, None

        return run

    return prepare


def scan_epochs(case, state, step):
    def epoch(fixed, state, order):
        state, losses = lax.scan(functools.partial(step, fixed), state, order[:192].reshape(6, 32))
        state, last = step(fixed, state, order[192:])
        return state, (32 * losses.sum() + 8 * last) / 200

    prepare = scan(state, epoch, lambda epochs: case.orders[:epochs], (case.x, case.y))
    return lambda count: prepare(count // 7)
