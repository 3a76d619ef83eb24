// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Decides the settings that keep compiled arithmetic exact: no contraction, no
// fast-math, and which instructions there are.

#include "EmitLLVM.h"
#include "Diagnostics.h"
#include "NearestName.h"

#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/Analysis/CGSCCPassManager.h"
#include "llvm/Analysis/LoopAnalysisManager.h"
#include "llvm/ExecutionEngine/Orc/JITTargetMachineBuilder.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/SmallVectorMemoryBuffer.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/TargetParser/Host.h"
#include <mutex>

using namespace llvm;
using namespace tslice;

using tslice::ErrorCode;

void tslice::initializeHostTarget() {
  static std::once_flag once;
  std::call_once(once, [] {
    InitializeNativeTarget();
    InitializeNativeTargetAsmPrinter();
  });
}

/// Sets the processor of `builder`. Those of LLVM are looked up first, since
/// LLVM prints a warning and goes on where there is none of a name.
static Result<void> setProcessor(orc::JITTargetMachineBuilder &builder,
                                 StringRef cpu) {
  const Triple &triple = builder.getTargetTriple();
  if (cpu == baselineCPU) {
    builder.setCPU(triple.getArch() == Triple::x86_64 ? "x86-64" : "generic");
    return {};
  }
  std::string reason;
  const Target *target = TargetRegistry::lookupTarget(triple, reason);
  if (!target)
    return tslice::Error(ErrorCode::Unsupported,
                         "cannot compile for this processor: " + reason);
  std::unique_ptr<MCSubtargetInfo> processors(
      target->createMCSubtargetInfo(triple, "", ""));
  std::vector<std::string> names = {hostCPU.str(), baselineCPU.str()};
  for (const SubtargetSubTypeKV &known :
       processors->getAllProcessorDescriptions())
    names.push_back(known.Key);
  if (!llvm::is_contained(names, cpu)) {
    std::optional<std::string> nearest = findNearestName(cpu.str(), names);
    return tslice::Error(ErrorCode::InvalidArgument,
                         "there is no processor '" + cpu.str() + "'" +
                             (nearest
                                  ? "; did you mean '" + *nearest + "'?"
                                  : "; 'host', 'baseline' and LLVM's names for "
                                    "this system's are known"));
  }
  builder.setCPU(cpu.str());
  return {};
}

Result<std::unique_ptr<TargetMachine>>
tslice::createTargetMachine(StringRef cpu, bool optimize) {
  initializeHostTarget();
  orc::JITTargetMachineBuilder builder{Triple(sys::getProcessTriple())};
  if (cpu == hostCPU) {
    auto host = orc::JITTargetMachineBuilder::detectHost();
    if (!host)
      return tslice::Error(ErrorCode::Unsupported,
                           "cannot compile for this processor: " +
                               toString(host.takeError()));
    builder = std::move(*host);
  } else if (Result<void> set = setProcessor(builder, cpu); !set) {
    return set.error();
  }
  builder.setCodeGenOptLevel(optimize ? CodeGenOptLevel::Aggressive
                                      : CodeGenOptLevel::None);
  builder.setRelocationModel(Reloc::PIC_);
  // What the linkers of shared objects and of LLVM's JIT expect with it.
  builder.setCodeModel(CodeModel::Small);
  // LLVM rounds to bf16 by these, and they take subnormal numbers for zero.
  if (builder.getTargetTriple().isX86())
    for (StringRef feature : {"avx512bf16", "avxneconvert"})
      builder.getFeatures().AddFeature(feature, /*Enable=*/false);
  // The default contracts a*b+c as far as the IR allows it; Strict never does.
  builder.getOptions().AllowFPOpFusion = FPOpFusion::Strict;
  auto machine = builder.createTargetMachine();
  if (!machine)
    return tslice::Error(ErrorCode::Unsupported,
                         "cannot compile for this processor: " +
                             toString(machine.takeError()));
  return std::move(*machine);
}

int64_t tslice::getPickLanes(const TargetMachine &machine) {
  return machine.getTargetTriple().isX86() &&
                 machine.getMCSubtargetInfo()->checkFeatures("+avx512f")
             ? 16
             : 0;
}

Result<std::unique_ptr<Module>>
tslice::translateToLLVM(mlir::ModuleOp module, LLVMContext &context,
                        TargetMachine &machine) {
  mlir::registerBuiltinDialectTranslation(*module->getContext());
  mlir::registerLLVMDialectTranslation(*module->getContext());
  DiagnosticCollector diagnostics(module->getContext());
  std::unique_ptr<Module> result = mlir::translateModuleToLLVMIR(
      module, context, module.getName().value_or("tslice"));
  if (!result)
    return diagnostics.getError("the module cannot be translated to LLVM IR");
  result->setDataLayout(machine.createDataLayout());
  result->setTargetTriple(machine.getTargetTriple());
  for (Function &function : *result) {
    if (function.isDeclaration())
      continue;
    // Nothing here throws, so no unwind tables are needed.
    function.addFnAttr(Attribute::NoUnwind);
    if (!function.getName().starts_with(entryPrefix))
      function.setLinkage(GlobalValue::InternalLinkage);
  }
  return result;
}

void tslice::optimizeLLVM(Module &module, TargetMachine &machine,
                          bool optimize) {
  LoopAnalysisManager loops;
  FunctionAnalysisManager functions;
  CGSCCAnalysisManager components;
  ModuleAnalysisManager modules;
  PipelineTuningOptions tuning;
  tuning.LoopVectorization = tuning.SLPVectorization = optimize;
  PassBuilder builder(&machine, tuning);
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);
  ModulePassManager passes =
      optimize ? builder.buildPerModuleDefaultPipeline(OptimizationLevel::O3)
               : builder.buildO0DefaultPipeline(OptimizationLevel::O0);
  passes.run(module, modules);
}

Result<std::unique_ptr<MemoryBuffer>>
tslice::emitObject(Module &module, TargetMachine &machine) {
  SmallVector<char, 0> bytes;
  raw_svector_ostream stream(bytes);
  legacy::PassManager passes;
  if (machine.addPassesToEmitFile(passes, stream, nullptr,
                                  CodeGenFileType::ObjectFile))
    return tslice::Error(ErrorCode::Unsupported,
                         "no object files can be made for '" +
                             machine.getTargetTriple().str() + "'");
  passes.run(module);
  return std::unique_ptr<MemoryBuffer>(
      std::make_unique<SmallVectorMemoryBuffer>(
          std::move(bytes), module.getModuleIdentifier(),
          /*RequiresNullTerminator=*/false));
}
