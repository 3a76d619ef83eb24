# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs the examples of a Markdown file and compares the output with what it says.

Usage: readme.py FILE TOOLS_DIR WORK_DIR

A block ```mlir is a module. The block ```console after it holds commands `$ tool
NAME.mlir ...`, which are run with the module as NAME.mlir, each followed by its
output. Commands of tslice-run on accesses are run against the evaluator as well. A
module without a console block must be accepted by tslice-opt.
"""

import os
import re
import shlex
import subprocess
import sys

markdown, tools, work = map(os.path.abspath, sys.argv[1:])
os.makedirs(work, exist_ok=True)
with open(markdown) as file:
    blocks = re.findall(r"^```(\w+)\n(.*?)^```$", file.read(), re.MULTILINE | re.DOTALL)

failures = 0
commands_run = 0


def run(command):
    program = [os.path.join(tools, command[0])] + command[1:]
    done = subprocess.run(
        program, cwd=work, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True
    )
    return done.stdout.strip(), done.returncode


def expect(what, expected, found):
    global failures
    if expected != found:
        failures += 1
        print("%s\n  expected: %s\n  found:    %s" % (what, expected, found))


def run_commands(module, console):
    global commands_run
    for part in re.split(r"^\$ ", console, flags=re.MULTILINE)[1:]:
        line, _, expected = part.partition("\n")
        command = shlex.split(line)
        with open(os.path.join(work, command[1]), "w") as file:
            file.write(module)
        found, status = run(command)
        expect(line, expected.strip(), found)
        commands_run += 1
        # A check that stands alone is no access: there is nothing to evaluate.
        if command[0] == "tslice-run" and status == 0 and "tslice.check" not in module:
            found, _ = run(command + ["--check-against=evaluate"])
            expect(line + " --check-against=evaluate", True, "equal" in found)


for number, (language, text) in enumerate(blocks):
    if language != "mlir":
        continue
    follower = blocks[number + 1] if number + 1 < len(blocks) else ("", "")
    if follower[0] == "console":
        run_commands(text, follower[1])
        continue
    path = os.path.join(work, "module.mlir")
    with open(path, "w") as file:
        file.write(text)
    output, status = run(["tslice-opt", path])
    expect("tslice-opt on\n" + text, 0, status or 0)

if not commands_run:
    sys.exit("no command found in " + markdown)
sys.exit(1 if failures else 0)
