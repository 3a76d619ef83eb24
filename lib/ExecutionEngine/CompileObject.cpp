// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What callers see of the entries is read first, since the pipeline keeps only
// types and code, and put into the code last.

#include "CompileObject.h"
#include "CheckTypes.h"
#include "Diagnostics.h"
#include "EmitLLVM.h"
#include "ReadSignature.h"
#include "SelectEntries.h"
#include "tslice/Adjoint/Adjoint.h"

#include "mlir/IR/Verifier.h"
#include "mlir/Pass/PassManager.h"
#include "tslice/Pipelines/Pipelines.h"

using namespace mlir;
using namespace tslice;

/// Makes the entries what the options ask for, and reads what callers see.
static Result<void> prepareEntries(ModuleOp module, const Options &options,
                                   ModuleDescription &description) {
  description.source = getFileName(module.getLoc());
  if (Result<void> selected =
          selectEntries(module, options, description.source);
      !selected)
    return selected;
  DiagnosticCollector diagnostics(module.getContext());
  if (failed(checkTypes(module)))
    return diagnostics.getError("a type cannot be held");
  for (func::FuncOp entry : getEntries(module)) {
    FailureOr<Signature> signature = readSignature(entry);
    if (failed(signature))
      return diagnostics.getError("the signature cannot be read");
    description.symbols.push_back(signature->name);
    // Callers know it by the name of the function it was made from.
    if (options.getAdjointCheck())
      signature->name.resize(signature->name.size() -
                             kAdjointCheckSuffix.size());
    else if (!options.getGradient().empty())
      signature->name.resize(signature->name.size() - gradientSuffix.size());
    description.signatures.push_back(std::move(*signature));
  }
  return {};
}

static LogicalResult runPipeline(ModuleOp module, const Options &options) {
  PassManager passes(module.getContext());
  // Once at the end, since verifying after each pass takes a sixth of the
  // whole time.
  passes.enableVerifier(!options.getOptimize());
  CPUPipelineOptions pipeline;
  pipeline.optimize = options.getOptimize();
  pipeline.divideAll = options.getDivideAll();
  pipeline.checkPromises = options.getCheckPromises();
  if (options.getOptimize())
    pipeline.pickLanes = getHostPickLanes();
  if (options.getEmulateGPU())
    buildKernelsOnHostPipeline(passes);
  else
    buildCPUPipeline(passes, pipeline);
  return failure(failed(passes.run(module)) || failed(mlir::verify(module)));
}

/// Runs the pipeline, or what takes its place for the oracle.
static Result<void> lower(ModuleOp module, const Options &options,
                          CompiledObject &result) {
  DiagnosticCollector diagnostics(module.getContext());
  if (options.getEvaluate()) {
    FailureOr<std::unique_ptr<Oracle>> oracle = Oracle::lower(module);
    if (failed(oracle))
      return diagnostics.getError("the pipeline failed");
    result.oracle = std::move(*oracle);
  } else if (failed(runPipeline(module, options))) {
    return diagnostics.getError("the pipeline failed");
  }
  for (std::string &warning : diagnostics.takeWarnings())
    result.description.warnings.push_back(std::move(warning));
  return {};
}

static Result<std::unique_ptr<llvm::MemoryBuffer>>
emit(ModuleOp module, const ModuleDescription &description, StringRef symbol,
     bool optimize) {
  Result<std::unique_ptr<llvm::TargetMachine>> machine =
      createHostTargetMachine(optimize);
  if (!machine)
    return machine.error();
  llvm::LLVMContext context;
  Result<std::unique_ptr<llvm::Module>> code =
      translateToLLVM(module, context, **machine);
  if (!code)
    return code.error();
  emitModuleTable(**code, module, description, symbol);
  optimizeLLVM(**code, **machine, optimize);
  return emitObject(**code, **machine);
}

Result<CompiledObject> tslice::compileObject(ModuleOp module,
                                             std::vector<std::string> warnings,
                                             const Options &options,
                                             StringRef symbol) {
  CompiledObject result;
  result.description.warnings = std::move(warnings);
  if (Result<void> prepared =
          prepareEntries(module, options, result.description);
      !prepared)
    return prepared.error();
  if (Result<void> lowered = lower(module, options, result); !lowered)
    return lowered.error();
  auto object = emit(module, result.description, symbol,
                     options.getOptimize() && !options.getEvaluate());
  if (!object)
    return object.error();
  result.object = std::move(*object);
  return result;
}
