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

/// A region for one pair, or for two that are mixed.
static std::string makeRegion(Random &random, ElementType type, bool isPair) {
  std::string name = getInfo(type).name, op = getDifference(type);
  auto subtract = [&](const char *result, const char *a, const char *b) {
    return std::string("    ") + result + " = " + op + " " + a + ", " + b +
           " : " + name + "\n";
  };
  std::string text;
  if (isPair)
    return " {\n  ^bb0(%f: " + name + ", %g: " + name + ", %w: " + name +
           ", %z: " + name + "):\n" + subtract("%a", "%w", "%g") +
           subtract("%b", "%z", "%f") + "    tslice.yield %a, %b : " + name +
           ", " + name + "\n  }";
  std::string first = random.chance(70) ? subtract("%a", "%w", "%f")
                                        : subtract("%a", "%f", "%w");
  return " {\n  ^bb0(%f: " + name + ", %w: " + name + "):\n" + first +
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
      random.chance(30))
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
  std::string words = graph.isDifferentiated() ? "" : drawWords(random, cell);
  std::string region =
      isRegion ? makeRegion(random, cell.type, isPair) : std::string();
  std::string name = graph.makeName();
  graph.emit(name + (isPair ? ":2" : "") + op + updates + " into " + dests +
             place + words + " : " + updateTypes + " into " + destTypes +
             indexType + region);
  graph.addResult(isPair ? name + "#0" : name, dest.shape, dest.dynamic);
  if (isPair)
    graph.addResult(name + "#1", dest.shape, dest.dynamic);
}
