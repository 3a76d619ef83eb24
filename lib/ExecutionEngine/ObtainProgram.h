// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Decides whether a program is compiled, or has been before.

#ifndef TSLICE_LIB_EXECUTIONENGINE_OBTAINPROGRAM_H
#define TSLICE_LIB_EXECUTIONENGINE_OBTAINPROGRAM_H

#include "ParseSource.h"
#include "Program.h"
#include "tslice/ExecutionEngine/Executable.h"

namespace tslice {

/// A program, and how it came here.
struct ObtainedProgram {
  std::shared_ptr<const Program> program;
  Origin origin = Origin::Compiled;
  /// Why the cache on disk could not be used; empty if it could, or none was
  /// wanted.
  std::string problem;
};

/// Returns the program for `source`, MLIR text or bytecode, as the options have
/// it. First looked up by its bytes, in this process and on disk, where neither
/// a context is made nor anything parsed; then, on disk, by what it means.
Result<ObtainedProgram>
obtainProgram(std::unique_ptr<llvm::MemoryBuffer> source,
              const Options &options);

/// The same for a source that has been parsed. Its context may be null: then
/// the module's own must outlive a program that evaluates.
Result<ObtainedProgram> obtainProgram(Source source, const Options &options);

} // namespace tslice

#endif // TSLICE_LIB_EXECUTIONENGINE_OBTAINPROGRAM_H
