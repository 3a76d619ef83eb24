# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Seeds faults into the compiler, one after the other, and has the fuzzer look
for them. Usage: seeded.py TSLICE_FUZZ FOLDER [FAULT...]"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

# The name of each fault, and the graphs among which it shows: the first one, of
# which 100 to 199 divide every loop among threads, and how many.
FAULTS = {
    "clamp-dropped": (0, 10),
    "columns-off-by-one": (100, 20),
    "composed-offset": (0, 10),
    "fill-lost": (0, 10),
    "first-wins": (0, 10),
    "indices-unsigned": (0, 10),
    "min-of-bits": (0, 10),
    "owner-off-by-one": (100, 20),
    "row-off-by-one": (100, 20),
    "serial-off-by-one": (0, 10),
    "size-guard-dropped": (0, 10),
    "stride-sign": (0, 10),
    "window-shifted": (0, 10),
    "windows-cut": (0, 10),
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
