// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Random graphs of accesses: what the evaluator says against what compiled code
// computes, unoptimised and optimised, by one and several threads.

#include "Features.h"
#include "GradientCases.h"
#include "Workers.h"

#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

#include <chrono>

using namespace llvm;
using namespace tslice::fuzz;

using tslice::ElementType;

static cl::OptionCategory category("Options");
static cl::opt<uint64_t> numCases("cases", cl::desc("how many graphs"),
                                  cl::init(500), cl::cat(category));
static cl::opt<uint64_t> firstCase("first", cl::desc("number of the first one"),
                                   cl::init(0), cl::cat(category));
static cl::opt<uint64_t>
    seedOption("seed", cl::desc("seed (default: the time)"), cl::cat(category));
static cl::opt<unsigned> batchSize("batch", cl::desc("graphs per module"),
                                   cl::init(100), cl::cat(category));
static cl::opt<unsigned> numJobs("jobs", cl::desc("modules at a time"),
                                 cl::init(2), cl::cat(category));
static cl::opt<std::string> folder("folder",
                                   cl::desc("where failing cases are written"),
                                   cl::init("fuzz-failures"),
                                   cl::cat(category));
static cl::opt<bool>
    derivatives("derivatives",
                cl::desc("check derivatives of graphs of f64 and complex<f64>"),
                cl::cat(category));
static cl::opt<bool>
    gradients("gradients",
              cl::desc("check derivatives of single accesses, each in every "
                       "circumstance; --cases=0: one of each kind"),
              cl::cat(category));
static cl::opt<Target> target(
    "target", cl::desc("what is held against the oracle"),
    cl::values(clEnumValN(Target::CPU, "cpu", "code for this host (default)"),
               clEnumValN(Target::EmulatedGPU, "emulated-gpu",
                          "kernels for GPUs, run by this host"),
               clEnumValN(Target::Evaluator, "evaluator",
                          "what tslice-run --check-against=evaluate runs")),
    cl::init(Target::CPU), cl::cat(category));
static cl::opt<bool>
    reduces("reduce",
            cl::desc("write the first failures also as small as "
                     "tslice-reduce makes them (default)"),
            cl::init(true), cl::cat(category));
static cl::opt<bool> stopsEarly("stop", cl::desc("one failure is enough"),
                                cl::cat(category));
static cl::opt<std::string>
    failOn("fail-on",
           cl::desc("say of every graph with this op that it is "
                    "wrong; for tests"),
           cl::cat(category));
static cl::opt<FailureStage> retests(
    "retest", cl::desc("check the graph in a file, as tslice-reduce asks for"),
    cl::values(clEnumValN(FailureStage::Compilation, "compilation",
                          "whether compiling it fails"),
               clEnumValN(FailureStage::Call, "call",
                          "whether calling it does what it should not")),
    cl::init(FailureStage::None), cl::cat(category));
static cl::opt<std::string> retestFile(cl::Positional,
                                       cl::desc("[graph of --retest]"),
                                       cl::cat(category));
static cl::opt<std::string>
    retestArguments("arguments",
                    cl::desc("the folder with the arguments of --retest"),
                    cl::cat(category));
static cl::opt<bool> printOnly("print",
                               cl::desc("print the graphs, check nothing"),
                               cl::cat(category));

static Case makeCase(uint64_t seed, uint64_t number) {
  if (gradients)
    return generateGradientCase(seed, number);
  std::vector<ElementType> types =
      derivatives ? getSmoothTypes() : getAllTypes();
  return generateCase(seed, number, getCells(number, types),
                      /*donates=*/!derivatives);
}

int main(int argc, char **argv) {
  cl::HideUnrelatedOptions(category);
  cl::ParseCommandLineOptions(
      argc, argv, "compares random graphs with the meaning of the language\n");
  CheckOptions options;
  options.folder = folder;
  options.derivatives = derivatives || gradients;
  options.target = target;
  options.failOn = failOn;
  options.reduces = reduces;
  options.stopsEarly = stopsEarly;
  options.program =
      sys::fs::getMainExecutable(argv[0], reinterpret_cast<void *>(&main));
  if (retests != FailureStage::None)
    return retest(retestFile, retestArguments, retests, options);
  uint64_t seed = seedOption;
  if (!seedOption.getNumOccurrences())
    seed = static_cast<uint64_t>(
        std::chrono::system_clock::now().time_since_epoch().count() / 1000);
  if (gradients && numCases == 0)
    numCases = countGradientKinds();
  std::vector<Case> cases;
  CellCounts cells;
  FeatureCounts features;
  for (uint64_t i = 0; i < numCases; ++i) {
    cases.push_back(makeCase(seed, firstCase + i));
    for (const Cell &cell : cases.back().cells)
      ++cells[cell];
    countFeatures(cases.back(), features);
  }
  std::string tables = gradients
                           ? formatGradientMatrix(cases)
                           : formatMatrix(cells) + formatFeatures(features);
  if (printOnly) {
    outs() << makeModule(cases, options.derivatives);
    return 0;
  }
  outs() << "seed " << seed << ", " << numCases << " cases\n";
  Totals totals = checkCases(std::move(cases), std::max(1u, +batchSize),
                             std::max(1u, +numJobs), options);
  if (totals.unsupported)
    outs() << totals.unsupported << " cases are beyond the target\n";
  outs() << tables << totals.calls << " calls right, " << totals.errors
         << " of them with an error; " << totals.failures << " of " << numCases
         << " cases failed (seed " << seed << ")\n";
  return totals.failures != 0;
}
