// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Adds branches and loops around accesses: at positions that depend on the turn,
// and of any other kind.

#include "Graph.h"

#include <limits>

using namespace tslice;
using namespace tslice::fuzz;

namespace {
/// A number that is at least 0 and below `limit` where it is read.
struct Position {
  std::string name;
  int64_t limit;
};

/// The tensors that a region takes over and gives back.
using Carried = std::vector<Value>;
} // namespace

static void generateControl(Graph &graph, std::optional<Position> outer,
                            int64_t depth);

static std::string joinNames(const Carried &values) {
  std::string text;
  for (const Value &value : values)
    text += (text.empty() ? "" : ", ") + value.name;
  return text;
}

static std::string joinTypes(const Carried &values) {
  std::string text;
  for (const Value &value : values)
    text += (text.empty() ? "" : ", ") + value.getTypeText();
  return text;
}

/// New names for values of the same types.
static Carried rename(Graph &graph, Carried values) {
  for (Value &value : values)
    value.name = graph.makeName();
  return values;
}

/// `%a = %x, %b = %y`.
static std::string formatInits(const Carried &to, const Carried &from) {
  std::string text;
  for (size_t i = 0; i < to.size(); ++i)
    text += (i ? ", " : "") + to[i].name + " = " + from[i].name;
  return text;
}

static Carried chooseCarried(Graph &graph) {
  Carried chosen;
  for (int64_t i = graph.random.chance(35) ? 2 : 1; i > 0; --i)
    chosen.push_back(graph.random.pick(graph.values));
  // Mostly there is something to address.
  for (Value &value : chosen)
    for (int64_t tries = 3;
         tries > 0 && (value.getRank() == 0 || countElements(value.shape) == 0);
         --tries)
      value = graph.random.pick(graph.values);
  return chosen;
}

static std::string makeOperand(Graph &graph, const std::string &text) {
  return text.front() == '%' ? text : graph.makeConstant(std::stoll(text));
}

//===----------------------------------------------------------------------===//
// Accesses at a position
//===----------------------------------------------------------------------===//

/// A policy under which `position` is legal in a dimension of `extent`.
static Bounds drawBounds(Random &random, const Position &position,
                         int64_t extent) {
  // Where there is no row, text that reads one is refused.
  if (extent > 0 && position.limit <= extent)
    return static_cast<Bounds>(random.below(5));
  return random.pick<Bounds>({Bounds::SkipWindow, Bounds::SkipElement});
}

static std::string formatBounds(Bounds bounds) {
  return bounds == Bounds::Error ? std::string()
                                 : std::string(" bounds ") + getName(bounds);
}

/// The position from the front or from the back of a dimension.
static std::string drawOffset(Graph &graph, const Position &position,
                              int64_t extent) {
  if (graph.random.chance(60))
    return position.name;
  std::string last = graph.makeConstant(extent - 1), name = graph.makeName();
  graph.emit(name + " = arith.subi " + last + ", " + position.name +
             " : index");
  return name;
}

/// Offsets, sizes and strides of one row of `dim`.
static std::string formatRow(int64_t dim, const std::string &offset,
                             const std::vector<std::string> &sizes) {
  std::vector<std::string> offsets(sizes.size(), "0"),
      strides(sizes.size(), "1");
  offsets[static_cast<size_t>(dim)] = offset;
  return formatList(offsets) + formatList(sizes) + formatList(strides) +
         " drop " + formatList(std::vector<int64_t>{dim});
}

