// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Fills the tensors of the workloads. All come from the pool of the runtime, so
// that every competitor works on the same pages.

#include "Workload.h"

#include <numeric>

using namespace tslice;
using namespace tslice::bench;

namespace {
/// splitmix64: the k-th number of a seed.
uint64_t getRandom(uint64_t seed, uint64_t k) {
  uint64_t z = (seed * 0x100000001ull + k + 1) * 0x9e3779b97f4a7c15ull;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
  return z ^ (z >> 31);
}
} // namespace

Tensor tslice::bench::makeFloats(Shape shape, uint64_t seed) {
  Tensor tensor = unwrap(Tensor::allocate(ElementType::F32, std::move(shape)));
  float *to = tensor.getMutableDataAs<float>();
  for (int64_t i = 0; i < tensor.getNumElements(); ++i)
    to[i] = static_cast<float>(getRandom(seed, i) >> 40) * 0x1p-23f - 1;
  return tensor;
}

Tensor tslice::bench::makeIndices(Shape shape, int64_t limit, uint64_t seed) {
  Tensor tensor = unwrap(Tensor::allocate(ElementType::I32, std::move(shape)));
  int32_t *to = tensor.getMutableDataAs<int32_t>();
  for (int64_t i = 0; i < tensor.getNumElements(); ++i)
    to[i] = static_cast<int32_t>((getRandom(seed, i) >> 32) * limit >> 32);
  return tensor;
}

Tensor tslice::bench::makeMask(Shape shape, uint64_t seed) {
  Tensor tensor = unwrap(Tensor::allocate(ElementType::I1, std::move(shape)));
  auto *to = static_cast<uint8_t *>(tensor.getMutableData());
  for (int64_t i = 0; i < tensor.getNumElements(); ++i)
    to[i] = getRandom(seed, i) >> 63;
  return tensor;
}

int64_t tslice::bench::countTrue(const Tensor &mask) {
  const auto *bytes = static_cast<const uint8_t *>(mask.getData());
  return std::accumulate(bytes, bytes + mask.getNumElements(), int64_t(0));
}

Tensor tslice::bench::makeResult(Shape shape) {
  return unwrap(Tensor::zeros(ElementType::F32, std::move(shape)));
}

int64_t tslice::bench::countLines(const Tensor &indices, int64_t rowBytes) {
  constexpr int64_t line = 64;
  const int32_t *index = indices.getDataAs<int32_t>();
  std::vector<bool> seen;
  int64_t count = 0;
  for (int64_t i = 0; i < indices.getNumElements(); ++i) {
    size_t group = index[i] * rowBytes / std::max(rowBytes, line);
    if (group >= seen.size())
      seen.resize(group * 2 + 1);
    count += !seen[group];
    seen[group] = true;
  }
  return count * std::max(rowBytes / line, int64_t(1));
}
