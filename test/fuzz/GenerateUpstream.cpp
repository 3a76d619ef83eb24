// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Adds ops of other dialects around the accesses, since bugs live where fusion
// meets them.

#include "Graph.h"

#include <algorithm>

using namespace tslice;
using namespace tslice::fuzz;

std::string fuzz::drawConstant(Random &random, ElementType type) {
  static const std::vector<std::string> numbers = {"0.0", "-0.0", "1.0", "-2.5",
                                                   "7.0"};
  std::string name = getName(type);
  if (type == ElementType::I1)
    return random.chance(50) ? "true" : "false";
  if (isFloat(type))
    return random.pick(numbers) + " : " + name;
  if (isComplex(type))
    return std::string("#complex.number<:") + getName(getComponentType(type)) +
           " " + random.pick(numbers) + ", " + random.pick(numbers) +
           "> : " + name;
  return std::to_string(random.pick<int64_t>({0, 1, -1, 100, -128})) + " : " +
         name;
}

/// Ops of two operands that are defined on `type`, as names.
static std::vector<std::string> getBinaryOps(ElementType type) {
  if (isFloat(type))
    return {"arith.addf", "arith.mulf", "arith.subf", "arith.maximumf",
            "arith.minimumf"};
  if (type == ElementType::I1)
    return {"arith.andi", "arith.ori", "arith.xori", "arith.addi"};
  return {"arith.addi",  "arith.muli",  "arith.subi",  "arith.maxsi",
          "arith.minsi", "arith.maxui", "arith.minui", "arith.andi",
          "arith.ori",   "arith.xori"};
}

static void generateCast(Graph &graph) {
  Value source = graph.random.pick(graph.values);
  Value like = source;
  like.dynamic = graph.drawDynamic(source.shape.size());
  Value result = graph.castTo(source, like);
  graph.addResult(result.name, result.shape, result.dynamic);
}

static void generateElementwise(Graph &graph) {
  Random &random = graph.random;
  Value a = random.pick(graph.values);
  std::string name = graph.makeName(), type = a.getTypeText();
  if (isFloat(a.type) && random.chance(15)) {
    graph.emit(name + " = arith.negf " + a.name + " : " + type);
    graph.addResult(name, a.shape, a.dynamic);
    return;
  }
  Value b = random.chance(15) ? a : *graph.findValue(a.shape);
  b = graph.castTo(b, a);
  if (isComplex(a.type)) {
    // Arithmetic on complex numbers has no tensor form upstream.
    Value empty = graph.makeZeros(a);
    graph.emit(name + " = linalg.map { complex." +
               (random.chance(50) ? "add" : "sub") + " } ins(" + a.name + ", " +
               b.name + " : " + type + ", " + type + ") outs(" + empty.name +
               " : " + type + ")");
  } else {
    graph.emit(name + " = " + random.pick(getBinaryOps(a.type)) + " " + a.name +
               ", " + b.name + " : " + type);
  }
  graph.addResult(name, a.shape, a.dynamic);
}

static std::string getSum(ElementType type) {
  if (isComplex(type))
    return "complex.add";
  if (isFloat(type))
    return "arith.addf";
  return type == ElementType::I1 ? "arith.ori" : "arith.addi";
}

static void generateReduce(Graph &graph) {
  Random &random = graph.random;
  Value source = random.pick(graph.values);
  if (source.getRank() == 0)
    return generateElementwise(graph);
  std::vector<int64_t> dims =
      random.choose(source.getRank(), random.between(1, source.getRank()));
  std::sort(dims.begin(), dims.end());
  Value result{"", source.type, {}, {}};
  std::vector<std::string> sizes;
  for (int64_t dim = 0; dim < source.getRank(); ++dim) {
    if (std::find(dims.begin(), dims.end(), dim) != dims.end())
      continue;
    result.shape.push_back(source.shape[dim]);
    result.dynamic.push_back(source.dynamic[dim]);
    if (source.dynamic[dim])
      sizes.push_back(graph.makeDim(source, dim));
  }
  Value init = graph.makeZeros(result, sizes);
  std::string name = graph.makeName();
  graph.emit(name + " = linalg.reduce { " + getSum(source.type) + " } ins(" +
             source.name + " : " + source.getTypeText() + ") outs(" +
             init.name + " : " + init.getTypeText() +
             ") dimensions = " + formatList(dims));
  graph.addResult(name, result.shape, result.dynamic);
}

static void generateBroadcast(Graph &graph) {
  Random &random = graph.random;
  Value source = random.pick(graph.values);
  if (source.getRank() > 3)
    return generateCast(graph);
  int64_t position = random.between(0, source.getRank());
  int64_t size = random.pick<int64_t>({0, 1, 2, 3, 4});
  if (random.chance(80))
    size = std::max<int64_t>(size, 1);
  Value result = source;
  result.shape.insert(result.shape.begin() + position, size);
  result.dynamic.insert(result.dynamic.begin() + position, random.chance(30));
  std::vector<std::string> sizes;
  for (int64_t dim = 0; dim < result.getRank(); ++dim) {
    if (!result.dynamic[dim])
      continue;
    sizes.push_back(dim == position
                        ? graph.makeIndex(size, true, {}, {0, 1, 5}, true)
                        : graph.makeDim(source, dim - (dim > position)));
  }
  Value empty = graph.makeEmpty(result, sizes);
  std::string name = graph.makeName();
  graph.emit(name + " = linalg.broadcast ins(" + source.name + " : " +
             source.getTypeText() + ") outs(" + empty.name + " : " +
             empty.getTypeText() + ") dimensions = [" +
             std::to_string(position) + "]");
  graph.addResult(name, result.shape, result.dynamic);
}

