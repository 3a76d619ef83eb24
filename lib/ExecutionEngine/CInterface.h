// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What C programs see of an object that is made ahead of time: one function per
// entry, the table, and a header that declares them.

#ifndef TSLICE_LIB_EXECUTIONENGINE_CINTERFACE_H
#define TSLICE_LIB_EXECUTIONENGINE_CINTERFACE_H

#include "EmitModuleTable.h"
#include "tslice/ExecutionEngine/Result.h"

namespace tslice {

/// The names in C of one entry: of its function, of that which stores results in
/// memory of the caller (empty if there are none), and of the parameters of both
/// for arguments and results.
struct CFunction {
  std::string name;
  std::string intoName;
  std::vector<std::string> arguments;
  std::vector<std::string> results;
};

/// The names in C of a module.
struct CInterface {
  std::string prefix;
  std::string table;
  std::vector<CFunction> functions;
};

/// Returns `text` with every character that no identifier of C has replaced by
/// an underscore.
std::string makeCIdentifier(llvm::StringRef text);

/// Names the functions of `description`: `<prefix>_<entry>` and
/// `<prefix>_<entry>_into`, and `tslice_module_<prefix>` for the table. Fails if `prefix` is no identifier
/// of C or two things get the same name.
Result<CInterface> nameCFunctions(const ModuleDescription &description,
                                  llvm::StringRef prefix);

/// Adds the functions to `code`. All they do is call the runtime with `table`.
void emitCFunctions(llvm::Module &code, const CInterface &interface,
                    llvm::GlobalVariable *table);

/// Writes the header, in C99 and C++.
void printCHeader(const ModuleDescription &description,
                  const CInterface &interface, llvm::raw_ostream &output);

} // namespace tslice

#endif // TSLICE_LIB_EXECUTIONENGINE_CINTERFACE_H
