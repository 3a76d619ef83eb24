// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Holds the table of upstream's ops in README.md against the ops that the
// dialects register and against the tests that run them.

#include "mlir/IR/DialectRegistry.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OperationSupport.h"
#include "tslice/InitAll.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include <gtest/gtest.h>

using namespace mlir;

static constexpr StringLiteral dialects[] = {
    "arith", "complex", "func", "index", "linalg", "math", "scf", "tensor"};

static std::string readFile(const llvm::Twine &path) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  EXPECT_TRUE(static_cast<bool>(buffer)) << path.str();
  return buffer ? (*buffer)->getBuffer().str() : "";
}

/// What stands between backticks in `text`.
static SmallVector<StringRef> getQuoted(StringRef text) {
  SmallVector<StringRef> parts, quoted;
  text.split(parts, '`');
  for (size_t i = 1; i < parts.size(); i += 2)
    quoted.push_back(parts[i]);
  return quoted;
}

namespace {
/// The section of README.md.
struct Table {
  llvm::StringSet<> listed, excluded;

  Table() {
    std::string text = readFile(TSLICE_SOURCE_DIR "/README.md");
    StringRef section = StringRef(text).split("\n## Ops of upstream\n").second;
    section = section.split("\n## ").first;
    SmallVector<StringRef> lines;
    section.split(lines, '\n');
    for (StringRef line : lines) {
      if (line.starts_with("| `"))
        addRow(line);
      if (line.consume_front("Not compiled: "))
        for (StringRef name : getQuoted(line))
          excluded.insert(name);
    }
  }

  void addRow(StringRef line) {
    SmallVector<StringRef> cells;
    line.drop_front().split(cells, '|');
    SmallVector<StringRef> dialect = getQuoted(cells[0]);
    for (StringRef name : getQuoted(cells[1]))
      EXPECT_TRUE(listed.insert((dialect[0] + "." + name).str()).second)
          << name.str() << " is listed twice";
  }
};
} // namespace

/// The texts of tests that run something.
static std::string readTests() {
  std::string all;
  std::error_code error;
  llvm::sys::fs::recursive_directory_iterator file(
      TSLICE_SOURCE_DIR "/test/Execution", error),
      end;
  for (; file != end && !error; file.increment(error)) {
    StringRef extension = llvm::sys::path::extension(file->path());
    if (extension == ".mlir" || extension == ".py")
      all += readFile(file->path());
  }
  return all;
}

TEST(UpstreamOps, AreInTheTableOrExcluded) {
  DialectRegistry registry;
  tslice::registerAllDialects(registry);
  MLIRContext context(registry);
  context.loadAllAvailableDialects();
  Table table;
  EXPECT_GT(table.listed.size(), 250u);
  llvm::StringSet<> registered;
  for (RegisteredOperationName op : context.getRegisteredOperations()) {
    StringRef name = op.getStringRef();
    if (!llvm::is_contained(dialects, op.getDialectNamespace()))
      continue;
    registered.insert(name);
    EXPECT_NE(table.listed.contains(name), table.excluded.contains(name))
        << name.str() << " must be in the table of README.md or excluded";
  }
  for (StringRef name : table.listed.keys())
    EXPECT_TRUE(registered.contains(name)) << name.str() << " is no op";
  for (StringRef name : table.excluded.keys())
    EXPECT_TRUE(registered.contains(name)) << name.str() << " is no op";
}

TEST(UpstreamOps, OccurInATest) {
  Table table;
  std::string tests = readTests();
  for (StringRef name : table.listed.keys()) {
    // The scripts put names together: a key of a table there stands for them.
    StringRef bare = name.split('.').second;
    bool occurs = false;
    for (size_t at = tests.find(name.str()); at != std::string::npos && !occurs;
         at = tests.find(name.str(), at + 1)) {
      char next = at + name.size() < tests.size() ? tests[at + name.size()] : 0;
      occurs = !isalnum(next) && next != '_' && next != '.';
    }
    occurs |= tests.find(("\"" + bare + "\"").str()) != std::string::npos;
    // The prefix of func may be left out.
    occurs |= name.starts_with("func.") &&
              tests.find(("\n  " + bare + " ").str()) != std::string::npos;
    EXPECT_TRUE(occurs) << "no test runs " << name.str();
  }
}
