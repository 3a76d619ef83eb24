#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Runs libFuzzer on every target, or on those named, for SECONDS_EACH seconds
# (30). What is found is written to the folder FINDINGS (fuzz-failures), and
# makes the exit code 1. Usage: run.sh PROGRAM [TARGET...]
set -uo pipefail

program=$1
shift
here=$(cd "$(dirname "$0")" && pwd)
targets=${*:-$(ls "$here/seeds")}
findings=${FINDINGS:-fuzz-failures}
mkdir -p "$findings"
corpora=$(mktemp -d)
trap 'rm -rf "$corpora"' EXIT
# libMLIR is not instrumented: containers that both sides grow look overflown.
export ASAN_OPTIONS=detect_container_overflow=0:allow_user_poisoning=0:${ASAN_OPTIONS:-}

status=0
for target in $targets; do
  mkdir "$corpora/$target"
  if "$program" --target="$target" -max_total_time="${SECONDS_EACH:-30}" -timeout=60 -rss_limit_mb=4096 \
    -max_len=4096 -dict="$here/mlir.dict" -verbosity=0 -print_final_stats=1 -artifact_prefix="$findings/$target-" \
    "$corpora/$target" "$here/seeds/$target" >"$corpora/log" 2>&1; then
    awk -v target="$target" '/number_of_executed_units/ { print target ": " $2 " inputs, nothing found" }' "$corpora/log"
  else
    status=1
    echo "$target: found something, see $findings:"
    grep -vE '^(fuzz.mlir|INFO|stat::|tslice-run: )' "$corpora/log" | tail -n 40
  fi
done
exit $status
