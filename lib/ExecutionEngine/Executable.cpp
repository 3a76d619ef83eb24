// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The order of a compilation, and the object that holds its outcome.

#include "tslice/ExecutionEngine/Executable.h"
#include "BigStack.h"
#include "Call.h"
#include "ContextPool.h"
#include "Diagnostics.h"
#include "EmitLLVM.h"
#include "JIT.h"
#include "ParseSource.h"
#include "ReadSignature.h"
#include "SelectEntries.h"

#include "mlir/IR/DialectRegistry.h"
#include "mlir/Pass/PassManager.h"
#include "tslice/ExecutionEngine/FromMLIR.h"
#include "tslice/InitAll.h"
#include "tslice/Pipelines/Pipelines.h"

using namespace mlir;
using namespace tslice;

namespace tslice {

/// What copies of an Executable share. Immutable once made, but for the pool.
class ExecutableImpl {
public:
  /// Compiles `module` and consumes it.
  static Result<Executable> compile(ModuleOp module, const Options &options,
                                    std::vector<std::string> warnings);

  Result<const Signature *> findSignature(const std::string &name) const;
  Result<std::vector<Tensor>> call(const std::string &entry,
                                   std::vector<Tensor> arguments) const;

  /// The name of the source in messages.
  std::string source;
  std::vector<Signature> signatures;
  std::vector<std::string> warnings;

private:
  explicit ExecutableImpl(const Options &options)
      : contexts(options.getThreads()) {}

  Result<void> readSignatures(ModuleOp module, const Options &options);
  Result<void> emit(ModuleOp module, const Options &options);

  /// One entry per signature.
  std::vector<EntryPointer> pointers;
  SiteTable sites;
  std::optional<JIT> jit;
  mutable ContextPool contexts;
};

} // namespace tslice

//===----------------------------------------------------------------------===//
// Compilation
//===----------------------------------------------------------------------===//

Result<void> ExecutableImpl::readSignatures(ModuleOp module,
                                            const Options &options) {
  source = formatLocation(module.getLoc());
  source = source.substr(0, source.find(':'));
  if (Result<void> selected = selectEntries(module, options, source); !selected)
    return selected;
  DiagnosticCollector diagnostics(module.getContext());
  for (func::FuncOp entry : getEntries(module)) {
    FailureOr<Signature> signature = readSignature(entry);
    if (failed(signature))
      return diagnostics.getError("the signature cannot be read");
    signatures.push_back(std::move(*signature));
  }
  return {};
}

Result<void> ExecutableImpl::emit(ModuleOp module, const Options &options) {
  Result<std::unique_ptr<llvm::TargetMachine>> machine =
      createHostTargetMachine();
  if (!machine)
    return machine.error();
  llvm::LLVMContext context;
  Result<std::unique_ptr<llvm::Module>> code =
      translateToLLVM(module, context, **machine);
  if (!code)
    return code.error();
  optimizeLLVM(**code, **machine, /*optimize=*/true);
  Result<std::unique_ptr<llvm::MemoryBuffer>> object =
      emitObject(**code, **machine);
  if (!object)
    return object.error();
  Result<JIT> loaded = JIT::load(std::move(*object));
  if (!loaded)
    return loaded.error();
  jit = std::move(*loaded);
  for (const Signature &signature : signatures) {
    Result<EntryPointer> pointer = jit->lookup(signature.name);
    if (!pointer)
      return pointer.error();
    pointers.push_back(*pointer);
  }
  return {};
}

Result<Executable> ExecutableImpl::compile(ModuleOp module,
                                           const Options &options,
                                           std::vector<std::string> warnings) {
  std::shared_ptr<ExecutableImpl> impl(new ExecutableImpl(options));
  Result<void> done;
  runOnBigStack([&] {
    done = impl->readSignatures(module, options);
    if (!done)
      return;
    DiagnosticCollector diagnostics(module.getContext());
    PassManager passes(module.getContext());
    CPUPipelineOptions pipeline;
    pipeline.optimize = options.getOptimize();
    buildCPUPipeline(passes, pipeline);
    if (failed(passes.run(module))) {
      done = diagnostics.getError("the pipeline failed");
      return;
    }
    for (std::string &warning : diagnostics.takeWarnings())
      warnings.push_back(std::move(warning));
    impl->sites = SiteTable(module);
    done = impl->emit(module, options);
  });
  if (!done)
    return done.error();
  impl->warnings = std::move(warnings);
  return Executable(std::move(impl));
}

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

Result<const Signature *>
ExecutableImpl::findSignature(const std::string &name) const {
  if (name.empty() && signatures.size() == 1)
    return &signatures.front();
  std::vector<std::string> names;
  for (const Signature &signature : signatures) {
    if (signature.name == name)
      return &signature;
    names.push_back(signature.name);
  }
  return makeUnknownEntryError(name, names, source);
}

Result<std::vector<Tensor>>
ExecutableImpl::call(const std::string &entry,
                     std::vector<Tensor> arguments) const {
  Result<const Signature *> found = findSignature(entry);
  if (!found)
    return found.error();
  const Signature &signature = **found;
  if (Result<void> fits = signature.check(arguments); !fits)
    return fits.error();
  Result<ArgumentFrame> frame =
      ArgumentFrame::make(signature, std::move(arguments));
  if (!frame)
    return frame.error();
  ResultFrame results(signature);
  ContextPool::Lease context = contexts.lease();
  if (!context.get())
    return Error(ErrorCode::OutOfMemory, "no memory for the state of a call");
  pointers[*found - signatures.data()](context.get(), frame->getPointers(),
                                       results.getStorage());
  if (context.hasFailed())
    return makeRuntimeError(context.get(), sites.data(), sites.size());
  return results.take(context.get(), *frame);
}

//===----------------------------------------------------------------------===//
// Public interface
//===----------------------------------------------------------------------===//

static Result<Executable>
compileBuffer(Result<std::unique_ptr<llvm::MemoryBuffer>> buffer,
              const Options &options) {
  if (!buffer)
    return buffer.error();
  Result<Source> source = parseSource(std::move(*buffer));
  if (!source)
    return source.error();
  Result<Executable> result = ExecutableImpl::compile(
      *source->module, options, std::move(source->warnings));
  // Freeing deeply nested IR recurses as well.
  runOnBigStack([&] { source->module = {}; });
  return result;
}

Result<Executable> Executable::compileFile(const std::string &path,
                                           const Options &options) {
  return compileBuffer(readSourceFile(path, options), options);
}

Result<Executable> Executable::compileText(std::string_view text,
                                           const std::string &name,
                                           const Options &options) {
  return compileBuffer(
      llvm::MemoryBuffer::getMemBufferCopy(StringRef(text), name), options);
}

Result<Executable> tslice::compileModule(ModuleOp module,
                                         const Options &options) {
  DialectRegistry registry;
  registerAllDialects(registry);
  module->getContext()->appendDialectRegistry(registry);
  OwningOpRef<ModuleOp> copy = module.clone();
  return ExecutableImpl::compile(*copy, options, {});
}

const std::vector<Signature> &Executable::getSignatures() const {
  return impl->signatures;
}

Result<const Signature *>
Executable::getSignature(const std::string &name) const {
  return impl->findSignature(name);
}

const std::vector<std::string> &Executable::getWarnings() const {
  return impl->warnings;
}

Result<std::vector<Tensor>>
Executable::call(const std::string &entry,
                 std::vector<Tensor> arguments) const {
  return impl->call(entry, std::move(arguments));
}
