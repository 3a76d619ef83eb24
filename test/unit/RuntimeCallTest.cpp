// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls from C, with functions in place of compiled code that return what is
// difficult: arguments, parts of them, one buffer twice, failures.

#include "RuntimeCallFixture.h"

#include <cstring>

using namespace tslice::runtime_test;

namespace {

class RuntimeCall : public CallFixture {};

//===----------------------------------------------------------------------===//
// Code
//===----------------------------------------------------------------------===//

/// Adds 1 to the first argument, in place, and returns it.
void increment(tslice_rt_context *, void **arguments, void *results) {
  auto *x = static_cast<Vector *>(arguments[0]);
  for (int64_t i = 0; i < x->size; ++i)
    ++x->aligned[i * x->stride];
  *static_cast<Vector *>(results) = *x;
}

/// Returns every argument, and the first one again.
template <int Count>
void pass(tslice_rt_context *, void **arguments, void *results) {
  auto *to = static_cast<Vector *>(results);
  for (int i = 0; i <= Count; ++i)
    to[i] = *static_cast<Vector *>(arguments[i % Count]);
}

/// Returns the second and the last element of the first argument, and a buffer
/// of the call twice, the second time from its end.
void view(tslice_rt_context *ctx, void **arguments, void *results) {
  auto *to = static_cast<Vector *>(results);
  Vector x = *static_cast<Vector *>(arguments[0]);
  to[0] = {x.allocated, x.aligned, 1, 2, x.size - 2};
  auto *made = static_cast<int64_t *>(tslice_rt_alloc(ctx, 24));
  for (int64_t i = 0; i < 3; ++i)
    made[i] = 10 * i;
  to[1] = {made, made, 0, 3, 1};
  to[2] = {made, made + 2, 0, 3, -1};
}

/// Returns three numbers in memory of the call.
void replace(tslice_rt_context *ctx, void **, void *results) {
  auto *made = static_cast<int64_t *>(tslice_rt_alloc(ctx, 24));
  for (int64_t i = 0; i < 3; ++i)
    made[i] = 7 + i;
  *static_cast<Vector *>(results) = {made, made, 0, 3, 1};
}

/// Fails always, having changed the first argument.
void failAlways(tslice_rt_context *ctx, void **arguments, void *) {
  auto *x = static_cast<Vector *>(arguments[0]);
  x->aligned[0] = -1;
  int64_t position = 4;
  tslice_rt_alloc(ctx, 1000);
  tslice_rt_fail(ctx, 0, TSLICE_RT_INDEX_OUT_OF_RANGE, 0, 9, 5, 1, &position);
}

/// Wants more memory than there is.
void exhaust(tslice_rt_context *ctx, void **, void *) {
  tslice_rt_alloc(ctx, INT64_MAX / 2);
}

//===----------------------------------------------------------------------===//
// Who owns what
//===----------------------------------------------------------------------===//

TEST_F(RuntimeCall, UpdatesLentMemoryInPlace) {
  Values values = {1, 2, 3};
  arguments = {borrow(values)};
  ASSERT_EQ(call(increment, 1), TSLICE_RT_OK) << message();
  EXPECT_EQ(values, Values({2, 3, 4}));
  EXPECT_EQ(results[0].data, values.data());
  EXPECT_EQ(results[0].buffer, nullptr);
  EXPECT_EQ(results[0].from_argument, 1);
  EXPECT_EQ(results[0].strided, 0);
  tslice_rt_tensor_release(&results[0]);
}

TEST_F(RuntimeCall, CopiesWhatIsToStay) {
  Values values = {1, 2, 3};
  arguments = {borrow(values)};
  arguments[0].keep = 1;
  ASSERT_EQ(call(increment, 1), TSLICE_RT_OK) << message();
  EXPECT_EQ(values, Values({1, 2, 3}));
  EXPECT_EQ(read(results[0]), Values({2, 3, 4}));
  EXPECT_EQ(results[0].from_argument, 0);
  // What the result has to release goes on with the donation.
  arguments = {results[0]};
  void *buffer = results[0].buffer;
  ASSERT_EQ(call(increment, 1), TSLICE_RT_OK) << message();
  EXPECT_EQ(results[0].buffer, buffer);
  EXPECT_EQ(arguments[0].buffer, nullptr);
  EXPECT_EQ(read(results[0]), Values({3, 4, 5}));
  tslice_rt_tensor_release(&results[0]);
}

TEST_F(RuntimeCall, ReleasesDonatedMemoryThatNobodyTakes) {
  Values values = {1, 2, 3};
  tslice_rt_tensor state = borrow(values), *state0 = &state;
  Module made(replace, 1, 1);
  // The second call gets what the first one made, in the same structure.
  for (int i = 0; i < 2; ++i) {
    ASSERT_EQ(tslice_rt_call(context, &made.module, 0, &state0, 1, &state0, 1),
              0)
        << message();
    EXPECT_EQ(read(state), Values({7, 8, 9}));
    EXPECT_NE(state.buffer, nullptr);
  }
  // Unless it is to stay.
  tslice_rt_tensor kept = state, next, *kept0 = &kept, *next0 = &next;
  kept.keep = 1;
  ASSERT_EQ(tslice_rt_call(context, &made.module, 0, &kept0, 1, &next0, 1), 0);
  EXPECT_EQ(kept.buffer, state.buffer);
  tslice_rt_tensor_release(&next);
  tslice_rt_tensor_release(&state);
}

TEST_F(RuntimeCall, TellsArgumentsWithoutElementsApart) {
  // The donated one has no elements, and the address of the other.
  Values values = {1, 2};
  arguments = {borrow(values), borrow(values)};
  arguments[0].shape[0] = 0;
  ASSERT_EQ(call(pass<2>, 3), TSLICE_RT_OK) << message();
  EXPECT_EQ(read(results[1]), values);
  EXPECT_NE(results[1].data, values.data());
  EXPECT_EQ(results[0].shape[0], 0);
  for (tslice_rt_tensor &result : results)
    tslice_rt_tensor_release(&result);
}

TEST_F(RuntimeCall, CopiesReturnedArguments) {
  Values x = {1, 2}, y = {3, 4};
  arguments = {borrow(x), borrow(y)};
  ASSERT_EQ(call(pass<2>, 3), TSLICE_RT_OK) << message();
  // The donated argument goes to the first result that is it.
  EXPECT_EQ(results[0].data, x.data());
  EXPECT_NE(results[1].data, y.data());
  EXPECT_NE(results[2].data, x.data());
  EXPECT_EQ(read(results[1]), y);
  EXPECT_EQ(read(results[2]), x);
  for (tslice_rt_tensor &result : results)
    tslice_rt_tensor_release(&result);
}

TEST_F(RuntimeCall, ReturnsViews) {
  Values values = {1, 2, 3, 4, 5};
  arguments = {borrow(values)};
  ASSERT_EQ(call(view, 3), TSLICE_RT_OK) << message();
  EXPECT_EQ(results[0].data, values.data() + 1);
  EXPECT_EQ(results[0].strided, 1);
  EXPECT_EQ(results[0].strides[0], 3);
  EXPECT_EQ(read(results[0]), Values({2, 5}));
  EXPECT_EQ(read(results[1]), Values({0, 10, 20}));
  EXPECT_EQ(read(results[2]), Values({20, 10, 0}));
  // A buffer belongs to one result only.
  EXPECT_NE(results[1].buffer, results[2].buffer);
  for (tslice_rt_tensor &result : results)
    tslice_rt_tensor_release(&result);
}

TEST_F(RuntimeCall, CopiesStridedArguments) {
  Values values = {1, 2, 3, 4, 5, 6}, first = {9};
  tslice_rt_tensor every = borrow(values);
  every.data = values.data() + 5;
  every.shape[0] = 3;
  every.strided = 1;
  every.strides[0] = -2;
  arguments = {borrow(first), every};
  ASSERT_EQ(call(pass<2>, 3), TSLICE_RT_OK) << message();
  EXPECT_EQ(read(results[1]), Values({6, 4, 2}));
  for (tslice_rt_tensor &result : results)
    tslice_rt_tensor_release(&result);
}

TEST_F(RuntimeCall, CopiesStridesOfAnyRank) {
  int32_t values[24];
  for (int i = 0; i < 24; ++i)
    values[i] = i;
  constexpr int64_t shape[] = {2, 3, 4};
  constexpr int64_t all[] = {-1, -1, -1};
  tslice_rt_spec spec = {TSLICE_RT_I32, 3, all};
  tslice_rt_argument argument = {nullptr, spec, nullptr, 0};
  auto identity = [](tslice_rt_context *, void **arguments, void *results) {
    std::memcpy(results, arguments[0], 9 * 8);
  };
  tslice_rt_entry entry = {"f", identity, &argument, 1, &spec, 1, 1};
  tslice_rt_module module = {
      TSLICE_RT_ABI_VERSION, "test", &entry, 1, nullptr, 0, nullptr, 0};
  tslice_rt_tensor in =
      tslice_rt_borrow_const(values + 12, TSLICE_RT_I32, 3, shape);
  // Element [i, j, k] is number 12 - 12 i + 1 j + 3 k.
  in.strided = 1;
  in.strides[0] = -12;
  in.strides[1] = 1;
  in.strides[2] = 3;
  tslice_rt_tensor out, *in0 = &in, *out0 = &out;
  ASSERT_EQ(tslice_rt_call(context, &module, 0, &in0, 1, &out0, 1), 0)
      << message();
  auto *copied = static_cast<int32_t *>(out.data);
  for (int i = 0; i < 2; ++i)
    for (int j = 0; j < 3; ++j)
      for (int k = 0; k < 4; ++k)
        EXPECT_EQ(copied[(i * 3 + j) * 4 + k], 12 - 12 * i + j + 3 * k);
  tslice_rt_tensor_release(&out);
}

TEST_F(RuntimeCall, TakesManyArguments) {
  std::vector<Values> values;
  for (int64_t i = 0; i < 100; ++i)
    values.push_back({i, i + 1});
  for (Values &value : values)
    arguments.push_back(borrow(value));
  ASSERT_EQ(call(pass<100>, 101), TSLICE_RT_OK) << message();
  for (size_t i = 0; i < 101; ++i) {
    EXPECT_EQ(read(results[i]), values[i % 100]);
    tslice_rt_tensor_release(&results[i]);
  }
}

TEST_F(RuntimeCall, TakesNothing) {
  Values none, some = {1};
  arguments = {borrow(none), borrow(some)};
  arguments[0].data = nullptr;
  ASSERT_EQ(call(pass<2>, 3), TSLICE_RT_OK) << message();
  EXPECT_EQ(results[0].shape[0], 0);
  for (tslice_rt_tensor &result : results)
    tslice_rt_tensor_release(&result);
}

//===----------------------------------------------------------------------===//
// Failures
//===----------------------------------------------------------------------===//

TEST_F(RuntimeCall, KeepsTheFailure) {
  Values values = {1};
  arguments = {borrow(values)};
  EXPECT_EQ(call(failAlways, 1), TSLICE_RT_OUT_OF_RANGE);
  EXPECT_EQ(message(), "index 9 at position [4] is outside [0, 5) of "
                       "dimension 0");
  tslice_rt_failure failure;
  ASSERT_TRUE(tslice_rt_get_failure(context, &failure));
  EXPECT_EQ(failure.index, 9);
  // The next call knows nothing of it.
  ASSERT_EQ(call(increment, 1), TSLICE_RT_OK);
  EXPECT_EQ(message(), "");
  EXPECT_FALSE(tslice_rt_get_failure(context, &failure));
}

TEST_F(RuntimeCall, SaysThatMemoryIsShort) {
  Values values = {1};
  arguments = {borrow(values)};
  EXPECT_EQ(call(exhaust, 1), TSLICE_RT_NO_MEMORY);
  EXPECT_EQ(message(), "out of memory: 4611686018427387903 bytes");
  EXPECT_EQ(tslice_rt_call(nullptr, nullptr, 0, nullptr, 0, nullptr, 0),
            TSLICE_RT_NO_MEMORY);
}

TEST_F(RuntimeCall, LeavesResultsAloneOnFailure) {
  Values values = {1};
  arguments = {borrow(values)};
  results.resize(1);
  std::memset(&results[0], 0x55, sizeof(results[0]));
  tslice_rt_tensor before = results[0];
  EXPECT_EQ(call(failAlways, 1), TSLICE_RT_OUT_OF_RANGE);
  EXPECT_EQ(std::memcmp(&before, &results[0], sizeof(before)), 0);
}

TEST_F(RuntimeCall, RefusesOverlapOfDonatedMemory) {
  Values values = {1, 2, 3, 4};
  arguments = {borrow(values), borrow(values)};
  arguments[0].shape[0] = 2;
  arguments[1].data = values.data() + 2;
  arguments[1].shape[0] = 2;
  EXPECT_EQ(call(pass<2>, 3), TSLICE_RT_OK) << message();
  for (tslice_rt_tensor &result : results)
    tslice_rt_tensor_release(&result);
  // Backwards, from the last element.
  arguments[1].data = values.data() + 3;
  arguments[1].shape[0] = 3;
  arguments[1].strided = 1;
  arguments[1].strides[0] = -1;
  EXPECT_EQ(call(pass<2>, 3), TSLICE_RT_BAD_ARGUMENT);
  EXPECT_EQ(message(), "argument 'x' is donated, but its buffer overlaps that "
                       "of argument 1");
  arguments[0].keep = 1;
  EXPECT_EQ(call(pass<2>, 3), TSLICE_RT_OK) << message();
  for (tslice_rt_tensor &result : results)
    tslice_rt_tensor_release(&result);
}

} // namespace
