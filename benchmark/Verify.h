// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Right before fast: compares the results of all competitors.

#ifndef TSLICE_BENCHMARK_VERIFY_H
#define TSLICE_BENCHMARK_VERIFY_H

#include "Compiled.h"
#include "NumPyPeer.h"

namespace tslice::bench {

/// A competitor that writes the result of a workload, from its inputs, and
/// returns where it is.
struct Contestant {
  std::string name;
  std::function<Result<Tensor>()> run;
  /// Whether bits may differ by rounding.
  bool rounds = false;
};

/// Runs all and compares each with the first. Restores a donated input before
/// each and at the end. Returns a sentence for each that failed or is wrong.
std::vector<std::string> verify(const Workload &workload,
                                const std::vector<Contestant> &contestants);

} // namespace tslice::bench

#endif // TSLICE_BENCHMARK_VERIFY_H
