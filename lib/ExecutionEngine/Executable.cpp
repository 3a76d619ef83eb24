// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loads what the compiler makes, and calls it.

#include "tslice/ExecutionEngine/Executable.h"
#include "BigStack.h"
#include "Call.h"
#include "CompileObject.h"
#include "ContextPool.h"
#include "JIT.h"
#include "ParseSource.h"
#include "ReadSignature.h"

#include "mlir/IR/DialectRegistry.h"
#include "tslice/ExecutionEngine/FromMLIR.h"
#include "tslice/InitAll.h"

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

  std::vector<Signature> signatures;
  std::vector<std::string> warnings;

private:
  explicit ExecutableImpl(const Options &options)
      : contexts(options.getThreads()) {}

  /// Loads `object`, which is all that can be known about the program.
  Result<void> load(std::unique_ptr<llvm::MemoryBuffer> object);

  std::optional<JIT> jit;
  /// What the object says about itself.
  const tslice_rt_module *table = nullptr;
  /// What the oracle reads while it runs, and where that lives.
  std::unique_ptr<MLIRContext> context;
  std::unique_ptr<Oracle> oracle;
  mutable ContextPool contexts;
};

} // namespace tslice

//===----------------------------------------------------------------------===//
// Compilation
//===----------------------------------------------------------------------===//

Result<void> ExecutableImpl::load(std::unique_ptr<llvm::MemoryBuffer> object) {
  Result<JIT> loaded =
      JIT::load(std::move(object),
                oracle ? Oracle::getSymbols() : ArrayRef<tslice_rt_symbol>());
  if (!loaded)
    return loaded.error();
  jit = std::move(*loaded);
  Result<const tslice_rt_module *> found = jit->findModule(moduleSymbol);
  if (!found)
    return found.error();
  table = *found;
  signatures = readSignatures(*table);
  warnings.assign(table->warnings, table->warnings + table->num_warnings);
  return {};
}

Result<Executable> ExecutableImpl::compile(Source source,
                                           const Options &options) {
  std::shared_ptr<ExecutableImpl> impl(new ExecutableImpl(options));
  Result<CompiledObject> compiled = CompiledObject();
  runOnBigStack([&] {
    compiled =
        compileObject(*source.module, std::move(source.warnings), options);
    // Freeing deeply nested IR recurses as well.
    source.module = {};
  });
  if (!compiled)
    return compiled.error();
  if (compiled->oracle) {
    impl->oracle = std::move(compiled->oracle);
    impl->context = std::move(source.context);
  }
  if (Result<void> loaded = impl->load(std::move(compiled->object)); !loaded)
    return loaded.error();
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
  return makeUnknownEntryError(name, names, table->source);
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
  EntryPointer pointer = table->entries[*found - signatures.data()].function;
  if (oracle) {
    if (const std::string *reason = oracle->call(
            pointer, context.get(), frame.getPointers(), results.getStorage()))
      return Error(ErrorCode::OutOfRange, *reason);
  } else {
    pointer(context.get(), frame.getPointers(), results.getStorage());
  }
  if (context.hasFailed())
    return makeRuntimeError(context.get(), table->sites, table->num_sites);
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
  Result<Source> source = parseSource(std::move(*buffer));
  if (!source)
    return source.error();
  return ExecutableImpl::compile(std::move(*source), options);
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
  return ExecutableImpl::compile({nullptr, module.clone(), {}}, options);
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
Executable::call(const std::string &entry, std::vector<Tensor> arguments,
                 std::optional<int64_t> threads) const {
  return impl->call(entry, std::move(arguments), threads);
}

Result<std::vector<Tensor>>
Executable::call(const std::string &entry,
                 std::initializer_list<Passed> arguments,
                 std::optional<int64_t> threads) const {
  std::vector<Tensor> tensors;
  tensors.reserve(arguments.size());
  for (const Passed &argument : arguments)
    tensors.push_back(std::move(argument.tensor));
  return impl->call(entry, std::move(tensors), threads);
}
