// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compiles classes.mlir and trains on four sets of rows, one call for each batch.
// Usage: train-jit CLASSES.mlir

#include <tslice/ExecutionEngine/Executable.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <utility>
#include <vector>

using tslice::ElementType;
using tslice::Executable;
using tslice::Tensor;

namespace {

constexpr int64_t numRows = 200, numOthers = 1000, numEpochs = 100;
constexpr int64_t batchSize = 32, numParameters = 8705;
constexpr int32_t firstSeed = 5;

/// Returns what a call returned; ends the program if that is an error.
template <typename T> T must(tslice::Result<T> result) {
  if (result)
    return *std::move(result);
  std::fprintf(stderr, "train-jit: %s\n", result.error().message.c_str());
  std::exit(1);
}

/// Points and their classes.
struct Rows {
  Tensor x, y;

  explicit Rows(std::vector<Tensor> results)
      : x(std::move(results[0])), y(std::move(results[1])) {}
  int64_t size() const { return y.getNumElements(); }
};

/// An index is a type of its own.
Tensor index(int64_t value) {
  Tensor result = must(Tensor::allocate(ElementType::Index, {}));
  *result.getMutableDataAs<int64_t>() = value;
  return result;
}

Tensor seed(int64_t number) {
  return must(Tensor::scalar(static_cast<int32_t>(firstSeed + number)));
}

/// The parameters, their moments, and what there is to know of their training.
struct Model {
  explicit Model(const Executable &classes)
      : p(std::move(must(classes.call("start", {seed(0)}))[0])),
        m(must(Tensor::zeros(ElementType::F32, {numParameters}))),
        v(must(Tensor::zeros(ElementType::F32, {numParameters}))) {}

