// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loading is the same wherever the object comes from.

#include "Program.h"

using namespace mlir;
using namespace tslice;

Result<std::unique_ptr<Program>>
Program::load(std::unique_ptr<llvm::MemoryBuffer> object) {
  return load(CompiledObject{std::move(object), {}, nullptr}, nullptr);
}

Result<std::unique_ptr<Program>>
Program::load(CompiledObject compiled, std::unique_ptr<MLIRContext> context) {
  Result<JIT> jit = JIT::load(std::move(compiled.object),
                              compiled.oracle ? Oracle::getSymbols()
                                              : ArrayRef<tslice_rt_symbol>());
  if (!jit)
    return jit.error();
  std::unique_ptr<Program> program(new Program(
      std::move(context), std::move(compiled.oracle), std::move(*jit)));
  Result<const tslice_rt_module *> table =
      program->jit.findModule(moduleSymbol);
  if (!table)
    return table.error();
  program->table = *table;
  program->signatures = readSignatures(**table);
  return program;
}

const std::string *Program::call(EntryPointer function,
                                 tslice_rt_context *state, void **arguments,
                                 void *results) const {
  if (oracle)
    return oracle->call(function, state, arguments, results);
  function(state, arguments, results);
  return nullptr;
}
