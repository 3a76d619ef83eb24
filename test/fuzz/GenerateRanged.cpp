// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Adds slices and updates: progressions that fit, or that reach outside where
// the bounds policy gives that a meaning.

#include "Graph.h"

#include <algorithm>
#include <limits>

using namespace tslice;
using namespace tslice::fuzz;

static constexpr int64_t lowest = std::numeric_limits<int64_t>::min();
static constexpr int64_t highest = std::numeric_limits<int64_t>::max();

namespace {
/// One dimension of a slice or update.
struct Range {
  int64_t extent, offset = 0, size = 0, stride = 1;
  bool dynamicOffset = false, dynamicSize = false, dynamicStride = false;

  int64_t reach() const { return stride * std::max<int64_t>(size - 1, 0); }
  int64_t span() const { return std::abs(reach()) + 1; }
  /// The legal offsets, if the range fits at all.
  int64_t firstOffset() const { return stride > 0 ? 0 : -reach(); }
  int64_t lastOffset() const {
    return stride > 0 ? extent - 1 - reach() : extent - 1;
  }
  bool isOutside() const {
    return size > 0 && (offset < firstOffset() || offset > lastOffset());
  }
};
} // namespace

static int64_t drawStride(Random &random) {
  return random.pick<int64_t>({1, 1, 1, 1, 2, 2, 3, -1, -1, -2, -3, 5});
}

/// Chooses a stride with which the range fits into its dimension.
static void fitStride(Random &random, Range &range) {
  range.stride = drawStride(random);
  if (range.size > 0 && range.span() > range.extent)
    range.stride = range.stride > 0 ? 1 : -1;
}

static void drawOffset(Random &random, Range &range, Bounds bounds) {
  bool fits = range.size > 0 && range.firstOffset() <= range.lastOffset();
  bool mayLeave = bounds != Bounds::Error && bounds != Bounds::Assume;
  if (fits && !(mayLeave && random.chance(60)))
    range.offset = random.between(range.firstOffset(), range.lastOffset());
  else if (mayLeave || range.size == 0)
    range.offset = random.between(-3, range.extent + 3);
}

/// Chooses the range of one dimension. `size` is given where an update is.
static Range drawRange(Random &random, int64_t extent, Bounds bounds,
                       std::optional<int64_t> size) {
  Range range{extent};
  bool mayExceed = isSkipping(bounds);
  if (size)
    range.size = *size;
  else if (random.chance(4))
    range.size = 0;
  else if (mayExceed && random.chance(25))
    range.size = random.between(1, extent + 3);
  else
    range.size = extent == 0 ? 0 : random.between(1, extent);
  if (mayExceed)
    range.stride = drawStride(random);
  else
    fitStride(random, range);
  drawOffset(random, range, bounds);
  int64_t percent = random.pick<int64_t>({0, 40, 100});
  range.dynamicOffset = random.chance(percent);
  range.dynamicSize = random.chance(percent / 2);
  range.dynamicStride = random.chance(percent / 2);
  return range;
}

/// The offsets, sizes and strides of an access, as text. Numbers outside by one
/// and as far as numbers go are mistakes or not, as the policy has it.
static std::string formatRanges(Graph &graph, const std::vector<Range> &ranges,
                                Bounds bounds) {
  bool isError = bounds == Bounds::Error, isClamp = bounds == Bounds::Clamp;
  bool isSkip = isSkipping(bounds);
  using Numbers = std::vector<int64_t>;
  std::vector<std::string> offsets, sizes, strides;
  for (const Range &range : ranges) {
    graph.result.reachesOutside |= range.isOutside();
    Numbers ends = {range.lastOffset() + 1, range.firstOffset() - 1, highest,
                    lowest};
    offsets.push_back(graph.makeIndex(range.offset, range.dynamicOffset,
                                      isClamp || isSkip ? ends : Numbers(),
                                      isError ? ends : Numbers()));
    Numbers mistakes = {-1, lowest, range.size + 1, range.size - 1};
    if (isError || isClamp)
      mistakes.insert(mistakes.end(), {highest, range.extent + 1});
    sizes.push_back(
        graph.makeIndex(range.size, range.dynamicSize, {}, mistakes, true));
    ends = {range.extent + 1, -range.stride, highest, lowest, highest / 2 + 1};
    mistakes = {0};
    if (isError || isClamp)
      mistakes.insert(mistakes.end(), ends.begin(), ends.end());
    strides.push_back(graph.makeIndex(range.stride, range.dynamicStride,
                                      isSkip ? ends : Numbers(), mistakes));
  }
  return formatList(offsets) + formatList(sizes) + formatList(strides);
}

