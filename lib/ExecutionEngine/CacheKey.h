// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Decides which compilations give the same machine code, messages included.

#ifndef TSLICE_LIB_EXECUTIONENGINE_CACHEKEY_H
#define TSLICE_LIB_EXECUTIONENGINE_CACHEKEY_H

#include "tslice/ExecutionEngine/Options.h"

#include "mlir/IR/BuiltinOps.h"
#include <array>
#include <cstdint>
#include <optional>

namespace tslice {

/// Stands for a compilation: a digest of all that its outcome depends on.
using CacheKey = std::array<uint8_t, 32>;

/// What machine code depends on besides its source and the options.
struct CompilerIdentity {
  /// The build of the compiler.
  std::string build;
  std::string llvmVersion;
  /// The processor: its name and its features, as LLVM calls them.
  std::string triple, cpu, features;

  /// Returns the identity of this process and its host, or null if the build
  /// cannot be told from others.
  static const CompilerIdentity *getOwn();
};

/// Returns the key of a source that has not been parsed: its bytes and the name
/// that stands for it in messages.
CacheKey makeSourceKey(const CompilerIdentity &identity, const Options &options,
                       llvm::StringRef name, llvm::StringRef bytes);

/// Returns the key of a parsed `module`, which other spellings of the same
/// source have, too: bytecode, or text with other comments. Places in the source
/// belong to it, since a message may name any of them, and so do the `warnings`
/// of the parser. Nothing if the module has no bytecode.
std::optional<CacheKey> makeModuleKey(const CompilerIdentity &identity,
                                      const Options &options,
                                      mlir::ModuleOp module,
                                      llvm::ArrayRef<std::string> warnings);

} // namespace tslice

#endif // TSLICE_LIB_EXECUTIONENGINE_CACHEKEY_H
