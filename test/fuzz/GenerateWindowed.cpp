// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Adds gathers, scatters and groups: every way to address a tensor, and indices that
// are fresh arguments or those of an earlier access.

#include "Graph.h"

#include <algorithm>

using namespace tslice;
using namespace tslice::fuzz;

static bool contains(const std::vector<int64_t> &list, int64_t number) {
  return std::find(list.begin(), list.end(), number) != list.end();
}

/// Chooses which dimensions are paired with the indices and which addressed.
static void drawDims(Random &random, WindowedPlan &plan) {
  int64_t rank = static_cast<int64_t>(plan.indexedShape.size());
  std::vector<int64_t> order = random.choose(rank, rank);
  if (random.chance(50))
    std::sort(order.begin(), order.end());
  int64_t numDims = random.pick<int64_t>({0, 1, 1, 1, 1, 1, 2, 2, 2, 3});
  for (int64_t dim : order) {
    if (static_cast<int64_t>(plan.dims.size()) < numDims)
      plan.dims.push_back(dim);
    else if (random.chance(30))
      plan.batch.push_back(dim);
  }
}

/// Chooses windows that fit where the policy demands it.
static void drawWindows(Random &random, WindowedPlan &plan) {
  plan.hasWindow = random.chance(45);
  for (int64_t dim : plan.dims) {
    int64_t extent = plan.indexedShape[dim], window = 1;
    if (plan.hasWindow) {
      int64_t most = isSkipping(plan.bounds) && random.chance(30)
                         ? extent + 2
                         : std::min<int64_t>(extent, 4);
      window =
          random.chance(5) ? 0 : random.between(1, std::max<int64_t>(most, 1));
    }
    plan.window.push_back(window);
    // Without a window every addressed dimension is dropped by default.
    if (window == 1 && (!plan.hasWindow || random.chance(50)))
      plan.drop.push_back(dim);
  }
  plan.hasDrop = plan.hasWindow ? !plan.drop.empty() : random.chance(15);
  if (!plan.hasWindow && plan.hasDrop && !plan.drop.empty() &&
      random.chance(60))
    plan.drop.pop_back();
}

static IndexRule makeRule(const WindowedPlan &plan) {
  IndexRule rule;
  for (size_t i = 0; i < plan.dims.size(); ++i)
    rule.limits.push_back(plan.indexedShape[plan.dims[i]] - plan.window[i] + 1);
  rule.hasComponentDim = plan.dims.size() != 1;
  rule.isPromised = plan.bounds == Bounds::Assume;
  rule.mustBeInRange = plan.bounds == Bounds::Error || rule.isPromised;
  return rule;
}

/// A type that can hold the legal indices, and for the policies that take any
/// index also one that cannot.
static ElementType drawIndexType(Random &random, const IndexRule &rule) {
  int64_t most = 0;
  for (int64_t limit : rule.limits)
    most = std::max(most, limit);
  std::vector<ElementType> types = {ElementType::I32, ElementType::I64,
                                    ElementType::Index};
  if (most < 32768 || !rule.mustBeInRange)
    types.push_back(ElementType::I16);
  if (most < 128 || !rule.mustBeInRange)
    types.push_back(ElementType::I8);
  return random.pick(types);
}

/// Chooses the sizes B..., J... of the positions.
static Shape drawPositions(Random &random, const WindowedPlan &plan,
                           const IndexRule &rule) {
  Shape positions;
  for (int64_t dim : plan.batch) {
    int64_t extent = plan.indexedShape[dim];
    positions.push_back(random.chance(80) ? extent : random.between(0, extent));
  }
  int64_t numFree = random.pick<int64_t>({0, 1, 1, 1, 2, 2});
  if (countElements(plan.indexedShape) > 2000)
    numFree = std::min<int64_t>(numFree, 1);
  bool isEmpty = random.chance(4);
  // No index is in range: there must be none.
  bool canSkip = isSkipping(plan.bounds);
  for (int64_t limit : rule.limits)
    isEmpty |= limit <= 0 && !canSkip;
  if (isEmpty && positions.empty())
    numFree = std::max<int64_t>(numFree, 1);
  for (int64_t i = 0; i < numFree; ++i)
    positions.push_back(random.pick<int64_t>({1, 2, 3, 3, 4, 5, 7, 9}));
  if (isEmpty)
    positions[static_cast<size_t>(random.below(positions.size()))] = 0;
  return positions;
}

/// Derives the shape of what is read or written.
static void deriveElements(WindowedPlan &plan) {
  plan.elementShape = plan.indices.shape;
  if (plan.dims.size() != 1)
    plan.elementShape.pop_back();
  plan.wholeDims.assign(plan.elementShape.size(), -1);
  for (size_t dim = 0; dim < plan.indexedShape.size(); ++dim) {
    if (contains(plan.batch, dim) || contains(plan.drop, dim))
      continue;
    auto addressed = std::find(plan.dims.begin(), plan.dims.end(), dim);
    bool isWhole = addressed == plan.dims.end();
    plan.elementShape.push_back(
        isWhole
            ? plan.indexedShape[dim]
            : plan.window[static_cast<size_t>(addressed - plan.dims.begin())]);
    plan.wholeDims.push_back(isWhole ? static_cast<int64_t>(dim) : -2);
  }
}