static void generateTranspose(Graph &graph) {
  Value source = graph.random.pick(graph.values);
  // MLIR 22 crashes on a transposition of rank 0 when it verifies.
  if (source.getRank() == 0)
    return generateCast(graph);
  std::vector<int64_t> permutation =
      graph.random.choose(source.getRank(), source.getRank());
  Value result{"", source.type, {}, {}};
  std::vector<std::string> sizes;
  for (int64_t dim : permutation) {
    result.shape.push_back(source.shape[dim]);
    result.dynamic.push_back(source.dynamic[dim]);
    if (source.dynamic[dim])
      sizes.push_back(graph.makeDim(source, dim));
  }
  Value empty = graph.makeEmpty(result, sizes);
  std::string name = graph.makeName();
  graph.emit(name + " = linalg.transpose ins(" + source.name + " : " +
             source.getTypeText() + ") outs(" + empty.name + " : " +
             empty.getTypeText() +
             ") permutation = " + formatList(permutation));
  graph.addResult(name, result.shape, result.dynamic);
}

/// Splits the dimensions into neighbours that become one.
static void generateCollapse(Graph &graph) {
  Random &random = graph.random;
  Value source = random.pick(graph.values);
  if (source.getRank() < 2)
    return generateCast(graph);
  Value result{graph.makeName(), source.type, {}, {}};
  std::string groups;
  for (int64_t dim = 0; dim < source.getRank(); ++dim) {
    bool joins = dim > 0 && random.chance(50);
    if (joins) {
      result.shape.back() *= source.shape[dim];
      result.dynamic.back() = result.dynamic.back() || source.dynamic[dim];
    } else {
      result.shape.push_back(source.shape[dim]);
      result.dynamic.push_back(source.dynamic[dim]);
    }
    groups += (joins ? ", " : dim ? "], [" : "[") + std::to_string(dim);
  }
  if (result.getRank() == source.getRank())
    return;
  graph.emit(result.name + " = tensor.collapse_shape " + source.name + " [" +
             groups + "]] : " + source.getTypeText() + " into " +
             result.getTypeText());
  graph.addResult(result.name, result.shape, result.dynamic);
}

/// Splits one dimension into two.
static void generateExpand(Graph &graph) {
  Random &random = graph.random;
  Value source = random.pick(graph.values);
  if (source.getRank() == 0 || source.getRank() > 3)
    return generateCast(graph);
  int64_t split = random.below(source.getRank());
  int64_t extent = source.shape[split], factor = 1;
  for (int64_t candidate : {2, 3, 4})
    if (extent > 0 && extent % candidate == 0 && random.chance(60))
      factor = candidate;
  bool isInner = random.chance(50);
  Value result{"", source.type, {}, {}};
  std::vector<std::string> sizes;
  std::string groups;
  for (int64_t dim = 0; dim < source.getRank(); ++dim) {
    int64_t at = result.getRank();
    groups += (dim ? ", [" : "[") + std::to_string(at);
    if (dim == split) {
      bool isDynamic = source.dynamic[dim];
      int64_t rest = extent / factor;
      std::string restText = isDynamic ? graph.makeIndex(rest, true, {}, {})
                                       : std::to_string(rest);
      bool restFirst = isInner;
      result.shape.insert(result.shape.end(), {restFirst ? rest : factor,
                                               restFirst ? factor : rest});
      result.dynamic.push_back(restFirst && isDynamic);
      result.dynamic.push_back(!restFirst && isDynamic);
      sizes.push_back(restFirst ? restText : std::to_string(factor));
      sizes.push_back(restFirst ? std::to_string(factor) : restText);
      groups += ", " + std::to_string(at + 1);
    } else {
      result.shape.push_back(source.shape[dim]);
      result.dynamic.push_back(source.dynamic[dim]);
      sizes.push_back(source.dynamic[dim] ? graph.makeDim(source, dim)
                                          : std::to_string(source.shape[dim]));
    }
    groups += "]";
  }
  std::string name = graph.makeName();
  result.name = name;
  graph.emit(name + " = tensor.expand_shape " + source.name + " [" + groups +
             "] output_shape " + formatList(sizes) + " : " +
             source.getTypeText() + " into " + result.getTypeText());
  graph.addResult(name, result.shape, result.dynamic);
}

void fuzz::generateUpstream(Graph &graph) {
  bool isMoveOnly = getSize(graph.type) == 1 && isFloat(graph.type);
  switch (graph.random.below(isMoveOnly ? 5 : 12)) {
  case 0:
    return generateBroadcast(graph);
  case 1:
    return generateTranspose(graph);
  case 2:
    return generateCollapse(graph);
  case 3:
    return generateExpand(graph);
  case 4:
    return generateCast(graph);
  case 5:
  case 6:
    return generateReduce(graph);
  default:
    return generateElementwise(graph);
  }
}