  Tensor p, m, v;
  int64_t numSteps = 0;
  double seconds = 0;
};

/// Makes a step on the rows that `chosen` has the numbers of. The state is moved
/// in, so it is updated where it lies; the loss is stored to `loss`.
void step(const Executable &classes, const Rows &rows, const Tensor &chosen,
          Model &model, float &loss) {
  Rows batch(must(classes.call("by_index", {rows.x, rows.y, chosen})));
  Tensor out = must(Tensor::borrow(&loss, ElementType::F32, {}));
  Tensor t = must(Tensor::scalar<int64_t>(++model.numSteps));
  const void *place = model.p.getData();

  // An output that is null is made by the call, here of what is moved in.
  auto start = std::chrono::steady_clock::now();
  std::vector<Tensor> state =
      must(classes.callInto("step", {Tensor(), Tensor(), Tensor(), out},
                            {batch.x, batch.y, std::move(model.p),
                             std::move(model.m), std::move(model.v), t}));
  std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  model.seconds += took.count();
  model.p = std::move(state[0]);
  model.m = std::move(state[1]);
  model.v = std::move(state[2]);
  if (model.p.getData() != place) {
    std::fprintf(stderr, "WRONG: the parameters have moved\n");
    std::exit(1);
  }
}

/// Trains for all epochs, each in another order; the last batch is smaller.
Model train(const Executable &classes, const Rows &rows) {
  Model model(classes);
  for (int64_t epoch = 0; epoch < numEpochs; ++epoch) {
    Tensor order =
        must(classes.call("order", {index(rows.size()), seed(epoch)}))[0];
    float sum = 0;
    for (int64_t i = 0; i < rows.size(); i += batchSize) {
      int64_t size = std::min(batchSize, rows.size() - i);
      // A part of a tensor, without a copy.
      Tensor chosen = must(order.withLayout(
          order.getMutableDataAs<int64_t>() + i, ElementType::Index, {size}));
      float loss = 0;
      step(classes, rows, chosen, model, loss);
      sum += loss * static_cast<float>(size);
    }
    if (epoch % 33 == 0)
      std::printf("    epoch %2d: loss %.3f\n", static_cast<int>(epoch + 1),
                  sum / static_cast<float>(rows.size()));
  }
  return model;
}

/// The rows of class 1.
Rows takeRare(const Executable &classes, const Rows &rows) {
  Tensor mask = must(Tensor::zeros(ElementType::I1, {rows.size()}));
  for (int64_t i = 0; i < rows.size(); ++i)
    mask.getMutableDataAs<bool>()[i] = rows.y.getDataAs<float>()[i] > 0.5f;
  return Rows(must(classes.call("by_mask", {rows.x, rows.y, mask})));
}

/// Returns the loss and the accuracy.
std::pair<float, float> evaluate(const Executable &classes, const Rows &rows,
                                 const Tensor &p) {
  float loss = 0, accuracy = 0;
  must(classes.callInto("evaluate",
                        {must(Tensor::borrow(&loss, ElementType::F32, {})),
                         must(Tensor::borrow(&accuracy, ElementType::F32, {}))},
                        {rows.x, rows.y, p}));
  return {loss, accuracy};
}

Model trainAndShow(const Executable &classes, const char *name,
                   const Rows &rows, const Rows &others, const Rows &rare) {
  Model model = train(classes, rows);
  float ones = 0;
  for (int64_t i = 0; i < rows.size(); ++i)
    ones += rows.y.getDataAs<float>()[i];
  auto [loss, accuracy] = evaluate(classes, rows, model.p);
  std::printf("  %-22s%4d rows%4.0f of class 1  loss %.9f  accuracy %.3f, of "
              "other rows %.3f, of their class 1 %.3f\n",
              name, static_cast<int>(rows.size()), ones, loss, accuracy,
              evaluate(classes, others, model.p).second,
              evaluate(classes, rare, model.p).second);
  return model;
}

/// Shows what a step says to data and labels that do not fit.
void refuse(const Executable &classes, tslice::Shape data, int64_t numLabels) {
  Tensor x = must(Tensor::zeros(ElementType::F32, std::move(data)));
  Tensor y = must(Tensor::zeros(ElementType::F32, {numLabels}));
  Model model(classes);
  auto state = classes.call("step", {x, y, model.p, model.m, model.v,
                                     must(Tensor::scalar<int64_t>(1))});
  if (state) {
    std::fprintf(stderr, "WRONG: sizes that do not fit were not refused\n");
    std::exit(1);
  }
  std::printf("  %s\n", state.error().message.c_str());
}

} // namespace

int main(int argc, char **argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: train-jit CLASSES.mlir\n");
    return 1;
  }
  auto classes =
      must(Executable::compileFile(argv[1], tslice::Options().threads(1)));
  std::printf("classes: trained by a program in C++, a call for each batch\n");
  Rows all(must(classes.call(
      "data", {index(numRows), must(Tensor::scalar<int32_t>(1))})));
  Rows others(must(classes.call(
      "data", {index(numOthers), must(Tensor::scalar<int32_t>(3))})));
  Rows rare = takeRare(classes, others);

  // Four ways to say which rows: all, a range, a mask, indices.
  Rows range(must(classes.call("by_range", {all.x, all.y, index(150)})));
  std::vector<Tensor> chosen = must(classes.call("balance", {all.y}));
  Rows indexed(must(classes.call("by_index", {all.x, all.y, chosen[0]})));
  Rows masked(must(classes.call("by_mask", {all.x, all.y, chosen[1]})));
  Model model = trainAndShow(classes, "all rows", all, others, rare);
  trainAndShow(classes, "x[:150]", range, others, rare);
  trainAndShow(classes, "balanced, x[mask]", masked, others, rare);
  trainAndShow(classes, "balanced, x[rows]", indexed, others, rare);

  refuse(classes, {batchSize, 5}, batchSize);
  refuse(classes, {batchSize, 2}, 28);
  std::printf("  %d steps of %.0f us\n", static_cast<int>(model.numSteps),
              model.seconds / static_cast<double>(model.numSteps) * 1e6);
  return 0;
}
