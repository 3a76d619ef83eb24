// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The pool of buffers: alignment, reuse, bounds, failure.

#include "tslice/Runtime/Runtime.h"

#include "gtest/gtest.h"

#include <cstring>
#include <set>
#include <sys/sysinfo.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define __SANITIZE_THREAD__ 1
#endif
#endif

namespace {

constexpr int64_t MiB = int64_t{1} << 20;

tslice_rt_stats stats() {
  tslice_rt_stats result;
  tslice_rt_get_stats(&result);
  return result;
}

/// Starts from an empty pool with the default limit.
class RuntimePool : public testing::Test {
protected:
  RuntimePool() {
    tslice_rt_set_pool_limit(-1);
    tslice_rt_trim();
    before = stats();
  }
  ~RuntimePool() override {
    tslice_rt_set_pool_limit(-1);
    tslice_rt_trim();
    EXPECT_EQ(stats().live_bytes, before.live_bytes);
    EXPECT_EQ(stats().live_buffers, before.live_buffers);
    EXPECT_EQ(stats().kept_bytes, 0);
    EXPECT_EQ(stats().kept_buffers, 0);
  }
  tslice_rt_stats before;
};

TEST_F(RuntimePool, AlignsAndIsWritable) {
  for (int64_t bytes :
       {int64_t{0}, int64_t{1}, int64_t{63}, int64_t{64}, int64_t{65},
        int64_t{127}, int64_t{4096}, int64_t{100000}, 2 * MiB - 1, 2 * MiB,
        2 * MiB + 1, 5 * MiB + 12345, 64 * MiB}) {
    auto *ptr = static_cast<char *>(tslice_rt_pool_alloc(bytes));
    ASSERT_NE(ptr, nullptr) << bytes;
    EXPECT_EQ(reinterpret_cast<uintptr_t>(ptr) % 64, 0u) << bytes;
    std::memset(ptr, 0x5a, static_cast<size_t>(bytes));
    tslice_rt_release(ptr);
  }
  tslice_rt_release(nullptr);
}

TEST_F(RuntimePool, CapacityWastesAtMostAQuarter) {
  for (int64_t bytes = 1; bytes < 100 * MiB; bytes += 1 + bytes / 7) {
    void *ptr = tslice_rt_pool_alloc(bytes);
    ASSERT_NE(ptr, nullptr);
    int64_t capacity = stats().live_bytes - before.live_bytes;
    EXPECT_GE(capacity, bytes);
    EXPECT_LE(capacity, bytes + bytes / 4 + 64) << bytes;
    tslice_rt_release(ptr);
    tslice_rt_trim();
  }
}

TEST_F(RuntimePool, ZeroBytesAreUnique) {
  std::set<void *> seen;
  for (int i = 0; i < 10; ++i)
    EXPECT_TRUE(seen.insert(tslice_rt_pool_alloc(0)).second);
  EXPECT_EQ(seen.count(nullptr), 0u);
  for (void *ptr : seen)
    tslice_rt_release(ptr);
}

TEST_F(RuntimePool, ReusesTheSameBuffer) {
  for (int64_t bytes : {int64_t{100}, int64_t{10000}, 3 * MiB}) {
    void *first = tslice_rt_pool_alloc(bytes);
    tslice_rt_release(first);
    int64_t fresh = stats().fresh;
    void *second = tslice_rt_pool_alloc(bytes);
    EXPECT_EQ(first, second);
    EXPECT_EQ(stats().fresh, fresh);
    tslice_rt_release(second);
  }
}

TEST_F(RuntimePool, ReusesALargerBufferUpToAQuarter) {
  void *first = tslice_rt_pool_alloc(20 * MiB);
  tslice_rt_release(first);
  void *near = tslice_rt_pool_alloc(17 * MiB);
  EXPECT_EQ(near, first);
  tslice_rt_release(near);
  void *far = tslice_rt_pool_alloc(12 * MiB);
  EXPECT_NE(far, first);
  void *larger = tslice_rt_pool_alloc(21 * MiB);
  EXPECT_NE(larger, first);
  tslice_rt_release(far);
  tslice_rt_release(larger);
}

TEST_F(RuntimePool, KeepsNoMoreThanTheLimit) {
  tslice_rt_set_pool_limit(10 * MiB);
  std::vector<void *> buffers;
  for (int i = 0; i < 6; ++i)
    buffers.push_back(tslice_rt_pool_alloc(4 * MiB));
  for (void *ptr : buffers) {
    tslice_rt_release(ptr);
    EXPECT_LE(stats().kept_bytes, 10 * MiB);
  }
  EXPECT_EQ(stats().kept_buffers, 2);
  // The two released last are the ones that stayed.
  void *a = tslice_rt_pool_alloc(4 * MiB), *b = tslice_rt_pool_alloc(4 * MiB);
  EXPECT_EQ(a, buffers[5]);
  EXPECT_EQ(b, buffers[4]);
  tslice_rt_release(a);
  tslice_rt_release(b);
  // One that is over the limit alone pushes nothing out.
  tslice_rt_release(tslice_rt_pool_alloc(11 * MiB));
  EXPECT_EQ(stats().kept_buffers, 2);
  tslice_rt_set_pool_limit(4 * MiB);
  EXPECT_EQ(stats().kept_buffers, 1);
  tslice_rt_set_pool_limit(0);
  EXPECT_EQ(stats().kept_buffers, 0);
}

TEST_F(RuntimePool, TrimReturnsEverything) {
  tslice_rt_release(tslice_rt_pool_alloc(100));
  tslice_rt_release(tslice_rt_pool_alloc(8 * MiB));
  EXPECT_EQ(stats().kept_buffers, 2);
  tslice_rt_trim();
  EXPECT_EQ(stats().kept_bytes, 0);
}

TEST_F(RuntimePool, AbsurdRequestsFail) {
  for (int64_t bytes :
       {int64_t{-1}, INT64_MIN, int64_t{1} << 40, int64_t{1} << 48,
        (int64_t{1} << 48) + 1, int64_t{1} << 62, INT64_MAX})
    EXPECT_EQ(tslice_rt_pool_alloc(bytes), nullptr) << bytes;
  // The pool still works.
  void *ptr = tslice_rt_pool_alloc(MiB);
  EXPECT_NE(ptr, nullptr);
  tslice_rt_release(ptr);
}

// Each request would be granted alone; untouched pages must count too.
TEST_F(RuntimePool, PromisesAddUpToWhatExists) {
  struct sysinfo info;
  ASSERT_EQ(sysinfo(&info), 0);
  auto unit = static_cast<int64_t>(info.mem_unit);
  int64_t total = static_cast<int64_t>(info.totalram + info.totalswap) * unit;
  std::vector<void *> buffers;
  int64_t promised = 0;
  while (void *ptr = tslice_rt_pool_alloc(256 * MiB)) {
    buffers.push_back(ptr);
    promised += 256 * MiB;
    ASSERT_LE(promised, total);
  }
  EXPECT_FALSE(buffers.empty());
  for (void *ptr : buffers)
    tslice_rt_release(ptr);
}

TEST_F(RuntimePool, SurvivesADoubleRelease) {
  void *ptr = tslice_rt_pool_alloc(1000);
  tslice_rt_release(ptr);
  tslice_rt_release(ptr);
  EXPECT_EQ(stats().kept_buffers, 1);
}

TEST_F(RuntimePool, ServesSeveralThreads) {
  tslice_rt_set_pool_limit(6 * MiB);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([t] {
      std::vector<std::pair<char *, int64_t>> mine;
      for (int64_t i = 0; i < 3000; ++i) {
        int64_t bytes = (i * 7919 + t * 104729) % (i % 100 ? 20000 : 3 * MiB);
        auto *ptr = static_cast<char *>(tslice_rt_pool_alloc(bytes + 2));
        ptr[0] = ptr[bytes + 1] = static_cast<char>(t);
        mine.emplace_back(ptr, bytes);
        if (mine.size() < 8)
          continue;
        auto [victim, size] = mine[static_cast<size_t>(i) % 8];
        EXPECT_EQ(victim[0], t);
        EXPECT_EQ(victim[size + 1], t);
        tslice_rt_release(victim);
        mine[static_cast<size_t>(i) % 8] = mine.back();
        mine.pop_back();
      }
      for (auto [ptr, size] : mine)
        tslice_rt_release(ptr);
    });
  for (std::thread &thread : threads)
    thread.join();
}

#if !defined(__SANITIZE_THREAD__)
TEST_F(RuntimePool, WorksInAForkedChild) {
  tslice_rt_release(tslice_rt_pool_alloc(500));
  pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    void *ptr = tslice_rt_pool_alloc(500);
    tslice_rt_release(ptr);
    _exit(ptr ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}
#endif

} // namespace
