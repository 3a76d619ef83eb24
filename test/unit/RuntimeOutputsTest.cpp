// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Results in memory of a caller in C, wherever it lies and whatever stands in
// for compiled code leaves them in. OutputsTest.cpp does the same in C++.

#include "RuntimeCallFixture.h"

using namespace tslice::runtime_test;

namespace {

class RuntimeOutputs : public CallFixture {
protected:
  int32_t callInto(tslice_rt_function function, size_t numResults) {
    return call(function, numResults, tslice_rt_call_into);
  }
  std::string fail(tslice_rt_function function, size_t numResults) {
    std::vector<tslice_rt_tensor> before = results;
    EXPECT_EQ(callInto(function, numResults), TSLICE_RT_BAD_ARGUMENT);
    for (size_t i = 0; i < before.size(); ++i) {
      EXPECT_EQ(before[i].data, results[i].data);
      EXPECT_EQ(before[i].buffer, results[i].buffer);
    }
    return message();
  }
  /// Returns `count` elements of `values`, `stride` apart, from number `begin`.
  tslice_rt_tensor slice(Values &values, int64_t begin, int64_t count,
                         int64_t stride) {
    tslice_rt_tensor tensor = borrow(values);
    tensor.data = values.data() + begin;
    tensor.shape[0] = count;
    tensor.strided = 1;
    tensor.strides[0] = stride;
    return tensor;
  }
  static int64_t countAllocations() {
    tslice_rt_stats stats;
    tslice_rt_get_stats(&stats);
    return stats.fresh + stats.reused;
  }
};

//===----------------------------------------------------------------------===//
// Code
//===----------------------------------------------------------------------===//

/// Returns the first argument times 10, in memory that may be lent.
void scale(tslice_rt_context *ctx, void **arguments, void *results) {
  auto *x = static_cast<Vector *>(arguments[0]);
  auto *made =
      static_cast<int64_t *>(tslice_rt_alloc_result(ctx, 8 * x->size, 0));
  for (int64_t i = 0; i < x->size; ++i)
    made[i] = 10 * x->aligned[i];
  *static_cast<Vector *>(results) = {made, made, 0, x->size, 1};
}

/// Adds 1 to the first argument, in place, and returns it and its last elements
/// but one, backwards.
void increment(tslice_rt_context *, void **arguments, void *results) {
  auto *x = static_cast<Vector *>(arguments[0]);
  for (int64_t i = 0; i < x->size; ++i)
    ++x->aligned[i];
  auto *to = static_cast<Vector *>(results);
  to[0] = *x;
  to[1] = {x->allocated, x->aligned, x->size - 1, x->size - 1, -1};
}

/// Returns the second argument, then the first.
void swap(tslice_rt_context *, void **arguments, void *results) {
  auto *to = static_cast<Vector *>(results);
  to[0] = *static_cast<Vector *>(arguments[1]);
  to[1] = *static_cast<Vector *>(arguments[0]);
}

//===----------------------------------------------------------------------===//
// Where results go
//===----------------------------------------------------------------------===//

TEST_F(RuntimeOutputs, AreWrittenByCompiledCode) {
  Values x = {1, 2, 3};
  alignas(64) int64_t memory[5] = {};
  arguments = {borrow(x)};
  int64_t three = 3;
  results = {tslice_rt_borrow(memory + 2, TSLICE_RT_I64, 1, &three)};
  int64_t before = countAllocations();
  ASSERT_EQ(callInto(scale, 1), TSLICE_RT_OK) << message();
  EXPECT_EQ(countAllocations(), before);
  EXPECT_EQ(Values(memory, memory + 5), Values({0, 0, 10, 20, 30}));
  EXPECT_EQ(results[0].data, memory + 2);
  EXPECT_EQ(results[0].buffer, nullptr);
  EXPECT_EQ(results[0].from_argument, 0);
  // Not where it may not begin.
  results = {tslice_rt_borrow(memory + 1, TSLICE_RT_I64, 1, &three)};
  ASSERT_EQ(callInto(scale, 1), TSLICE_RT_OK) << message();
  EXPECT_EQ(countAllocations(), before + 1);
  EXPECT_EQ(Values(memory, memory + 5), Values({0, 10, 20, 30, 30}));
}

TEST_F(RuntimeOutputs, AreMadeWhereNoneIsGiven) {
  Values x = {1, 2, 3};
  arguments = {borrow(x)};
  results = {tslice_rt_tensor{}};
  ASSERT_EQ(callInto(scale, 1), TSLICE_RT_OK) << message();
  EXPECT_EQ(read(results[0]), Values({10, 20, 30}));
  // Its memory serves the next call, and is released as always.
  void *buffer = results[0].buffer;
  ASSERT_NE(buffer, nullptr);
  x = {4, 5, 6};
  int64_t before = countAllocations();
  ASSERT_EQ(callInto(scale, 1), TSLICE_RT_OK) << message();
  EXPECT_EQ(countAllocations(), before);
  EXPECT_EQ(read(results[0]), Values({40, 50, 60}));
  EXPECT_EQ(results[0].buffer, buffer);
  tslice_rt_tensor_release(&results[0]);
}

TEST_F(RuntimeOutputs, MayBeStrided) {
  Values x = {1, 2, 3}, memory(6);
  arguments = {borrow(x)};
  results = {slice(memory, 5, 3, -2)};
  ASSERT_EQ(callInto(scale, 1), TSLICE_RT_OK) << message();
  EXPECT_EQ(memory, Values({0, 30, 0, 20, 0, 10}));
  EXPECT_EQ(results[0].strides[0], -2);
  // A stride in which nobody takes a step is any number.
  x = {7};
  arguments = {borrow(x)};
  results = {slice(memory, 0, 1, INT64_MAX)};
  ASSERT_EQ(callInto(scale, 1), TSLICE_RT_OK) << message();
  EXPECT_EQ(memory[0], 70);
  // Nothing to store.
  arguments = {slice(x, 0, 0, 1)};
  results = {slice(memory, 0, 0, 0)};
  ASSERT_EQ(callInto(scale, 1), TSLICE_RT_OK) << message();
  EXPECT_EQ(memory[0], 70);
}

TEST_F(RuntimeOutputs, MayBeArguments) {
  // Each where the other one was.
  Values x = {1, 2, 3}, y = {4, 5, 6};
  arguments = {borrow(x), borrow(y)};
  results = arguments;
  ASSERT_EQ(callInto(swap, 2), TSLICE_RT_OK) << message();
  EXPECT_EQ(x, Values({4, 5, 6}));
  EXPECT_EQ(y, Values({1, 2, 3}));
  // The first is donated, so the result has taken over what it had: nothing.
  EXPECT_EQ(results[0].from_argument, 1);
  EXPECT_EQ(results[1].from_argument, 0);
  // The structures may be the same, and only one may be given.
  tslice_rt_tensor a = borrow(x), b = borrow(y), made = {};
  tslice_rt_tensor *in[] = {&a, &b}, *out[] = {&b, &made};
  Module module(swap, 2, 2);
  ASSERT_EQ(tslice_rt_call_into(context, &module.module, 0, in, 2, out, 2),
            TSLICE_RT_OK)
      << message();
  EXPECT_EQ(y, Values({1, 2, 3}));
  EXPECT_EQ(b.data, y.data());
  EXPECT_EQ(made.data, x.data());
  EXPECT_EQ(made.from_argument, 1);
}

TEST_F(RuntimeOutputs, AreComputedBeforeTheyAreStored) {
  // The second result, backwards, lies in the first one.
  Values x = {1, 2, 3, 4}, memory(4);
  arguments = {borrow(x)};
  results = {borrow(x), tslice_rt_tensor{}};
  ASSERT_EQ(callInto(increment, 2), TSLICE_RT_OK) << message();
  EXPECT_EQ(x, Values({2, 3, 4, 5}));
  EXPECT_EQ(results[0].from_argument, 1);
  EXPECT_EQ(read(results[1]), Values({5, 4, 3}));
  EXPECT_NE(results[1].buffer, nullptr);
  tslice_rt_tensor_release(&results[1]);
  // Where the argument is, but not as it lies there.
  results = {borrow(memory), slice(x, 1, 3, 1)};
  ASSERT_EQ(callInto(increment, 2), TSLICE_RT_OK) << message();
  EXPECT_EQ(memory, Values({3, 4, 5, 6}));
  EXPECT_EQ(Values(x.begin() + 1, x.end()), Values({6, 5, 4}));
}

TEST_F(RuntimeOutputs, TakeOverWhatTheirArgumentHad) {
  Values x = {1, 2, 3}, memory(3);
  arguments = {borrow(x)};
  results = {tslice_rt_tensor{}};
  ASSERT_EQ(callInto(scale, 1), TSLICE_RT_OK) << message();
  void *buffer = results[0].buffer;
  // In a structure of its own.
  arguments = {results[0]};
  results[0].buffer = nullptr;
  results.emplace_back();
  ASSERT_EQ(callInto(increment, 2), TSLICE_RT_OK) << message();
  EXPECT_EQ(arguments[0].buffer, nullptr);
  EXPECT_EQ(results[0].buffer, buffer);
  EXPECT_EQ(read(results[0]), Values({11, 21, 31}));
  tslice_rt_tensor_release(&results[1]);
  // In the same one.
  tslice_rt_tensor state = results[0], last = {};
  tslice_rt_tensor *in[] = {&state}, *out[] = {&state, &last};
  Module module(increment, 1, 2);
  ASSERT_EQ(tslice_rt_call_into(context, &module.module, 0, in, 1, out, 2),
            TSLICE_RT_OK)
      << message();
  EXPECT_EQ(state.buffer, buffer);
  EXPECT_EQ(read(last), Values({32, 22}));
  tslice_rt_tensor_release(&last);
  // Elsewhere, so that nobody needs it.
  arguments = {state};
  results = {borrow(memory), slice(x, 0, 2, 1)};
  ASSERT_EQ(callInto(increment, 2), TSLICE_RT_OK) << message();
  EXPECT_EQ(arguments[0].buffer, nullptr);
  EXPECT_EQ(results[0].from_argument, 0);
  EXPECT_EQ(memory, Values({13, 23, 33}));
}

TEST_F(RuntimeOutputs, LeaveAKeptArgumentItsOwn) {
  Values x = {1, 2, 3};
  arguments = {borrow(x)};
  arguments[0].keep = 1;
  results = {borrow(x), tslice_rt_tensor{}};
  ASSERT_EQ(callInto(increment, 2), TSLICE_RT_OK) << message();
  EXPECT_EQ(x, Values({2, 3, 4}));
  EXPECT_EQ(results[0].from_argument, 0);
  tslice_rt_tensor_release(&results[1]);
}

//===----------------------------------------------------------------------===//
// What cannot be stored to
//===----------------------------------------------------------------------===//

TEST_F(RuntimeOutputs, MustFit) {
  Values x = {1, 2, 3}, memory(8);
  arguments = {borrow(x)};
  results = {slice(memory, 0, 4, 1)};
  EXPECT_EQ(fail(scale, 1),
            "result 0 of @f is tensor<3xi64>, but output 0 is tensor<4xi64>");
  results[0].type = TSLICE_RT_F64;
  EXPECT_EQ(fail(scale, 1), "output 0: expected elements of type i64, but got "
                            "tensor<4xf64>");
  results = {slice(memory, 0, 3, 1)};
  results[0].rank = 0;
  EXPECT_EQ(fail(scale, 1), "output 0: expected rank 1, but got tensor<i64>");
  results = {slice(memory, 0, 3, 1)};
  results[0].data = reinterpret_cast<char *>(memory.data()) + 4;
  EXPECT_EQ(fail(scale, 1),
            "output 0: the address of a tensor of i64 must be a multiple of 8");
  EXPECT_EQ(memory, Values(8));
}

TEST_F(RuntimeOutputs, MustBeWritable) {
  Values x = {1, 2, 3}, memory(8);
  arguments = {borrow(x)};
  results = {borrow(x)};
  results[0].read_only = 1;
  EXPECT_EQ(fail(scale, 1), "output 0 is read-only");
  results = {slice(memory, 0, 3, 0)};
  EXPECT_EQ(fail(scale, 1), "output 0 has elements that may share memory");
  arguments = {borrow(x), borrow(memory)};
  results = {slice(memory, 0, 3, 1), slice(memory, 2, 3, 1)};
  EXPECT_EQ(fail(swap, 2), "output 1 overlaps output 0");
  // Arguments come first.
  arguments[1].rank = 2;
  EXPECT_EQ(fail(swap, 2), "argument 1: expected rank 1, but got "
                           "tensor<8x0xi64>");
  EXPECT_EQ(x, Values({1, 2, 3}));
}

} // namespace
