// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The workloads with index tensors.

#include "Workload.h"

using namespace tslice;
using namespace tslice::bench;

namespace {
const float *get(const Tensor &t) { return t.getDataAs<float>(); }
const int32_t *getIndex(const Tensor &t) { return t.getDataAs<int32_t>(); }
float *getMutable(const Tensor &t) {
  return static_cast<float *>(Tensor(t).getMutableData());
}
double countBytes(const Tensor &indices, int64_t rowBytes) {
  return 64.0 * countLines(indices, rowBytes);
}

Workload makeRows(int64_t rows) {
  constexpr int64_t width = 64;
  int64_t count = rows / 4;
  Workload w;
  w.inputs = {{"x", makeFloats({rows, width}, 1)},
              {"i", makeIndices({count}, rows, 2)}};
  w.result = makeResult({count, width});
  const Tensor &index = w.inputs[1].data;
  w.bytes = w.result.getNumBytes() + index.getNumBytes() +
            countBytes(index, width * 4);
  w.limit = [to = w.result, x = w.inputs[0].data, index,
             count](limits::Context *ctx) {
    limits::rows(ctx, getMutable(to), get(x), getIndex(index), count, width);
  };
  w.numpy = "r = x[i]";
  w.numpyInto = "np.take(x, i, axis=0, out=o, mode='clip')";
  w.assume = true;
  return w;
}

Workload makeElems(int64_t count) {
  Workload w;
  w.inputs = {{"x", makeFloats({count}, 1)},
              {"i", makeIndices({count}, count, 2)}};
  w.result = makeResult({count});
  const Tensor &index = w.inputs[1].data;
  w.bytes = w.result.getNumBytes() + index.getNumBytes() + countBytes(index, 4);
  w.limit = [to = w.result, x = w.inputs[0].data, index,
             count](limits::Context *ctx) {
    limits::elems(ctx, getMutable(to), get(x), getIndex(index), count);
  };
  w.numpy = "r = x[i]";
  w.numpyInto = "np.take(x, i, out=o, mode='clip')";
  w.assume = true;
  return w;
}

/// `limit` is the loop by hand, `reads` tells whether it reads what it updates;
/// the indices are below `reach`.
Workload makeScatter(int64_t rows, int64_t reach,
                     decltype(&limits::scatterAdd) limit, bool reads,
                     const char *numpy) {
  constexpr int64_t width = 64;
  int64_t count = rows / 4;
  Workload w;
  w.inputs = {{"x", makeFloats({rows, width}, 1)},
              {"i", makeIndices({count}, reach, 2)},
              {"u", makeFloats({count, width}, 3)}};
  w.donated = 0;
  w.result = w.inputs[0].data;
  const Tensor &index = w.inputs[1].data, &u = w.inputs[2].data;
  w.bytes = index.getNumBytes() + u.getNumBytes() +
            (reads ? 2 : 1) * countBytes(index, width * 4);
  w.limit = [to = w.result, index, u, count, rows,
             limit](limits::Context *ctx) {
    limit(ctx, getMutable(to), get(u), getIndex(index), count, rows, width);
  };
  w.numpyInto = numpy;
  w.assume = true;
  return w;
}

Workload makeHistogram(int64_t cells) {
  int64_t count = 16 * cells;
  Workload w;
  w.inputs = {{"x", makeFloats({cells}, 1)},
              {"i", makeIndices({count}, cells, 2)},
              {"u", makeFloats({count}, 3)}};
  w.donated = 0;
  w.result = w.inputs[0].data;
  const Tensor &index = w.inputs[1].data, &u = w.inputs[2].data;
  w.bytes =
      index.getNumBytes() + u.getNumBytes() + 2.0 * w.result.getNumBytes();
  w.limit = [to = w.result, index, u, count, cells](limits::Context *ctx) {
    limits::histogram(ctx, getMutable(to), get(u), getIndex(index), count,
                      cells);
  };
  w.numpyInto = "np.add.at(x, i, u)";
  w.assume = true;
  return w;
}

Workload makeMaskWorkload(int64_t count) {
  Workload w;
  w.inputs = {{"x", makeFloats({count}, 1)}, {"m", makeMask({count}, 2)}};
  const Tensor &mask = w.inputs[1].data;
  w.result = makeResult({countTrue(mask)});
  w.bytes = w.result.getNumBytes() + mask.getNumBytes() +
            w.inputs[0].data.getNumBytes();
  w.limit = [to = w.result, x = w.inputs[0].data, mask,
             count](limits::Context *ctx) {
    limits::mask(ctx, getMutable(to), get(x),
                 static_cast<const bool *>(mask.getData()), count);
  };
  w.numpy = "r = x[m]";
  w.numpyInto = "np.compress(m, x, out=o)";
  return w;
}

Workload makeBag(int64_t rows) {
  constexpr int64_t width = 64, perBag = 32;
  int64_t bags = rows / 128;
  Workload w;
  w.inputs = {{"x", makeFloats({rows, width}, 1)},
              {"i", makeIndices({bags, perBag}, rows, 2)}};
  w.result = makeResult({bags, width});
  const Tensor &index = w.inputs[1].data;
  w.bytes = w.result.getNumBytes() + index.getNumBytes() +
            countBytes(index, width * 4);
  w.limit = [to = w.result, x = w.inputs[0].data, index,
             bags](limits::Context *ctx) {
    limits::bag(ctx, getMutable(to), get(x), getIndex(index), bags, perBag,
                width);
  };
  w.numpy = "r = x[i].sum(1)";
  w.numpyInto = "np.sum(np.take(x, i, axis=0, mode='clip'), 1, out=o)";
  w.rounds = true;
  w.assume = true;
  return w;
}

/// A step on `count` rows of a table of `rows`.
Workload makeStep(int64_t rows, int64_t count) {
  constexpr int64_t width = 64;
  Workload w;
  w.graph = "step";
  w.inputs = {{"x", makeFloats({rows, width}, 1)},
              {"i", makeIndices({count}, rows, 2)},
              {"y", makeFloats({count, width}, 3)}};
  w.donated = 0;
  w.result = w.inputs[0].data;
  const Tensor &index = w.inputs[1].data, &y = w.inputs[2].data;
  w.bytes =
      index.getNumBytes() + y.getNumBytes() + 2 * countBytes(index, width * 4);
  w.limit = [to = w.result, index, y, count, rows](limits::Context *ctx) {
    limits::step(ctx, getMutable(to), get(y), getIndex(index), count, rows,
                 width, 0.25f);
  };
  w.numpyInto = "np.subtract.at(x, i, np.float32(0.25) * 2 * (x[i] - y))";
  w.rounds = true;
  w.isLarge = rows > 2'000'000;
  return w;
}

Workload makeMessage(int64_t nodes, int64_t edges) {
  constexpr int64_t width = 128;
  Workload w;
  w.inputs = {{"x", makeFloats({nodes, width}, 1)},
              {"src", makeIndices({edges}, nodes, 2)},
              {"dst", makeIndices({edges}, nodes, 3)},
              {"w", makeFloats({edges}, 4)}};
  w.result = makeResult({nodes, width});
  const Tensor &source = w.inputs[1].data, &target = w.inputs[2].data,
               &weight = w.inputs[3].data;
  w.bytes = w.result.getNumBytes() + 3.0 * edges * sizeof(float) +
            countBytes(source, width * 4);
  w.limit = [=, to = w.result, x = w.inputs[0].data](limits::Context *ctx) {
    limits::Graph graph = {nodes, edges, getIndex(source), getIndex(target),
                           get(weight)};
    limits::message(ctx, getMutable(to), get(x), graph, width);
  };
  w.numpy = "r = np.zeros_like(x); np.add.at(r, dst, x[src] * w[:, None])";
  return w;
}
} // namespace

