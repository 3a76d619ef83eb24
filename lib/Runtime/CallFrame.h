// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One call from C, and the descriptors that it exchanges with compiled code. Its
// steps are in Call.cpp; those for results in memory of the caller, which most
// calls have none of, in Outputs.cpp.

#ifndef TSLICE_RUNTIME_CALLFRAME_H
#define TSLICE_RUNTIME_CALLFRAME_H

#include "tslice/Runtime/Call.h"

namespace tslice::runtime {

/// The descriptor of a tensor of rank r in compiled code, which is followed by
/// r sizes and r strides.
struct Descriptor {
  void *allocated;
  char *aligned;
  int64_t offset;

  int64_t *getSizes() { return reinterpret_cast<int64_t *>(this + 1); }

  /// Makes this the descriptor of a row-major tensor.
  void fill(void *data, int64_t rank, const int64_t *shape);
  /// Returns the tensor that this describes, which is as `spec` says.
  tslice_rt_tensor getTensor(const tslice_rt_spec &spec);
};

/// What is known of a result before anything is handed over.
struct Outcome {
  Descriptor *descriptor;
  /// The donated argument it lies in, or -1.
  int64_t argument;
  /// The memory that becomes the result's own, or null.
  void *buffer;
};

/// One call. The steps stand in the order in which they run; each returns a
/// `tslice_rt_code` if it can fail.
class CallFrame {
public:
  /// If `intoOutputs`, results with an address are stored there.
  CallFrame(tslice_rt_context &ctx, const tslice_rt_module &module,
            const tslice_rt_entry &entry, tslice_rt_tensor *const *arguments,
            tslice_rt_tensor *const *results, bool intoOutputs)
      : ctx(ctx), module(module), entry(entry), arguments(arguments),
        results(results), intoOutputs(intoOutputs) {}

  int32_t run();

private:
  bool reserve();
  int32_t layOutArguments();
  void lendOutputs();
  int32_t checkSizes();
  int32_t makeRoom();
  int32_t findOutcomes();
  void storeOutputs();
  void takeBuffers();
  void writeResults();

  int32_t fail();
  bool isCopied(int64_t i) const;
  int64_t findDonated(const void *allocated) const;
  /// Returns the memory of the caller for result `i`, or null.
  const tslice_rt_tensor *getOutput(int64_t i) const {
    return intoOutputs && results[i]->data ? results[i] : nullptr;
  }
  /// Returns result `i` as compiled code has left it.
  tslice_rt_tensor getResult(int64_t i) const {
    return outcomes[i].descriptor->getTensor(entry.results[i]);
  }
  bool isReadByCode(const tslice_rt_tensor &output) const;
  bool isInTheWay(int64_t i) const;
  int64_t findTakenOver(const tslice_rt_tensor &output) const;

  tslice_rt_context &ctx;
  const tslice_rt_module &module;
  const tslice_rt_entry &entry;
  tslice_rt_tensor *const *arguments;
  tslice_rt_tensor *const *results;
  bool intoOutputs;

  /// Room for descriptors and what points to them: enough for most entries, and
  /// else from the pool.
  int64_t few[96];
  void **pointers = nullptr;
  int64_t *argumentWords = nullptr;
  int64_t *resultWords = nullptr;
  Outcome *outcomes = nullptr;
  tslice_rt_loan *loans = nullptr;
};

/// Writes one sentence about the first of `results` with an address that
/// nothing can be stored to, as `tslice_rt_error` does; returns 0 if there is
/// none.
int64_t checkOutputs(const tslice_rt_entry &entry,
                     tslice_rt_tensor *const *results, char *buf, int64_t len);

} // namespace tslice::runtime

#endif // TSLICE_RUNTIME_CALLFRAME_H
