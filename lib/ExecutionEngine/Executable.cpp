// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The order of a compilation, and the object that holds its outcome.

#include "tslice/ExecutionEngine/Executable.h"
#include "BigStack.h"
#include "Call.h"
#include "CheckTypes.h"
#include "ContextPool.h"
#include "Diagnostics.h"
#include "EmitLLVM.h"
#include "JIT.h"
#include "NoMemory.h"
#include "Oracle.h"
#include "ParseSource.h"
#include "ProbeBytecode.h"
#include "ReadFile.h"
#include "ReadSignature.h"
#include "SelectEntries.h"
#include "tslice/Adjoint/Adjoint.h"

#include "mlir/IR/DialectRegistry.h"
#include "mlir/IR/Verifier.h"
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
  /// Compiles `source`. Its context may be null: then the module's own must
  /// outlive an executable that evaluates.
  static Result<Executable> compile(Source source, const Options &options);

  Result<const Signature *> findSignature(const std::string &name) const;
  Result<std::vector<Tensor>> call(const std::string &entry,
                                   std::vector<Tensor> arguments,
                                   std::optional<int64_t> threads) const;

  /// The name of the source in messages.
  std::string source;
  std::vector<Signature> signatures;
  std::vector<std::string> warnings;

private:
  explicit ExecutableImpl(const Options &options)
      : contexts(options.getThreads()) {}

  Result<void> readSignatures(ModuleOp module, const Options &options);
  Result<void> lower(ModuleOp module, const Options &options);
  Result<void> emit(ModuleOp module, bool optimize);

  /// One name in the machine code and one entry per signature.
  std::vector<std::string> symbols;
  std::vector<EntryPointer> pointers;
  SiteTable sites;
  std::optional<JIT> jit;
  /// What the oracle reads while it runs, and where that lives.
  std::unique_ptr<MLIRContext> context;
  std::unique_ptr<Oracle> oracle;
  mutable ContextPool contexts;
};

} // namespace tslice

//===----------------------------------------------------------------------===//
// Compilation
//===----------------------------------------------------------------------===//

Result<void> ExecutableImpl::readSignatures(ModuleOp module,
                                            const Options &options) {
  source = getFileName(module.getLoc());
  if (Result<void> selected = selectEntries(module, options, source); !selected)
    return selected;
  DiagnosticCollector diagnostics(module.getContext());
  if (failed(checkTypes(module)))
    return diagnostics.getError("a type cannot be held");
  for (func::FuncOp entry : getEntries(module)) {
    FailureOr<Signature> signature = readSignature(entry);
    if (failed(signature))
      return diagnostics.getError("the signature cannot be read");
    symbols.push_back(signature->name);
    if (options.getAdjointCheck())
      signature->name.resize(signature->name.size() -
                             kAdjointCheckSuffix.size());
    else if (!options.getGradient().empty())
      signature->name.resize(signature->name.size() - gradientSuffix.size());
    signatures.push_back(std::move(*signature));
  }
  return {};
}

/// Runs the pipeline, or what takes its place for the oracle.
Result<void> ExecutableImpl::lower(ModuleOp module, const Options &options) {
  DiagnosticCollector diagnostics(module.getContext());
  LogicalResult lowered = success();
  if (options.getEvaluate()) {
    FailureOr<std::unique_ptr<Oracle>> made = Oracle::lower(module);
    lowered = made;
    if (succeeded(made))
      oracle = std::move(*made);
  } else {
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
    lowered = passes.run(module);
    if (succeeded(lowered))
      lowered = mlir::verify(module);
  }
  if (failed(lowered))
    return diagnostics.getError("the pipeline failed");
  for (std::string &warning : diagnostics.takeWarnings())
    warnings.push_back(std::move(warning));
  sites = SiteTable(module);
  return {};
}

Result<void> ExecutableImpl::emit(ModuleOp module, bool optimize) {
  Result<std::unique_ptr<llvm::TargetMachine>> machine =
      createHostTargetMachine(optimize);
  if (!machine)
    return machine.error();
  llvm::LLVMContext context;
  Result<std::unique_ptr<llvm::Module>> code =
      translateToLLVM(module, context, **machine);
  if (!code)
    return code.error();
  optimizeLLVM(**code, **machine, optimize);
  Result<std::unique_ptr<llvm::MemoryBuffer>> object =
      emitObject(**code, **machine);
  if (!object)
    return object.error();
  Result<JIT> loaded =
      JIT::load(std::move(*object),
                oracle ? Oracle::getSymbols() : ArrayRef<tslice_rt_symbol>());
  if (!loaded)
    return loaded.error();
  jit = std::move(*loaded);
  for (const std::string &symbol : symbols) {
    Result<EntryPointer> pointer = jit->lookup(symbol);
    if (!pointer)
      return pointer.error();
    pointers.push_back(*pointer);
  }
  return {};
}

