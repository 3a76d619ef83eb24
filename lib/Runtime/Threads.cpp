// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The process-wide pool of worker threads behind `tslice_rt_parallel`. One
// region runs at a time; a caller that finds the pool busy runs alone. Workers
// are detached, spin for a moment after each region and then sleep, and own
// nothing, so that a process may exit or fork at any time.

#include "Threads.h"
#include "Context.h"
#include "System.h"

#include <csignal>
#include <ctime>
#ifdef __linux__
#include <dlfcn.h>
#include <sched.h>
#endif
#ifndef __SSE__
#include <cfenv>
#endif

using namespace tslice::runtime;

namespace {

constexpr int64_t maxThreads = 256;
/// Ranges per thread: enough to even out threads that start late, few enough to
/// cost nothing.
constexpr int64_t rangesPerThread = 4;
/// How long a waiting thread spins before it sleeps, about what waking a
/// sleeper costs.
constexpr int64_t spinNanoseconds = 50000;

//===----------------------------------------------------------------------===//
// Floating-point modes
//===----------------------------------------------------------------------===//

// A region must compute the same whichever thread runs it, so workers adopt the
// caller's modes. On x86 this is one register; fegetenv would cost as much as
// the rest of an empty region.
#ifdef __SSE__
using FloatModes = unsigned;
void getFloatModes(FloatModes &modes) { modes = __builtin_ia32_stmxcsr(); }
void setFloatModes(const FloatModes &modes) { __builtin_ia32_ldmxcsr(modes); }
#else
using FloatModes = std::fenv_t;
void getFloatModes(FloatModes &modes) { std::fegetenv(&modes); }
void setFloatModes(const FloatModes &modes) { std::fesetenv(&modes); }
#endif

//===----------------------------------------------------------------------===//
// State
//===----------------------------------------------------------------------===//

/// A region. Written by the caller while the gate is closed and nobody is
/// inside.
struct Region {
  void (*fn)(void *data, int64_t lo, int64_t hi);
  void *data;
  int64_t n;
  int64_t range;
  FloatModes modes;
};

// The gate is one word, so that joining, closing and leaving are ordered among
// each other: whether workers may join, how many more may, and how many are
// inside.
constexpr uint64_t gateOpen = uint64_t{1} << 63;
constexpr uint64_t gatePermit = uint64_t{1} << 32;
constexpr uint64_t gatePermits = gateOpen - gatePermit;
constexpr uint64_t gateInside = gatePermit - 1;

struct Team {
  pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  pthread_cond_t workCond = PTHREAD_COND_INITIALIZER;
  pthread_cond_t doneCond = PTHREAD_COND_INITIALIZER;
  /// Held by the caller whose region is running; guards `region` and the
  /// starting of workers.
  std::atomic<bool> busy{};
  std::atomic<int64_t> started{};
  Region region = {};
  alignas(64) std::atomic<uint64_t> gate{};
  /// Counts regions; a change is what idle workers wait for.
  alignas(64) std::atomic<uint32_t> epoch{};
  std::atomic<int32_t> sleepers{};
  /// The processor on which the latest region was opened.
  std::atomic<int32_t> callerProcessor{};
  std::atomic<bool> callerSleeps{};
  /// First iteration nobody has claimed.
  alignas(64) std::atomic<int64_t> next{};
};

/// Constant-initialised and never destroyed: workers refer to it until the
/// process is gone.
Team team;

//===----------------------------------------------------------------------===//
// Waiting
//===----------------------------------------------------------------------===//

void relax() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

int64_t now() {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<int64_t>(time.tv_sec) * 1000000000 + time.tv_nsec;
}

/// Spins until `done()` or until spinning is no longer worth it; returns
/// `done()`. With more threads than processors it does not spin, since that
/// takes time from the thread that is waited for.
template <typename Done> bool spinUntil(Done done) {
  if (done())
    return true;
  if (team.started.load(std::memory_order_relaxed) >= processors())
    return false;
  int64_t deadline = now() + spinNanoseconds;
  do {
    for (int i = 0; i < 16; ++i) {
      relax();
      if (done())
        return true;
    }
  } while (now() < deadline);
  return false;
}

//===----------------------------------------------------------------------===//
// Workers
//===----------------------------------------------------------------------===//

void runRanges(const Region &region) {
  for (;;) {
    int64_t lo = team.next.load(std::memory_order_relaxed);
    int64_t hi;
    // Not fetch_add: `next` stays at most n, so that a region of nearly 2^63
    // iterations does not overflow.
    do {
      if (lo >= region.n)
        return;
      hi = region.n - lo < region.range ? region.n : lo + region.range;
    } while (
        !team.next.compare_exchange_weak(lo, hi, std::memory_order_relaxed));
    region.fn(region.data, lo, hi);
  }
}

/// Joins the region if there is one with room. Once inside, `region` does not
/// change until this thread leaves.
void joinRegion() {
  uint64_t gate = team.gate.load(std::memory_order_acquire);
  do {
    if (!(gate & gateOpen) || !(gate & gatePermits))
      return;
  } while (!team.gate.compare_exchange_weak(gate, gate - gatePermit + 1,
                                            std::memory_order_acquire));
  setFloatModes(team.region.modes);
  runRanges(team.region);
  // After this subtraction the caller may return; only `team` may be touched.
  team.gate.fetch_sub(1, std::memory_order_seq_cst);
  if (team.callerSleeps.load(std::memory_order_seq_cst)) {
    LockGuard guard(team.lock);
    pthread_cond_signal(&team.doneCond);
  }
}

int32_t currentProcessor() {
#ifdef __linux__
  return sched_getcpu();
#else
  return -1;
#endif
}

/// Moves this thread to another processor if it was woken on the caller's.
/// Kernels do that, and then leave it waiting for milliseconds behind a caller
/// that never sleeps; once moved, it is woken where it ran last.
void stepAside() {
#ifdef __linux__
  int32_t processor = currentProcessor();
  cpu_set_t allowed, others;
  if (processor < 0 || processor >= CPU_SETSIZE ||
      processor != team.callerProcessor.load(std::memory_order_relaxed) ||
      sched_getaffinity(0, sizeof(allowed), &allowed) != 0)
    return;
  others = allowed;
  CPU_CLR(processor, &others);
  // The narrow set forces the move, the wide one forgets about it.
  if (CPU_COUNT(&others) && sched_setaffinity(0, sizeof(others), &others) == 0)
    sched_setaffinity(0, sizeof(allowed), &allowed);
#endif
}

void waitForRegion(uint32_t seen) {
  if (spinUntil(
          [&] { return team.epoch.load(std::memory_order_acquire) != seen; }))
    return;
  {
    LockGuard guard(team.lock);
    team.sleepers.fetch_add(1, std::memory_order_seq_cst);
    while (team.epoch.load(std::memory_order_seq_cst) == seen)
      pthread_cond_wait(&team.workCond, &team.lock);
    team.sleepers.fetch_sub(1, std::memory_order_relaxed);
  }
  stepAside();
}

void *workerMain(void *) {
  stepAside();
  for (;;) {
    // The epoch is read before the gate: a region that opens in between changes
    // it again for us.
    uint32_t seen = team.epoch.load(std::memory_order_acquire);
    joinRegion();
    waitForRegion(seen);
  }
}

/// Keeps the library that contains this code loaded for good, since workers
/// never end.
void pinLibrary() {
#if defined(__linux__) && defined(RTLD_NODELETE)
  Dl_info info;
  if (dladdr(reinterpret_cast<void *>(workerMain), &info) && info.dli_fname)
    dlopen(info.dli_fname, RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE);
#endif
}

/// A forked child has no workers and nobody in a region.
void resetAfterFork() {
  pthread_mutex_init(&team.lock, nullptr);
  pthread_cond_init(&team.workCond, nullptr);
  pthread_cond_init(&team.doneCond, nullptr);
  team.started.store(0);
  team.gate.store(0);
  team.sleepers.store(0);
  team.callerSleeps.store(false);
  team.busy.store(false);
}

pthread_once_t startOnce = PTHREAD_ONCE_INIT;

void prepareStart() {
  pinLibrary();
  pthread_atfork(nullptr, nullptr, resetAfterFork);
}

/// Starts workers until there are `count`, or as many as the system allows. The
/// caller holds `busy`.
void startWorkers(int64_t count) {
  pthread_once(&startOnce, prepareStart);
  // Signals are the application's: its own threads shall handle them. Faults
  // stay with the thread that causes them.
  sigset_t blocked, before;
  sigfillset(&blocked);
  constexpr int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT};
  for (int fault : faults)
    sigdelset(&blocked, fault);
  pthread_sigmask(SIG_SETMASK, &blocked, &before);
  while (team.started.load(std::memory_order_relaxed) < count) {
    pthread_t thread;
    if (pthread_create(&thread, nullptr, workerMain, nullptr) != 0)
      break;
    pthread_detach(thread);
    team.started.fetch_add(1, std::memory_order_relaxed);
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

//===----------------------------------------------------------------------===//
// Callers
//===----------------------------------------------------------------------===//

/// Lets up to `helpers` workers in and wakes sleeping ones.
void openGate(int64_t helpers) {
  team.callerProcessor.store(currentProcessor(), std::memory_order_relaxed);
  team.gate.store(gateOpen | static_cast<uint64_t>(helpers) * gatePermit,
                  std::memory_order_release);
  team.epoch.fetch_add(1, std::memory_order_seq_cst);
  // A worker announces its sleep before it looks at the epoch for the last
  // time, so one of the two sees the other.
  if (team.sleepers.load(std::memory_order_seq_cst) == 0)
    return;
  LockGuard guard(team.lock);
  int64_t sleepers = team.sleepers.load(std::memory_order_relaxed);
  for (int64_t i = 0; i < helpers && i < sleepers; ++i)
    pthread_cond_signal(&team.workCond);
}

/// Lets nobody else in and waits for those inside.
void closeGate() {
  team.gate.fetch_and(~gateOpen, std::memory_order_acq_rel);
  auto isEmpty = [] {
    return (team.gate.load(std::memory_order_seq_cst) & gateInside) == 0;
  };
  if (spinUntil(isEmpty))
    return;
  LockGuard guard(team.lock);
  team.callerSleeps.store(true, std::memory_order_seq_cst);
  while (!isEmpty())
    pthread_cond_wait(&team.doneCond, &team.lock);
  team.callerSleeps.store(false, std::memory_order_relaxed);
}

int64_t divideUp(int64_t a, int64_t b) { return a / b + (a % b != 0); }

} // namespace

int64_t tslice::runtime::startedWorkers() {
  return team.started.load(std::memory_order_relaxed);
}

//===----------------------------------------------------------------------===//
// Interface
//===----------------------------------------------------------------------===//

void tslice_rt_set_threads(tslice_rt_context *ctx, int64_t threads) {
  threads = threads < 0 ? 0 : threads;
  ctx->threads.store(
      static_cast<int32_t>(threads < maxThreads ? threads : maxThreads),
      std::memory_order_relaxed);
}

int64_t tslice_rt_num_threads(tslice_rt_context *ctx) {
  int64_t threads = ctx ? ctx->threads.load(std::memory_order_relaxed) : 0;
  if (threads > 0)
    return threads;
  return processors() < maxThreads ? processors() : maxThreads;
}

void tslice_rt_parallel(tslice_rt_context *ctx,
                        void (*fn)(void *data, int64_t lo, int64_t hi),
                        void *data, int64_t n, int64_t grain) {
  if (n <= 0)
    return;
  grain = grain < 1 ? 1 : grain;
  int64_t threads = n <= grain ? 1 : tslice_rt_num_threads(ctx);
  // A nested region finds the team busy too: with the one around it.
  if (threads == 1 || team.busy.exchange(true, std::memory_order_acquire))
    return fn(data, 0, n);

  int64_t ranges = divideUp(n, grain);
  ranges =
      ranges < threads * rangesPerThread ? ranges : threads * rangesPerThread;
  int64_t helpers = (ranges < threads ? ranges : threads) - 1;
  if (team.started.load(std::memory_order_relaxed) < helpers)
    startWorkers(helpers);
  if (team.started.load(std::memory_order_relaxed) == 0) {
    team.busy.store(false, std::memory_order_release);
    return fn(data, 0, n);
  }

  team.region = {fn, data, n, divideUp(n, ranges), {}};
  getFloatModes(team.region.modes);
  team.next.store(0, std::memory_order_relaxed);
  openGate(helpers);
  runRanges(team.region);
  closeGate();
  team.busy.store(false, std::memory_order_release);
}
