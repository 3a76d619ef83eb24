// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Whether code has written a result where it was wanted is only known from its
// descriptor, so correctness never depends on a loan: what is elsewhere is
// copied.

#include "Outputs.h"
#include "Call.h"

#include "llvm/ADT/STLExtras.h"

using namespace tslice;

/// What compiled code expects of memory for results.
static constexpr uintptr_t alignment = 16;

static Error makeError(const std::string &message) {
  return Error(ErrorCode::InvalidArgument, message);
}

static std::string describe(size_t number) {
  return "output " + std::to_string(number);
}

Result<void> OutputFrame::fill(const Signature &signature,
                               std::vector<Tensor> given) {
  outputs = std::move(given);
  if (outputs.empty())
    return {};
  size_t count = signature.results.size();
  if (outputs.size() != count)
    return makeError("@" + signature.name + " has " + std::to_string(count) +
                     (count == 1 ? " result" : " results") + ", but " +
                     std::to_string(outputs.size()) + " outputs are given");
  for (size_t i = 0; i < count; ++i) {
    const Tensor &output = outputs[i];
    if (output.isNull())
      continue;
    if (Result<void> fits = checkSpec(output, signature.results[i]); !fits)
      return fits.error().withPrefix(describe(i) + ": ");
    if (output.isReadOnly())
      return makeError(describe(i) + " is read-only");
    if (output.mayRepeat())
      return makeError(describe(i) + " has elements that may share memory");
    for (size_t j = 0; j < i; ++j)
      if (!outputs[j].isNull() && output.overlaps(outputs[j]))
        return makeError(describe(i) + " overlaps " + describe(j));
  }
  return {};
}

void OutputFrame::lend(const ArgumentFrame &arguments,
                       tslice_rt_context *context) {
  if (outputs.empty())
    return;
  for (const Tensor &output : outputs) {
    bool direct =
        !output.isNull() && output.getNumBytes() > 0 && output.isContiguous() &&
        reinterpret_cast<uintptr_t>(output.getData()) % alignment == 0 &&
        !arguments.overlaps(output);
    lent.push_back(direct ? output.getData() : nullptr);
    loans.push_back({direct ? output.getMutableData() : nullptr,
                     direct ? output.getNumBytes() : -1});
  }
  tslice_rt_lend(context, loans.data(), static_cast<int64_t>(loans.size()));
}

bool OutputFrame::isLent(const void *allocated) const {
  return allocated && llvm::is_contained(lent, allocated);
}

/// Returns whether both have the same elements at the same places.
static bool isSame(const Tensor &a, const Tensor &b) {
  return a.getData() == b.getData() && a.isContiguous() && b.isContiguous();
}

Result<void> OutputFrame::store(const Signature &signature,
                                std::vector<Tensor> &results) {
  if (outputs.empty())
    return {};
  for (size_t i = 0; i < results.size(); ++i)
    if (!outputs[i].isNull() && outputs[i].getShape() != results[i].getShape())
      return makeError("result " + std::to_string(i) + " of @" +
                       signature.name + " is " + results[i].getSpec().str() +
                       ", but " + describe(i) + " is " +
                       outputs[i].getSpec().str());
  // What lies where something else goes makes room first.
  for (size_t j = 0; j < results.size(); ++j) {
    bool inTheWay = false;
    for (size_t i = 0; i < outputs.size(); ++i)
      inTheWay |= !outputs[i].isNull() && outputs[i].overlaps(results[j]) &&
                  !(i == j && isSame(outputs[i], results[j]));
    if (!inTheWay)
      continue;
    Result<Tensor> moved = results[j].clone();
    if (!moved)
      return moved.error();
    results[j] = std::move(*moved);
  }
  for (size_t i = 0; i < results.size(); ++i)
    if (!outputs[i].isNull()) {
      outputs[i].assign(results[i]);
      results[i] = outputs[i];
    }
  return {};
}
