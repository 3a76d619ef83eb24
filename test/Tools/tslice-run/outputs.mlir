// Results go to files in order, the rest is printed; nothing is written when
// anything fails.
//
// RUN: rm -f %t.a.npy %t.b.npy %t.c.npy
// RUN: tslice-run %s '[1, 2]' '[0, 1]' --output=%t.a.npy --output=%t.b.npy | count 0
// RUN: %python -c "import numpy as np; a = np.load('%t.a.npy'); assert a.dtype == 'f4' and list(a) == [1, 2], a"
// RUN: %python -c "import numpy as np; b = np.load('%t.b.npy'); assert b.dtype == 'i8' and list(b) == [0, 1], b"
// RUN: tslice-run %s '[3, 4]' '[1, 1]' -o %t.a.npy | FileCheck %s --check-prefix=REST
// REST: [1 1]
// RUN: %python -c "import numpy as np; a = np.load('%t.a.npy'); assert list(a) == [4, 4], a"
//
// A bad index: the file keeps what it held.
// RUN: not tslice-run %s '[3, 4]' '[1, 2]' -o %t.a.npy -o %t.c.npy 2>&1 | FileCheck %s --check-prefix=BAD
// BAD: tslice-run: gather #1 (outputs.mlir:[[#@LINE+32]]:8): index 2 at position [1] is outside [0, 2) of dimension 0 of 'x'
// RUN: %python -c "import numpy as np; a = np.load('%t.a.npy'); assert list(a) == [4, 4], a"
// RUN: not ls %t.c.npy
//
// A file that cannot be written: the other is not written either.
// RUN: not tslice-run %s '[1, 2]' '[0, 0]' -o %t.a.npy -o %t.missing/c.npy 2>&1 | FileCheck %s --check-prefix=FOLDER
// FOLDER: tslice-run: {{.*}}'{{.*}}missing/c.npy{{.*}}
// RUN: %python -c "import numpy as np; a = np.load('%t.a.npy'); assert list(a) == [4, 4], a"
//
// RUN: not tslice-run %s '[1, 2]' '[0, 0]' -o %t.a.npy -o %t.b.npy -o %t.c.npy 2>&1 | FileCheck %s --check-prefix=MANY
// MANY: tslice-run: 'rows' has 2 results, but --output is given 3 times
// RUN: not tslice-run %s '[1, 2]' '[0, 0]' -o %t.c.npy -o %t.c.npy 2>&1 | FileCheck %s --check-prefix=TWICE
// TWICE: tslice-run: --output names '{{.*}}.c.npy' twice
// RUN: not ls %t.c.npy
//
// A link is followed; what is no file is never replaced, nor anything beside it.
// RUN: rm -f %t.link %t.pipe && ln -sf %t.a.npy %t.link && mkfifo %t.pipe
// RUN: tslice-run %s '[5, 6]' '[0, 0]' -o %t.link -o %t.b.npy
// RUN: test -h %t.link
// RUN: %python -c "import numpy as np; a = np.load('%t.a.npy'); assert list(a) == [5, 5], a"
// RUN: not tslice-run %s '[1, 2]' '[0, 0]' -o %t.a.npy -o %t.pipe 2>&1 | FileCheck %s --check-prefix=PIPE
// PIPE: tslice-run: cannot write '{{.*}}.pipe': it is not a regular file
// RUN: test -p %t.pipe
// RUN: %python -c "import numpy as np; a = np.load('%t.a.npy'); assert list(a) == [5, 5], a"
//
// RUN: not tslice-run %s '[1, 2]' '[0, 0]' 2>&1 >/dev/full | FileCheck %s --check-prefix=FULL
// FULL: tslice-run: cannot write to standard output: No space left on device
// RUN: not tslice-run %s '[1, 2]' '[0, 0]' --check-grad -o %t.c.npy 2>&1 | FileCheck %s --check-prefix=NONE
// NONE: tslice-run: --check-grad has no result that --output could write
// RUN: not ls %t.c.npy

func.func @rows(%x: tensor<2xf32>, %i: tensor<2xi64>) -> (tensor<2xf32>, tensor<2xi64>) {
  %r = tslice.gather %x[%i] dims [0] : tensor<2xf32>, tensor<2xi64> -> tensor<2xf32>
  return %r, %i : tensor<2xf32>, tensor<2xi64>
}
