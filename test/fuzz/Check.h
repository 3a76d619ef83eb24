// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compiles a batch of cases and holds what the code computes against the
// oracle. A batch runs in a process of its own, since compiled code may crash.

#ifndef TSLICE_TEST_FUZZ_CHECK_H
#define TSLICE_TEST_FUZZ_CHECK_H

#include "Case.h"

#include <functional>

namespace tslice::fuzz {

/// What happened to a case.
struct Report {
  enum Kind : char {
    /// A case begins.
    Begin = 'b',
    /// A call gave what it should; the text says what the oracle says.
    Call = 'c',
    /// Something is wrong; the text says what.
    Failure = 'f',
    /// The batch does not compile as a whole.
    BatchFailure = 'm',
    /// The batch is through.
    End = 'e'
  };
  Kind kind;
  /// The place of the case in the batch.
  size_t place = 0;
  std::string text;
};

/// What programs are compiled to.
enum class Target : uint8_t {
  /// Code for this host, unoptimised and optimised, by 1, 2 and 4 threads.
  CPU,
  /// Kernels for GPUs, run by this host.
  EmulatedGPU,
  /// The engine's own oracle, which runs upstream's loops around the evaluator.
  Evaluator
};

struct CheckOptions {
  /// Where the files of failing cases go.
  std::string folder;
  /// Whether derivatives are looked at, and not values.
  bool derivatives = false;
  /// What is held against the oracle.
  Target target = Target::CPU;
  /// The name of an op of which every case is said to be wrong, for tests.
  std::string failOn = {};
  /// Whether failing cases are reduced.
  bool reduces = true;
  /// Whether one failure is enough.
  bool stopsEarly = false;
  /// Where this program lies.
  std::string program = {};
};

/// Compiles and runs `batch`; `report` hears of everything.
void checkBatch(const std::vector<Case> &batch, const CheckOptions &options,
                const std::function<void(const Report &)> &report);

/// Where something is wrong.
enum class FailureStage { None, Compilation, Call };

/// Compiles and runs the one function of `fuzzCase`, whose text may be any
/// program, also an illegal one: nothing is wrong with that.
FailureStage checkGraph(const Case &fuzzCase,
                        const std::vector<Tensor> &arguments,
                        const CheckOptions &options);

/// Checks the function of a file that tslice-reduce has made of a case that
/// failed at `stage`; the arguments lie in `folder`. Returns the exit status: 1
/// if it still does.
int retest(const std::string &file, const std::string &folder,
           FailureStage stage, const CheckOptions &options);

/// Shrinks the case in `folder`, which failed at `stage`, and writes it to
/// reduced.mlir there. Returns what there is to say about it.
std::string reduceFailure(const std::string &folder, FailureStage stage,
                          const CheckOptions &options);

/// Where the files of a failing case go.
std::string getFolder(const CheckOptions &options, const Case &fuzzCase,
                      Variant variant);

/// Returns the text of a module of the functions of `batch`, with those that
/// derive them if asked for.
std::string makeModule(const std::vector<Case> &batch, bool derivatives);

/// Writes the function and its arguments to a new folder and returns the
/// command that shows the failure; `flags` are those of tslice-run.
std::string saveFailure(const CheckOptions &options, const Case &fuzzCase,
                        Variant variant, const std::string &flags,
                        const std::string &problem);

} // namespace tslice::fuzz

#endif // TSLICE_TEST_FUZZ_CHECK_H
