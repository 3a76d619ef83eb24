// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Results in memory of the caller: the right values wherever it lies, no copy
// where none is promised, and an error for what cannot be written to.

#include "tslice/ExecutionEngine/Executable.h"
#include "tslice/Runtime/Runtime.h"

#include <gtest/gtest.h>

using namespace tslice;

static const char *const text = R"(
func.func @add(%x: tensor<?xf32>, %y: tensor<?xf32>) -> tensor<?xf32> {
  %r = arith.addf %x, %y : tensor<?xf32>
  return %r : tensor<?xf32>
}
func.func @table(%x: tensor<2x3xf32>) -> tensor<3x2xf32> {
  %e = tensor.empty() : tensor<3x2xf32>
  %r = linalg.transpose ins(%x : tensor<2x3xf32>) outs(%e : tensor<3x2xf32>) permutation = [1, 0]
  return %r : tensor<3x2xf32>
}
// Which buffer is which result is only known at the call.
func.func @swap(%c: i1, %x: tensor<16xf32>) -> (tensor<16xf32>, tensor<16xf32>) {
  %a = arith.addf %x, %x : tensor<16xf32>
  %b = arith.mulf %x, %x : tensor<16xf32>
  %p:2 = scf.if %c -> (tensor<16xf32>, tensor<16xf32>) {
    scf.yield %a, %b : tensor<16xf32>, tensor<16xf32>
  } else {
    scf.yield %b, %a : tensor<16xf32>, tensor<16xf32>
  }
  return %p#0, %p#1 : tensor<16xf32>, tensor<16xf32>
}
func.func @step(%table: tensor<4xf32> {tslice.donate}, %u: tensor<2xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %d = arith.addf %table, %table : tensor<4xf32>
  %r = tslice.update set %u into %table[1][2][1] : tensor<2xf32> into tensor<4xf32>
  return %r, %d : tensor<4xf32>, tensor<4xf32>
}
func.func @same(%x: tensor<?xf32>) -> (tensor<?xf32>, tensor<?xf32>) {
  return %x, %x : tensor<?xf32>, tensor<?xf32>
}
func.func @twice(%x: tensor<16xf32>) -> (tensor<16xf32>, tensor<16xf32>) {
  %d = arith.addf %x, %x : tensor<16xf32>
  return %d, %d : tensor<16xf32>, tensor<16xf32>
}
func.func @rows(%table: tensor<?xf32>, %ids: tensor<?xi64>) -> tensor<?xf32> {
  %r = tslice.gather %table[%ids] dims [0] : tensor<?xf32>, tensor<?xi64> -> tensor<?xf32>
  return %r : tensor<?xf32>
})";

using Floats = std::vector<float>;

static Tensor make(Floats values) { return *Tensor::copyOf<float>(values); }

static Floats values(const Tensor &tensor) {
  Tensor flat = *tensor.contiguous();
  const float *data = flat.getDataAs<float>();
  return {data, data + flat.getNumElements()};
}

/// How many buffers have been asked for so far.
static int64_t countAllocations() {
  tslice_rt_stats stats;
  tslice_rt_get_stats(&stats);
  return stats.fresh + stats.reused;
}

namespace {
class Outputs : public ::testing::Test {
protected:
  static void SetUpTestSuite() {
    Result<Executable> compiled = Executable::compileText(text, "test.mlir");
    ASSERT_TRUE(compiled.ok()) << compiled.error().message;
    executable = new Executable(*compiled);
  }
  static void TearDownTestSuite() {
    delete executable;
    executable = nullptr;
  }

  static std::vector<Tensor> call(const std::string &entry,
                                  std::vector<Tensor> outputs,
                                  std::vector<Tensor> arguments) {
    Result<std::vector<Tensor>> results =
        executable->callInto(entry, std::move(outputs), std::move(arguments));
    if (results)
      return std::move(*results);
    ADD_FAILURE() << results.error().message;
    return std::vector<Tensor>(2);
  }
  static std::string fail(const std::string &entry, std::vector<Tensor> outputs,
                          std::vector<Tensor> arguments) {
    Result<std::vector<Tensor>> results =
        executable->callInto(entry, std::move(outputs), std::move(arguments));
    return results ? "no error" : results.error().message;
  }

