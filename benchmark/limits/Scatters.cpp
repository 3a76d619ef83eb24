// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Limits that write at random positions, in the order of the updates for every
// row. A thread owns a range of rows and applies what falls into it, so that
// neither atomics nor copies are needed.

#include "Vector.h"

#if defined(__AVX512F__)
#include <immintrin.h>
#endif

using namespace tslice::limits;

namespace {
constexpr int64_t rowsAhead = 32;

/// Appends to `positions` those in [lo, hi) whose index lies in [first, first +
/// size). Returns their number; there must be room for hi - lo + 15.
int64_t findOwned(const int32_t *index, int64_t lo, int64_t hi, int32_t first,
                  uint32_t size, int32_t *positions) {
  int64_t found = 0;
  int64_t k = lo;
#if defined(__AVX512F__)
  __m512i position = _mm512_add_epi32(
      _mm512_set1_epi32(static_cast<int32_t>(lo)),
      _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
  for (; k + lanes <= hi; k += lanes) {
    __m512i fromFirst = _mm512_sub_epi32(_mm512_loadu_si512(index + k),
                                         _mm512_set1_epi32(first));
    __mmask16 owned = _mm512_cmplt_epu32_mask(
        fromFirst, _mm512_set1_epi32(static_cast<int32_t>(size)));
    // Compressing in a register: straight to memory is slow on some processors.
    _mm512_storeu_si512(positions + found,
                        _mm512_maskz_compress_epi32(owned, position));
    found += __builtin_popcount(owned);
    position = _mm512_add_epi32(position, _mm512_set1_epi32(lanes));
  }
#endif
  for (; k < hi; ++k) {
    positions[found] = static_cast<int32_t>(k);
    found += static_cast<uint32_t>(index[k] - first) < size;
  }
  return found;
}

/// What an update does to its row.
enum class Combine { Set, Add };

template <Combine combine>
void updateRow(float *to, const float *from, int64_t columns) {
  constexpr bool adds = combine == Combine::Add;
  int64_t i = 0;
  for (; i + lanes <= columns; i += lanes)
    store(to + i, adds ? load(to + i) + load(from + i) : load(from + i));
  for (; i < columns; ++i)
    to[i] = adds ? to[i] + from[i] : from[i];
}

template <Combine combine> struct Scatter {
  float *x;
  const float *u;
  const int32_t *index;
  int64_t count, columns;

  /// Applies all updates in order.
  void all() const {
    for (int64_t k = 0; k < count; ++k) {
      int64_t later = index[std::min(k + rowsAhead, count - 1)];
      prefetch(x + later * columns, columns * sizeof(float));
      updateRow<combine>(x + index[k] * columns, u + k * columns, columns);
    }
  }

  /// Applies the updates of rows [first, last) in order.
  void owned(int64_t first, int64_t last) const {
    constexpr int64_t blockSize = 2048;
    int32_t found[blockSize + rowsAhead + lanes];
    int64_t waiting = 0;
    for (int64_t lo = 0; lo < count; lo += blockSize) {
      int64_t hi = std::min(count, lo + blockSize);
      int64_t n =
          waiting + findOwned(index, lo, hi, static_cast<int32_t>(first),
                              static_cast<uint32_t>(last - first),
                              found + waiting);
      // The last few wait for the next block, as what to ask for ahead.
      waiting = hi == count ? 0 : std::min(n, rowsAhead);
      for (int64_t i = 0; i < n - waiting; ++i) {
        int64_t later = found[std::min(i + rowsAhead, n - 1)];
        prefetch(x + index[later] * columns, columns * sizeof(float));
        prefetch(u + later * columns, columns * sizeof(float));
        updateRow<combine>(x + index[found[i]] * columns,
                           u + found[i] * columns, columns);
      }
      std::copy(found + n - waiting, found + n, found);
    }
  }
};
} // namespace

template <Combine combine>
static void run(Context *ctx, Scatter<combine> scatter, int64_t rows) {
  int64_t threads = tslice_rt_num_threads(ctx);
  if (threads == 1)
    return scatter.all();
  parallel(ctx, threads, 1, [=](int64_t lo, int64_t hi) {
    scatter.owned(rows * lo / threads, rows * hi / threads);
  });
}

void tslice::limits::scatterAdd(Context *ctx, float *x, const float *u,
                                const int32_t *index, int64_t count,
                                int64_t rows, int64_t columns) {
  run(ctx, Scatter<Combine::Add>{x, u, index, count, columns}, rows);
}

void tslice::limits::scatterSet(Context *ctx, float *x, const float *u,
                                const int32_t *index, int64_t count,
                                int64_t rows, int64_t columns) {
  run(ctx, Scatter<Combine::Set>{x, u, index, count, columns}, rows);
}

namespace {
/// Adds `width` columns from `x` and `u` on. A row stays in registers as long
/// as the next position leads there too.
template <int64_t width>
void addRuns(float *x, const float *u, const int32_t *index, int64_t count,
             int64_t columns) {
  for (int64_t k = 0; k < count;) {
    int32_t row = index[k];
    float *to = x + row * columns;
    Vec sum[width / lanes];
    for (int64_t i = 0; i < width / lanes; ++i)
      sum[i] = load(to + i * lanes);
    for (; k < count && index[k] == row; ++k)
      for (int64_t i = 0; i < width / lanes; ++i)
        sum[i] += load(u + k * columns + i * lanes);
    for (int64_t i = 0; i < width / lanes; ++i)
      store(to + i * lanes, sum[i]);
  }
}
} // namespace

/// A row may be all there is, so threads divide the columns, of which there are
/// 64 or a multiple of it.
void tslice::limits::scatterHot(Context *ctx, float *x, const float *u,
                                const int32_t *index, int64_t count, int64_t,
                                int64_t columns) {
  parallel(ctx, columns / 32, 1, [=](int64_t lo, int64_t hi) {
    if (hi - lo == columns / 32)
      for (int64_t c = 0; c < columns; c += 64)
        addRuns<64>(x + c, u + c, index, count, columns);
    else
      for (int64_t part = lo; part < hi; ++part)
        addRuns<32>(x + part * 32, u + part * 32, index, count, columns);
  });
}

//===----------------------------------------------------------------------===//
// Single elements
//===----------------------------------------------------------------------===//

/// A thread owns a range of cells, and finds out what leads there.
void tslice::limits::histogram(Context *ctx, float *x, const float *u,
                               const int32_t *index, int64_t count,
                               int64_t cells) {
  int64_t threads = tslice_rt_num_threads(ctx);
  if (threads == 1) {
    for (int64_t k = 0; k < count; ++k)
      x[index[k]] += u[k];
    return;
  }
  parallel(ctx, threads, 1, [=](int64_t lo, int64_t hi) {
    int64_t first = cells * lo / threads, last = cells * hi / threads;
    constexpr int64_t blockSize = 4096;
    int32_t found[blockSize + lanes];
    for (int64_t from = 0; from < count; from += blockSize) {
      int64_t n = findOwned(index, from, std::min(count, from + blockSize),
                            static_cast<int32_t>(first),
                            static_cast<uint32_t>(last - first), found);
      for (int64_t i = 0; i < n; ++i)
        x[index[found[i]]] += u[found[i]];
    }
  });
}

//===----------------------------------------------------------------------===//
// Message passing
//===----------------------------------------------------------------------===//

namespace {
/// An edge, grouped with those of the same target.
struct InEdge {
  int32_t source;
  float weight;
};

constexpr int64_t edgesAhead = 16;

/// Memory that was written before: fresh pages would cost a fault each.
template <typename T> class Scratch {
public:
  explicit Scratch(int64_t size)
      : data(static_cast<T *>(tslice_rt_pool_alloc(size * sizeof(T)))) {}
  Scratch(const Scratch &) = delete;
  ~Scratch() { tslice_rt_release(data); }
  T &operator[](int64_t i) const { return data[i]; }

private:
  T *data;
};

/// The nodes of one thread. Edges are grouped by target first, so that each
/// result row is folded in registers and written once.
class OwnedNodes {
public:
  OwnedNodes(const Graph &graph, int64_t first, int64_t last)
      : graph(graph), first(first), last(last), end(last - first),
        edges(graph.edges) {}

