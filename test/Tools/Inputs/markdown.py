# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Every block of code in every Markdown file of the project is run: here, or by
the test that the table names. Commands that build or test everything are only
looked at: that make, ninja and lit know what they are asked for.

Usage: markdown.py SOURCE_ROOT BUILD_DIR TOOLS_DIR LIT
"""

import os
import re
import shlex
import subprocess
import sys
import tempfile

root, build, tools, lit = sys.argv[1:]
# Which test runs blocks of which language; None: no code.
elsewhere = {
    ("README.md", "mlir"): "Tools/readme.test",
    ("README.md", "console"): "Tools/readme.test",
    ("README.md", "python"): "Tools/readme.test",
    ("README.md", "cmake"): "Tools/install.test",
    ("dialect/README.md", "mlir"): "IR/readme.test",
    ("dialect/README.md", "console"): "IR/readme.test",
    ("dialect/README.md", "text"): None,
    ("examples/ahead-of-time/README.md", "console"): "Examples/ahead-of-time.test",
    ("examples/characters/README.md", "text"): "Examples/characters.test",
    ("examples/classes/README.md", "console"): "Examples/classes.test",
    ("examples/recommender/README.md", "text"): "Examples/recommender.test",
    ("examples/segmentation/README.md", "console"): "Examples/segmentation.test",
}
count = 0
failures = 0


def run(command, text=None):
    done = subprocess.run(
        command, input=text, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True
    )
    return done.returncode == 0, done.stdout


def look(words):
    """Runs a command, without what it would build or test."""
    program, arguments = words[0], words[1:]
    if program == "make":
        return run(["make", "-n"] + arguments)
    if program == "cmake":
        # Configures this very project; that there is a build folder proves it.
        return os.path.exists(os.path.join(build, "build.ninja")), "no build folder"
    if program == "ninja":
        return run(["ninja", "-n", "-C", build] + arguments[2:])
    if os.path.basename(program) == "lit":
        paths = [os.path.join(build, word[len("build/") :]) if word.startswith("build/") else word for word in arguments]
        if any(not os.path.exists(path.replace(build, root)) for path in paths if path.endswith(".mlir")):
            return False, "no such file"
        return run([sys.executable, lit, "--show-tests"] + [word for word in paths if word != "-v"])
    if program == "build/bin/tslice-unit-tests":
        found, listed = run([os.path.join(tools, "tslice-unit-tests"), "--gtest_list_tests"] + arguments)
        return found and "  " in listed, listed
    if program.startswith("build/bin/tslice-") and "-o" in arguments:
        # Does what it says, but for where.
        with tempfile.TemporaryDirectory() as folder:
            place = arguments.index("-o") + 1
            arguments[place] = os.path.join(folder, arguments[place])
            return run([os.path.join(tools, os.path.basename(program))] + arguments)
    return False, "no way to run it here"


def run_shell(text):
    global count
    variables = {}
    for line in text.splitlines():
        for part in line.split("&&"):
            words = shlex.split(part, comments=True)
            if not words:
                continue
            if re.fullmatch(r"\w+=\S+", words[0]) and len(words) == 1:
                name, value = words[0].split("=")
                variables["$" + name] = value
                continue
            words = [variables.get(word, word) for word in words]
            count += 1
            works, output = look(words)
            yield works, part, output


for folder, folders, names in os.walk(root):
    folders[:] = [name for name in folders if not name.startswith((".", "build", "fuzz-failures"))]
    for name in names:
        if not name.endswith(".md"):
            continue
        path = os.path.relpath(os.path.join(folder, name), root)
        with open(os.path.join(root, path)) as file:
            blocks = re.findall(r"^```(\w*)\n(.*?)^```$", file.read(), re.MULTILINE | re.DOTALL)
        for language, text in blocks:
            if (path, language) in elsewhere:
                continue
            if language == "sh":
                outcomes = list(run_shell(text))
            elif language == "mlir":
                count += 1
                works, output = run([os.path.join(tools, "tslice-opt")], text)
                outcomes = [(works, text, output)]
            else:
                outcomes = [(False, text, "no test runs blocks of '%s'" % language)]
            for works, what, output in outcomes:
                if not works:
                    failures += 1
                    print("%s: %s\n%s" % (path, what, output[-1000:]))
for (path, language), test in elsewhere.items():
    if test and not os.path.exists(os.path.join(root, "test", test)):
        failures += 1
        print("%s does not exist" % test)
print("%d commands and graphs, %d failures" % (count, failures))
sys.exit(failures != 0)
