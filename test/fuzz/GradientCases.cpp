// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Draws accesses until one is in the circumstance that is asked for.

#include "GradientCases.h"
#include "Features.h"
#include "Graph.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

#include <cstring>
#include <map>

using namespace tslice;
using namespace tslice::fuzz;

static constexpr Trait allTraits[] = {
    Trait::Plain,      Trait::Duplicates, Trait::Empty, Trait::NegativeStride,
    Trait::OutOfRange, Trait::Ties,       Trait::Zeros, Trait::Dynamic,
    Trait::Window,     Trait::Batch};

/// More elements than this are too many to move one at a time.
static constexpr int64_t maxElements = 200;

/// So often an access is drawn before its circumstance is given up.
static constexpr uint64_t maxAttempts = 1000;

static const char *getTitle(Trait trait) {
  static constexpr const char *names[] = {"plain", "dupl", "empty", "neg.",
                                          "out",   "ties", "zeros", "dyn.",
                                          "wind.", "batch"};
  return names[static_cast<int>(trait)];
}

namespace {
/// One kind of access in one circumstance.
struct Kind {
  Cell cell;
  Trait trait;
};

/// Why a combination is not legal, and how its cells look.
struct Reason {
  const char *mark, *text;
};
} // namespace

static constexpr Reason reasons[] = {
    {"r", "a slice reads, an update writes no cell twice"},
    {"s", "positions of gathers and scatters have no stride"},
    {"a", "`assume` promises that nothing is outside"},
    {"t", "only min and max have ties"},
    {"z", "zeros matter to products only"},
    {"w", "a slice, an update is a window, and has no batch"},
    {"o", "complex numbers have no order: no min, max"}};

/// Returns why `trait` has no meaning for `cell`, or nothing.
static const Reason *findReason(const Cell &cell, Trait trait) {
  bool isRanged = cell.op == Op::Slice || cell.op == Op::Update;
  bool isExtremum =
      cell.combine == Combine::Min || cell.combine == Combine::Max;
  bool isProduct =
      cell.combine == Combine::Mul || cell.combine == Combine::Region;
  if (!isDefined(cell.combine, cell.type))
    return &reasons[6];
  switch (trait) {
  case Trait::Duplicates:
    return isRanged ? &reasons[0] : nullptr;
  case Trait::NegativeStride:
    return isRanged ? nullptr : &reasons[1];
  case Trait::OutOfRange:
    return cell.bounds == Bounds::Assume ? &reasons[2] : nullptr;
  case Trait::Ties:
    return isExtremum ? nullptr : &reasons[3];
  case Trait::Zeros:
    return isProduct ? nullptr : &reasons[4];
  case Trait::Window:
  case Trait::Batch:
    return isRanged ? &reasons[5] : nullptr;
  case Trait::Plain:
  case Trait::Empty:
  case Trait::Dynamic:
    return nullptr;
  }
  return nullptr;
}

/// The element types of which derivatives are taken.
static constexpr ElementType types[] = {ElementType::F64, ElementType::F32,
                                        ElementType::F16, ElementType::BF16,
                                        ElementType::C64, ElementType::C128};

/// Calls `visit` with every kind of access, legal or not.
static void forEachCell(llvm::function_ref<void(const Cell &)> visit) {
  for (ElementType type : types)
    for (Op op : {Op::Slice, Op::Update, Op::Gather, Op::Scatter})
      for (Combine combine : {Combine::Set, Combine::Add, Combine::Mul,
                              Combine::Min, Combine::Max, Combine::Region})
        for (int bounds = 0; bounds < 5; ++bounds) {
          Cell cell{op, combine, static_cast<Bounds>(bounds), type};
          if (cell.isWrite() || combine == Combine::Set)
            visit(cell);
        }
}

static const std::vector<Kind> &getKinds() {
  static const std::vector<Kind> kinds = [] {
    std::vector<Kind> list;
    forEachCell([&](const Cell &cell) {
      for (Trait trait : allTraits)
        if (!findReason(cell, trait))
          list.push_back({cell, trait});
    });
    return list;
  }();
  return kinds;
}

uint64_t fuzz::countGradientKinds() { return getKinds().size(); }

//===----------------------------------------------------------------------===//
// Circumstances
//===----------------------------------------------------------------------===//

/// The numbers with which derivatives of the type can be judged.
static Variant getVariant(const Kind &kind) {
  bool isWide = getComponentType(kind.cell.type) == ElementType::F64;
  if (kind.trait == Trait::OutOfRange && kind.cell.bounds == Bounds::Error)
    return Variant::Mistake;
  if (kind.trait == Trait::Ties)
    return Variant::Tied;
  if (kind.trait == Trait::Zeros)
    return isWide ? Variant::Zeros : Variant::ExactZeros;
  return isWide ? Variant::Smooth : Variant::Exact;
}

