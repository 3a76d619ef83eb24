// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Plans and partitions of scatters: every position that has a row is in one part,
// those of a row in their order, whatever the grouping, the sizes and the threads.

#include "tslice/Runtime/Runtime.h"

#include "gtest/gtest.h"

#include <algorithm>
#include <random>
#include <sys/resource.h>
#include <vector>

namespace {

/// A scatter, and what is asked for.
struct Request {
  int64_t numRows = 0, numColumns = 1;
  int64_t outside = TSLICE_RT_OUTSIDE_FAILS;
  bool wraps = false;
  int64_t blockRows = 0;
  int64_t grouping = TSLICE_RT_BY_SIZE;
};

struct Part {
  int32_t first, end, firstRow, endRow, firstColumn, endColumn;
};

/// A plan as vectors.
struct Plan {
  bool isOrdered = false;
  std::vector<Part> parts;
  std::vector<int32_t> order, ends;
};

class RuntimePlan : public testing::Test {
protected:
  ~RuntimePlan() override { tslice_rt_context_destroy(ctx); }

  template <typename Index>
  Plan make(const std::vector<Index> &indices, const Request &request) {
    int64_t count = indices.size();
    bool hasEnds = request.grouping == TSLICE_RT_BY_ROW_WITH_ENDS;
    int64_t numEnds = hasEnds ? request.numRows + 1 : 0;
    std::vector<int32_t> table(TSLICE_RT_PLAN_ORDER + count + numEnds, 99);
    tslice_rt_plan_rows(ctx, indices.data(), sizeof(Index), count, table.data(),
                        request.numRows, request.numColumns, request.outside,
                        request.wraps, request.blockRows, request.grouping);
    Plan plan;
    EXPECT_EQ(table[0], 0);
    plan.isOrdered = table[TSLICE_RT_PLAN_STEP] == 1;
    const int32_t *part = table.data() + TSLICE_RT_PLAN_PARTS;
    for (int32_t i = 0; i < table[TSLICE_RT_PLAN_NUM_PARTS];
         ++i, part += TSLICE_RT_PLAN_PART_FIELDS)
      plan.parts.push_back(
          {part[0], part[1], part[2], part[3], part[4], part[5]});
    const int32_t *order = table.data() + TSLICE_RT_PLAN_ORDER;
    for (int64_t place = 0; place < count; ++place)
      plan.order.push_back(plan.isOrdered ? order[place] + place : place);
    if (hasEnds)
      plan.ends.assign(order + count, order + count + numEnds);
    return plan;
  }

  /// Makes a plan and looks at what every plan must be. Returns it.
  template <typename Index>
  Plan check(const std::vector<Index> &indices, const Request &request) {
    Plan plan = make(indices, request);
    auto isListed = [&](int64_t position) {
      return getRow(indices[position], request) >= 0;
    };
    EXPECT_LE(plan.parts.size(), size_t{TSLICE_RT_PLAN_MAX_PARTS});
    bool isByColumns = !plan.isOrdered;
    int32_t place = 0, row = 0, column = 0;
    std::vector<int> seen(indices.size());
    for (const Part &part : plan.parts) {
      EXPECT_EQ(part.firstColumn, isByColumns ? column : 0);
      column = part.endColumn;
      if (!isByColumns) {
        EXPECT_EQ(part.first, place);
        EXPECT_EQ(part.firstRow, row);
        EXPECT_EQ(part.endColumn, request.numColumns);
        place = part.end;
        row = part.endRow;
      }
      std::vector<int32_t> last(request.numRows, -1);
      int32_t lastRow = -1;
      for (int32_t at = part.first; at < part.end; ++at) {
        int32_t position = plan.order[at];
        if (!isByColumns || part.firstColumn == 0)
          ++seen[position];
        int64_t found = getRow(indices[position], request);
        if (isByColumns)
          continue;
        EXPECT_GE(found, part.firstRow);
        EXPECT_LT(found, part.endRow);
        EXPECT_LT(last[found], position) << "row " << found;
        last[found] = position;
        if (!plan.ends.empty()) {
          EXPECT_GE(found, lastRow);
          EXPECT_LE(plan.ends[found], at);
          EXPECT_GT(plan.ends[found + 1], at);
          lastRow = found;
        }
      }
    }
    if (!isByColumns)
      EXPECT_EQ(row, request.numRows);
    EXPECT_EQ(column, request.numColumns);
    for (size_t position = 0; position < seen.size(); ++position)
      EXPECT_EQ(seen[position], isByColumns || isListed(position));
    return plan;
  }

