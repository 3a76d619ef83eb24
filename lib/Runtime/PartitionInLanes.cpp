// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compresses 16 positions at a time to those that lead to a block. That takes as
// long for each block as a few positions do one at a time, without a branch that
// cannot be foretold.

#include "PartitionInLanes.h"
#include "CopyLines.h"
#include "RowRule.h"

using namespace tslice_rt;

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>

#define TSLICE_RT_LANES __attribute__((target("avx512f,popcnt")))

namespace {

constexpr int64_t numLanes = 16;
/// Updates of a block that are written at a time.
constexpr int64_t tileSize = 256;

/// What is gathered of one block: at the same place in a line as where it goes.
struct Tile {
  alignas(64) char indices[(tileSize + 2 * numLanes) * 8];
  alignas(64) char updates[(tileSize + 2 * numLanes) * 8];
  /// What is in the tile, and where its first element goes.
  int64_t first, end, to;
};

/// The rows of a block.
struct Range {
  int64_t first, size;
};

/// Which of the lanes from `from` on lead to a block.
template <typename Index>
TSLICE_RT_LANES inline uint32_t findLanes(const Index *from,
                                          const Range &range) {
  if (sizeof(Index) == 4) {
    __m512i row =
        _mm512_sub_epi32(_mm512_loadu_si512(from),
                         _mm512_set1_epi32(static_cast<int32_t>(range.first)));
    return _mm512_cmplt_epu32_mask(
        row, _mm512_set1_epi32(static_cast<int32_t>(range.size)));
  }
  __m512i first = _mm512_set1_epi64(range.first);
  __m512i size = _mm512_set1_epi64(range.size);
  uint32_t low = _mm512_cmplt_epu64_mask(
      _mm512_sub_epi64(_mm512_loadu_si512(from), first), size);
  uint32_t high = _mm512_cmplt_epu64_mask(
      _mm512_sub_epi64(_mm512_loadu_si512(from + numLanes / 2), first), size);
  return low | high << (numLanes / 2);
}

/// Writes those of 16 values that `lanes` names, and anything behind them.
template <int64_t bytes>
TSLICE_RT_LANES inline void compress(char *to, const char *from,
                                     uint32_t lanes) {
  if (bytes == 4) {
    _mm512_storeu_si512(
        to, _mm512_maskz_compress_epi32(static_cast<__mmask16>(lanes),
                                        _mm512_loadu_si512(from)));
    return;
  }
  __mmask8 low = lanes & 0xff, high = lanes >> 8;
  _mm512_storeu_si512(
      to, _mm512_maskz_compress_epi64(low, _mm512_loadu_si512(from)));
  _mm512_storeu_si512(
      to + int64_t{__builtin_popcount(low)} * 8,
      _mm512_maskz_compress_epi64(high, _mm512_loadu_si512(from + 64)));
}

template <typename Index, int64_t updateBytes> struct Lanes {
  const LanePartition &partition;

  Range getRange(int64_t block) const {
    int64_t first = block * partition.blockRows;
    return {first, least(partition.blockRows, partition.numRows - first)};
  }
  static bool isIn(Index index, const Range &range) {
    return static_cast<uint64_t>(int64_t{index} - range.first) <
           static_cast<uint64_t>(range.size);
  }

  TSLICE_RT_LANES void count(int64_t first, int64_t end,
                             int32_t *counts) const {
    const Index *index = static_cast<const Index *>(partition.indices);
    int64_t numBlocks = partition.numBlocks;
    Range ranges[LanePartition::maxBlocks];
    int64_t sums[LanePartition::maxBlocks] = {};
    for (int64_t block = 0; block < numBlocks; ++block)
      ranges[block] = getRange(block);
    for (; first + numLanes <= end; first += numLanes)
      for (int64_t block = 0; block < numBlocks; ++block)
        sums[block] +=
            __builtin_popcount(findLanes(index + first, ranges[block]));
    for (; first < end; ++first)
      for (int64_t block = 0; block < numBlocks; ++block)
        sums[block] += isIn(index[first], ranges[block]);
    for (int64_t block = 0; block < numBlocks; ++block)
      counts[block] = static_cast<int32_t>(sums[block]);
  }

  /// Writes what is in the tile ahead of `end`, which ends a line or all.
  void write(Tile &tile, int64_t end) const {
    auto copy = [&](void *target, const char *from, int64_t bytes) {
      char *to = static_cast<char *>(target) + tile.to * bytes;
      int64_t offset = tile.first * bytes, size = (end - tile.first) * bytes;
      if (tile.first == 0 && end == tileSize)
        copyLines(to, from, size, partition.streams);
      else
        std::memcpy(to, from + offset, static_cast<size_t>(size));
    };
    copy(partition.partIndices, tile.indices, sizeof(Index));
    if (updateBytes > 0)
      copy(partition.partUpdates, tile.updates, updateBytes);
    tile.to += end - tile.first;
    tile.first = 0;
  }

  TSLICE_RT_LANES void place(int64_t first, int64_t end,
                             const int32_t *next) const {
    const Index *index = static_cast<const Index *>(partition.indices);
    const char *update = static_cast<const char *>(partition.updates);
    int64_t numBlocks = partition.numBlocks;
    Range ranges[LanePartition::maxBlocks];
    Tile tiles[LanePartition::maxBlocks];
    for (int64_t block = 0; block < numBlocks; ++block) {
      ranges[block] = getRange(block);
      Tile &tile = tiles[block];
      tile.to = next[block];
      tile.first = tile.end = tile.to % numLanes;
    }
    for (; first + numLanes <= end; first += numLanes)
      for (int64_t block = 0; block < numBlocks; ++block) {
        Tile &tile = tiles[block];
        uint32_t lanes = findLanes(index + first, ranges[block]);
        compress<sizeof(Index)>(
            tile.indices + tile.end * int64_t{sizeof(Index)},
            reinterpret_cast<const char *>(index + first), lanes);
        if (updateBytes > 0)
          compress<updateBytes == 8 ? 8 : 4>(
              tile.updates + tile.end * updateBytes,
              update + first * updateBytes, lanes);
        tile.end += __builtin_popcount(lanes);
        if (tile.end < tileSize)
          continue;
        write(tile, tileSize);
        tile.end -= tileSize;
        std::memcpy(tile.indices, tile.indices + tileSize * sizeof(Index),
                    numLanes * sizeof(Index));
        std::memcpy(tile.updates, tile.updates + tileSize * updateBytes,
                    numLanes * updateBytes);
      }
    for (int64_t block = 0; block < numBlocks; ++block) {
      Tile &tile = tiles[block];
      for (int64_t position = first; position < end; ++position) {
        if (!isIn(index[position], ranges[block]))
          continue;
        std::memcpy(tile.indices + tile.end * int64_t{sizeof(Index)},
                    index + position, sizeof(Index));
        if (updateBytes > 0)
          std::memcpy(tile.updates + tile.end * updateBytes,
                      update + position * updateBytes, updateBytes);
        ++tile.end;
      }
      write(tile, tile.end);
    }
    endStreams();
  }
};

/// Calls `fn` with the lanes of the sizes of `partition`.
template <typename Fn>
void withSizes(const LanePartition &partition, const Fn &fn) {
  int64_t bytes = partition.updateBytes;
  if (partition.indexBytes == 4) {
    if (bytes == 0)
      fn(Lanes<int32_t, 0>{partition});
    else if (bytes == 4)
      fn(Lanes<int32_t, 4>{partition});
    else
      fn(Lanes<int32_t, 8>{partition});
  } else if (bytes == 0) {
    fn(Lanes<int64_t, 0>{partition});
  } else if (bytes == 4) {
    fn(Lanes<int64_t, 4>{partition});
  } else {
    fn(Lanes<int64_t, 8>{partition});
  }
}

} // namespace

bool tslice_rt::hasLanes() { return __builtin_cpu_supports("avx512f"); }

void LanePartition::count(int64_t first, int64_t end, int32_t *counts) const {
  withSizes(*this, [&](const auto &lanes) { lanes.count(first, end, counts); });
}

void LanePartition::place(int64_t first, int64_t end,
                          const int32_t *next) const {
  withSizes(*this, [&](const auto &lanes) { lanes.place(first, end, next); });
}

#else

bool tslice_rt::hasLanes() { return false; }

void LanePartition::count(int64_t, int64_t, int32_t *) const {}

void LanePartition::place(int64_t, int64_t, const int32_t *) const {}

#endif
