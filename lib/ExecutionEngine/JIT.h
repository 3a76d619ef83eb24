// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loads an object file into this process. Separate from its making, so that an
// object from a cache is loaded in the same way.

#ifndef TSLICE_LIB_EXECUTIONENGINE_JIT_H
#define TSLICE_LIB_EXECUTIONENGINE_JIT_H

#include "tslice/ExecutionEngine/Result.h"
#include "tslice/Runtime/Module.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/Support/MemoryBuffer.h"

namespace tslice {

/// An entry in machine code.
using EntryPointer = tslice_rt_function;

/// Machine code in this process; unmapped with this object.
class JIT {
public:
  /// Loads `object`. It may refer to the runtime, to `symbols`, and to what the
  /// process offers, such as the mathematical functions of libm.
  static Result<JIT> load(std::unique_ptr<llvm::MemoryBuffer> object,
                          llvm::ArrayRef<tslice_rt_symbol> symbols = {});

  /// Returns the table called `symbol`, which lives as long as this. It is an
  /// error if that is of another version.
  Result<const tslice_rt_module *> findModule(llvm::StringRef symbol);

private:
  explicit JIT(std::unique_ptr<llvm::orc::LLJIT> jit) : jit(std::move(jit)) {}

  std::unique_ptr<llvm::orc::LLJIT> jit;
};

} // namespace tslice

#endif // TSLICE_LIB_EXECUTIONENGINE_JIT_H
