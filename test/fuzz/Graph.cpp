// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Adds arguments, small ops and names to a function under construction.

#include "Graph.h"

#include <algorithm>
#include <cctype>

using namespace tslice;
using namespace tslice::fuzz;

std::string Value::getTypeText() const {
  std::string text = "tensor<";
  for (size_t i = 0; i < shape.size(); ++i)
    text += (dynamic[i] ? "?" : std::to_string(shape[i])) + "x";
  return text + getName(type) + ">";
}

std::string fuzz::formatList(const std::vector<std::string> &list) {
  std::string text = "[";
  for (size_t i = 0; i < list.size(); ++i)
    text += (i ? ", " : "") + list[i];
  return text + "]";
}

std::string fuzz::formatList(const std::vector<int64_t> &list) {
  std::vector<std::string> texts;
  for (int64_t number : list)
    texts.push_back(std::to_string(number));
  return formatList(texts);
}

Graph::Graph(uint64_t seed, uint64_t number, bool donates, uint64_t attempt)
    : random(Random::forCase(seed + attempt, number)), donates(donates) {
  result.seed = seed;
  result.attempt = attempt;
  result.number = number;
  result.name = "case_" + std::to_string(number);
}

std::vector<bool> Graph::drawDynamic(size_t rank) {
  std::vector<bool> dynamic(rank, false);
  int64_t percent = random.pick<int64_t>({0, 50, 100});
  for (size_t i = 0; i < rank; ++i)
    dynamic[i] = random.chance(percent);
  return dynamic;
}

Shape Graph::drawShape(int64_t maxRank) {
  static const std::vector<int64_t> sizes = {1, 2, 2, 3, 3, 4, 5, 6, 8, 11};
  Shape shape(static_cast<size_t>(random.between(0, maxRank)));
  for (int64_t &size : shape)
    size = random.chance(4) ? 0 : random.pick(sizes);
  return shape;
}

//===----------------------------------------------------------------------===//
// Arguments
//===----------------------------------------------------------------------===//

int64_t fuzz::countElements(const Shape &shape) {
  int64_t count = 1;
  for (int64_t size : shape)
    count *= size;
  return count;
}

Value Graph::addData(Shape shape) {
  Parameter argument;
  argument.value = {makeName(), type, shape, drawDynamic(shape.size())};
  argument.isDonated = donates && random.chance(15);
  result.parameters.push_back(argument);
  values.push_back(argument.value);
  return argument.value;
}

Value Graph::addIndices(ElementType indexType, Shape shape, IndexRule rule) {
  Parameter argument;
  argument.kind = Parameter::Index;
  argument.value = {makeName(), indexType, shape, drawDynamic(shape.size())};
  if (rule.hasComponentDim)
    argument.value.dynamic.back() = false;
  argument.rule = std::move(rule);
  result.parameters.push_back(argument);
  return argument.value;
}

std::string Graph::addScalar(ElementType scalarType, int64_t number,
                             std::vector<int64_t> extremes) {
  Parameter argument;
  argument.kind = Parameter::Scalar;
  argument.value = {makeName(), scalarType, {}, {}};
  argument.scalar = number;
  argument.extremes = std::move(extremes);
  argument.numUses = 1;
  result.parameters.push_back(argument);
  return argument.value.name;
}

void Graph::countUse(const std::string &name) {
  for (Parameter &argument : result.parameters)
    argument.numUses += argument.value.name == name;
}

std::string Graph::makeConstant(int64_t number) {
  std::string name = makeName();
  emit(name + " = arith.constant " + std::to_string(number) + " : index");
  return name;
}

std::string Graph::makeDim(const Value &value, int64_t dim) {
  std::string position = makeConstant(dim), name = makeName();
  emit(name + " = tensor.dim " + value.name + ", " + position + " : " +
       value.getTypeText());
  return name;
}

