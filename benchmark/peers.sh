#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Measures a step on embedding tables, loops and stencils beside PyTorch, JAX and
# loops by hand, then the programs of examples/ that learn beside PyTorch and JAX,
# and prints tables.
# Called by `make bench-peers ARGS=...`, which sets TSLICE_BIN. Makes a virtual
# environment with the versions in peers/requirements.txt the first time, in
# build/peers or where TSLICE_PEERS says; that needs a network. What cannot be
# installed is left out.
#
#   --quick          small sizes, one round
#   --rounds=N       that many rounds (9)
set -eu

here=$(cd "$(dirname "$0")" && pwd)
bin=${TSLICE_BIN:-$here/../build/bin}
peers=${TSLICE_PEERS:-$here/../build/peers}
if [ ! -x "$bin/tslice-bench" ]; then
  echo "peers.sh: there is no tslice-bench in '$bin'; it is built where Google Benchmark is installed" >&2
  exit 1
fi

if [ ! -x "$peers/bin/python" ]; then
  echo "peers.sh: installing into '$peers'" >&2
  python3 -m venv "$peers"
  grep -v '^#' "$here/peers/requirements.txt" | while read -r package; do
    "$peers/bin/python" -m pip install --quiet "$package" ||
      echo "peers.sh: '$package' cannot be installed; it is left out" >&2
  done
fi
# Without a network there is no NumPy in the environment, but maybe here.
python=$peers/bin/python
"$python" -c 'import numpy' 2>/dev/null || python=/usr/bin/python3

"$bin/tslice-bench" --workloads="$here/workloads" \
  --step-peers="$here/peers/step_peers.py" --python="$python" "$@"
echo
"$python" "$here/peers/loops.py" "$bin/.." "$@"
echo
exec "$python" "$here/peers/training.py" "$bin/.." "$@"
