// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Draws the arguments of calls: plain, special, or with exactly one mistake.

#include "Case.h"

#include "tslice/ExecutionEngine/Float.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <limits>

using namespace tslice;
using namespace tslice::fuzz;

//===----------------------------------------------------------------------===//
// Elements
//===----------------------------------------------------------------------===//

static double drawFloat(Random &random, Variant variant) {
  bool isSpecial = variant == Variant::Special;
  bool hasZeros = variant == Variant::Zeros || variant == Variant::ExactZeros;
  if (hasZeros && random.chance(40))
    return 0;
  if (variant == Variant::Smooth || variant == Variant::Zeros)
    return static_cast<double>(random.between(-2000000, 2000000)) / 1000003;
  if (variant == Variant::Exact || variant == Variant::ExactZeros)
    return random.pick<double>({-2, -1, -0.5, 0.5, 1, 2});
  if (variant == Variant::Tied)
    return random.pick<double>({1, 2});

  static const std::vector<double> specials = {
      std::numeric_limits<double>::quiet_NaN(),
      -std::numeric_limits<double>::quiet_NaN(),
      std::numeric_limits<double>::infinity(),
      -std::numeric_limits<double>::infinity(),
      0.0,
      -0.0,
      1e-45,
      -6e-8,
      6e-39,
      65504.0,
      3.3e38,
      -1e308};
  if (isSpecial && random.chance(20))
    return random.pick(specials);
  if (isSpecial && random.chance(50))
    return static_cast<double>(random.between(-1000000, 1000000)) / 65537;
  return static_cast<double>(random.between(-16, 16)) / 4;
}

static int64_t drawInteger(Random &random, bool isSpecial) {
  if (isSpecial && random.chance(50))
    return static_cast<int64_t>(random.next());
  return random.between(-6, 6);
}

static void drawElement(Random &random, ElementType type, Variant variant,
                        char *to) {
  bool isSpecial = variant == Variant::Special;
  if (isComplex(type)) {
    ElementType part = getComponentType(type);
    storeFloat(part, to, drawFloat(random, variant));
    storeFloat(part, to + getSize(part), drawFloat(random, variant));
  } else if (isFloat(type) && getSize(type) == 1) {
    // Only moved, so any bits will do.
    *to = static_cast<char>(random.next());
  } else if (isFloat(type)) {
    storeFloat(type, to, drawFloat(random, variant));
  } else {
    storeInteger(type, to,
                 drawInteger(random, isSpecial) &
                     (type == ElementType::I1 ? 1 : -1));
  }
}

//===----------------------------------------------------------------------===//
// Indices
//===----------------------------------------------------------------------===//

/// Numbers of the type that are outside of [0, limit): near and extreme ones.
static std::vector<int64_t> getOutside(ElementType type, int64_t limit) {
  int64_t bits = 8 * getSize(type);
  int64_t highest = std::numeric_limits<int64_t>::max() >> (64 - bits);
  std::vector<int64_t> outside;
  for (int64_t number :
       {int64_t(-1), std::max<int64_t>(limit, 0), -std::max<int64_t>(limit, 1),
        highest, -highest - 1, std::max<int64_t>(limit, 0) + 1})
    if (number >= -highest - 1 && number <= highest &&
        (number < 0 || number >= limit))
      outside.push_back(number);
  return outside;
}

static int64_t drawIndex(Random &random, ElementType type, int64_t limit,
                         bool mustBeInRange, bool isSpecial) {
  if (limit <= 0 || (!mustBeInRange && random.chance(isSpecial ? 40 : 20)))
    return random.pick(getOutside(type, limit));
  // Few different ones: duplicates.
  int64_t highest =
      std::numeric_limits<int64_t>::max() >> (64 - 8 * getSize(type));
  limit = std::min(limit - 1, highest) + 1;
  return random.below(isSpecial ? std::min<int64_t>(limit, 2) : limit);
}

static void drawIndices(Random &random, const Parameter &argument,
                        bool isSpecial, Tensor &tensor) {
  const IndexRule &rule = argument.rule;
  int64_t components = rule.hasComponentDim ? rule.limits.size() : 1;
  char *data = static_cast<char *>(tensor.getMutableData());
  for (int64_t i = 0; i < tensor.getNumElements(); ++i)
    storeInteger(tensor.getType(), data + i * getSize(tensor.getType()),
                 drawIndex(random, tensor.getType(),
                           rule.limits[i % components], rule.mustBeInRange,
                           isSpecial));
}

/// Puts one index out of range, at the first, the middle or the last place.
static void misplaceIndex(Random &random, const Parameter &argument,
                          Tensor &tensor) {
  const IndexRule &rule = argument.rule;
  int64_t count = tensor.getNumElements();
  int64_t components = rule.hasComponentDim ? rule.limits.size() : 1;
  int64_t place = random.pick<int64_t>({0, count / 2, count - 1});
  std::vector<int64_t> outside =
      getOutside(tensor.getType(), rule.limits[place % components]);
  storeInteger(tensor.getType(),
               static_cast<char *>(tensor.getMutableData()) +
                   place * getSize(tensor.getType()),
               random.pick(outside));
}

