# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Files with arguments, given to every tool. Usage: response_files.py TOOLS FOLDER"""

import os
import resource
import subprocess
import sys

from refuse import Refusals, write

test = Refusals(*sys.argv[1:])
tools = ["tslice-opt", "tslice-translate", "tslice-reduce", "tslice-run", "tslice-lsp-server"]
limit = " is too large: response files have 16777216 bytes at most, all together"
here = os.getcwd() + "/"
# The large stack takes one of them.
gigabytes = [(resource.RLIMIT_AS, 4 << 30)]

os.mkdir("folder")
write("options", "--wrong\n" * (1 << 20))
write("outer", "--help @/dev/zero")
write("loop", "f.mlir @loop")
with open("large", "wb") as file:
    file.truncate((16 << 20) + 1)
# Each twice what the one before is: 2^30 bytes, if anybody wrote them down.
write("double0", "7 " * 512)
for i in range(1, 21):
    write("double%d" % i, "@double%d @double%d" % (i - 1, i - 1))
for tool in tools:
    for argument, words in [
        ("@/dev/zero", "'/dev/zero'" + limit),
        ("@outer", "'/dev/zero'" + limit),
        ("@large", "'%slarge'" % here + limit),
        ("@double20", "'%sdouble0'" % here + limit),
        ("@folder", "cannot read '%sfolder': Is a directory" % here),
        ("@/proc/self/mem", "cannot read '/proc/self/mem': Input/output error"),
        ("@loop", "recursive expansion of: '%sloop'" % here),
    ]:
        test.refuse("%s %s" % (tool, argument), [tool, argument], "%s: %s" % (tool, words), limits=gigabytes)
    # Each would be compared with all that there are, in 20 ms.
    test.refuse(
        "%s with a million options" % tool,
        [tool, "@options"],
        tool + ": 1048576 options are given, but 256 are the most that are read",
    )
os.remove("large")

# What is no file is an argument.
test.refuse("tslice-run @missing", ["tslice-run", "@missing"], "tslice-run: cannot read '@missing': No such file")

write("f.mlir", "func.func @f(%x: i64) -> i64 { return %x : i64 }\n")
write("arguments", "f.mlir @value\n")
write("value", "-7")
test.accept("nested", ["tslice-run", "@arguments"], "-7\n")
write("-", "f.mlir 5")
test.accept("called -", ["tslice-run", "@-"], "5\n")
os.mkfifo("pipe")
writer = subprocess.Popen(["cp", "arguments", "pipe"])
test.accept("pipe", ["tslice-run", "@pipe"], "-7\n")
writer.wait()
test.end()
