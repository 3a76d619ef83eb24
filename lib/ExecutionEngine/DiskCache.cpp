// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads and publishes entries. LLVM's own `localCache` and `pruneCache` end the
// process when a disk is full or a folder vanishes, and its temporary files
// install signal handlers; neither may happen inside of somebody's program.

#include "DiskCache.h"

#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/BLAKE3.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"
#include <sys/resource.h>
#include <unistd.h>

using namespace llvm;
using namespace tslice;

using tslice::ErrorCode;

//===----------------------------------------------------------------------===//
// The file of an entry
//===----------------------------------------------------------------------===//

/// The last digit is the version of this header.
static constexpr StringLiteral magic = "tslice-1";
static constexpr size_t headerBytes = 8 + 32 + 8 + 32;

std::string tslice::encodeEntry(const CacheKey &key, StringRef content) {
  std::string file = magic.str();
  file.append(key.begin(), key.end());
  char length[8];
  support::endian::write64le(length, content.size());
  file.append(length, sizeof length);
  auto checksum = BLAKE3::hash(arrayRefFromStringRef(content));
  file.append(checksum.begin(), checksum.end());
  file.append(content.begin(), content.end());
  return file;
}

std::optional<StringRef> tslice::decodeEntry(const CacheKey &key,
                                             StringRef file) {
  if (file.size() < headerBytes)
    return std::nullopt;
  StringRef content = file.drop_front(headerBytes);
  const char *length = file.data() + magic.size() + key.size();
  StringRef checksum(length + 8, 32);
  if (!file.consume_front(magic) || !file.starts_with(toStringRef(key)) ||
      support::endian::read64le(length) != content.size() ||
      checksum != toStringRef(BLAKE3::hash(arrayRefFromStringRef(content))))
    return std::nullopt;
  return content;
}

//===----------------------------------------------------------------------===//
// Whom to trust
//===----------------------------------------------------------------------===//

/// Returns why what `status` is about could have been written by somebody else,
/// or null.
static const char *findDistrust(const sys::fs::file_status &status) {
  if (status.getUser() != geteuid() && status.getUser() != 0)
    return "it belongs to another user";
  if (status.permissions() & (sys::fs::group_write | sys::fs::others_write))
    return "others may write to it; 'chmod go-w' forbids that";
  return nullptr;
}

static tslice::Error makeError(const std::string &directory,
                               const Twine &reason) {
  return tslice::Error(
      ErrorCode::IO,
      ("the cache '" + directory + "' is not used: " + reason).str());
}

static tslice::Error makeError(const std::string &directory,
                               std::error_code code) {
  return makeError(directory, StringRef(code.message()).lower());
}

