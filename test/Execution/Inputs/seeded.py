# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Seeds faults into the compiler, one after the other, and has the fuzzer look
for them. Usage: seeded.py TSLICE_FUZZ FOLDER [FAULT...]"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

# The name of each fault, and the graphs among which it shows: the number of the
# first one and how many. Numbers 100 to 199 divide every loop among threads. The
# graphs of a seed change with the generators: a longer run then says which ones
# show a fault.
FAULTS = {
    "clamp-dropped": (1, 1),
    "columns-off-by-one": (105, 5),
    "composed-offset": (172, 1),
    "fill-lost": (4, 1),
    "first-wins": (41, 1),
    "indices-unsigned": (1, 1),
    "min-of-bits": (47, 1),
    "owner-off-by-one": (176, 1),
    "row-off-by-one": (102, 1),
    "serial-off-by-one": (0, 1),
    "size-guard-dropped": (41, 1),
    "stride-sign": (0, 1),
    "window-shifted": (25, 1),
    "windows-cut": (191, 1),
}


def is_found(fault):
    """Whether the fuzzer fails, with at least one case that is wrong."""
    first, cases = FAULTS[fault]
    command = [sys.argv[1], "--seed=1", "--stop", "--reduce=false", "--jobs=1",
               f"--first={first}", f"--cases={cases}", "--batch=5",
               f"--folder={sys.argv[2]}/{fault}"]
    environment = dict(os.environ, TSLICE_SEEDED_FAULT=fault)
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE,
                          text=True, errors="replace")
    return done.returncode == 1 and "FAIL: case" in done.stdout


faults = sys.argv[3:] or sorted(FAULTS)
with ThreadPoolExecutor(2) as pool:
    for fault, found in zip(faults, pool.map(is_found, faults)):
        print(fault, "found" if found else "MISSED", flush=True)
