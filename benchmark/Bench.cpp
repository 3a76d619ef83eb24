// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// tslice-bench: runs compiled graphs, the loops by hand and NumPy interleaved
// on the same data, and prints the tables.
//
//   tslice-bench --workloads=DIR [--peer=FILE --python=PROGRAM] [--quick]
//                [--rounds=N] [--only=NAME,..] [--write=FILE]
//   tslice-bench --workloads=DIR --step-peers=FILE [--python=PROGRAM] [--quick]
//                [--rounds=N]

#include "Gradients.h"
#include "Report.h"
#include "StepPeers.h"
#include "Verify.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>

using namespace tslice;
using namespace tslice::bench;

namespace {
struct CommandLine {
  std::string workloads, peer, python = "python3", write, stepPeers;
  std::vector<std::string> only;
  bool quick = false;
  int rounds = 9;
};

/// Takes our options out of the command line and leaves those of the library.
CommandLine parse(int &argc, char **argv) {
  CommandLine line;
  int kept = 1;
  for (int i = 1; i < argc; ++i) {
    std::string argument = argv[i];
    auto value = [&](const std::string &flag) -> const char * {
      bool matches = argument.compare(0, flag.size(), flag) == 0;
      return matches ? argv[i] + flag.size() : nullptr;
    };
    if (const char *folder = value("--workloads="))
      line.workloads = folder;
    else if (const char *script = value("--peer="))
      line.peer = script;
    else if (const char *steps = value("--step-peers="))
      line.stepPeers = steps;
    else if (const char *program = value("--python="))
      line.python = program;
    else if (const char *file = value("--write="))
      line.write = file;
    else if (const char *count = value("--rounds="))
      line.rounds = std::max(1, std::atoi(count));
    else if (const char *names = value("--only=")) {
      std::string rest = names;
      for (size_t comma; !rest.empty();
           rest = comma == std::string::npos ? "" : rest.substr(comma + 1)) {
        comma = rest.find(',');
        line.only.push_back(rest.substr(0, comma));
      }
    } else if (argument == "--quick")
      line.quick = true;
    else
      argv[kept++] = argv[i];
  }
  argc = kept;
  return line;
}

double timeOnce(const std::function<void()> &run) {
  auto begin = std::chrono::steady_clock::now();
  run();
  return std::chrono::duration<double, std::milli>(
             std::chrono::steady_clock::now() - begin)
      .count();
}

/// Collects the time of each round in a row, by the name of the variant.
class RowReporter : public benchmark::BenchmarkReporter {
public:
  explicit RowReporter(std::map<std::string, std::vector<double>> &times)
      : times(times) {}
  bool ReportContext(const Context &) override { return true; }
  void ReportRuns(const std::vector<Run> &runs) override {
    for (const Run &run : runs)
      if (run.run_type == Run::RT_Iteration && !run.error_occurred)
        times[run.run_name.function_name].push_back(run.GetAdjustedRealTime());
  }

private:
  std::map<std::string, std::vector<double>> &times;
};

/// One workload with all its competitors.
class Contest {
public:
  Contest(const CommandLine &line, Workload w, Workload &copy, NumPyPeer *peer)
      : line(line), workload(std::move(w)), peer(peer) {
    addLimit(Variant::CopyOne, Variant::CopyAll, copy);
    addLimit(Variant::LimitOne, Variant::LimitAll, workload);
    addCompiled(Variant::OursOne, workload.getGraph(), 1);
    addCompiled(Variant::OursAll, workload.getGraph(), 0);
    if (workload.assume) {
      addCompiled(Variant::AssumeOne, workload.name + "_assume", 1);
      addCompiled(Variant::AssumeAll, workload.name + "_assume", 0);
    }
    if (peer && !workload.isLarge) {
      peer->load(workload);
      addNumPy(Variant::NumPy, workload.numpy, "r");
      addNumPy(Variant::NumPyInto, workload.numpyInto,
               workload.donated < 0
                   ? "o"
                   : workload.inputs[workload.donated].name.c_str());
    }
    row.copyBytes = copy.bytes;
  }
  Contest(const Contest &) = delete;

  std::vector<std::string> verify() const {
    return bench::verify(workload, contestants);
  }

  /// Measures all in random order, `rounds` times each.
  Row measure() {
    for (auto &[variant, run] : timed) {
      auto *registered = benchmark::RegisterBenchmark(
          getName(variant), [&run = run](benchmark::State &state) {
            for (auto _ : state)
              state.SetIterationTime(run() * 1e-3);
          });
      registered->UseManualTime()->Unit(benchmark::kMillisecond);
      registered->Repetitions(line.quick ? 1 : line.rounds);
      if (line.quick)
        registered->Iterations(1);
      else
        registered->MinTime(0.05);
    }
    std::map<std::string, std::vector<double>> times;
    RowReporter reporter(times);
    benchmark::RunSpecifiedBenchmarks(&reporter);
    benchmark::ClearRegisteredBenchmarks();
    row.name = workload.name;
    row.bytes = workload.bytes;
    for (auto &[variant, run] : timed)
      if (times.count(getName(variant)))
        row.times[variant] = times[getName(variant)];
    for (auto [a, b] : {std::pair(Variant::OursOne, Variant::LimitOne),
                        std::pair(Variant::OursAll, Variant::LimitAll),
                        std::pair(Variant::OursOne, Variant::AssumeOne),
                        std::pair(Variant::OursAll, Variant::AssumeAll)})
      measurePairs(a, b);
    return row;
  }

private:
  /// Calls `a` and `b` in turn, for about a second and a half.
  void measurePairs(Variant a, Variant b) {
    if (!row.times.count(a) || !row.times.count(b))
      return;
    double each = timed[a]() + timed[b]();
    int pairs = line.quick ? 1 : std::clamp<int>(1500 / each, 9, 301);
    for (int i = 0; i < pairs; ++i) {
      // Neither always comes second, to what the other left in the caches.
      double first = timed[i % 2 ? b : a](), second = timed[i % 2 ? a : b]();
      row.ratios[{a, b}].push_back(i % 2 ? second / first : first / second);
    }
  }

