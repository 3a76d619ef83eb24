# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The programs of examples/ as users of PyTorch write them: its layers, losses and optimizers, step by
step, and with the loss given to torch.compile. Functions and columns as in training_ours.py."""

import functools

import numpy as np
import torch
import torch.nn.functional as F

Adam = functools.partial(torch.optim.Adam, fused=True)
SGD = functools.partial(torch.optim.SGD, fused=True)


def repeat(start, loss, batches, make_optimizer, finish=lambda losses: losses, begin_step=lambda optimizer, k, count: None):
    """`batches` are the arguments of `loss` behind the parameters, of each step."""

    def prepare(count):
        parameters = [torch.tensor(array, requires_grad=True) for array in start]
        optimizer = make_optimizer(parameters)

        def run():
            losses = []
            for k in range(count):
                begin_step(optimizer, k, count)
                optimizer.zero_grad()
                value = loss(parameters, *batches(k))
                value.backward()
                optimizer.step()
                losses.append(value.item())
            return finish(losses), lambda: [parameter.detach().numpy() for parameter in parameters]

        return run

    return prepare


def both(loss, start, *arguments, **options):
    @functools.cache
    def repeat_compiled():
        # For its own sizes, not for those of the case before, too.
        torch._dynamo.reset()
        return repeat(start, torch.compile(loss, dynamic=False), *arguments, **options)

    return {"PyTorch": repeat(start, loss, *arguments, **options), "compiled": lambda count: repeat_compiled()(count)}


def characters(case):
    text = torch.from_numpy(case.text)
    places = torch.from_numpy(case.starts[..., None] + np.arange(9))

    def loss(parameters, windows):
        embedding, w, b, v, c = parameters
        x = F.embedding(windows[:, :8], embedding).reshape(-1, 128)
        return F.cross_entropy(torch.addmm(c, torch.tanh(torch.addmm(b, x, w)), v), windows[:, 8].long())

    def set_rate(optimizer, k, count):
        optimizer.param_groups[0]["lr"] = case.rate * (count - k) / count

    return both(loss, case.start, lambda k: (text[places[k]],), lambda p: SGD(p, lr=case.rate), begin_step=set_rate)


def recommender(case):
    batches = list(zip(*(torch.from_numpy(array).unbind() for array in (case.u, case.i, case.j)), case.rank.tolist()))

    def loss_of(sparse):
        def fit(users, items, u, i):
            return (F.embedding(u, users, sparse=sparse) * F.embedding(i, items, sparse=sparse)).sum(1)

        def loss(parameters, u, i, j, rank):
            right, wrong = fit(*parameters, u, i), fit(*parameters, u, j)
            if rank:
                return F.softplus(wrong - right).mean()
            return F.softplus(-right).mean() + F.softplus(wrong).mean()

        return loss

    columns = both(loss_of(False), case.start, batches.__getitem__, lambda p: SGD(p, lr=case.rate))
    # The fused optimizer takes no sparse gradients.
    columns["sparse"] = repeat(case.start, loss_of(True), batches.__getitem__, lambda p: torch.optim.SGD(p, lr=case.rate))
    return columns


def segmentation(case):
    pictures, truths = (torch.from_numpy(array.transpose(0, 3, 1, 2).copy()) for array in (case.pictures, case.truths))
    start = [np.ascontiguousarray(array.transpose(3, 2, 0, 1)) if array.ndim == 4 else array for array in case.start]
    order = torch.from_numpy(case.order).unbind()

    def dice(t, p):
        return (2 * (t * p).sum() + 1) / (t.sum() + p.sum() + 1)

    def loss(parameters, x, t):
        w1, b1, w2, b2, w3, b3 = parameters
        fine = F.relu(F.conv2d(x, w1, b1, padding=1))
        coarse = F.relu(F.conv2d(F.max_pool2d(fine, 2), w2, b2, padding=2, dilation=2))
        features = torch.cat([fine, F.interpolate(coarse, scale_factor=2)], 1)
        guess = torch.sigmoid(F.conv2d(features, w3, b3))
        return 1 - (dice(t[:, 0], guess[:, 0]) + dice(t[:, 1], guess[:, 1])) / 2

    return both(loss, start, lambda k: (pictures[order[k]], truths[order[k]]), lambda p: Adam(p, lr=case.rate))


def classes(case):
    x, y = torch.from_numpy(case.x), torch.from_numpy(case.y)
    rows = [torch.from_numpy(rows) for rows in case.rows]
    ready = [] if case.whole else [(x[some], y[some]) for some in rows]

    def loss(parameters, x, y):
        w1, b1, w2, b2, w3, b3 = parameters
        h = F.relu(torch.addmm(b2, F.relu(torch.addmm(b1, x, w1)), w2))
        return F.binary_cross_entropy_with_logits(torch.addmm(b3, h, w3)[:, 0], y)

    def per_epoch(losses):
        weights = np.array([len(some) for some in rows[: len(losses)]])
        return (np.array(losses) * weights).reshape(-1, 7).sum(1) / 200

    batches = (lambda k: (x[rows[k]], y[rows[k]])) if case.whole else ready.__getitem__
    return both(loss, case.start, batches, lambda p: Adam(p, lr=0.001, eps=1e-7), finish=per_epoch if case.whole else lambda losses: losses)
