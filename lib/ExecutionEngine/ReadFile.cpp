// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// LLVM reads a device that never ends until memory does, and maps files, which
// others may shorten meanwhile.

#include "ReadFile.h"
#include "StagedFile.h"

#include "llvm/Support/SmallVectorMemoryBuffer.h"
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace tslice;

using Bytes = llvm::SmallVector<char, 0>;

/// Appends all of `descriptor`, but no more than one byte above `limit`.
/// Returns false with errno when it cannot be read.
static bool readAll(int descriptor, uint64_t limit, Bytes &bytes) {
  constexpr size_t step = size_t(1) << 16;
  while (bytes.size() <= limit) {
    size_t done = bytes.size();
    bytes.resize_for_overwrite(done + step);
    ssize_t got = ::read(descriptor, bytes.data() + done, step);
    bytes.truncate(done + (got > 0 ? static_cast<size_t>(got) : 0));
    if (got == 0)
      return true;
    if (got < 0 && errno != EINTR)
      return false;
  }
  return true;
}

Result<std::unique_ptr<llvm::MemoryBuffer>>
tslice::readFile(const std::string &path, uint64_t limit) {
  FileDescriptor file(path == "-" ? ::dup(STDIN_FILENO)
                                  : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat status;
  if (file.get() < 0 || ::fstat(file.get(), &status) != 0)
    return makeSystemError("cannot read '" + path + "'");
  Bytes bytes;
  auto size = static_cast<uint64_t>(status.st_size);
  if (S_ISREG(status.st_mode) && size <= limit)
    bytes.reserve(size + (size_t(1) << 16));
  else if (S_ISREG(status.st_mode))
    return Error(ErrorCode::InvalidArgument,
                 "'" + path + "' has " + std::to_string(size) +
                     " bytes, which is above the limit of " +
                     std::to_string(limit));
  if (!readAll(file.get(), limit, bytes))
    return makeSystemError("cannot read '" + path + "'");
  if (bytes.size() > limit)
    return Error(ErrorCode::InvalidArgument,
                 "'" + path + "' has more bytes than the limit of " +
                     std::to_string(limit));
  std::unique_ptr<llvm::MemoryBuffer> buffer(new llvm::SmallVectorMemoryBuffer(
      std::move(bytes), path == "-" ? "<stdin>" : path,
      /*RequiresNullTerminator=*/true));
  return buffer;
}
