# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs what README.md shows and compares it with what it says.

Usage: readme.py SOURCE_ROOT TOOLS_DIR [PYTHON_DIR], the folder of the module if
that can be loaded.
"""

import os
import re
import shlex
import subprocess
import sys
import tempfile

root, tools = sys.argv[1:3]
module = sys.argv[3:]
with open(os.path.join(root, "README.md")) as readme:
    text = readme.read()


def blocks(language):
    return re.findall(r"^```%s\n(.*?)^```" % language, text, re.MULTILINE | re.DOTALL)


def run(*command, **options):
    return subprocess.run(
        command, cwd=root, check=True, stdout=subprocess.PIPE, universal_newlines=True, **options
    ).stdout


def tslice_opt(*flags, source):
    return run(os.path.join(tools, "tslice-opt"), *flags, input=source)


def functions(module):
    """The functions of a printed module, by name, in canonical spelling."""
    found = {}
    for part in re.split(r"^  (?=func\.func )", module, flags=re.MULTILINE)[1:]:
        found[re.search(r"@(\w+)", part).group(1)] = re.sub(r"\}\s*\}?\s*$", "}", part)
    return found


def expect_equal(what, expected, found):
    if expected != found:
        sys.exit("%s: README.md says\n%s\nbut found\n%s" % (what, expected, found))


graph, derived = blocks("mlir")[:2]
with open(os.path.join(root, "examples", "sliced-sum.mlir")) as example:
    expect_equal("the graph", tslice_opt(source=graph), tslice_opt(source=example.read()))

cleaned = ["--inline", "--symbol-dce", "--canonicalize", "--cse"]
expect_equal(
    "the derived graph",
    functions(tslice_opt(*cleaned, source=derived))["gradient"],
    functions(tslice_opt("--tslice-derive-adjoints", *cleaned, source=graph))["gradient"],
)

command, output = re.match(r"\$ ([^\n]*)\n(.*)", blocks("console")[0], re.DOTALL).groups()
program, *arguments = shlex.split(command)
expect_equal("the command", output, run(os.path.join(tools, os.path.basename(program)), *arguments))

if module:
    environment = dict(os.environ, PYTHONPATH=module[0])
    with tempfile.TemporaryDirectory() as cache:
        for program, console in zip(blocks("python"), blocks("console")[1:]):
            program = program.replace("build/cache", cache)
            _, found = (run(sys.executable, "-c", program, env=environment) for _ in range(2))
            expect_equal("the program", console.split("\n", 1)[1], found)
