// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// tslice-run: compiles a file, calls one of its functions with the arguments of
// the command line, and prints the results or writes them to files.

#include "CommandLine.h"
#include "Run.h"

#include "tslice/ExecutionEngine/ToolMain.h"

int main(int argc, char **argv) {
  tslice::ToolProcess process(argc, argv);
  auto line = tslice::parseCommandLine(argc, argv, llvm::errs());
  if (!line)
    return 1;
  tslice::Result<std::string> output = tslice::run(*line);
  if (output) {
    llvm::outs() << *output;
    return tslice::flushOutput();
  }
  // Messages of the compiler begin with the place in the file already.
  if (output.error().code != tslice::ErrorCode::Compile)
    return tslice::failTool(output.error().message);
  llvm::errs() << output.error().message << '\n';
  return 1;
}
