# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs the console blocks of a document, and compares what they print with what
the document says. Commands run in a folder that looks like the project's, so that
the project's own stays as it is; what one makes is there for the next.

Usage: console.py DOCUMENT SOURCE_ROOT BUILD_ROOT SCRATCH
"""

import os
import re
import subprocess
import sys

document, source, build, scratch = sys.argv[1:]

os.makedirs(os.path.join(scratch, "build"))
for root, folder in ((source, ""), (build, "build")):
    for entry in os.listdir(root):
        if entry != "build" and not os.path.lexists(os.path.join(scratch, folder, entry)):
            os.symlink(os.path.join(root, entry), os.path.join(scratch, folder, entry))

with open(os.path.join(source, document)) as opened:
    text = opened.read()
blocks = re.findall(r"^```console\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
steps = [step for block in blocks for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]
if not steps:
    sys.exit("%s shows no commands" % document)

for step in steps:
    command, expected = step.split("\n", 1)
    done = subprocess.run(
        command,
        shell=True,
        cwd=scratch,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        universal_newlines=True,
    )
    # What prints nothing in the document may print something, but must succeed.
    if (expected and done.stdout != expected) or (not expected and done.returncode):
        sys.exit("%s\nshould print\n%s\nbut printed\n%s" % (command, expected, done.stdout))
print("%d commands of %s print what it says" % (len(steps), document))
