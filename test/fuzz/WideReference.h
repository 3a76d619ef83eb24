// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Derivatives of functions of types of less than 64 bits, which differences say
// little of, against those of the same functions of f64.

#ifndef TSLICE_TEST_FUZZ_WIDEREFERENCE_H
#define TSLICE_TEST_FUZZ_WIDEREFERENCE_H

#include "Case.h"

#include "tslice/ExecutionEngine/Tensor.h"

#include <functional>

namespace tslice::fuzz {

/// Whether a case of single accesses is of a type that a wider one is for.
bool hasWide(const Case &fuzzCase);

/// The same function of f64, @wide_N.
Case makeWide(const Case &fuzzCase);

class WideReference {
public:
  WideReference(const Case &fuzzCase, const std::vector<Tensor> &arguments,
                const std::vector<Tensor> &tangents,
                const std::vector<Tensor> &cotangents);

  /// Calls @entry with arguments and directions; false if that fails.
  std::function<bool(const std::string &, std::vector<Tensor>,
                     const std::vector<Tensor> &, std::vector<Tensor> &)>
      call;

  /// Says what is wrong with the products with the directions; nothing, if a
  /// call fails.
  std::string check(const std::vector<Tensor> &forward,
                    const std::vector<Tensor> &reverse);

private:
  bool measureProducts(const std::string &name,
                       std::vector<Tensor> (&slack)[2]);

  const Case &fuzzCase;
  /// Of f64.
  std::vector<Tensor> arguments, tangents, cotangents;
};

} // namespace tslice::fuzz

#endif // TSLICE_TEST_FUZZ_WIDEREFERENCE_H
