// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Derivation from C++: values, and that sizes and arguments are checked as those
// of the ops are, with the same messages.

#include "tslice/Adjoint/Adjoint.h"
#include "tslice/ExecutionEngine/FromMLIR.h"
#include "tslice/InitAll.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include <gtest/gtest.h>

using namespace mlir;
using namespace tslice;

static const char *const text = R"(
func.func private @rows(%x: tensor<?x2xf64> {tslice.name = "x"},
                        %i: tensor<?xi32> {tslice.name = "i"})
    -> (tensor<?x2xf64>, tensor<?xi32>, tensor<?xf64>) {
  %g = tslice.gather %x[%i] dims [0] : tensor<?x2xf64>, tensor<?xi32> -> tensor<?x2xf64>
  %s = arith.mulf %g, %g : tensor<?x2xf64>
  %zero = arith.constant 0 : index
  %n = tensor.dim %x, %zero : tensor<?x2xf64>
  %c = tensor.extract_slice %x[0, 1][%n, 1][1, 1] : tensor<?x2xf64> to tensor<?xf64>
  return %s, %i, %c : tensor<?x2xf64>, tensor<?xi32>, tensor<?xf64>
}
func.func private @square(%x: f64) -> f64 {
  %r = arith.mulf %x, %x : f64
  return %r : f64
}
// Another function has the name that a derivative might be given.
func.func private @square__gradient() {
  return
})";

using Doubles = std::vector<double>;

namespace {
class Derivation : public ::testing::Test {
protected:
  void SetUp() override {
    DialectRegistry registry;
    tslice::registerAllDialects(registry);
    context.appendDialectRegistry(registry);
    module =
        parseSourceString<ModuleOp>(text, ParserConfig(&context), "graph.mlir");
    ASSERT_TRUE(module);
  }

  func::FuncOp find(StringRef name) {
    return module->lookupSymbol<func::FuncOp>(name);
  }

  /// Compiles and calls `function`, which is made public.
  Result<std::vector<Tensor>> call(FailureOr<func::FuncOp> function,
                                   std::vector<Tensor> arguments) {
    if (failed(function) || failed(verify(*module)))
      return Error(ErrorCode::Internal, "not derived");
    function->setPublic();
    Result<Executable> executable = compileModule(*module);
    if (!executable)
      return executable.error();
    return executable->call(function->getSymName().str(), std::move(arguments));
  }
  Doubles callForFirst(FailureOr<func::FuncOp> function,
                       std::vector<Tensor> arguments) {
    Result<std::vector<Tensor>> results = call(function, std::move(arguments));
    if (!results) {
      ADD_FAILURE() << results.error().message;
      return {};
    }
    Tensor first = *results->front().contiguous();
    const double *data = first.getDataAs<double>();
    return {data, data + first.getNumElements()};
  }
  std::string fail(FailureOr<func::FuncOp> function,
                   std::vector<Tensor> arguments) {
    Result<std::vector<Tensor>> results = call(function, std::move(arguments));
    return results ? "no error" : results.error().message;
  }

  /// Derives, which fails, and returns the message.
  template <typename Derive> std::string refuse(Derive derive) {
    std::string message;
    ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
      if (diagnostic.getSeverity() == DiagnosticSeverity::Error)
        message += diagnostic.str();
      return success();
    });
    EXPECT_TRUE(failed(derive()));
    EXPECT_TRUE(succeeded(verify(*module)));
    return message;
  }

  static Tensor makeRows(Doubles values) {
    Shape shape = {static_cast<int64_t>(values.size()) / 2, 2};
    return *Tensor::copyOf<double>(values, shape);
  }

  MLIRContext context;
  OwningOpRef<ModuleOp> module;
};
} // namespace

TEST_F(Derivation, HasTheValuesOfTheOps) {
  Tensor x = makeRows({1, 2, 3, 4, 5, 6});
  Tensor i = *Tensor::copyOf<int32_t>({2, 0});
  Tensor c = makeRows({1, 1, 10, 10}), d = *Tensor::copyOf<double>({0, 0, 100});
  EXPECT_EQ(callForFirst(deriveVJP(find("rows"), {0}), {x, i, c, d}),
            (Doubles{20, 40, 0, 0, 10, 112}));
  // With the values in front; the third result has no derivative.
  EXPECT_EQ(
      callForFirst(deriveVJP(find("rows"), {0}, /*value=*/true), {x, i, c, d}),
      (Doubles{25, 36, 1, 4}));
  EXPECT_EQ(callForFirst(deriveJVP(find("rows"), {0}), {x, i, x}),
            (Doubles{50, 72, 2, 8}));
  Tensor three = *Tensor::scalar(3.0);
  EXPECT_EQ(callForFirst(deriveGradient(find("square"), {0}), {three}),
            (Doubles{6}));
}

TEST_F(Derivation, ComparesTheSizesOfCotangents) {
  FailureOr<func::FuncOp> vjp = deriveVJP(find("rows"), {0});
  Tensor x = makeRows({1, 2, 3, 4, 5, 6});
  Tensor i = *Tensor::copyOf<int32_t>({2, 0});
  Tensor c = makeRows({1, 1, 10, 10}), d = *Tensor::copyOf<double>({0, 0, 100});
  EXPECT_EQ(fail(vjp, {x, i, x, d}),
            "tslice.vjp (graph.mlir:2:1): size 3 of dimension 0 of 'cotangent "
            "0' is expected to be 2");
  EXPECT_EQ(fail(vjp, {x, i, c, *Tensor::copyOf<double>({1})}),
            "tslice.vjp (graph.mlir:2:1): size 1 of dimension 0 of 'cotangent "
            "1' is expected to be 3");
  // What the primal says, it says in its derivative, too.
  EXPECT_EQ(fail(vjp, {x, *Tensor::copyOf<int32_t>({2, 7}), c, d}),
            "gather #1 (graph.mlir:5:8): index 7 at position [1] is outside "
            "[0, 3) of dimension 0 of 'x'");
}

TEST_F(Derivation, ComparesTheSizesOfTangents) {
  FailureOr<func::FuncOp> jvp = deriveJVP(find("rows"), {0});
  Tensor x = makeRows({1, 2, 3, 4, 5, 6});
  Tensor i = *Tensor::copyOf<int32_t>({2, 0});
  EXPECT_EQ(fail(jvp, {x, i, makeRows({1, 2})}),
            "tslice.jvp (graph.mlir:2:1): size 1 of dimension 0 of 'tangent 0' "
            "is expected to be 3");
}

TEST_F(Derivation, RefusesWhatTheOpsRefuse) {
  func::FuncOp rows = find("rows");
  EXPECT_EQ(refuse([&] { return deriveVJP(rows, {2}); }),
            "'tslice.vjp' op differentiates with respect to argument 2 of a "
            "function that has 2");
  EXPECT_EQ(refuse([&] { return deriveJVP(rows, {-1}); }),
            "'tslice.jvp' op differentiates with respect to argument -1 of a "
            "function that has 2");
  EXPECT_EQ(refuse([&] { return deriveVJP(rows, {1}); }),
            "'tslice.vjp' op cannot differentiate with respect to argument 1 "
            "of type 'tensor<?xi32>': it is not floating-point or complex");
  EXPECT_EQ(refuse([&] { return deriveGradient(rows, {0}); }),
            "'tslice.grad' op expects a function whose first result is one "
            "floating-point scalar, but @rows yields 'tensor<?x2xf64>'");
  // Nothing is left behind.
  EXPECT_EQ(llvm::range_size(module->getOps<func::FuncOp>()), 3u);
}
