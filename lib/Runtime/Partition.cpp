// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Brings the updates of a scatter of single elements together that lead to the
// same part of the destination, with their indices. What is left of the scatter
// then walks over memory upwards, beside a part that stays in the cache.
//
// Rows are cut into blocks; each is a part. Several threads count what leads to
// each block, and then place pieces of the positions, one behind the other
// within a block, so that no thread changes what any cell is folded from.

#include "CopyLines.h"
#include "PartitionInLanes.h"
#include "RowRule.h"

#include <cstring>

using namespace tslice_rt;

namespace {

/// A part of the destination of this size stays in the cache that is near.
constexpr int64_t blockBytes = 1 << 18;
/// The same where there are few, so that the lanes of vectors find what leads
/// to each.
constexpr int64_t fewBlockBytes = 1 << 20;
/// Parts for each thread, to even out what some of them get more.
constexpr int64_t blocksPerThread = 4, fewPerThread = 2;
/// Updates of a block are gathered here before they are written, so that whole
/// lines are; many where few blocks share the nearest cache.
constexpr int64_t stagedOfMany = 16, stagedOfFew = 64, fewBlocks = 32;
/// What is smaller is read again before it has left the caches.
constexpr int64_t streamedBytes = 1 << 23;
/// Counts of pieces do not share lines.
constexpr int64_t countsPerLine = 16;

/// Values beside the indices of the positions: none, or of some bytes.
struct None {};

template <typename Value> constexpr int64_t sizeOf = sizeof(Value);
template <> constexpr int64_t sizeOf<None> = 0;

/// What one piece gathers of each block.
template <typename Index, typename Update> struct Staged {
  /// Where the places of the piece begin.
  const int32_t *starts;
  const Index *indices;
  const char *updates;
  void *toIndices, *toUpdates;
  /// The places of a line, which begins at a multiple of them, less one.
  int64_t mask;
  bool streams;

  /// Writes those of the last line before place `end`.
  __attribute__((noinline)) void write(int64_t block, int64_t end) const;
};

/// Makes one partition.
struct Partitioner {
  tslice_rt_context *ctx;
  const void *indices;
  int64_t indexBytes, numPositions;
  const void *updates;
  int64_t updateBytes;
  void *partIndices, *partUpdates;
  int32_t *plan;
  RowRule rule;
  int64_t blockRows;

  int64_t team = 0;
  /// Block b has the rows from b * rowsOfBlock on, which is 1 << shift unless
  /// lanes find what leads there.
  int64_t shift = 0, numBlocks = 0, rowsOfBlock = 0;
  bool isInLanes = false;
  int64_t pieceSize = 0, numPieces = 0;
  int64_t numStaged = 0;
  bool streams = false;
  /// counts[piece * countStride + block]: how many positions of the piece lead
  /// to the block, later where the next of them is placed.
  int64_t countStride = 0;
  int32_t *counts = nullptr;
  /// Of each piece: where its places of each block begin, and what is staged.
  char *staged = nullptr;
  int64_t stagedBytes = 0;

  /// Whether a row is its index.
  bool isPlain() const {
    return !rule.wraps && rule.outside != TSLICE_RT_OUTSIDE_CLAMPS;
  }
  LanePartition getLanes() const {
    return {indices,     indexBytes,  updates,      updates ? updateBytes : 0,
            partIndices, partUpdates, rule.numRows, rowsOfBlock,
            numBlocks,   streams};
  }
  void chooseBlocks();
  void chooseSizes();
  void *allocate();
  bool sumUp();
  void makeInLanes();
  void make();

  template <typename Index, bool isPlain, typename Fn>
  void forEachOf(int64_t piece, const Fn &fn) const;
  template <typename Index, bool isPlain> void count() const;
  template <typename Index, typename Update, bool isPlain>
  void placePiece(int64_t piece) const;
  template <typename Index, typename Update, bool isPlain> void place() const;
  template <typename Index, bool isPlain> void makeOf();
};

} // namespace

void Partitioner::chooseBlocks() {
  bool isFixed = blockRows > 0;
  int64_t numRows = rule.numRows;
  int64_t few =
      isFixed
          ? divideUp(numRows, blockRows)
          : most(team, least(team * fewPerThread, LanePartition::maxBlocks));
  bool isFew = few <= LanePartition::maxBlocks &&
               (isFixed || numRows * updateBytes <= few * fewBlockBytes);
  if (isFew && isPlain() && hasLanes()) {
    isInLanes = true;
    rowsOfBlock = divideUp(numRows, few);
    numBlocks = divideUp(numRows, rowsOfBlock);
    return;
  }
  while (isFixed ? (int64_t{1} << shift) < blockRows
                 : (updateBytes << (shift + 1)) <= blockBytes)
    ++shift;
  if (!isFixed)
    while (shift > 0 && numRows >> shift < team * blocksPerThread)
      --shift;
  while ((numRows - 1) >> shift >= TSLICE_RT_PLAN_MAX_PARTS)
    ++shift;
  rowsOfBlock = int64_t{1} << shift;
  numBlocks = ((numRows - 1) >> shift) + 1;
}

