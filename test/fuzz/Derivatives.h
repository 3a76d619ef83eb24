// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Checks derivatives of cases: reverse mode against forward mode, and forward
// mode against finite differences.

#ifndef TSLICE_TEST_FUZZ_DERIVATIVES_H
#define TSLICE_TEST_FUZZ_DERIVATIVES_H

#include "Case.h"

#include "tslice/ExecutionEngine/Executable.h"

namespace tslice::fuzz {

/// Returns the functions @vjp_F and @jvp_F that derive the case's function @F
/// with respect to all its data. They take its arguments and then one cotangent
/// per result, or one tangent per argument of data. For a case with a trait and
/// elements of less than 64 bits the same functions of f64 follow.
std::string makeDerivatives(const Case &fuzzCase);

/// What came of the derivatives of a case at some arguments.
struct DerivativeCheck {
  /// What is wrong; empty if nothing is.
  std::string problem;
  /// What forward and reverse mode returned.
  std::vector<Tensor> forward, reverse;
};

/// Checks the derivatives at the arguments of `variant`: where hardly two numbers
/// are equal against finite differences, where many are against what is tied,
/// and those of small types against those of f64.
DerivativeCheck checkDerivatives(const Case &fuzzCase, Variant variant,
                                 const Executable &executable);

} // namespace tslice::fuzz

#endif // TSLICE_TEST_FUZZ_DERIVATIVES_H
