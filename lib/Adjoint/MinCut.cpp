// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Shortest augmenting paths: the graphs are bodies of loops, so small.

#include "MinCut.h"
#include "llvm/ADT/STLExtras.h"
#include <deque>

using namespace tslice;

unsigned MinCut::addNode(int64_t price) {
  unsigned node = prices.size();
  prices.push_back(price);
  arcs.resize(arcs.size() + 2);
  connect(inner(node), outer(node), price);
  return node;
}

void MinCut::addEdge(unsigned from, unsigned to) {
  connect(outer(from), inner(to), kNever);
}

void MinCut::connect(unsigned from, unsigned to, int64_t capacity) {
  arcs[from].push_back({to, capacity, static_cast<unsigned>(arcs[to].size())});
  arcs[to].push_back({from, 0, static_cast<unsigned>(arcs[from].size() - 1)});
}

int64_t MinCut::augment() {
  // How each vertex was reached: by which arc of which vertex.
  llvm::SmallVector<std::pair<int, unsigned>> reached(arcs.size(), {-1, 0});
  std::deque<unsigned> queue{0};
  reached[0].first = 0;
  while (!queue.empty() && reached[1].first < 0) {
    unsigned vertex = queue.front();
    queue.pop_front();
    for (auto [number, arc] : llvm::enumerate(arcs[vertex])) {
      if (arc.left == 0 || reached[arc.to].first >= 0)
        continue;
      reached[arc.to] = {static_cast<int>(vertex),
                         static_cast<unsigned>(number)};
      queue.push_back(arc.to);
    }
  }
  if (reached[1].first < 0)
    return 0;
  int64_t amount = kNever;
  for (unsigned vertex = 1; vertex != 0; vertex = reached[vertex].first)
    amount = std::min(amount,
                      arcs[reached[vertex].first][reached[vertex].second].left);
  for (unsigned vertex = 1; vertex != 0; vertex = reached[vertex].first) {
    Arc &arc = arcs[reached[vertex].first][reached[vertex].second];
    arc.left -= amount;
    arcs[arc.to][arc.reverse].left += amount;
  }
  return amount;
}

std::optional<llvm::SmallVector<unsigned>> MinCut::cut() {
  int64_t total = 0;
  while (int64_t amount = augment()) {
    total += amount;
    if (total >= kNever)
      return std::nullopt;
  }
  // What still gets to the sink lies behind the cut.
  llvm::SmallVector<bool> isBehind(arcs.size(), false);
  std::deque<unsigned> queue{1};
  isBehind[1] = true;
  while (!queue.empty()) {
    unsigned vertex = queue.front();
    queue.pop_front();
    for (const Arc &arc : arcs[vertex])
      if (!isBehind[arc.to] && arcs[arc.to][arc.reverse].left > 0) {
        isBehind[arc.to] = true;
        queue.push_back(arc.to);
      }
  }
  llvm::SmallVector<unsigned> nodes;
  for (unsigned node = 0; node < prices.size(); ++node)
    if (isBehind[outer(node)] && !isBehind[inner(node)])
      nodes.push_back(node);
  return nodes;
}
