#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Measures the workloads beside hand-written loops and NumPy, and prints tables.
# Called by `make bench ARGS=...`, which sets TSLICE_BIN.
#
#   --update         also replaces the measured block of RESULTS.md
#   --quick          small sizes, one round: a test that everything runs
#   --only=a,b       these workloads
#   --rounds=N       that many rounds (9)
#   --no-numpy       without NumPy
set -eu

here=$(cd "$(dirname "$0")" && pwd)
bin=${TSLICE_BIN:-$here/../build/bin}
if [ ! -x "$bin/tslice-bench" ]; then
  echo "run.sh: there is no tslice-bench in '$bin'; it is built where Google Benchmark is installed" >&2
  exit 1
fi

usage() { sed -n '4,/^set/{/^#/s/^# \{0,1\}//p}' "$0"; }

update=false
numpy=true
for argument; do
  shift
  case $argument in
  --help)
    usage
    exit
    ;;
  --update) update=true ;;
  --no-numpy) numpy=false ;;
  *) set -- "$@" "$argument" ;;
  esac
done

# The first Python that has NumPy; Debian's is in the system's own.
if $numpy; then
  for python in ${TSLICE_PYTHON:-} /usr/bin/python3 python3; do
    if "$python" -c 'import numpy' 2>/dev/null; then
      set -- "$@" --peer="$here/numpy_peer.py" --python="$python"
      break
    fi
  done
fi

tables=$(mktemp)
trap 'rm -f "$tables"' EXIT
"$bin/tslice-bench" --workloads="$here/workloads" "$@" --write="$tables"

if $update; then
  results=$here/RESULTS.md
  awk -v tables="$tables" '
    /<!-- end of measured -->/ { skipping = 0 }
    !skipping { print }
    /<!-- measured -->/ {
      skipping = 1
      while ((getline line < tables) > 0) print line
    }' "$results" >"$results.new"
  mv "$results.new" "$results"
fi
