// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A program of somebody else's: compiles a file, calls it, prints and saves.
// Usage: in-cpp FILE.mlir OUTPUT.npy
#include <tslice/ExecutionEngine/Executable.h>
#include <tslice/ExecutionEngine/Npy.h>
#include <tslice/ExecutionEngine/Print.h>
#include <tslice/Version.h>

#include <cstdio>

int main(int, char **argv) {
  tslice::Result<tslice::Executable> executable =
      tslice::Executable::compileFile(argv[1], tslice::Options().threads(1));
  if (!executable) {
    std::fprintf(stderr, "%s\n", executable.error().message.c_str());
    return 1;
  }
  tslice::Result<tslice::Tensor> x =
      tslice::Tensor::copyOf<float>({1, 2, 3, 4});
  if (!x)
    return 1;
  auto results = executable->call("", {*x});
  if (!results) {
    std::fprintf(stderr, "%s\n", results.error().message.c_str());
    return 1;
  }
  std::printf("%s: %s\n", TSLICE_VERSION_STRING,
              tslice::toString((*results)[0]).c_str());
  return tslice::writeNpy(argv[2], (*results)[0]) ? 0 : 1;
}
