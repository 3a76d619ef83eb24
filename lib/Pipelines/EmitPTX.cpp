// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Decides the settings that keep arithmetic on the device exact (no
// contraction, no flushing of subnormals), and that nothing but LLVM is needed.

#include "tslice/Pipelines/EmitPTX.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/GPU/GPUToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/NVVM/NVVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"
#include <mutex>

using namespace mlir;
using namespace tslice;

/// Returns the machine of `target`, null with a diagnostic if there is none.
static std::unique_ptr<llvm::TargetMachine>
createMachine(gpu::GPUModuleOp device, NVVM::NVVMTargetAttr target) {
  static std::once_flag once;
  std::call_once(once, [] {
    LLVMInitializeNVPTXTargetInfo();
    LLVMInitializeNVPTXTarget();
    LLVMInitializeNVPTXTargetMC();
    LLVMInitializeNVPTXAsmPrinter();
  });
  llvm::Triple triple(target.getTriple());
  std::string message;
  const llvm::Target *backend =
      llvm::TargetRegistry::lookupTarget(triple, message);
  if (!backend) {
    device.emitError("cannot be compiled for '")
        << target.getTriple() << "': " << message;
    return nullptr;
  }
  llvm::TargetOptions options;
  // The default contracts a*b+c as far as the IR allows it; Strict never does.
  options.AllowFPOpFusion = llvm::FPOpFusion::Strict;
  return std::unique_ptr<llvm::TargetMachine>(backend->createTargetMachine(
      triple, target.getChip(), target.getFeatures(), options,
      llvm::Reloc::PIC_, std::nullopt, llvm::CodeGenOptLevel::Aggressive));
}

static void optimize(llvm::Module &code, llvm::TargetMachine &machine) {
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager components;
  llvm::ModuleAnalysisManager modules;
  llvm::PassBuilder builder(&machine);
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);
  builder.buildPerModuleDefaultPipeline(llvm::OptimizationLevel::O3)
      .run(code, modules);
}

FailureOr<std::string> tslice::emitPTX(ModuleOp module) {
  auto devices = llvm::to_vector(module.getOps<gpu::GPUModuleOp>());
  if (devices.size() != 1)
    return module.emitError(
               "expected one 'gpu.module' to emit PTX of, but found ")
           << devices.size();
  gpu::GPUModuleOp device = devices.front();
  ArrayAttr targets = device.getTargetsAttr();
  auto target = targets && targets.size() == 1
                    ? dyn_cast<NVVM::NVVMTargetAttr>(targets[0])
                    : NVVM::NVVMTargetAttr();
  if (!target)
    return device.emitError("expected one '#nvvm.target' to emit PTX for");

  MLIRContext *ctx = module.getContext();
  registerBuiltinDialectTranslation(*ctx);
  registerGPUDialectTranslation(*ctx);
  registerLLVMDialectTranslation(*ctx);
  registerNVVMDialectTranslation(*ctx);
  std::unique_ptr<llvm::TargetMachine> machine = createMachine(device, target);
  if (!machine)
    return failure();
  // Ahead of the translation, which gives every load the alignment of its type.
  device->setAttr(
      LLVM::LLVMDialect::getDataLayoutAttrName(),
      StringAttr::get(ctx,
                      machine->createDataLayout().getStringRepresentation()));
  llvm::LLVMContext context;
  std::unique_ptr<llvm::Module> code =
      translateModuleToLLVMIR(device, context, "tslice");
  if (!code)
    return device.emitError("cannot be translated to LLVM IR");
  code->setTargetTriple(machine->getTargetTriple());
  optimize(*code, *machine);

  llvm::SmallString<0> text;
  llvm::raw_svector_ostream stream(text);
  llvm::legacy::PassManager passes;
  if (machine->addPassesToEmitFile(passes, stream, nullptr,
                                   llvm::CodeGenFileType::AssemblyFile))
    return device.emitError("cannot be emitted as text for '")
           << target.getTriple() << "'";
  passes.run(*code);
  return std::string(text);
}