void Partitioner::chooseSizes() {
  chooseBlocks();
  bool isFixed = blockRows > 0;
  int64_t pieces =
      isFixed ? numPositions / most(blockRows, 1) : numPositions / minPieceSize;
  pieceSize = divideUp(numPositions, most(least(team, pieces), 1));
  numPieces = pieceSize == 0 ? 0 : divideUp(numPositions, pieceSize);
  numStaged = numBlocks <= fewBlocks ? stagedOfFew : stagedOfMany;
  int64_t bytes = indexBytes + (updates ? updateBytes : 0);
  streams = numPositions * bytes > streamedBytes;
  countStride = divideUp(numBlocks, countsPerLine) * countsPerLine;
  stagedBytes =
      countStride * int64_t{sizeof(int32_t)} + numBlocks * numStaged * bytes;
  stagedBytes = isInLanes ? 0 : divideUp(stagedBytes, 64) * 64;
}

/// Takes memory for all tables at once; returns null if there is none.
void *Partitioner::allocate() {
  int64_t countBytes = numPieces * countStride * int64_t{sizeof(int32_t)};
  void *memory = tslice_rt_alloc(ctx, countBytes + numPieces * stagedBytes);
  counts = static_cast<int32_t *>(memory);
  staged = static_cast<char *>(memory) + countBytes;
  return memory;
}

/// Calls `fn(position, index, block)` for the positions of a piece that have a
/// row. Most rules are plain: a row is its index.
template <typename Index, bool isPlain, typename Fn>
void Partitioner::forEachOf(int64_t piece, const Fn &fn) const {
  int64_t first = piece * pieceSize;
  int64_t end = least(first + pieceSize, numPositions);
  auto limit = static_cast<uint64_t>(rule.numRows);
  // Copies, since what `fn` writes may be taken for a field.
  const Index *from = static_cast<const Index *>(indices);
  int64_t blockShift = shift;
  RowRule rowRule = rule;
  for (int64_t position = first; position < end; ++position) {
    Index index = from[position];
    uint64_t row =
        isPlain ? static_cast<uint64_t>(int64_t{index}) : rowRule.getRow(index);
    if (row < limit)
      fn(position, index, static_cast<int64_t>(row >> blockShift));
  }
}

template <typename Index, bool isPlain> void Partitioner::count() const {
  forEach(ctx, numPieces, [this](int64_t piece) {
    int32_t *count = counts + piece * countStride;
    std::memset(count, 0, static_cast<size_t>(numBlocks) * sizeof(*count));
    forEachOf<Index, isPlain>(
        piece, [&](int64_t, Index, int64_t block) { ++count[block]; });
  });
}

/// Writes the parts to the plan, and where each piece places what leads to
/// them. Returns false where it is better to divide nothing.
bool Partitioner::sumUp() {
  int32_t *part = plan + TSLICE_RT_PLAN_PARTS;
  int64_t sum = 0, largest = 0;
  for (int64_t block = 0; block < numBlocks; ++block) {
    int64_t first = sum;
    for (int64_t piece = 0; piece < numPieces; ++piece) {
      int32_t &count = counts[piece * countStride + block];
      int32_t size = count;
      count = static_cast<int32_t>(sum);
      sum += size;
    }
    largest = most(largest, sum - first);
    int64_t firstRow = block * rowsOfBlock;
    int64_t fields[] = {first,    sum,
                        firstRow, least(firstRow + rowsOfBlock, rule.numRows),
                        0,        1};
    for (int64_t field : fields)
      *part++ = static_cast<int32_t>(field);
  }
  if (rule.outside == TSLICE_RT_OUTSIDE_FAILS && sum < numPositions)
    return false;
  // One thread would have most of the work.
  if (blockRows == 0 && 4 * largest > 3 * sum)
    return false;
  plan[TSLICE_RT_PLAN_STEP] = 1;
  plan[TSLICE_RT_PLAN_NUM_PARTS] = static_cast<int32_t>(numBlocks);
  return true;
}

