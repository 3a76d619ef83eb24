// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The evaluator against values worked out by hand: it is the oracle of all
// other tests, so nothing of ours may tell it what is right.

#include "tslice/IR/Evaluate.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"
#include "gtest/gtest.h"
#include <cmath>
#include <complex>
#include <limits>

using namespace mlir;
using namespace tslice;

namespace {
using Shape = std::vector<int64_t>;

/// One access, parsed, and its evaluation on buffers.
class EvaluateTest : public testing::Test {
protected:
  EvaluateTest() { context.loadDialect<TSliceDialect, func::FuncDialect>(); }

  /// Parses a function body that has one access, `args` being its arguments.
  void parse(const std::string &args, const std::string &body) {
    std::string text = "func.func @f(" + args + ") {\n" + body + "\nreturn\n}";
    module = parseSourceString<ModuleOp>(text, &context);
    ASSERT_TRUE(module) << text;
    module->walk([&](IndexedAccessOpInterface found) { op = found; });
  }

  /// Adds an operand. The values must outlive the evaluation.
  template <typename T> void add(std::vector<T> &values, Shape shape) {
    Type type = op->getOperand(tensors.size()).getType();
    tensors.push_back(BufferView::contiguous(
        values.data(), cast<RankedTensorType>(type).getElementType(), shape));
  }

  /// Evaluates and returns the result's elements, row-major; none on an error.
  template <typename T> std::vector<T> run(std::vector<int64_t> scalars = {}) {
    SmallVector<int64_t> inferred;
    succeeds = false;
    if (failed(resultShape(op, tensors, scalars, inferred, error)))
      return {};
    shape.assign(inferred.begin(), inferred.end());
    auto result =
        BufferView::contiguous(nullptr, op.getAccessedElementType(), inferred);
    // Whatever the evaluation does not write is seen.
    std::vector<T> values(result.getNumElements(), T(77));
    result.data = values.data();
    succeeds = succeeded(evaluate(op, tensors, scalars, result, error));
    return succeeds ? values : std::vector<T>();
  }

  void expectError(CheckKind kind, int64_t dim, int64_t index, int64_t limit,
                   Shape position = {}) {
    EXPECT_FALSE(succeeds);
    EXPECT_EQ(error.kind, kind);
    EXPECT_EQ(error.dim, dim);
    EXPECT_EQ(error.index, index);
    EXPECT_EQ(error.limit, limit);
    EXPECT_EQ(Shape(error.position.begin(), error.position.end()), position);
  }