/// Chooses dimensions of static size 1 to leave out.
static std::vector<int64_t> drawDrop(Random &random,
                                     std::vector<Range> &ranges) {
  std::vector<int64_t> drop;
  for (size_t dim = 0; dim < ranges.size(); ++dim)
    if (ranges[dim].size == 1 && random.chance(50)) {
      ranges[dim].dynamicSize = false;
      drop.push_back(static_cast<int64_t>(dim));
    }
  return drop;
}

static std::string
formatSuffix(Random &random, const std::vector<int64_t> &drop, Bounds bounds) {
  std::string text;
  if (!drop.empty())
    text += " drop " + formatList(drop);
  if (bounds != Bounds::Error)
    text += std::string(" bounds ") + getName(bounds);
  if (random.chance(15))
    text += " wrap";
  return text;
}

static void generateSlice(Graph &graph, const Cell &cell, Value source) {
  Random &random = graph.random;
  std::vector<Range> ranges;
  for (int64_t extent : source.shape)
    ranges.push_back(drawRange(random, extent, cell.bounds, std::nullopt));
  std::vector<int64_t> drop = drawDrop(random, ranges);
  Shape shape;
  std::vector<bool> dynamic;
  for (size_t dim = 0; dim < ranges.size(); ++dim)
    if (std::find(drop.begin(), drop.end(), dim) == drop.end()) {
      shape.push_back(ranges[dim].size);
      dynamic.push_back(ranges[dim].dynamicSize);
    }
  std::string lists = formatRanges(graph, ranges, cell.bounds);
  std::string suffix = formatSuffix(graph.random, drop, cell.bounds);
  if (isSkipping(cell.bounds) && random.chance(60))
    suffix += " fill " + drawConstant(random, graph.type);
  std::string name = graph.makeName();
  Value result = graph.addResult(name, shape, dynamic);
  graph.emit(name + " = tslice.slice " + source.name + lists + suffix + " : " +
             source.getTypeText() + " to " + result.getTypeText());
  // Slices of slices compose.
  if (random.chance(30) && countElements(shape) > 1)
    generateSlice(graph, cell, result);
}

/// A tensor whose sizes an access of `dest` can have under `bounds`, with the
/// dimension of `dest` that each of its dimensions lies in.
static std::optional<std::pair<Value, std::vector<int64_t>>>
findUpdate(Graph &graph, const Value &dest, Bounds bounds) {
  for (int attempt = 0; attempt < 4; ++attempt) {
    Value update = graph.random.pick(graph.values);
    if (update.getRank() > dest.getRank())
      continue;
    std::vector<int64_t> kept =
        graph.random.choose(dest.getRank(), update.getRank());
    std::sort(kept.begin(), kept.end());
    bool fits = true;
    for (size_t i = 0; i < kept.size(); ++i)
      fits &= update.shape[i] <= dest.shape[kept[i]];
    // Left out are dimensions of size 1.
    for (int64_t size : dest.shape)
      fits &= size > 0 || isSkipping(bounds);
    if (fits)
      return std::make_pair(update, kept);
  }
  return std::nullopt;
}

static void generateUpdate(Graph &graph, const Cell &cell) {
  Random &random = graph.random;
  Value dest = random.pick(graph.values);
  if (random.chance(15))
    dest = graph.makeZeros(dest);
  std::vector<Range> ranges;
  std::vector<int64_t> drop;
  Value update;
  auto found = findUpdate(graph, dest, cell.bounds);
  if (found && random.chance(60)) {
    update = found->first;
    size_t next = 0;
    for (int64_t dim = 0; dim < dest.getRank(); ++dim) {
      bool isKept = next < found->second.size() && found->second[next] == dim;
      ranges.push_back(drawRange(random, dest.shape[dim], cell.bounds,
                                 isKept ? update.shape[next] : 1));
      if (isKept) {
        ++next;
      } else {
        ranges.back().dynamicSize = false;
        drop.push_back(dim);
      }
    }
  } else {
    for (int64_t extent : dest.shape)
      ranges.push_back(drawRange(random, extent, cell.bounds, std::nullopt));
    drop = drawDrop(random, ranges);
    Shape shape;
    for (size_t dim = 0; dim < ranges.size(); ++dim)
      if (std::find(drop.begin(), drop.end(), dim) == drop.end())
        shape.push_back(ranges[dim].size);
    update = graph.addData(shape);
  }
  std::string lists = formatRanges(graph, ranges, cell.bounds);
  generateWrite(graph, cell, update, dest,
                lists + formatSuffix(graph.random, drop, cell.bounds), "");
}

void fuzz::generateRanged(Graph &graph, const Cell &cell) {
  if (cell.isWrite())
    generateUpdate(graph, cell);
  else
    generateSlice(graph, cell, graph.random.pick(graph.values));
}
