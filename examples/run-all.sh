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
for example in slicing assignment batches gradients picture text embedding; do
  echo
  "$python" "$here/$example/run.py"
done
echo
echo "the sliced sum as PTX for sm_90 (tslice-translate --tslice-to-ptx --chip=sm_90), first lines:"
"$TSLICE_BIN/tslice-translate" --tslice-to-ptx --chip=sm_90 "$here/sliced-sum.mlir" | head -12
