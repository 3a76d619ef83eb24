// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Defines the options.

#include "CommandLine.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CommandLine.h"

using namespace llvm;
using namespace tslice;

static constexpr StringLiteral overview =
    "compiles an MLIR file, calls a function in it and prints the results\n\n"
    "  Arguments are literals ('[[1, 2], [3, 4]]', 2.5, true), .npy files, or\n"
    "  'random(SHAPE, TYPE, SEED[, LO, HI])'. Results are printed as NumPy\n"
    "  prints them, or written to the .npy files given by --output.\n";

namespace {
/// Reads a number with bounds, and says what they are.
template <unsigned lowest, unsigned highest>
struct NumberParser : cl::parser<unsigned> {
  NumberParser(cl::Option &option) : cl::parser<unsigned>(option) {}

  /// Returns true on errors, as all of these do.
  bool parse(cl::Option &option, StringRef, StringRef text, unsigned &number) {
    if (!text.getAsInteger(10, number) && number >= lowest && number <= highest)
      return false;
    return option.error("expected a number from " + Twine(lowest) + " to " +
                        Twine(highest) + ", but got '" + text + "'");
  }
};

/// The options, not global so that no other tool sees them.
struct Flags {
  cl::OptionCategory category{"Options"};
  cl::opt<std::string> file{cl::Positional, cl::Required, cl::desc("FILE"),
                            cl::cat(category)};
  cl::list<std::string> arguments{cl::Positional, cl::desc("ARG..."),
                                  cl::cat(category)};
  cl::opt<std::string> entry{
      "entry",
      cl::desc("function to call, also a private one (default: the only "
               "public one)"),
      cl::value_desc("name"), cl::cat(category)};
  cl::list<std::string> outputs{
      "output",
      cl::desc("write a result to this .npy file; repeat for further results"),
      cl::value_desc("file"), cl::cat(category)};
  cl::alias outputShort{"o", cl::desc("short for --output"),
                        cl::aliasopt(outputs), cl::cat(category)};
  cl::opt<unsigned, false, NumberParser<0, 256>> threads{
      "threads", cl::desc("number of threads (default 0: one per processor)"),
      cl::init(0), cl::cat(category)};
  cl::opt<unsigned, false, NumberParser<1, 1000000000>> repeat{
      "repeat", cl::desc("number of calls (default: 1)"), cl::init(1),
      cl::cat(category)};
  cl::opt<bool> time{
      "time", cl::desc("report compile time and the times of calls on stderr"),
      cl::cat(category)};
  cl::opt<bool> noOptimize{
      "no-optimize",
      cl::desc("neither simplify, fuse nor optimise; slow code, same results"),
      cl::cat(category)};
  cl::opt<bool> checkPromises{
      "check-promises",
      cl::desc("end with an error where 'unique' or 'sorted' is not kept"),
      cl::cat(category)};
  cl::opt<bool> emulateGPU{
      "emulate-gpu",
      cl::desc("run the threads of the GPU's kernels on the CPU; slow"),
      cl::cat(category)};
  cl::list<unsigned, bool, NumberParser<0, 1000000000>> grad{
      "grad", cl::CommaSeparated,
      cl::desc("return the gradient with respect to these arguments"),
      cl::value_desc("i,j,..."), cl::cat(category)};
  cl::opt<bool> checkGrad{
      "check-grad",
      cl::desc(
          "compare both modes of derivation with each other and with finite "
          "differences (arguments of --grad, else all of float type)"),
      cl::cat(category)};
  cl::opt<std::string> checkAgainst{
      "check-against",
      cl::desc("evaluate: run the evaluator as well and compare all bits"),
      cl::value_desc("evaluate"), cl::cat(category)};
  cl::opt<std::string> cache{
      "cache",
      cl::desc("keep machine code in this directory for later runs (default: "
               "the environment variable TSLICE_CACHE_DIR; empty: none)"),
      cl::value_desc("directory"), cl::cat(category)};
};
} // namespace

/// Returns whether `arg` is a number below zero, which looks like an option.
static bool isNegativeLiteral(StringRef arg) {
  return arg.consume_front("-") &&
         (arg.starts_with("inf") || arg.starts_with("nan") ||
          (!arg.empty() && (isDigit(arg[0]) || arg[0] == '.')));
}

/// Removes the options that LLVM's own libraries define, some hundreds: they
/// are none of this tool's, and some have the names of ours.
static bool removeForeignOptions() {
  SmallVector<cl::Option *> foreign;
  for (auto &entry : cl::getRegisteredOptions())
    if (!is_contained({"help", "version"}, entry.first))
      foreign.push_back(entry.second);
  for (cl::Option *option : foreign)
    option->removeArgument();
  return true;
}

std::optional<CommandLine> tslice::parseCommandLine(int argc,
                                                    const char *const *argv,
                                                    raw_ostream &errors) {
  // Once, before ours are made.
  static const bool removed = removeForeignOptions();
  (void)removed;
  static Flags flags;
  cl::ResetAllOptionOccurrences();
  cl::HideUnrelatedOptions(flags.category);
  // A leading space makes it positional; literals may have spaces around.
  BumpPtrAllocator allocator;
  StringSaver saver(allocator);
  SmallVector<const char *> args(argv, argv + argc);
  for (const char *&arg : args)
    if (isNegativeLiteral(arg))
      arg = saver.save(Twine(" ") + arg).data();
  if (!cl::ParseCommandLineOptions(args.size(), args.data(), overview, &errors))
    return std::nullopt;

  CommandLine line;
  line.file = flags.file;
  line.entry = StringRef(flags.entry).ltrim('@').str();
  if (flags.entry.getNumOccurrences() && line.entry.empty()) {
    flags.entry.error("expected the name of a function", errors);
    return std::nullopt;
  }
  line.arguments.assign(flags.arguments.begin(), flags.arguments.end());
  line.outputs.assign(flags.outputs.begin(), flags.outputs.end());
  line.threads = flags.threads;
  line.repeat = flags.repeat;
  line.time = flags.time;
  line.optimize = !flags.noOptimize;
  line.emulateGPU = flags.emulateGPU;
  line.checkPromises = flags.checkPromises;
  line.grad.assign(flags.grad.begin(), flags.grad.end());
  line.checkGrad = flags.checkGrad;
  if (flags.cache.getNumOccurrences())
    line.cache = flags.cache;
  line.checkAgainstEvaluate = flags.checkAgainst == "evaluate";
  if (!flags.checkAgainst.empty() && !line.checkAgainstEvaluate) {
    flags.checkAgainst.error(
        "expected 'evaluate', but got '" + flags.checkAgainst + "'", errors);
    return std::nullopt;
  }
  return line;
}

Options CommandLine::makeOptions() const {
  Options options = Options()
                        .threads(threads)
                        .optimize(optimize)
                        .emulateGPU(emulateGPU)
                        .checkPromises(checkPromises)
                        .probeBytecode(true)
                        .entry(entry);
  if (cache)
    options.cache(*cache);
  return options;
}
