// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How files are written: beside their place, so that whoever reads finds the
// old file or the whole new one, also after a full disk.

#ifndef TSLICE_LIB_EXECUTIONENGINE_STAGEDFILE_H
#define TSLICE_LIB_EXECUTIONENGINE_STAGEDFILE_H

#include "tslice/ExecutionEngine/Result.h"

#include <string>
#include <string_view>
#include <utility>

namespace tslice {

/// Makes an error of `what` and the reason in errno.
Error makeSystemError(const std::string &what);

/// Closes a file descriptor when it goes out of scope.
class FileDescriptor {
public:
  explicit FileDescriptor(int descriptor) : descriptor(descriptor) {}
  FileDescriptor(FileDescriptor &&other)
      : descriptor(std::exchange(other.descriptor, -1)) {}
  FileDescriptor &operator=(FileDescriptor &&other) {
    std::swap(descriptor, other.descriptor);
    return *this;
  }
  ~FileDescriptor() { close(); }

  int get() const { return descriptor; }
  /// Closes now; returns false when delayed writes failed.
  bool close();

private:
  int descriptor;
};

/// A file beside the place that it shall have, removed unless it got there.
class StagedFile {
public:
  /// Opens a file beside the regular file that `path` leads to, or will lead
  /// to. Links are followed, and permissions are those of the file that will be
  /// replaced.
  static Result<StagedFile> create(const std::string &path);

  StagedFile(StagedFile &&other);
  ~StagedFile();

  /// Appends `data`.
  Result<void> write(std::string_view data);
  /// Hands everything to the disk: afterwards only publish() can fail.
  Result<void> finish();
  /// Moves the finished file to its place.
  Result<void> publish();

private:
  StagedFile(const std::string &path, std::string final)
      : path(path), final(std::move(final)), file(-1) {}
  Error fail() const;

  /// The name that the caller knows.
  std::string path;
  /// Empty once there is nothing to remove.
  std::string temporary;
  std::string final;
  FileDescriptor file;
};

/// Writes `text` to `path`: a regular file is replaced once all is written,
/// anything else, as a device, is written to.
Result<void> writeWholeFile(const std::string &path, std::string_view text);

} // namespace tslice

#endif // TSLICE_LIB_EXECUTIONENGINE_STAGEDFILE_H
