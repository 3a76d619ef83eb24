// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How a write combines: a name or a region, one pair or two, and words that
// change what the combiner does.

#include "Graph.h"

using namespace tslice;
using namespace tslice::fuzz;

/// The op that the regions of a type combine with; it depends on the order.
static std::string getDifference(ElementType type) {
  if (isComplex(type))
    return "complex.sub";
  if (isFloat(type))
    return "arith.subf";
  return type == ElementType::I1 ? "arith.xori" : "arith.subi";
}

/// The op that multiplies, or nothing where there is none.
static std::string getProduct(ElementType type) {
  if (isComplex(type))
    return "complex.mul";
  if (isFloat(type))
    return getSize(type) > 1 ? "arith.mulf" : "";
  return type == ElementType::I1 ? "" : "arith.muli";
}

/// A region for one pair, or for two that are mixed.
static std::string makeRegion(Random &random, ElementType type, bool isPair,
                              bool mayMultiply) {
  std::string name = getInfo(type).name, text;
  auto emit = [&](const std::string &op, const char *result, const char *a,
                  const char *b) {
    text += std::string("    ") + result + " = " + op + " " + a + ", " + b +
            " : " + name + "\n";
  };
  std::string difference = getDifference(type), product = getProduct(type);
  bool multiplies = mayMultiply && !product.empty() && random.chance(50);
  // The element is the first operand, and then what it meets.
  if (multiplies)
    emit(product, "%p", "%f", "%w");
  const char *met = multiplies ? "%p" : "%f";
  if (isPair) {
    emit(difference, "%a", "%w", "%g");
    emit(difference, "%b", "%z", met);
    return " {\n  ^bb0(%f: " + name + ", %g: " + name + ", %w: " + name +
           ", %z: " + name + "):\n" + text +
           "    tslice.yield %a, %b : " + name + ", " + name + "\n  }";
  }
  bool isSwapped = random.chance(30);
  emit(difference, "%a", isSwapped ? met : "%w", isSwapped ? "%w" : met);
  return " {\n  ^bb0(%f: " + name + ", %w: " + name + "):\n" + text +
         "    tslice.yield %a : " + name + "\n  }";
}

/// The words that may stand behind the bounds policy.
static std::string drawWords(Random &random, const Cell &cell) {
  std::string words;
  bool isHalf = cell.type == ElementType::F16 || cell.type == ElementType::BF16;
  bool isSum = cell.combine == Combine::Add || cell.combine == Combine::Mul;
  if (cell.combine != Combine::Set && random.chance(30))
    words += " exclude_self";
  if (isHalf && isSum && random.chance(40))
    words += " accumulate f32";
  if ((cell.combine == Combine::Min || cell.combine == Combine::Max) &&
      random.chance(60))
    words += random.chance(50) ? " ties first" : " ties even";
  return words;
}

void fuzz::generateWrite(Graph &graph, const Cell &cell, const Value &update,
                         const Value &dest, const std::string &place,
                         const std::string &indexType) {
  Random &random = graph.random;
  bool isRegion = cell.combine == Combine::Region;
  bool isPair = isRegion && random.chance(30);
  std::string op = std::string(" = tslice.") + getName(cell.op) + " ";
  if (!isRegion)
    op += std::string(getName(cell.combine)) + " ";
  std::string updates = update.name, dests = dest.name,
              updateTypes = update.getTypeText(),
              destTypes = dest.getTypeText();
  if (isPair) {
    Value other = graph.castTo(graph.makeValue(update.shape), update);
    Value second = graph.castTo(graph.makeValue(dest.shape), dest);
    updates += ", " + other.name;
    dests += ", " + second.name;
    updateTypes += ", " + update.getTypeText();
    destTypes += ", " + dest.getTypeText();
  }
  std::string words = drawWords(random, cell);
  // Of products in small types the derivatives are not exact, and the oracle
  // does not know those of complex numbers.
  bool isWide = getComponentType(cell.type) == ElementType::F64;
  bool multiplies = graph.isDifferentiated() ? isWide : !isComplex(cell.type);
  std::string region = isRegion
                           ? makeRegion(random, cell.type, isPair, multiplies)
                           : std::string();
  std::string name = graph.makeName();
  graph.emit(name + (isPair ? ":2" : "") + op + updates + " into " + dests +
             place + words + " : " + updateTypes + " into " + destTypes +
             indexType + region);
  graph.addResult(isPair ? name + "#0" : name, dest.shape, dest.dynamic);
  if (isPair)
    graph.addResult(name + "#1", dest.shape, dest.dynamic);
}
