// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loads what the compiler makes, and calls it.

#include "tslice/ExecutionEngine/Executable.h"
#include "Call.h"
#include "ContextPool.h"
#include "NoMemory.h"
#include "ObtainProgram.h"
#include "ProbeBytecode.h"
#include "ReadFile.h"
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
  static Result<Executable> make(Result<ObtainedProgram> obtained,
                                 const Options &options);

  Result<const Signature *> findSignature(const std::string &name) const;
  Result<std::vector<Tensor>> call(const std::string &entry,
                                   std::vector<Tensor> arguments,
                                   std::vector<Tensor> outputs,
                                   std::optional<int64_t> threads) const;

  const Program &getProgram() const { return *program; }

  std::vector<std::string> warnings;
  Origin origin;

private:
  ExecutableImpl(ObtainedProgram obtained, const Options &options);

  std::shared_ptr<const Program> program;
  mutable ContextPool contexts;
};

} // namespace tslice

ExecutableImpl::ExecutableImpl(ObtainedProgram obtained, const Options &options)
    : origin(obtained.origin), program(std::move(obtained.program)),
      contexts(options.getThreads()) {
  const tslice_rt_module &table = program->getTable();
  warnings.assign(table.warnings, table.warnings + table.num_warnings);
  if (!obtained.problem.empty())
    warnings.push_back("warning: " + obtained.problem);
}

Result<Executable> ExecutableImpl::make(Result<ObtainedProgram> obtained,
                                        const Options &options) {
  if (!obtained)
    return obtained.error();
  return Executable(std::shared_ptr<const ExecutableImpl>(
      new ExecutableImpl(std::move(*obtained), options)));
}

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

Result<const Signature *>
ExecutableImpl::findSignature(const std::string &name) const {
  const std::vector<Signature> &signatures = program->getSignatures();
  if (name.empty() && signatures.size() == 1)
    return &signatures.front();
  for (const Signature &signature : signatures)
    if (signature.name == name)
      return &signature;
  std::vector<std::string> names;
  for (const Signature &signature : signatures)
    names.push_back(signature.name);
  return makeUnknownEntryError(name, names, program->getTable().source);
}

Result<std::vector<Tensor>>
ExecutableImpl::call(const std::string &entry, std::vector<Tensor> arguments,
                     std::vector<Tensor> outputs,
                     std::optional<int64_t> threads) const {
  Result<const Signature *> found = findSignature(entry);
  if (!found)
    return found.error();
  const Signature &signature = **found;
  const tslice_rt_module &table = program->getTable();
  const tslice_rt_entry &code =
      table.entries[*found - program->getSignatures().data()];
  if (Result<void> fits = checkArguments(code, arguments); !fits)
    return fits.error();
  OutputFrame given;
  if (Result<void> fits = given.fill(signature, std::move(outputs)); !fits)
    return fits.error();
  ArgumentFrame frame;
  if (Result<void> laidOut = frame.fill(signature, std::move(arguments));
      !laidOut)
    return laidOut.error();
  ResultFrame results(signature);
  ContextPool::Lease context = contexts.lease(threads);
  if (!context.get())
    return Error(ErrorCode::OutOfMemory, "no memory for the state of a call");
  given.lend(frame, context.get());
  if (const std::string *reason =
          program->call(code.function, context.get(), frame.getPointers(),
                        results.getStorage()))
    return Error(ErrorCode::OutOfRange, *reason);
  if (context.hasFailed())
    return makeRuntimeError(context.get(), table.sites, table.num_sites);
  Result<std::vector<Tensor>> taken = results.take(context.get(), frame, given);
  if (taken)
    if (Result<void> stored = given.store(signature, *taken); !stored)
      return stored.error();
  return taken;
}

//===----------------------------------------------------------------------===//
// Public interface
//===----------------------------------------------------------------------===//

Result<Executable> Executable::compileFile(const std::string &path,
                                           const Options &options) {
  Result<std::unique_ptr<llvm::MemoryBuffer>> source =
      readFile(path, options.getSourceLimit());
  if (!source)
    return source.error();
  if (options.getProbeBytecode())
    if (Result<void> probed = probeBytecode(**source); !probed)
      return probed.error();
  return ExecutableImpl::make(obtainProgram(std::move(*source), options),
                              options);
}

Result<Executable> Executable::compileText(std::string_view text,
                                           const std::string &name,
                                           const Options &options) {
  return ExecutableImpl::make(
      obtainProgram(llvm::MemoryBuffer::getMemBufferCopy(StringRef(text), name),
                    options),
      options);
}

Result<Executable> tslice::compileModule(ModuleOp module,
                                         const Options &options) {
  DialectRegistry registry;
  registerAllDialects(registry);
  module->getContext()->appendDialectRegistry(registry);
  return ExecutableImpl::make(
      obtainProgram(Source{nullptr, module.clone(), {}}, options), options);
}

const std::vector<Signature> &Executable::getSignatures() const {
  return impl->getProgram().getSignatures();
}

Result<const Signature *>
Executable::getSignature(const std::string &name) const {
  return orNoMemory([&] { return impl->findSignature(name); });
}

const std::vector<std::string> &Executable::getWarnings() const {
  return impl->warnings;
}

Origin Executable::getOrigin() const { return impl->origin; }

Result<std::vector<Tensor>>
Executable::call(const std::string &entry, std::vector<Tensor> arguments,
                 std::optional<int64_t> threads) const {
  return orNoMemory(
      [&] { return impl->call(entry, std::move(arguments), {}, threads); });
}

/// Moves the tensors out of a braced list.
static std::vector<Tensor>
moveAll(std::initializer_list<Executable::Passed> arguments) {
  std::vector<Tensor> tensors;
  tensors.reserve(arguments.size());
  for (const Executable::Passed &argument : arguments)
    tensors.push_back(argument.take());
  return tensors;
}

Result<std::vector<Tensor>>
Executable::call(const std::string &entry,
                 std::initializer_list<Passed> arguments,
                 std::optional<int64_t> threads) const {
  return orNoMemory(
      [&] { return impl->call(entry, moveAll(arguments), {}, threads); });
}

Result<std::vector<Tensor>>
Executable::callInto(const std::string &entry, std::vector<Tensor> outputs,
                     std::vector<Tensor> arguments,
                     std::optional<int64_t> threads) const {
  return orNoMemory([&] {
    return impl->call(entry, std::move(arguments), std::move(outputs), threads);
  });
}

Result<std::vector<Tensor>>
Executable::callInto(const std::string &entry, std::vector<Tensor> outputs,
                     std::initializer_list<Passed> arguments,
                     std::optional<int64_t> threads) const {
  return orNoMemory([&] {
    return impl->call(entry, moveAll(arguments), std::move(outputs), threads);
  });
}
