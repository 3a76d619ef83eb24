// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Makes the tensors that `random(...)` stands for. Separate from the list
// syntax: the generator is a promise of its own, since test data depends on its
// bits.

#ifndef TSLICE_LIB_EXECUTIONENGINE_RANDOM_H
#define TSLICE_LIB_EXECUTIONENGINE_RANDOM_H

#include "Cursor.h"
#include "tslice/ExecutionEngine/Tensor.h"

namespace tslice {

/// Parses what follows the word `random`, up to and with the closing
/// parenthesis, and makes the tensor. Literal.h says what it holds.
Result<Tensor> parseRandom(Cursor &cursor, const TensorSpec &spec);

} // namespace tslice

#endif // TSLICE_LIB_EXECUTIONENGINE_RANDOM_H
