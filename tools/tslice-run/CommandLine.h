// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the user asked for.

#ifndef TSLICE_TOOLS_TSLICE_RUN_COMMANDLINE_H
#define TSLICE_TOOLS_TSLICE_RUN_COMMANDLINE_H

#include "tslice/ExecutionEngine/Options.h"

#include "llvm/Support/raw_ostream.h"
#include <optional>

namespace tslice {

/// The options and arguments of one run.
struct CommandLine {
  /// The program; "-" is standard input.
  std::string file;
  /// The function to call; empty for the only one.
  std::string entry;
  /// Literals and names of .npy files.
  std::vector<std::string> arguments;
  /// Names of .npy files for the first results.
  std::vector<std::string> outputs;
  /// Number of threads, 0 for all processors.
  int64_t threads = 0;
  /// How many times the function is called.
  int64_t repeat = 1;
  /// Whether to report times.
  bool time = false;
  bool optimize = true;
  bool emulateGPU = false;
  bool checkPromises = false;
  /// The arguments to differentiate with respect to; the function itself is run
  /// when there are none.
  std::vector<int64_t> grad;
  bool checkGrad = false;
  bool checkAgainstEvaluate = false;
  /// The directory of the cache, empty for none; TSLICE_CACHE_DIR if not set.
  std::optional<std::string> cache;

  /// Returns the compiler options for the function itself.
  Options makeOptions() const;
};

/// Reads the command line. Prints what is wrong with an option to `errors` and
/// returns nothing then; after --help it ends the process, as LLVM's tools do.
std::optional<CommandLine> parseCommandLine(int argc, const char *const *argv,
                                            llvm::raw_ostream &errors);

} // namespace tslice

#endif // TSLICE_TOOLS_TSLICE_RUN_COMMANDLINE_H