//===----------------------------------------------------------------------===//
// Arguments
//===----------------------------------------------------------------------===//

static bool hasPromise(const Case &fuzzCase) {
  return std::any_of(
      fuzzCase.cells.begin(), fuzzCase.cells.end(),
      [](const Cell &cell) { return cell.bounds == Bounds::Assume; });
}

namespace {
/// A parameter in which one mistake can be made, and which.
struct Place {
  enum Kind { Index, Number, Size } kind;
  size_t parameter;
};
} // namespace

static bool hasLegalIndices(const Parameter &parameter) {
  return parameter.kind == Parameter::Index && parameter.rule.mustBeInRange &&
         !parameter.rule.isPromised &&
         !llvm::is_contained(parameter.value.shape, 0);
}

static std::vector<Place> findPlaces(const Case &fuzzCase) {
  // A size that changes could break a promise, after which anything may happen.
  bool sizesMayChange = !hasPromise(fuzzCase);
  std::vector<Place> places;
  for (size_t i = 0; i < fuzzCase.parameters.size(); ++i) {
    const Parameter &parameter = fuzzCase.parameters[i];
    // Indices are the likeliest mistake.
    if (hasLegalIndices(parameter))
      places.insert(places.end(), 4, {Place::Index, i});
    if (!parameter.mistakes.empty() && (sizesMayChange || !parameter.isSize))
      places.insert(places.end(), 2, {Place::Number, i});
    if (sizesMayChange && llvm::is_contained(parameter.value.dynamic, true))
      places.push_back({Place::Size, i});
  }
  return places;
}

static Shape changeShape(Random &random, const Value &value) {
  Shape shape = value.shape;
  for (size_t dim = 0; dim < shape.size(); ++dim)
    if (value.dynamic[dim] && random.chance(50)) {
      shape[dim] += shape[dim] > 0 && random.chance(50) ? -1 : 1;
      break;
    }
  return shape;
}

static int64_t drawNumber(Random &random, const Parameter &parameter,
                          bool isSpecial, bool hasPromise) {
  if (!isSpecial || parameter.extremes.empty() || random.chance(40) ||
      (parameter.isSize && hasPromise))
    return parameter.scalar;
  return random.pick(parameter.extremes);
}

Tensor fuzz::drawData(Random &random, ElementType type, const Shape &shape,
                      Variant variant) {
  Tensor tensor = *Tensor::allocate(type, shape);
  char *data = static_cast<char *>(tensor.getMutableData());
  for (int64_t i = 0; i < tensor.getNumElements(); ++i)
    drawElement(random, type, variant, data + i * getSize(type));
  return tensor;
}

/// Draws one argument without a mistake, of the sizes `shape`.
static Tensor drawArgument(Random &random, const Case &fuzzCase,
                           const Parameter &parameter, const Shape &shape,
                           Variant variant) {
  if (parameter.kind == Parameter::Data)
    return drawData(random, parameter.value.type, shape, variant);
  bool isSpecial = variant == Variant::Special;
  Tensor tensor = *Tensor::allocate(parameter.value.type, shape);
  if (parameter.kind == Parameter::Index)
    drawIndices(random, parameter, isSpecial, tensor);
  else
    storeInteger(
        tensor.getType(), tensor.getMutableData(),
        drawNumber(random, parameter, isSpecial, hasPromise(fuzzCase)));
  return tensor;
}

Arguments fuzz::drawArguments(const Case &fuzzCase, Variant variant) {
  Random random =
      Random::forCase(fuzzCase.seed + fuzzCase.attempt,
                      fuzzCase.number * 8 + 1 + static_cast<uint64_t>(variant));
  std::optional<Place> place;
  std::vector<Place> places = findPlaces(fuzzCase);
  if (variant == Variant::Mistake && !places.empty())
    place = random.pick(places);
  Arguments drawn;
  for (size_t i = 0; i < fuzzCase.parameters.size(); ++i) {
    const Parameter &parameter = fuzzCase.parameters[i];
    bool isMistaken = place && place->parameter == i;
    Shape shape = parameter.value.shape;
    if (isMistaken && place->kind == Place::Size)
      shape = changeShape(random, parameter.value);
    Tensor tensor = drawArgument(random, fuzzCase, parameter, shape, variant);
    if (isMistaken && place->kind == Place::Index)
      misplaceIndex(random, parameter, tensor);
    if (isMistaken && place->kind == Place::Number)
      storeInteger(tensor.getType(), tensor.getMutableData(),
                   random.pick(parameter.mistakes));
    drawn.tensors.push_back(std::move(tensor));
  }
  if (place)
    drawn.mistaken = place->parameter;
  drawn.hasBadIndex = place && place->kind == Place::Index;
  return drawn;
}
