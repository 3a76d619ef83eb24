// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Upstream's mains open their input themselves, so it is looked at beforehand.

#include "tslice/ExecutionEngine/ToolMain.h"
#include "BigStack.h"
#include "ScanSource.h"

#include "mlir/Bytecode/BytecodeReader.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

using namespace tslice;

/// Scans the file at `path`, if it is one and holds MLIR text.
static Result<void> scanFile(llvm::StringRef path) {
  if (path.starts_with("-") || !llvm::sys::fs::is_regular_file(path))
    return {};
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer || mlir::isBytecode((*buffer)->getMemBufferRef()))
    return {};
  return scanSource(**buffer);
}

int tslice::runTool(int argc, char **argv, llvm::function_ref<int()> main) {
  for (int i = 1; i < argc; ++i) {
    // What follows is written, whatever it holds now.
    if (llvm::StringRef(argv[i]) == "-o") {
      ++i;
      continue;
    }
    if (Result<void> scanned = scanFile(argv[i]); !scanned) {
      llvm::errs() << scanned.error().message << '\n';
      return 1;
    }
  }
  int status = 1;
  runOnBigStack([&] { status = main(); });
  return status;
}
