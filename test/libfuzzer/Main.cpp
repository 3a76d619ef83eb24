// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One program for all targets, which --target= chooses. Without libFuzzer it
// has a main that runs files, so that the seeds and what was found are tests of
// every build.

#include "Targets.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include <csignal>
#include <cstdlib>

using namespace tslice::fuzzing;

static constexpr std::pair<const char *, Target> targets[] = {
    {"text", fuzzText},       {"bytecode", fuzzBytecode},
    {"npy", fuzzNpy},         {"cache", fuzzCache},
    {"literal", fuzzLiteral}, {"command-line", fuzzCommandLine},
};
static Target target = nullptr;

void tslice::fuzzing::require(bool holds, const char *what) {
  if (holds)
    return;
  llvm::errs() << "tslice-libfuzzer: " << what << '\n';
  std::abort();
}

/// Sets the target; libFuzzer leaves flags with two dashes alone.
extern "C" int LLVMFuzzerInitialize(int *argc, char ***argv) {
  llvm::StringRef name;
  for (int i = 1; i < *argc; ++i) {
    llvm::StringRef argument = (*argv)[i];
    if (argument.consume_front("--target="))
      name = argument;
  }
  for (auto [candidate, function] : targets)
    if (name == candidate)
      target = function;
  if (target)
    return 0;
  llvm::errs() << "tslice-libfuzzer: expected --target= and one of";
  for (auto [candidate, function] : targets)
    llvm::errs() << ' ' << candidate;
  llvm::errs() << '\n';
  std::exit(1);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  target(llvm::StringRef(reinterpret_cast<const char *>(data), size));
  return 0;
}

#ifndef TSLICE_LIBFUZZER
/// Runs the files and the files of the folders that are named.
int main(int argc, char **argv) {
  LLVMFuzzerInitialize(&argc, &argv);
  int count = 0;
  auto run = [&](llvm::StringRef path) {
    auto file = llvm::MemoryBuffer::getFile(path);
    require(static_cast<bool>(file), "a file cannot be read");
    // The last name is the case that fails.
    llvm::errs() << path << '\n';
    target((*file)->getBuffer());
    ++count;
  };
  for (int i = 1; i < argc; ++i) {
    llvm::StringRef path = argv[i];
    if (path.starts_with("--"))
      continue;
    std::error_code code;
    if (!llvm::sys::fs::is_directory(path)) {
      run(path);
      continue;
    }
    for (llvm::sys::fs::directory_iterator it(path, code), end;
         it != end && !code; it.increment(code))
      run(it->path());
  }
  llvm::outs() << count << " cases\n";
  return count == 0;
}
#endif
