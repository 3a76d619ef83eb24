// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The system's C compiler links, since it alone knows where the system's
// libraries lie. Whoever has use for a shared object has one.

#include "LinkShared.h"

#include "llvm/ADT/ScopeExit.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"

using namespace llvm;
using namespace tslice;

using tslice::ErrorCode;

/// Returns the path of the runtime's archive.
static Result<std::string> findRuntime() {
  // Any address of the program finds its file.
  static int anchor;
  std::string program = sys::fs::getMainExecutable(nullptr, &anchor);
  StringRef prefix = sys::path::parent_path(sys::path::parent_path(program));
  SmallString<128> path;
  for (StringRef folder : {"lib", TSLICE_INSTALL_LIBDIR}) {
    path = prefix;
    sys::path::append(path, folder, "libTSliceRuntime.a");
    if (sys::fs::exists(path))
      return path.str().str();
  }
  return tslice::Error(ErrorCode::NotFound,
                       "the runtime, '" + path.str().str() +
                           "', is missing, so no shared object can be linked");
}

/// Returns the contents of the file at `path`, or an error that says what the
/// file was for.
static Result<std::unique_ptr<MemoryBuffer>> readFile(StringRef path,
                                                      const Twine &purpose) {
  auto buffer = MemoryBuffer::getFile(path, /*IsText=*/false,
                                      /*RequiresNullTerminator=*/false,
                                      /*IsVolatile=*/true);
  if (!buffer)
    return tslice::Error(ErrorCode::IO,
                         ("cannot read " + purpose + ": ").str() +
                             buffer.getError().message());
  return std::move(*buffer);
}

static tslice::Error makeFileError(std::error_code code) {
  return tslice::Error(ErrorCode::IO,
                       "cannot write a temporary file: " + code.message());
}

namespace {
/// A file that is removed at the end.
struct TemporaryFile {
  SmallString<128> path;
  ~TemporaryFile() {
    if (!path.empty())
      sys::fs::remove(path);
  }
};
} // namespace

/// Runs the command `arguments`; what it prints becomes part of the error.
static Result<void> runLinker(StringRef program, ArrayRef<StringRef> arguments,
                              const TemporaryFile &messages) {
  std::optional<StringRef> redirects[] = {StringRef(""), messages.path.str(),
                                          messages.path.str()};
  std::string reason;
  int status = sys::ExecuteAndWait(program, arguments, /*Env=*/std::nullopt,
                                   redirects, /*SecondsToWait=*/0,
                                   /*MemoryLimit=*/0, &reason);
  if (status == 0)
    return {};
  auto printed = readFile(messages.path, "what '" + program + "' printed");
  if (reason.empty() && printed)
    reason = (*printed)->getBuffer().trim().str();
  if (reason.empty())
    reason = "it ended with status " + std::to_string(status);
  return tslice::Error(ErrorCode::Unsupported,
                       "'" + program.str() +
                           "' cannot link the shared object: " + reason);
}

Result<std::unique_ptr<MemoryBuffer>>
tslice::linkShared(const MemoryBuffer &object, StringRef name,
                   StringRef compiler) {
  auto program = sys::findProgramByName(compiler);
  if (!program)
    return tslice::Error(
        ErrorCode::NotFound,
        "there is no C compiler '" + compiler.str() +
            "', which links shared objects; install one, name "
            "another by --cc, or make an object by --tslice-to-object");
  Result<std::string> runtime = findRuntime();
  if (!runtime)
    return runtime.error();

  TemporaryFile input, output, messages;
  int descriptor;
  if (auto code =
          sys::fs::createTemporaryFile("tslice", "o", descriptor, input.path))
    return makeFileError(code);
  raw_fd_ostream stream(descriptor, /*shouldClose=*/true);
  stream << object.getBuffer();
  stream.close();
  if (stream.has_error()) {
    std::error_code code = stream.error();
    stream.clear_error();
    return makeFileError(code);
  }
  if (auto code = sys::fs::createTemporaryFile("tslice", "so", output.path))
    return makeFileError(code);
  if (auto code = sys::fs::createTemporaryFile("tslice", "txt", messages.path))
    return makeFileError(code);

  std::string soname = ("-Wl,-soname," + name).str();
  // All of the runtime, so that programs find what its headers declare. Its
  // threads outlive a dlclose, so the code does too.
  StringRef arguments[] = {*program,      "-shared",
                           "-o",          output.path,
                           input.path,    "-Wl,--whole-archive",
                           *runtime,      "-Wl,--no-whole-archive",
                           soname,        "-Wl,-z,nodelete",
                           "-Wl,-z,defs", "-Wl,--as-needed",
                           "-Wl,-S",      "-lm",
                           "-lpthread"};
  if (Result<void> linked = runLinker(*program, arguments, messages); !linked)
    return linked.error();
  return readFile(output.path, "the shared object");
}
