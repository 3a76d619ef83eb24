// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compares results bit by bit, or by value where another order of additions was
// announced.

#include "Verify.h"

#include <cmath>
#include <cstring>

using namespace tslice;
using namespace tslice::bench;

namespace {
/// Sums of a few dozen numbers below 1 differ by less.
constexpr double tolerance = 1e-4;

std::string describeDifference(const Tensor &got, const Tensor &expected,
                               bool rounds) {
  if (got.getShape() != expected.getShape())
    return "has shape " + formatShape(got.getShape());
  if (!rounds) {
    auto position = findDifference(got, expected, Equality::Bits);
    return position ? "differs at [" + formatShape(*position) + "]" : "";
  }
  const float *a = got.getDataAs<float>(), *b = expected.getDataAs<float>();
  for (int64_t i = 0; i < got.getNumElements(); ++i)
    if (!(std::abs(a[i] - b[i]) <= tolerance))
      return "differs at element " + std::to_string(i);
  return "";
}

/// Puts the donated input back to what it was.
class Restorer {
public:
  explicit Restorer(const Workload &workload) {
    if (workload.donated < 0)
      return;
    input = workload.inputs[workload.donated].data;
    saved = unwrap(input.clone());
  }
  ~Restorer() { restore(); }
  void restore() {
    if (!saved.isNull())
      std::memcpy(input.getMutableData(), saved.getData(), saved.getNumBytes());
  }

private:
  Tensor input, saved;
};
} // namespace

std::vector<std::string>
tslice::bench::verify(const Workload &workload,
                      const std::vector<Contestant> &contestants) {
  Restorer restorer(workload);
  std::vector<std::string> complaints;
  Tensor expected;
  for (const Contestant &contestant : contestants) {
    restorer.restore();
    Result<Tensor> result = contestant.run();
    std::string complaint;
    if (!result)
      complaint = "failed: " + result.error().message;
    else if (expected.isNull())
      expected = unwrap(result->clone());
    else
      complaint = describeDifference(*result, expected, contestant.rounds);
    if (!complaint.empty())
      complaints.push_back(workload.name + ": " + contestant.name + " " +
                           complaint);
  }
  return complaints;
}