  /// The row of an index, -1 if there is none.
  static int64_t getRow(int64_t index, const Request &request) {
    if (request.wraps && index < 0)
      index += request.numRows;
    if (request.outside == TSLICE_RT_OUTSIDE_CLAMPS)
      index = std::clamp<int64_t>(index, 0, request.numRows - 1);
    return index >= 0 && index < request.numRows ? index : -1;
  }

  template <typename Index>
  std::vector<Index> draw(int64_t count, int64_t low, int64_t high) {
    std::uniform_int_distribution<int64_t> distribution(low, high);
    std::vector<Index> indices(count);
    for (Index &index : indices)
      index = static_cast<Index>(distribution(random));
    return indices;
  }

  tslice_rt_context *ctx = tslice_rt_context_create();
  std::mt19937_64 random{1};
};

TEST_F(RuntimePlan, AllGroupingsAndThreads) {
  for (int64_t threads : {1, 2, 5})
    for (int64_t grouping : {TSLICE_RT_BY_SIZE, TSLICE_RT_BY_OWNER,
                             TSLICE_RT_BY_ROW, TSLICE_RT_BY_ROW_WITH_ENDS})
      for (int64_t blockRows : {0, 1, 3})
        for (auto [count, rows] : {std::pair<int64_t, int64_t>{0, 5},
                                   {1, 1},
                                   {7, 5},
                                   {3000, 100},
                                   {100000, 3000},
                                   {60000, 70000}}) {
          if (rows > 100 && blockRows == 1)
            continue;
          tslice_rt_set_threads(ctx, threads);
          Request request;
          request.numRows = rows;
          request.grouping = grouping;
          request.blockRows = blockRows;
          Plan plan = check(draw<int32_t>(count, 0, rows - 1), request);
          EXPECT_TRUE(plan.isOrdered);
        }
}

TEST_F(RuntimePlan, Outside) {
  for (int64_t outside : {TSLICE_RT_OUTSIDE_CLAMPS, TSLICE_RT_OUTSIDE_SKIPS})
    for (bool wraps : {false, true})
      for (int64_t grouping :
           {TSLICE_RT_BY_OWNER, TSLICE_RT_BY_ROW_WITH_ENDS}) {
        Request request{100, 1, outside, wraps, 0, grouping};
        EXPECT_TRUE(check(draw<int64_t>(5000, -250, 250), request).isOrdered);
        EXPECT_TRUE(check(draw<int16_t>(5000, -250, 250), request).isOrdered);
        EXPECT_TRUE(check(draw<int8_t>(5000, -128, 127), request).isOrdered);
      }
  Request wrapping{100,  1, TSLICE_RT_OUTSIDE_FAILS,
                   true, 0, TSLICE_RT_BY_OWNER};
  EXPECT_TRUE(check(draw<int32_t>(5000, -100, 99), wrapping).isOrdered);
  std::vector<int64_t> far = {INT64_MIN, INT64_MAX, 0, -1, 100};
  check(far, {100, 1, TSLICE_RT_OUTSIDE_SKIPS, true, 0, TSLICE_RT_BY_ROW});
  check(far, {100, 1, TSLICE_RT_OUTSIDE_CLAMPS, true, 0, TSLICE_RT_BY_ROW});
}

// Whoever has all positions in their order finds the one that fails.
TEST_F(RuntimePlan, FailingIndexLeavesOnePart) {
  for (int64_t grouping : {TSLICE_RT_BY_OWNER, TSLICE_RT_BY_ROW_WITH_ENDS}) {
    Request request{100, 3, TSLICE_RT_OUTSIDE_FAILS, false, 0, grouping};
    auto indices = draw<int32_t>(50000, 0, 99);
    indices[40000] = 100;
    Plan plan = make(indices, request);
    EXPECT_FALSE(plan.isOrdered);
    ASSERT_EQ(plan.parts.size(), 1u);
    EXPECT_EQ(plan.parts[0].first, 0);
    EXPECT_EQ(plan.parts[0].end, 50000);
    EXPECT_EQ(plan.parts[0].endColumn, 3);
    request.numRows = 0;
    plan = make(indices, request);
    EXPECT_FALSE(plan.isOrdered);
    ASSERT_EQ(plan.parts.size(), 1u);
    EXPECT_EQ(plan.parts[0].end, 50000);
  }
}

TEST_F(RuntimePlan, HotRowsDivideColumns) {
  tslice_rt_set_threads(ctx, 3);
  Request request{1000,  4, TSLICE_RT_OUTSIDE_FAILS,
                  false, 0, TSLICE_RT_BY_SIZE};
  std::vector<int32_t> hot(20000, 7);
  Plan plan = check(hot, request);
  EXPECT_FALSE(plan.isOrdered);
  EXPECT_EQ(plan.parts.size(), 2u);
  // Rows that are filled are not divided, nor are those without columns.
  request.grouping = TSLICE_RT_BY_ROW_WITH_ENDS;
  EXPECT_TRUE(check(hot, request).isOrdered);
  request = {1000, 1, TSLICE_RT_OUTSIDE_FAILS, false, 0, TSLICE_RT_BY_SIZE};
  EXPECT_TRUE(check(hot, request).isOrdered);
  // Much the same for all rows.
  request.numColumns = 4;
  EXPECT_TRUE(check(draw<int32_t>(20000, 0, 999), request).isOrdered);
}

// Few rows of a large table are no reason to leave threads without work.
TEST_F(RuntimePlan, PartsHaveMuchTheSameWork) {
  tslice_rt_set_threads(ctx, 2);
  Request request{1000000, 4, TSLICE_RT_OUTSIDE_FAILS,
                  false,   0, TSLICE_RT_BY_OWNER};
  Plan plan = check(draw<int64_t>(100000, 0, 99999), request);
  ASSERT_TRUE(plan.isOrdered);
  int32_t largest = 0;
  for (const Part &part : plan.parts)
    largest = std::max(largest, part.end - part.first);
  EXPECT_GE(plan.parts.size(), 4u);
  EXPECT_LT(largest, 100000 / 4);
}

//===----------------------------------------------------------------------===//
// Partitions
//===----------------------------------------------------------------------===//

class RuntimePartition : public RuntimePlan {
protected:
  /// Partitions, and compares with what a loop over the positions brings
  /// together. Returns the number of parts, 0 if nothing was divided. The update
  /// of a position is its number.
  template <typename Index, typename Update>
  int64_t check(const std::vector<Index> &indices, const Request &request,
                bool hasUpdates = true) {
    int64_t count = indices.size();
    std::vector<Update> updates(count);
    for (int64_t i = 0; i < count; ++i)
      updates[i] = static_cast<Update>(i);
    // The runtime's memory is aligned as it asks for.
    auto *partIndices =
        static_cast<Index *>(tslice_rt_pool_alloc((count + 1) * sizeof(Index)));
    auto *partUpdates = static_cast<Update *>(
        tslice_rt_pool_alloc((count + 1) * sizeof(Update)));
    partIndices[count] = 77;
    partUpdates[count] = 77;
    std::vector<int32_t> plan(TSLICE_RT_PLAN_ORDER + 1, 99);
    tslice_rt_partition(ctx, indices.data(), sizeof(Index), count,
                        hasUpdates ? updates.data() : nullptr, sizeof(Update),
                        partIndices, hasUpdates ? partUpdates : nullptr, count,
                        plan.data(), request.numRows, request.outside,
                        request.wraps, request.blockRows);
    EXPECT_EQ(plan.back(), 99);
    EXPECT_EQ(partIndices[count], 77);
    EXPECT_EQ(partUpdates[count], Update{77});
    int64_t numParts = plan[TSLICE_RT_PLAN_NUM_PARTS];
    if (plan[TSLICE_RT_PLAN_STEP] == 0) {
      EXPECT_EQ(numParts, 1);
      numParts = 0;
    }
    int32_t place = 0, row = 0;
    const int32_t *part = plan.data() + TSLICE_RT_PLAN_PARTS;
    for (int64_t i = 0; i < numParts; ++i, part += TSLICE_RT_PLAN_PART_FIELDS) {
      EXPECT_EQ(part[0], place);
      EXPECT_EQ(part[2], row);
      EXPECT_GT(part[3], row);
      for (int64_t position = 0; position < count; ++position) {
        int64_t found = getRow(indices[position], request);
        if (found < part[2] || found >= part[3])
          continue;
        EXPECT_EQ(partIndices[place], indices[position]);
        if (hasUpdates)
          EXPECT_EQ(partUpdates[place], updates[position]);
        ++place;
      }
      EXPECT_EQ(part[1], place);
      row = part[3];
    }
    if (numParts > 0)
      EXPECT_EQ(row, request.numRows);
    tslice_rt_release(partIndices);
    tslice_rt_release(partUpdates);
    return numParts;
  }

