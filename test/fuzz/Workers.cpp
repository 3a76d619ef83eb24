// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Forks a process per batch and reads its reports from a pipe. A batch whose
// process dies while compiling is halved until the case is found; one that dies
// in a call goes on behind that call's case.

#include "Workers.h"

#include "llvm/Support/raw_ostream.h"

#include <csignal>
#include <deque>
#include <map>
#include <poll.h>
#include <set>
#include <sys/wait.h>
#include <unistd.h>

using namespace tslice;
using namespace tslice::fuzz;

namespace {

using Batch = std::vector<Case>;

/// So many failures are reduced; the others are likely to be the same.
constexpr size_t maxReduced = 2;

/// A running process.
struct Worker {
  pid_t pid;
  int pipe;
  Batch batch;
  /// What came and is not complete yet.
  std::string pending;
  std::optional<size_t> current;
  Variant variant = Variant::Plain;
  std::string batchProblem;
  bool hasEnded = false;
};

class Runner {
public:
  Runner(const CheckOptions &options, int64_t numJobs)
      : options(options), numJobs(numJobs) {}

  Totals run(std::deque<Batch> batches);

private:
  void start(Batch batch);
  void readReports();
  void handle(Worker &worker, const Report &report);
  void finish(Worker &worker);
  void splitBatch(Worker &worker, const std::string &problem);
  void fail(const Case &fuzzCase, Variant variant, const std::string &problem,
            FailureStage stage = FailureStage::Call);

  CheckOptions options;
  int64_t numJobs;
  std::deque<Batch> waiting;
  std::vector<Worker> workers;
  std::set<uint64_t> failed;
  /// Of the first failures.
  std::vector<std::pair<std::string, FailureStage>> folders;
  Totals totals;
};

} // namespace

/// Kind, place and length of the text, then the text.
static void sendReport(int pipe, const Report &report) {
  std::string message = std::string(1, static_cast<char>(report.kind)) + " " +
                        std::to_string(report.place) + " " +
                        std::to_string(report.text.size()) + "\n" + report.text;
  const char *from = message.data();
  for (size_t left = message.size(); left > 0;) {
    ssize_t written = write(pipe, from, left);
    if (written <= 0)
      _exit(3);
    from += written;
    left -= static_cast<size_t>(written);
  }
}

/// Takes the first complete report off `pending`.
static bool takeReport(std::string &pending, Report &report) {
  size_t end = pending.find('\n');
  if (end == std::string::npos)
    return false;
  char *rest = nullptr;
  report.kind = static_cast<Report::Kind>(pending[0]);
  report.place = std::strtoull(pending.c_str() + 1, &rest, 10);
  size_t length = std::strtoull(rest, nullptr, 10);
  if (pending.size() < end + 1 + length)
    return false;
  report.text = pending.substr(end + 1, length);
  pending.erase(0, end + 1 + length);
  return true;
}

void Runner::start(Batch batch) {
  int ends[2];
  if (pipe(ends) != 0)
    return;
  llvm::outs().flush();
  pid_t pid = fork();
  if (pid == 0) {
    close(ends[0]);
    // Compiling takes most of it; nothing hangs for ever.
    alarm(static_cast<unsigned>(60 + 3 * batch.size()));
    checkBatch(batch, options,
               [&](const Report &report) { sendReport(ends[1], report); });
    _exit(0);
  }
  close(ends[1]);
  workers.push_back({pid, ends[0], std::move(batch)});
}

void Runner::fail(const Case &fuzzCase, Variant variant,
                  const std::string &problem, FailureStage stage) {
  if (failed.insert(fuzzCase.number).second && folders.size() < maxReduced)
    folders.emplace_back(getFolder(options, fuzzCase, variant), stage);
  if (options.stopsEarly)
    waiting.clear();
  llvm::outs() << "FAIL: case " << fuzzCase.number << " of seed "
               << fuzzCase.seed << ": " << problem << "\n";
  llvm::outs().flush();
}

