// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Hashes with lengths before everything that varies in length, so that no two
// compilations feed the same bytes.

#include "CacheKey.h"
#include "BuildId.h"
#include "Diagnostics.h"

#include "mlir/Bytecode/BytecodeWriter.h"
#include "tslice/SeededFaults.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/BLAKE3.h"
#include "llvm/Support/HashBuilder.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/SubtargetFeature.h"
#include <cstdlib>

using namespace mlir;
using namespace tslice;

namespace {
using Hasher =
    llvm::HashBuilder<llvm::TruncatedBLAKE3<32>, llvm::endianness::little>;

/// Changes whenever the same key would stand for something else.
constexpr uint32_t keyVersion = 1;

/// What a key is made from: the two kinds never meet.
enum class Kind : uint8_t { Source, Module };
} // namespace

/// Returns the features of the processor, sorted, since their table is not.
static std::string getFeatures() {
  std::vector<std::string> names;
  for (const auto &feature : llvm::sys::getHostCPUFeatures())
    names.push_back((feature.second ? "+" : "-") + feature.first().str());
  llvm::sort(names);
  return llvm::join(names, ",");
}

static std::optional<CompilerIdentity> makeOwnIdentity() {
  std::optional<std::string> build = getBuildId();
  if (!build)
    return std::nullopt;
  return CompilerIdentity{*build, LLVM_VERSION_STRING,
                          llvm::sys::getProcessTriple(),
                          llvm::sys::getHostCPUName().str(), getFeatures()};
}

const CompilerIdentity *CompilerIdentity::getOwn() {
  // Asking the processor takes longer than reading an entry.
  static const std::optional<CompilerIdentity> own = makeOwnIdentity();
  return own ? &*own : nullptr;
}

/// Adds every option that changes code or signatures. Those that do not: the
/// number of threads, the limit of the source, the cache itself.
static void addOptions(Hasher &hasher, const Options &options) {
  hasher.add(options.getOptimize(), options.getEvaluate(),
             options.getEmulateGPU(), options.getDivideAll(),
             options.getCheckPromises(), options.getAdjointCheck());
  hasher.add(options.getGradient().size());
  for (int64_t number : options.getGradient())
    hasher.add(number);
  hasher.add(options.getEntries().size());
  for (const std::string &name : options.getEntries())
    hasher.add(StringRef(name));
}

/// Adds what both kinds of keys contain.
static void addCommon(Hasher &hasher, Kind kind,
                      const CompilerIdentity &identity,
                      const Options &options) {
  hasher.add(keyVersion, kind);
  for (StringRef part : {identity.build, identity.llvmVersion, identity.triple,
                         identity.cpu, identity.features})
    hasher.add(part);
  addOptions(hasher, options);
#if TSLICE_SEEDED_FAULTS
  const char *fault = std::getenv("TSLICE_SEEDED_FAULT");
  hasher.add(StringRef(fault ? fault : ""));
#endif
}

CacheKey tslice::makeSourceKey(const CompilerIdentity &identity,
                               const Options &options, StringRef name,
                               StringRef bytes) {
  Hasher hasher;
  addCommon(hasher, Kind::Source, identity, options);
  hasher.add(name);
  hasher.add(bytes);
  return hasher.final();
}

std::optional<CacheKey> tslice::makeModuleKey(const CompilerIdentity &identity,
                                              const Options &options,
                                              ModuleOp module,
                                              ArrayRef<std::string> warnings) {
  Hasher hasher;
  addCommon(hasher, Kind::Module, identity, options);
  hasher.add(warnings.size());
  for (const std::string &warning : warnings)
    hasher.add(StringRef(warning));
  std::string bytecode;
  llvm::raw_string_ostream stream(bytecode);
  // A dialect that cannot write what it has says so, which is nobody's mistake.
  DiagnosticCollector ignored(module.getContext());
  if (failed(writeBytecodeToFile(module, stream)))
    return std::nullopt;
  hasher.add(StringRef(bytecode));
  return hasher.final();
}
