// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Divides the positions of a scatter of rows among threads, by nothing but the
// index of each. It is here and not in compiled code because it is the same for
// every scatter, and would be most of what one of them has to be compiled to.
//
// Rows are cut into blocks, which are counted by several threads; neighbouring
// blocks make parts of much the same work. Positions keep their order within a
// part (owner) or a row (by row), so that no thread or strategy changes what
// any cell is folded from. Nothing here costs as much as the table, unless the
// rows themselves are asked for.

#include "RowRule.h"

#include <cstring>

using namespace tslice_rt;

namespace {

/// Rows of a block: counted in the nearest cache, where they are sorted.
constexpr int64_t rowsPerBlock = 512;
constexpr int64_t maxBlocks = 4096;
/// Blocks from which owners are made, and which one thread counts.
constexpr int64_t ownerBlocks = 1024;
/// Parts for each thread, to even out threads that start late. Few, where what
/// is written is read in the order of the positions.
constexpr int64_t ownersPerThread = 4;
constexpr int64_t partsPerThread = 8;
/// Pieces that are counted at a time.
constexpr int64_t maxPieces = 64;
/// Positions for each row from which on these are grouped by row.
constexpr int64_t positionsPerRow = 2;

/// Makes one plan.
struct Planner {
  tslice_rt_context *ctx;
  const void *indices;
  int64_t indexBytes, numPositions;
  int32_t *plan;
  int64_t numColumns, blockRows;
  RowRule rule;
  bool isByRow, keepsEnds;
  int64_t numRows = rule.numRows;

  int64_t team = 0;
  /// Block b has the rows from b << shift on.
  int64_t shift = 0, numBlocks = 0;
  /// Positions are counted and placed in pieces of this size.
  int64_t pieceSize = 0, numPieces = 0;
  int64_t numParts = 0;
  /// starts[b]: the positions that lead to the blocks before b.
  int32_t *starts = nullptr;
  /// counts[piece * numBlocks + block]: how many positions of the piece lead to
  /// the block. Later where the next of them is placed; by owner, with parts
  /// for blocks.
  int32_t *counts = nullptr;
  /// The part of each block.
  int32_t *partOf = nullptr;
  /// By row only: positions by block, each below its row in the block, and
  /// where those of the rows before each end.
  uint64_t *byBlock = nullptr;
  int32_t *ends = nullptr;

  void chooseSizes();
  void *allocate();
  void count();
  bool divideColumns();
  void divideBlocks();
  void placeByOwner();
  void placeByBlock();
  void sortBlock(int64_t block);
  void divideNothing();
  void make();

  int32_t *order() const { return plan + TSLICE_RT_PLAN_ORDER; }
  void addPart(int64_t first, int64_t end, int64_t firstRow, int64_t endRow,
               int64_t firstColumn, int64_t endColumn);

  /// Calls `fn(position, row)` for the positions of a piece that have a row.
  template <typename Index, typename Fn>
  void forEachOf(int64_t piece, const Fn &fn) const {
    int64_t first = piece * pieceSize;
    int64_t end = least(first + pieceSize, numPositions);
    auto limit = static_cast<uint64_t>(numRows);
    for (int64_t position = first; position < end; ++position)
      if (uint64_t row =
              rule.getRow(static_cast<const Index *>(indices)[position]);
          row < limit)
        fn(position, row);
  }
  template <typename Fn> void forEachIn(int64_t piece, const Fn &fn) const {
    switch (indexBytes) {
    case 1:
      return forEachOf<int8_t>(piece, fn);
    case 2:
      return forEachOf<int16_t>(piece, fn);
    case 4:
      return forEachOf<int32_t>(piece, fn);
    default:
      return forEachOf<int64_t>(piece, fn);
    }
  }
};

} // namespace

void Planner::addPart(int64_t first, int64_t end, int64_t firstRow,
                      int64_t endRow, int64_t firstColumn, int64_t endColumn) {
  int32_t *part =
      plan + TSLICE_RT_PLAN_PARTS + numParts++ * TSLICE_RT_PLAN_PART_FIELDS;
  int64_t fields[] = {first, end, firstRow, endRow, firstColumn, endColumn};
  for (int64_t field : fields)
    *part++ = static_cast<int32_t>(field);
}

