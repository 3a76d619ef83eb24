// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The cheapest set of nodes that separates sources from sinks.

#ifndef TSLICE_LIB_ADJOINT_MINCUT_H
#define TSLICE_LIB_ADJOINT_MINCUT_H

#include "llvm/ADT/SmallVector.h"
#include <cstdint>
#include <limits>
#include <optional>

namespace tslice {

/// A directed graph of which nodes may be cut at a price.
class MinCut {
public:
  static constexpr int64_t kNever = std::numeric_limits<int64_t>::max() / 4;

  /// Adds a node, to be cut for `price` >= 0, or `kNever`. Returns its number.
  unsigned addNode(int64_t price);
  int64_t getPrice(unsigned node) const { return prices[node]; }
  /// What comes from `from` gets to `to`.
  void addEdge(unsigned from, unsigned to);
  void markSource(unsigned node) { connect(0, inner(node), kNever); }
  void markSink(unsigned node) { connect(outer(node), 1, kNever); }

  /// Returns the nodes of a cheapest cut, those nearest to the sinks where
  /// several are, in order; nothing if only uncuttable nodes separate.
  std::optional<llvm::SmallVector<unsigned>> cut();

private:
  struct Arc {
    unsigned to;
    int64_t left;
    unsigned reverse;
  };
  /// Each node is an arc, from its inner to its outer half.
  static unsigned inner(unsigned node) { return 2 + 2 * node; }
  static unsigned outer(unsigned node) { return 3 + 2 * node; }
  void connect(unsigned from, unsigned to, int64_t capacity);
  /// Finds a shortest way from the source to the sink and fills it; returns how
  /// much went through.
  int64_t augment();

  /// The source is vertex 0, the sink vertex 1.
  llvm::SmallVector<llvm::SmallVector<Arc>> arcs{2};
  llvm::SmallVector<int64_t> prices;
};

} // namespace tslice

#endif // TSLICE_LIB_ADJOINT_MINCUT_H
