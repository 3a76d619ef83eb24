// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Plain system calls, since LLVM's streams end the process when a disk is full
// and tensors are written without LLVM.

#include "StagedFile.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

using namespace tslice;

Error tslice::makeSystemError(const std::string &what) {
  int number = errno;
  // strerror is not thread-safe, and of strerror_r there are two.
  const char *text = strerrordesc_np(number);
  return Error(number == ENOENT   ? ErrorCode::NotFound
               : number == ENOMEM ? ErrorCode::OutOfMemory
                                  : ErrorCode::IO,
               what + ": " + (text ? text : "unknown error"));
}

bool FileDescriptor::close() {
  int closing = std::exchange(descriptor, -1);
  return closing < 0 || ::close(closing) == 0;
}

static bool writeAll(int descriptor, std::string_view data) {
  while (!data.empty()) {
    ssize_t done = ::write(descriptor, data.data(),
                           std::min(data.size(), size_t(1) << 30));
    if (done < 0 && errno != EINTR)
      return false;
    if (done > 0)
      data.remove_prefix(static_cast<size_t>(done));
  }
  return true;
}

/// Returns the file that `path` leads to, so that a rename replaces the file
/// and not a link to it. Devices and folders must not be replaced at all.
static Result<std::string> getFinalPath(const std::string &path) {
  struct stat status;
  if (::stat(path.c_str(), &status) != 0) {
    if (errno == ENOENT && ::lstat(path.c_str(), &status) != 0)
      return path;
    return makeSystemError("cannot write '" + path + "'");
  }
  if (!S_ISREG(status.st_mode))
    return Error(ErrorCode::IO,
                 "cannot write '" + path + "': it is not a regular file");
  std::unique_ptr<char, decltype(&std::free)> resolved(
      ::realpath(path.c_str(), nullptr), std::free);
  if (!resolved)
    return makeSystemError("cannot write '" + path + "'");
  return std::string(resolved.get());
}

Error StagedFile::fail() const {
  return makeSystemError("cannot write '" + path + "'");
}

Result<StagedFile> StagedFile::create(const std::string &path) {
  Result<std::string> final = getFinalPath(path);
  if (!final)
    return final.error();
  static std::atomic<uint64_t> counter{0};
  StagedFile staged(path, std::move(*final));
  std::string temporary = staged.final + ".tmp-" + std::to_string(::getpid()) +
                          "-" + std::to_string(counter++);
  // From here on nothing takes memory, so that no file is left without owner.
  staged.file = FileDescriptor(
      ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (staged.file.get() < 0)
    return staged.fail();
  staged.temporary = std::move(temporary);
  // A file that is replaced keeps its permissions.
  struct stat status;
  if (::stat(staged.final.c_str(), &status) == 0)
    (void)!::fchmod(staged.file.get(), status.st_mode & 07777);
  return std::move(staged);
}

StagedFile::StagedFile(StagedFile &&other)
    : path(std::move(other.path)),
      temporary(std::exchange(other.temporary, {})),
      final(std::move(other.final)), file(std::move(other.file)) {}

StagedFile::~StagedFile() {
  if (!temporary.empty())
    ::unlink(temporary.c_str());
}

Result<void> StagedFile::write(std::string_view data) {
  if (!writeAll(file.get(), data))
    return fail();
  return {};
}

Result<void> StagedFile::finish() {
  // Without fsync, a machine that fails after the rename may leave a file of
  // the right name and no content. Some file systems do not know fsync.
  if ((::fsync(file.get()) != 0 && errno != EINVAL) || !file.close())
    return fail();
  return {};
}

Result<void> StagedFile::publish() {
  if (::rename(temporary.c_str(), final.c_str()) != 0)
    return fail();
  temporary.clear();
  return {};
}

Result<void> tslice::writeWholeFile(const std::string &path,
                                    std::string_view text) {
  struct stat status;
  if (::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode)) {
    FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (file.get() < 0 || !writeAll(file.get(), text) || !file.close())
      return makeSystemError("cannot write '" + path + "'");
    return {};
  }
  Result<StagedFile> file = StagedFile::create(path);
  if (!file)
    return file.error();
  Result<void> done = file->write(text);
  if (done)
    done = file->finish();
  return done ? file->publish() : done;
}