/// Reads the row at `position` and writes it to one of another tensor.
static void generateRow(Graph &graph, const Value &dest, int64_t dim,
                        const Position &position) {
  Random &random = graph.random;
  int64_t extent = dest.shape[dim];
  Value source = random.chance(40) ? dest : graph.makeValue(dest.shape);
  Value row{"", graph.type, {}, {}};
  std::vector<std::string> sizes;
  for (int64_t i = 0; i < dest.getRank(); ++i) {
    bool isDynamic = i != dim && source.dynamic[i];
    sizes.push_back(i == dim    ? "1"
                    : isDynamic ? graph.makeDim(source, i)
                                : std::to_string(dest.shape[i]));
    if (i == dim)
      continue;
    row.shape.push_back(dest.shape[i]);
    row.dynamic.push_back(isDynamic);
  }
  Cell read{Op::Slice, Combine::Set, drawBounds(random, position, extent),
            graph.type};
  std::string place =
      formatRow(dim, drawOffset(graph, position, extent), sizes);
  row.name = graph.makeName();
  graph.emit(row.name + " = tslice.slice " + source.name + place +
             formatBounds(read.bounds) + " : " + source.getTypeText() + " to " +
             row.getTypeText());
  graph.addResult(row.name, row.shape, row.dynamic);
  Cell write = drawCell(random, graph.type);
  write.op = Op::Update;
  write.bounds = drawBounds(random, position, extent);
  if (!isDefined(write.combine, graph.type))
    write.combine = Combine::Set;
  place = formatRow(dim, drawOffset(graph, position, extent), sizes);
  graph.result.cells.insert(graph.result.cells.end(), {read, write});
  generateWrite(graph, write, row, dest, place + formatBounds(write.bounds),
                "");
}

/// The row of an argument of indices at `position`.
static Value makeIndexRow(Graph &graph, const Position &position, Bounds bounds,
                          int64_t extent) {
  Random &random = graph.random;
  IndexRule rule;
  rule.limits = {extent};
  rule.isPromised = bounds == Bounds::Assume;
  rule.mustBeInRange = bounds == Bounds::Error || rule.isPromised;
  ElementType type = random.pick<ElementType>(
      {ElementType::I32, ElementType::I64, ElementType::Index});
  int64_t count = random.pick<int64_t>({0, 1, 2, 3, 3, 4, 6});
  if (extent == 0 && !isSkipping(bounds))
    count = 0;
  Value all = graph.addIndices(
      type, {std::max<int64_t>(position.limit, 1), count}, rule);
  graph.countUse(all.name);
  Value row{"", type, {count}, {all.dynamic[1]}};
  std::string size =
      row.dynamic[0] ? graph.makeDim(all, 1) : std::to_string(count);
  row.name = graph.makeName();
  graph.emit(row.name + " = tslice.slice " + all.name + "[" + position.name +
             ", 0][1, " + size + "][1, 1] drop [0] : " + all.getTypeText() +
             " to " + row.getTypeText());
  return row;
}

/// Writes to where the indices of this turn say, and often what is read there.
static void generateIndexed(Graph &graph, const Value &dest, int64_t dim,
                            const Position &position) {
  Random &random = graph.random;
  Cell write = drawCell(random, graph.type);
  write.op = Op::Scatter;
  if (!isDefined(write.combine, graph.type))
    write.combine = Combine::Set;
  Value row = makeIndexRow(graph, position, write.bounds, dest.shape[dim]);
  Value update{"", graph.type, row.shape, row.dynamic};
  for (int64_t i = 0; i < dest.getRank(); ++i) {
    if (i == dim)
      continue;
    update.shape.push_back(dest.shape[i]);
    update.dynamic.push_back(dest.dynamic[i]);
  }
  std::string place = "[" + row.name + "] dims " +
                      formatList(std::vector<int64_t>{dim}) +
                      formatBounds(write.bounds);
  std::string indexType = ", " + row.getTypeText();
  if (random.chance(60)) {
    Cell read{Op::Gather, Combine::Set, write.bounds, graph.type};
    graph.result.cells.push_back(read);
    update.name = graph.makeName();
    graph.emit(update.name + " = tslice.gather " + dest.name + place + " : " +
               dest.getTypeText() + indexType + " -> " + update.getTypeText());
    graph.addResult(update.name, update.shape, update.dynamic);
  } else {
    update = graph.makeValue(update.shape);
  }
  graph.result.cells.push_back(write);
  generateWrite(graph, write, update, dest, place, indexType);
}

