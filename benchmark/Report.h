// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The tables of the benchmark.

#ifndef TSLICE_BENCHMARK_REPORT_H
#define TSLICE_BENCHMARK_REPORT_H

#include <cstdio>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace tslice::bench {

/// Everything that is measured about a workload. `One` runs on one thread,
/// `All` on one per processor.
enum class Variant {
  /// The copy by hand, in the same rounds as the rest: the unit of bandwidth.
  CopyOne,
  CopyAll,
  LimitOne,
  LimitAll,
  OursOne,
  OursAll,
  /// Ours without checks of the indices.
  AssumeOne,
  AssumeAll,
  /// NumPy with a fresh result, and into a given array.
  NumPy,
  NumPyInto
};

/// Returns a name for benchmark lists.
const char *getName(Variant variant);

/// The measurements of one workload.
struct Row {
  std::string name;
  /// Compulsory bytes.
  double bytes = 0;
  /// Bytes that `Copy` moves.
  double copyBytes = 0;
  /// The time to compile the entry.
  double compileMs = 0;
  /// Milliseconds per call, one number per round.
  std::map<Variant, std::vector<double>> times;
  /// Times of the first over times of the second, each of two calls that follow
  /// each other: what slows the machine down for a while slows down both.
  std::map<std::pair<Variant, Variant>, std::vector<double>> ratios;
};

/// Writes the machine and the tables as Markdown; `numpy` is its version, or
/// empty.
void printReport(std::FILE *to, const std::vector<Row> &rows,
                 const std::string &numpy);

} // namespace tslice::bench

#endif // TSLICE_BENCHMARK_REPORT_H
