// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How a program is compiled and run. Separate from Executable.h so that code
// which only passes options on needs nothing else.

#ifndef TSLICE_EXECUTIONENGINE_OPTIONS_H
#define TSLICE_EXECUTIONENGINE_OPTIONS_H

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tslice {

/// The options of a compilation. Setters return the object, so that they chain:
/// `Options().threads(4).entry("step")`.
class Options {
public:
  /// Sets how many threads a call may use, the caller included; 0, the default,
  /// means one per processor that the process may use.
  Options &threads(int64_t count) {
    numThreads = count;
    return *this;
  }

  /// Sets whether graphs are simplified and fused, and LLVM optimises the code;
  /// true by default. Results are the same either way.
  Options &optimize(bool enable) {
    optimizing = enable;
    return *this;
  }

  /// Compiles only the named function, which may be private. May be repeated;
  /// without it, or with an empty name, every public function is compiled.
  Options &entry(std::string name) {
    if (!name.empty())
      entries.push_back(std::move(name));
    return *this;
  }

  /// Compiles, in place of each entry, its gradient with respect to the
  /// arguments numbered `wrt`. The entry keeps its name and its arguments; the
  /// results are one per number.
  Options &gradient(std::vector<int64_t> wrt) {
    wrtArguments = std::move(wrt);
    checkingAdjoints = false;
    return *this;
  }

  /// Compiles, in place of each entry, the function that checks its derivatives
  /// with respect to the arguments numbered `wrt`, whose six results
  /// `tslice-verify-adjoints` describes. The entry keeps its name and its
  /// arguments.
  Options &adjointCheck(std::vector<int64_t> wrt) {
    wrtArguments = std::move(wrt);
    checkingAdjoints = true;
    return *this;
  }

  /// Runs the evaluator of the language in place of compiled accesses, and
  /// everything else as plain loops: slow, and the meaning by definition. Such
  /// an executable runs one call at a time.
  Options &evaluate(bool enable) {
    evaluating = enable;
    return *this;
  }

  /// Compiles the kernels that a GPU would run, and runs their threads on the
  /// CPU one after the other: slow, for tests of kernels without a GPU.
  Options &emulateGPU(bool enable) {
    emulatingGPU = enable;
    return *this;
  }

  /// Divides every loop among threads, however short it is: slow, for tests of
  /// parallel code on little data. Results are the same.
  Options &divideAll(bool enable) {
    dividingAll = enable;
    return *this;
  }

  /// Ends calls with an error where a promise of an access, `unique` or
  /// `sorted`, is broken; for debugging.
  Options &checkPromises(bool enable) {
    checkingPromises = enable;
    return *this;
  }

  /// Sets the size in bytes above which a source file is refused; 1 GiB by
  /// default.
  Options &sourceLimit(uint64_t bytes) {
    maxSourceBytes = bytes;
    return *this;
  }

  /// Reads bytecode in a child process first, so that malformed bytecode, which
  /// MLIR's reader trusts, is an error. For processes of one thread, as tools
  /// are; without it bytecode must come from who is trusted.
  Options &probeBytecode(bool enable) {
    probingBytecode = enable;
    return *this;
  }

  /// Keeps machine code in files in `directory`, from which later compilations
  /// of the same source with the same options, also by other processes, load it
  /// in a few milliseconds; they give the same results and the same messages.
  /// Where this is not called, the environment variable TSLICE_CACHE_DIR names
  /// the directory; empty, as by default, nothing is kept.
  ///
  /// Files there are executed. So they are created for their owner only, and
  /// not used if they or the directory could have been written by anybody but
  /// the user of the process and the superuser. A file that cannot be read, is
  /// damaged, or was made by another build or for another processor, is passed
  /// over and replaced. A directory that cannot be used is a warning.
  Options &cache(std::string directory) {
    cacheDirectory = std::move(directory);
    return *this;
  }

  /// Sets about how many bytes the files of the cache may take, 1 GiB by
  /// default; those that have not been used for longest are removed.
  Options &cacheLimit(uint64_t bytes) {
    maxCacheBytes = bytes;
    return *this;
  }

  int64_t getThreads() const { return numThreads; }
  bool getOptimize() const { return optimizing; }
  const std::vector<std::string> &getEntries() const { return entries; }
  const std::vector<int64_t> &getGradient() const { return wrtArguments; }
  bool getAdjointCheck() const { return checkingAdjoints; }
  bool getEvaluate() const { return evaluating; }
  bool getEmulateGPU() const { return emulatingGPU; }
  bool getDivideAll() const { return dividingAll; }
  bool getCheckPromises() const { return checkingPromises; }
  bool getProbeBytecode() const { return probingBytecode; }
  uint64_t getSourceLimit() const { return maxSourceBytes; }
  const std::optional<std::string> &getCache() const { return cacheDirectory; }
  uint64_t getCacheLimit() const { return maxCacheBytes; }

private:
  int64_t numThreads = 0;
  bool optimizing = true;
  bool evaluating = false;
  bool emulatingGPU = false;
  bool dividingAll = false;
  bool checkingPromises = false;
  bool probingBytecode = false;
  bool checkingAdjoints = false;
  std::vector<std::string> entries;
  std::vector<int64_t> wrtArguments;
  uint64_t maxSourceBytes = uint64_t(1) << 30;
  std::optional<std::string> cacheDirectory;
  uint64_t maxCacheBytes = uint64_t(1) << 30;
};

} // namespace tslice

#endif // TSLICE_EXECUTIONENGINE_OPTIONS_H