void Runner::handle(Worker &worker, const Report &report) {
  switch (report.kind) {
  case Report::Begin:
    worker.current = report.place;
    worker.variant = static_cast<Variant>(std::atoi(report.text.c_str()));
    return;
  case Report::Call:
    ++totals.calls;
    totals.errors += report.text == "error";
    return;
  case Report::Failure:
    return fail(worker.batch[report.place], worker.variant, report.text);
  case Report::BatchFailure:
    worker.batchProblem = report.text;
    return;
  case Report::End:
    worker.hasEnded = true;
    return;
  }
}

/// Whether a diagnostic says that kernels cannot do what a program needs.
static bool isUnsupported(const std::string &problem) {
  return problem.find("which a GPU cannot do") != std::string::npos;
}

void Runner::splitBatch(Worker &worker, const std::string &problem) {
  if (worker.batch.size() == 1 && isUnsupported(problem)) {
    ++totals.unsupported;
    return;
  }
  if (worker.batch.size() == 1) {
    const Case &fuzzCase = worker.batch.front();
    return fail(fuzzCase, Variant::Plain,
                problem + "\n" +
                    saveFailure(options, fuzzCase, Variant::Plain, "", problem),
                FailureStage::Compilation);
  }
  auto middle = worker.batch.begin() + worker.batch.size() / 2;
  waiting.emplace_front(worker.batch.begin(), middle);
  waiting.emplace_front(middle, worker.batch.end());
}

void Runner::finish(Worker &worker) {
  int status = 0;
  close(worker.pipe);
  waitpid(worker.pid, &status, 0);
  if (worker.hasEnded)
    return;
  std::string problem = worker.batchProblem;
  if (problem.empty())
    problem = WIFSIGNALED(status)
                  ? std::string("dies: ") + strsignal(WTERMSIG(status))
                  : "exits with " + std::to_string(WEXITSTATUS(status));
  if (!worker.current)
    return splitBatch(worker, "compiling " + problem);
  // What came before is done; what comes behind is still to do.
  const Case &culprit = worker.batch[*worker.current];
  problem = "a call " + problem;
  fail(culprit, worker.variant,
       problem + "\n" +
           saveFailure(options, culprit, worker.variant, "", problem));
  Batch rest(worker.batch.begin() + *worker.current + 1, worker.batch.end());
  if (!rest.empty() && !options.stopsEarly)
    waiting.push_front(std::move(rest));
}

void Runner::readReports() {
  std::vector<pollfd> polled;
  for (const Worker &worker : workers)
    polled.push_back({worker.pipe, POLLIN, 0});
  poll(polled.data(), polled.size(), -1);
  for (size_t i = workers.size(); i-- > 0;) {
    if (!polled[i].revents)
      continue;
    char buffer[4096];
    ssize_t count = read(workers[i].pipe, buffer, sizeof(buffer));
    if (count > 0) {
      workers[i].pending.append(buffer, static_cast<size_t>(count));
      Report report;
      while (takeReport(workers[i].pending, report))
        handle(workers[i], report);
      continue;
    }
    finish(workers[i]);
    workers.erase(workers.begin() + static_cast<ptrdiff_t>(i));
  }
}

Totals Runner::run(std::deque<Batch> batches) {
  waiting = std::move(batches);
  while (!waiting.empty() || !workers.empty()) {
    while (!waiting.empty() && static_cast<int64_t>(workers.size()) < numJobs) {
      Batch batch = std::move(waiting.front());
      waiting.pop_front();
      start(std::move(batch));
    }
    readReports();
  }
  totals.failures = static_cast<int64_t>(failed.size());
  // Derivatives are functions that name others, of which nothing can be left
  // out one by one.
  if (options.reduces && !options.derivatives)
    for (const auto &[folder, stage] : folders)
      llvm::outs() << reduceFailure(folder, stage, options) << "\n";
  return totals;
}

Totals fuzz::checkCases(std::vector<Case> cases, size_t batchSize,
                        int64_t numJobs, const CheckOptions &options) {
  std::deque<Batch> batches;
  for (Case &fuzzCase : cases) {
    if (batches.empty() || batches.back().size() == batchSize)
      batches.emplace_back();
    batches.back().push_back(std::move(fuzzCase));
  }
  return Runner(options, numJobs).run(std::move(batches));
}
