// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// LLVM expands response files itself, but reads them as long as there is memory.
// It takes a file system, though: this one counts what has been read.

#include "ResponseFiles.h"
#include "ReadFile.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/VirtualFileSystem.h"

using namespace llvm;
using namespace tslice;

using tslice::ErrorCode;

/// The bytes of all response files of a command line, each as often as it is
/// read: a file that names another one twice doubles it.
static constexpr uint64_t limit = uint64_t(16) << 20;

namespace {

/// A file that has been read.
class ReadBytes : public vfs::File {
public:
  explicit ReadBytes(std::unique_ptr<MemoryBuffer> bytes)
      : bytes(std::move(bytes)) {}

  ErrorOr<vfs::Status> status() override {
    return std::make_error_code(std::errc::not_supported);
  }
  ErrorOr<std::unique_ptr<MemoryBuffer>> getBuffer(const Twine &, int64_t, bool,
                                                   bool) override {
    return std::move(bytes);
  }
  std::error_code close() override { return {}; }

private:
  std::unique_ptr<MemoryBuffer> bytes;
};

/// The files of the system, until the limit is reached.
class LimitedFiles : public vfs::ProxyFileSystem {
public:
  LimitedFiles() : ProxyFileSystem(vfs::getRealFileSystem()) {}

  ErrorOr<std::unique_ptr<vfs::File>>
  openFileForRead(const Twine &path) override {
    // Absolute, as LLVM passes it, so "-" is no standard input.
    auto bytes = readFile(path.str(), limit - numBytes);
    if (!bytes) {
      problem = bytes.error().message;
      if (bytes.error().code == ErrorCode::InvalidArgument)
        problem = "'" + path.str() + "' is too large: response files have " +
                  std::to_string(limit) + " bytes at most, all together";
      return std::make_error_code(std::errc::io_error);
    }
    numBytes += (*bytes)->getBufferSize();
    return std::make_unique<ReadBytes>(std::move(*bytes));
  }

  /// What went wrong, in words; empty if nothing did.
  std::string problem;

private:
  uint64_t numBytes = 0;
};

} // namespace

Result<void>
tslice::expandResponseFiles(SmallVectorImpl<const char *> &arguments,
                            BumpPtrAllocator &memory) {
  if (none_of(arguments, [](const char *text) { return *text == '@'; }))
    return {};
  LimitedFiles files;
  cl::ExpansionContext expansion(memory, cl::TokenizeGNUCommandLine, &files);
  llvm::Error error = expansion.expandResponseFiles(arguments);
  std::string reason = toString(std::move(error));
  if (!files.problem.empty())
    reason = files.problem;
  if (!reason.empty())
    return tslice::Error(ErrorCode::InvalidArgument, reason);
  return {};
}
