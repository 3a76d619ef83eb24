// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A step on the rows of a table: positions sorted by row, then each row read and
// written once.

#include "Vector.h"

#include <algorithm>
#include <vector>

using namespace tslice::limits;

namespace {
/// A position below its row.
using Entry = uint64_t;

/// Sorts by row, stably: positions rise within a row.
void sortByRow(std::vector<Entry> &entries, int64_t rows) {
  constexpr int bits = 11;
  std::vector<Entry> other(entries.size());
  for (int shift = 32; shift < 64 && (rows - 1) >> (shift - 32) != 0;
       shift += bits) {
    std::vector<int64_t> ends((1 << bits) + 1);
    auto digit = [&](Entry e) { return (e >> shift) & ((1 << bits) - 1); };
    for (Entry e : entries)
      ++ends[digit(e) + 1];
    for (size_t d = 1; d < ends.size(); ++d)
      ends[d] += ends[d - 1];
    for (Entry e : entries)
      other[ends[digit(e)]++] = e;
    entries.swap(other);
  }
}

struct Step {
  float *x;
  const float *y;
  const Entry *entries;
  const int64_t *starts;
  int64_t columns;
  float rate;
};

void updateRows(const Step &step, int64_t lo, int64_t hi, int64_t numRows) {
  constexpr int64_t ahead = 16;
  for (int64_t r = lo; r < hi; ++r) {
    int64_t next =
        step.entries[step.starts[std::min(r + ahead, numRows - 1)]] >> 32;
    for (int64_t c = 0; c < step.columns; c += 16)
      __builtin_prefetch(step.x + next * step.columns + c, 1);
    float *row = step.x + (step.entries[step.starts[r]] >> 32) * step.columns;
    for (int64_t c = 0; c < step.columns; ++c) {
      float sum = 0;
      for (int64_t k = step.starts[r]; k < step.starts[r + 1]; ++k) {
        int64_t position = static_cast<uint32_t>(step.entries[k]);
        float d = row[c] - step.y[position * step.columns + c];
        sum += d + d;
      }
      row[c] -= step.rate * sum;
    }
  }
}
} // namespace

void tslice::limits::step(Context *ctx, float *x, const float *y,
                          const int32_t *index, int64_t count, int64_t rows,
                          int64_t columns, float rate) {
  std::vector<Entry> entries(count);
  for (int64_t k = 0; k < count; ++k)
    entries[k] = static_cast<Entry>(index[k]) << 32 | k;
  sortByRow(entries, rows);
  std::vector<int64_t> starts;
  for (int64_t k = 0; k < count; ++k)
    if (k == 0 || entries[k] >> 32 != entries[k - 1] >> 32)
      starts.push_back(k);
  int64_t numRows = starts.size();
  starts.push_back(count);
  Step step{x, y, entries.data(), starts.data(), columns, rate};
  parallel(ctx, numRows, 512,
           [&](int64_t lo, int64_t hi) { updateRows(step, lo, hi, numRows); });
}