/// Returns an error unless `directory` is a folder that can be trusted.
static Result<void> checkDirectory(const std::string &directory) {
  sys::fs::file_status status;
  if (std::error_code code = sys::fs::status(directory, status))
    return makeError(directory, code);
  if (!sys::fs::is_directory(status))
    return makeError(directory, "it is no folder");
  if (const char *distrust = findDistrust(status))
    return makeError(directory, distrust);
  return {};
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

std::string DiskCache::getPath(const CacheKey &key) const {
  SmallString<128> path(directory);
  sys::path::append(path, "tslice-" + toHex(key, /*LowerCase=*/true));
  return path.str().str();
}

std::unique_ptr<MemoryBuffer> DiskCache::read(const CacheKey &key) const {
  std::string path = getPath(key);
  sys::fs::file_status status;
  // Opening what is no file, such as a pipe, could wait for ever.
  if (sys::fs::status(path, status) || !sys::fs::is_regular_file(status) ||
      findDistrust(status) || status.getSize() > limit ||
      !checkDirectory(directory))
    return nullptr;
  Expected<sys::fs::file_t> file = sys::fs::openNativeFileForRead(path);
  if (!file) {
    consumeError(file.takeError());
    return nullptr;
  }
  scope_exit close([&] { (void)sys::fs::closeFile(*file); });
  // Volatile: the bytes are read, not mapped, so that they stay what they are.
  auto bytes = MemoryBuffer::getOpenFile(*file, path, /*FileSize=*/-1,
                                         /*RequiresNullTerminator=*/false,
                                         /*IsVolatile=*/true);
  if (!bytes)
    return nullptr;
  std::optional<StringRef> content = decodeEntry(key, (*bytes)->getBuffer());
  if (!content)
    return nullptr;
  // What was used last is removed last. Not possible where files may only be
  // read, and not needed there.
  (void)sys::fs::setLastAccessAndModificationTime(
      *file, std::chrono::system_clock::now());
  return MemoryBuffer::getMemBufferCopy(*content, path);
}

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

Result<void> DiskCache::prepareDirectory() const {
  if (std::error_code code = sys::fs::create_directories(
          directory, /*IgnoreExisting=*/true, sys::fs::owner_all))
    return makeError(directory, code);
  return checkDirectory(directory);
}

/// Writes `bytes` to `file` and closes it.
static std::error_code writeAndClose(int file, StringRef bytes) {
  // The system ends processes that write beyond this limit.
  rlimit largest;
  std::error_code code;
  if (getrlimit(RLIMIT_FSIZE, &largest) == 0 && bytes.size() > largest.rlim_cur)
    code = std::make_error_code(std::errc::file_too_large);
  raw_fd_ostream stream(file, /*shouldClose=*/true, /*unbuffered=*/true);
  if (!code)
    stream << bytes;
  stream.close();
  if (!code)
    code = stream.error();
  // A stream that is destroyed with an error ends the process.
  stream.clear_error();
  return code;
}

Result<void> DiskCache::write(const CacheKey &key, StringRef content) const {
  if (content.size() + headerBytes > limit)
    return {};
  if (Result<void> prepared = prepareDirectory(); !prepared)
    return prepared;
  std::string path = getPath(key);
  SmallString<128> temporary;
  int file;
  auto permissions = sys::fs::owner_read | sys::fs::owner_write |
                     sys::fs::group_read | sys::fs::others_read;
  std::error_code code = sys::fs::createUniqueFile(
      path + ".%%%%%%%%.tmp", file, temporary, sys::fs::OF_None, permissions);
  if (code)
    return makeError(directory, code);
  code = writeAndClose(file, encodeEntry(key, content));
  if (!code)
    code = sys::fs::rename(temporary, path);
  if (code) {
    (void)sys::fs::remove(temporary);
    return makeError(directory, code);
  }
  pruneNowAndThen();
  return {};
}

//===----------------------------------------------------------------------===//
// Pruning
//===----------------------------------------------------------------------===//

namespace {
/// A file in the folder.
struct Stored {
  sys::TimePoint<> lastUse;
  uint64_t bytes;
  std::string path;
};
} // namespace

/// Returns the time of the last change of the file at `path`, if it is there.
static std::optional<sys::TimePoint<>> getChangeTime(const Twine &path) {
  sys::fs::file_status status;
  if (sys::fs::status(path, status))
    return std::nullopt;
  return status.getLastModificationTime();
}

/// Reading a large folder takes as long as a small compilation, so it is done
/// once a minute at most, whoever writes.
void DiskCache::pruneNowAndThen() const {
  SmallString<128> stamp(directory);
  sys::path::append(stamp, "pruned");
  auto now = std::chrono::system_clock::now();
  std::optional<sys::TimePoint<>> last = getChangeTime(stamp);
  if (last && *last <= now && now - *last < std::chrono::minutes(1))
    return;
  int file;
  if (sys::fs::openFileForWrite(stamp, file))
    return;
  (void)sys::fs::setLastAccessAndModificationTime(file, now);
  (void)sys::Process::SafelyCloseFileDescriptor(file);
  prune();
}

void DiskCache::prune() const {
  auto now = std::chrono::system_clock::now();
  std::vector<Stored> files;
  uint64_t total = 0;
  std::error_code code;
  for (sys::fs::directory_iterator it(directory, code), end; it != end && !code;
       it.increment(code)) {
    sys::fs::file_status status;
    if (!sys::path::filename(it->path()).starts_with("tslice-") ||
        sys::fs::status(it->path(), status) ||
        !sys::fs::is_regular_file(status))
      continue;
    Stored file{status.getLastModificationTime(), status.getSize(), it->path()};
    if (StringRef(file.path).ends_with(".tmp")) {
      // Somebody's who is about to publish it; no writer takes an hour.
      if (now - file.lastUse > std::chrono::hours(1))
        (void)sys::fs::remove(file.path);
      continue;
    }
    total += file.bytes;
    files.push_back(std::move(file));
  }
  llvm::sort(files, [](const Stored &a, const Stored &b) {
    return a.lastUse < b.lastUse;
  });
  for (const Stored &file : files) {
    if (total <= limit)
      return;
    if (!sys::fs::remove(file.path))
      total -= file.bytes;
  }
}
