// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Results in the caller's memory. Separate from the frames of Call.h, since most
// calls have none.

#ifndef TSLICE_LIB_EXECUTIONENGINE_OUTPUTS_H
#define TSLICE_LIB_EXECUTIONENGINE_OUTPUTS_H

#include "tslice/ExecutionEngine/Signature.h"
#include "tslice/Runtime/Runtime.h"

namespace tslice {

class ArgumentFrame;

/// The tensors that a caller gave for the results of one call. Must outlive the
/// call's use of the context.
class OutputFrame {
public:
  /// Takes `outputs`, one for each result of `signature`, null where the result
  /// may lie anywhere; none at all means the same. The error says which of them
  /// cannot be written to or does not fit.
  Result<void> fill(const Signature &signature, std::vector<Tensor> outputs);

  /// Lends to the call the memory that compiled code can write results to
  /// itself: aligned, row-major, and nothing that it reads.
  void lend(const ArgumentFrame &arguments, tslice_rt_context *context);

  /// Returns whether `allocated` is memory that was lent.
  bool isLent(const void *allocated) const;

  /// Stores the results that do not lie in their outputs yet there, as if all
  /// had been computed before any was stored, and puts the outputs in their
  /// place. The error says whose size is another one.
  Result<void> store(const Signature &signature, std::vector<Tensor> &results);

private:
  /// Empty, or one for each result.
  std::vector<Tensor> outputs;
  std::vector<tslice_rt_loan> loans;
  /// The memory of each loan, also when it has been given out.
  std::vector<const void *> lent;
};

} // namespace tslice

#endif // TSLICE_LIB_EXECUTIONENGINE_OUTPUTS_H
