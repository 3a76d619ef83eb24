# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What every test here asks of a tool that is given something bad: exit code 1,
one sentence on standard error, nothing on standard output, no file made,
changed or left behind, and no words of a crash."""

import os
import resource
import shutil
import signal
import subprocess
import sys

CRASH = ["PLEASE submit", "Stack dump", "LLVM ERROR", "terminate called", "Assertion", "Sanitizer", "Segmentation"]


class Refusals:
    """Runs the tools of `folder_of_tools` in an empty folder."""

    def __init__(self, folder_of_tools, folder):
        self.tools = folder_of_tools
        self.failures = 0
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        os.chdir(folder)

    def run(self, command, stdin=None, limits=(), stdout=None, environment=None):
        """Runs a command as `(tool, argument, ..)`; `limits` are pairs for setrlimit."""

        def limit():
            # As a shell leaves it: Python itself ignores the signal.
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
            for kind, value in limits:
                resource.setrlimit(kind, (value, value))

        return subprocess.run(
            [os.path.join(self.tools, command[0])] + list(command[1:]),
            stdin=open(stdin) if stdin else subprocess.DEVNULL,
            stdout=stdout or subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=limit,
            env=dict(os.environ, **(environment or {})),
            timeout=300,
        )

    def complain(self, name, what, result):
        self.failures += 1
        print("%s: %s: exit code %d, %r, %r" % (name, what, result.returncode, result.stderr[-600:], (result.stdout or b"")[:300]))

    def refuse(self, name, command, words, lines=1, **how):
        """`lines` is how many lines the message takes; None where upstream shows the source."""
        before = snapshot()
        result = self.run(command, **how)
        text = result.stderr.decode(errors="replace")
        if result.returncode != 1:
            self.complain(name, "expected exit code 1", result)
        elif words not in text:
            self.complain(name, "expected '%s'" % words, result)
        elif any(word in text for word in CRASH):
            self.complain(name, "words of a crash", result)
        elif lines is not None and len(text.splitlines()) != lines:
            self.complain(name, "expected %d lines" % lines, result)
        elif result.stdout:
            self.complain(name, "expected nothing on standard output", result)
        elif snapshot() != before:
            self.complain(name, "files have changed: %s" % (snapshot() ^ before), result)

    def accept(self, name, command, words, **how):
        result = self.run(command, **how)
        if result.returncode != 0 or words not in result.stdout.decode(errors="replace"):
            self.complain(name, "expected '%s'" % words, result)

    def end(self):
        sys.exit(self.failures != 0)


def snapshot():
    """Names and contents of all files here."""
    found = set()
    for folder, _, names in os.walk("."):
        for name in names:
            path = os.path.join(folder, name)
            content = b""
            if os.path.isfile(path) and os.access(path, os.R_OK):
                with open(path, "rb") as file:
                    content = file.read()
            found.add((path, content))
    return found


def write(path, text):
    with open(path, "w") as file:
        file.write(text)


def become_nobody():
    """Root may read everything: tests of permissions run as somebody else."""
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
