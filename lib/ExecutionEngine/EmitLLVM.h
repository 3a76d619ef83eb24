// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From the LLVM dialect to optimised LLVM IR and an object file. Shared by the
// JIT and by tslice-translate.

#ifndef TSLICE_LIB_EXECUTIONENGINE_EMITLLVM_H
#define TSLICE_LIB_EXECUTIONENGINE_EMITLLVM_H

#include "tslice/ExecutionEngine/Result.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Target/TargetMachine.h"

namespace tslice {

/// The prefix of the symbols that are called from outside; all others become
/// internal to the object.
inline constexpr llvm::StringLiteral entryPrefix = "tslice_entry_";

/// Makes the processors of this system known to LLVM, once. Thread-safe.
void initializeHostTarget();

/// Names of processors beside those of LLVM: the one this runs on, and the
/// oldest one that the system runs on.
inline constexpr llvm::StringLiteral hostCPU = "host";
inline constexpr llvm::StringLiteral baselineCPU = "baseline";

/// Makes a target machine for the processor `cpu` of this system, which
/// generates code at level -O3 or -O0. Multiplications and additions are never
/// contracted. The error for an unknown processor names the nearest one.
Result<std::unique_ptr<llvm::TargetMachine>>
createTargetMachine(llvm::StringRef cpu, bool optimize);

/// Returns how many lanes of 32 bits `machine` compresses at a time; 0 where it
/// has no such instruction.
int64_t getPickLanes(const llvm::TargetMachine &machine);

/// Translates `module`, in the LLVM dialect, to LLVM IR for `machine`.
Result<std::unique_ptr<llvm::Module>>
translateToLLVM(mlir::ModuleOp module, llvm::LLVMContext &context,
                llvm::TargetMachine &machine);

/// Runs LLVM's pipeline of level -O3 (or -O0) over `module`.
void optimizeLLVM(llvm::Module &module, llvm::TargetMachine &machine,
                  bool optimize);

/// Emits `module` as an object file. `module` is unspecified afterwards.
Result<std::unique_ptr<llvm::MemoryBuffer>>
emitObject(llvm::Module &module, llvm::TargetMachine &machine);

} // namespace tslice

#endif // TSLICE_LIB_EXECUTIONENGINE_EMITLLVM_H