  /// Returns a tensor over memory that does not begin at a multiple of 16 bytes.
  Tensor lendUnaligned(int64_t count) {
    return *Tensor::borrow(static_cast<void *>(memory + 1), ElementType::F32,
                           {count});
  }

  static Executable *executable;
  alignas(64) float memory[64] = {};
};
Executable *Outputs::executable = nullptr;
} // namespace

TEST_F(Outputs, AreWrittenByCompiledCode) {
  Tensor x = make(Floats(1000, 1)), y = make(Floats(1000, 2));
  Tensor output = make(Floats(1000, 9));
  std::vector<Tensor> arguments = {x, y}, outputs = {output};
  int64_t before = countAllocations();
  std::vector<Tensor> results =
      call("add", std::move(outputs), std::move(arguments));
  EXPECT_EQ(countAllocations(), before);
  EXPECT_EQ(results[0].getData(), output.getData());
  EXPECT_EQ(values(output), Floats(1000, 3));
  // As malloc aligns memory.
  Tensor lent =
      *Tensor::borrow(static_cast<void *>(memory + 4), ElementType::F32, {3});
  call("add", {lent}, {make({1, 2, 3}), make({3, 2, 1})});
  EXPECT_EQ(Floats(memory + 3, memory + 8), (Floats{0, 4, 4, 4, 0}));
  EXPECT_EQ(countAllocations(), before + 2) << "beside the two arguments";
  // As by `call` where there is none.
  EXPECT_EQ(values(call("add", {Tensor()}, {x, y})[0]), Floats(1000, 3));
  EXPECT_EQ(values(call("add", {}, {x, y})[0]), Floats(1000, 3));
}

TEST_F(Outputs, AreCopiedToWhereCodeCannotWrite) {
  Tensor x = make({1, 2, 3}), y = make({10, 20, 30});
  Tensor unaligned = lendUnaligned(3);
  int64_t before = countAllocations();
  std::vector<Tensor> results = call("add", {unaligned}, {x, y});
  EXPECT_EQ(countAllocations(), before + 1);
  EXPECT_EQ(results[0].getData(), memory + 1);
  EXPECT_EQ(Floats(memory, memory + 5), (Floats{0, 11, 22, 33, 0}));

  // Backwards, with gaps.
  Tensor strided = *Tensor::borrow(static_cast<void *>(memory + 20),
                                   ElementType::F32, {3}, {-2});
  results = call("add", {strided}, {x, y});
  EXPECT_EQ(Floats(memory + 15, memory + 22), (Floats{0, 33, 0, 22, 0, 11, 0}));
  EXPECT_EQ(results[0].getStrides(), Shape{-2});

  // Column by column.
  Tensor source = make({1, 2, 3, 4, 5, 6});
  Tensor matrix =
      *source.withLayout(source.getMutableData(), ElementType::F32, {2, 3});
  Tensor columns = *Tensor::borrow(static_cast<void *>(memory + 32),
                                   ElementType::F32, {3, 2}, {1, 4});
  call("table", {columns}, {matrix});
  EXPECT_EQ(Floats(memory + 32, memory + 39), (Floats{1, 2, 3, 0, 4, 5, 6}));
}

TEST_F(Outputs, MayBeArguments) {
  // As if the sum had been there first.
  Tensor x = make({1, 2, 3, 4}), y = make({10, 20, 30, 40});
  call("add", {x}, {x, y});
  EXPECT_EQ(values(x), (Floats{11, 22, 33, 44}));
  // Over a part of both arguments, which are read beside it.
  for (int i = 0; i < 8; ++i)
    memory[i] = i;
  auto part = [&](int from) {
    return *Tensor::borrow(static_cast<void *>(memory + from), ElementType::F32,
                           {6});
  };
  call("add", {part(1)}, {part(0), part(2)});
  EXPECT_EQ(Floats(memory, memory + 8), (Floats{0, 2, 4, 6, 8, 10, 12, 7}));
}

