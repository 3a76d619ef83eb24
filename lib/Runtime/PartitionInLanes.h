// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Partitions into a few blocks, several positions at a time.

#ifndef TSLICE_LIB_RUNTIME_PARTITIONINLANES_H
#define TSLICE_LIB_RUNTIME_PARTITIONINLANES_H

#include <cstdint>

namespace tslice_rt {

/// Whether the processor can; it takes vectors of 512 bits.
bool hasLanes();

/// Looks at each position once for every block.
struct LanePartition {
  /// So many blocks at most.
  static constexpr int64_t maxBlocks = 8;

  const void *indices;
  /// 4 or 8.
  int64_t indexBytes;
  const void *updates;
  /// 4 or 8; 0 where there are none.
  int64_t updateBytes;
  void *partIndices, *partUpdates;
  /// Block b has the rows from b * blockRows on.
  int64_t numRows, blockRows, numBlocks;
  bool streams;

  /// Counts the positions in [first, end) that lead to each block.
  void count(int64_t first, int64_t end, int32_t *counts) const;
  /// Copies them to where `next` says for each block.
  void place(int64_t first, int64_t end, const int32_t *next) const;
};

} // namespace tslice_rt

#endif // TSLICE_LIB_RUNTIME_PARTITIONINLANES_H
