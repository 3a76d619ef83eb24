// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is measured: graphs with data, the loop by hand and the NumPy statement
// that do the same.

#ifndef TSLICE_BENCHMARK_WORKLOAD_H
#define TSLICE_BENCHMARK_WORKLOAD_H

#include "limits/Limits.h"

#include "tslice/ExecutionEngine/Tensor.h"

#include <functional>

namespace tslice::bench {

/// An argument: the name that NumPy knows it by, and its data.
struct Input {
  std::string name;
  Tensor data;
};

/// One line of the tables.
struct Workload {
  /// The name of the graph's file and entry.
  std::string name;
  /// The arguments of the entry, in order.
  std::vector<Input> inputs;
  /// The argument that is updated in place, or -1 if there is none.
  int donated = -1;
  /// Where the limit writes its result; the donated input if there is one.
  Tensor result;
  /// The least that memory must move: every line of the inputs that is needed
  /// once, and every line of the result once.
  double bytes = 0;
  /// Runs the loop by hand on the inputs.
  std::function<void(limits::Context *)> limit;
  /// NumPy statements that set `r`, that write to `o`, and that update an
  /// input. Either of the first two may be empty.
  std::string numpy, numpyInto;
  /// Whether the additions of NumPy come in another order than ours.
  bool rounds = false;
  /// Whether there is a second entry, `<name>_assume`.
  bool assume = false;
  /// The file of the graph and its entry, where that is not the name.
  std::string graph;
  /// Whether NumPy would need too much memory.
  bool isLarge = false;

  const std::string &getGraph() const { return graph.empty() ? name : graph; }
};

/// Makes the workload called `name` with data from a fixed seed; a small one
/// when `quick`.
Workload makeWorkload(const std::string &name, bool quick);

/// The names of all workloads in the order of the tables.
const std::vector<std::string> &getWorkloadNames();

// The families; each returns a workload without a name for a name it does not
// know.
Workload makeSliceWorkload(const std::string &name, bool quick);
Workload makeIndexWorkload(const std::string &name, bool quick);

//===----------------------------------------------------------------------===//
// Data
//===----------------------------------------------------------------------===//

/// Makes numbers in [-1, 1), the same for the same seed.
Tensor makeFloats(Shape shape, uint64_t seed);

/// Makes indices in [0, limit), the same for the same seed.
Tensor makeIndices(Shape shape, int64_t limit, uint64_t seed);

/// Makes truth values, half of them true, the same for the same seed.
Tensor makeMask(Shape shape, uint64_t seed);

/// Returns how many elements of a mask are true.
int64_t countTrue(const Tensor &mask);

/// Allocates a result and touches its pages.
Tensor makeResult(Shape shape);

/// Returns how many different lines of 64 bytes are needed to read the rows
/// `indices` of a matrix with rows of `rowBytes`.
int64_t countLines(const Tensor &indices, int64_t rowBytes);

/// Ends the process with a message if `value` is an error.
template <typename T> T unwrap(Result<T> value) {
  if (!value) {
    std::fprintf(stderr, "tslice-bench: %s\n", value.error().message.c_str());
    std::exit(1);
  }
  return std::move(*value);
}

} // namespace tslice::bench

#endif // TSLICE_BENCHMARK_WORKLOAD_H
