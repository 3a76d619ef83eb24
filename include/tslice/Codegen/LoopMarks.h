// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What those who write loops tell code generation about them.

#ifndef TSLICE_CODEGEN_LOOPMARKS_H
#define TSLICE_CODEGEN_LOOPMARKS_H

#include "llvm/ADT/StringRef.h"

namespace tslice {

/// Marks a loop whose indices lead to nothing that is far away: to ask for it
/// ahead would only cost time.
inline constexpr llvm::StringLiteral kNearAttr = "tslice.near";

} // namespace tslice

#endif // TSLICE_CODEGEN_LOOPMARKS_H