void Planner::chooseSizes() {
  bool isFixed = blockRows > 0;
  if (!isFixed) {
    int64_t wanted = ownerBlocks;
    if (isByRow)
      wanted =
          least(most(team * partsPerThread, divideUp(numRows, rowsPerBlock)),
                maxBlocks);
    blockRows = divideUp(numRows, wanted);
  }
  while ((int64_t{1} << shift) < blockRows)
    ++shift;
  numBlocks = ((numRows - 1) >> shift) + 1;
  int64_t pieces = least(team, numPositions / minPieceSize);
  pieceSize = divideUp(numPositions, most(pieces, 1));
  if (isFixed)
    pieceSize = most(blockRows, divideUp(numPositions, maxPieces));
  numPieces = pieceSize == 0 ? 0 : divideUp(numPositions, pieceSize);
}

/// Takes memory for all tables at once; returns null if there is none.
void *Planner::allocate() {
  constexpr int64_t entry = sizeof(int32_t);
  int64_t byBlockBytes = isByRow ? numPositions * int64_t{sizeof(uint64_t)} : 0;
  int64_t numCounts = numPieces * numBlocks;
  int64_t numEnds = isByRow && !keepsEnds ? numRows + 1 : 0;
  void *memory = tslice_rt_alloc(
      ctx, byBlockBytes + (numCounts + 2 * numBlocks + 1 + numEnds) * entry);
  if (!memory)
    return nullptr;
  byBlock = static_cast<uint64_t *>(memory);
  starts =
      reinterpret_cast<int32_t *>(static_cast<char *>(memory) + byBlockBytes);
  partOf = starts + numBlocks + 1;
  counts = partOf + numBlocks;
  ends = keepsEnds ? order() + numPositions : counts + numCounts;
  return memory;
}

void Planner::count() {
  forEach(ctx, numPieces, [this](int64_t piece) {
    int32_t *count = counts + piece * numBlocks;
    std::memset(count, 0, static_cast<size_t>(numBlocks) * sizeof(*count));
    forEachIn(piece, [&](int64_t, uint64_t row) { ++count[row >> shift]; });
  });
  int32_t sum = 0;
  for (int64_t block = 0; block < numBlocks; ++block) {
    starts[block] = sum;
    for (int64_t piece = 0; piece < numPieces; ++piece)
      sum += counts[piece * numBlocks + block];
  }
  starts[numBlocks] = sum;
}

/// Where one block gets much more than the share of a thread, threads divide
/// the columns, and each walks over all positions.
bool Planner::divideColumns() {
  // What is filled is so by rows.
  if (keepsEnds || numColumns < 2 || team < 2)
    return false;
  int64_t largest = 0;
  for (int64_t block = 0; block < numBlocks; ++block)
    largest = most(largest, starts[block + 1] - starts[block]);
  if (largest * (team + 1) <= int64_t{2} * starts[numBlocks])
    return false;
  int64_t width = divideUp(numColumns, team);
  for (int64_t first = 0; first < numColumns; first += width)
    addPart(0, numPositions, 0, numRows, first,
            least(first + width, numColumns));
  plan[TSLICE_RT_PLAN_STEP] = 0;
  return true;
}

/// Makes parts of much the same work of neighbouring blocks.
void Planner::divideBlocks() {
  int64_t wanted = team * (isByRow ? partsPerThread : ownersPerThread);
  wanted = least(least(wanted, numBlocks), TSLICE_RT_PLAN_MAX_PARTS);
  // A row that is filled is work, too.
  int64_t workPerRow = keepsEnds ? 1 : 0;
  int64_t all = starts[numBlocks] + workPerRow * numRows;
  int64_t firstBlock = 0;
  for (int64_t block = 0; block < numBlocks; ++block) {
    partOf[block] = static_cast<int32_t>(numParts);
    int64_t endRow = least((block + 1) << shift, numRows);
    int64_t done = starts[block + 1] + workPerRow * endRow;
    bool isFull =
        numParts + 1 < wanted && done * wanted >= all * (numParts + 1);
    if (!isFull && block + 1 < numBlocks)
      continue;
    addPart(starts[firstBlock], starts[block + 1], firstBlock << shift, endRow,
            0, numColumns);
    firstBlock = block + 1;
  }
  plan[TSLICE_RT_PLAN_STEP] = 1;
}

