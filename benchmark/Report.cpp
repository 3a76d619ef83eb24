// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Medians, spreads and ratios. Only ratios of one run are worth comparing with
// those of another run.

#include "Report.h"

#include <algorithm>
#include <benchmark/benchmark.h>
#include <fstream>
#include <llvm/Config/llvm-config.h>

using namespace tslice::bench;

const char *tslice::bench::getName(Variant variant) {
  switch (variant) {
  case Variant::CopyOne:
    return "copy/1";
  case Variant::CopyAll:
    return "copy/all";
  case Variant::LimitOne:
    return "limit/1";
  case Variant::LimitAll:
    return "limit/all";
  case Variant::OursOne:
    return "ours/1";
  case Variant::OursAll:
    return "ours/all";
  case Variant::AssumeOne:
    return "assume/1";
  case Variant::AssumeAll:
    return "assume/all";
  case Variant::NumPy:
    return "numpy";
  case Variant::NumPyInto:
    return "numpy-into";
  }
  return "";
}

namespace {
/// A cell of a table; `-` where nothing was measured.
using Cell = std::string;

Cell format(const char *pattern, double value) {
  char buffer[32];
  std::snprintf(buffer, sizeof(buffer), pattern, value);
  return buffer;
}

/// One row with its quantiles.
class Measured {
public:
  explicit Measured(const Row &row) : row(row) {}

  bool has(Variant v) const { return row.times.count(v) != 0; }

  double quantile(Variant v, double q) const {
    return quantile(row.times.at(v), q);
  }
  static double quantile(std::vector<double> sorted, double q) {
    std::sort(sorted.begin(), sorted.end());
    double at = q * (sorted.size() - 1);
    size_t below = static_cast<size_t>(at);
    size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }
  double median(Variant v) const { return quantile(v, 0.5); }

  /// `2.31 ±2%`: the median and half the distance of the quartiles.
  Cell time(Variant v) const {
    if (!has(v))
      return "-";
    double spread = (quantile(v, 0.75) - quantile(v, 0.25)) / 2 / median(v);
    const char *pattern = median(v) < 1     ? "%.3f"
                          : median(v) < 10  ? "%.2f"
                          : median(v) < 100 ? "%.1f"
                                            : "%.0f";
    return format(pattern, median(v)) + format(" ±%.0f%%", spread * 100);
  }

  /// The median of the ratios of neighbouring calls; 0 if there are none.
  double ratio(Variant a, Variant b) const {
    auto ratios = row.ratios.find({a, b});
    return ratios == row.ratios.end() ? 0 : quantile(ratios->second, 0.5);
  }
  Cell ratioCell(Variant a, Variant b) const {
    double value = ratio(a, b);
    return value ? format("%.2f", value) : "-";
  }

  /// How many percent `a` takes longer than `b`.
  Cell overhead(Variant a, Variant b) const {
    double value = ratio(a, b);
    return value ? format("%+.1f%%", (value - 1) * 100) : "-";
  }

  /// The bandwidth in compulsory bytes over that of the copy.
  Cell ofCopy(Variant v, Variant copy) const {
    if (!has(v) || !has(copy))
      return "-";
    return format("%.2f",
                  row.bytes / median(v) / (row.copyBytes / median(copy)));
  }

  /// How many times the better NumPy statement takes longer than ours.
  Cell overNumPy() const {
    double best = 0;
    for (Variant v : {Variant::NumPy, Variant::NumPyInto})
      if (has(v))
        best = best == 0 ? median(v) : std::min(best, median(v));
    if (best == 0 || !has(Variant::OursAll))
      return "-";
    return format("%.1f", best / median(Variant::OursAll));
  }

  const Row &row;
};

void printLine(std::FILE *to, const std::vector<Cell> &cells) {
  for (const Cell &cell : cells)
    std::fprintf(to, "| %s ", cell.c_str());
  std::fprintf(to, "|\n");
}

void printHeader(std::FILE *to, const std::vector<Cell> &cells) {
  printLine(to, cells);
  std::vector<Cell> rule(cells.size(), "---:");
  rule[0] = "---";
  printLine(to, rule);
}
} // namespace

/// What the processor calls itself.
static std::string getProcessorName() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);)
    if (line.compare(0, 10, "model name") == 0)
      return line.substr(line.find(':') + 2);
  return "unknown processor";
}

static void printMachine(std::FILE *to, const std::vector<Row> &rows,
                         const std::string &numpy) {
  const benchmark::CPUInfo &cpu = benchmark::CPUInfo::Get();
  std::fprintf(to, "%s, %d processors", getProcessorName().c_str(),
               cpu.num_cpus);
  for (const auto &cache : cpu.caches)
    if (cache.type != "Instruction")
      std::fprintf(to, ", L%d %d KiB", cache.level, cache.size >> 10);
  Measured m(rows.front());
  if (m.has(Variant::CopyOne) && m.has(Variant::CopyAll))
    std::fprintf(to, "; copy %.1f GB/s on one thread, %.1f GB/s on all",
                 m.row.copyBytes / m.median(Variant::CopyOne) * 1e-6,
                 m.row.copyBytes / m.median(Variant::CopyAll) * 1e-6);
  std::fprintf(to, ". LLVM %s", LLVM_VERSION_STRING);
  if (!numpy.empty())
    std::fprintf(to, ", NumPy %s", numpy.c_str());
  auto rounds = rows.front().times.find(Variant::OursAll);
  if (rounds != rows.front().times.end())
    std::fprintf(to, ", rounds: %zu", rounds->second.size());
  std::fprintf(to, ".\n\n");
}

static void printAllThreads(std::FILE *to, const std::vector<Row> &rows) {
  std::fprintf(to, "All threads, milliseconds:\n\n");
  printHeader(to, {"workload", "limit", "ours", "ours / limit", "limit of copy",
                   "ours of copy", "error over assume", "NumPy", "NumPy into",
                   "NumPy / ours"});
  for (const Row &row : rows) {
    Measured m(row);
    printLine(to,
              {row.name, m.time(Variant::LimitAll), m.time(Variant::OursAll),
               m.ratioCell(Variant::OursAll, Variant::LimitAll),
               m.ofCopy(Variant::LimitAll, Variant::CopyAll),
               m.ofCopy(Variant::OursAll, Variant::CopyAll),
               m.overhead(Variant::OursAll, Variant::AssumeAll),
               m.time(Variant::NumPy), m.time(Variant::NumPyInto),
               m.overNumPy()});
  }
}

static void printOneThread(std::FILE *to, const std::vector<Row> &rows) {
  std::fprintf(to, "\nOne thread, milliseconds:\n\n");
  printHeader(to, {"workload", "limit", "ours", "ours / limit", "ours of copy",
                   "error over assume", "compile"});
  for (const Row &row : rows) {
    Measured m(row);
    printLine(to,
              {row.name, m.time(Variant::LimitOne), m.time(Variant::OursOne),
               m.ratioCell(Variant::OursOne, Variant::LimitOne),
               m.ofCopy(Variant::OursOne, Variant::CopyOne),
               m.overhead(Variant::OursOne, Variant::AssumeOne),
               format("%.0f", row.compileMs)});
  }
}

void tslice::bench::printReport(std::FILE *to, const std::vector<Row> &rows,
                                const std::string &numpy) {
  if (rows.empty())
    return;
  printMachine(to, rows, numpy);
  printAllThreads(to, rows);
  printOneThread(to, rows);
}
