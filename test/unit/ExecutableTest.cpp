// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The C++ API as its users see it: compile, call, ownership of buffers, errors,
// threads.

#include "tslice/ExecutionEngine/Executable.h"
#include "tslice/ExecutionEngine/FromMLIR.h"
#include "tslice/InitAll.h"

#include "mlir/IR/DialectRegistry.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"
#include <gtest/gtest.h>
#include <thread>

using namespace tslice;

static Executable compile(const std::string &text,
                          const Options &options = {}) {
  Result<Executable> result =
      Executable::compileText(text, "test.mlir", options);
  if (!result) {
    ADD_FAILURE() << result.error().message;
    std::abort();
  }
  return *result;
}

static Tensor make(std::vector<float> values) {
  return *Tensor::copyOf<float>(values);
}

static std::vector<float> values(const Tensor &tensor) {
  const float *data = tensor.getDataAs<float>();
  return {data, data + tensor.getNumElements()};
}

using Floats = std::vector<float>;

static const char *const addText = R"(
func.func @add(%x: tensor<?xf32>, %y: tensor<?xf32>) -> tensor<?xf32> {
  %r = arith.addf %x, %y : tensor<?xf32>
  return %r : tensor<?xf32>
})";

static const char *const stepText = R"(
func.func @step(%table: tensor<4xf32> {tslice.donate}, %u: tensor<2xf32>)
    -> tensor<4xf32> {
  %r = tslice.update set %u into %table[1][2][1]
      : tensor<2xf32> into tensor<4xf32>
  return %r : tensor<4xf32>
})";

static const char *const gatherText = R"(
func.func @rows(%table: tensor<?xf32>, %ids: tensor<?xi64>) -> tensor<?xf32> {
  %r = tslice.gather %table[%ids] dims [0]
      : tensor<?xf32>, tensor<?xi64> -> tensor<?xf32>
  return %r : tensor<?xf32>
})";

TEST(Executable, CallsByName) {
  Executable exe = compile(addText);
  Result<std::vector<Tensor>> out =
      exe.call("add", {make({1, 2}), make({10, 20})});
  ASSERT_TRUE(out.ok()) << out.error().message;
  ASSERT_EQ(out->size(), 1u);
  EXPECT_EQ(values((*out)[0]), (Floats{11, 22}));
  // The name may be left out: there is one entry.
  EXPECT_TRUE(exe.call("", {make({}), make({})}).ok());
}

TEST(Executable, ResultsOutliveIt) {
  Tensor kept;
  {
    Executable exe = compile(addText);
    kept = (*exe.call("add", {make({1}), make({2})}))[0];
  }
  EXPECT_EQ(values(kept), Floats{3});
}

TEST(Executable, KnowsSignatures) {
  Executable exe = compile(R"(
func.func private @hidden(%x: f32) -> f32 { return %x : f32 }
func.func @f(%x: tensor<?x3xf32> {tslice.donate, tslice.shape = ["B", 3]},
             %n: index {tslice.name = "count"}) -> (tensor<?x3xf32>, f64) {
  %c = arith.constant 1.0 : f64
  return %x, %c : tensor<?x3xf32>, f64
})");
  ASSERT_EQ(exe.getSignatures().size(), 1u);
  const Signature &f = exe.getSignatures()[0];
  EXPECT_EQ(f.name, "f");
  ASSERT_EQ(f.arguments.size(), 2u);
  EXPECT_EQ(f.arguments[0].name, "x");
  EXPECT_EQ(f.arguments[0].spec.str(), "tensor<?x3xf32>");
  EXPECT_EQ(f.arguments[0].dimNames, (std::vector<std::string>{"B", ""}));
  EXPECT_TRUE(f.arguments[0].donated);
  EXPECT_EQ(f.arguments[1].name, "count");
  EXPECT_EQ(f.arguments[1].spec.str(), "tensor<index>");
  ASSERT_EQ(f.results.size(), 2u);
  EXPECT_EQ(f.results[1].str(), "tensor<f64>");
}

