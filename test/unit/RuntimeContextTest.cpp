// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Contexts: who owns an allocation when.

#include "tslice/Runtime/Runtime.h"

#include "gtest/gtest.h"

#include <cstring>
#include <set>
#include <thread>
#include <vector>

namespace {

int64_t liveBuffers() {
  tslice_rt_stats stats;
  tslice_rt_get_stats(&stats);
  return stats.live_buffers;
}

int32_t flagAtOffsetZero(tslice_rt_context *ctx) {
  int32_t flag;
  std::memcpy(&flag, ctx, sizeof(flag));
  return flag;
}

class RuntimeContext : public testing::Test {
protected:
  int64_t liveBefore = liveBuffers();
  tslice_rt_context *ctx = tslice_rt_context_create();
};

TEST_F(RuntimeContext, StartsWithoutFailure) {
  EXPECT_EQ(flagAtOffsetZero(ctx), 0);
  tslice_rt_failure failure;
  EXPECT_EQ(tslice_rt_get_failure(ctx, &failure), 0);
  char text[8] = "unset";
  EXPECT_EQ(tslice_rt_error(ctx, nullptr, 0, text, sizeof(text)), 0);
  EXPECT_STREQ(text, "");
  tslice_rt_context_destroy(ctx);
  tslice_rt_context_destroy(nullptr);
}

TEST_F(RuntimeContext, DestroyReleasesWhatNobodyTook) {
  void *left = tslice_rt_alloc(ctx, 100);
  void *taken = tslice_rt_alloc(ctx, 100);
  EXPECT_TRUE(tslice_rt_owns(ctx, left));
  EXPECT_TRUE(tslice_rt_take(ctx, taken));
  EXPECT_FALSE(tslice_rt_owns(ctx, taken));
  EXPECT_FALSE(tslice_rt_take(ctx, taken));
  tslice_rt_context_destroy(ctx);
  EXPECT_EQ(liveBuffers(), liveBefore + 1);
  std::memset(taken, 1, 100);
  tslice_rt_release(taken);
  EXPECT_EQ(liveBuffers(), liveBefore);
}

TEST_F(RuntimeContext, GivesOutWhatIsLentOnce) {
  alignas(64) char first[128], third[64];
  tslice_rt_loan loans[] = {{first, 128}, {nullptr, 64}, {third, 64}};
  tslice_rt_lend(ctx, loans, 3);
  // Another size, nothing lent, no such result.
  void *others[] = {tslice_rt_alloc_result(ctx, 100, 0),
                    tslice_rt_alloc_result(ctx, 64, 1),
                    tslice_rt_alloc_result(ctx, 64, 3)};
  EXPECT_EQ(tslice_rt_alloc_result(ctx, 128, 0), first);
  void *again = tslice_rt_alloc_result(ctx, 128, 0);
  for (void *other : {others[0], others[1], others[2], again}) {
    EXPECT_NE(other, first);
    EXPECT_NE(other, third);
    EXPECT_TRUE(tslice_rt_owns(ctx, other));
  }
  // It stays the caller's.
  EXPECT_FALSE(tslice_rt_owns(ctx, first));
  EXPECT_FALSE(tslice_rt_take(ctx, first));
  tslice_rt_free(ctx, first);
  // The next call has nothing of it.
  tslice_rt_context_reset(ctx);
  EXPECT_NE(tslice_rt_alloc_result(ctx, 64, 2), third);
  EXPECT_EQ(tslice_rt_alloc_result(ctx, -1, 0), nullptr);
  EXPECT_EQ(flagAtOffsetZero(ctx), 1);
  tslice_rt_context_destroy(ctx);
  EXPECT_EQ(liveBuffers(), liveBefore);
}

TEST_F(RuntimeContext, ForeignPointersAreNotTaken) {
  int local;
  tslice_rt_context *other = tslice_rt_context_create();
  void *ptr = tslice_rt_alloc(other, 8);
  EXPECT_FALSE(tslice_rt_take(ctx, &local));
  EXPECT_FALSE(tslice_rt_take(ctx, nullptr));
  EXPECT_FALSE(tslice_rt_take(ctx, ptr));
  tslice_rt_free(ctx, ptr); // Does nothing.
  EXPECT_TRUE(tslice_rt_owns(other, ptr));
  tslice_rt_context_destroy(other);
  tslice_rt_context_destroy(ctx);
  EXPECT_EQ(liveBuffers(), liveBefore);
}

TEST_F(RuntimeContext, ResetReleasesAndForgets) {
  tslice_rt_alloc(ctx, 1000);
  EXPECT_EQ(tslice_rt_alloc(ctx, -1), nullptr);
  EXPECT_EQ(flagAtOffsetZero(ctx), 1);
  tslice_rt_context_reset(ctx);
  EXPECT_EQ(flagAtOffsetZero(ctx), 0);
  EXPECT_EQ(liveBuffers(), liveBefore);
  EXPECT_NE(tslice_rt_alloc(ctx, 1000), nullptr);
  tslice_rt_context_destroy(ctx);
}

TEST_F(RuntimeContext, FreeInLoopsNeedsConstantMemory) {
  for (int64_t i = 0; i < 100000; ++i) {
    void *ptr = tslice_rt_alloc(ctx, 64 + i % 1000);
    ASSERT_NE(ptr, nullptr);
    ASSERT_EQ(liveBuffers(), liveBefore + 1);
    tslice_rt_free(ctx, ptr);
  }
  tslice_rt_context_destroy(ctx);
}

// Mixed insertion and removal in the ownership table, against std::set.
TEST_F(RuntimeContext, OwnershipMatchesASet) {
  std::vector<void *> order;
  std::set<void *> expected;
  uint32_t random = 1;
  for (int step = 0; step < 20000; ++step) {
    random = random * 1664525 + 1013904223;
    if (order.empty() || random >> 31 || order.size() < 50) {
      order.push_back(tslice_rt_alloc(ctx, random >> 20));
      EXPECT_TRUE(expected.insert(order.back()).second) << "given out twice";
    } else {
      size_t victim = (random >> 8) % order.size();
      tslice_rt_free(ctx, order[victim]);
      expected.erase(order[victim]);
      order[victim] = order.back();
      order.pop_back();
    }
    void *probe = order[(random >> 4) % order.size()];
    ASSERT_TRUE(tslice_rt_owns(ctx, probe));
  }
  for (void *ptr : expected)
    EXPECT_TRUE(tslice_rt_owns(ctx, ptr));
  EXPECT_EQ(liveBuffers(), liveBefore + static_cast<int64_t>(expected.size()));
  tslice_rt_context_destroy(ctx);
  EXPECT_EQ(liveBuffers(), liveBefore);
}

TEST_F(RuntimeContext, AllocatesFromSeveralThreads) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 2000; ++i) {
        auto *ptr = static_cast<char *>(tslice_rt_alloc(ctx, 200));
        std::memset(ptr, t, 200);
        if (i % 2)
          tslice_rt_free(ctx, ptr);
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(liveBuffers(), liveBefore + 4000);
  tslice_rt_context_destroy(ctx);
  EXPECT_EQ(liveBuffers(), liveBefore);
}

} // namespace
