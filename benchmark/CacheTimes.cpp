// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How long it takes until a graph that was compiled before can be called.

#include "Gradients.h"
#include "Workload.h"

#include "tslice/ExecutionEngine/Executable.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>

using namespace tslice;
using namespace tslice::bench;

static constexpr std::pair<const char *, const char *> graphs[] = {
    {"add", R"(
func.func @f(%x: tensor<?xf32>, %y: tensor<?xf32>) -> tensor<?xf32> {
  %r = arith.addf %x, %y : tensor<?xf32>
  return %r : tensor<?xf32>
})"},
    {"slice", R"(
func.func @f(%x: tensor<4096x64xf32>) -> tensor<64x64xf32> {
  %r = tslice.slice %x[0, 0][64, 64][64, 1] : tensor<4096x64xf32> to tensor<64x64xf32>
  return %r : tensor<64x64xf32>
})"},
    {"gather", R"(
func.func @f(%x: tensor<?x64xf32>, %i: tensor<?xi32>) -> tensor<?x64xf32> {
  %r = tslice.gather %x[%i] dims [0] : tensor<?x64xf32>, tensor<?xi32> -> tensor<?x64xf32>
  return %r : tensor<?x64xf32>
})"},
    {"scatter", R"(
func.func @f(%x: tensor<?x64xf32> {tslice.donate}, %i: tensor<?xi32>, %u: tensor<?x64xf32>) -> tensor<?x64xf32> {
  %r = tslice.scatter add %u into %x[%i] dims [0] : tensor<?x64xf32> into tensor<?x64xf32>, tensor<?xi32>
  return %r : tensor<?x64xf32>
})"}};

namespace {
/// A folder for a cache, removed with this object.
struct Folder {
  Folder() {
    std::string name =
        (std::filesystem::temp_directory_path() / "tslice-bench-XXXXXX")
            .string();
    if (mkdtemp(name.data()))
      path = name;
  }
  ~Folder() {
    std::error_code ignored;
    if (!path.empty())
      std::filesystem::remove_all(path, ignored);
  }
  /// Empty if there is none.
  std::string path;
};
} // namespace

/// Returns the median time of a compilation, of which the program comes from
/// `origin`.
static double timeOrigin(const char *text, const Options &options,
                         Origin origin, int rounds) {
  std::vector<double> times;
  for (int round = 0; round < rounds; ++round) {
    auto begin = std::chrono::steady_clock::now();
    Executable executable =
        unwrap(Executable::compileText(text, "graph.mlir", options));
    times.push_back(std::chrono::duration<double, std::milli>(
                        std::chrono::steady_clock::now() - begin)
                        .count());
    if (executable.getOrigin() != origin) {
      std::fprintf(stderr, "tslice-bench: a program comes from elsewhere\n");
      std::exit(1);
    }
  }
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

std::vector<CacheRow> tslice::bench::measureCacheTimes(bool quick, int rounds) {
  Folder folder;
  if (folder.path.empty()) {
    std::fprintf(stderr, "tslice-bench: no folder for a cache can be made\n");
    return {};
  }
  rounds = quick ? 1 : std::max(rounds, 25);
  Options kept = Options().cache(folder.path), none = Options().cache("");
  std::vector<CacheRow> rows;
  for (auto [name, text] : graphs) {
    CacheRow row{name};
    row.compileMs = timeOrigin(text, none, Origin::Compiled, rounds);
    unwrap(Executable::compileText(text, "graph.mlir", kept));
    row.fileMs = timeOrigin(text, kept, Origin::File, rounds);
    Executable user = unwrap(Executable::compileText(text, "graph.mlir", kept));
    row.memoryMs = timeOrigin(text, kept, Origin::Memory, rounds);
    rows.push_back(row);
  }
  return rows;
}

void tslice::bench::printCacheTimes(std::FILE *to,
                                    const std::vector<CacheRow> &rows) {
  if (rows.empty())
    return;
  std::fprintf(to, "\nOne op, milliseconds until it can be called:\n\n"
                   "| op | compiled | from a file | from memory |\n"
                   "| --- | ---: | ---: | ---: |\n");
  for (const CacheRow &row : rows)
    std::fprintf(to, "| %s | %.1f | %.2f | %.3f |\n", row.name.c_str(),
                 row.compileMs, row.fileMs, row.memoryMs);
}
