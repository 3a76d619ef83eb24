// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The compiled graph of a workload, called as a user calls it.

#ifndef TSLICE_BENCHMARK_COMPILED_H
#define TSLICE_BENCHMARK_COMPILED_H

#include "Workload.h"

#include "tslice/ExecutionEngine/Executable.h"

namespace tslice::bench {

/// An entry and its arguments.
class Compiled {
public:
  /// Compiles `entry` from the file of `workload` in `folder`. Ends the process
  /// if that fails.
  Compiled(const Workload &workload, const std::string &folder,
           const std::string &entry, int64_t threads);

  /// Calls the entry and returns its only result, or an error.
  Result<Tensor> call() const;

  /// How long compiling took, in milliseconds.
  double getCompileMs() const { return compileMs; }

private:
  double compileMs = 0;
  std::string entry;
  Executable executable;
  std::vector<Tensor> arguments;
};

} // namespace tslice::bench

#endif // TSLICE_BENCHMARK_COMPILED_H