  /// The limit of `w` with one and with all threads. Only those of this
  /// workload are compared.
  void addLimit(Variant one, Variant all, const Workload &w) {
    for (auto [variant, threads] : {std::pair(one, 1), std::pair(all, 0)}) {
      std::shared_ptr<limits::Context> ctx(tslice_rt_context_create(),
                                           tslice_rt_context_destroy);
      tslice_rt_set_threads(ctx.get(), threads);
      auto run = [limit = w.limit, ctx] { limit(ctx.get()); };
      timed[variant] = [run] { return timeOnce(run); };
      if (&w == &workload)
        contestants.push_back({getName(variant), [run, to = w.result] {
                                 run();
                                 return Result<Tensor>(to);
                               }});
    }
  }

  void addCompiled(Variant variant, const std::string &entry, int threads) {
    auto compiled =
        std::make_shared<Compiled>(workload, line.workloads, entry, threads);
    // Compiled once: for other threads it is in the cache.
    row.compileMs = std::max(row.compileMs, compiled->getCompileMs());
    timed[variant] = [compiled] {
      return timeOnce([&] { unwrap(compiled->call()); });
    };
    contestants.push_back(
        {getName(variant), [compiled] { return compiled->call(); }});
  }

  void addNumPy(Variant variant, const std::string &statement,
                std::string result) {
    if (statement.empty())
      return;
    timed[variant] = [this, statement] {
      return unwrap(peer->time(statement));
    };
    contestants.push_back({getName(variant),
                           [this, statement, result] {
                             return peer->getResult(statement, result,
                                                    workload.result.getShape());
                           },
                           workload.rounds});
  }

  const CommandLine &line;
  Workload workload;
  NumPyPeer *peer;
  std::vector<Contestant> contestants;
  std::map<Variant, std::function<double()>> timed;
  Row row;
};

/// Whether a name of the command line asks for a gradient: `rows_grad`.
bool isGradient(const std::string &name) {
  return name.size() > 5 && name.compare(name.size() - 5, 5, "_grad") == 0;
}

/// The options of the library: every repetition of every variant in random
/// order.
void initializeLibrary(int &argc, char **argv) {
  std::vector<char *> all(argv, argv + argc);
  static char interleave[] = "--benchmark_enable_random_interleaving=true";
  all.insert(all.begin() + 1, interleave);
  int count = static_cast<int>(all.size());
  benchmark::Initialize(&count, all.data());
  if (benchmark::ReportUnrecognizedArguments(count, all.data()))
    std::exit(1);
}
} // namespace

int main(int argc, char **argv) {
  CommandLine line = parse(argc, argv);
  initializeLibrary(argc, argv);
  if (!line.stepPeers.empty())
    return !compareSteps(line.workloads, line.python, line.stepPeers,
                         line.quick, line.rounds);
  std::unique_ptr<NumPyPeer> peer;
  if (!line.peer.empty())
    peer = NumPyPeer::start(line.python, line.peer);
  std::string numpy = peer ? peer->getVersion() : "";
  Workload copy = makeWorkload("copy", line.quick);
  bool wrong = false;
  std::vector<Row> rows;
  for (const std::string &name :
       line.only.empty() ? getWorkloadNames() : line.only) {
    if (isGradient(name) || name == "compile")
      continue;
    Workload workload = makeWorkload(name, line.quick);
    if (!workload.limit) {
      std::fprintf(stderr, "tslice-bench: no workload '%s'\n", name.c_str());
      return 1;
    }
    std::fprintf(stderr, "%s\n", name.c_str());
    Contest contest(line, std::move(workload), copy, peer.get());
    for (const std::string &complaint : contest.verify()) {
      std::fprintf(stderr, "tslice-bench: %s\n", complaint.c_str());
      wrong = true;
    }
    rows.push_back(contest.measure());
  }
  bool isRight = true;
  std::vector<GradientRow> gradients;
  if (line.only.empty() ||
      std::any_of(line.only.begin(), line.only.end(), isGradient))
    gradients = measureGradients(line.workloads, line.only, line.quick,
                                 line.rounds, isRight);
  std::vector<CompileRow> compileTimes;
  std::vector<CacheRow> cacheTimes;
  if (line.only.empty() ||
      std::count(line.only.begin(), line.only.end(), "compile")) {
    compileTimes = measureCompileTimes(line.quick, line.rounds);
    cacheTimes = measureCacheTimes(line.quick, line.rounds);
  }
  auto print = [&](std::FILE *to) {
    printReport(to, rows, numpy);
    printGradients(to, gradients);
    printCompileTimes(to, compileTimes);
    printCacheTimes(to, cacheTimes);
  };
  print(stdout);
  if (std::FILE *file =
          line.write.empty() ? nullptr : std::fopen(line.write.c_str(), "w")) {
    print(file);
    std::fclose(file);
  }
  return wrong || !isRight;
}