TEST_F(Outputs, GetTheirOwnResultsHoweverBuffersAreSwapped) {
  Floats x(16, 3), sum(16, 6), product(16, 9);
  for (bool condition : {true, false}) {
    Tensor first = make(Floats(16, 0)), second = make(Floats(16, 0));
    std::vector<Tensor> results = call(
        "swap", {first, second}, {*Tensor::scalar<bool>(condition), make(x)});
    EXPECT_EQ(values(first), condition ? sum : product);
    EXPECT_EQ(values(second), condition ? product : sum);
    // Only one is wanted somewhere.
    Tensor only = make(Floats(16, 0));
    results = call("swap", {Tensor(), only},
                   {*Tensor::scalar<bool>(condition), make(x)});
    EXPECT_EQ(values(only), condition ? product : sum);
    EXPECT_EQ(values(results[0]), condition ? sum : product);
    EXPECT_FALSE(results[0].overlaps(only));
  }
}

TEST_F(Outputs, MayBeWhatIsDonated) {
  auto lend = [&](int from) {
    return *Tensor::borrow(static_cast<void *>(memory + from), ElementType::F32,
                           {4});
  };
  auto fill = [&] {
    for (int i = 0; i < 4; ++i)
      memory[i] = i + 1;
  };
  // The table where it was.
  fill();
  std::vector<Tensor> results =
      call("step", {lend(0), Tensor()}, {lend(0), make({8, 9})});
  EXPECT_EQ(Floats(memory, memory + 4), (Floats{1, 8, 9, 4}));
  EXPECT_EQ(results[0].getData(), memory);
  EXPECT_EQ(values(results[1]), (Floats{2, 4, 6, 8}));
  // The other result there: the table makes room.
  fill();
  results = call("step", {Tensor(), lend(0)}, {lend(0), make({8, 9})});
  EXPECT_EQ(Floats(memory, memory + 4), (Floats{2, 4, 6, 8}));
  EXPECT_EQ(values(results[0]), (Floats{1, 8, 9, 4}));
  EXPECT_NE(results[0].getData(), memory);
  // Both elsewhere, and one half in the table.
  fill();
  results = call("step", {lend(2), lend(16)}, {lend(0), make({8, 9})});
  EXPECT_EQ(values(results[0]), (Floats{1, 8, 9, 4}));
  EXPECT_EQ(results[0].getData(), memory + 2);
  EXPECT_EQ(Floats(memory + 16, memory + 20), (Floats{2, 4, 6, 8}));
}

TEST_F(Outputs, MayBeOfArgumentsThatAreReturned) {
  Tensor x = make({1, 2, 3}), output = make({0, 0, 0});
  std::vector<Tensor> results = call("same", {output, Tensor()}, {x});
  EXPECT_EQ(values(output), (Floats{1, 2, 3}));
  EXPECT_EQ(values(results[1]), (Floats{1, 2, 3}));
  EXPECT_NE(results[1].getData(), x.getData());
  EXPECT_NE(results[1].getData(), output.getData());
  // One buffer that is two results.
  for (bool both : {true, false}) {
    Tensor first = make(Floats(16, 0)), second = make(Floats(16, 0));
    results =
        call("twice", {first, both ? second : Tensor()}, {make(Floats(16, 3))});
    EXPECT_EQ(values(first), Floats(16, 6));
    EXPECT_EQ(values(results[1]), Floats(16, 6));
    EXPECT_EQ(results[1].getData() == second.getData(), both);
    EXPECT_FALSE(results[1].overlaps(first));
  }
  // Nothing at all.
  call("same", {make({}), make({})}, {make({})});
}

