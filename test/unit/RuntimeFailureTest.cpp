// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which failure a call reports and how the sentence reads. Every message is
// quoted in full.

#include "tslice/Runtime/Runtime.h"

#include "gtest/gtest.h"

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

namespace {

const char *const sliceOperands[] = {"x"};
const char *const gatherOperands[] = {"table"};
const char *const updateOperands[] = {"x", "y"};
const int64_t ones[] = {1, 1};
const int64_t windows[] = {2, 1};
const tslice_rt_site sites[] = {
    {"slice #1", "f.mlir:3:8", sliceOperands, 1, ones, 2},
    {"gather #2", "model.mlir:14:8", gatherOperands, 1, ones, 2},
    {"update #3", "f.mlir:5:1", updateOperands, 2, ones, 2},
    {"gather #4", "f.mlir:6:1", gatherOperands, 1, windows, 2},
    {"gather #5", nullptr, nullptr, 0, nullptr, 0},
    {nullptr, nullptr, nullptr, 0, nullptr, 0},
};
constexpr int64_t siteCount = sizeof(sites) / sizeof(sites[0]);

class RuntimeFailure : public testing::Test {
protected:
  ~RuntimeFailure() override { tslice_rt_context_destroy(ctx); }

  void fail(int64_t site, int64_t kind, int64_t dim, int64_t index,
            int64_t limit, const std::vector<int64_t> &pos = {}) {
    tslice_rt_fail(ctx, site, kind, dim, index, limit,
                   static_cast<int64_t>(pos.size()), pos.data());
  }

  std::string message() {
    char text[512];
    int64_t length = tslice_rt_error(ctx, sites, siteCount, text, sizeof(text));
    EXPECT_EQ(length, static_cast<int64_t>(std::string(text).size()));
    return text;
  }

