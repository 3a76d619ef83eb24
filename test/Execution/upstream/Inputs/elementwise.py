# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""usage: elementwise.py tslice-run FOLDER GROUPS...: runs the ops of the dialects
named and compares with NumPy and Python."""

import importlib
import sys

import groups

tool, folder, *modules = sys.argv[1:]
total, wrong = 0, []
for module in modules:
    for group in importlib.import_module(module).groups():
        count, lines = groups.run(group, tool, folder)
        total += count
        wrong += lines
print("\n".join(wrong))
print(f"{total} results compared, {len(wrong)} wrong")