//===----------------------------------------------------------------------===//
// Ownership
//===----------------------------------------------------------------------===//

TEST(Executable, UpdatesWhatIsMovedInPlace) {
  Executable exe = compile(stepText);
  Tensor table = make({1, 2, 3, 4});
  const void *buffer = table.getData();
  Result<std::vector<Tensor>> out =
      exe.call("step", {std::move(table), make({8, 9})});
  ASSERT_TRUE(out.ok()) << out.error().message;
  EXPECT_EQ(values((*out)[0]), (Floats{1, 8, 9, 4}));
  EXPECT_EQ((*out)[0].getData(), buffer);

  std::vector<Tensor> arguments{make({1, 2, 3, 4}), make({8, 9})};
  buffer = arguments[0].getData();
  out = exe.call("step", std::move(arguments));
  ASSERT_TRUE(out.ok()) << out.error().message;
  EXPECT_EQ(values((*out)[0]), (Floats{1, 8, 9, 4}));
  EXPECT_EQ((*out)[0].getData(), buffer);
}

TEST(Executable, LeavesWhatIsKeptAlone) {
  Executable exe = compile(stepText);
  Tensor table = make({1, 2, 3, 4});
  Result<std::vector<Tensor>> out = exe.call("step", {table, make({8, 9})});
  ASSERT_TRUE(out.ok()) << out.error().message;
  EXPECT_EQ(values((*out)[0]), (Floats{1, 8, 9, 4}));
  EXPECT_EQ(values(table), (Floats{1, 2, 3, 4}));
}

TEST(Executable, UpdatesLentMemoryInPlace) {
  Executable exe = compile(stepText);
  float memory[4] = {1, 2, 3, 4};
  Tensor table =
      *Tensor::borrow(static_cast<void *>(memory), ElementType::F32, {4});
  Result<std::vector<Tensor>> out = exe.call("step", {table, make({8, 9})});
  ASSERT_TRUE(out.ok()) << out.error().message;
  EXPECT_EQ((*out)[0].getData(), memory);
  EXPECT_EQ(memory[1], 8);
}

TEST(Executable, RefusesToUpdateReadOnlyOrStridedMemory) {
  Executable exe = compile(stepText);
  const float memory[8] = {1, 2, 3, 4, 5, 6, 7, 8};
  Tensor readOnly =
      *Tensor::borrow(static_cast<const void *>(memory), ElementType::F32, {4});
  Result<std::vector<Tensor>> out = exe.call("step", {readOnly, make({8, 9})});
  ASSERT_FALSE(out.ok());
  EXPECT_EQ(out.error().message,
            "argument 'table' is donated, but its buffer is read-only");
  float writable[8] = {};
  Tensor strided = *Tensor::borrow(static_cast<void *>(writable),
                                   ElementType::F32, {4}, {2});
  out = exe.call("step", {strided, make({8, 9})});
  ASSERT_FALSE(out.ok());
  EXPECT_EQ(out.error().message,
            "argument 'table' is donated, but its buffer is strided");
}

TEST(Executable, RefusesToUpdateWhatAnotherArgumentReads) {
  Executable exe = compile(stepText);
  float memory[4] = {1, 2, 3, 4};
  void *data = memory;
  Tensor table = *Tensor::borrow(data, ElementType::F32, {4});
  Tensor part = *Tensor::borrow(data, ElementType::F32, {2});
  Result<std::vector<Tensor>> out = exe.call("step", {table, part});
  ASSERT_FALSE(out.ok());
  EXPECT_EQ(out.error().message, "argument 'table' is donated, but its buffer "
                                 "overlaps that of argument 'u'");
  EXPECT_EQ(memory[1], 2);
}

TEST(Executable, CopiesResultsThatAreArguments) {
  Executable exe = compile(R"(
func.func @same(%x: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>) {
  return %x, %x : tensor<2xf32>, tensor<2xf32>
})");
  Tensor x = make({1, 2});
  Result<std::vector<Tensor>> out = exe.call("same", {x});
  ASSERT_TRUE(out.ok()) << out.error().message;
  const void *first = (*out)[0].getData(), *second = (*out)[1].getData();
  EXPECT_NE(first, x.getData());
  EXPECT_NE(second, x.getData());
  EXPECT_NE(first, second);
  EXPECT_EQ(values((*out)[1]), (Floats{1, 2}));
}

