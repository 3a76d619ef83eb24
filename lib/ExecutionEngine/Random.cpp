// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Implements `random(SHAPE, TYPE, SEED, LO, HI)`. Every element is a function
// of the seed and of its own number, so the values do not depend on the order
// in which they are made.

#include "Random.h"
#include "Number.h"
#include "tslice/ExecutionEngine/Float.h"

using namespace tslice;

__extension__ typedef unsigned __int128 UInt128;

/// Returns output number `k` of the splitmix64 generator seeded with `seed`.
static uint64_t getRandomBits(uint64_t seed, uint64_t k) {
  uint64_t z = seed + (k + 1) * 0x9E3779B97F4A7C15u;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

namespace {

/// The arguments of random(), parsed.
struct RandomCall {
  TensorSpec spec;
  uint64_t seed = 0;
  double floatLow = -1, floatHigh = 1;
  int64_t low = 0, high = 10;
};

} // namespace

/// Parses `4x5`, `4x5xf32` or `f32`, and a type of its own after the first
/// form.
static bool parseShapeAndType(Cursor &cursor, TensorSpec &spec) {
  cursor.skipSpace();
  bool typeFollows = true;
  while (cursor.peek() >= '0' && cursor.peek() <= '9') {
    size_t begin = cursor.position();
    int64_t size = 0;
    for (; cursor.peek() >= '0' && cursor.peek() <= '9'; cursor.skip(1))
      if (__builtin_mul_overflow(size, 10, &size) ||
          __builtin_add_overflow(size, cursor.peek() - '0', &size))
        return cursor.fail(begin, "the size does not fit into 63 bits");
    if (spec.shape.size() == static_cast<size_t>(maxRank))
      return cursor.fail(begin, "more than " + std::to_string(maxRank) +
                                    " dimensions");
    spec.shape.push_back(size);
    typeFollows = cursor.peek() == 'x';
    if (!typeFollows)
      break;
    cursor.skip(1);
  }
  if (!typeFollows && !cursor.consume(','))
    return cursor.fail(cursor.position(), "expected ',' and an element type, "
                                          "but got " +
                                              cursor.quoteHere());
  cursor.skipSpace();
  std::string_view name = cursor.rest();
  name = name.substr(0, name.find_first_of(" \t,)"));
  std::optional<ElementType> type = parseElementType(name);
  if (!type)
    return cursor.fail(cursor.position(), "expected an element type, but got " +
                                              cursor.quoteHere());
  spec.type = *type;
  cursor.skip(name.size());
  return true;
}

/// Parses `, LO, HI` for integers and checks them against the type.
static bool parseIntegerRange(Cursor &cursor, RandomCall &call) {
  ElementType type = call.spec.type;
  size_t begin = cursor.position();
  // As i64, because HI may be one above the largest element.
  if (!parseNumber(cursor, ElementType::I64,
                   reinterpret_cast<char *>(&call.low)))
    return false;
  if (!cursor.consume(','))
    return cursor.fail(cursor.position(),
                       "expected ',' and the upper end of the range");
  if (!parseNumber(cursor, ElementType::I64,
                   reinterpret_cast<char *>(&call.high)))
    return false;
  int bits = static_cast<int>(getSize(type)) * 8;
  int64_t smallest = INT64_MIN >> (64 - bits);
  if (call.low >= call.high || call.low < smallest || call.high - 1 > ~smallest)
    return cursor.fail(begin, "[" + std::to_string(call.low) + ", " +
                                  std::to_string(call.high) +
                                  ") is no range of " + getName(type));
  return true;
}

/// Parses `, LO, HI` for floats.
static bool parseFloatRange(Cursor &cursor, RandomCall &call) {
  size_t begin = cursor.position();
  if (!parseNumber(cursor, ElementType::F64,
                   reinterpret_cast<char *>(&call.floatLow)))
    return false;
  if (!cursor.consume(','))
    return cursor.fail(cursor.position(),
                       "expected ',' and the upper end of the range");
  if (!parseNumber(cursor, ElementType::F64,
                   reinterpret_cast<char *>(&call.floatHigh)))
    return false;
  ElementType part = getComponentType(call.spec.type);
  if (!(call.floatLow < call.floatHigh) ||
      !std::isfinite(call.floatHigh - call.floatLow) ||
      !std::isfinite(roundToType(part, call.floatLow)) ||
      !std::isfinite(roundToType(part, call.floatHigh)))
    return cursor.fail(begin, "the numbers are no range of " +
                                  std::string(getName(call.spec.type)));
  return true;
}

static bool parseCall(Cursor &cursor, const TensorSpec &wanted,
                      RandomCall &call) {
  if (!cursor.consume('('))
    return cursor.fail(cursor.position(), "expected '(' after 'random'");
  cursor.skipSpace();
  size_t begin = cursor.position();
  if (!parseShapeAndType(cursor, call.spec))
    return false;
  bool fits = call.spec.type == wanted.type &&
              call.spec.shape.size() == wanted.shape.size();
  for (size_t d = 0; fits && d < wanted.shape.size(); ++d)
    fits = wanted.shape[d] < 0 || wanted.shape[d] == call.spec.shape[d];
  if (!fits)
    return cursor.fail(begin, "expected " + wanted.str() + ", but got " +
                                  call.spec.str());
  if (!cursor.consume(','))
    return cursor.fail(cursor.position(), "expected ',' and a seed, but got " +
                                              cursor.quoteHere());
  cursor.skipSpace();
  bool negative, isHex;
  if (!parseInteger(cursor, "an integer as seed", call.seed, negative, isHex))
    return false;
  if (negative)
    call.seed = 0 - call.seed;
  if (call.spec.type != ElementType::I1 && cursor.consume(',')) {
    cursor.skipSpace();
    if (isInteger(call.spec.type) ? !parseIntegerRange(cursor, call)
                                  : !parseFloatRange(cursor, call))
      return false;
  }
  return cursor.consume(')') ||
         cursor.fail(cursor.position(),
                     "expected ')', but got " + cursor.quoteHere());
}

/// Stores real number `k` of type `part`.
static void storeRandomFloat(const RandomCall &call, ElementType part,
                             uint64_t k, char *to) {
  int precision = getPrecision(part);
  uint64_t bits = getRandomBits(call.seed, k) >> (64 - precision);
  double unit = std::ldexp(static_cast<double>(bits), -precision);
  double value = call.floatLow + (call.floatHigh - call.floatLow) * unit;
  value = roundToType(part, value);
  storeFloat(part, to, value < call.floatHigh ? value : call.floatLow);
}

static void fill(const RandomCall &call, char *to, int64_t count) {
  ElementType type = call.spec.type, part = getComponentType(type);
  if (isComplex(type))
    count *= 2;
  uint64_t range =
      static_cast<uint64_t>(call.high) - static_cast<uint64_t>(call.low);
  for (int64_t k = 0; k < count; ++k, to += getSize(part)) {
    if (isFloat(part)) {
      storeRandomFloat(call, part, static_cast<uint64_t>(k), to);
      continue;
    }
    uint64_t bits = getRandomBits(call.seed, static_cast<uint64_t>(k));
    uint64_t step = static_cast<uint64_t>((UInt128(bits) * range) >> 64);
    storeInteger(
        type, to,
        type == ElementType::I1
            ? static_cast<int64_t>(bits >> 63)
            : static_cast<int64_t>(static_cast<uint64_t>(call.low) + step));
  }
}

Result<Tensor> tslice::parseRandom(Cursor &cursor, const TensorSpec &spec) {
  RandomCall call;
  if (!parseCall(cursor, spec, call))
    return Error(ErrorCode::InvalidArgument, cursor.getProblem());
  Result<Tensor> tensor = Tensor::allocate(call.spec.type, call.spec.shape);
  if (!tensor)
    return tensor.error().withPrefix("column 1: ");
  fill(call, static_cast<char *>(tensor->getMutableData()),
       tensor->getNumElements());
  return tensor;
}
