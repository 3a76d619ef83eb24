// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The step on embedding tables beside other frameworks.

#ifndef TSLICE_BENCHMARK_STEPPEERS_H
#define TSLICE_BENCHMARK_STEPPEERS_H

#include <string>

namespace tslice::bench {

/// Prints a table of the times of a step, ours and those of the frameworks that
/// `script` finds in `python`. Returns whether all give the same table, up to
/// rounding.
bool compareSteps(const std::string &workloads, const std::string &python,
                  const std::string &script, bool quick, int rounds);

} // namespace tslice::bench

#endif // TSLICE_BENCHMARK_STEPPEERS_H
