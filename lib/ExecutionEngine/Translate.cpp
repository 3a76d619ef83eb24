// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The compiler's output as text, for those who bring their own LLVM and for
// tests that look at the code.

#include "tslice/ExecutionEngine/Translate.h"
#include "CheckTypes.h"
#include "TranslateOptions.h"

#include "mlir/Pass/PassManager.h"
#include "mlir/Tools/mlir-translate/Translation.h"
#include "tslice/InitAll.h"
#include "tslice/Pipelines/EmitPTX.h"
#include "tslice/Pipelines/Pipelines.h"

using namespace mlir;
using namespace tslice;

static LogicalResult emitError(ModuleOp module, const Error &error) {
  return module.emitError() << error.message;
}

static LogicalResult translateToLLVMIR(ModuleOp module, bool optimizeIR,
                                       llvm::raw_ostream &output) {
  if (failed(checkTypes(module)))
    return failure();
  PassManager passes(module.getContext());
  CPUPipelineOptions options;
  auto machine = createTargetMachine(getTranslateOptions().getCPU(hostCPU),
                                     /*optimize=*/true);
  if (!machine)
    return emitError(module, machine.error());
  options.optimize = !getTranslateOptions().noOptimize;
  options.pickLanes = options.optimize ? getPickLanes(**machine) : 0;
  buildCPUPipeline(passes, options);
  if (failed(passes.run(module)))
    return failure();
  llvm::LLVMContext context;
  auto code = translateToLLVM(module, context, **machine);
  if (!code)
    return emitError(module, code.error());
  if (optimizeIR)
    optimizeLLVM(**code, **machine, /*optimize=*/true);
  (*code)->print(output, nullptr);
  return success();
}

void tslice::registerToLLVMIRTranslation() {
  getTranslateOptions();
  static llvm::cl::opt<bool> optimizeIR(
      "tslice-llvm-o3",
      llvm::cl::desc("--tslice-to-llvmir: run LLVM's -O3 pipeline as well"));
  static TranslateFromMLIRRegistration registration(
      "tslice-to-llvmir", "lower tensor slicing graphs to LLVM IR",
      [](ModuleOp module, llvm::raw_ostream &output) {
        return translateToLLVMIR(module, optimizeIR, output);
      },
      [](DialectRegistry &registry) { registerAllDialects(registry); });
}

static LogicalResult translateToPTX(ModuleOp module, NVVMChip chip,
                                    llvm::raw_ostream &output) {
  if (failed(checkTypes(module)))
    return failure();
  PassManager passes(module.getContext());
  NVVMPipelineOptions options;
  options.chip = chip;
  buildNVVMPipeline(passes, options);
  if (failed(passes.run(module)))
    return failure();
  FailureOr<std::string> text = emitPTX(module);
  if (failed(text))
    return failure();
  output << *text;
  return success();
}

void tslice::registerToPTXTranslation() {
  static llvm::cl::opt<NVVMChip> chip(
      "chip", llvm::cl::desc("--tslice-to-ptx: the chip to compile for"),
      llvm::cl::init(NVVMChip::SM80), getNVVMChipValues());
  static TranslateFromMLIRRegistration registration(
      "tslice-to-ptx",
      "lower tensor slicing graphs to the PTX text of their kernels",
      [](ModuleOp module, llvm::raw_ostream &output) {
        return translateToPTX(module, chip, output);
      },
      [](DialectRegistry &registry) { registerAllDialects(registry); });
}
