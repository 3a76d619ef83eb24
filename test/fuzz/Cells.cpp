// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Enumerates the kinds of accesses and prints how often each was tried.

#include "Cells.h"

#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

using namespace tslice;
using namespace tslice::fuzz;

static constexpr uint64_t cellsPerCase = 3;

const char *fuzz::getName(Op op) {
  static constexpr const char *names[] = {"slice", "update", "gather",
                                          "scatter"};
  return names[static_cast<int>(op)];
}

const char *fuzz::getName(Combine combine) {
  static constexpr const char *names[] = {"set", "add",  "mul",   "min",
                                          "max", "umin", "umax",  "and",
                                          "or",  "xor",  "region"};
  return names[static_cast<int>(combine)];
}

const char *fuzz::getName(Bounds bounds) {
  static constexpr const char *names[] = {"error", "clamp", "skip_window",
                                          "skip_element", "assume"};
  return names[static_cast<int>(bounds)];
}

namespace {
/// Why a combination is not legal, and how its cells look.
struct Reason {
  const char *mark, *text;
};
} // namespace

static constexpr Reason reasons[] = {
    {"m", "8-bit floats are only moved: set"},
    {"o", "complex numbers have no order: no min, max, umin, umax"},
    {"b", "and, or, xor, umin, umax take integers"}};

/// Returns why `combine` has no meaning on `type`, or nothing.
static const Reason *findReason(Combine combine, ElementType type) {
  bool isOrder = combine == Combine::Min || combine == Combine::Max ||
                 combine == Combine::UMin || combine == Combine::UMax;
  if (combine == Combine::Set)
    return nullptr;
  if (getSize(type) == 1 && isFloat(type))
    return &reasons[0];
  if (isComplex(type) && isOrder)
    return &reasons[1];
  if (combine == Combine::Add || combine == Combine::Mul ||
      combine == Combine::Region || combine == Combine::Min ||
      combine == Combine::Max)
    return nullptr;
  return isFloat(type) || isComplex(type) ? &reasons[2] : nullptr;
}

bool fuzz::isDefined(Combine combine, ElementType type) {
  return !findReason(combine, type);
}

/// All legal combiners and policies of `op` on `type`.
static std::vector<Cell> enumerate(Op op, ElementType type) {
  std::vector<Cell> cells;
  bool isWrite = op == Op::Update || op == Op::Scatter;
  for (int combine = 0; combine < (isWrite ? 11 : 1); ++combine)
    for (int bounds = 0; bounds < 5; ++bounds)
      if (isDefined(static_cast<Combine>(combine), type))
        cells.push_back({op, static_cast<Combine>(combine),
                         static_cast<Bounds>(bounds), type});
  return cells;
}

/// The kinds of accesses of `types` in groups of one type, in an order that has
/// many types among few neighbours.
static std::vector<std::vector<Cell>>
makeGroups(const std::vector<ElementType> &types) {
  std::vector<std::vector<Cell>> inOrder, mixed;
  for (ElementType type : types) {
    std::vector<Cell> cells;
    for (Op op : {Op::Slice, Op::Scatter, Op::Gather, Op::Update})
      for (Cell cell : enumerate(op, type))
        cells.push_back(cell);
    // Taking every n-th puts different ops into one group.
    uint64_t count = (cells.size() + cellsPerCase - 1) / cellsPerCase;
    for (uint64_t i = 0; i < count; ++i) {
      inOrder.emplace_back();
      for (uint64_t j = i; j < cells.size(); j += count)
        inOrder.back().push_back(cells[j]);
    }
  }
  uint64_t step = 61;
  while (inOrder.size() % step == 0)
    step += 2;
  for (uint64_t i = 0; i < inOrder.size(); ++i)
    mixed.push_back(inOrder[i * step % inOrder.size()]);
  return mixed;
}

std::vector<Cell> fuzz::getCells(uint64_t number,
                                 const std::vector<ElementType> &types) {
  std::vector<std::vector<Cell>> groups = makeGroups(types);
  return groups[number % groups.size()];
}

std::vector<ElementType> fuzz::getAllTypes() {
  std::vector<ElementType> types;
  for (const ElementTypeInfo &info : elementTypes)
    types.push_back(info.type);
  return types;
}

std::vector<ElementType> fuzz::getSmoothTypes() {
  return {ElementType::F64, ElementType::C128};
}

std::string fuzz::formatMatrix(const CellCounts &counts) {
  std::string text;
  int64_t numMissing = 0;
  llvm::raw_string_ostream out(text);
  out << llvm::left_justify("", 30);
  for (const ElementTypeInfo &info : elementTypes) {
    std::string name = info.name;
    if (isComplex(info.type))
      name = info.type == ElementType::C64 ? "c64" : "c128";
    out << llvm::right_justify(llvm::StringRef(name).take_front(6), 7);
  }
  out << '\n';
  for (Op op : {Op::Slice, Op::Update, Op::Gather, Op::Scatter})
    for (const Cell &row : enumerate(op, ElementType::I32)) {
      out << llvm::left_justify(getName(op), 8)
          << llvm::left_justify(row.isWrite() ? getName(row.combine) : "", 7)
          << llvm::left_justify(getName(row.bounds), 15);
      for (const ElementTypeInfo &info : elementTypes) {
        auto found = counts.find(Cell{op, row.combine, row.bounds, info.type});
        std::string entry =
            found != counts.end() ? std::to_string(found->second) : ".";
        if (const Reason *reason = findReason(row.combine, info.type))
          entry = reason->mark;
        numMissing += entry == ".";
        out << llvm::right_justify(entry, 7);
      }
      out << '\n';
    }
  for (const Reason &reason : reasons)
    out << reason.mark << "  no meaning: " << reason.text << '\n';
  out << ".  not drawn in this run: " << numMissing << " kinds of accesses\n";
  return text;
}
