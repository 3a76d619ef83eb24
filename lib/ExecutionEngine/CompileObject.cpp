// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What callers see of the entries is read first, since the pipeline keeps only
// types and code, and put into the code last.

#include "CompileObject.h"
#include "CInterface.h"
#include "CheckTypes.h"
#include "Diagnostics.h"
#include "ReadSignature.h"
#include "SelectEntries.h"
#include "tslice/Adjoint/Adjoint.h"

#include "mlir/IR/Verifier.h"
#include "mlir/Pass/PassManager.h"
#include "tslice/Pipelines/Pipelines.h"

using namespace mlir;
using namespace tslice;

Result<ModuleDescription> tslice::describeModule(ModuleOp module,
                                                 const Options &options) {
  ModuleDescription description;
  description.source = getFileName(module.getLoc());
  if (Result<void> selected =
          selectEntries(module, options, description.source);
      !selected)
    return selected.error();
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
  return description;
}

static LogicalResult runPipeline(ModuleOp module, const Options &options,
                                 int64_t pickLanes) {
  PassManager passes(module.getContext());
  // Once at the end, since verifying after each pass takes a sixth of the
  // whole time.
  passes.enableVerifier(!options.getOptimize());
  CPUPipelineOptions pipeline;
  pipeline.optimize = options.getOptimize();
  pipeline.divideAll = options.getDivideAll();
  pipeline.checkPromises = options.getCheckPromises();
  if (options.getOptimize())
    pipeline.pickLanes = pickLanes;
  if (options.getEmulateGPU())
    buildKernelsOnHostPipeline(passes);
  else
    buildCPUPipeline(passes, pipeline);
  return failure(failed(passes.run(module)) || failed(mlir::verify(module)));
}

/// Runs the pipeline, or what takes its place for the oracle.
static Result<void> lower(ModuleOp module, const Options &options,
                          int64_t pickLanes, CompiledObject &result) {
  DiagnosticCollector diagnostics(module.getContext());
  if (options.getEvaluate()) {
    FailureOr<std::unique_ptr<Oracle>> oracle = Oracle::lower(module);
    if (failed(oracle))
      return diagnostics.getError("the pipeline failed");
    result.oracle = std::move(*oracle);
  } else if (failed(runPipeline(module, options, pickLanes))) {
    return diagnostics.getError("the pipeline failed");
  }
  for (std::string &warning : diagnostics.takeWarnings())
    result.description.warnings.push_back(std::move(warning));
  return {};
}

static Result<std::unique_ptr<llvm::MemoryBuffer>>
emit(ModuleOp module, const ModuleDescription &description,
     const CInterface *interface, llvm::TargetMachine &machine, bool optimize) {
  llvm::LLVMContext context;
  Result<std::unique_ptr<llvm::Module>> code =
      translateToLLVM(module, context, machine);
  if (!code)
    return code.error();
  llvm::GlobalVariable *table = emitModuleTable(
      **code, module, description,
      interface ? StringRef(interface->table) : StringRef(moduleSymbol));
  if (interface)
    emitCFunctions(**code, *interface, table);
  optimizeLLVM(**code, machine, optimize);
  return emitObject(**code, machine);
}

Result<CompiledObject> tslice::compileObject(ModuleOp module,
                                             std::vector<std::string> warnings,
                                             const Options &options,
                                             const ObjectOptions &object) {
  bool optimize = options.getOptimize() && !options.getEvaluate();
  Result<std::unique_ptr<llvm::TargetMachine>> machine =
      createTargetMachine(object.cpu, optimize);
  if (!machine)
    return machine.error();
  Result<ModuleDescription> description = describeModule(module, options);
  if (!description)
    return description.error();
  std::optional<CInterface> interface;
  if (!object.prefix.empty()) {
    Result<CInterface> named = nameCFunctions(*description, object.prefix);
    if (!named)
      return named.error();
    interface = std::move(*named);
  }
  CompiledObject result;
  result.description = std::move(*description);
  result.description.warnings = std::move(warnings);
  if (Result<void> lowered =
          lower(module, options, getPickLanes(**machine), result);
      !lowered)
    return lowered.error();
  auto emitted = emit(module, result.description,
                      interface ? &*interface : nullptr, **machine, optimize);
  if (!emitted)
    return emitted.error();
  result.object = std::move(*emitted);
  return result;
}