TEST(Executable, ReadsStridedArguments) {
  Executable exe = compile(addText);
  float memory[6] = {1, 2, 3, 4, 5, 6};
  Tensor odd = *Tensor::borrow(static_cast<const void *>(memory),
                               ElementType::F32, {3}, {2});
  Tensor reversed = *Tensor::borrow(static_cast<const void *>(memory + 2),
                                    ElementType::F32, {3}, {-1});
  Result<std::vector<Tensor>> out = exe.call("add", {odd, reversed});
  ASSERT_TRUE(out.ok()) << out.error().message;
  EXPECT_EQ(values((*out)[0]), (Floats{4, 5, 6}));
}

//===----------------------------------------------------------------------===//
// Errors
//===----------------------------------------------------------------------===//

TEST(Executable, ReportsAccessesInParts) {
  Executable exe = compile(gatherText);
  std::vector<int64_t> ids{0, 7, -1};
  Result<std::vector<Tensor>> out =
      exe.call("rows", {make({1, 2, 3}), *Tensor::copyOf<int64_t>(ids)});
  ASSERT_FALSE(out.ok());
  EXPECT_EQ(out.error().code, ErrorCode::OutOfRange);
  EXPECT_EQ(out.error().message,
            "gather #1 (test.mlir:3:8): index 7 at position [1] is outside "
            "[0, 3) of dimension 0 of 'table'");
  ASSERT_TRUE(out.error().access.has_value());
  EXPECT_EQ(out.error().access->op, "gather #1");
  EXPECT_EQ(out.error().access->location, "test.mlir:3:8");
  EXPECT_EQ(out.error().access->operand, "table");
  EXPECT_EQ(out.error().access->index, 7);
  EXPECT_EQ(out.error().access->limit, 3);
  EXPECT_EQ(out.error().access->position, (std::vector<int64_t>{1}));
  // The next call is as good as the first.
  out = exe.call("rows", {make({1, 2, 3}), *Tensor::copyOf<int64_t>({2})});
  ASSERT_TRUE(out.ok()) << out.error().message;
  EXPECT_EQ(values((*out)[0]), Floats{3});
}

TEST(Executable, ReportsWhatDoesNotCompile) {
  Result<Executable> bad = Executable::compileText(
      "func.func @f(%x: tensor<2xf32>) -> tensor<3xf32> {\n"
      "  return %x : tensor<2xf32>\n}\n",
      "bad.mlir");
  ASSERT_FALSE(bad.ok());
  EXPECT_EQ(bad.error().code, ErrorCode::Compile);
  EXPECT_EQ(bad.error().message.rfind("bad.mlir:2:3: error: ", 0), 0u)
      << bad.error().message;
  EXPECT_EQ(Executable::compileFile("does-not-exist.mlir").error().code,
            ErrorCode::NotFound);
}

TEST(Executable, ReportsWrongCalls) {
  Executable exe = compile(addText);
  EXPECT_EQ(exe.call("ad", {}).error().message,
            "'test.mlir' defines no public function '@ad'; did you mean "
            "'@add'? it defines '@add'");
  EXPECT_EQ(exe.call("add", {make({1})}).error().message,
            "'add' takes 2 arguments, but got 1");
  EXPECT_EQ(exe.call("add", {make({1}), Tensor()}).error().message,
            "argument 'y': the tensor has no value");
  Tensor doubles = *Tensor::copyOf<double>({1});
  EXPECT_EQ(exe.call("add", {make({1}), doubles}).error().message,
            "argument 'y': expected elements of type f32, but got "
            "tensor<1xf64>");
}

