// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Finds features of cases in their text and in their arguments.

#include "Features.h"

#include "tslice/ExecutionEngine/Float.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

#include <set>

using namespace tslice;
using namespace tslice::fuzz;

using llvm::StringRef;

static bool hasText(const Case &fuzzCase, StringRef text) {
  return StringRef(fuzzCase.text).contains(text);
}

/// The positions that an argument of indices holds.
static std::vector<std::vector<int64_t>> getPositions(const Parameter &argument,
                                                      const Tensor &tensor) {
  size_t components =
      argument.rule.hasComponentDim ? argument.rule.limits.size() : 1;
  std::vector<std::vector<int64_t>> positions;
  const char *data = static_cast<const char *>(tensor.getData());
  for (int64_t i = 0; i < tensor.getNumElements(); ++i) {
    if (positions.empty() || positions.back().size() == components)
      positions.emplace_back();
    positions.back().push_back(
        loadInteger(tensor.getType(), data + i * getSize(tensor.getType())));
  }
  return positions;
}

/// Calls `holds` with each argument of indices until it is true.
static bool
anyIndices(const Case &fuzzCase, Variant variant,
           llvm::function_ref<bool(const Parameter &, const Tensor &)> holds) {
  Arguments arguments = drawArguments(fuzzCase, variant);
  for (auto [parameter, tensor] :
       llvm::zip_equal(fuzzCase.parameters, arguments.tensors))
    if (parameter.kind == Parameter::Index &&
        parameter.value.type != ElementType::I1 && holds(parameter, tensor))
      return true;
  return false;
}

bool fuzz::hasDuplicates(const Case &fuzzCase, Variant variant) {
  return anyIndices(
      fuzzCase, variant, [](const Parameter &argument, const Tensor &tensor) {
        auto positions = getPositions(argument, tensor);
        return std::set(positions.begin(), positions.end()).size() <
               positions.size();
      });
}

bool fuzz::hasOutOfRange(const Case &fuzzCase, Variant variant) {
  return anyIndices(
      fuzzCase, variant, [](const Parameter &argument, const Tensor &tensor) {
        for (const std::vector<int64_t> &position :
             getPositions(argument, tensor))
          for (auto [index, limit] : llvm::zip(position, argument.rule.limits))
            if (index < 0 || index >= limit)
              return true;
        return false;
      });
}

bool fuzz::hasEmpty(const Case &fuzzCase) {
  auto isEmpty = [](const Value &value) {
    return llvm::is_contained(value.shape, 0);
  };
  return llvm::any_of(fuzzCase.results, isEmpty) ||
         llvm::any_of(fuzzCase.parameters, [&](const Parameter &parameter) {
           return isEmpty(parameter.value);
         });
}

/// Whether an entry of a list is a negative number or an argument that is one.
static bool isNegative(const Case &fuzzCase, StringRef entry) {
  if (entry.starts_with("-"))
    return true;
  return llvm::any_of(fuzzCase.parameters, [&](const Parameter &parameter) {
    return parameter.value.name == entry.str() && parameter.scalar < 0;
  });
}

// The strides are the third list of a slice or update.
bool fuzz::hasNegativeStride(const Case &fuzzCase) {
  llvm::SmallVector<StringRef> lines, entries;
  StringRef(fuzzCase.text).split(lines, '\n');
  for (StringRef line : lines) {
    if (!line.contains("tslice.slice") && !line.contains("tslice.update"))
      continue;
    entries.clear();
    line.split("][").second.split("][").second.split(']').first.split(entries,
                                                                      ", ");
    for (StringRef entry : entries)
      if (isNegative(fuzzCase, entry))
        return true;
  }
  return false;
}

bool fuzz::hasWindow(const Case &fuzzCase) {
  llvm::SmallVector<StringRef> windows, entries;
  StringRef(fuzzCase.text).split(windows, " window [");
  for (StringRef window : llvm::drop_begin(windows)) {
    entries.clear();
    window.split(']').first.split(entries, ", ");
    for (StringRef entry : entries)
      if (entry != "0" && entry != "1")
        return true;
  }
  return false;
}

std::string fuzz::getDestName(const Case &fuzzCase) {
  return StringRef(fuzzCase.text)
      .split(" into ")
      .second
      .take_until([](char c) { return c == '[' || c == ' ' || c == ','; })
      .str();
}

void fuzz::countFeatures(const Case &fuzzCase, FeatureCounts &counts) {
  const std::pair<const char *, bool> features[] = {
      {"index twice", hasDuplicates(fuzzCase, Variant::Plain)},
      {"index out of range", hasOutOfRange(fuzzCase, Variant::Plain)},
      {"empty tensor", hasEmpty(fuzzCase)},
      {"negative stride", hasNegativeStride(fuzzCase)},
      {"dynamic size", hasText(fuzzCase, "?x")},
      {"window > 1", hasWindow(fuzzCase)},
      {"batch", hasText(fuzzCase, " batch [")},
      {"wrap", hasText(fuzzCase, " wrap")},
      {"region of pairs", hasText(fuzzCase, ":2 = tslice.")},
      {"donated argument", hasText(fuzzCase, "tslice.donate")},
      {"nonzero", hasText(fuzzCase, "tslice.nonzero")},
      {"group", hasText(fuzzCase, "tslice.group")},
      {"branch", hasText(fuzzCase, "scf.if")},
      {"for loop", hasText(fuzzCase, "scf.for")},
      {"while loop", hasText(fuzzCase, "scf.while")}};
  counts.resize(std::size(features));
  for (auto [count, feature] : llvm::zip_equal(counts, features)) {
    count.first = feature.first;
    count.second += feature.second;
  }
}

std::string fuzz::formatFeatures(const FeatureCounts &counts) {
  std::string text = "cases with\n";
  llvm::raw_string_ostream out(text);
  for (const auto &[name, count] : counts)
    out << "  " << llvm::left_justify(name, 20)
        << llvm::right_justify(std::to_string(count), 7) << '\n';
  return text;
}