/// Lists the positions of each part in their order.
void Planner::placeByOwner() {
  // The part of a block is not greater than the block.
  for (int64_t piece = 0; piece < numPieces; ++piece) {
    int32_t *count = counts + piece * numBlocks;
    for (int64_t block = 0; block < numBlocks; ++block) {
      int32_t size = count[block];
      count[block] = 0;
      count[partOf[block]] += size;
    }
  }
  int32_t sum = 0;
  for (int64_t part = 0; part < numParts; ++part)
    for (int64_t piece = 0; piece < numPieces; ++piece) {
      int32_t &count = counts[piece * numBlocks + part];
      int32_t size = count;
      count = sum;
      sum += size;
    }
  forEach(ctx, numPieces, [this](int64_t piece) {
    int32_t *place = counts + piece * numBlocks;
    forEachIn(piece, [&](int64_t position, uint64_t row) {
      int64_t at = place[partOf[row >> shift]]++;
      order()[at] = static_cast<int32_t>(position - at);
    });
  });
}

/// Lists positions by block, with their rows in it.
void Planner::placeByBlock() {
  for (int64_t block = 0; block < numBlocks; ++block) {
    int32_t next = starts[block];
    for (int64_t piece = 0; piece < numPieces; ++piece) {
      int32_t &count = counts[piece * numBlocks + block];
      int32_t size = count;
      count = next;
      next += size;
    }
  }
  forEach(ctx, numPieces, [this](int64_t piece) {
    int32_t *place = counts + piece * numBlocks;
    uint64_t mask = (uint64_t{1} << shift) - 1;
    forEachIn(piece, [&](int64_t position, uint64_t row) {
      byBlock[place[row >> shift]++] =
          (row & mask) << 32 | static_cast<uint64_t>(position);
    });
  });
}

/// Sorts the positions of a block by row: counts, sums up and places them, which
/// moves the start of each row on to its end.
void Planner::sortBlock(int64_t block) {
  int64_t firstRow = block << shift;
  int64_t size = least(int64_t{1} << shift, numRows - firstRow);
  int32_t *next = ends + firstRow + 1;
  std::memset(next, 0, static_cast<size_t>(size) * sizeof(*next));
  const uint64_t *from = byBlock + starts[block],
                 *to = byBlock + starts[block + 1];
  for (const uint64_t *it = from; it < to; ++it)
    ++next[*it >> 32];
  int32_t sum = starts[block];
  for (int64_t row = 0; row < size; ++row) {
    int32_t count = next[row];
    next[row] = sum;
    sum += count;
  }
  for (const uint64_t *it = from; it < to; ++it) {
    int64_t at = next[*it >> 32]++;
    order()[at] =
        static_cast<int32_t>(static_cast<int64_t>(*it & 0xffffffff) - at);
  }
}

/// Leaves all positions to one part.
void Planner::divideNothing() {
  addPart(0, numPositions, 0, numRows, 0, numColumns);
  plan[TSLICE_RT_PLAN_STEP] = 0;
}

void Planner::make() {
  team = tslice_rt_num_threads(ctx);
  chooseSizes();
  void *memory = allocate();
  if (!memory)
    return;
  count();
  if (rule.outside == TSLICE_RT_OUTSIDE_FAILS &&
      starts[numBlocks] < numPositions) {
    divideNothing();
  } else if (!divideColumns()) {
    divideBlocks();
    if (isByRow) {
      placeByBlock();
      ends[0] = 0;
      forEach(ctx, numBlocks, [this](int64_t block) { sortBlock(block); });
    } else {
      placeByOwner();
    }
  }
  tslice_rt_free(ctx, memory);
}

void tslice_rt_plan_rows(tslice_rt_context *ctx, const void *indices,
                         int64_t index_bytes, int64_t num_positions,
                         int32_t *plan, int64_t num_rows, int64_t num_columns,
                         int64_t outside, int64_t wraps, int64_t block_rows,
                         int64_t grouping) {
  bool isByRow = grouping != TSLICE_RT_BY_OWNER;
  if (grouping == TSLICE_RT_BY_SIZE)
    isByRow = num_positions >= positionsPerRow * num_rows;
  bool keepsEnds = grouping == TSLICE_RT_BY_ROW_WITH_ENDS;
  Planner planner{
      ctx,     indices,     index_bytes, num_positions,
      plan,    num_columns, block_rows,  {num_rows, outside, wraps != 0},
      isByRow, keepsEnds};
  plan[0] = 0;
  plan[TSLICE_RT_PLAN_STEP] = 0;
  if (num_rows > 0)
    planner.make();
  else
    planner.divideNothing();
  plan[TSLICE_RT_PLAN_NUM_PARTS] = static_cast<int32_t>(planner.numParts);
}
