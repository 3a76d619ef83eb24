// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writes a failing case so that one command repeats it.

#include "Check.h"
#include "Derivatives.h"

#include "tslice/ExecutionEngine/Npy.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

using namespace tslice;
using namespace tslice::fuzz;

std::string fuzz::makeModule(const std::vector<Case> &batch, bool derivatives) {
  std::string text;
  for (const Case &fuzzCase : batch)
    text += fuzzCase.text + (derivatives ? makeDerivatives(fuzzCase) : "");
  return text;
}

static const char *getVariantName(Variant variant) {
  static constexpr const char *names[] = {"plain",       "special", "mistake",
                                          "smooth",      "zeros",   "exact",
                                          "exact-zeros", "tied"};
  return names[static_cast<int>(variant)];
}

static std::string getTargetFlag(Target target) {
  static constexpr const char *flags[] = {"", " --target=emulated-gpu",
                                          " --target=evaluator"};
  return flags[static_cast<int>(target)];
}

/// The problem as comment lines.
static std::string formatComment(const std::string &text) {
  std::string comment = "// ";
  for (char c : text)
    comment += c == '\n' ? std::string("\n// ") : std::string(1, c);
  return comment + "\n";
}

std::string fuzz::getFolder(const CheckOptions &options, const Case &fuzzCase,
                            Variant variant) {
  return options.folder + "/" + std::to_string(fuzzCase.seed) + "-" +
         std::to_string(fuzzCase.number) + "-" + getVariantName(variant);
}

std::string fuzz::saveFailure(const CheckOptions &options, const Case &fuzzCase,
                              Variant variant, const std::string &flags,
                              const std::string &problem) {
  std::string path = getFolder(options, fuzzCase, variant);
  if (std::error_code error = llvm::sys::fs::create_directories(path))
    return path + ": " + error.message();
  Arguments arguments = drawArguments(fuzzCase, variant);
  std::string command = "tslice-run " + path + "/graph.mlir";
  for (size_t i = 0; i < arguments.tensors.size(); ++i) {
    std::string file = path + "/" + std::to_string(i) + ".npy";
    if (Result<void> done = writeNpy(file, arguments.tensors[i]); !done)
      return done.error().message;
    command += " " + file;
  }
  command += flags;
  std::string repeat = "tslice-fuzz --seed=" + std::to_string(fuzzCase.seed) +
                       " --first=" + std::to_string(fuzzCase.number) +
                       " --cases=1" +
                       (fuzzCase.trait        ? " --gradients"
                        : options.derivatives ? " --derivatives"
                                              : "") +
                       getTargetFlag(options.target);
  if (options.derivatives)
    command = repeat;
  std::error_code error;
  llvm::raw_fd_ostream out(path + "/graph.mlir", error);
  if (error)
    return path + ": " + error.message();
  out << formatComment(problem) << formatComment(command)
      << formatComment(repeat) << makeModule({fuzzCase}, options.derivatives);
  return command;
}
