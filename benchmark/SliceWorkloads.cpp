// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The workloads without index tensors.

#include "Workload.h"

using namespace tslice;
using namespace tslice::bench;

namespace {
constexpr int64_t columns = 8192;

const float *get(const Tensor &t) { return t.getDataAs<float>(); }
float *getMutable(const Tensor &t) {
  return static_cast<float *>(Tensor(t).getMutableData());
}

/// A workload with one matrix `x` of `rows` rows and a result of its own.
Workload makeUnary(int64_t rows, Shape result) {
  Workload w;
  w.inputs = {{"x", makeFloats({rows, columns}, 1)}};
  w.result = makeResult(std::move(result));
  w.bytes = w.inputs[0].data.getNumBytes() + w.result.getNumBytes();
  return w;
}

Workload makeCopy(int64_t rows) {
  Workload w = makeUnary(rows, {rows, columns});
  w.limit = [to = w.result, x = w.inputs[0].data](limits::Context *ctx) {
    limits::copy(ctx, getMutable(to), get(x), x.getNumElements());
  };
  w.numpy = "r = x.copy()";
  w.numpyInto = "np.copyto(o, x)";
  return w;
}

Workload makeStride2(int64_t rows) {
  Workload w = makeUnary(rows, {rows, columns / 2});
  w.limit = [to = w.result, x = w.inputs[0].data, rows](limits::Context *ctx) {
    limits::stride2(ctx, getMutable(to), get(x), rows, columns);
  };
  w.numpy = "r = x[:, ::2].copy()";
  w.numpyInto = "np.copyto(o, x[:, ::2])";
  return w;
}

Workload makeReverse(int64_t rows) {
  Workload w = makeUnary(rows, {rows, columns});
  w.limit = [to = w.result, x = w.inputs[0].data, rows](limits::Context *ctx) {
    limits::reverse(ctx, getMutable(to), get(x), rows, columns);
  };
  w.numpy = "r = x[::-1, ::-1].copy()";
  w.numpyInto = "np.copyto(o, x[::-1, ::-1])";
  return w;
}

Workload makeCrop(int64_t rows) {
  limits::Window window = {100, 50, rows - 292, 8050};
  Workload w = makeUnary(rows, {window.rows, window.columns});
  w.bytes = 2.0 * w.result.getNumBytes();
  w.limit = [to = w.result, x = w.inputs[0].data,
             window](limits::Context *ctx) {
    limits::crop(ctx, getMutable(to), get(x), columns, window);
  };
  w.numpy = "r = x[100:-192, 50:8100].copy()";
  w.numpyInto = "np.copyto(o, x[100:-192, 50:8100])";
  return w;
}

Workload makeUpdate(int64_t rows) {
  limits::Window window = {1024, 1024, rows - 4096, 4096};
  Workload w;
  w.inputs = {{"x", makeFloats({rows, columns}, 1)},
              {"u", makeFloats({window.rows, window.columns}, 2)}};
  w.donated = 0;
  w.result = w.inputs[0].data;
  w.bytes = 2.0 * w.inputs[1].data.getNumBytes();
  w.limit = [to = w.result, u = w.inputs[1].data,
             window](limits::Context *ctx) {
    limits::update(ctx, getMutable(to), get(u), columns, window);
  };
  w.numpyInto = "x[1024:1024 + len(u), 1024:5120] = u";
  return w;
}

Workload makeChain(int64_t rows) {
  constexpr int64_t width = 4096;
  Workload w;
  w.inputs = {{"a", makeFloats({rows, width}, 1)},
              {"b", makeFloats({rows, width}, 2)}};
  w.result = makeResult({rows / 2, width});
  w.bytes = w.inputs[0].data.getNumBytes() * 2.0;
  w.limit = [to = w.result, a = w.inputs[0].data, b = w.inputs[1].data,
             rows](limits::Context *ctx) {
    limits::chain(ctx, getMutable(to), get(a), get(b), rows, width);
  };
  w.numpy = "r = a[::2] + a[1::2] * b[::-1][::2]";
  w.numpyInto =
      "np.multiply(a[1::2], b[::-1][::2], out=o); np.add(a[::2], o, out=o)";
  return w;
}
} // namespace

Workload tslice::bench::makeSliceWorkload(const std::string &name, bool quick) {
  int64_t rows = quick ? 400 : 8192;
  if (name == "copy")
    return makeCopy(rows);
  if (name == "stride2")
    return makeStride2(rows);
  if (name == "reverse")
    return makeReverse(rows);
  if (name == "crop")
    return makeCrop(rows);
  if (name == "update")
    return makeUpdate(quick ? 4196 : 8192);
  if (name == "chain")
    return makeChain(4096); // its graph has static sizes
  return {};
}
