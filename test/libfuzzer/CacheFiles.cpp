// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The files of the cache of machine code. What is in an entry is executed, so it
// must be what was written, to the last bit, or nothing.

#include "Targets.h"

#include "DiskCache.h"

#include "llvm/Support/Endian.h"

using namespace tslice;
using namespace tslice::fuzzing;

/// Returns the key that `file` says it has, if it is long enough to have one.
static CacheKey getKey(llvm::StringRef file) {
  CacheKey key = {};
  llvm::StringRef bytes = file.drop_front(std::min<size_t>(file.size(), 8));
  llvm::copy(bytes.take_front(key.size()), key.begin());
  return key;
}

/// Reads `file` as the entry of `key`.
static void read(const CacheKey &key, llvm::StringRef file) {
  std::optional<llvm::StringRef> content = decodeEntry(key, file);
  if (content)
    require(encodeEntry(key, *content) == file,
            "a content is not what was written");
}

void fuzzing::fuzzCache(llvm::StringRef bytes) {
  // The file as it is, under the key it names and under another.
  CacheKey key = getKey(bytes);
  read(key, bytes);
  CacheKey other = key;
  other[bytes.size() % other.size()] ^= 1;
  require(!decodeEntry(other, bytes), "an entry is found under another key");

  // The bytes as a content: no input gets a checksum right by chance.
  std::string file = encodeEntry(key, bytes);
  std::optional<llvm::StringRef> content = decodeEntry(key, file);
  require(content && *content == bytes, "an entry is lost");
  if (bytes.size() < 5)
    return;
  size_t position = llvm::support::endian::read32le(bytes.data()) % file.size();
  require(!decodeEntry(key, llvm::StringRef(file).take_front(position)),
          "a part of a file is taken for the whole");
  if (bytes[4] == 0)
    return;
  file[position] ^= bytes[4];
  require(!decodeEntry(key, file), "a damaged file is taken for a whole one");
}
