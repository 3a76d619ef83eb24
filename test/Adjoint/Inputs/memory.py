# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""usage: memory.py MIB COMMAND...: runs the command, which must succeed and have no
more than so much in memory."""

import resource
import subprocess
import sys

limit, command = int(sys.argv[1]), sys.argv[2:]
subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
if used > limit:
    sys.exit("%d MiB were used, at most %d are expected" % (used, limit))