template <typename Index, typename Update>
void Staged<Index, Update>::write(int64_t block, int64_t end) const {
  // The first line of a piece may begin behind others.
  int64_t first = most(starts[block], (end - 1) & ~mask), size = end - first;
  int64_t at = block * (mask + 1) + (first & mask);
  auto copy = [&](void *to, const void *from, int64_t bytes) {
    char *target = static_cast<char *>(to) + first * bytes;
    const char *source = static_cast<const char *>(from) + at * bytes;
    if (size == mask + 1)
      copyLines(target, source, size * bytes, streams);
    else
      std::memcpy(target, source, static_cast<size_t>(size * bytes));
  };
  copy(toIndices, indices, sizeof(Index));
  if (sizeOf<Update> > 0)
    copy(toUpdates, updates, sizeOf<Update>);
}

template <typename Index, typename Update, bool isPlain>
void Partitioner::placePiece(int64_t piece) const {
  constexpr int64_t bytes = sizeOf<Update>;
  int32_t *next = counts + piece * countStride;
  char *memory = staged + piece * stagedBytes;
  int32_t *starts = reinterpret_cast<int32_t *>(memory);
  std::memcpy(starts, next, static_cast<size_t>(numBlocks) * sizeof(*next));
  Index *index = reinterpret_cast<Index *>(starts + countStride);
  char *update = reinterpret_cast<char *>(index + numBlocks * numStaged);
  const char *fromUpdates = static_cast<const char *>(updates);
  int64_t lineSize = numStaged, mask = lineSize - 1;
  Staged<Index, Update> stage{starts,      index, update, partIndices,
                              partUpdates, mask,  streams};
  forEachOf<Index, isPlain>(piece, [=](int64_t position, Index value,
                                       int64_t block) {
    int64_t place = next[block]++, offset = place & mask;
    int64_t at = block * lineSize + offset;
    index[at] = value;
    if (bytes > 0)
      std::memcpy(update + at * bytes, fromUpdates + position * bytes, bytes);
    if (offset == mask)
      stage.write(block, place + 1);
  });
  for (int64_t block = 0; block < numBlocks; ++block)
    if (int64_t end = next[block]; end > starts[block] && (end & mask) != 0)
      stage.write(block, end);
  endStreams();
}

template <typename Index, typename Update, bool isPlain>
void Partitioner::place() const {
  forEach(ctx, numPieces,
          [this](int64_t piece) { placePiece<Index, Update, isPlain>(piece); });
}

template <typename Index, bool isPlain> void Partitioner::makeOf() {
  count<Index, isPlain>();
  if (!sumUp())
    return;
  if (!updates)
    place<Index, None, isPlain>();
  else if (updateBytes == 4)
    place<Index, uint32_t, isPlain>();
  else
    place<Index, uint64_t, isPlain>();
}

void Partitioner::makeInLanes() {
  LanePartition lanes = getLanes();
  auto forEachPiece = [&](const auto &fn) {
    forEach(ctx, numPieces, [&](int64_t piece) {
      int64_t first = piece * pieceSize;
      fn(first, least(first + pieceSize, numPositions),
         counts + piece * countStride);
    });
  };
  forEachPiece([&](int64_t first, int64_t end, int32_t *count) {
    lanes.count(first, end, count);
  });
  if (sumUp())
    forEachPiece([&](int64_t first, int64_t end, int32_t *next) {
      lanes.place(first, end, next);
    });
}

void Partitioner::make() {
  team = tslice_rt_num_threads(ctx);
  chooseSizes();
  void *memory = allocate();
  if (!memory)
    return;
  if (isInLanes)
    makeInLanes();
  else if (indexBytes == 4)
    isPlain() ? makeOf<int32_t, true>() : makeOf<int32_t, false>();
  else
    isPlain() ? makeOf<int64_t, true>() : makeOf<int64_t, false>();
  tslice_rt_free(ctx, memory);
}

void tslice_rt_partition(tslice_rt_context *ctx, const void *indices,
                         int64_t index_bytes, int64_t num_positions,
                         const void *updates, int64_t update_bytes,
                         void *part_indices, void *part_updates, int64_t room,
                         int32_t *plan, int64_t num_rows, int64_t outside,
                         int64_t wraps, int64_t block_rows) {
  std::memset(plan, 0, TSLICE_RT_PLAN_PARTS * sizeof(*plan));
  if (num_rows > 0 && num_positions > 0 && num_positions <= room)
    Partitioner{ctx,          indices,
                index_bytes,  num_positions,
                updates,      update_bytes,
                part_indices, part_updates,
                plan,         {num_rows, outside, wraps != 0},
                block_rows}
        .make();
  if (plan[TSLICE_RT_PLAN_STEP] == 0)
    plan[TSLICE_RT_PLAN_NUM_PARTS] = 1;
}
