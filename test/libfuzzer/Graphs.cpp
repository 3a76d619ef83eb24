// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Graphs as text and as bytecode, as far as the LLVM dialect: what follows is
// LLVM's, and takes ten times as long.

#include "Targets.h"

#include "CheckTypes.h"
#include "Diagnostics.h"
#include "ParseSource.h"
#include "ProbeBytecode.h"
#include "ReadSignature.h"
#include "SelectEntries.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Pass/PassManager.h"
#include "tslice/ExecutionEngine/Options.h"
#include "tslice/Pipelines/Pipelines.h"

using namespace mlir;
using namespace tslice;
using namespace tslice::fuzzing;

/// Ends in a pass that does not say why it fails, or in broken IR.
static void compile(ModuleOp module, bool optimize) {
  if (Result<void> selected = selectEntries(module, Options(), "fuzz.mlir");
      !selected)
    return;
  DiagnosticCollector diagnostics(module.getContext());
  if (failed(checkTypes(module)))
    return;
  for (func::FuncOp entry : getEntries(module))
    if (failed(readSignature(entry)))
      return;
  PassManager passes(module.getContext());
  passes.enableVerifier(false);
  CPUPipelineOptions options;
  options.optimize = optimize;
  buildCPUPipeline(passes, options);
  if (succeeded(passes.run(module))) {
    require(succeeded(verify(module)), "the pipeline makes invalid IR");
    return;
  }
  Error error = diagnostics.getError("no reason");
  require(error.message != "no reason", "the pipeline fails without a reason");
}

static void fuzzGraph(llvm::StringRef bytes) {
  auto buffer = llvm::MemoryBuffer::getMemBufferCopy(bytes, "fuzz.mlir");
  // As the tools do.
  if (!probeBytecode(*buffer))
    return;
  Result<Source> source = parseSource(std::move(buffer));
  if (!source) {
    require(!source.error().message.empty(), "an error has no message");
    return;
  }
  source->module->print(llvm::nulls());
  // The same graph takes both ways.
  OwningOpRef<ModuleOp> copy = source->module->clone();
  compile(*source->module, /*optimize=*/true);
  compile(*copy, /*optimize=*/false);
}

void fuzzing::fuzzText(llvm::StringRef bytes) {
  // Bytecode has a target of its own.
  if (!bytes.starts_with("ML\xefR"))
    fuzzGraph(bytes);
}

void fuzzing::fuzzBytecode(llvm::StringRef bytes) {
  std::string file = "ML\xefR";
  bytes.consume_front(file);
  file += bytes;
  fuzzGraph(file);
}