TEST_F(Outputs, MustFit) {
  Tensor x = make({1, 2});
  EXPECT_EQ(fail("add", {x, x}, {x, x}),
            "@add has 1 result, but 2 outputs are given");
  EXPECT_EQ(fail("add", {*Tensor::copyOf<double>({1, 2})}, {x, x}),
            "output 0: expected elements of type f32, but got tensor<2xf64>");
  EXPECT_EQ(fail("add", {*Tensor::scalar<float>(1)}, {x, x}),
            "output 0: expected rank 1, but got tensor<f32>");
  EXPECT_EQ(fail("step", {Tensor(), make({1, 2, 3})}, {make({1, 2, 3, 4}), x}),
            "output 1: expected size 4 in dimension 0, but got tensor<3xf32>");
  EXPECT_EQ(fail("add", {make({1, 2, 3})}, {x, x}),
            "result 0 of @add is tensor<2xf32>, but output 0 is tensor<3xf32>");
  Tensor readOnly =
      *Tensor::borrow(static_cast<const void *>(memory), ElementType::F32, {2});
  EXPECT_EQ(fail("add", {readOnly}, {x, x}), "output 0 is read-only");
  Tensor repeated =
      *Tensor::borrow(static_cast<void *>(memory), ElementType::F32, {2}, {0});
  EXPECT_EQ(fail("add", {repeated}, {x, x}),
            "output 0 has elements that may share memory");
  EXPECT_EQ(fail("same", {x, x}, {make({1, 2})}), "output 1 overlaps output 0");
}

TEST_F(Outputs, AreFreeAgainAfterErrors) {
  Tensor table = make({1, 2}), output = make({0});
  EXPECT_NE(fail("rows", {output}, {table, *Tensor::copyOf<int64_t>({5})})
                .find("index 5"),
            std::string::npos);
  call("rows", {output}, {table, *Tensor::copyOf<int64_t>({1})});
  EXPECT_EQ(values(output), Floats{2});
  // The context that has been lent something has forgotten it.
  Result<std::vector<Tensor>> other =
      executable->call("rows", {table, *Tensor::copyOf<int64_t>({0})});
  ASSERT_TRUE(other.ok());
  EXPECT_NE((*other)[0].getData(), output.getData());
  EXPECT_EQ(values(output), Floats{2});
}

TEST_F(Outputs, WorkForTheOracle) {
  Result<Executable> oracle =
      Executable::compileText(text, "test.mlir", Options().evaluate(true));
  ASSERT_TRUE(oracle.ok()) << oracle.error().message;
  Tensor output = make({0, 0});
  ASSERT_TRUE(
      oracle->callInto("add", {output}, {make({1, 2}), make({3, 4})}).ok());
  EXPECT_EQ(values(output), (Floats{4, 6}));
}

TEST(Tensor, KnowsWhetherElementsMayShareMemory) {
  static float memory[100];
  auto mayRepeat = [](Shape shape, Shape strides) {
    return Tensor::borrow(static_cast<void *>(memory + 50), ElementType::F32,
                          std::move(shape), std::move(strides))
        ->mayRepeat();
  };
  EXPECT_FALSE(mayRepeat({}, {}));
  EXPECT_FALSE(mayRepeat({3, 4}, {4, 1}));
  EXPECT_FALSE(mayRepeat({3, 4}, {1, 3}));
  EXPECT_FALSE(mayRepeat({3, 4}, {-4, 1}));
  EXPECT_FALSE(mayRepeat({3, 1}, {2, 0}));
  EXPECT_FALSE(mayRepeat({3, 0}, {0, 0}));
  EXPECT_TRUE(mayRepeat({3, 4}, {0, 1}));
  EXPECT_TRUE(mayRepeat({3, 4}, {3, 1}));
  EXPECT_TRUE(mayRepeat({2, 2}, {1, -1}));
}
