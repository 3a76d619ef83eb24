// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls from C of functions that stand in for compiled code: vectors of i64 in
// and out, the first argument donated.

#ifndef TSLICE_UNIT_RUNTIMECALLFIXTURE_H
#define TSLICE_UNIT_RUNTIMECALLFIXTURE_H

#include "tslice/Runtime/Call.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tslice::runtime_test {

using Values = std::vector<int64_t>;

inline constexpr int64_t dynamic[] = {TSLICE_RT_DYNAMIC, TSLICE_RT_DYNAMIC};

/// A descriptor of rank 1.
struct Vector {
  int64_t *allocated;
  int64_t *aligned;
  int64_t offset, size, stride;
};

/// A module with one entry of `numArguments` vectors of i64, of which the first
/// is donated, and `numResults` of them.
struct Module {
  Module(tslice_rt_function function, int64_t numArguments,
         int64_t numResults) {
    tslice_rt_spec spec = {TSLICE_RT_I64, 1, dynamic};
    for (int64_t i = 0; i < numArguments; ++i)
      arguments.push_back({i == 0 ? "x" : nullptr, spec, nullptr, i == 0});
    results.assign(static_cast<size_t>(numResults), spec);
    entry = {
        "f",        function, arguments.data(), numArguments, results.data(),
        numResults, 0};
    module = {TSLICE_RT_ABI_VERSION, "test", &entry, 1, nullptr, 0, nullptr, 0};
  }

  std::vector<tslice_rt_argument> arguments;
  std::vector<tslice_rt_spec> results;
  tslice_rt_entry entry;
  tslice_rt_module module;
};

class CallFixture : public testing::Test {
protected:
  void SetUp() override {
    tslice_rt_stats stats;
    tslice_rt_get_stats(&stats);
    buffersBefore = stats.live_buffers;
    context = tslice_rt_context_create();
    ASSERT_NE(context, nullptr);
  }

  void TearDown() override {
    tslice_rt_context_destroy(context);
    tslice_rt_stats stats;
    tslice_rt_get_stats(&stats);
    EXPECT_EQ(stats.live_buffers, buffersBefore);
  }

  /// Calls `function` on `arguments`; `numResults` go to `results`, by `caller`.
  int32_t call(tslice_rt_function function, size_t numResults,
               decltype(tslice_rt_call) *caller = tslice_rt_call) {
    Module made(function, static_cast<int64_t>(arguments.size()),
                static_cast<int64_t>(numResults));
    results.resize(numResults);
    std::vector<tslice_rt_tensor *> in, out;
    for (tslice_rt_tensor &tensor : arguments)
      in.push_back(&tensor);
    for (tslice_rt_tensor &tensor : results)
      out.push_back(&tensor);
    return caller(context, &made.module, 0, in.data(),
                  static_cast<int64_t>(in.size()), out.data(),
                  static_cast<int64_t>(out.size()));
  }

  tslice_rt_tensor borrow(std::vector<int64_t> &values) {
    auto size = static_cast<int64_t>(values.size());
    return tslice_rt_borrow(values.data(), TSLICE_RT_I64, 1, &size);
  }

  std::vector<int64_t> read(const tslice_rt_tensor &tensor) {
    std::vector<int64_t> values;
    auto *data = static_cast<int64_t *>(tensor.data);
    for (int64_t i = 0; i < tensor.shape[0]; ++i)
      values.push_back(data[i * (tensor.strided ? tensor.strides[0] : 1)]);
    return values;
  }

  std::string message() { return tslice_rt_message(context); }

  tslice_rt_context *context = nullptr;
  std::vector<tslice_rt_tensor> arguments, results;
  int64_t buffersBefore = 0;
};

} // namespace tslice::runtime_test

#endif // TSLICE_UNIT_RUNTIMECALLFIXTURE_H
