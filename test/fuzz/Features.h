// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What cases contain beside their kinds of accesses, so that a run can say how
// often it has tried what is known to be difficult.

#ifndef TSLICE_TEST_FUZZ_FEATURES_H
#define TSLICE_TEST_FUZZ_FEATURES_H

#include "Case.h"

namespace tslice::fuzz {

/// Whether two positions of an access are the same, or one is outside, with the
/// arguments of `variant`.
bool hasDuplicates(const Case &fuzzCase, Variant variant);
bool hasOutOfRange(const Case &fuzzCase, Variant variant);
/// Whether an argument or result has no elements.
bool hasEmpty(const Case &fuzzCase);
bool hasNegativeStride(const Case &fuzzCase);
/// Whether an access has a window of more than one element.
bool hasWindow(const Case &fuzzCase);

/// The first destination of the first write.
std::string getDestName(const Case &fuzzCase);

/// How many cases have each feature, in the order in which they are printed.
using FeatureCounts = std::vector<std::pair<std::string, int64_t>>;

/// Counts the features of `fuzzCase`, as called with plain numbers.
void countFeatures(const Case &fuzzCase, FeatureCounts &counts);

/// Returns a table, a line per feature.
std::string formatFeatures(const FeatureCounts &counts);

} // namespace tslice::fuzz

#endif // TSLICE_TEST_FUZZ_FEATURES_H
