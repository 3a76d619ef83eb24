// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The table of constants by which machine code describes itself, written here
// and read back here, so that an object file needs nothing beside it.

#ifndef TSLICE_LIB_EXECUTIONENGINE_EMITMODULETABLE_H
#define TSLICE_LIB_EXECUTIONENGINE_EMITMODULETABLE_H

#include "tslice/ExecutionEngine/Signature.h"
#include "tslice/Runtime/Module.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/IR/Module.h"

namespace tslice {

/// The symbol of the table in objects for this process.
inline constexpr llvm::StringLiteral moduleSymbol = "tslice_module";

/// What a module says to its callers. The pipeline keeps only types and code,
/// so this is read ahead of it.
struct ModuleDescription {
  /// The name of the source in messages.
  std::string source;
  /// What callers see of each entry, and its name in the code.
  std::vector<Signature> signatures;
  std::vector<std::string> symbols;
  std::vector<std::string> warnings;
};

/// Adds the table (`tslice_rt_module`) to `code` as the constant `symbol`, and
/// makes it the only symbol that others see, which it returns. The sites come from the attribute
/// `tslice.sites` of `module`, which `code` is the translation of. Every symbol
/// of `description` must be defined there.
llvm::GlobalVariable *emitModuleTable(llvm::Module &code, mlir::ModuleOp module,
                                      const ModuleDescription &description,
                                      llvm::StringRef symbol);

/// Reads what emitModuleTable wrote, in the form of the C++ API.
std::vector<Signature> readSignatures(const tslice_rt_module &table);

} // namespace tslice

#endif // TSLICE_LIB_EXECUTIONENGINE_EMITMODULETABLE_H
