// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// tslice-run: compiles a file, calls one of its functions with the arguments of
// the command line, and prints the results or writes them to files.

#include "CommandLine.h"
#include "Run.h"

#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/raw_ostream.h"

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  tslice::CommandLine line = tslice::parseCommandLine(argc, argv);
  tslice::Result<std::string> output = tslice::run(line);
  if (output) {
    llvm::outs() << *output;
    llvm::outs().flush();
    std::error_code code = llvm::outs().error();
    if (!code)
      return 0;
    // The stream would end the program with an error that it was not asked for.
    llvm::outs().clear_error();
    llvm::errs() << "tslice-run: cannot print the results: " << code.message()
                 << '\n';
    return 1;
  }
  // Messages of the compiler begin with the place in the file already.
  if (output.error().code != tslice::ErrorCode::Compile)
    llvm::errs() << "tslice-run: ";
  llvm::errs() << output.error().message << '\n';
  return 1;
}
