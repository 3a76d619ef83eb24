// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The evaluator of nonzero against values worked out by hand.

#include "tslice/IR/Evaluate.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace tslice;

namespace {
using Numbers = std::vector<int64_t>;

class EvaluateNonzeroTest : public testing::Test {
protected:
  EvaluateNonzeroTest() {
    context.loadDialect<TSliceDialect, func::FuncDialect>();
  }

  /// Parses the op on a mask of type `mask`; `rest` is what follows the mask.
  void parse(const std::string &mask, const std::string &rest) {
    std::string results = rest.find("size") == rest.npos ? "%p" : "%p, %n";
    std::string text = "func.func @f(%m: " + mask + ") {\n" + results +
                       " = tslice.nonzero %m " + rest + "\nreturn\n}";
    module = parseSourceString<ModuleOp>(text, &context);
    ASSERT_TRUE(module) << text;
    module->walk([&](NonzeroOp found) { op = found; });
  }

  /// Evaluates on a mask of these elements and returns the rows, one behind
  /// the other.
  Numbers run(std::vector<char> elements, Numbers shape) {
    auto mask = BufferView::contiguous(elements.data(),
                                       IntegerType::get(&context, 1), shape);
    return run(mask);
  }

  Numbers run(const BufferView &mask) {
    succeeds = succeeded(
        countNonzero(op, mask, op.getStaticSize(), rows, count, error));
    if (!succeeds)
      return {};
    auto rank = static_cast<int64_t>(mask.shape.size());
    // Whatever the evaluation does not write is seen.
    Numbers values(rows * rank, 77);
    evaluateNonzero(mask, BufferView::contiguous(values.data(),
                                                 IndexType::get(&context),
                                                 {rows, rank}));
    return values;
  }

  MLIRContext context;
  OwningOpRef<ModuleOp> module;
  NonzeroOp op;
  bool succeeds = false;
  int64_t rows = -7, count = -7;
  EvaluationError error;
};
} // namespace

TEST_F(EvaluateNonzeroTest, YieldsPositionsInRowMajorOrder) {
  parse("tensor<?x3xi1>", ": tensor<?x3xi1> -> tensor<?x2xindex>");
  EXPECT_EQ(run({0, 1, 1, 1, 0, 0}, {2, 3}), (Numbers{0, 1, 0, 2, 1, 0}));
  EXPECT_EQ(rows, 3);
  EXPECT_EQ(count, 3);
  EXPECT_EQ(run({0, 0, 0}, {1, 3}), Numbers());
  EXPECT_EQ(rows, 0);
}

TEST_F(EvaluateNonzeroTest, HasNoPositionsInEmptyMasks) {
  parse("tensor<?x?xi1>", ": tensor<?x?xi1> -> tensor<?x2xindex>");
  EXPECT_EQ(run({}, {0, 5}), Numbers());
  EXPECT_EQ(rows, 0);
  EXPECT_EQ(run({}, {5, 0}), Numbers());
  EXPECT_EQ(rows, 0);
}

TEST_F(EvaluateNonzeroTest, CountsAMaskOfRankZero) {
  parse("tensor<i1>", ": tensor<i1> -> tensor<?x0xindex>");
  EXPECT_EQ(run({1}, {}), Numbers());
  EXPECT_EQ(rows, 1);
  EXPECT_EQ(run({0}, {}), Numbers());
  EXPECT_EQ(rows, 0);
}

TEST_F(EvaluateNonzeroTest, ReadsStridedMasks) {
  parse("tensor<?xi1>", ": tensor<?xi1> -> tensor<?x1xindex>");
  std::vector<char> elements = {1, 0, 0, 1, 1, 0};
  BufferView mask = BufferView::contiguous(elements.data() + 4,
                                           IntegerType::get(&context, 1), {3});
  mask.strides = {-2};
  EXPECT_EQ(run(mask), (Numbers{0, 2}));
}

TEST_F(EvaluateNonzeroTest, PadsWithMinusOne) {
  parse("tensor<4xi1>", "size 3 : tensor<4xi1> -> tensor<3x1xindex>, index");
  EXPECT_EQ(run({0, 0, 1, 0}, {4}), (Numbers{2, -1, -1}));
  EXPECT_EQ(count, 1);
  EXPECT_EQ(run({1, 0, 1, 1}, {4}), (Numbers{0, 2, 3}));
  EXPECT_EQ(count, 3);
}

TEST_F(EvaluateNonzeroTest, RefusesMoreThanThereIsRoomFor) {
  parse("tensor<4xi1>", "size 2 : tensor<4xi1> -> tensor<2x1xindex>, index");
  run({1, 1, 0, 1}, {4});
  EXPECT_FALSE(succeeds);
  EXPECT_EQ(error.kind, CheckKind::Room);
  EXPECT_EQ(error.index, 3);
  EXPECT_EQ(error.limit, 2);
}

TEST_F(EvaluateNonzeroTest, Truncates) {
  parse("tensor<4xi1>",
        "size 2 truncate : tensor<4xi1> -> tensor<2x1xindex>, index");
  EXPECT_EQ(run({0, 1, 1, 1}, {4}), (Numbers{1, 2}));
  EXPECT_EQ(count, 2);
  EXPECT_EQ(run({0, 0, 0, 1}, {4}), (Numbers{3, -1}));
  EXPECT_EQ(count, 1);
}
