// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Adds reads and writes by mask: positions of what is true, and accesses at
// them.

#include "Graph.h"

using namespace tslice;
using namespace tslice::fuzz;

/// A mask of the given shape: a value of the graph, or an argument.
static Value makeMask(Graph &graph, const Shape &shape) {
  if (graph.type == ElementType::I1 && graph.random.chance(60))
    return graph.makeValue(shape);
  IndexRule rule;
  rule.limits = {2};
  rule.mustBeInRange = rule.isPromised = true;
  return graph.addIndices(ElementType::I1, shape, rule);
}

/// The positions as indices of an access of all `rank` dimensions.
static Value makeIndices(Graph &graph, const Value &positions, int64_t rank) {
  if (rank != 1)
    return positions;
  Value flat = positions;
  flat.name = graph.makeName();
  flat.shape.pop_back();
  flat.dynamic.pop_back();
  graph.emit(flat.name + " = tensor.collapse_shape " + positions.name +
             " [[0, 1]] : " + positions.getTypeText() + " into " +
             flat.getTypeText());
  return flat;
}

static std::string formatDims(int64_t rank) {
  std::vector<int64_t> dims;
  for (int64_t dim = 0; dim < rank; ++dim)
    dims.push_back(dim);
  return " dims " + formatList(dims);
}

/// A fixed number of elements of `x`; skipped where there are not so many.
static void generateSized(Graph &graph, const Value &x, const Value &mask) {
  Random &random = graph.random;
  int64_t rank = x.getRank(), count = countElements(x.shape);
  bool truncates = count > 60 || random.chance(60);
  int64_t size = truncates ? random.between(0, 7) : count + random.below(3);
  bool isDynamic = random.chance(40);
  std::string sizeText = graph.makeIndex(size, isDynamic, {}, {-1}, true);
  Value positions{
      graph.makeName(), ElementType::Index, {size, rank}, {isDynamic, false}};
  graph.emit(positions.name + ", " + graph.makeName() + " = tslice.nonzero " +
             mask.name + " size " + sizeText + (truncates ? " truncate" : "") +
             " : " + mask.getTypeText() + " -> " + positions.getTypeText() +
             ", index");
  Value indices = makeIndices(graph, positions, rank);
  std::string name = graph.makeName();
  Value result = graph.addResult(name, {size}, {isDynamic});
  graph.emit(name + " = tslice.gather " + x.name + "[" + indices.name + "]" +
             formatDims(rank) + " bounds skip_window : " + x.getTypeText() +
             ", " + indices.getTypeText() + " -> " + result.getTypeText());
}

/// All elements of `x` where the mask is true, written to the same places of
/// another tensor.
static void generateAll(Graph &graph, const Value &x, const Value &mask) {
  int64_t rank = x.getRank();
  Value dest =
      graph.random.chance(50) ? graph.makeZeros(x) : graph.makeValue(x.shape);
  Value positions{
      graph.makeName(), ElementType::Index, {0, rank}, {true, false}};
  graph.emit(positions.name + " = tslice.nonzero " + mask.name + " : " +
             mask.getTypeText() + " -> " + positions.getTypeText());
  Value indices = makeIndices(graph, positions, rank);
  Value read{graph.makeName(), graph.type, {0}, {true}};
  std::string place = "[" + indices.name + "]" + formatDims(rank) + " : ";
  graph.emit(read.name + " = tslice.gather " + x.name + place +
             x.getTypeText() + ", " + indices.getTypeText() + " -> " +
             read.getTypeText());
  std::string name = graph.makeName();
  graph.emit(name + " = tslice.scatter set " + read.name + " into " +
             dest.name + place + read.getTypeText() + " into " +
             dest.getTypeText() + ", " + indices.getTypeText());
  graph.addResult(name, dest.shape, dest.dynamic);
}

void fuzz::generateNonzero(Graph &graph) {
  Value x = graph.random.pick(graph.values);
  Value mask = makeMask(graph, x.shape);
  if (graph.random.chance(50))
    generateSized(graph, x, mask);
  else
    generateAll(graph, x, mask);
}
