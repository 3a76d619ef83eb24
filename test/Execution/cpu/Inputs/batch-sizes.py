# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs a model on batches of several sizes and compares each row's bits.

Usage: batch-sizes.py TSLICE_RUN MODEL TEMPORARY_PREFIX
"""

import subprocess
import sys

import numpy as np

tool, model, prefix = sys.argv[1:]
rng = np.random.default_rng(1)
x = rng.standard_normal((32, 5)).astype("f4")
w = rng.standard_normal((5, 3)).astype("f4")
np.save(prefix + ".w.npy", w)


def run(rows):
    np.save(prefix + ".x.npy", rows)
    subprocess.run(
        [tool, model, prefix + ".x.npy", prefix + ".w.npy", "--output=" + prefix + ".y.npy",
         "--check-against=evaluate"],
        check=True,
    )
    return np.load(prefix + ".y.npy")


whole = run(x)
np.testing.assert_allclose(whole, np.tanh(x.astype("f8") @ w.astype("f8")), rtol=1e-5, atol=1e-6)
for size in [28, 4, 1, 0]:
    part = run(x[:size])
    assert part.shape == (size, 3), part.shape
    assert part.tobytes() == whole[:size].tobytes(), "the bits of a row depend on the batch"
