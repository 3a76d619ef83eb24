// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The process-wide pool of buffers. Freed buffers are kept by size class,
// because pages fresh from the system cost up to ten times the copy that fills
// them; what is kept is bounded, and requests beyond the machine's memory fail
// here rather than by the system ending the process.

#include "Context.h"
#include "System.h"
#include "Threads.h"

#include <cstdlib>
#include <new>
#include <sys/mman.h>

using namespace tslice::runtime;

namespace {

constexpr int64_t alignment = 64;
constexpr int64_t pageBytes = 4096;
/// Buffers from here on are mapped directly, aligned for huge pages.
constexpr int64_t largeBytes = int64_t{2} << 20;
/// Fresh buffers from here on are compared with the memory that is available
/// now, which takes reading a file.
constexpr int64_t askSystemBytes = int64_t{64} << 20;
/// More than any machine has, small enough for arithmetic without overflow.
constexpr int64_t maxBytes = int64_t{1} << 48;
/// Sixteen classes per power of two.
constexpr int classCount = 50 * 16;
/// A large request takes a buffer up to this many classes above its own: at
/// most 1.25 times its size.
constexpr int largeClassSlack = 4;
constexpr int64_t maxDefaultKeptBytes = int64_t{4} << 30;

/// Stands in the 64 bytes before each buffer.
struct alignas(alignment) Header {
  int64_t capacity;
  /// Length of the mapping that starts at this header, 0 for a buffer from
  /// malloc.
  int64_t mappedBytes;
  bool kept;
  // While kept: neighbours of the same class, latest first, and of all buffers
  // in order of release.
  Header *classNext, *classPrev;
  Header *newer, *older;
};
static_assert(sizeof(Header) == alignment,
              "the buffer behind the header must be aligned as the header is");

struct Pool {
  pthread_mutex_t lock;
  int64_t limit; // Negative: the default.
  Header *newest, *oldest;
  tslice_rt_stats stats;
  Header *classes[classCount];
};

/// Never destroyed: other threads and static destructors may release buffers
/// until the very end.
Pool pool = {PTHREAD_MUTEX_INITIALIZER, -1, nullptr, nullptr, {}, {}};

int64_t roundUp(int64_t value, int64_t multiple) {
  return (value + multiple - 1) / multiple * multiple;
}

int floorLog2(int64_t value) {
  return 63 - __builtin_clzll(static_cast<unsigned long long>(value));
}

/// Rounds up to a capacity: a quarter of a power of two apart for small
/// buffers, a sixteenth for large ones.
int64_t capacityFor(int64_t bytes) {
  if (bytes <= alignment)
    return alignment;
  int64_t step =
      (int64_t{1} << floorLog2(bytes - 1)) / (bytes < largeBytes ? 4 : 16);
  return roundUp(bytes, step < alignment ? alignment : step);
}

/// Numbers capacities in increasing order; every capacity is a multiple of a
/// sixteenth of the power of two below it.
int classOf(int64_t capacity) {
  int exponent = floorLog2(capacity - 1);
  int64_t sixteenths = ((capacity - (int64_t{1} << exponent)) * 16) >> exponent;
  return exponent * 16 + static_cast<int>(sixteenths) - 1;
}

Header *headerOf(void *ptr) { return static_cast<Header *>(ptr) - 1; }

//===----------------------------------------------------------------------===//
// Buffers from and to the system
//===----------------------------------------------------------------------===//

/// Maps `bytes` at a multiple of the huge page size, so that the kernel can
/// back them with huge pages.
void *mapAligned(int64_t bytes) {
  int64_t reserved = bytes + largeBytes;
  void *start =
      mmap(nullptr, static_cast<size_t>(reserved), PROT_READ | PROT_WRITE,
           MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (start == MAP_FAILED)
    return nullptr;
  char *begin = static_cast<char *>(start);
  int64_t head =
      roundUp(static_cast<int64_t>(reinterpret_cast<intptr_t>(begin)),
              largeBytes) -
      static_cast<int64_t>(reinterpret_cast<intptr_t>(begin));
  char *aligned = begin + head;
  if (head)
    munmap(begin, static_cast<size_t>(head));
  if (int64_t tail = reserved - head - bytes)
    munmap(aligned + bytes, static_cast<size_t>(tail));
#ifdef MADV_HUGEPAGE
  madvise(aligned, static_cast<size_t>(bytes), MADV_HUGEPAGE);
#endif
  return aligned;
}

/// Obtains a buffer from the system, or null. Takes no lock.
Header *createBuffer(int64_t capacity) {
  void *memory = nullptr;
  int64_t mappedBytes = 0;
  if (capacity >= largeBytes) {
    if (capacity >= askSystemBytes && capacity > availableMemory())
      return nullptr;
    mappedBytes = roundUp(capacity + alignment, pageBytes);
    memory = mapAligned(mappedBytes);
  } else if (posix_memalign(&memory, alignment,
                            static_cast<size_t>(capacity + alignment)) != 0) {
    memory = nullptr;
  }
  if (!memory)
    return nullptr;
  return new (memory)
      Header{capacity, mappedBytes, false, nullptr, nullptr, nullptr, nullptr};
}

void destroyBuffer(Header *header) {
  if (header->mappedBytes)
    munmap(header, static_cast<size_t>(header->mappedBytes));
  else
    std::free(header);
}

/// Destroys a list linked through `older`.
void destroyList(Header *list) {
  while (Header *header = list) {
    list = header->older;
    destroyBuffer(header);
  }
}

//===----------------------------------------------------------------------===//
// Kept buffers; the lock is held
//===----------------------------------------------------------------------===//

void keep(Header *header) {
  Header *&first = pool.classes[classOf(header->capacity)];
  header->kept = true;
  header->classPrev = nullptr;
  header->classNext = first;
  if (first)
    first->classPrev = header;
  first = header;
  header->newer = nullptr;
  header->older = pool.newest;
  (pool.newest ? pool.newest->newer : pool.oldest) = header;
  pool.newest = header;
  pool.stats.kept_bytes += header->capacity;
  ++pool.stats.kept_buffers;
}

void unkeep(Header *header) {
  header->kept = false;
  (header->classPrev ? header->classPrev->classNext
                     : pool.classes[classOf(header->capacity)]) =
      header->classNext;
  if (header->classNext)
    header->classNext->classPrev = header->classPrev;
  (header->newer ? header->newer->older : pool.newest) = header->older;
  (header->older ? header->older->newer : pool.oldest) = header->newer;
  pool.stats.kept_bytes -= header->capacity;
  --pool.stats.kept_buffers;
}

/// Removes the kept buffers released longest ago until at most `bytes` are
/// kept. Returns them as a list, to be destroyed without the lock.
Header *evictDownTo(int64_t bytes) {
  Header *evicted = nullptr;
  while (pool.stats.kept_bytes > bytes) {
    Header *header = pool.oldest;
    unkeep(header);
    header->older = evicted;
    evicted = header;
  }
  return evicted;
}

Header *reuse(int64_t capacity) {
  int first = classOf(capacity),
      last = first + (capacity >= largeBytes ? largeClassSlack : 0);
  for (int i = first; i <= last; ++i)
    if (Header *header = pool.classes[i]) {
      unkeep(header);
      return header;
    }
  return nullptr;
}

void countLive(int64_t capacity, int64_t buffers) {
  pool.stats.live_bytes += capacity * buffers;
  pool.stats.live_buffers += buffers;
}

int64_t keptLimit() {
  if (pool.limit >= 0)
    return pool.limit;
  int64_t share = physicalMemory() / 8;
  return share < maxDefaultKeptBytes ? share : maxDefaultKeptBytes;
}

//===----------------------------------------------------------------------===//
// Fork: the child must find the lists whole and the lock free
//===----------------------------------------------------------------------===//

pthread_once_t forkOnce = PTHREAD_ONCE_INIT;

void beforeFork() { pthread_mutex_lock(&pool.lock); }

void afterFork() { pthread_mutex_unlock(&pool.lock); }

void handleForks() { pthread_atfork(beforeFork, afterFork, afterFork); }

/// Takes a buffer from the system for a request already counted as live; null
/// if there is none even after a trim.
Header *createCounted(int64_t capacity) {
  Header *header = createBuffer(capacity);
  if (!header) {
    tslice_rt_trim();
    header = createBuffer(capacity);
  }
  LockGuard guard(pool.lock);
  if (header)
    ++pool.stats.fresh;
  else
    countLive(capacity, -1);
  return header;
}

} // namespace

//===----------------------------------------------------------------------===//
// Interface
//===----------------------------------------------------------------------===//

void *tslice_rt_pool_alloc(int64_t bytes) {
  if (bytes < 0 || bytes > maxBytes)
    return nullptr;
  pthread_once(&forkOnce, handleForks);
  int64_t capacity = capacityFor(bytes);
  Header *evicted = nullptr;
  {
    LockGuard guard(pool.lock);
    if (Header *header = reuse(capacity)) {
      countLive(header->capacity, 1);
      ++pool.stats.reused;
      return header + 1;
    }
    // Pages are granted when they are touched, long after this request, so the
    // promises must add up to what exists.
    int64_t room = totalMemory() - pool.stats.live_bytes - capacity;
    if (room < 0)
      return nullptr;
    evicted = evictDownTo(room);
    countLive(capacity, 1);
  }
  destroyList(evicted);
  Header *header = createCounted(capacity);
  return header ? header + 1 : nullptr;
}

void tslice_rt_release(void *ptr) {
  if (!ptr)
    return;
  Header *header = headerOf(ptr);
  Header *evicted = nullptr;
  {
    LockGuard guard(pool.lock);
    if (header->kept) // Released twice: the lists must not be tied into a knot.
      return;
    countLive(header->capacity, -1);
    int64_t limit = keptLimit();
    if (header->capacity > limit) {
      header->older = nullptr;
      evicted = header;
    } else {
      evicted = evictDownTo(limit - header->capacity);
      keep(header);
    }
  }
  destroyList(evicted);
}

void tslice_rt_set_pool_limit(int64_t bytes) {
  Header *evicted;
  {
    LockGuard guard(pool.lock);
    pool.limit = bytes;
    evicted = evictDownTo(keptLimit());
  }
  destroyList(evicted);
}

void tslice_rt_trim(void) {
  Header *evicted;
  {
    LockGuard guard(pool.lock);
    evicted = evictDownTo(0);
  }
  destroyList(evicted);
}

void tslice_rt_get_stats(tslice_rt_stats *stats) {
  {
    LockGuard guard(pool.lock);
    *stats = pool.stats;
  }
  stats->workers = startedWorkers();
}