  MLIRContext context;
  OwningOpRef<ModuleOp> module;
  IndexedAccessOpInterface op;
  std::vector<BufferView> tensors;
  Shape shape;
  EvaluationError error;
  bool succeeds = false;
};

constexpr int64_t least = std::numeric_limits<int64_t>::min();
constexpr int64_t most = std::numeric_limits<int64_t>::max();
using Ints = std::vector<int32_t>;

//===----------------------------------------------------------------------===//
// slice
//===----------------------------------------------------------------------===//

class SliceTest : public EvaluateTest {
protected:
  /// A slice of `x` = [10, 11, 12, 13, 14] with dynamic lists.
  void parseSlice(const std::string &attributes) {
    parse("%x: tensor<?xi32>, %o: index, %n: index, %s: index",
          "%r = tslice.slice %x[%o][%n][%s] " + attributes +
              " : tensor<?xi32> to tensor<?xi32>");
    add(x, {5});
  }
  Ints x = {10, 11, 12, 13, 14};
};

TEST_F(SliceTest, NegativeStride) {
  parseSlice("");
  EXPECT_EQ(run<int32_t>({3, 2, -2}), (Ints{13, 11}));
}

TEST_F(SliceTest, ReportsTheFirstEndThatIsOutside) {
  parseSlice("");
  run<int32_t>({4, 2, 1});
  expectError(CheckKind::Index, 0, 5, 5);
  run<int32_t>({-1, 2, 1});
  expectError(CheckKind::Index, 0, -1, 5);
  run<int32_t>({1, 3, -1});
  expectError(CheckKind::Index, 0, -1, 5);
}

TEST_F(SliceTest, PositionsDoNotOverflow) {
  parseSlice("");
  run<int32_t>({4, most, most});
  expectError(CheckKind::Index, 0, most, 5);
  run<int32_t>({4, 2, least});
  expectError(CheckKind::Index, 0, least + 4, 5);
}

TEST_F(SliceTest, WithoutElementsNothingIsChecked) {
  parseSlice("");
  EXPECT_EQ(run<int32_t>({100, 0, 1}), Ints());
  EXPECT_TRUE(succeeds);
  EXPECT_EQ(shape, Shape{0});
}

TEST_F(SliceTest, SizesAndStridesAreCheckedUnderEveryPolicy) {
  for (const char *bounds : {"", "bounds clamp", "bounds skip_window",
                             "bounds skip_element", "bounds assume"}) {
    tensors.clear();
    parseSlice(bounds);
    run<int32_t>({0, 0, 0});
    expectError(CheckKind::Stride, 0, 0, 0);
    run<int32_t>({0, -3, 1});
    expectError(CheckKind::Size, 0, -3, 0);
  }
}

TEST_F(SliceTest, ClampMovesTheWholeRange) {
  parseSlice("bounds clamp");
  EXPECT_EQ(run<int32_t>({4, 3, 1}), (Ints{12, 13, 14}));
  EXPECT_EQ(run<int32_t>({least, 2, 3}), (Ints{10, 13}));
  EXPECT_EQ(run<int32_t>({0, 3, -2}), (Ints{14, 12, 10}));
  EXPECT_EQ(run<int32_t>({9, 2, -1}), (Ints{14, 13}));
  run<int32_t>({0, 3, -3});
  expectError(CheckKind::Window, 0, 7, 5);
}

TEST_F(SliceTest, SkipWindowSkipsAll) {
  parseSlice("bounds skip_window fill -7 : i32");
  EXPECT_EQ(run<int32_t>({3, 3, 1}), (Ints{-7, -7, -7}));
  EXPECT_EQ(run<int32_t>({2, 3, 1}), (Ints{12, 13, 14}));
}

TEST_F(SliceTest, SkipElementSkipsEach) {
  parseSlice("bounds skip_element");
  EXPECT_EQ(run<int32_t>({3, 3, 1}), (Ints{13, 14, 0}));
  EXPECT_EQ(run<int32_t>({-1, 3, 3}), (Ints{0, 12, 0}));
  EXPECT_EQ(run<int32_t>({most, 2, most}), (Ints{0, 0}));
}

TEST_F(SliceTest, DropsDimensions) {
  parse("%x: tensor<2x3xi32>, %o: index",
        "%r = tslice.slice %x[%o, 2][1, 3][1, -1] drop [0] : tensor<2x3xi32> "
        "to tensor<3xi32>");
  Ints x = {1, 2, 3, 4, 5, 6};
  add(x, {2, 3});
  EXPECT_EQ(run<int32_t>({1}), (Ints{6, 5, 4}));
}

TEST_F(SliceTest, ReadsThroughStrides) {
  parseSlice("");
  tensors[0].shape = {3};
  tensors[0].strides = {2};
  EXPECT_EQ(run<int32_t>({1, 2, 1}), (Ints{12, 14}));
}

TEST_F(SliceTest, OfRankZero) {
  parse("%x: tensor<i32>",
        "%r = tslice.slice %x[][][] : tensor<i32> to tensor<i32>");
  add(x, {});
  EXPECT_EQ(run<int32_t>(), Ints{10});
  EXPECT_EQ(shape, Shape());
}

//===----------------------------------------------------------------------===//
// update
//===----------------------------------------------------------------------===//

TEST_F(EvaluateTest, UpdateCombinesAndLeavesTheRest) {
  parse("%u: tensor<?xi32>, %x: tensor<4xi32>, %n: index",
        "%r = tslice.update mul %u into %x[3][%n][-2] : tensor<?xi32> into "
        "tensor<4xi32>");
  Ints u = {10, 100}, x = {1, 2, 3, 4};
  add(u, {2});
  add(x, {4});
  EXPECT_EQ(run<int32_t>({2}), (Ints{1, 200, 3, 40}));
  EXPECT_EQ(x, (Ints{1, 2, 3, 4}));
  run<int32_t>({1});
  expectError(CheckKind::Equal, 0, 2, 1);
  EXPECT_EQ(error.operand, 1);
}

TEST_F(EvaluateTest, UpdateInPlace) {
  parse("%u: tensor<i32>, %x: tensor<3xi32>, %o: index",
        "%r = tslice.update set %u into %x[%o][1][1] drop [0] bounds clamp : "
        "tensor<i32> into tensor<3xi32>");
  Ints u = {9}, x = {1, 2, 3};
  add(u, {});
  add(x, {3});
  EXPECT_TRUE(succeeded(evaluate(op, tensors, {5}, tensors[1], error)));
  EXPECT_EQ(x, (Ints{1, 2, 9}));
}

TEST_F(EvaluateTest, UpdateSkips) {
  Ints u = {7, 8}, x = {1, 2, 3};
  for (auto [bounds, expected] : {std::pair("skip_window", Ints{1, 2, 3}),
                                  std::pair("skip_element", Ints{1, 2, 7})}) {
    parse("%u: tensor<2xi32>, %x: tensor<3xi32>, %o: index",
          std::string("%r = tslice.update set %u into %x[%o][2][1] bounds ") +
              bounds + " : tensor<2xi32> into tensor<3xi32>");
    tensors.clear();
    add(u, {2});
    add(x, {3});
    EXPECT_EQ(run<int32_t>({2}), expected) << bounds;
  }
}

//===----------------------------------------------------------------------===//
// gather
//===----------------------------------------------------------------------===//

TEST_F(EvaluateTest, GatherRows) {
  parse("%x: tensor<3x2xi32>, %i: tensor<2xi8>",
        "%r = tslice.gather %x[%i] dims [0] : tensor<3x2xi32>, tensor<2xi8> -> "
        "tensor<2x2xi32>");
  Ints x = {1, 2, 3, 4, 5, 6};
  std::vector<int8_t> i = {2, 0};
  add(x, {3, 2});
  add(i, {2});
  EXPECT_EQ(run<int32_t>(), (Ints{5, 6, 1, 2}));
  EXPECT_EQ(shape, (Shape{2, 2}));
  i[1] = -1;
  run<int32_t>();
  expectError(CheckKind::Index, 0, -1, 3, {1});
}

TEST_F(EvaluateTest, GatherPermutedComponents) {
  parse("%x: tensor<2x3xi32>, %i: tensor<2x2xi64>",
        "%r = tslice.gather %x[%i] dims [1, 0] : tensor<2x3xi32>, "
        "tensor<2x2xi64> -> tensor<2xi32>");
  Ints x = {1, 2, 3, 4, 5, 6};
  std::vector<int64_t> i = {2, 1, 0, 1};
  add(x, {2, 3});
  add(i, {2, 2});
  EXPECT_EQ(run<int32_t>(), (Ints{6, 4}));
  // Of several bad components the lowest dimension is reported.
  i = {0, 0, 5, 7};
  run<int32_t>();
  expectError(CheckKind::Index, 0, 7, 2, {1});
}

TEST_F(EvaluateTest, GatherReportsTheLowestPosition) {
  parse("%x: tensor<5xi32>, %i: tensor<2x2xindex>",
        "%r = tslice.gather %x[%i] dims [0] : tensor<5xi32>, tensor<2x2xindex> "
        "-> tensor<2x2xi32>");
  Ints x = {1, 2, 3, 4, 5};
  std::vector<int64_t> i = {0, 7, 9, 1};
  add(x, {5});
  add(i, {2, 2});
  run<int32_t>();
  expectError(CheckKind::Index, 0, 7, 5, {0, 1});
}

TEST_F(EvaluateTest, GatherBatches) {
  // As take_along_axis: r[b, j] = x[b, i[b, j]].
  parse("%x: tensor<?x3xi32>, %i: tensor<?x2xi32>",
        "%r = tslice.gather %x[%i] batch [0] dims [1] : tensor<?x3xi32>, "
        "tensor<?x2xi32> -> tensor<?x2xi32>");
  Ints x = {1, 2, 3, 4, 5, 6}, i = {2, 2, 0, 1};
  add(x, {2, 3});
  add(i, {2, 2});
  EXPECT_EQ(run<int32_t>(), (Ints{3, 3, 4, 5}));
  tensors[0].shape[0] = 1;
  run<int32_t>();
  expectError(CheckKind::Window, 0, 2, 1);
}

TEST_F(EvaluateTest, GatherBatchOfALaterDimension) {
  // r[b, j, w] = x[i[b, j], w, b]
  parse("%x: tensor<2x2x2xi32>, %i: tensor<2x1xi32>",
        "%r = tslice.gather %x[%i] batch [2] dims [0] : tensor<2x2x2xi32>, "
        "tensor<2x1xi32> -> tensor<2x1x2xi32>");
  Ints x = {1, 2, 3, 4, 5, 6, 7, 8}, i = {1, 0};
  add(x, {2, 2, 2});
  add(i, {2, 1});
  EXPECT_EQ(run<int32_t>(), (Ints{5, 7, 2, 4}));
}

TEST_F(EvaluateTest, GatherWindowLargerThanItsDimension) {
  parse("%x: tensor<?xi32>, %i: tensor<1xi32>",
        "%r = tslice.gather %x[%i] dims [0] window [3] : tensor<?xi32>, "
        "tensor<1xi32> -> tensor<1x3xi32>");
  Ints x = {1}, i = {0};
  add(x, {1});
  add(i, {1});
  run<int32_t>();
  expectError(CheckKind::Index, 0, 0, 0, {0});
}

class GatherWindowTest : public EvaluateTest {
protected:
  /// Windows of 2 from [10, 11, 12].
  Ints runWindows(const std::string &attributes, Ints starts) {
    parse("%x: tensor<3xi32>, %i: tensor<?xi32>",
          "%r = tslice.gather %x[%i] dims [0] window [2] " + attributes +
              " : tensor<3xi32>, tensor<?xi32> -> tensor<?x2xi32>");
    i = starts;
    tensors.clear();
    add(x, {3});
    add(i, {static_cast<int64_t>(i.size())});
    return run<int32_t>();
  }
  Ints x = {10, 11, 12}, i;
};

TEST_F(GatherWindowTest, MustFit) {
  EXPECT_EQ(runWindows("", {1, 0}), (Ints{11, 12, 10, 11}));
  runWindows("", {1, 2});
  expectError(CheckKind::Index, 0, 2, 2, {1});
  EXPECT_EQ(error.window, 2);
}

TEST_F(GatherWindowTest, Clamps) {
  EXPECT_EQ(runWindows("bounds clamp", {2, -5}), (Ints{11, 12, 10, 11}));
}

TEST_F(GatherWindowTest, SkipsWindows) {
  EXPECT_EQ(runWindows("bounds skip_window fill 5 : i32", {2, 1}),
            (Ints{5, 5, 11, 12}));
}

TEST_F(GatherWindowTest, SkipsElements) {
  EXPECT_EQ(runWindows("bounds skip_element", {2, -1}), (Ints{12, 0, 0, 10}));
}

TEST_F(EvaluateTest, GatherSkipsIndicesAtTheEndOf64Bits) {
  parse("%x: tensor<3xi32>, %i: tensor<2xi64>",
        "%r = tslice.gather %x[%i] dims [0] window [2] bounds skip_element : "
        "tensor<3xi32>, tensor<2xi64> -> tensor<2x2xi32>");
  Ints x = {10, 11, 12};
  std::vector<int64_t> i = {most, least};
  add(x, {3});
  add(i, {2});
  EXPECT_EQ(run<int32_t>(), (Ints{0, 0, 0, 0}));
}

TEST_F(EvaluateTest, GatherChecksRowsOfNoWidth) {
  parse("%x: tensor<3x?xi32>, %i: tensor<1xi32>",
        "%r = tslice.gather %x[%i] dims [0] : tensor<3x?xi32>, tensor<1xi32> "
        "-> tensor<1x?xi32>");
  Ints x, i = {3};
  add(x, {3, 0});
  add(i, {1});
  run<int32_t>();
  expectError(CheckKind::Index, 0, 3, 3, {0});
}

TEST_F(EvaluateTest, GatherFromNothing) {
  parse("%x: tensor<?xi32>, %i: tensor<?xi32>",
        "%r = tslice.gather %x[%i] dims [0] bounds clamp : tensor<?xi32>, "
        "tensor<?xi32> -> tensor<?xi32>");
  Ints x, i = {0};
  add(x, {0});
  add(i, {0});
  EXPECT_EQ(run<int32_t>(), Ints());
  EXPECT_TRUE(succeeds);
  tensors[1].shape[0] = 1;
  run<int32_t>();
  expectError(CheckKind::Window, 0, 1, 0);
}

TEST_F(EvaluateTest, GatherWithoutComponents) {
  parse("%x: tensor<2xi32>, %i: tensor<3x0xi32>",
        "%r = tslice.gather %x[%i] dims [] : tensor<2xi32>, tensor<3x0xi32> -> "
        "tensor<3x2xi32>");
  Ints x = {1, 2}, i;
  add(x, {2});
  add(i, {3, 0});
  EXPECT_EQ(run<int32_t>(), (Ints{1, 2, 1, 2, 1, 2}));
}

TEST_F(EvaluateTest, GatherComplexFill) {
  parse("%x: tensor<1xcomplex<f32>>, %i: tensor<2xi32>",
        "%r = tslice.gather %x[%i] dims [0] bounds skip_window fill "
        "#complex.number<:f32 1.5, -2.0> : complex<f32> : "
        "tensor<1xcomplex<f32>>, "
        "tensor<2xi32> -> tensor<2xcomplex<f32>>");
  std::vector<std::complex<float>> x = {{3, 4}};
  Ints i = {1, 0};
  add(x, {1});
  add(i, {2});
  EXPECT_EQ(run<std::complex<float>>(),
            (std::vector<std::complex<float>>{{1.5, -2}, {3, 4}}));
}

//===----------------------------------------------------------------------===//
// scatter
//===----------------------------------------------------------------------===//

class ScatterTest : public EvaluateTest {
protected:
  /// Scatters `u` into `x` of `type` by `i`.
  template <typename T>
  std::vector<T> scatter(const std::string &combiner, const std::string &type,
                         std::vector<T> x, Ints i, std::vector<T> u) {
    parse("%u: tensor<?x" + type + ">, %x: tensor<?x" + type +
              ">, %i: tensor<?xi32>",
          "%r = tslice.scatter " + combiner + " %u into %x[%i] dims [0] " +
              bounds + " : tensor<?x" + type + "> into tensor<?x" + type +
              ">, tensor<?xi32>");
    tensors.clear();
    add(u, {static_cast<int64_t>(u.size())});
    add(x, {static_cast<int64_t>(x.size())});
    add(i, {static_cast<int64_t>(i.size())});
    return run<T>();
  }
  std::string bounds;
};

TEST_F(ScatterTest, TheLastOfDuplicatesWins) {
  EXPECT_EQ(scatter<int32_t>("set", "i32", {1, 2, 3}, {2, 0, 2}, {7, 8, 9}),
            (Ints{8, 2, 9}));
}

TEST_F(ScatterTest, DuplicatesAreAddedInOrder) {
  // 1e8 + 1 is 1e8 in f32: in this order the result is 1, in another 0.
  EXPECT_EQ(scatter<float>("add", "f32", {0}, {0, 0, 0, 0}, {1, 1e8, -1e8, 1}),
            std::vector<float>{1});
}

TEST_F(ScatterTest, SizesMustAgree) {
  scatter<int32_t>("set", "i32", {1, 2, 3}, {0, 1}, {7, 8, 9});
  expectError(CheckKind::Equal, 0, 3, 2);
  EXPECT_EQ(error.operand, 2);
}

TEST_F(ScatterTest, Bounds) {
  scatter<int32_t>("set", "i32", {1, 2}, {0, 2, 5}, {7, 8, 9});
  expectError(CheckKind::Index, 0, 2, 2, {1});
  bounds = "bounds skip_window";
  EXPECT_EQ(scatter<int32_t>("set", "i32", {1, 2}, {-1, 1}, {7, 8}),
            (Ints{1, 8}));
  bounds = "bounds clamp";
  EXPECT_EQ(scatter<int32_t>("add", "i32", {1, 2}, {-1, 9}, {7, 8}),
            (Ints{8, 10}));
  bounds = "bounds assume";
  scatter<int32_t>("set", "i32", {1, 2}, {2}, {7});
  expectError(CheckKind::Index, 0, 2, 2, {0});
}

TEST_F(ScatterTest, WindowsOverlapInOrder) {
  parse("%u: tensor<2x2xi32>, %x: tensor<3xi32>, %i: tensor<2xi32>",
        "%r = tslice.scatter set %u into %x[%i] dims [0] window [2] : "
        "tensor<2x2xi32> into tensor<3xi32>, tensor<2xi32>");
  Ints u = {1, 2, 3, 4}, x = {0, 0, 0}, i = {1, 0};
  add(u, {2, 2});
  add(x, {3});
  add(i, {2});
  EXPECT_EQ(run<int32_t>(), (Ints{3, 4, 2}));
}

TEST_F(ScatterTest, IntegersWrap) {
  EXPECT_EQ(scatter<int8_t>("add", "i8", {127}, {0}, {1}),
            std::vector<int8_t>{-128});
  EXPECT_EQ(scatter<int16_t>("mul", "i16", {300}, {0}, {300}),
            std::vector<int16_t>{24464});
  EXPECT_EQ(scatter<int32_t>("mul", "i32", {65536}, {0}, {65536}), Ints{0});
  EXPECT_EQ(scatter<int64_t>("add", "i64", {most}, {0}, {1}),
            std::vector<int64_t>{least});
}

TEST_F(ScatterTest, IntegerCombiners) {
  EXPECT_EQ(scatter<int8_t>("min", "i8", {1, -1}, {0, 1}, {-1, 1}),
            (std::vector<int8_t>{-1, -1}));
  EXPECT_EQ(scatter<int8_t>("umin", "i8", {1, -1}, {0, 1}, {-1, 1}),
            (std::vector<int8_t>{1, 1}));
  EXPECT_EQ(scatter<int8_t>("max", "i8", {1, -1}, {0, 1}, {-1, 1}),
            (std::vector<int8_t>{1, 1}));
  EXPECT_EQ(scatter<int8_t>("umax", "i8", {1, -1}, {0, 1}, {-1, 1}),
            (std::vector<int8_t>{-1, -1}));
  EXPECT_EQ(scatter<int32_t>("and", "i32", {12}, {0}, {10}), Ints{8});
  EXPECT_EQ(scatter<int32_t>("or", "i32", {12}, {0}, {10}), Ints{14});
  EXPECT_EQ(scatter<int32_t>("xor", "i32", {12}, {0}, {10}), Ints{6});
}

TEST_F(ScatterTest, BooleansAreOrderedFalseTrue) {
  const std::vector<int8_t> x = {0, 0, 1, 1}, u = {0, 1, 0, 1};
  const std::vector<int8_t> either = {0, 1, 1, 1}, both = {0, 0, 0, 1};
  for (const char *combiner : {"add", "max", "umax", "or"})
    EXPECT_EQ(scatter<int8_t>(combiner, "i1", x, {0, 1, 2, 3}, u), either);
  for (const char *combiner : {"mul", "min", "umin", "and"})
    EXPECT_EQ(scatter<int8_t>(combiner, "i1", x, {0, 1, 2, 3}, u), both);
  EXPECT_EQ(scatter<int8_t>("xor", "i1", x, {0, 1, 2, 3}, u),
            (std::vector<int8_t>{0, 1, 1, 0}));
}

TEST_F(ScatterTest, NaNWinsAndZerosAreOrdered) {
  for (const char *combiner : {"min", "max"}) {
    EXPECT_TRUE(std::isnan(
        scatter<double>(combiner, "f64", {1}, {0}, {std::nan("")})[0]));
    EXPECT_TRUE(std::isnan(
        scatter<float>(combiner, "f32", {std::nanf("")}, {0}, {1})[0]));
  }
  auto max = scatter<float>("max", "f32", {-0.0f, 0.0f}, {0, 1}, {0.0f, -0.0f});
  EXPECT_FALSE(std::signbit(max[0]) || std::signbit(max[1]));
  auto min = scatter<float>("min", "f32", {-0.0f, 0.0f}, {0, 1}, {0.0f, -0.0f});
  EXPECT_TRUE(std::signbit(min[0]) && std::signbit(min[1]));
  EXPECT_EQ(scatter<double>("min", "f64", {1, 3}, {0, 1}, {2, 2}),
            (std::vector<double>{1, 2}));
}

TEST_F(ScatterTest, HalvesAreRoundedAfterEachAddition) {
  using Bits = std::vector<uint16_t>;
  // f16: 2048 + 1 is halfway to 2050, to even: 2048. Twice.
  EXPECT_EQ(scatter<uint16_t>("add", "f16", {0x6800}, {0, 0}, {0x3c00, 0x3c00}),
            Bits{0x6800});
  // 2048 + 3 = 2051 is halfway between 2050 and 2052, to even: 2052.
  EXPECT_EQ(scatter<uint16_t>("add", "f16", {0x6800}, {0}, {0x4200}),
            Bits{0x6802});
  // 65504 + 16 is halfway to 65536: infinity.
  EXPECT_EQ(scatter<uint16_t>("add", "f16", {0x7bff}, {0}, {0x4c00}),
            Bits{0x7c00});
  // bf16: 256 + 1 -> 256; 1.5 * 1.5 = 2.25.
  EXPECT_EQ(scatter<uint16_t>("add", "bf16", {0x4380}, {0}, {0x3f80}),
            Bits{0x4380});
  EXPECT_EQ(scatter<uint16_t>("mul", "bf16", {0x3fc0}, {0}, {0x3fc0}),
            Bits{0x4010});
  EXPECT_EQ(scatter<uint16_t>("max", "f16", {0x8000, 0xbc00}, {0, 1},
                              {0x0000, 0xc000}),
            (Bits{0x0000, 0xbc00}));
}

TEST_F(ScatterTest, ComplexNumbers) {
  using Complex = std::complex<float>;
  EXPECT_EQ(scatter<Complex>("mul", "complex<f32>", {{1, 2}}, {0}, {{3, 4}}),
            std::vector<Complex>({{-5, 10}}));
  EXPECT_EQ(scatter<Complex>("add", "complex<f32>", {{1, 2}}, {0}, {{3, 4}}),
            std::vector<Complex>({{4, 6}}));
}

TEST_F(ScatterTest, BytesAreMoved) {
  EXPECT_EQ(scatter<uint8_t>("set", "f8E4M3FN", {1, 2}, {1}, {0x7f}),
            (std::vector<uint8_t>{1, 0x7f}));
}

} // namespace
