# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Files that cannot be read, given to every tool. Usage: unreadable.py TOOLS FOLDER"""

import os
import subprocess
import sys

from refuse import Refusals, write

test = Refusals(*sys.argv[1:])
tools = {
    "tslice-opt": [],
    "tslice-translate": ["--tslice-to-llvmir"],
    "tslice-reduce": ["--reduction-tree=test=/bin/false"],
    "tslice-run": [],
}
os.mkdir("folder")
for tool, flags in tools.items():
    for path, words in [
        ("missing.mlir", "cannot read 'missing.mlir': No such file or directory"),
        ("folder", "cannot read 'folder': Is a directory"),
        ("missing/x.mlir", "cannot read 'missing/x.mlir': No such file or directory"),
        ("/proc/self/mem", "cannot read '/proc/self/mem': Input/output error"),
        ("/dev/zero", "'/dev/zero' has more bytes than the limit of 1073741824"),
    ]:
        test.refuse("%s %s" % (tool, path), [tool, path] + flags, "%s: %s" % (tool, words))
test.refuse("tslice-opt < /dev/zero", ["tslice-opt"], "'-' has more bytes than the limit", stdin="/dev/zero")

# Sparse, so that it takes no room.
with open("large.mlir", "wb") as file:
    file.truncate((1 << 30) + 1)
result = test.run(["tslice-run", "large.mlir"])
if result.returncode != 1 or b"'large.mlir' has 1073741825 bytes, which is above the limit of 1073741824" not in result.stderr:
    test.complain("large file", "expected the limit", result)
os.remove("large.mlir")

# What is no regular file and can be read: pipes.
write("f.mlir", "func.func @f(%x: i64) -> i64 { return %x : i64 }\n")
os.mkfifo("pipe.mlir")
writer = subprocess.Popen(["cp", "f.mlir", "pipe.mlir"])
test.accept("pipe", ["tslice-run", "pipe.mlir", "7"], "7\n")
writer.wait()
test.accept("standard input", ["tslice-opt"], "func.func @f", stdin="f.mlir")
os.remove("pipe.mlir")

# Without the right to read; root has it always.
write("secret.mlir", "module {}\n")
os.chmod("secret.mlir", 0)
if os.getuid() == 0:
    run_as_nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    reachable = subprocess.run(run_as_nobody + ["test", "-x", os.path.join(sys.argv[1], "tslice-run"), "-a", "-x", "."]).returncode == 0
else:
    run_as_nobody, reachable = ["env"], True
if reachable:
    for tool, flags in tools.items():
        result = subprocess.run(run_as_nobody + [os.path.join(sys.argv[1], tool), "secret.mlir"] + flags, stderr=subprocess.PIPE)
        if result.returncode != 1 or b"cannot read 'secret.mlir': Permission denied" not in result.stderr:
            test.complain("%s without permission" % tool, "expected the reason", result)
test.end()
