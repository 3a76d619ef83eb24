// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a check of the bytes could find is a part of what goes wrong in the
// reader, so the reader itself is tried, where nothing is lost.

#include "ProbeBytecode.h"
#include "BigStack.h"
#include "Diagnostics.h"
#include "ParseSource.h"
#include "ScanBytecode.h"

#include "mlir/Bytecode/BytecodeReader.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/Compiler.h"
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace mlir;
using namespace tslice;

/// What the child exits with when the reader has come back: nothing that a
/// sanitizer or a fuzzer ends a process with.
static constexpr int survived = 84;

/// Limits what the child may take for `size` bytes, and silences it.
static void prepareChild(size_t size) {
  for (int number : {SIGALRM, SIGSEGV, SIGABRT, SIGBUS, SIGILL, SIGFPE})
    std::signal(number, SIG_DFL);
  // A hundred times what right bytecode takes.
  ::alarm(10 + static_cast<unsigned>(size >> 20));
  rlimit none = {0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
#if !LLVM_ADDRESS_SANITIZER_BUILD && !LLVM_THREAD_SANITIZER_BUILD
  // A child that was to take all memory would take that of others. (Sanitizers
  // reserve more than any limit from the start.)
  rlimit data;
  rlim_t most = (rlim_t(4) << 30) + 32 * static_cast<rlim_t>(size);
  if (::getrlimit(RLIMIT_DATA, &data) == 0 && most < data.rlim_cur) {
    data.rlim_cur = most;
    ::setrlimit(RLIMIT_DATA, &data);
  }
#endif
  int sink = ::open("/dev/null", O_WRONLY);
  ::dup2(sink, STDOUT_FILENO);
  ::dup2(sink, STDERR_FILENO);
  // Whatever it comes to, it has no files to open.
  ::setrlimit(RLIMIT_NOFILE, &none);
}

[[noreturn]] static void readInChild(const llvm::MemoryBuffer &buffer) {
  prepareChild(buffer.getBufferSize());
  std::unique_ptr<MLIRContext> context = createContext();
  {
    // Errors are made sentences of: attributes that make no sense are in some.
    DiagnosticCollector diagnostics(context.get());
    Block block;
    // It fails or not: both are fine. The verifier does not look at all that is
    // printed.
    if (succeeded(readBytecodeFile(buffer.getMemBufferRef(), &block,
                                   ParserConfig(context.get()))))
      for (Operation &op : block)
        op.print(llvm::nulls(), OpPrintingFlags()
                                    .useLocalScope()
                                    .enableDebugInfo()
                                    .elideLargeElementsAttrs());
  }
  // Whoever frees what was written over finds out.
  context.reset();
  ::_exit(survived);
}

Result<void> tslice::probeBytecode(const llvm::MemoryBuffer &buffer) {
  if (!isBytecode(buffer.getMemBufferRef()))
    return {};
  if (Result<void> scanned = scanBytecode(buffer); !scanned)
    return scanned;
  int status = 0;
  bool known = false;
  runOnBigStack([&] {
    // The child goes on with this thread and its stack.
    pid_t child = ::fork();
    if (child == 0)
      readInChild(buffer);
    while (child > 0 && !known)
      if (::waitpid(child, &status, 0) == child)
        known = true;
      else if (errno != EINTR)
        break;
  });
  if (known && WIFEXITED(status) && WEXITSTATUS(status) == survived)
    return {};
  return Error(ErrorCode::Compile,
               buffer.getBufferIdentifier().str() +
                   ": error: malformed bytecode: it cannot be read without "
                   "ending the process that reads it");
}