//===----------------------------------------------------------------------===//
// Regions
//===----------------------------------------------------------------------===//

static void generateStep(Graph &graph, const Carried &carried,
                         const Position &position, int64_t depth) {
  Random &random = graph.random;
  int64_t kind = random.below(100);
  Value dest = random.pick(carried);
  if (kind >= 90 && depth < 2)
    return generateControl(graph, position, depth + 1);
  if (kind >= 70 || dest.getRank() == 0)
    return generateAccess(graph, drawCell(random, graph.type));
  int64_t dim = random.below(dest.getRank());
  if (kind < 40)
    generateRow(graph, dest, dim, position);
  else
    generateIndexed(graph, dest, dim, position);
}

/// Adds ops to a region that begins with `taken`, and returns what it gives
/// back, of the same types.
static Carried generateSteps(Graph &graph, const Carried &taken,
                             const Position &position, int64_t depth) {
  Random &random = graph.random;
  for (int64_t i = random.between(1, 2); i > 0; --i)
    generateStep(graph, taken, position, depth);
  if (random.chance(25))
    generateUpstream(graph);
  Carried given;
  for (const Value &value : taken) {
    std::optional<Value> last;
    if (random.chance(85))
      for (const Value &candidate : graph.values)
        if (candidate.shape == value.shape && !graph.isArgument(candidate))
          last = candidate;
    if (!last)
      last = graph.findValue(value.shape);
    given.push_back(graph.castTo(last.value_or(value), value));
  }
  return given;
}

static std::string makeCondition(Graph &graph, const Position &position) {
  Random &random = graph.random;
  if (random.chance(40))
    return graph.addScalar(ElementType::I1, random.below(2), {0, 1});
  std::string name = graph.makeName();
  if (random.chance(40)) {
    IndexRule rule;
    rule.limits = {2};
    rule.mustBeInRange = rule.isPromised = true;
    Value mask = graph.addIndices(ElementType::I1,
                                  {std::max<int64_t>(position.limit, 1)}, rule);
    graph.emit(name + " = tensor.extract " + mask.name + "[" + position.name +
               "] : " + mask.getTypeText());
    return name;
  }
  std::string other = graph.makeConstant(random.below(4));
  graph.emit(name + " = arith.cmpi " +
             random.pick<const char *>({"slt", "eq", "ne", "uge"}) + ", " +
             position.name + ", " + other + " : index");
  return name;
}

static void addResults(Graph &graph, const Carried &results) {
  for (const Value &value : results)
    graph.addResult(value.name, value.shape, value.dynamic);
}

/// A number of turns, or a position, that a call chooses.
static std::string drawNumber(Graph &graph, int64_t number, int64_t last,
                              std::vector<int64_t> extremes) {
  for (int64_t i = 0; i <= last; ++i)
    extremes.push_back(i);
  return makeOperand(graph, graph.makeIndex(number, graph.random.chance(70),
                                            std::move(extremes), {last + 1},
                                            /*isSize=*/true));
}

static void generateIf(Graph &graph, std::optional<Position> outer,
                       int64_t depth) {
  Random &random = graph.random;
  Carried taken = chooseCarried(graph);
  if (!outer) {
    int64_t limit = random.between(1, 3);
    outer =
        Position{drawNumber(graph, random.below(limit), limit - 1, {}), limit};
  }
  std::string condition = makeCondition(graph, *outer);
  Carried results = rename(graph, taken);
  graph.emit(joinNames(results) + " = scf.if " + condition + " -> (" +
             joinTypes(results) + ") {");
  for (bool isThen : {true, false}) {
    Graph::Region region = graph.openRegion();
    Carried given = generateSteps(graph, taken, *outer, depth);
    graph.emit("scf.yield " + joinNames(given) + " : " + joinTypes(given));
    graph.closeRegion(region);
    graph.emit(isThen ? "} else {" : "}");
  }
  addResults(graph, results);
}

