// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A function under construction: its arguments, the tensors that ops can take,
// and its text. The generators of ops add to it.

#ifndef TSLICE_TEST_FUZZ_GRAPH_H
#define TSLICE_TEST_FUZZ_GRAPH_H

#include "Case.h"

namespace tslice::fuzz {

/// How a gather or scatter addresses a tensor. Kept, so that a later op can
/// address another tensor of the same shape in the same way.
struct WindowedPlan {
  Shape indexedShape;
  std::vector<int64_t> batch, dims;
  /// One per addressed dimension.
  std::vector<int64_t> window;
  std::vector<int64_t> drop;
  /// Whether `window` and `drop` are written out.
  bool hasWindow = false, hasDrop = false;
  Bounds bounds = Bounds::Error;
  Value indices;
  /// The shape of the result or update; `wholeDims` gives, for each dimension
  /// of it that is one of the indexed tensor's, which one, else -1.
  Shape elementShape;
  std::vector<int64_t> wholeDims;
};

/// Collects the parts of a case.
class Graph {
public:
  Graph(uint64_t seed, uint64_t number, bool donates, uint64_t attempt = 0);

  Random random;
  ElementType type = ElementType::F32;
  /// Tensors of `type` that ops can take.
  std::vector<Value> values;
  std::vector<WindowedPlan> plans;
  Case result;

  /// Adds a line to the function's body.
  void emit(const std::string &line) {
    body += std::string(2 * depth, ' ') + line + "\n";
  }
  /// Where a region began. Tensors of ops inside are unknown behind it;
  /// arguments that it brought along are not.
  struct Region {
    size_t numValues, numLargeValues;
  };
  Region openRegion();
  void closeRegion(const Region &region);
  /// Whether derivatives are taken: not all that can be said has one.
  bool isDifferentiated() const { return !donates; }
  /// A name nobody has yet.
  std::string makeName() { return "%v" + std::to_string(numNames++); }

  /// Chooses which sizes are dynamic.
  std::vector<bool> drawDynamic(size_t rank);
  /// A shape of at most `maxRank` dimensions, small, with 0 and 1 now and then.
  Shape drawShape(int64_t maxRank);

  /// Adds an argument and returns its tensor; `data` is also put into `values`.
  Value addData(Shape shape);
  Value addIndices(ElementType indexType, Shape shape, IndexRule rule);
  bool isArgument(const Value &value) const;
  /// Adds a number and returns its name; `extremes` are as legal.
  std::string addScalar(ElementType scalarType, int64_t number,
                        std::vector<int64_t> extremes);
  /// Counts one more access through the index argument `name`.
  void countUse(const std::string &name);

  /// Returns the text of `number` in a list of offsets, sizes or strides:
  /// itself, or an SSA value when `isDynamic`. `extremes` and `mistakes` are
  /// those of the argument that it may become.
  std::string makeIndex(int64_t number, bool isDynamic,
                        std::vector<int64_t> extremes,
                        std::vector<int64_t> mistakes, bool isSize = false);
  /// Returns the name of an SSA constant of type index.
  std::string makeConstant(int64_t number);
  /// Returns the name of the size of `dim`.
  std::string makeDim(const Value &value, int64_t dim);

  /// Returns a value of the sizes of `shape` among `values`, or nothing.
  std::optional<Value> findValue(const Shape &shape);
  /// Returns `value` with exactly the type of `like`.
  Value castTo(const Value &value, const Value &like);
  /// Returns a value of any content with the sizes of `shape`: one that is
  /// there, or a new argument.
  Value makeValue(const Shape &shape);
  /// Returns a tensor of the type of `like` with unspecified elements; `sizes`
  /// are its dynamic ones.
  Value makeEmpty(const Value &like, const std::vector<std::string> &sizes);
  /// Returns a tensor of zeros with the sizes of `like`, or of its type and the
  /// given dynamic sizes.
  Value makeZeros(const Value &like);
  Value makeZeros(const Value &like, const std::vector<std::string> &sizes);

  /// Adds the result of an op.
  Value addResult(std::string name, Shape shape, std::vector<bool> dynamic);

  /// Completes the case: chooses the results.
  Case finish();

private:
  std::vector<Value> chooseResults();

  bool donates;
  std::string body;
  /// Tensors that are only returned, since ops on them would take too long.
  std::vector<Value> largeValues;
  int64_t numNames = 0;
  size_t depth = 1;
};

/// Any kind of access that `type` has.
Cell drawCell(Random &random, ElementType type);

/// Adds one access of the kind of `cell`; `cell.type` is the graph's.
void generateAccess(Graph &graph, const Cell &cell);
void generateRanged(Graph &graph, const Cell &cell);
void generateWindowed(Graph &graph, const Cell &cell);

/// Adds a write of `update` into `dest`, at what the text `place` says, with
/// the type of the indices, `, tensor<..>`, if there are any.
void generateWrite(Graph &graph, const Cell &cell, const Value &update,
                   const Value &dest, const std::string &place,
                   const std::string &indexType);
/// Adds a group, and reads of what its results name.
void generateGroup(Graph &graph, Bounds bounds);

/// Adds a branch or a loop with accesses inside.
void generateControl(Graph &graph);

/// Adds an access to where a mask is true.
void generateNonzero(Graph &graph);

/// Adds an op of another dialect that the type has: elementwise arithmetic, a
/// reduction, a broadcast, a reshape, a transposition or a cast.
void generateUpstream(Graph &graph);

/// Returns a constant of `type` as an attribute, `7.0 : f32`.
std::string drawConstant(Random &random, ElementType type);

/// The number of elements of a tensor of `shape`.
int64_t countElements(const Shape &shape);

/// Joins `[a, b, c]`.
std::string formatList(const std::vector<std::string> &list);
std::string formatList(const std::vector<int64_t> &list);

} // namespace tslice::fuzz

#endif // TSLICE_TEST_FUZZ_GRAPH_H
