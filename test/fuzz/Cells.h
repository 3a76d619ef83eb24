// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What one access is, as far as the matrix of the fuzzer tells accesses apart:
// op, combiner, bounds policy and element type. Each case is asked for some of
// them, so that no legal combination stays untried.

#ifndef TSLICE_TEST_FUZZ_CELLS_H
#define TSLICE_TEST_FUZZ_CELLS_H

#include "tslice/ExecutionEngine/ElementType.h"

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace tslice::fuzz {

enum class Op : uint8_t { Slice, Update, Gather, Scatter };
enum class Combine : uint8_t {
  Set,
  Add,
  Mul,
  Min,
  Max,
  UMin,
  UMax,
  And,
  Or,
  Xor,
  Region
};
enum class Bounds : uint8_t { Error, Clamp, SkipWindow, SkipElement, Assume };

/// One kind of access. Reads have the combiner `Set`.
struct Cell {
  Op op;
  Combine combine;
  Bounds bounds;
  ElementType type;

  bool isWrite() const { return op == Op::Update || op == Op::Scatter; }
  bool operator<(const Cell &other) const {
    return std::tie(op, combine, bounds, type) <
           std::tie(other.op, other.combine, other.bounds, other.type);
  }
};

/// The spellings in the language.
const char *getName(Op op);
const char *getName(Combine combine);
const char *getName(Bounds bounds);

/// Returns whether accesses under `bounds` have values outside.
inline bool isSkipping(Bounds bounds) {
  return bounds == Bounds::SkipWindow || bounds == Bounds::SkipElement;
}

/// Returns whether the language defines `combine` on `type`.
bool isDefined(Combine combine, ElementType type);

/// Returns the accesses that case `number` must have, all of one type. Among
/// `types`, a few hundred cases have every legal access between them.
std::vector<Cell> getCells(uint64_t number,
                           const std::vector<ElementType> &types);

/// All element types, and those of which derivatives are taken.
std::vector<ElementType> getAllTypes();
std::vector<ElementType> getSmoothTypes();

/// How often each access was generated.
using CellCounts = std::map<Cell, int64_t>;

/// Returns the matrix, a line per op, combiner and policy and a column per
/// type: the count, `.` for none and a letter where the language has no meaning;
/// below it, why.
std::string formatMatrix(const CellCounts &counts);

} // namespace tslice::fuzz

#endif // TSLICE_TEST_FUZZ_CELLS_H