TEST(Executable, CompilesModulesInMemory) {
  mlir::DialectRegistry registry;
  registerAllDialects(registry);
  mlir::MLIRContext context(registry);
  auto module = mlir::parseSourceString<mlir::ModuleOp>(addText, &context);
  ASSERT_TRUE(module);
  Result<Executable> exe = compileModule(*module);
  ASSERT_TRUE(exe.ok()) << exe.error().message;
  // The caller's module is as it was.
  EXPECT_TRUE(module->lookupSymbol("add"));
  Result<std::vector<Tensor>> out = exe->call("add", {make({1}), make({2})});
  ASSERT_TRUE(out.ok()) << out.error().message;
  EXPECT_EQ(values((*out)[0]), Floats{3});
}

TEST(Executable, CompilesGradients) {
  Executable exe = compile(R"(
func.func @cube(%x: tensor<f32>, %n: tensor<i32>) -> tensor<f32> {
  %q = arith.mulf %x, %x : tensor<f32>
  %r = arith.mulf %q, %x : tensor<f32>
  return %r : tensor<f32>
})",
                           Options().gradient({0}));
  EXPECT_EQ(exe.getSignatures()[0].name, "cube");
  Result<std::vector<Tensor>> out = exe.call(
      "cube", {*Tensor::scalar<float>(2), *Tensor::scalar<int32_t>(0)});
  ASSERT_TRUE(out.ok()) << out.error().message;
  EXPECT_EQ(values((*out)[0]), Floats{12});
  EXPECT_EQ(Executable::compileText(addText, "t.mlir", Options().gradient({0}))
                .error()
                .code,
            ErrorCode::Compile);
  EXPECT_EQ(Executable::compileText(addText, "t.mlir", Options().gradient({2}))
                .error()
                .message,
            "'add' has no argument 2 to differentiate with respect to");
}

// Evaluated, unoptimised and optimised code are the same function.
TEST(Executable, RunsOnAllRoads) {
  for (const Options &options :
       {Options(), Options().optimize(false), Options().evaluate(true)}) {
    Executable exe = compile(gatherText, options);
    Result<std::vector<Tensor>> out =
        exe.call("rows", {make({5, 6, 7}), *Tensor::copyOf<int64_t>({2, 0})});
    ASSERT_TRUE(out.ok()) << out.error().message;
    EXPECT_EQ(values((*out)[0]), (Floats{7, 5}));
    out = exe.call("rows", {make({5}), *Tensor::copyOf<int64_t>({0, 1})});
    ASSERT_FALSE(out.ok());
    EXPECT_EQ(out.error().message,
              "gather #1 (test.mlir:3:8): index 1 at position [1] is outside "
              "[0, 1) of dimension 0 of 'table'");
  }
}

//===----------------------------------------------------------------------===//
// Threads and memory
//===----------------------------------------------------------------------===//

/// Returns the number of threads of this process.
static int countThreads() {
  FILE *file = fopen("/proc/self/status", "r");
  char line[256];
  int threads = -1;
  while (file && fgets(line, sizeof(line), file))
    sscanf(line, "Threads: %d", &threads);
  if (file)
    fclose(file);
  return threads;
}

TEST(Executable, IsThreadSafe) {
  Executable exe = compile(gatherText);
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 500; ++i) {
        bool bad = i % 7 == 0;
        std::vector<int64_t> ids{t, bad ? 9 : 1};
        Result<std::vector<Tensor>> out = exe.call(
            "rows", {make({5, 6, 7, 8}), *Tensor::copyOf<int64_t>(ids)});
        if (bad ? out.ok() : !out || values((*out)[0]) != Floats{5.f + t, 6})
          ++wrong;
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST(Executable, CompilesInParallel) {
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 5; ++i) {
        Result<Executable> exe = Executable::compileText(addText, "t.mlir");
        if (!exe || !exe->call("add", {make({1}), make({2})}))
          ++wrong;
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST(Executable, StartsNoThreadPerCompilation) {
  compile(addText);
  int before = countThreads();
  std::vector<Executable> kept;
  for (int i = 0; i < 20; ++i)
    kept.push_back(compile(addText));
  EXPECT_EQ(countThreads(), before);
}
