// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parses nested lists of numbers. The nesting is that of the wanted rank, which
// also bounds the recursion; the sizes are found while reading.

#include "tslice/ExecutionEngine/Literal.h"
#include "NoMemory.h"
#include "Number.h"
#include "Random.h"

using namespace tslice;

namespace {

/// Reads one literal: the elements into `bytes`, the sizes into `sizes`.
class ListParser {
public:
  ListParser(Cursor &cursor, const TensorSpec &spec)
      : cursor(cursor), spec(spec), sizes(spec.shape.size(), dynamicSize) {}

  bool parse(size_t dimension);
  Result<Tensor> finish();

private:
  bool parseElement();
  bool closeList(size_t dimension, int64_t count, size_t begin);

  Cursor &cursor;
  const TensorSpec &spec;
  Shape sizes;
  std::string bytes;
};

} // namespace

bool ListParser::parseElement() {
  if (cursor.peek() == '[')
    return cursor.fail(
        cursor.position(),
        spec.shape.empty()
            ? "expected a number for " + spec.str() + ", but got a list"
            : "expected lists nested " + std::to_string(spec.shape.size()) +
                  " deep for " + spec.str() + ", but these are deeper");
  char element[16];
  if (!parseNumber(cursor, spec.type, element))
    return false;
  bytes.append(element, static_cast<size_t>(getSize(spec.type)));
  return true;
}

/// Compares the number of elements of a list that began at `begin` with the
/// wanted size and with the lists before it.
bool ListParser::closeList(size_t dimension, int64_t count, size_t begin) {
  int64_t wanted = spec.shape[dimension];
  std::string which = " in dimension " + std::to_string(dimension);
  if (wanted >= 0 && count != wanted)
    return cursor.fail(begin, "expected " + std::to_string(wanted) +
                                  " elements" + which + " of " + spec.str() +
                                  ", but got " + std::to_string(count));
  int64_t &size = sizes[dimension];
  if (size >= 0 && count != size)
    return cursor.fail(begin, "this list has " + std::to_string(count) +
                                  " elements, but those before it" + which +
                                  " have " + std::to_string(size));
  size = count;
  return true;
}

bool ListParser::parse(size_t dimension) {
  cursor.skipSpace();
  if (dimension == spec.shape.size())
    return parseElement();
  size_t begin = cursor.position();
  if (!cursor.consume('['))
    return cursor.fail(
        begin, "expected '[' for dimension " + std::to_string(dimension) +
                   " of " + spec.str() + ", but got " + cursor.quoteHere());
  int64_t count = 0;
  if (!cursor.consume(']')) {
    do {
      if (!parse(dimension + 1))
        return false;
      ++count;
    } while (cursor.consume(','));
    if (!cursor.consume(']'))
      return cursor.fail(cursor.position(),
                         "expected ',' or ']', but got " + cursor.quoteHere());
  }
  return closeList(dimension, count, begin);
}

Result<Tensor> ListParser::finish() {
  // Sizes that no list has shown lie below an empty one.
  for (size_t d = 0; d < sizes.size(); ++d)
    if (sizes[d] < 0)
      sizes[d] = spec.shape[d] < 0 ? 0 : spec.shape[d];
  Result<Tensor> tensor = Tensor::allocate(spec.type, sizes);
  if (!tensor)
    return tensor.error().withPrefix("column 1: ");
  std::memcpy(tensor->getMutableData(), bytes.data(), bytes.size());
  return tensor;
}

Result<Tensor> tslice::parseLiteral(std::string_view text,
                                    const TensorSpec &spec) {
  return orNoMemory([&]() -> Result<Tensor> {
    if (spec.shape.size() > static_cast<size_t>(maxRank))
      return Error(ErrorCode::InvalidArgument,
                   "column 1: rank " + std::to_string(spec.shape.size()) +
                       " is above the limit of " + std::to_string(maxRank));
    Cursor cursor(text);
    cursor.skipSpace();
    constexpr std::string_view random = "random";
    Result<Tensor> tensor = Tensor();
    if (cursor.rest().substr(0, random.size()) == random) {
      cursor.skip(random.size());
      tensor = parseRandom(cursor, spec);
    } else {
      ListParser parser(cursor, spec);
      if (!parser.parse(0))
        return Error(ErrorCode::InvalidArgument, cursor.getProblem());
      tensor = parser.finish();
    }
    cursor.skipSpace();
    if (tensor && !cursor.atEnd()) {
      cursor.fail(cursor.position(),
                  "unexpected " + cursor.quoteHere() + " after the value");
      return Error(ErrorCode::InvalidArgument, cursor.getProblem());
    }
    return tensor;
  });
}