Result<Executable> ExecutableImpl::compile(Source source,
                                           const Options &options) {
  std::shared_ptr<ExecutableImpl> impl(new ExecutableImpl(options));
  impl->warnings = std::move(source.warnings);
  Result<void> done;
  runOnBigStack([&] {
    ModuleOp module = *source.module;
    done = impl->readSignatures(module, options);
    if (done)
      done = impl->lower(module, options);
    if (done)
      done =
          impl->emit(module, options.getOptimize() && !options.getEvaluate());
    // Freeing deeply nested IR recurses as well.
    source.module = {};
  });
  if (!done)
    return done.error();
  if (impl->oracle)
    impl->context = std::move(source.context);
  return Executable(std::move(impl));
}

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

Result<const Signature *>
ExecutableImpl::findSignature(const std::string &name) const {
  if (name.empty() && signatures.size() == 1)
    return &signatures.front();
  for (const Signature &signature : signatures)
    if (signature.name == name)
      return &signature;
  std::vector<std::string> names;
  for (const Signature &signature : signatures)
    names.push_back(signature.name);
  return makeUnknownEntryError(name, names, source);
}

Result<std::vector<Tensor>>
ExecutableImpl::call(const std::string &entry, std::vector<Tensor> arguments,
                     std::optional<int64_t> threads) const {
  Result<const Signature *> found = findSignature(entry);
  if (!found)
    return found.error();
  const Signature &signature = **found;
  if (Result<void> fits = signature.check(arguments); !fits)
    return fits.error();
  ArgumentFrame frame;
  if (Result<void> laidOut = frame.fill(signature, std::move(arguments));
      !laidOut)
    return laidOut.error();
  ResultFrame results(signature);
  ContextPool::Lease context = contexts.lease(threads);
  if (!context.get())
    return Error(ErrorCode::OutOfMemory, "no memory for the state of a call");
  EntryPointer pointer = pointers[*found - signatures.data()];
  if (oracle) {
    if (const std::string *reason = oracle->call(
            pointer, context.get(), frame.getPointers(), results.getStorage()))
      return Error(ErrorCode::OutOfRange, *reason);
  } else {
    pointer(context.get(), frame.getPointers(), results.getStorage());
  }
  if (context.hasFailed())
    return makeRuntimeError(context.get(), sites.data(), sites.size());
  return results.take(context.get(), frame);
}

//===----------------------------------------------------------------------===//
// Public interface
//===----------------------------------------------------------------------===//

static Result<Executable>
compileBuffer(Result<std::unique_ptr<llvm::MemoryBuffer>> buffer,
              const Options &options) {
  if (!buffer)
    return buffer.error();
  if (options.getProbeBytecode())
    if (Result<void> probed = probeBytecode(**buffer); !probed)
      return probed.error();
  Result<Source> source = parseSource(std::move(*buffer));
  if (!source)
    return source.error();
  return ExecutableImpl::compile(std::move(*source), options);
}

Result<Executable> Executable::compileFile(const std::string &path,
                                           const Options &options) {
  return compileBuffer(readFile(path, options.getSourceLimit()), options);
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
  return ExecutableImpl::compile({nullptr, module.clone(), {}}, options);
}

const std::vector<Signature> &Executable::getSignatures() const {
  return impl->signatures;
}

Result<const Signature *>
Executable::getSignature(const std::string &name) const {
  return orNoMemory([&] { return impl->findSignature(name); });
}

const std::vector<std::string> &Executable::getWarnings() const {
  return impl->warnings;
}

Result<std::vector<Tensor>>
Executable::call(const std::string &entry, std::vector<Tensor> arguments,
                 std::optional<int64_t> threads) const {
  return orNoMemory(
      [&] { return impl->call(entry, std::move(arguments), threads); });
}

Result<std::vector<Tensor>>
Executable::call(const std::string &entry,
                 std::initializer_list<Passed> arguments,
                 std::optional<int64_t> threads) const {
  return orNoMemory([&] {
    std::vector<Tensor> tensors;
    tensors.reserve(arguments.size());
    for (const Passed &argument : arguments)
      tensors.push_back(std::move(argument.tensor));
    return impl->call(entry, std::move(tensors), threads);
  });
}
