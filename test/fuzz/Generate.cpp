// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The shape of a case: some arguments, the accesses that it must have, and
// other ops between them.

#include "Graph.h"

using namespace tslice;
using namespace tslice::fuzz;

void fuzz::generateAccess(Graph &graph, const Cell &cell) {
  graph.result.cells.push_back(cell);
  if (cell.op == Op::Slice || cell.op == Op::Update)
    generateRanged(graph, cell);
  else
    generateWindowed(graph, cell);
}

Cell fuzz::drawCell(Random &random, ElementType type) {
  Cell cell{static_cast<Op>(random.below(4)), Combine::Set,
            static_cast<Bounds>(random.below(5)), type};
  if (cell.isWrite())
    do
      cell.combine = static_cast<Combine>(random.below(10));
    while (!isDefined(cell.combine, type));
  return cell;
}

/// A shape that takes several threads.
static Shape drawLargeShape(Random &random) {
  return random.pick<Shape>({{20011}, {3, 7001}, {5003, 4}, {20, 30, 40}});
}

Case fuzz::generateCase(uint64_t seed, uint64_t number,
                        const std::vector<Cell> &cells, bool donates) {
  Graph graph(seed, number, donates);
  Random &random = graph.random;
  graph.type = cells.front().type;
  graph.addData(random.chance(3) ? drawLargeShape(random) : graph.drawShape(4));
  if (random.chance(70))
    graph.addData(graph.drawShape(3));
  for (const Cell &cell : cells) {
    generateAccess(graph, cell);
    for (int64_t more = random.below(3); more > 0; --more)
      generateUpstream(graph);
  }
  if (random.chance(20))
    generateNonzero(graph);
  if (random.chance(10))
    generateGroup(graph, static_cast<Bounds>(random.below(5)));
  // Derivatives of accesses have cases of their own; here they are in loops.
  if (random.chance(graph.isDifferentiated() ? 70 : 20))
    generateControl(graph);
  if (random.chance(30))
    generateAccess(graph, drawCell(random, graph.type));
  return graph.finish();
}
