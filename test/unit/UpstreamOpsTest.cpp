// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Holds the table of upstream's ops in README.md against the ops that the
// dialects register and against the tests that run them.

#include "UpstreamTable.h"
#include "mlir/IR/DialectRegistry.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OperationSupport.h"
#include "tslice/InitAll.h"

using namespace mlir;
using namespace upstream;

static constexpr StringLiteral dialects[] = {
    "arith", "complex", "func", "index", "linalg", "math", "scf", "tensor"};

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
  std::string tests = readTests(TSLICE_SOURCE_DIR "/test/Execution");
  for (StringRef name : table.listed.keys())
    EXPECT_TRUE(mentions(tests, name)) << "no test runs " << name.str();
}
