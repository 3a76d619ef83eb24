# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Looks for the paths, and the links, that documents in the project's folder name.

Usage: named-paths.py SOURCE_ROOT DOCUMENT...

A path stands in backquotes and has a slash. What the build makes is left out.
"""

import os
import re
import sys

root, *documents = sys.argv[1:]
PATH = re.compile(r"`([\w.-]+/[\w./-]*)`|\]\(([\w./-]+)\)")

count, missing = 0, []
for document in documents:
    with open(os.path.join(root, document)) as file:
        text = file.read()
    for path, link in PATH.findall(text):
        name = path or link
        if name.startswith("build/"):
            continue
        count += 1
        if not os.path.exists(os.path.join(root, name)):
            missing.append(f"{document}: {name}")
if missing:
    sys.exit("not there:\n" + "\n".join(missing))
print(f"{count} paths, all there")