Workload tslice::bench::makeIndexWorkload(const std::string &name, bool quick) {
  constexpr int64_t mebi = 1 << 20;
  int64_t rows = quick ? mebi / 64 : mebi;
  if (name == "rows")
    return makeRows(rows);
  if (name == "elems")
    return makeElems(16 * rows);
  if (name == "scatter_add")
    return makeScatter(rows, rows, limits::scatterAdd, true,
                       "np.add.at(x, i, u)");
  if (name == "scatter_set")
    return makeScatter(rows, rows, limits::scatterSet, false, "x[i] = u");
  if (name == "scatter_hot")
    return makeScatter(rows, 1, limits::scatterHot, true, "np.add.at(x, i, u)");
  if (name == "histogram")
    return makeHistogram(rows);
  if (name == "mask")
    return makeMaskWorkload(16 * rows);
  if (name == "bag")
    return makeBag(rows);
  if (name == "step1e5")
    return makeStep(quick ? 1000 : 100'000, quick ? 512 : 8192);
  if (name == "step1e6")
    return makeStep(quick ? 10'000 : 1'000'000, quick ? 512 : 8192);
  if (name == "step1e7")
    return makeStep(quick ? 100'000 : 10'000'000, quick ? 512 : 8192);
  if (name == "step") // as many rows as `rows` has
    return makeStep(rows, rows / 4);
  if (name == "message") // as many as the graph of arXiv citations has
    return quick ? makeMessage(1693, 11662) : makeMessage(169343, 1166243);
  return {};
}

const std::vector<std::string> &tslice::bench::getWorkloadNames() {
  static const std::vector<std::string> names = {
      "copy",      "stride2", "reverse",     "crop",        "update",
      "rows",      "elems",   "scatter_add", "scatter_set", "scatter_hot",
      "histogram", "bag",     "mask",        "message",     "chain",
      "step1e5",   "step1e6", "step1e7"};
  return names;
}

Workload tslice::bench::makeWorkload(const std::string &name, bool quick) {
  Workload workload = makeSliceWorkload(name, quick);
  if (!workload.limit)
    workload = makeIndexWorkload(name, quick);
  workload.name = name;
  return workload;
}
