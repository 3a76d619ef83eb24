# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Holds the generated reference against the tools: every op and every pass has a
section, and every pass says what it does. Usage: docs.py DOCS_DIR TOOLS_DIR"""

import os
import re
import subprocess
import sys

folder, tools = sys.argv[1:]
pages = {}
for name in os.listdir(folder):
    if name.endswith(".md"):
        with open(os.path.join(folder, name)) as file:
            pages[name] = file.read()
failures = 0


def expect(holds, what):
    global failures
    if not holds:
        failures += 1
        print(what)


for page in re.findall(r"\]\((\S+\.md)\)", pages["README.md"]):
    expect(page in pages, "README.md names %s, which is not there" % page)

# Unknown ops are named in the error; the registered ones come from the dialect.
shown = subprocess.run([os.path.join(tools, "tslice-opt"), "--help"], stdout=subprocess.PIPE, universal_newlines=True).stdout
own = shown[shown.index("PASSES OF TSLICE") : shown.index("USAGE")]
passes = re.findall(r"^  --(tslice-[a-z0-9-]+)", own, re.MULTILINE)
expect(len(passes) > 40, "tslice-opt --help lists %d passes" % len(passes))
sections = {}
for text in pages.values():
    for name, section in re.findall(r"^### `-(tslice-[a-z0-9-]+)`\n(.*?)(?=^### |\Z)", text, re.MULTILINE | re.DOTALL):
        sections[name] = section
for name in passes:
    expect(name in sections, "no page has --%s" % name)
    expect(len(sections.get(name, "").split()) >= 15, "the page says next to nothing of --%s" % name)
for name in sections:
    expect(name in passes, "--%s is documented, but no pass" % name)

source = os.path.join(os.path.dirname(__file__), "..", "..", "..", "dialect", "README.md")
with open(source) as file:
    specified = set(re.findall(r"^## `(tslice\.[a-z_]+)`", file.read(), re.MULTILINE))
documented = re.findall(r"^### `(tslice\.[a-z_]+)` \(.*\)\n\n(_.*_)?", pages["dialect.md"], re.MULTILINE)
for name, summary in documented:
    expect(summary, "%s has no summary" % name)
for name in specified:
    expect(name in dict(documented), "dialect.md has no %s" % name)
print("%d ops, %d passes, %d failures" % (len(documented), len(passes), failures))
sys.exit(failures != 0)
