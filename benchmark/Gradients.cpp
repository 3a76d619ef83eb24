// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Gradients beside their forward graphs. Each file of a graph has an entry
// `<name>_grad`, which takes the arguments and a cotangent.

#include "Gradients.h"
#include "Workload.h"

#include "tslice/ExecutionEngine/Executable.h"

#include <algorithm>
#include <chrono>
#include <optional>

using namespace tslice;
using namespace tslice::bench;

namespace {
/// An entry and its arguments.
struct Call {
  Executable executable;
  std::string entry;
  std::vector<Tensor> arguments;

  std::vector<Tensor> run() const {
    return unwrap(executable.call(entry, arguments));
  }
  /// The time of a call that follows another one of its kind, as those of the
  /// forward workloads do.
  double time() const {
    run();
    auto begin = std::chrono::steady_clock::now();
    run();
    return std::chrono::duration<double, std::milli>(
               std::chrono::steady_clock::now() - begin)
        .count();
  }
};

/// Lent for writing, it is updated in place.
Tensor lend(Tensor tensor) {
  return unwrap(Tensor::borrow(tensor.getMutableData(), tensor.getType(),
                               tensor.getShape()));
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + values.size() / 2,
                   values.end());
  return values[values.size() / 2];
}

bool isInPlace(const std::string &name) {
  return name == "update" || name == "scatter_add" || name == "scatter_set";
}

/// The calls of one workload.
class Pair {
public:
  Pair(const std::string &folder, Workload w, bool optimize = true)
      : workload(std::move(w)), isStep(workload.getGraph() == "step") {
    const std::string &graph = workload.getGraph();
    std::string forwardEntry = isStep ? "loss" : graph,
                gradientEntry = isStep ? "step" : graph + "_grad";
    Executable executable = unwrap(Executable::compileFile(
        folder + "/" + graph + ".mlir",
        Options().optimize(optimize).entry(forwardEntry).entry(gradientEntry)));
    std::vector<Tensor> inputs;
    for (const Input &input : workload.inputs)
      inputs.push_back(input.data);
    forward = Call{executable, forwardEntry, inputs};
    gradient = Call{executable, gradientEntry, inputs};
    if (workload.donated >= 0 && !isStep)
      forward->arguments[workload.donated] = lend(inputs[workload.donated]);
    if (isStep) {
      gradient->arguments[0] = lend(inputs[0]);
      return;
    }
    cotangent = makeFloats(workload.result.getShape(), 9);
    gradient->arguments.push_back(isInPlace(workload.name) ? lend(cotangent)
                                                           : cotangent);
  }

  Workload workload;
  bool isStep;
  /// Where it is lent, this keeps its memory.
  Tensor cotangent;
  std::optional<Call> forward, gradient;
};

/// What a gradient must read and write at least: the cotangent, the indices,
/// whole results, and inputs that the derivative depends on.
double countGradientBytes(const Workload &w) {
  auto bytes = [&](size_t input) -> double {
    return w.inputs[input].data.getNumBytes();
  };
  double result = w.result.getNumBytes();
  const std::string &name = w.name;
  if (w.getGraph() == "step")
    return w.bytes;
  // In place: what is overwritten is zeroed and read.
  if (name == "update")
    return 3 * bytes(1);
  if (name == "scatter_add" || name == "scatter_set") {
    double lines = 64.0 * countLines(w.inputs[1].data, 64 * 4);
    return bytes(1) + bytes(2) + (name == "scatter_set" ? 2 : 1) * lines;
  }
  if (name == "chain") // half of each is multiplied
    return result + 1.5 * (bytes(0) + bytes(1));
  if (name == "message")
    return result + 2 * (bytes(0) + bytes(3)) + bytes(1) + bytes(2);
  // The indices, or the mask, if there are any.
  return result + bytes(0) + (w.inputs.size() > 1 ? bytes(1) : 0);
}

bool agree(const std::string &folder, const std::string &name) {
  std::vector<Tensor> expected =
      Pair(folder, makeWorkload(name, true), false).gradient->run();
  std::vector<Tensor> got =
      Pair(folder, makeWorkload(name, true)).gradient->run();
  for (size_t i = 0; i < got.size(); ++i)
    if (findDifference(got[i], expected[i], Equality::Bits)) {
      std::fprintf(stderr,
                   "tslice-bench: the gradient of %s differs in result %zu\n",
                   name.c_str(), i);
      return false;
    }
  return true;
}
} // namespace

std::vector<GradientRow>
tslice::bench::measureGradients(const std::string &folder,
                                const std::vector<std::string> &only,
                                bool quick, int rounds, bool &isRight) {
  static const std::vector<std::string> names = {
      "stride2", "reverse",     "crop",        "update", "rows",
      "elems",   "scatter_add", "scatter_set", "bag",    "mask",
      "chain",   "message",     "step"};
  std::shared_ptr<limits::Context> ctx(tslice_rt_context_create(),
                                       tslice_rt_context_destroy);
  std::vector<GradientRow> rows;
  for (const std::string &name : names) {
    if (!only.empty() &&
        std::find(only.begin(), only.end(), name + "_grad") == only.end())
      continue;
    std::fprintf(stderr, "%s_grad\n", name.c_str());
    isRight &= agree(folder, name);
    Workload copy = makeWorkload("copy", quick);
    Pair pair(folder, makeWorkload(name, quick));
    std::vector<double> copies, forwards, gradients;
    for (int round = 0; round < (quick ? 1 : 2 * rounds + 1); ++round) {
      copy.limit(ctx.get());
      auto begin = std::chrono::steady_clock::now();
      copy.limit(ctx.get());
      copies.push_back(std::chrono::duration<double, std::milli>(
                           std::chrono::steady_clock::now() - begin)
                           .count());
      forwards.push_back(pair.forward->time());
      gradients.push_back(pair.gradient->time());
    }
    rows.push_back({name, median(forwards), median(gradients),
                    pair.workload.bytes, countGradientBytes(pair.workload),
                    copy.bytes / median(copies)});
  }
  return rows;
}

void tslice::bench::printGradients(std::FILE *to,
                                   const std::vector<GradientRow> &rows) {
  if (rows.empty())
    return;
  std::fprintf(to, "\nGradients, all threads, milliseconds:\n\n"
                   "| workload | forward | gradient | gradient / forward | "
                   "forward of copy | gradient of copy |\n"
                   "| --- | ---: | ---: | ---: | ---: | ---: |\n");
  for (const GradientRow &row : rows)
    std::fprintf(to, "| %s | %.2f | %.2f | %.2f | %.2f | %.2f |\n",
                 row.name.c_str(), row.forwardMs, row.gradientMs,
                 row.gradientMs / row.forwardMs,
                 row.forwardBytes / row.forwardMs / row.copySpeed,
                 row.gradientBytes / row.gradientMs / row.copySpeed);
}