  template <typename Index>
  void checkAll(const std::vector<Index> &indices, const Request &request) {
    EXPECT_GT((check<Index, uint32_t>(indices, request)), 0);
    EXPECT_GT((check<Index, uint64_t>(indices, request)), 0);
    EXPECT_GT((check<Index, uint32_t>(indices, request, false)), 0);
  }
};

// Few blocks, which lanes of vectors look for, and many.
TEST_F(RuntimePartition, AllSizesAndThreads) {
  for (int64_t threads : {1, 2, 3})
    for (int64_t blocks : {1, 2, 3, 8, 9, 40})
      for (auto [count, rows] : {std::pair<int64_t, int64_t>{1, 1},
                                 {15, 50},
                                 {3000, 100},
                                 {70001, 3000}}) {
        tslice_rt_set_threads(ctx, threads);
        Request request;
        request.numRows = rows;
        request.blockRows = (rows - 1) / blocks + 1;
        checkAll(draw<int32_t>(count, 0, rows - 1), request);
        checkAll(draw<int64_t>(count, 0, rows - 1), request);
      }
}

TEST_F(RuntimePartition, Outside) {
  for (int64_t outside : {TSLICE_RT_OUTSIDE_CLAMPS, TSLICE_RT_OUTSIDE_SKIPS})
    for (bool wraps : {false, true})
      for (int64_t blockRows : {5, 50}) {
        tslice_rt_set_threads(ctx, 2);
        Request request{100, 1, outside, wraps, blockRows};
        checkAll(draw<int32_t>(50000, -250, 250), request);
        checkAll(draw<int64_t>(50000, -250, 250), request);
        std::vector<int64_t> far = {INT64_MIN, INT64_MAX, 0, -1, 100};
        far.resize(40, int64_t{1} << 32);
        checkAll(far, request);
      }
}

// Large enough to be written past the caches; sizes are those of the runtime.
TEST_F(RuntimePartition, LargeOnes) {
  tslice_rt_set_threads(ctx, 2);
  for (int64_t rows : {300001, 3000000}) {
    Request request;
    request.numRows = rows;
    auto indices = draw<int32_t>(1100000, 0, rows - 1);
    int64_t parts = check<int32_t, uint64_t>(indices, request);
    EXPECT_GE(parts, 4);
    EXPECT_EQ((check<int32_t, uint32_t>(indices, request)) > 0, true);
  }
}

// Nothing is divided where an index fails, where there is no room, and where one
// thread would have most of the work.
TEST_F(RuntimePartition, NothingDivided) {
  tslice_rt_set_threads(ctx, 2);
  for (int64_t rows : {1000, 3000000}) {
    Request request;
    request.numRows = rows;
    auto indices = draw<int32_t>(50000, 0, rows - 1);
    EXPECT_GT((check<int32_t, uint32_t>(indices, request)), 0);
    indices[40000] = -1;
    EXPECT_EQ((check<int32_t, uint32_t>(indices, request)), 0);
    std::fill(indices.begin(), indices.end(), 7);
    EXPECT_EQ((check<int32_t, uint32_t>(indices, request)), 0);
  }
  Request none;
  EXPECT_EQ((check<int32_t, uint32_t>({1, 2}, none)), 0);
  none.numRows = 5;
  EXPECT_EQ((check<int32_t, uint32_t>({}, none)), 0);
  std::vector<int32_t> indices(9), plan(TSLICE_RT_PLAN_ORDER);
  tslice_rt_partition(ctx, indices.data(), 4, 9, nullptr, 4, nullptr, nullptr,
                      0, plan.data(), 5, TSLICE_RT_OUTSIDE_FAILS, 0, 1);
  EXPECT_EQ(plan[TSLICE_RT_PLAN_STEP], 0);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST_F(RuntimePlan, WithoutMemory) {
  auto indices = draw<int32_t>(1 << 20, 0, 9);
  Request request{int64_t{1} << 30, 1, TSLICE_RT_OUTSIDE_FAILS, false, 0,
                  TSLICE_RT_BY_ROW};
  // 4 GiB for the rows, which are not there.
  rlimit before, limit;
  getrlimit(RLIMIT_AS, &before);
  limit = before;
  limit.rlim_cur = rlim_t{3} << 30;
  setrlimit(RLIMIT_AS, &limit);
  Plan plan = make(indices, request);
  setrlimit(RLIMIT_AS, &before);
  EXPECT_TRUE(plan.parts.empty());
  tslice_rt_failure failure;
  ASSERT_TRUE(tslice_rt_get_failure(ctx, &failure));
  EXPECT_EQ(failure.kind, TSLICE_RT_OUT_OF_MEMORY);
}
#endif

} // namespace
