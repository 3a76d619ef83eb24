// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs batches in child processes, several at a time, so that a crash or an
// endless loop costs one case and not the run.

#ifndef TSLICE_TEST_FUZZ_WORKERS_H
#define TSLICE_TEST_FUZZ_WORKERS_H

#include "Check.h"

namespace tslice::fuzz {

/// What is counted over all cases.
struct Totals {
  int64_t calls = 0;
  /// Calls in which the evaluator, and so the program, ends with an error.
  int64_t errors = 0;
  /// Cases that the target cannot run, as its diagnostic says.
  int64_t unsupported = 0;
  /// Cases in which something is wrong.
  int64_t failures = 0;
};

/// Checks `cases` in batches of `batchSize` by `numJobs` processes. Failures
/// are printed as they are found.
Totals checkCases(std::vector<Case> cases, size_t batchSize, int64_t numJobs,
                  const CheckOptions &options);

} // namespace tslice::fuzz

#endif // TSLICE_TEST_FUZZ_WORKERS_H
