// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compiles MLIR source to machine code and calls it. The caller sees tensors
// and sentences; neither this header nor those it includes need LLVM or MLIR.

#ifndef TSLICE_EXECUTIONENGINE_EXECUTABLE_H
#define TSLICE_EXECUTIONENGINE_EXECUTABLE_H

#include "tslice/ExecutionEngine/Options.h"
#include "tslice/ExecutionEngine/Signature.h"

#include <initializer_list>
#include <memory>
#include <optional>
#include <string_view>

namespace tslice {

class ExecutableImpl;

/// Where machine code came from.
enum class Origin : uint8_t {
  /// The compiler has made it.
  Compiled,
  /// It is that of another executable of this process, of the same source and
  /// options.
  Memory,
  /// It was read from the directory that Options::cache names.
  File
};

/// The machine code of a module for this host. Copies share it; it is unmapped
/// with the last copy. Results of calls live on by themselves. Everything here
/// is thread-safe, and no call aborts, exits or throws.
class Executable {
public:
  /// Compiles the file at `path`: MLIR text or bytecode.
  static Result<Executable> compileFile(const std::string &path,
                                        const Options &options = {});

  /// Compiles MLIR text; `name` stands for the file in messages.
  static Result<Executable> compileText(std::string_view text,
                                        const std::string &name,
                                        const Options &options = {});

  /// Returns the entries in the order of the source.
  const std::vector<Signature> &getSignatures() const;

  /// Returns the entry called `name`, or the only entry when `name` is empty.
  /// The error names the entry meant, as far as one can tell, and all there
  /// are.
  Result<const Signature *> getSignature(const std::string &name = "") const;

  /// Returns what the compiler warned about, one sentence each, and why the
  /// cache that the options name could not be used, if so.
  const std::vector<std::string> &getWarnings() const;

  /// Returns where the machine code came from.
  Origin getOrigin() const;

  /// Runs `entry` (the only one when empty) and returns its results, row-major.
  ///
  /// Arguments are checked before anything runs. They are not changed, except
  /// those that the source marks `tslice.donate`: a tensor that is moved in and
  /// shares its buffer with no other one is updated in place, and so is memory
  /// that the caller lent for writing (`Tensor::borrow`); one of which a copy
  /// remains is copied first. A donated buffer that is read-only, strided, or
  /// overlaps another argument is an error.
  ///
  /// `threads` is how many threads this call may use, as in the options; those
  /// of the options when left out. Results do not depend on it.
  Result<std::vector<Tensor>>
  call(const std::string &entry, std::vector<Tensor> arguments,
       std::optional<int64_t> threads = std::nullopt) const;

  /// An element of a braced list, from which the call can move: those of a
  /// list of tensors are constant.
  class Passed {
  public:
    Passed(Tensor tensor) : tensor(std::move(tensor)) {}

    /// Moves the tensor out.
    Tensor take() const { return std::move(tensor); }

  private:
    mutable Tensor tensor;
  };

  /// The same for a braced list: `call("step", {std::move(table), ids})`.
  Result<std::vector<Tensor>>
  call(const std::string &entry, std::initializer_list<Passed> arguments,
       std::optional<int64_t> threads = std::nullopt) const;

  /// Runs `entry` and stores its results in `outputs`, one tensor per result,
  /// which are returned; a null tensor stands for one that is made as by `call`.
  ///
  /// Types and shapes must be those of the results; strides may be any under
  /// which no two elements share memory. It is as if the results had been
  /// computed first and then copied, so outputs may overlap arguments, but not
  /// each other. There is no copy where compiled code allocates a result and the
  /// output is row-major, begins at a multiple of 16 bytes (as what malloc
  /// returns does) and overlaps no argument, nor where a result is a donated
  /// argument and the output is its memory. After an error the values of outputs
  /// are unspecified.
  Result<std::vector<Tensor>>
  callInto(const std::string &entry, std::vector<Tensor> outputs,
           std::vector<Tensor> arguments,
           std::optional<int64_t> threads = std::nullopt) const;

  /// The same for a braced list of arguments.
  Result<std::vector<Tensor>>
  callInto(const std::string &entry, std::vector<Tensor> outputs,
           std::initializer_list<Passed> arguments,
           std::optional<int64_t> threads = std::nullopt) const;

private:
  friend class ExecutableImpl;
  explicit Executable(std::shared_ptr<const ExecutableImpl> impl)
      : impl(std::move(impl)) {}

  std::shared_ptr<const ExecutableImpl> impl;
};

} // namespace tslice

#endif // TSLICE_EXECUTIONENGINE_EXECUTABLE_H
