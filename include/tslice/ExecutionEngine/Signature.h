// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a caller can know about a compiled function without compiler headers:
// its arguments, their names, types and shared sizes, and its results.

#ifndef TSLICE_EXECUTIONENGINE_SIGNATURE_H
#define TSLICE_EXECUTIONENGINE_SIGNATURE_H

#include "tslice/ExecutionEngine/Tensor.h"

namespace tslice {

/// One argument of an entry. A scalar argument is a tensor of rank 0.
struct Argument {
  /// The name in the source, or empty when it has none.
  std::string name;
  TensorSpec spec;
  /// For each dimension the name from `tslice.shape`, or empty. Dimensions of
  /// equal name, also of different arguments, must have equal sizes.
  std::vector<std::string> dimNames;
  /// Whether calls may take the buffer over (`tslice.donate`).
  bool donated = false;
};

/// An entry: a public function of the source.
struct Signature {
  std::string name;
  std::vector<Argument> arguments;
  std::vector<TensorSpec> results;
  /// Whether the function only moves elements, so that a NaN keeps its bits.
  bool movesOnly = false;

  /// Returns how messages call argument `index`: `argument 'x'`, or
  /// `argument 2` when it has no name.
  std::string describeArgument(size_t index) const;

  /// Returns an error unless `count` arguments are right.
  Result<void> checkCount(size_t count) const;
};

} // namespace tslice

#endif // TSLICE_EXECUTIONENGINE_SIGNATURE_H
