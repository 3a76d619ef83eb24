// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The options of tslice-translate that several of its outputs share.

#ifndef TSLICE_LIB_EXECUTIONENGINE_TRANSLATEOPTIONS_H
#define TSLICE_LIB_EXECUTIONENGINE_TRANSLATEOPTIONS_H

#include "EmitLLVM.h"

#include "llvm/Support/CommandLine.h"

namespace tslice {

/// Options for processors; those of GPUs are elsewhere.
struct TranslateOptions {
  llvm::cl::opt<bool> noOptimize{
      "tslice-no-optimize",
      llvm::cl::desc("neither simplify nor fuse the graph")};
  llvm::cl::opt<std::string> cpu{
      "cpu",
      llvm::cl::desc(
          "the processor to compile for: 'host' (this one; the default of "
          "--tslice-to-llvmir), 'baseline' (every one of this system; the "
          "default of objects), or LLVM's name of one, as 'x86-64-v3'"),
      llvm::cl::value_desc("name")};
  llvm::cl::opt<std::string> prefix{
      "prefix",
      llvm::cl::desc("what the names of functions in C begin with; the name "
                     "of the file by default"),
      llvm::cl::value_desc("identifier")};
  llvm::cl::opt<std::string> compiler{
      "cc", llvm::cl::desc("--tslice-to-shared: the C compiler that links"),
      llvm::cl::value_desc("program"), llvm::cl::init("cc")};

  /// Returns the processor that was asked for, or `otherwise`.
  std::string getCPU(llvm::StringRef otherwise) const {
    return cpu.empty() ? otherwise.str() : cpu.getValue();
  }
};

/// Returns the options of the command line, which are registered by the first
/// call.
inline TranslateOptions &getTranslateOptions() {
  static TranslateOptions options;
  return options;
}

} // namespace tslice

#endif // TSLICE_LIB_EXECUTIONENGINE_TRANSLATEOPTIONS_H
