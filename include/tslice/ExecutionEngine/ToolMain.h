// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the tools have in common: how they begin, read and write, so that
// whatever they are given ends in a sentence and an exit code.

#ifndef TSLICE_EXECUTIONENGINE_TOOLMAIN_H
#define TSLICE_EXECUTIONENGINE_TOOLMAIN_H

#include "tslice/ExecutionEngine/Result.h"

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

namespace tslice {

/// The first object of a tool's main. When memory runs out, and where LLVM sees
/// no way to go on, the process prints a sentence and exits with 1. Arguments
/// `@FILE` are replaced by those in the file; if it cannot be read, the process
/// ends likewise.
class ToolProcess {
public:
  ToolProcess(int &argc, const char **&argv);
  ToolProcess(int &argc, char **&argv)
      : ToolProcess(argc, const_cast<const char **&>(argv)) {}

private:
  bool handled;
  llvm::InitLLVM init;
  /// What argv points to, and the text of what comes from files.
  llvm::SmallVector<const char *> arguments;
  llvm::BumpPtrAllocator memory;
};

/// Hides the options that LLVM's libraries define, some hundreds, from --help;
/// --help-hidden has them. To be called before a tool defines its own.
void hideLibraryOptions();

/// Puts the options that the tool has defined since then into the group `own`
/// of --help.
void groupOptions(llvm::cl::OptionCategory &own);

/// Makes --mlir-disable-threading, which the tool has registered, the default:
/// LLVM ends processes in which no thread can be started.
void disableThreadingByDefault();

/// Returns an error with the place, as `name:line:column: error: ..`, if `text`
/// is nested deeper than parsers bear.
Result<void> scanText(llvm::StringRef text, llvm::StringRef name);

/// Runs `main` where the stack is large and returns what it returns.
int runTool(llvm::function_ref<int()> main);

/// Reads the file `input`, unless it is nested deeper than parsers bear, has
/// `convert` write what becomes of it, and puts that in the place of the file
/// `output` if all went well. "-" are the standard streams. Returns the exit
/// code of the tool, and has printed the reason if that is not 0.
int convertFile(const std::string &input, const std::string &output,
                llvm::function_ref<bool(std::unique_ptr<llvm::MemoryBuffer>,
                                        llvm::raw_ostream &)>
                    convert);

/// Writes what is left in the stream of standard output; prints the reason and
/// returns 1 if that fails.
int flushOutput();

/// Prints `message` with the name of the tool in front, and returns 1.
int failTool(llvm::StringRef message);

} // namespace tslice

#endif // TSLICE_EXECUTIONENGINE_TOOLMAIN_H
