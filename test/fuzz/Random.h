// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The source of all choices of the fuzzer: the same numbers on every host, so
// that a seed means the same case everywhere.

#ifndef TSLICE_TEST_FUZZ_RANDOM_H
#define TSLICE_TEST_FUZZ_RANDOM_H

#include <cassert>
#include <cstdint>
#include <vector>

namespace tslice::fuzz {

/// The splitmix64 generator.
class Random {
public:
  explicit Random(uint64_t seed) : state(seed) {}

  /// The generator of case `number` of a run with `seed`. Independent of how
  /// many cases the run has.
  static Random forCase(uint64_t seed, uint64_t number) {
    Random mixed(seed);
    return Random(mixed.next() ^ (number * 0xD1342543DE82EF95u));
  }

  uint64_t next() {
    uint64_t z = (state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }

  /// A number from 0 to `count` - 1.
  int64_t below(int64_t count) {
    assert(count > 0 && "there must be something to choose from");
    return static_cast<int64_t>(next() % static_cast<uint64_t>(count));
  }

  /// A number from `low` to `high`, both included.
  int64_t between(int64_t low, int64_t high) {
    return low + below(high - low + 1);
  }

  bool chance(int64_t percent) { return below(100) < percent; }

  template <typename T> const T &pick(const std::vector<T> &list) {
    return list[static_cast<size_t>(below(static_cast<int64_t>(list.size())))];
  }

  /// `count` of the numbers 0 to `size` - 1, distinct, in any order.
  std::vector<int64_t> choose(int64_t size, int64_t count) {
    std::vector<int64_t> numbers;
    for (int64_t i = 0; i < size; ++i)
      numbers.insert(numbers.begin() + below(i + 1), i);
    numbers.resize(static_cast<size_t>(count));
    return numbers;
  }

private:
  uint64_t state;
};

} // namespace tslice::fuzz

#endif // TSLICE_TEST_FUZZ_RANDOM_H
