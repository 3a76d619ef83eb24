// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a shell may pass to tslice-run.

#include "Targets.h"

#include "../../tools/tslice-run/CommandLine.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/raw_ostream.h"

using namespace tslice;
using namespace tslice::fuzzing;

void fuzzing::fuzzCommandLine(llvm::StringRef bytes) {
  llvm::SmallVector<llvm::StringRef> lines;
  bytes.split(lines, '\n');
  llvm::SmallVector<std::string> texts{"tslice-run"};
  for (llvm::StringRef line : lines) {
    llvm::StringRef word = line.ltrim('-');
    // These end the process, or read other files.
    if (word.starts_with("help") || word.starts_with("version") ||
        word.starts_with("h") || line.starts_with("@"))
      return;
    texts.push_back(line.take_until([](char c) { return c == '\0'; }).str());
  }
  llvm::SmallVector<const char *> arguments;
  for (const std::string &text : texts)
    arguments.push_back(text.c_str());
  std::string problem;
  llvm::raw_string_ostream errors(problem);
  std::optional<CommandLine> line = parseCommandLine(
      static_cast<int>(arguments.size()), arguments.data(), errors);
  if (!line)
    return;
  require(!line->file.empty() || problem.empty(), "no file is no error");
  require(line->threads >= 0 && line->threads <= 256, "wrong threads");
  require(line->repeat >= 1, "wrong number of calls");
}