  /// A stable counting sort.
  void group() {
    std::fill_n(&end[0], last - first, 0);
    forEachEdge([&](int64_t node, int64_t) { ++end[node]; });
    for (int64_t node = 0; node < last - first; ++node) {
      int32_t count = end[node];
      end[node] = numEdges;
      numEdges += count;
    }
    forEachEdge([&](int64_t node, int64_t edge) {
      edges[end[node]++] = {graph.source[edge], graph.weight[edge]};
    });
  }

  /// Writes `width` columns of the result rows.
  template <int64_t width>
  void fold(float *to, const float *x, int64_t columns) const {
    int64_t e = 0;
    for (int64_t node = first; node < last; ++node) {
      Vec sum[width / lanes] = {};
      for (; e < end[node - first]; ++e) {
        int64_t later = std::min<int64_t>(e + edgesAhead, numEdges - 1);
        prefetch(x + edges[later].source * columns, width * sizeof(float));
        const float *from = x + edges[e].source * columns;
        for (int64_t i = 0; i < width / lanes; ++i)
          sum[i] += load(from + i * lanes) * splat(edges[e].weight);
      }
      for (int64_t i = 0; i < width / lanes; ++i)
        stream(to + node * columns + i * lanes, sum[i]);
    }
  }

private:
  /// Calls `use(node - first, edge)` for the edges into these nodes, in order.
  template <typename Use> void forEachEdge(Use use) const {
    constexpr int64_t blockSize = 2048;
    int32_t found[blockSize + lanes];
    for (int64_t lo = 0; lo < graph.edges; lo += blockSize) {
      int64_t hi = std::min(graph.edges, lo + blockSize);
      int64_t n = findOwned(graph.target, lo, hi, static_cast<int32_t>(first),
                            static_cast<uint32_t>(last - first), found);
      for (int64_t i = 0; i < n; ++i)
        use(graph.target[found[i]] - first, found[i]);
    }
  }

  const Graph &graph;
  int64_t first, last;
  int32_t numEdges = 0;
  /// Where the edges of each node end in `edges`.
  Scratch<int32_t> end;
  Scratch<InEdge> edges;
};
} // namespace

void tslice::limits::message(Context *ctx, float *to, const float *x,
                             Graph graph, int64_t columns) {
  int64_t threads = tslice_rt_num_threads(ctx);
  parallel(ctx, threads, 1, [&](int64_t lo, int64_t hi) {
    OwnedNodes owned(graph, graph.nodes * lo / threads,
                     graph.nodes * hi / threads);
    owned.group();
    for (int64_t c = 0; c < columns; c += 128)
      owned.fold<128>(to + c, x + c, columns);
  });
}
