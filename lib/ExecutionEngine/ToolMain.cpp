// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Upstream's mains read and write files themselves, and end with a stack dump
// where memory, a thread or room on the disk is missing.

#include "tslice/ExecutionEngine/ToolMain.h"
#include "BigStack.h"
#include "ProbeBytecode.h"
#include "ReadFile.h"
#include "ResponseFiles.h"
#include "ScanSource.h"
#include "StagedFile.h"
#include "tslice/ExecutionEngine/Options.h"

#include "mlir/Bytecode/BytecodeReader.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Signals.h"
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <malloc.h>
#include <unistd.h>

using namespace tslice;

/// The name of the tool, as it stands in messages. Set once, in main.
static char toolName[64] = "tslice";

/// Ends the process after an error that LLVM does not return from. Allocates
/// nothing: there may be no memory.
static void endProcess(void *, const char *reason, bool) {
  auto print = [](llvm::StringRef text) {
    (void)!::write(STDERR_FILENO, text.data(), text.size());
  };
  print(toolName);
  print(": ");
  print(reason);
  print("\n");
  // Files that are half written.
  llvm::sys::RunInterruptHandlers();
  ::_exit(1);
}

static void endProcessWithoutMemory(void *, const char *, bool) {
  endProcess(nullptr, "out of memory", false);
}

/// Fails with more options than LLVM can refuse soon: it compares each that it
/// does not know with all that it knows.
static Result<void> limitOptions(llvm::ArrayRef<const char *> arguments) {
  constexpr int64_t limit = 256;
  int64_t numOptions = llvm::count_if(arguments, [](llvm::StringRef argument) {
    return argument.size() > 1 && argument[0] == '-' &&
           !llvm::isDigit(argument[1]) && argument[1] != '.';
  });
  if (numOptions > limit)
    return Error(ErrorCode::InvalidArgument,
                 std::to_string(numOptions) + " options are given, but " +
                     std::to_string(limit) + " are the most that are read");
  return {};
}

/// Takes the place of LLVM's handlers. Comes first in main, since LLVM needs
/// memory to start.
static bool installHandlers(const char *program) {
  if (program)
    std::snprintf(toolName, sizeof(toolName), "%s",
                  llvm::sys::path::filename(program).data());
  llvm::install_fatal_error_handler(endProcess);
  llvm::install_bad_alloc_error_handler(endProcessWithoutMemory);
#ifdef M_ARENA_MAX
  // The thread with the large stack would reserve an arena of its own, and
  // where addresses are limited it would take a page for each allocation.
  mallopt(M_ARENA_MAX, 1);
#endif
  return true;
}

ToolProcess::ToolProcess(int &argc, const char **&argv)
    : handled(installHandlers(argv[0])), init(argc, argv) {
  // A file that may not grow is an error of the write.
  std::signal(SIGXFSZ, SIG_IGN);
  arguments.assign(argv, argv + argc);
  if (Result<void> expanded = expandResponseFiles(arguments, memory); !expanded)
    std::exit(failTool(expanded.error().message));
  if (Result<void> limited = limitOptions(arguments); !limited)
    std::exit(failTool(limited.error().message));
  argc = static_cast<int>(arguments.size());
  arguments.push_back(nullptr);
  argv = arguments.data();
}

void tslice::hideLibraryOptions() {
  for (auto &entry : llvm::cl::getRegisteredOptions())
    if (entry.first != "help" && entry.first != "version" &&
        entry.second->getOptionHiddenFlag() == llvm::cl::NotHidden)
      entry.second->setHiddenFlag(llvm::cl::Hidden);
}

void tslice::groupOptions(llvm::cl::OptionCategory &own) {
  for (auto &entry : llvm::cl::getRegisteredOptions())
    if (entry.first != "help" && entry.first != "version" &&
        entry.second->getOptionHiddenFlag() == llvm::cl::NotHidden)
      entry.second->addCategory(own);
}

void tslice::disableThreadingByDefault() {
  auto &options = llvm::cl::getRegisteredOptions();
  auto found = options.find("mlir-disable-threading");
  if (found != options.end())
    static_cast<llvm::cl::opt<bool> *>(found->second)->setInitialValue(true);
}

Result<void> tslice::scanText(llvm::StringRef text, llvm::StringRef name) {
  auto buffer = llvm::MemoryBuffer::getMemBuffer(
      text, name, /*RequiresNullTerminator=*/false);
  return scanSource(*buffer);
}

int tslice::runTool(llvm::function_ref<int()> main) {
  int status = 1;
  runOnBigStack([&] { status = main(); });
  return status;
}

int tslice::failTool(llvm::StringRef message) {
  llvm::errs() << toolName << ": " << message << '\n';
  return 1;
}

int tslice::flushOutput() {
  llvm::outs().flush();
  std::error_code code = llvm::outs().error();
  if (!code)
    return 0;
  // The stream would end the program with an error that it was not asked for.
  llvm::outs().clear_error();
  return failTool("cannot write to standard output: " + code.message());
}

int tslice::convertFile(
    const std::string &input, const std::string &output,
    llvm::function_ref<bool(std::unique_ptr<llvm::MemoryBuffer>,
                            llvm::raw_ostream &)>
        convert) {
  auto buffer = readFile(input, Options().getSourceLimit());
  if (!buffer)
    return failTool(buffer.error().message);
  Result<void> readable = mlir::isBytecode((*buffer)->getMemBufferRef())
                              ? probeBytecode(**buffer)
                              : scanSource(**buffer);
  if (!readable) {
    llvm::errs() << readable.error().message << '\n';
    return 1;
  }
  if (output == "-") {
    bool converted = convert(std::move(*buffer), llvm::outs());
    return flushOutput() || !converted;
  }
  std::string text;
  llvm::raw_string_ostream stream(text);
  if (!convert(std::move(*buffer), stream))
    return 1;
  if (Result<void> written = writeWholeFile(output, text); !written)
    return failTool(written.error().message);
  return 0;
}
