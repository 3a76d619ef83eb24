// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A folder of files, one for each entry. Knows nothing of what is in an entry:
// bytes go in under a key, and the same bytes come out or none.

#ifndef TSLICE_LIB_EXECUTIONENGINE_DISKCACHE_H
#define TSLICE_LIB_EXECUTIONENGINE_DISKCACHE_H

#include "CacheKey.h"
#include "tslice/ExecutionEngine/Result.h"

#include "llvm/Support/MemoryBuffer.h"

namespace tslice {

/// The bytes of the file of an entry: a header with the key, the length and a
/// checksum, then `content`.
std::string encodeEntry(const CacheKey &key, llvm::StringRef content);

/// Returns the content of the file of an entry, or nothing unless `file` is
/// what encodeEntry has made of `key` and that content, to the last bit.
std::optional<llvm::StringRef> decodeEntry(const CacheKey &key,
                                           llvm::StringRef file);

/// A folder that any number of processes use at once. Machine code from it is
/// executed, so it is used only if nobody but its owner can write to it and that
/// is the user of this process or the superuser.
class DiskCache {
public:
  /// Refers to `directory`, which is created with the first entry, for its owner
  /// only. Above `limit` bytes the entries that have not been used for longest
  /// are removed.
  DiskCache(std::string directory, uint64_t limit)
      : directory(std::move(directory)), limit(limit) {}

  /// Returns the content of an entry, null if there is none or it cannot be
  /// read or trusted, for whatever reason.
  std::unique_ptr<llvm::MemoryBuffer> read(const CacheKey &key) const;

  /// Makes `content` the entry of `key`, at once and as a whole: whoever reads
  /// at the same time, or after this process has died at any moment, finds the
  /// entry there was or this one. The error says what users of the cache may
  /// want to mend; nothing else depends on it.
  Result<void> write(const CacheKey &key, llvm::StringRef content) const;

  /// Removes entries until those left take no more than the limit, and files
  /// that dead writers have left behind.
  void prune() const;

private:
  std::string getPath(const CacheKey &key) const;
  Result<void> prepareDirectory() const;
  void pruneNowAndThen() const;

  std::string directory;
  uint64_t limit;
};

} // namespace tslice

#endif // TSLICE_LIB_EXECUTIONENGINE_DISKCACHE_H
