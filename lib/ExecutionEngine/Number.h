// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads single numbers of literals. Separate from lists because range and
// rounding are questions of the element type alone.

#ifndef TSLICE_LIB_EXECUTIONENGINE_NUMBER_H
#define TSLICE_LIB_EXECUTIONENGINE_NUMBER_H

#include "Cursor.h"
#include "tslice/ExecutionEngine/ElementType.h"

namespace tslice {

/// Parses an element of `type` at the cursor and stores it to `to`, which has
/// room for it.
bool parseNumber(Cursor &cursor, ElementType type, char *to);

/// Parses a decimal or hexadecimal integer with an optional sign: its magnitude
/// and whether it is negative. `wanted` names, in errors, what is expected.
bool parseInteger(Cursor &cursor, const std::string &wanted,
                  uint64_t &magnitude, bool &negative, bool &isHex);

} // namespace tslice

#endif // TSLICE_LIB_EXECUTIONENGINE_NUMBER_H
