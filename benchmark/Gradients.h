// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What gradients cost: to run, beside their forward graphs, and to compile.

#ifndef TSLICE_BENCHMARK_GRADIENTS_H
#define TSLICE_BENCHMARK_GRADIENTS_H

#include <cstdio>
#include <string>
#include <vector>

namespace tslice::bench {

/// A gradient beside its forward graph, on all threads; medians.
struct GradientRow {
  std::string name;
  double forwardMs = 0, gradientMs = 0;
  /// Compulsory bytes, whole results included.
  double forwardBytes = 0, gradientBytes = 0;
  /// Bytes per millisecond of the copy by hand, in the same rounds.
  double copySpeed = 0;
};

/// Measures the gradients of all workloads that have one, or of those named.
/// First they are compared, on little data, with the same graphs not optimized;
/// `isRight` turns false if one differs.
std::vector<GradientRow> measureGradients(const std::string &folder,
                                          const std::vector<std::string> &only,
                                          bool quick, int rounds,
                                          bool &isRight);

/// The time to compile a graph of so many ops and its gradient, in
/// milliseconds.
struct CompileRow {
  std::string name;
  int ops = 0;
  double forwardMs = 0, gradientMs = 0;
};

std::vector<CompileRow> measureCompileTimes(bool quick, int rounds);

/// The time until a graph of one op can be called, in milliseconds: compiled,
/// from a file of the cache, and from the memory of the process.
struct CacheRow {
  std::string name;
  double compileMs = 0, fileMs = 0, memoryMs = 0;
};

std::vector<CacheRow> measureCacheTimes(bool quick, int rounds);

/// Writes the tables as Markdown.
void printGradients(std::FILE *to, const std::vector<GradientRow> &rows);
void printCompileTimes(std::FILE *to, const std::vector<CompileRow> &rows);
void printCacheTimes(std::FILE *to, const std::vector<CacheRow> &rows);

} // namespace tslice::bench

#endif // TSLICE_BENCHMARK_GRADIENTS_H
