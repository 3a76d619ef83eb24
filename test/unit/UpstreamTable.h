// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The table of upstream's ops in README.md, and whether tests speak of an op.

#ifndef TSLICE_TEST_UNIT_UPSTREAMTABLE_H
#define TSLICE_TEST_UNIT_UPSTREAMTABLE_H

#include "mlir/Support/LLVM.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include <gtest/gtest.h>

namespace upstream {

inline std::string readFile(const llvm::Twine &path) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  EXPECT_TRUE(static_cast<bool>(buffer)) << path.str();
  return buffer ? (*buffer)->getBuffer().str() : "";
}

/// What stands between backticks in `text`.
inline mlir::SmallVector<llvm::StringRef> getQuoted(llvm::StringRef text) {
  mlir::SmallVector<llvm::StringRef> parts, quoted;
  text.split(parts, '`');
  for (size_t i = 1; i < parts.size(); i += 2)
    quoted.push_back(parts[i]);
  return quoted;
}

/// The section of README.md.
struct Table {
  llvm::StringSet<> listed, excluded;

  Table() {
    std::string text = readFile(TSLICE_SOURCE_DIR "/README.md");
    llvm::StringRef section =
        llvm::StringRef(text).split("\n## Ops of upstream\n").second;
    section = section.split("\n## ").first;
    mlir::SmallVector<llvm::StringRef> lines;
    section.split(lines, '\n');
    for (llvm::StringRef line : lines) {
      if (line.starts_with("| `"))
        addRow(line);
      if (line.consume_front("Not compiled: "))
        for (llvm::StringRef name : getQuoted(line))
          excluded.insert(name);
    }
  }

  void addRow(llvm::StringRef line) {
    mlir::SmallVector<llvm::StringRef> cells;
    line.drop_front().split(cells, '|');
    mlir::SmallVector<llvm::StringRef> dialect = getQuoted(cells[0]);
    for (llvm::StringRef name : getQuoted(cells[1]))
      EXPECT_TRUE(listed.insert((dialect[0] + "." + name).str()).second)
          << name.str() << " is listed twice";
  }
};

/// The texts of the tests and scripts below a folder.
inline std::string readTests(const llvm::Twine &folder) {
  std::string all;
  std::error_code error;
  llvm::sys::fs::recursive_directory_iterator file(folder, error), end;
  for (; file != end && !error; file.increment(error)) {
    llvm::StringRef extension = llvm::sys::path::extension(file->path());
    if (extension == ".mlir" || extension == ".py")
      all += readFile(file->path());
  }
  return all;
}

/// Whether `tests` speak of an op. The scripts put names together: a key of a
/// table there stands for them.
inline bool mentions(const std::string &tests, llvm::StringRef name) {
  llvm::StringRef bare = name.split('.').second;
  for (size_t at = tests.find(name.str()); at != std::string::npos;
       at = tests.find(name.str(), at + 1)) {
    char next = at + name.size() < tests.size() ? tests[at + name.size()] : 0;
    if (!isalnum(next) && next != '_' && next != '.')
      return true;
  }
  // The prefix of func may be left out.
  return tests.find(("\"" + bare + "\"").str()) != std::string::npos ||
         (name.starts_with("func.") &&
          tests.find(("\n  " + bare + " ").str()) != std::string::npos);
}

} // namespace upstream

#endif // TSLICE_TEST_UNIT_UPSTREAMTABLE_H
