// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One case of the fuzzer: the text of a function, and what its arguments may
// be. It knows nothing of MLIR, so that whoever only makes cases needs none.

#ifndef TSLICE_TEST_FUZZ_CASE_H
#define TSLICE_TEST_FUZZ_CASE_H

#include "Cells.h"
#include "Random.h"

#include "tslice/ExecutionEngine/Tensor.h"

#include <optional>

namespace tslice::fuzz {

/// A tensor of a graph under construction: its name, type and the sizes that it
/// has when the arguments are as planned. A size is dynamic in the type only.
struct Value {
  std::string name;
  ElementType type = ElementType::F32;
  Shape shape;
  std::vector<bool> dynamic;

  int64_t getRank() const { return static_cast<int64_t>(shape.size()); }
  /// `tensor<4x?xf32>`.
  std::string getTypeText() const;
};

/// What an index argument must stay below so that no access fails: one limit
/// per component of an index vector.
struct IndexRule {
  std::vector<int64_t> limits;
  bool hasComponentDim = false;
  /// Whether indices out of range are an error; else they are as good as any.
  bool mustBeInRange = false;
  /// Whether they must be in range under all circumstances (`assume`).
  bool isPromised = false;
};

/// How the values of an argument are drawn.
struct Parameter {
  enum Kind {
    Data,   ///< any elements
    Index,  ///< a tensor of indices that follows `rule`
    Scalar, ///< a number of type index
  };
  Kind kind = Data;
  Value value;
  bool isDonated = false;
  IndexRule rule;
  /// The number, numbers that are as legal, and numbers that may make an access
  /// fail.
  int64_t scalar = 0;
  std::vector<int64_t> extremes, mistakes;
  /// Whether the number is a size.
  bool isSize = false;
  /// How many accesses read this argument.
  int64_t numUses = 0;
};

/// What is drawn differently from call to call.
enum class Variant : uint8_t {
  /// Small numbers, everything in range.
  Plain,
  /// NaNs, infinities, extremes; legal out-of-range indices are at extremes.
  Special,
  /// One mistake that makes an access fail, if the case has a place for one.
  Mistake,
  /// Numbers between -2 and 2 of which hardly two are equal, for derivatives.
  Smooth,
  /// Such numbers and zeros.
  Zeros,
  /// Few powers of two, of which products are exact in every type.
  Exact,
  /// Those and zeros.
  ExactZeros,
  /// Two numbers, so that many are equal.
  Tied
};
inline constexpr Variant allVariants[] = {Variant::Plain, Variant::Special,
                                          Variant::Mistake};

/// A circumstance in which derivatives are checked.
enum class Trait : uint8_t {
  Plain,
  Duplicates,
  Empty,
  NegativeStride,
  OutOfRange,
  Ties,
  Zeros,
  Dynamic,
  Window,
  Batch
};

/// A function and its arguments.
struct Case {
  /// The seed of the run and the number of the case. Those that must have a
  /// trait are drawn until they do.
  uint64_t seed = 0, number = 0, attempt = 0;
  /// The name of the function, and its text, on lines of its own.
  std::string name, text;
  std::vector<Parameter> parameters;
  std::vector<Value> results;
  std::vector<Cell> cells;
  /// Whether a slice or update reaches outside of its tensor.
  bool reachesOutside = false;
  /// What the derivatives of the only access are checked for, and with which
  /// numbers.
  std::optional<Trait> trait;
  Variant variant = Variant::Plain;
};

/// The arguments of one call.
struct Arguments {
  std::vector<Tensor> tensors;
  /// The argument with the mistake, if there is one.
  std::optional<size_t> mistaken;
  /// Whether it is one index out of range.
  bool hasBadIndex = false;
};

/// Makes case `number` of the run with `seed`: `cells` and other ops. `donates`
/// says whether it may take some arguments over.
Case generateCase(uint64_t seed, uint64_t number,
                  const std::vector<Cell> &cells, bool donates = true);

/// Draws a tensor of data as `variant` has it.
Tensor drawData(Random &random, ElementType type, const Shape &shape,
                Variant variant);

/// Draws the arguments of a call.
Arguments drawArguments(const Case &fuzzCase, Variant variant);

} // namespace tslice::fuzz

#endif // TSLICE_TEST_FUZZ_CASE_H
