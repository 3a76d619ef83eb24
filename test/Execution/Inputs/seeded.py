# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Seeds faults into the compiler, one after the other, and has the fuzzer look
for them. Usage: seeded.py TSLICE_FUZZ FOLDER [FAULT...]"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

# The name of each fault, and the number of the graph from which the search
# begins: near the first one that shows it, which changes with the generators and
# only costs time when it does. Numbers 100 to 199 divide every loop among threads.
FAULTS = {
    "clamp-dropped": 5,
    "columns-off-by-one": 110,
    "composed-offset": 120,
    "fill-lost": 35,
    "first-wins": 5,
    "indices-unsigned": 5,
    "min-of-bits": 80,
    "owner-off-by-one": 100,
    "serial-off-by-one": 0,
    "size-guard-dropped": 90,
    "stride-sign": 5,
    "window-shifted": 10,
    "windows-cut": 25,
}
# The same for derivative rules, in the numbers of `--gradients`.
RULES = {
    "rule-clamp-dropped": 20,
    "rule-contribution-lost": 5,
    "rule-duplicates-lost": 115,
    "rule-fill-leaked": 15,
    "rule-first-counted-twice": 90,
    "rule-fold-forwards": 20,
    "rule-groups-merged": 10,
    "rule-loser-of-dest-kept": 10,
    "rule-losers-kept": 30,
    "rule-overwritten-kept": 5,
    "rule-own-factor": 85,
    "rule-prefix-behind": 20,
    "rule-self-included": 20,
    "rule-set-tangent-lost": 30,
    "rule-tangents-overwrite": 20,
    "rule-tie-counted-twice": 1170,
    "rule-ties-not-counted": 1515,
    "rule-update-tangent-lost": 45,
    "rule-windows-cut": 15,
    "rule-windows-overwrite": 595,
    "rule-wrap-dropped": 155,
}
# The same for derivatives of control flow, in the numbers of `--derivatives`.
CONTROL = {
    "branch-always-first": 0,
    "branch-tangent-lost": 0,
    "counter-turned": 100,
    "loop-capture-lost": 15,
    "loop-first-tangent-lost": 0,
    "loop-init-lost": 0,
    "loop-last-step-lost": 10,
    "loop-step-ignored": 10,
    "loop-tangent-lost": 0,
    "region-contribution-lost": 0,
    "region-tangent-lost": 0,
    "tape-lost": 25,
    "tape-one-place": 40,
    "while-end-lost": 100,
    "while-step-lost": 100,
    "while-tangent-lost": 45,
}
ALL = {**FAULTS, **RULES, **CONTROL}
CASES = 300


def is_found(fault):
    """Whether the fuzzer fails, with at least one case that is wrong."""
    first = ALL[fault]
    command = [sys.argv[1], "--seed=1", "--stop", "--reduce=false", "--jobs=1",
               f"--first={first}", f"--cases={CASES}", "--batch=5",
               f"--folder={sys.argv[2]}/{fault}"]
    if fault in RULES:
        command.append("--gradients")
    if fault in CONTROL:
        command.append("--derivatives")
    environment = dict(os.environ, TSLICE_SEEDED_FAULT=fault)
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE,
                          text=True, errors="replace")
    return done.returncode == 1 and "FAIL: case" in done.stdout


faults = sys.argv[3:] or sorted(ALL)
with ThreadPoolExecutor(2) as pool:
    for fault, found in zip(faults, pool.map(is_found, faults)):
        print(fault, "found" if found else "MISSED", flush=True)
