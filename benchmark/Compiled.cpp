// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compiles and calls through the public C++ API, nothing else.

#include "Compiled.h"

#include <chrono>

using namespace tslice;
using namespace tslice::bench;

static Executable compileTimed(const std::string &file,
                               const std::string &entry, int64_t threads,
                               double &ms) {
  auto compile = [&] {
    return unwrap(Executable::compileFile(
        file, Options().threads(threads).entry(entry).cache("")));
  };
  // What only the first compilation of a process does is not counted. An
  // executable that is gone is in no cache.
  compile();
  auto begin = std::chrono::steady_clock::now();
  Executable executable = compile();
  ms = std::chrono::duration<double, std::milli>(
           std::chrono::steady_clock::now() - begin)
           .count();
  return executable;
}

Compiled::Compiled(const Workload &workload, const std::string &folder,
                   const std::string &entry, int64_t threads)
    : entry(entry),
      executable(compileTimed(folder + "/" + workload.getGraph() + ".mlir",
                              entry, threads, compileMs)) {
  for (const Input &input : workload.inputs)
    arguments.push_back(input.data);
  // Lent for writing, it is updated in place.
  if (workload.donated >= 0) {
    Tensor &x = arguments[workload.donated];
    x = unwrap(Tensor::borrow(x.getMutableData(), x.getType(), x.getShape()));
  }
}

Result<Tensor> Compiled::call() const {
  Result<std::vector<Tensor>> results = executable.call(entry, arguments);
  if (!results)
    return results.error();
  return std::move((*results)[0]);
}