  tslice_rt_context *ctx = tslice_rt_context_create();
};

//===----------------------------------------------------------------------===//
// Messages
//===----------------------------------------------------------------------===//

TEST_F(RuntimeFailure, IndexWithPosition) {
  fail(1, TSLICE_RT_INDEX_OUT_OF_RANGE, 0, 7, 5, {3, 1});
  EXPECT_EQ(message(), "gather #2 (model.mlir:14:8): index 7 at position "
                       "[3, 1] is outside [0, 5) of dimension 0 of 'table'");
}

TEST_F(RuntimeFailure, IndexWithoutPosition) {
  fail(0, TSLICE_RT_INDEX_OUT_OF_RANGE, 0, 8, 8);
  EXPECT_EQ(message(), "slice #1 (f.mlir:3:8): index 8 is outside [0, 8) of "
                       "dimension 0 of 'x'");
}

TEST_F(RuntimeFailure, NegativeIndex) {
  fail(1, TSLICE_RT_INDEX_OUT_OF_RANGE, 1, INT64_MIN, 0, {0});
  EXPECT_EQ(message(),
            "gather #2 (model.mlir:14:8): index -9223372036854775808 at "
            "position [0] is outside [0, 0) of dimension 1 of 'table'");
}

TEST_F(RuntimeFailure, IndexOfWindow) {
  fail(3, TSLICE_RT_INDEX_OUT_OF_RANGE, 0, 5, 5, {2});
  EXPECT_EQ(message(), "gather #4 (f.mlir:6:1): index 5 at position [2] is "
                       "outside [0, 5) of dimension 0 of 'table' (size 6, "
                       "window 2)");
}

TEST_F(RuntimeFailure, SizeMismatchOfSecondOperand) {
  fail(2, TSLICE_RT_SIZE_MISMATCH, TSLICE_RT_DIM(1, 1), 5, 10);
  EXPECT_EQ(message(), "update #3 (f.mlir:5:1): size 5 of dimension 1 of 'y' "
                       "is expected to be 10");
}

TEST_F(RuntimeFailure, NegativeSize) {
  fail(0, TSLICE_RT_NEGATIVE_SIZE, 1, -3, 0);
  EXPECT_EQ(message(),
            "slice #1 (f.mlir:3:8): size -3 of dimension 1 of 'x' is negative");
}

TEST_F(RuntimeFailure, ZeroStride) {
  fail(0, TSLICE_RT_ZERO_STRIDE, 0, 0, 0);
  EXPECT_EQ(message(),
            "slice #1 (f.mlir:3:8): stride of dimension 0 of 'x' is zero");
}

TEST_F(RuntimeFailure, WindowDoesNotFit) {
  fail(3, TSLICE_RT_WINDOW_DOES_NOT_FIT, 0, 9, 8);
  EXPECT_EQ(message(), "gather #4 (f.mlir:6:1): window of 9 does not fit in "
                       "dimension 0 of 'table', which has size 8");
}

TEST_F(RuntimeFailure, NoRoom) {
  fail(0, TSLICE_RT_NO_ROOM, 0, 7, 5);
  EXPECT_EQ(message(), "slice #1 (f.mlir:3:8): 7 positions are true, but there "
                       "is room for 5");
}

TEST_F(RuntimeFailure, OutOfMemory) {
  EXPECT_EQ(tslice_rt_alloc(ctx, int64_t{1} << 40), nullptr);
  EXPECT_EQ(message(), "out of memory: 1099511627776 bytes");
  fail(0, TSLICE_RT_OUT_OF_MEMORY, 0, 4096, 0);
  EXPECT_EQ(message(), "slice #1 (f.mlir:3:8): out of memory: 4096 bytes");
}

TEST_F(RuntimeFailure, OverflowingAllocation) {
  EXPECT_EQ(tslice_rt_alloc(ctx, INT64_MIN), nullptr);
  EXPECT_EQ(message(), "out of memory: more than 9223372036854775807 bytes");
}

TEST_F(RuntimeFailure, PartsOfTheSiteMayBeMissing) {
  fail(99, TSLICE_RT_ZERO_STRIDE, 2, 0, 0);
  EXPECT_EQ(message(), "stride of dimension 2 is zero");
  fail(5, TSLICE_RT_ZERO_STRIDE, 2, 0, 0);
  EXPECT_EQ(message(), "stride of dimension 2 is zero");
  fail(4, TSLICE_RT_INDEX_OUT_OF_RANGE, 2, 1, 1);
  EXPECT_EQ(message(), "gather #5: index 1 is outside [0, 1) of dimension 2");
  fail(0, 77, 0, 0, 0);
  EXPECT_EQ(message(), "slice #1 (f.mlir:3:8): failure of unknown kind 77");
}

TEST_F(RuntimeFailure, MessageIsCutToTheBuffer) {
  fail(0, TSLICE_RT_ZERO_STRIDE, 0, 0, 0);
  std::string whole = message();
  for (int64_t room = 0; room < 80; ++room) {
    std::vector<char> text(static_cast<size_t>(room) + 1, '#');
    EXPECT_EQ(tslice_rt_error(ctx, sites, siteCount, text.data(), room),
              static_cast<int64_t>(whole.size()));
    EXPECT_EQ(text[static_cast<size_t>(room)], '#') << "wrote past the end";
    if (room > 0) {
      EXPECT_EQ(std::string(text.data()),
                whole.substr(0, static_cast<size_t>(room) - 1));
    }
  }
  EXPECT_EQ(tslice_rt_error(ctx, sites, siteCount, nullptr, 0),
            static_cast<int64_t>(whole.size()));
}

//===----------------------------------------------------------------------===//
// Choice
//===----------------------------------------------------------------------===//

struct Key {
  int64_t site;
  std::vector<int64_t> pos;
  int64_t dim;
};

// In the order in which they must win.
const std::vector<Key> keys = {
    {0, {}, 0},     {1, {0}, 5},    {1, {0, 0}, 1},
    {1, {0, 1}, 0}, {1, {0, 1}, 1}, {1, {1, 0}, 0},
    {2, {0}, 0},    {2, {3}, 0},    {TSLICE_RT_NO_SITE, {}, 0},
};

TEST_F(RuntimeFailure, LowestWinsInAnyOrder) {
  std::vector<size_t> order(keys.size());
  for (size_t first = 0; first < keys.size(); ++first) {
    order.clear();
    for (size_t i = first; i < keys.size(); ++i)
      order.push_back(i);
    for (int shuffle = 0; shuffle < 500; ++shuffle) {
      std::next_permutation(order.begin(), order.end());
      std::rotate(order.begin(), order.begin() + shuffle % order.size(),
                  order.end());
      tslice_rt_context_reset(ctx);
      for (size_t i : order)
        fail(keys[i].site, 0, keys[i].dim, 0, 0, keys[i].pos);
      tslice_rt_failure failure;
      ASSERT_TRUE(tslice_rt_get_failure(ctx, &failure));
      EXPECT_EQ(failure.site, keys[first].site);
      EXPECT_EQ(failure.dim, keys[first].dim);
      EXPECT_EQ(std::vector<int64_t>(failure.pos, failure.pos + failure.npos),
                keys[first].pos);
    }
  }
}

TEST_F(RuntimeFailure, LowestWinsAcrossThreads) {
  constexpr int64_t rows = 300, columns = 40;
  for (int round = 0; round < 20; ++round) {
    tslice_rt_context_reset(ctx);
    std::vector<std::thread> threads;
    for (int64_t t = 0; t < 4; ++t)
      threads.emplace_back([&, t] {
        for (int64_t row = rows; row-- > 0;)
          for (int64_t column = 0; column < columns; ++column)
            if ((row + column) % 4 == t && row + column > 0)
              fail(3 + t % 2 * (row > 5), 0, 0, row * columns + column, 1,
                   {row, column});
      });
    for (std::thread &thread : threads)
      thread.join();
    tslice_rt_failure failure;
    ASSERT_TRUE(tslice_rt_get_failure(ctx, &failure));
    EXPECT_EQ(failure.site, 3);
    EXPECT_EQ(failure.index, 1);
    EXPECT_EQ(failure.pos[0], 0);
    EXPECT_EQ(failure.pos[1], 1);
  }
}

TEST_F(RuntimeFailure, PositionsAreCopied) {
  std::vector<int64_t> pos(100, 7);
  fail(1, TSLICE_RT_INDEX_OUT_OF_RANGE, 0, 1, 1, pos);
  pos.assign(100, 9);
  tslice_rt_failure failure;
  ASSERT_TRUE(tslice_rt_get_failure(ctx, &failure));
  EXPECT_EQ(failure.npos, 64);
  EXPECT_EQ(failure.pos[63], 7);
}

} // namespace