/// Whether an update and its destination are the same tensor, whose elements
/// then count twice among what is tied.
static bool isTiedToItself(const Case &fuzzCase) {
  llvm::StringRef update = llvm::StringRef(fuzzCase.text).split(" into ").first;
  return update.rsplit(' ').second == getDestName(fuzzCase);
}

static bool isIn(const Case &fuzzCase, const Kind &kind) {
  Variant variant = fuzzCase.variant;
  if (kind.trait == Trait::Empty)
    return hasEmpty(fuzzCase);
  if (hasEmpty(fuzzCase))
    return false;
  switch (kind.trait) {
  case Trait::Duplicates:
    return hasDuplicates(fuzzCase, variant);
  case Trait::NegativeStride:
    return hasNegativeStride(fuzzCase);
  case Trait::OutOfRange:
    if (variant == Variant::Mistake) {
      std::optional<size_t> mistaken =
          drawArguments(fuzzCase, variant).mistaken;
      return mistaken && fuzzCase.parameters[*mistaken].kind != Parameter::Data;
    }
    return fuzzCase.reachesOutside || hasOutOfRange(fuzzCase, variant);
  case Trait::Ties:
    return !isTiedToItself(fuzzCase);
  case Trait::Dynamic:
    return llvm::StringRef(fuzzCase.text).contains("?x");
  case Trait::Window:
    return hasWindow(fuzzCase);
  case Trait::Batch:
    return llvm::StringRef(fuzzCase.text).contains(" batch [");
  default:
    return true;
  }
}

static bool isSmall(const Case &fuzzCase) {
  int64_t count = 0;
  for (const Parameter &parameter : fuzzCase.parameters)
    count += countElements(parameter.value.shape);
  for (const Value &value : fuzzCase.results)
    count += countElements(value.shape);
  return count <= maxElements;
}

static Case drawCase(uint64_t seed, uint64_t number, uint64_t attempt,
                     const Kind &kind) {
  Graph graph(seed, number, /*donates=*/false, attempt);
  graph.type = kind.cell.type;
  graph.addData(graph.drawShape(kind.trait == Trait::Empty ? 3 : 4));
  generateAccess(graph, kind.cell);
  Case fuzzCase = graph.finish();
  fuzzCase.trait = kind.trait;
  fuzzCase.variant = getVariant(kind);
  return fuzzCase;
}

Case fuzz::generateGradientCase(uint64_t seed, uint64_t number) {
  const std::vector<Kind> &kinds = getKinds();
  // Neighbours are far from each other, so that a few show a bit of everything.
  uint64_t step = 997;
  while (kinds.size() % step == 0)
    step += 2;
  const Kind &kind = kinds[number * step % kinds.size()];
  for (uint64_t attempt = 0; attempt < maxAttempts; ++attempt) {
    Case fuzzCase = drawCase(seed, number, attempt, kind);
    if (isSmall(fuzzCase) && isIn(fuzzCase, kind))
      return fuzzCase;
  }
  Case none = drawCase(seed, number, 0, kind);
  none.trait = std::nullopt;
  return none;
}

//===----------------------------------------------------------------------===//
// The matrix
//===----------------------------------------------------------------------===//

static std::string formatRow(const Cell &cell,
                             const std::map<Trait, int64_t> &counts,
                             int64_t &numMissing) {
  std::string text;
  llvm::raw_string_ostream out(text);
  out << llvm::left_justify(getName(cell.type), 14)
      << llvm::left_justify(getName(cell.op), 8)
      << llvm::left_justify(cell.isWrite() ? getName(cell.combine) : "", 7)
      << llvm::left_justify(getName(cell.bounds), 13);
  for (Trait trait : allTraits) {
    auto found = counts.find(trait);
    std::string entry =
        found != counts.end() ? std::to_string(found->second) : ".";
    if (const Reason *reason = findReason(cell, trait))
      entry = reason->mark;
    numMissing += entry == ".";
    out << llvm::right_justify(entry, 6);
  }
  out << '\n';
  return text;
}

std::string fuzz::formatGradientMatrix(const std::vector<Case> &cases) {
  std::map<Cell, std::map<Trait, int64_t>> counts;
  for (const Case &fuzzCase : cases)
    if (fuzzCase.trait)
      ++counts[fuzzCase.cells.front()][*fuzzCase.trait];
  std::string text(42, ' ');
  for (Trait trait : allTraits)
    text +=
        std::string(6 - std::strlen(getTitle(trait)), ' ') + getTitle(trait);
  text += "\n";
  int64_t numMissing = 0;
  forEachCell([&](const Cell &cell) {
    text += formatRow(cell, counts[cell], numMissing);
  });
  for (const Reason &reason : reasons)
    text += std::string(reason.mark) + "  no meaning: " + reason.text + "\n";
  return text + ".  not drawn in this run: " + std::to_string(numMissing) +
         " kinds\n";
}
