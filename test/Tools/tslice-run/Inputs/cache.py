# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs tslice-run on a cache that is in trouble, and expects right values:
runs that are killed at any moment, eight runs at once, a full disk."""
import os
import random
import subprocess
import sys

tool, folder = sys.argv[1:]
source = """func.func @f(%x: tensor<2xf64>) -> tensor<2xf64> {{
  %c = arith.constant dense<{}.0> : tensor<2xf64>
  %y = tslice.slice %x[1][2][-1] : tensor<2xf64> to tensor<2xf64>
  %r = arith.addf %y, %c : tensor<2xf64>
  return %r : tensor<2xf64>
}}
"""


def start(number, cache):
    path = os.path.join(folder, f"add{number}.mlir")
    if not os.path.exists(path):
        with open(path, "w") as file:
            file.write(source.format(number))
    return subprocess.Popen([tool, path, "[1, 2]", "--time", "--cache=" + cache],
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            text=True)


def expect(number, process):
    out, log = process.communicate()
    right = f"[{number + 2}. {number + 1}.]\n"
    if process.returncode != 0 or out != right:
        sys.exit(f"{process.args}: expected {right}, but got {out}, {log}")
    return log


def killed():
    random.seed(1)
    cache = os.path.join(folder, "killed")
    runs = 12
    for run in range(runs):
        process = start(1, cache)
        try:
            process.wait(random.uniform(0.02, 0.2))
        except subprocess.TimeoutExpired:
            process.kill()
        process.communicate()
        if run % 3 == 0:
            expect(1, start(1, cache))
    expect(1, start(1, cache))
    if "from the cache" not in expect(1, start(1, cache)):
        sys.exit("the last run did not find what the one before it kept")
    print(f"killed: right values {runs // 3 + 2} times, from the cache in the end")


def at_once():
    cache = os.path.join(folder, "at-once")
    for numbers in [[2] * 8, range(10, 18), [2, 10, 3, 3, 4, 4, 4, 11]]:
        processes = [(number, start(number, cache)) for number in numbers]
        for number, process in processes:
            expect(number, process)
    for number in [2, 3, 4, *range(10, 18)]:
        if "from the cache" not in expect(number, start(number, cache)):
            sys.exit(f"graph {number} is not in the cache")
    print("at once: right values")


def full_disk():
    """With a file system of its own, as far as the system lets us; else with a
    limit on the size of files, which is above nothing."""
    cache = os.path.join(folder, "full")
    os.makedirs(cache, 0o700)
    path = os.path.join(folder, "add1.mlir")
    mount = f"mount -t tmpfs -o size=4k,mode=700 none '{cache}'"
    command = f"'{tool}' '{path}' '[1, 2]' '--cache={cache}'; ls '{cache}'"
    run = subprocess.run(["unshare", "-rm", "sh", "-c", f"{mount} && {command}"],
                         capture_output=True, text=True)
    reason = "no space left on device"
    if "mount" in run.stderr or "unshare" in run.stderr:
        run = subprocess.run(["sh", "-c", f"ulimit -f 1; {command}"],
                             capture_output=True, text=True)
        reason = "file too large"
    lines = run.stdout.splitlines()
    if lines[:1] != ["[3. 2.]"] or reason not in run.stderr:
        sys.exit(f"expected a warning of a full disk, but got {run}")
    if any(line.endswith(".tmp") for line in lines):
        sys.exit(f"an unfinished file is left behind: {lines}")
    print("full disk: right values")


killed()
at_once()
full_disk()
