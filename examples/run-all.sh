#!/bin/sh
# Runs every example with the tools in $TSLICE_BIN (default: build/bin) and
# prints what each shows; ends with 1 if a result is not what it should be.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
TSLICE_BIN=${TSLICE_BIN:-$here/../build/bin}
export TSLICE_BIN
python=${PYTHON:-/usr/bin/python3}

echo 'd sum(x[1:3]) / dx at x = [1, 2, 3, 4], by tslice-run examples/sliced-sum.mlir:'
"$TSLICE_BIN/tslice-run" "$here/sliced-sum.mlir" '[1, 2, 3, 4]'
for example in slicing assignment batches gradients picture text embedding recommender classes segmentation characters; do
  echo
  "$python" "$here/$example/run.py"
done
echo
echo 'visits of pages 2, 0 and 2, counted by a program in C and code compiled ahead of time:'
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
"$TSLICE_BIN/tslice-translate" --tslice-to-object "$here/ahead-of-time/visits.mlir" -o "$work/visits.o"
"$TSLICE_BIN/tslice-translate" --tslice-to-header "$here/ahead-of-time/visits.mlir" -o "$work/visits.h"
cc -std=c99 -I "$here/../include" -I "$work" "$here/ahead-of-time/main.c" "$work/visits.o" \
  "$TSLICE_BIN/../lib/libTSliceRuntime.a" -lm -lpthread -o "$work/count"
"$work/count" 2 0 2
echo
echo "the sliced sum as PTX for sm_90 (tslice-translate --tslice-to-ptx --chip=sm_90), first lines:"
"$TSLICE_BIN/tslice-translate" --tslice-to-ptx --chip=sm_90 "$here/sliced-sum.mlir" | head -12
