// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Cases for derivatives: one access each, of every kind, in every circumstance
// in which rules of derivatives are easily wrong.

#ifndef TSLICE_TEST_FUZZ_GRADIENTCASES_H
#define TSLICE_TEST_FUZZ_GRADIENTCASES_H

#include "Case.h"

namespace tslice::fuzz {

/// How many kinds of accesses and circumstances there are that go together.
uint64_t countGradientKinds();

/// Makes case `number` of the run with `seed`. Any so many that follow each
/// other have every kind of access in every circumstance.
Case generateGradientCase(uint64_t seed, uint64_t number);

/// Returns the matrix of `cases`, a line per type, op, combiner and policy, and a
/// column per circumstance; below it, why some go together with none.
std::string formatGradientMatrix(const std::vector<Case> &cases);

} // namespace tslice::fuzz

#endif // TSLICE_TEST_FUZZ_GRADIENTCASES_H