static void generateFor(Graph &graph, int64_t depth) {
  Random &random = graph.random;
  int64_t lowest = std::numeric_limits<int64_t>::min();
  Carried inits = chooseCarried(graph);
  int64_t limit =
      random.pick<int64_t>({0, 1, 2, 2, depth ? 2 : 3, depth ? 2 : 4});
  std::string first = graph.makeConstant(random.chance(90) ? 0 : 1),
              step = graph.makeConstant(random.chance(80) ? 1 : 2),
              end = drawNumber(graph, limit, limit, {-1, lowest});
  Carried taken = rename(graph, inits), results = rename(graph, inits);
  Position position{graph.makeName(), limit};
  graph.emit(joinNames(results) + " = scf.for " + position.name + " = " +
             first + " to " + end + " step " + step + " iter_args(" +
             formatInits(taken, inits) + ") -> (" + joinTypes(results) + ") {");
  Graph::Region region = graph.openRegion();
  addResults(graph, taken);
  Carried given = generateSteps(graph, taken, position, depth);
  graph.emit("scf.yield " + joinNames(given) + " : " + joinTypes(given));
  graph.closeRegion(region);
  graph.emit("}");
  addResults(graph, results);
}

/// Counts from 0 to a limit; the half before the test works, too, now and then.
static void generateWhile(Graph &graph, int64_t depth) {
  Random &random = graph.random;
  Carried inits = chooseCarried(graph);
  int64_t limit =
      random.pick<int64_t>({0, 1, 2, 2, depth ? 2 : 3, depth ? 2 : 4});
  std::string zero = graph.makeConstant(0), one = graph.makeConstant(1),
              end = drawNumber(graph, limit, limit, {-1});
  Carried before = rename(graph, inits), after = rename(graph, inits),
          results = rename(graph, inits);
  std::string count = graph.makeName(), turn = graph.makeName(),
              last = graph.makeName(), test = graph.makeName(),
              next = graph.makeName(), types = "index, " + joinTypes(inits);
  graph.emit(last + ", " + joinNames(results) + " = scf.while (" + count +
             " = " + zero + ", " + formatInits(before, inits) + ") : (" +
             types + ") -> (" + types + ") {");
  Graph::Region region = graph.openRegion();
  addResults(graph, before);
  graph.emit(test + " = arith.cmpi slt, " + count + ", " + end + " : index");
  Carried passed = before;
  if (random.chance(30))
    passed = generateSteps(graph, before, {count, limit + 1}, depth + 1);
  graph.emit("scf.condition(" + test + ") " + count + ", " + joinNames(passed) +
             " : " + types);
  graph.closeRegion(region);
  graph.emit("} do {");
  region = graph.openRegion();
  addResults(graph, after);
  std::string list;
  for (const Value &value : after)
    list += ", " + value.name + ": " + value.getTypeText();
  graph.emit("^bb0(" + turn + ": index" + list + "):");
  Carried given = generateSteps(graph, after, {turn, limit}, depth);
  graph.emit(next + " = arith.addi " + turn + ", " + one + " : index");
  graph.emit("scf.yield " + next + ", " + joinNames(given) + " : " + types);
  graph.closeRegion(region);
  graph.emit("}");
  addResults(graph, results);
}

static void generateControl(Graph &graph, std::optional<Position> outer,
                            int64_t depth) {
  int64_t kind = graph.random.below(100);
  if (kind < 40)
    generateIf(graph, std::move(outer), depth);
  else if (kind < 75)
    generateFor(graph, depth);
  else
    generateWhile(graph, depth);
}

void fuzz::generateControl(Graph &graph) {
  ::generateControl(graph, std::nullopt, 0);
}
