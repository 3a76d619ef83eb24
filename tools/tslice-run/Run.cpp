// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The order of a run: compile, read the arguments, call, check, write.

#include "Run.h"
#include "Checks.h"
#include "Values.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"
#include <chrono>

using namespace tslice;

namespace {
/// Measures from its construction.
class Stopwatch {
public:
  double getMilliseconds() const {
    return std::chrono::duration<double, std::milli>(Clock::now() - start)
        .count();
  }

private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point start = Clock::now();
};
} // namespace

static void reportTimes(double compile, Origin origin,
                        std::vector<double> calls) {
  llvm::sort(calls);
  llvm::errs() << llvm::format("compile: %.3f ms%s\n", compile,
                               origin == Origin::File ? " (from the cache)"
                                                      : "")
               << llvm::format("call: %.4f ms (median of %zu, lowest %.4f, "
                               "highest %.4f)\n",
                               calls[calls.size() / 2], calls.size(),
                               calls.front(), calls.back());
}

/// Calls the function as often as asked and returns the results of the last
/// call. Donated arguments are copied for each call, outside of the time.
static Result<std::vector<Tensor>>
callRepeatedly(const Executable &executable, const Signature &signature,
               const std::vector<Tensor> &arguments, int64_t repeat,
               std::vector<double> &times) {
  while (true) {
    Result<std::vector<Tensor>> own = copyDonated(signature, arguments);
    if (!own)
      return own;
    Stopwatch watch;
    Result<std::vector<Tensor>> results =
        executable.call(signature.name, std::move(*own));
    times.push_back(watch.getMilliseconds());
    if (!results || --repeat == 0)
      return results;
  }
}

Result<std::string> tslice::run(const CommandLine &line) {
  Options options = line.makeOptions();
  if (!line.grad.empty() && !line.checkGrad)
    options.gradient(line.grad);

  Stopwatch watch;
  Result<Executable> executable = Executable::compileFile(line.file, options);
  if (!executable)
    return executable.error();
  double compileTime = watch.getMilliseconds();
  for (const std::string &warning : executable->getWarnings())
    llvm::errs() << warning << '\n';
  Result<const Signature *> signature = executable->getSignature(line.entry);
  if (!signature)
    return signature.error();
  Result<std::vector<Tensor>> arguments =
      readArguments(**signature, line.arguments);
  if (!arguments)
    return arguments.error();
  if (size_t count = (*signature)->results.size(); line.outputs.size() > count)
    return Error(ErrorCode::InvalidArgument,
                 "'" + (*signature)->name + "' has " + std::to_string(count) +
                     (count == 1 ? " result" : " results") +
                     ", but --output is given " +
                     std::to_string(line.outputs.size()) + " times");
  if (line.checkGrad && !line.outputs.empty())
    return Error(ErrorCode::InvalidArgument,
                 "--check-grad has no result that --output could write");
  if (line.checkGrad)
    return checkGradient(line, *executable, **signature, *arguments);

  std::vector<double> times;
  Result<std::vector<Tensor>> results =
      callRepeatedly(*executable, **signature, *arguments, line.repeat, times);
  std::string report;
  if (line.checkAgainstEvaluate) {
    Result<std::string> check =
        checkAgainstEvaluator(line, options, **signature, *arguments, results);
    if (!check)
      return check;
    report = *check;
  }
  if (!results)
    return results.error();
  Result<std::string> output = writeResults(*results, line.outputs);
  if (!output)
    return output;
  if (line.time)
    reportTimes(compileTime, executable->getOrigin(), std::move(times));
  return *output + report;
}
