#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs lit over the given suites and closes with 'N passed, N failed'.

lit's own summary has one line per kind of outcome; whoever only wants to know
how it went, a person or a CI, reads one line. Arguments that this script does
not know go to lit. Exits non-zero when a test fails and when none ran.
"""

import argparse
import json
import os
import subprocess
import sys

PASSED = {"PASS", "XFAIL", "FLAKYPASS"}
SKIPPED = {"UNSUPPORTED", "SKIPPED", "EXCLUDED"}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lit", required=True, help="the program lit")
    parser.add_argument("--results", required=True, help="where lit writes its JSON")
    arguments, rest = parser.parse_known_args()

    if os.path.exists(arguments.results):
        os.remove(arguments.results)
    lit = [sys.executable, arguments.lit, "-sv", "-o", arguments.results]
    status = subprocess.run(lit + rest, stdin=subprocess.DEVNULL).returncode

    try:
        with open(arguments.results) as results:
            codes = [test["code"] for test in json.load(results)["tests"]]
    except (OSError, ValueError):
        codes = []
    passed = sum(code in PASSED for code in codes)
    skipped = sum(code in SKIPPED for code in codes)
    failed = len(codes) - passed - skipped
    # lit can also fail as a whole: a broken configuration, a suite it cannot read.
    if status != 0 and failed == 0:
        failed = 1
        print("lit itself failed with exit status %d" % status)
    if passed + failed == 0:
        print("no test ran")
    print("%d passed, %d failed" % (passed, failed) + (", %d skipped" % skipped if skipped else ""))
    return 0 if passed > 0 and failed == 0 and status == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
