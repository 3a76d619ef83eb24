// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Decides what compiled code can call: the runtime by address, since programs
// do not export it, then the symbols of the process.

#include "JIT.h"
#include "EmitLLVM.h"

#include "llvm/ExecutionEngine/Orc/AbsoluteSymbols.h"
#include "llvm/ExecutionEngine/Orc/ExecutionUtils.h"

using namespace llvm;
using namespace llvm::orc;
using namespace tslice;

using tslice::ErrorCode;

static tslice::Error toError(llvm::Error error) {
  return tslice::Error(ErrorCode::Internal, "machine code cannot be loaded: " +
                                                toString(std::move(error)));
}

/// Adds `symbols` to `map`.
static void addSymbols(LLJIT &jit, ArrayRef<tslice_rt_symbol> symbols,
                       SymbolMap &map) {
  for (const tslice_rt_symbol &symbol : symbols)
    map[jit.mangleAndIntern(symbol.name)] = {
        ExecutorAddr::fromPtr(symbol.address), JITSymbolFlags::Exported};
}

Result<JIT> JIT::load(std::unique_ptr<MemoryBuffer> object,
                      ArrayRef<tslice_rt_symbol> symbols) {
  // Not yet done where the object comes from a cache.
  initializeHostTarget();
  auto builder = JITTargetMachineBuilder::detectHost();
  if (!builder)
    return toError(builder.takeError());
  auto jit =
      LLJITBuilder()
          .setJITTargetMachineBuilder(std::move(*builder))
          // No static constructors, no exceptions: no platform is needed.
          .setPlatformSetUp(setUpInactivePlatform)
          .create();
  if (!jit)
    return toError(jit.takeError());

  // The default prints to stderr; what it prints comes back as errors, too.
  (*jit)->getExecutionSession().setErrorReporter(
      [](llvm::Error error) { consumeError(std::move(error)); });

  JITDylib &library = (*jit)->getMainJITDylib();
  int64_t count = 0;
  const tslice_rt_symbol *runtime = tslice_rt_symbols(&count);
  SymbolMap map;
  addSymbols(**jit, ArrayRef(runtime, count), map);
  addSymbols(**jit, symbols, map);
  if (llvm::Error error = library.define(absoluteSymbols(std::move(map))))
    return toError(std::move(error));
  if (llvm::Error error = (*jit)->addObjectFile(std::move(object)))
    return toError(std::move(error));
  return JIT(std::move(*jit));
}

Result<const tslice_rt_module *> JIT::findModule(StringRef symbol) {
  auto address = jit->lookup(symbol);
  if (!address)
    return toError(address.takeError());
  auto *table = address->toPtr<const tslice_rt_module *>();
  if (table->abi_version != TSLICE_RT_ABI_VERSION)
    return tslice::Error(ErrorCode::Unsupported,
                         "the machine code is made for version " +
                             std::to_string(table->abi_version) +
                             " of the runtime, but this is version " +
                             std::to_string(TSLICE_RT_ABI_VERSION) +
                             "; compile it again");
  return table;
}
