// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parallel regions: every iteration exactly once, whatever the number of
// threads and callers.

#include "tslice/Runtime/Runtime.h"

#include "gtest/gtest.h"

#include <atomic>
#include <cfenv>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <map>
#include <mutex>
#include <set>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define __SANITIZE_THREAD__ 1
#endif
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif

namespace {

struct Range {
  int64_t lo, hi;
  std::thread::id thread;
};

/// Records the ranges a region was cut into.
struct Recorder {
  std::mutex mutex;
  std::vector<Range> ranges;
  std::chrono::microseconds delay{0};

  static void run(void *data, int64_t lo, int64_t hi) {
    auto *self = static_cast<Recorder *>(data);
    std::this_thread::sleep_for(self->delay);
    std::lock_guard<std::mutex> guard(self->mutex);
    self->ranges.push_back({lo, hi, std::this_thread::get_id()});
  }
};

/// Calls `fn(lo, hi)` in a parallel region.
template <typename Fn>
void parallel(tslice_rt_context *ctx, int64_t n, int64_t grain, Fn fn) {
  tslice_rt_parallel(
      ctx,
      [](void *data, int64_t lo, int64_t hi) {
        (*static_cast<Fn *>(data))(lo, hi);
      },
      &fn, n, grain);
}

class RuntimeThreads : public testing::Test {
protected:
  ~RuntimeThreads() override { tslice_rt_context_destroy(ctx); }
  tslice_rt_context *ctx = tslice_rt_context_create();
};

TEST_F(RuntimeThreads, NumberOfThreads) {
  EXPECT_GE(tslice_rt_num_threads(ctx), 1);
  EXPECT_EQ(tslice_rt_num_threads(nullptr), tslice_rt_num_threads(ctx));
  int64_t byDefault = tslice_rt_num_threads(ctx);
  tslice_rt_set_threads(ctx, 3);
  EXPECT_EQ(tslice_rt_num_threads(ctx), 3);
  tslice_rt_context_reset(ctx);
  EXPECT_EQ(tslice_rt_num_threads(ctx), 3);
  tslice_rt_set_threads(ctx, -5);
  EXPECT_EQ(tslice_rt_num_threads(ctx), byDefault);
  tslice_rt_set_threads(ctx, INT64_MAX);
  EXPECT_EQ(tslice_rt_num_threads(ctx), 256);
}

TEST_F(RuntimeThreads, CoversEveryIterationOnce) {
  for (int64_t threads : {1, 2, 3, 8}) {
    tslice_rt_set_threads(ctx, threads);
    for (int64_t n : {0, 1, 2, 3, 7, 8, 9, 63, 64, 65, 1000, 4097})
      for (int64_t grain : {-1, 0, 1, 2, 10, 999, 5000}) {
        std::vector<std::atomic<int>> count(static_cast<size_t>(n));
        parallel(ctx, n, grain, [&](int64_t lo, int64_t hi) {
          EXPECT_LT(lo, hi);
          for (int64_t i = lo; i < hi; ++i)
            count[static_cast<size_t>(i)]++;
        });
        for (auto &c : count)
          ASSERT_EQ(c, 1) << n << " " << grain << " " << threads;
      }
  }
}

TEST_F(RuntimeThreads, NegativeCountDoesNothing) {
  Recorder recorder;
  tslice_rt_parallel(ctx, Recorder::run, &recorder, -1, 1);
  EXPECT_TRUE(recorder.ranges.empty());
}

TEST_F(RuntimeThreads, IsSerialUpToTheGrain) {
  tslice_rt_set_threads(ctx, 4);
  Recorder recorder;
  tslice_rt_parallel(ctx, Recorder::run, &recorder, 1000, 1000);
  ASSERT_EQ(recorder.ranges.size(), 1u);
  EXPECT_EQ(recorder.ranges[0].lo, 0);
  EXPECT_EQ(recorder.ranges[0].hi, 1000);
  EXPECT_EQ(recorder.ranges[0].thread, std::this_thread::get_id());
}

TEST_F(RuntimeThreads, IsSerialWithOneThread) {
  tslice_rt_set_threads(ctx, 1);
  Recorder recorder;
  tslice_rt_parallel(ctx, Recorder::run, &recorder, 1000, 1);
  ASSERT_EQ(recorder.ranges.size(), 1u);
}

TEST_F(RuntimeThreads, RangesRespectTheGrainAndAscend) {
  tslice_rt_set_threads(ctx, 2);
  Recorder recorder;
  tslice_rt_parallel(ctx, Recorder::run, &recorder, 100, 30);
  EXPECT_EQ(recorder.ranges.size(), 4u);
  recorder.ranges.clear();
  tslice_rt_parallel(ctx, Recorder::run, &recorder, 1000000, 1);
  EXPECT_LE(recorder.ranges.size(), 8u);
  std::map<std::thread::id, int64_t> last;
  for (const Range &range : recorder.ranges) {
    EXPECT_GE(range.lo, last[range.thread]);
    last[range.thread] = range.hi;
  }
}

TEST_F(RuntimeThreads, UsesAsManyThreadsAsAllowed) {
  for (size_t threads : {2u, 4u}) {
    tslice_rt_set_threads(ctx, static_cast<int64_t>(threads));
    std::set<std::thread::id> seen;
    for (int attempt = 0; attempt < 50 && seen.size() < threads; ++attempt) {
      Recorder recorder;
      recorder.delay = std::chrono::milliseconds(2);
      tslice_rt_parallel(ctx, Recorder::run, &recorder, 64, 1);
      seen.clear();
      for (const Range &range : recorder.ranges)
        seen.insert(range.thread);
      EXPECT_LE(seen.size(), threads);
    }
    EXPECT_EQ(seen.size(), threads);
  }
  tslice_rt_stats stats;
  tslice_rt_get_stats(&stats);
  EXPECT_GE(stats.workers, 3);
}

TEST_F(RuntimeThreads, HugeCountsDoNotOverflow) {
  tslice_rt_set_threads(ctx, 2);
  std::atomic<int64_t> sum{0};
  parallel(ctx, INT64_MAX, 1, [&](int64_t lo, int64_t hi) { sum += hi - lo; });
  EXPECT_EQ(sum, INT64_MAX);
}

TEST_F(RuntimeThreads, NestedRegionsAreSerial) {
  tslice_rt_set_threads(ctx, 4);
  std::atomic<int64_t> sum{0}, split{0};
  parallel(ctx, 8, 1, [&](int64_t lo, int64_t hi) {
    for (int64_t i = lo; i < hi; ++i)
      parallel(ctx, 100, 1, [&](int64_t innerLo, int64_t innerHi) {
        sum += innerHi - innerLo;
        split += innerHi - innerLo != 100;
      });
  });
  EXPECT_EQ(sum, 800);
  EXPECT_EQ(split, 0);
}

TEST_F(RuntimeThreads, ManySmallRegions) {
  for (int64_t threads : {2, 5}) {
    tslice_rt_set_threads(ctx, threads);
    int64_t values[16] = {};
    for (int region = 0; region < 20000; ++region)
      parallel(ctx, 16, 1, [&](int64_t lo, int64_t hi) {
        for (int64_t i = lo; i < hi; ++i)
          values[i] += i;
      });
    for (int64_t i = 0; i < 16; ++i)
      EXPECT_EQ(values[i], 20000 * i);
  }
}

// Workers go to sleep between regions and must be woken, not missed.
TEST_F(RuntimeThreads, RegionsAfterPauses) {
  tslice_rt_set_threads(ctx, 3);
  for (int region = 0; region < 200; ++region) {
    std::atomic<int64_t> sum{0};
    parallel(ctx, 100, 1, [&](int64_t lo, int64_t hi) {
      for (int64_t i = lo; i < hi; ++i)
        sum += i;
    });
    EXPECT_EQ(sum, 4950);
    std::this_thread::sleep_for(std::chrono::microseconds(region % 120));
  }
}

TEST_F(RuntimeThreads, SeveralCallersAtOnce) {
  std::vector<std::thread> callers;
  std::atomic<int> wrong{0};
  for (int caller = 0; caller < 4; ++caller)
    callers.emplace_back([&] {
      tslice_rt_context *own = tslice_rt_context_create();
      tslice_rt_set_threads(own, 3);
      for (int region = 0; region < 2000; ++region) {
        std::atomic<int64_t> sum{0};
        parallel(own, 50, 1, [&](int64_t lo, int64_t hi) {
          for (int64_t i = lo; i < hi; ++i)
            sum += i;
        });
        wrong += sum != 1225;
      }
      tslice_rt_context_destroy(own);
    });
  for (std::thread &caller : callers)
    caller.join();
  EXPECT_EQ(wrong, 0);
}

TEST_F(RuntimeThreads, WorkersUseTheRoundingModeOfTheCaller) {
  tslice_rt_set_threads(ctx, 4);
  std::fesetround(FE_UPWARD);
  std::atomic<int> wrong{0};
  for (int region = 0; region < 50; ++region)
    parallel(ctx, 64, 1, [&](int64_t, int64_t) {
      volatile float one = 1, tiny = 1e-20f;
      wrong += one + tiny == 1.0f;
    });
  std::fesetround(FE_TONEAREST);
  EXPECT_EQ(wrong, 0);
}

TEST_F(RuntimeThreads, IdleWorkersUseNoProcessorTime) {
  tslice_rt_set_threads(ctx, 4);
  parallel(ctx, 64, 1, [](int64_t, int64_t) {});
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  timespec before, after;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
  double used = static_cast<double>(after.tv_sec - before.tv_sec) +
                static_cast<double>(after.tv_nsec - before.tv_nsec) * 1e-9;
  EXPECT_LT(used, 0.05);
}

// Forking upsets the thread sanitizer, a limit of address space the other one.
#if !defined(__SANITIZE_THREAD__)
int childStatus(int (*body)()) {
  pid_t child = fork();
  if (child == 0)
    _exit(body());
  int status = -1;
  waitpid(child, &status, 0);
  return status;
}

int sumInChild() {
  tslice_rt_context *ctx = tslice_rt_context_create();
  tslice_rt_set_threads(ctx, 3);
  std::atomic<int64_t> sum{0};
  for (int region = 0; region < 100; ++region)
    parallel(ctx, 100, 1, [&](int64_t lo, int64_t hi) {
      for (int64_t i = lo; i < hi; ++i)
        sum += i;
    });
  tslice_rt_context_destroy(ctx);
  return sum == 495000 ? 0 : 1;
}

TEST_F(RuntimeThreads, WorksInAForkedChild) {
  tslice_rt_set_threads(ctx, 3);
  parallel(ctx, 64, 1, [](int64_t, int64_t) {});
  EXPECT_EQ(childStatus(sumInChild), 0);
}

#if !defined(__SANITIZE_ADDRESS__)
TEST_F(RuntimeThreads, IsSerialWhenNoThreadCanStart) {
  EXPECT_EQ(childStatus([] {
              // No address space for a stack.
              rlimit limit = {1 << 20, 1 << 20};
              setrlimit(RLIMIT_AS, &limit);
              return sumInChild();
            }),
            0);
}
#endif

TEST_F(RuntimeThreads, ExitsWhileWorkersSleepOrSpin) {
  for (int i = 0; i < 20; ++i)
    EXPECT_EQ(childStatus([] {
                int wrong = sumInChild();
                exit(wrong); // Runs the static destructors.
                return 1;
              }),
              0);
}
#endif

} // namespace
