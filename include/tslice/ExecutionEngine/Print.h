// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Prints tensors character for character as NumPy 1.24 prints arrays.

#ifndef TSLICE_EXECUTIONENGINE_PRINT_H
#define TSLICE_EXECUTIONENGINE_PRINT_H

#include "tslice/ExecutionEngine/Tensor.h"

namespace tslice {

/// NumPy's print options, with its defaults.
struct PrintOptions {
  /// The largest number of digits after the point, from 0 to 1000.
  int precision = 8;
  /// The number of elements above which only the edges are printed.
  int64_t threshold = 1000;
  /// How many elements at each edge are printed then.
  int64_t edgeItems = 3;
  /// The number of characters after which a row is continued on a new line.
  int64_t lineWidth = 75;
};

/// Returns what `numpy.array2string` returns for `tensor`; for rank 0 what
/// `str` returns for the scalar. NumPy has no bf16 and no f8: these follow its
/// rules for floats, with the fewest digits that identify the value among those
/// of its type.
std::string toString(const Tensor &tensor, const PrintOptions &options = {});

} // namespace tslice

#endif // TSLICE_EXECUTIONENGINE_PRINT_H