static WindowedPlan drawPlan(Graph &graph, const Shape &indexedShape,
                             Bounds bounds) {
  Random &random = graph.random;
  WindowedPlan plan;
  plan.indexedShape = indexedShape;
  plan.bounds = bounds;
  drawDims(random, plan);
  drawWindows(random, plan);
  IndexRule rule = makeRule(plan);
  Shape shape = drawPositions(random, plan, rule);
  if (rule.hasComponentDim)
    shape.push_back(static_cast<int64_t>(plan.dims.size()));
  ElementType indexType = drawIndexType(random, rule);
  plan.indices = graph.addIndices(indexType, shape, rule);
  deriveElements(plan);
  graph.plans.push_back(plan);
  return plan;
}

/// A way to address a tensor of the given shape that an earlier op has used.
static std::optional<WindowedPlan>
findPlan(Graph &graph, const Shape &indexedShape, Bounds bounds) {
  for (const WindowedPlan &plan : graph.plans) {
    bool wasInRange =
        plan.bounds == Bounds::Error || plan.bounds == Bounds::Assume;
    // What was promised must not become an argument with mistakes, and a
    // promise needs indices that never have any.
    bool fits = bounds == plan.bounds || (isSkipping(bounds) && wasInRange) ||
                (isSkipping(bounds) && isSkipping(plan.bounds));
    if (plan.indexedShape == indexedShape && fits && graph.random.chance(60)) {
      WindowedPlan copy = plan;
      copy.bounds = bounds;
      return copy;
    }
  }
  return std::nullopt;
}

static std::string formatPlan(Random &random, const WindowedPlan &plan,
                              bool isAccess = true) {
  std::string text = "[" + plan.indices.name + "]";
  if (!plan.batch.empty())
    text += " batch " + formatList(plan.batch);
  text += " dims " + formatList(plan.dims);
  if (plan.hasWindow)
    text += " window " + formatList(plan.window);
  if (plan.hasDrop && isAccess)
    text += " drop " + formatList(plan.drop);
  if (plan.bounds != Bounds::Error)
    text += std::string(" bounds ") + getName(plan.bounds);
  if (isAccess && random.chance(15))
    text += " wrap";
  return text;
}

static void generateGather(Graph &graph, const Value &source,
                           const WindowedPlan &plan) {
  std::vector<bool> dynamic;
  for (size_t i = 0; i < plan.elementShape.size(); ++i) {
    int64_t whole = plan.wholeDims[i];
    dynamic.push_back(whole >= 0    ? source.dynamic[whole]
                      : whole == -1 ? plan.indices.dynamic[i]
                                    : false);
  }
  std::string fill;
  if (isSkipping(plan.bounds) && graph.random.chance(60))
    fill = " fill " + drawConstant(graph.random, graph.type);
  std::string name = graph.makeName();
  Value result = graph.addResult(name, plan.elementShape, dynamic);
  graph.emit(name + " = tslice.gather " + source.name +
             formatPlan(graph.random, plan) + fill + " : " +
             source.getTypeText() + ", " + plan.indices.getTypeText() + " -> " +
             result.getTypeText());
}

static void generateScatter(Graph &graph, const Cell &cell, const Value &dest,
                            const WindowedPlan &plan) {
  Value update = graph.makeValue(plan.elementShape);
  generateWrite(graph, cell, update, dest, formatPlan(graph.random, plan),
                ", " + plan.indices.getTypeText());
}

void fuzz::generateWindowed(Graph &graph, const Cell &cell) {
  Random &random = graph.random;
  Value indexed = random.pick(graph.values);
  if (cell.isWrite() && random.chance(15))
    indexed = graph.makeZeros(indexed);
  std::optional<WindowedPlan> plan =
      findPlan(graph, indexed.shape, cell.bounds);
  if (!plan)
    plan = drawPlan(graph, indexed.shape, cell.bounds);
  graph.countUse(plan->indices.name);
  if (cell.isWrite())
    generateScatter(graph, cell, indexed, *plan);
  else
    generateGather(graph, indexed, *plan);
}

/// The first elements of a tensor replaced by those of `data` that `list` names.
static void generateListed(Graph &graph, const Value &data,
                           const std::string &list) {
  Value dest = graph.makeValue(data.shape);
  Value read{graph.makeName(), graph.type, {0}, {true}};
  graph.emit(read.name + " = tslice.gather " + data.name + "[" + list +
             "] dims [0] : " + data.getTypeText() + ", tensor<?xindex> -> " +
             read.getTypeText());
  std::string size = graph.makeDim(read, 0), name = graph.makeName();
  graph.emit(name + " = tslice.update set " + read.name + " into " + dest.name +
             "[0][" + size + "][1] : " + read.getTypeText() + " into " +
             dest.getTypeText());
  graph.addResult(name, dest.shape, dest.dynamic);
}

void fuzz::generateGroup(Graph &graph, Bounds bounds) {
  Value target = graph.random.pick(graph.values);
  std::optional<WindowedPlan> plan = findPlan(graph, target.shape, bounds);
  if (!plan)
    plan = drawPlan(graph, target.shape, bounds);
  graph.countUse(plan->indices.name);
  for (int64_t window : plan->window)
    if (window != 1 && plan->bounds == Bounds::SkipElement)
      plan->bounds = Bounds::SkipWindow;
  std::string order = graph.makeName(), starts = graph.makeName();
  graph.emit(order + ", " + starts + " = tslice.group " + target.name +
             formatPlan(graph.random, *plan, /*isAccess=*/false) + " : " +
             target.getTypeText() + ", " + plan->indices.getTypeText() +
             " -> tensor<?xindex>, tensor<?xindex>");
  Shape positions = plan->indices.shape;
  if (plan->dims.size() != 1)
    positions.pop_back();
  Value data = graph.makeValue({countElements(positions) + 1});
  generateListed(graph, data, order);
  generateListed(graph, data, starts);
}
