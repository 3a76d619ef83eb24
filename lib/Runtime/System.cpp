// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads the limits of machine and control group. Files are read with plain
// system calls into a fixed buffer: these run when memory may be short.

#include "System.h"

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#ifdef __linux__
#include <sched.h>
#include <sys/sysinfo.h>
#endif

using namespace tslice::runtime;

/// Reads the start of a file as text; false if it cannot be read.
template <size_t size>
static bool readText(const char *path, char (&text)[size]) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0)
    return false;
  ssize_t length = read(file, text, size - 1);
  close(file);
  text[length > 0 ? length : 0] = '\0';
  return length > 0;
}

/// Returns the number a file starts with, or `otherwise` (also for "max").
static int64_t readNumber(const char *path, int64_t otherwise) {
  char text[64];
  if (!readText(path, text) || text[0] < '0' || text[0] > '9')
    return otherwise;
  return std::strtoll(text, nullptr, 10);
}

/// Returns the bytes that the line `key` of /proc/meminfo names, -1 if there is
/// none.
static int64_t meminfo(const char *text, const char *key) {
  const char *line = std::strstr(text, key);
  return line ? std::strtoll(line + std::strlen(key), nullptr, 10) * 1024 : -1;
}

static int64_t lower(int64_t a, int64_t b) { return a < b ? a : b; }

/// Returns the cached value or computes it. Threads that race compute the same.
static int64_t cached(std::atomic<int64_t> &cache, int64_t (*compute)()) {
  int64_t value = cache.load(std::memory_order_relaxed);
  if (value == 0) {
    value = compute();
    cache.store(value, std::memory_order_relaxed);
  }
  return value;
}

static int64_t groupMemoryLimit() {
  return lower(
      readNumber("/sys/fs/cgroup/memory.max", INT64_MAX),
      readNumber("/sys/fs/cgroup/memory/memory.limit_in_bytes", INT64_MAX));
}

static int64_t computePhysicalMemory() {
  int64_t pages = sysconf(_SC_PHYS_PAGES), pageSize = sysconf(_SC_PAGESIZE);
  int64_t bytes =
      pages > 0 && pageSize > 0 ? pages * pageSize : int64_t{1} << 32;
  return lower(bytes, groupMemoryLimit());
}

static int64_t computeTotalMemory() {
  int64_t swap = 0;
#ifdef __linux__
  struct sysinfo info;
  if (sysinfo(&info) == 0)
    swap = static_cast<int64_t>(info.totalswap) * info.mem_unit;
#endif
  return physicalMemory() +
         lower(swap, readNumber("/sys/fs/cgroup/memory.swap.max", INT64_MAX));
}

/// Returns the processors that the control group's share of time amounts to,
/// rounded up: "200000 100000" is 2.
static int64_t groupProcessors() {
  char text[64];
  if (!readText("/sys/fs/cgroup/cpu.max", text) || text[0] < '0' ||
      text[0] > '9')
    return INT64_MAX;
  char *rest;
  int64_t quota = std::strtoll(text, &rest, 10),
          period = std::strtoll(rest, nullptr, 10);
  return quota > 0 && period > 0 ? (quota + period - 1) / period : INT64_MAX;
}

static int64_t computeProcessors() {
  int64_t count = sysconf(_SC_NPROCESSORS_ONLN);
#ifdef __linux__
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof(allowed), &allowed) == 0)
    count = CPU_COUNT(&allowed);
#endif
  count = lower(count, groupProcessors());
  return count > 0 ? count : 1;
}

int64_t tslice::runtime::physicalMemory() {
  static std::atomic<int64_t> cache;
  return cached(cache, computePhysicalMemory);
}

int64_t tslice::runtime::totalMemory() {
  static std::atomic<int64_t> cache;
  return cached(cache, computeTotalMemory);
}

int64_t tslice::runtime::availableMemory() {
  char text[4096];
  if (!readText("/proc/meminfo", text))
    return INT64_MAX;
  int64_t memory = meminfo(text, "MemAvailable:"),
          swap = meminfo(text, "SwapFree:");
  return memory < 0 ? INT64_MAX : memory + (swap > 0 ? swap : 0);
}

int64_t tslice::runtime::processors() {
  static std::atomic<int64_t> cache;
  return cached(cache, computeProcessors);
}
