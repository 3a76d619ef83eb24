// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A step on embedding tables beside other frameworks, in one run: rounds of all
// of them in turn, on the same data.

#include "StepPeers.h"
#include "Compiled.h"
#include "NumPyPeer.h"

#include <algorithm>
#include <chrono>
#include <cmath>

using namespace tslice;
using namespace tslice::bench;

static double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + values.size() / 2,
                   values.end());
  return values[values.size() / 2];
}

static std::vector<std::string> split(std::string names) {
  std::vector<std::string> parts;
  for (size_t comma; !names.empty();
       names = comma == std::string::npos ? "" : names.substr(comma + 1)) {
    comma = names.find(',');
    parts.push_back(names.substr(0, comma));
  }
  return parts;
}

/// Whether one step of `peer` gives our table, up to rounding.
static bool agrees(NumPyPeer &peer, const std::string &name,
                   const Tensor &expected) {
  Result<Tensor> got = peer.getResult(name, "x", expected.getShape());
  if (!got)
    return false;
  const float *a = got->getDataAs<float>(), *b = expected.getDataAs<float>();
  for (int64_t i = 0; i < expected.getNumElements(); ++i)
    if (!(std::abs(a[i] - b[i]) <= 1e-5))
      return false;
  return true;
}

bool tslice::bench::compareSteps(const std::string &workloads,
                                 const std::string &python,
                                 const std::string &script, bool quick,
                                 int rounds) {
  std::unique_ptr<NumPyPeer> peer = NumPyPeer::start(python, script);
  std::vector<std::string> names =
      peer ? split(peer->getVersion()) : std::vector<std::string>();
  std::printf("A step on 8192 rows, milliseconds, median of %d rounds:\n\n"
              "| rows of the table | ours |",
              quick ? 1 : rounds);
  for (const std::string &name : names)
    std::printf(" %s |", name.c_str());
  std::printf("\n| --- | ---: |");
  for (size_t i = 0; i < names.size(); ++i)
    std::printf(" ---: |");
  std::printf("\n");
  bool isRight = true;
  for (const char *size : {"1e5", "1e6", "1e7"}) {
    Workload workload = makeWorkload(std::string("step") + size, quick);
    std::vector<std::string> present;
    // Of the largest table there is room for one copy.
    for (const std::string &name : names)
      if (!workload.isLarge || name.find("sparse") != std::string::npos)
        present.push_back(name);
    if (!present.empty())
      peer->load(workload);
    Compiled compiled(workload, workloads, "step", 0);
    unwrap(compiled.call());
    if (std::string(size) == "1e5")
      for (const std::string &name : present)
        if (!agrees(*peer, name, workload.result)) {
          std::fprintf(stderr, "tslice-bench: the step of %s differs\n",
                       name.c_str());
          isRight = false;
        }
    std::vector<double> ours;
    std::vector<std::vector<double>> theirs(names.size());
    for (int round = 0; round < (quick ? 1 : rounds); ++round) {
      auto begin = std::chrono::steady_clock::now();
      unwrap(compiled.call());
      ours.push_back(std::chrono::duration<double, std::milli>(
                         std::chrono::steady_clock::now() - begin)
                         .count());
      for (size_t i = 0; i < names.size(); ++i)
        if (std::count(present.begin(), present.end(), names[i]))
          theirs[i].push_back(unwrap(peer->time(names[i])));
    }
    std::printf("| %s | %.3f |", size, median(ours));
    for (const std::vector<double> &times : theirs)
      times.empty() ? std::printf(" - |")
                    : std::printf(" %.3f |", median(times));
    std::printf("\n");
    std::fflush(stdout);
  }
  return isRight;
}