std::string Graph::makeIndex(int64_t number, bool isDynamic,
                             std::vector<int64_t> extremes,
                             std::vector<int64_t> mistakes, bool isSize) {
  if (!isDynamic)
    return std::to_string(number);
  if (random.chance(10))
    return makeConstant(number);
  if (random.chance(15))
    for (const Value &value : values)
      for (int64_t dim = 0; dim < value.getRank(); ++dim)
        if (value.shape[dim] == number)
          return makeDim(value, dim);
  std::string name = addScalar(ElementType::Index, number, std::move(extremes));
  result.parameters.back().mistakes = std::move(mistakes);
  result.parameters.back().isSize = isSize;
  return name;
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

std::optional<Value> Graph::findValue(const Shape &shape) {
  std::vector<Value> found;
  for (const Value &value : values)
    if (value.shape == shape)
      found.push_back(value);
  if (found.empty())
    return std::nullopt;
  return random.pick(found);
}

Value Graph::castTo(const Value &value, const Value &like) {
  if (value.dynamic == like.dynamic)
    return value;
  Value cast = like;
  cast.name = makeName();
  emit(cast.name + " = tensor.cast " + value.name + " : " +
       value.getTypeText() + " to " + cast.getTypeText());
  return cast;
}

Value Graph::makeValue(const Shape &shape) {
  std::optional<Value> found = findValue(shape);
  if (found && random.chance(65))
    return *found;
  return addData(shape);
}

Value Graph::makeEmpty(const Value &like,
                       const std::vector<std::string> &sizes) {
  Value empty = like;
  empty.name = makeName();
  std::string list;
  for (const std::string &size : sizes)
    list += (list.empty() ? "" : ", ") + size;
  emit(empty.name + " = tensor.empty(" + list + ") : " + empty.getTypeText());
  return empty;
}

static std::string getZero(ElementType type) {
  if (isFloat(type))
    return std::string("0.0 : ") + getName(type);
  if (type == ElementType::I1)
    return "false";
  return std::string("0 : ") + getName(type);
}

Value Graph::makeZeros(const Value &like) {
  std::vector<std::string> sizes;
  for (int64_t dim = 0; dim < like.getRank(); ++dim)
    if (like.dynamic[dim])
      sizes.push_back(makeDim(like, dim));
  return makeZeros(like, sizes);
}

Value Graph::makeZeros(const Value &like,
                       const std::vector<std::string> &sizes) {
  Value empty = makeEmpty(like, sizes);
  std::string zero = makeName();
  if (isComplex(like.type)) {
    std::string part = getName(getComponentType(like.type));
    emit(zero + " = complex.constant [0.0 : " + part + ", 0.0 : " + part +
         "] : " + getName(like.type));
  } else {
    emit(zero + " = arith.constant " + getZero(like.type));
  }
  Value zeros = like;
  zeros.name = makeName();
  emit(zeros.name + " = linalg.fill ins(" + zero + " : " + getName(like.type) +
       ") outs(" + empty.name + " : " + empty.getTypeText() + ") -> " +
       zeros.getTypeText());
  return zeros;
}

Value Graph::addResult(std::string name, Shape shape,
                       std::vector<bool> dynamic) {
  Value value{std::move(name), type, std::move(shape), std::move(dynamic)};
  bool isLarge = countElements(value.shape) > 40000 || value.getRank() > 5;
  (isLarge ? largeValues : values).push_back(value);
  return value;
}

Graph::Region Graph::openRegion() {
  ++depth;
  return {values.size(), largeValues.size()};
}

void Graph::closeRegion(const Region &region) {
  --depth;
  auto inside = values.begin() + static_cast<ptrdiff_t>(region.numValues);
  values.erase(
      std::remove_if(inside, values.end(),
                     [&](const Value &value) { return !isArgument(value); }),
      values.end());
  largeValues.resize(region.numLargeValues);
}

bool Graph::isArgument(const Value &value) const {
  return std::any_of(result.parameters.begin(), result.parameters.end(),
                     [&](const Parameter &parameter) {
                       return parameter.value.name == value.name;
                     });
}

/// Whether an op takes `name`; its definition is one mention, unless it is one
/// of several that are defined together, `%v:2`.
static bool isUsed(const std::string &name, const std::string &body) {
  int64_t mentions = name.find('#') != std::string::npos;
  for (size_t at = body.find(name); at != std::string::npos;
       at = body.find(name, at + 1))
    mentions += !std::isdigit(body[at + name.size()]);
  return mentions > 1;
}

std::vector<Value> Graph::chooseResults() {
  std::vector<Value> open, results;
  for (const std::vector<Value> *list : {&values, &largeValues})
    for (const Value &value : *list)
      if (!isArgument(value) && !isUsed(value.name, body))
        open.push_back(value);
  for (int64_t i : random.choose(open.size(), open.size()))
    if (results.size() < 4)
      results.push_back(open[static_cast<size_t>(i)]);
  // Also what others use, arguments, and results that are returned twice.
  if (results.empty() || random.chance(30))
    results.push_back(random.pick(values));
  return results;
}

Case Graph::finish() {
  std::vector<Value> results = chooseResults();
  std::string arguments, returned, types;
  for (const Parameter &argument : result.parameters)
    arguments +=
        (arguments.empty() ? "" : ", ") + argument.value.name + ": " +
        (argument.kind == Parameter::Scalar ? getName(argument.value.type)
                                            : argument.value.getTypeText()) +
        (argument.isDonated ? " {tslice.donate}" : "");
  for (const Value &value : results) {
    returned += (returned.empty() ? "" : ", ") + value.name;
    types += (types.empty() ? "" : ", ") + value.getTypeText();
  }
  result.results = results;
  result.text = "func.func @" + result.name + "(" + arguments + ") -> (" +
                types + ") {\n" + body + "  return " + returned + " : " +
                types + "\n}\n";
  return std::move(result);
}
