// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Results in memory of the caller. Whether code has written a result where it
// was wanted is only known from its descriptor, so correctness never depends on
// a loan: what is elsewhere is copied.

#include "CallFrame.h"
#include "Message.h"
#include "Tensors.h"
#include "Writer.h"

#include <cinttypes>

using namespace tslice::runtime;

/// What compiled code expects of memory for results.
static constexpr uintptr_t alignment = 16;

/// Returns whether compiled code reads, or updates, what `output` refers to.
bool CallFrame::isReadByCode(const tslice_rt_tensor &output) const {
  for (int64_t i = 0; i < entry.num_arguments; ++i)
    if (!isCopied(i) && overlap(*arguments[i], output))
      return true;
  return false;
}

/// Lends the memory that compiled code can write results to itself.
void CallFrame::lendOutputs() {
  if (!intoOutputs)
    return;
  for (int64_t i = 0; i < entry.num_results; ++i) {
    loans[i] = {nullptr, -1};
    const tslice_rt_tensor *output = getOutput(i);
    if (!output || !isContiguous(*output) || isReadByCode(*output) ||
        reinterpret_cast<uintptr_t>(output->data) % alignment != 0)
      continue;
    int64_t bytes =
        tslice_rt_num_elements(output) * tslice_rt_type_size(output->type);
    if (bytes > 0)
      loans[i] = {output->data, bytes};
  }
  tslice_rt_lend(&ctx, loans, entry.num_results);
}

/// The sizes that only the call knows are those of the outputs.
int32_t CallFrame::checkSizes() {
  for (int64_t i = 0; i < entry.num_results; ++i) {
    const tslice_rt_tensor *output = getOutput(i);
    if (!output)
      continue;
    tslice_rt_tensor result = getResult(i);
    if (haveEqualSizes(result, *output))
      continue;
    keepMessage(ctx, [&](char *buf, int64_t len) {
      Writer out(buf, len);
      out.put("result %" PRId64 " of @%s is ", i, entry.name);
      putTensor(result, out);
      out.put(", but output %" PRId64 " is ", i);
      putTensor(*output, out);
      return out.length;
    });
    return TSLICE_RT_BAD_ARGUMENT;
  }
  return TSLICE_RT_OK;
}

/// Returns whether both have the same elements at the same places.
static bool isSame(const tslice_rt_tensor &a, const tslice_rt_tensor &b) {
  return a.data == b.data && isContiguous(a) && isContiguous(b);
}

/// Returns whether storing the outputs would write over result `i`, or give
/// away the memory that it lies in.
bool CallFrame::isInTheWay(int64_t i) const {
  tslice_rt_tensor result = getResult(i);
  int64_t donated = findDonated(outcomes[i].descriptor->allocated);
  for (int64_t j = 0; j < entry.num_results; ++j) {
    const tslice_rt_tensor *output = getOutput(j);
    if (!output || (i == j && isSame(*output, result)))
      continue;
    if (overlap(*output, result) || (!getOutput(i) && donated >= 0 &&
                                     overlap(*output, *arguments[donated])))
      return true;
  }
  return false;
}

/// What lies where something else goes makes room first, so that it is as if
/// all results had been computed before any was stored.
int32_t CallFrame::makeRoom() {
  for (int64_t i = 0; intoOutputs && i < entry.num_results; ++i) {
    if (!isInTheWay(i))
      continue;
    tslice_rt_tensor result = getResult(i);
    void *copy = tslice_rt_alloc(&ctx, tslice_rt_num_elements(&result) *
                                           tslice_rt_type_size(result.type));
    if (!copy)
      return fail();
    copyElements(result, static_cast<char *>(copy));
    outcomes[i].descriptor->fill(copy, result.rank, result.shape);
  }
  return TSLICE_RT_OK;
}

/// Returns the donated argument whose memory `output` lies in, or -1.
int64_t CallFrame::findTakenOver(const tslice_rt_tensor &output) const {
  for (int64_t i = 0; i < entry.num_arguments; ++i)
    if (entry.arguments[i].donated && !arguments[i]->keep &&
        overlap(*arguments[i], output))
      return i;
  return -1;
}

/// Stores the results that do not lie in their outputs yet.
void CallFrame::storeOutputs() {
  for (int64_t i = 0; i < entry.num_results; ++i) {
    const tslice_rt_tensor *output = getOutput(i);
    if (!output)
      continue;
    tslice_rt_tensor result = getResult(i);
    if (!isSame(*output, result))
      copyElements(result, *output);
    outcomes[i].argument = findTakenOver(*output);
  }
}
