// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One call of machine code: tensors to descriptors, descriptors to tensors.

#ifndef TSLICE_LIB_EXECUTIONENGINE_CALL_H
#define TSLICE_LIB_EXECUTIONENGINE_CALL_H

#include "InlineVector.h"
#include "Outputs.h"
#include "tslice/ExecutionEngine/Signature.h"
#include "tslice/Runtime/Module.h"

namespace tslice {

/// Returns the first thing in which `tensors` are not what `entry` takes: their
/// number, a type, a rank, a static size, sizes that are named equal, a donated
/// buffer that cannot be taken over.
Result<void> checkArguments(const tslice_rt_entry &entry,
                            const std::vector<Tensor> &tensors);

/// The arguments of one call, as the machine code takes them.
class ArgumentFrame {
public:
  /// Lays `tensors`, which have passed checkArguments, out row-major. Takes
  /// donated buffers over, copies what must stay unchanged.
  Result<void> fill(const Signature &signature, std::vector<Tensor> tensors);

  /// Returns the pointers to the descriptors.
  void **getPointers() { return pointers.data(); }

  /// Returns the donated tensor whose buffer begins at `allocated`, or null.
  const Tensor *findDonated(const void *allocated) const;

  /// Returns whether some argument has a byte in common with `tensor`.
  bool overlaps(const Tensor &tensor) const;

private:
  std::vector<Tensor> tensors;
  InlineVector<bool, 8> donated;
  InlineVector<int64_t, 64> words;
  InlineVector<void *, 8> pointers;
};

/// Receives the results of one call.
class ResultFrame {
public:
  explicit ResultFrame(const Signature &signature);

  /// Returns where the machine code stores the descriptors.
  void *getStorage() { return words.data(); }

  /// Returns the results as tensors that live on after the call: buffers of the
  /// call are taken out of `context`, donated ones handed on, the rest copied.
  /// What lies in `outputs` stays there.
  Result<std::vector<Tensor>> take(tslice_rt_context *context,
                                   const ArgumentFrame &arguments,
                                   const OutputFrame &outputs);

private:
  const Signature &signature;
  InlineVector<int64_t, 32> words;
};

/// Returns the Error for the failure recorded in `context`.
Error makeRuntimeError(tslice_rt_context *context, const tslice_rt_site *sites,
                       int64_t numSites);

} // namespace tslice

#endif // TSLICE_LIB_EXECUTIONENGINE_CALL_H
