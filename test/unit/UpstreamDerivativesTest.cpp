// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Holds the table of upstream's ops in README.md against the derivative rules:
// each op is differentiated in a test, or has no derivative for a reason given
// here.

#include "UpstreamTable.h"
#include "mlir/IR/DialectRegistry.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OperationSupport.h"
#include "tslice/IR/DifferentiableOpInterface.h"
#include "tslice/InitAll.h"

using namespace mlir;
using namespace upstream;

namespace {
/// Ops of one dialect, by their names without it, that have no rule.
struct Reason {
  StringRef why, dialect, names;
};
} // namespace

static constexpr StringLiteral integers = "integers have no derivative";
static constexpr StringLiteral notValues = "is no operation on values";
static constexpr StringLiteral constants = "depends on nothing";
static constexpr StringLiteral bits = "would pass a number as bits; refused";
static constexpr StringLiteral control = "control flow; refused";
static constexpr StringLiteral rewritten = "becomes ops with a rule first";

static const Reason reasons[] = {
    {integers, "arith",
     "addi subi muli divsi divui ceildivsi ceildivui floordivsi remsi remui "
     "andi ori xori shli shrsi shrui maxsi maxui minsi minui addui_extended "
     "mulsi_extended mului_extended cmpi extsi extui trunci index_cast "
     "index_castui sitofp uitofp"},
    {integers, "index",
     "add sub mul divs divu ceildivs ceildivu floordivs rems remu and or xor "
     "shl shrs shru maxs maxu mins minu cmp casts castu sizeof constant "
     "bool.constant"},
    {integers, "math", "absi ctlz ctpop cttz ipowi"},
    {constants, "arith", "constant"},
    {constants, "complex", "constant"},
    {constants, "func", "constant"},
    {constants, "tensor", "empty"},
    {constants, "linalg", "index"},
    {bits, "arith", "bitcast"},
    {bits, "complex", "bitcast"},
    {bits, "tensor", "bitcast"},
    {notValues, "func", "func return"},
    {notValues, "tensor", "yield"},
    {notValues, "linalg", "yield"},
    {control, "scf", "forall forall.in_parallel parallel reduce reduce.return"},
    {notValues, "scf", "condition yield"},
    {control, "tensor", "parallel_insert_slice"},
    {control, "linalg",
     "winograd_filter_transform winograd_input_transform "
     "winograd_output_transform"},
    {rewritten, "tensor", "gather scatter generate"},
    {rewritten, "linalg", "softmax pack unpack"},
    {rewritten, "func", "call_indirect"},
};

namespace {
struct UpstreamDerivatives : testing::Test {
  UpstreamDerivatives() {
    tslice::registerAllDialects(registry);
    context.appendDialectRegistry(registry);
    context.loadAllAvailableDialects();
    tests = readTests(TSLICE_SOURCE_DIR "/test/Adjoint") +
            readFile(TSLICE_SOURCE_DIR
                     "/test/Execution/upstream/Inputs/structured.py");
    for (const Reason &reason : reasons) {
      SmallVector<StringRef> names;
      reason.names.split(names, ' ', -1, /*KeepEmpty=*/false);
      for (StringRef name : names)
        EXPECT_TRUE(
            without.try_emplace((reason.dialect + "." + name).str(), reason.why)
                .second)
            << name.str() << " is given two reasons";
    }
  }

  bool hasRule(StringRef name) {
    return OperationName(name, &context)
        .hasInterface<tslice::DifferentiableOpInterface>();
  }

  DialectRegistry registry;
  MLIRContext context;
  Table table;
  llvm::StringMap<StringRef> without;
  std::string tests;
};
} // namespace

/// Whether a structured op, all of which have one rule, is of integers alone.
static bool isOfIntegers(StringRef name) {
  return name.starts_with("linalg.") &&
         (name.contains("quantized") || name.ends_with("_q") ||
          name.ends_with("_unsigned"));
}

TEST_F(UpstreamDerivatives, HaveARuleOrAReason) {
  for (StringRef name : table.listed.keys())
    EXPECT_NE(hasRule(name), without.contains(name))
        << name.str() << " needs a derivative rule, or a reason here";
  for (StringRef name : without.keys())
    EXPECT_TRUE(table.listed.contains(name))
        << name.str() << " is not in the table";
}

TEST_F(UpstreamDerivatives, OccurInATest) {
  for (StringRef name : table.listed.keys()) {
    StringRef why = without.lookup(name);
    if ((why.empty() && !isOfIntegers(name)) || why == rewritten) {
      EXPECT_TRUE(mentions(tests, name))
          << "no test differentiates " << name.str();
    }
  }
}

TEST_F(UpstreamDerivatives, AreListedIfZero) {
  std::string text = readFile(TSLICE_SOURCE_DIR "/dialect/README.md");
  StringRef paragraph = StringRef(text).split("**Zero by definition**").second;
  paragraph = paragraph.split("\n\n").first;
  unsigned count = 0;
  for (StringRef name : table.listed.keys()) {
    if (!hasRule(name))
      continue;
    OperationState state(UnknownLoc::get(&context), name);
    Operation *op = Operation::create(state);
    auto rule = cast<tslice::DifferentiableOpInterface>(op);
    if (rule.isZeroByDefinition()) {
      ++count;
      StringRef bare = name.split('.').second;
      EXPECT_TRUE(paragraph.contains(("`" + bare + "`").str()) ||
                  paragraph.contains(("`" + name + "`").str()))
          << name.str() << " is not listed";
    }
    op->destroy();
  }
  EXPECT_GT(count, 10u);
}
