// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The order of the lookups, cheapest first. Whatever goes wrong on the way to a
// kept program only means that it is compiled.

#include "ObtainProgram.h"
#include "BigStack.h"
#include "CacheKey.h"
#include "DiskCache.h"

#include <cstdlib>
#include <map>
#include <mutex>

using namespace mlir;
using namespace tslice;

namespace {

/// The programs of this process that are in use, by the key of their source.
/// Keeps none alive, so memory does not grow with compilations. Thread-safe.
class SharedPrograms {
public:
  /// Returns those of the process. Never destroyed, since static executables
  /// may be destroyed later.
  static SharedPrograms &get() {
    static auto *programs = new SharedPrograms;
    return *programs;
  }

  std::shared_ptr<const Program> find(const CacheKey &key) {
    std::lock_guard<std::mutex> guard(lock);
    auto it = programs.find(key);
    return it == programs.end() ? nullptr : it->second.lock();
  }

  /// Returns the program to be used for `key`: `program`, or that of a thread
  /// that was faster.
  std::shared_ptr<const Program> add(const CacheKey &key,
                                     std::unique_ptr<Program> program) {
    std::shared_ptr<const Program> added(program.release(),
                                         [this, key](const Program *last) {
                                           forget(key);
                                           delete last;
                                         });
    std::lock_guard<std::mutex> guard(lock);
    std::weak_ptr<const Program> &known = programs[key];
    if (std::shared_ptr<const Program> first = known.lock())
      return first;
    known = added;
    return added;
  }

private:
  void forget(const CacheKey &key) {
    std::lock_guard<std::mutex> guard(lock);
    auto it = programs.find(key);
    if (it != programs.end() && it->second.expired())
      programs.erase(it);
  }

  std::mutex lock;
  std::map<CacheKey, std::weak_ptr<const Program>> programs;
};

/// The lookups of one compilation. Those that evaluate are not kept: they read
/// ops while they run.
class Lookup {
public:
  explicit Lookup(const Options &options);

  Result<ObtainedProgram> obtain(std::unique_ptr<llvm::MemoryBuffer> source);
  Result<ObtainedProgram> obtain(Source source);

private:
  std::unique_ptr<Program> load(const CacheKey &key);
  std::unique_ptr<Program> loadAlike(const CacheKey &key);
  void keep(const std::optional<CacheKey> &key, StringRef object);
  ObtainedProgram finish(std::unique_ptr<Program> program, Origin origin);

  const Options &options;
  CompilerIdentity identity;
  std::optional<DiskCache> disk;
  std::optional<CacheKey> sourceKey;
  std::string problem;
};

} // namespace

/// Returns the directory of the cache, empty if none is wanted.
static std::string getDirectory(const Options &options) {
  if (options.getCache())
    return *options.getCache();
  // Not that of a user to whom the process lends its rights.
  const char *directory = secure_getenv("TSLICE_CACHE_DIR");
  return directory ? directory : "";
}

Lookup::Lookup(const Options &options) : options(options) {
  if (options.getEvaluate())
    return;
  const CompilerIdentity *own = CompilerIdentity::getOwn();
  if (own)
    identity = *own;
  std::string directory = getDirectory(options);
  if (directory.empty())
    return;
  if (own)
    disk.emplace(directory, options.getCacheLimit());
  else
    problem = "the cache '" + directory +
              "' is not used: this program was linked without a build id, "
              "which would tell whether the compiler is still the same";
}

/// Returns the program that is kept on disk for `key`, or null.
std::unique_ptr<Program> Lookup::load(const CacheKey &key) {
  std::unique_ptr<llvm::MemoryBuffer> object = disk->read(key);
  if (!object)
    return nullptr;
  Result<std::unique_ptr<Program>> program = Program::load(std::move(object));
  return program ? std::move(*program) : nullptr;
}

/// Keeps `object` on disk for `key`, as far as possible.
void Lookup::keep(const std::optional<CacheKey> &key, StringRef object) {
  // What has failed once would fail again.
  if (!disk || !key || !problem.empty())
    return;
  if (Result<void> written = disk->write(*key, object); !written)
    problem = written.error().message;
}

/// Makes `program` known to the process.
ObtainedProgram Lookup::finish(std::unique_ptr<Program> program,
                               Origin origin) {
  std::shared_ptr<const Program> shared =
      sourceKey ? SharedPrograms::get().add(*sourceKey, std::move(program))
                : std::shared_ptr<const Program>(std::move(program));
  return {std::move(shared), origin, problem};
}

Result<ObtainedProgram>
Lookup::obtain(std::unique_ptr<llvm::MemoryBuffer> source) {
  if (!options.getEvaluate()) {
    sourceKey = makeSourceKey(identity, options, source->getBufferIdentifier(),
                              source->getBuffer());
    if (auto shared = SharedPrograms::get().find(*sourceKey))
      return ObtainedProgram{std::move(shared), Origin::Memory, problem};
    if (disk)
      if (std::unique_ptr<Program> program = load(*sourceKey))
        return finish(std::move(program), Origin::File);
  }
  Result<Source> parsed = parseSource(std::move(source));
  if (!parsed)
    return parsed.error();
  return obtain(std::move(*parsed));
}

/// Returns the program for a parsed source that has been kept on disk under
/// another spelling, and keeps it under this one; null if there is none.
std::unique_ptr<Program> Lookup::loadAlike(const CacheKey &key) {
  std::unique_ptr<llvm::MemoryBuffer> object = disk->read(key);
  if (!object)
    return nullptr;
  std::string bytes = object->getBuffer().str();
  Result<std::unique_ptr<Program>> program = Program::load(std::move(object));
  if (!program)
    return nullptr;
  keep(sourceKey, bytes);
  return std::move(*program);
}

Result<ObtainedProgram> Lookup::obtain(Source source) {
  std::optional<CacheKey> moduleKey;
  std::unique_ptr<Program> alike;
  Result<CompiledObject> compiled = CompiledObject();
  runOnBigStack([&] {
    if (disk) {
      moduleKey =
          makeModuleKey(identity, options, *source.module, source.warnings);
      if (moduleKey)
        alike = loadAlike(*moduleKey);
    }
    if (!alike)
      compiled =
          compileObject(*source.module, std::move(source.warnings), options);
    // Freeing deeply nested IR recurses as well.
    source.module = {};
  });
  if (alike)
    return finish(std::move(alike), Origin::File);
  if (!compiled)
    return compiled.error();
  keep(sourceKey, compiled->object->getBuffer());
  keep(moduleKey, compiled->object->getBuffer());
  std::unique_ptr<MLIRContext> context;
  if (compiled->oracle)
    context = std::move(source.context);
  Result<std::unique_ptr<Program>> program =
      Program::load(std::move(*compiled), std::move(context));
  if (!program)
    return program.error();
  return finish(std::move(*program), Origin::Compiled);
}

Result<ObtainedProgram>
tslice::obtainProgram(std::unique_ptr<llvm::MemoryBuffer> source,
                      const Options &options) {
  return Lookup(options).obtain(std::move(source));
}

Result<ObtainedProgram> tslice::obtainProgram(Source source,
                                              const Options &options) {
  return Lookup(options).obtain(std::move(source));
}
