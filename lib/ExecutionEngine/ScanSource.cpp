// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Stock MLIR 22 ends with a segmentation fault on some thousands of nested
// regions, arrays, chained aliases or unary minuses, and on lists of dimensions
// that hold something else than numbers. The scan is far below those thousands,
// and no program that people write comes near it.

#include "ScanSource.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"

using namespace llvm;
using namespace tslice;

using tslice::ErrorCode;

namespace {
class Scanner {
public:
  explicit Scanner(const MemoryBuffer &buffer)
      : name(buffer.getBufferIdentifier()), text(buffer.getBuffer()) {}

  Result<void> scan();

private:
  void skipString();
  void skipComment();
  void scanWord();
  void scanAlias();
  bool isComparison() const;
  void open();
  void close();
  void countOperator();
  void checkIntegers(size_t begin);
  StringRef skipSpace(StringRef rest) const;
  void fail(const char *what);

  StringRef name;
  StringRef text;
  size_t at = 0;

  /// How many brackets are open.
  int64_t depth = 0;
  /// Minus signs, in a row, in front of the current position.
  int64_t minuses = 0;
  /// The depth at which the current affine expression was opened, or -1.
  int64_t affineDepth = -1;
  /// Whether the word in front of the current position opens one.
  bool afterAffine = false;
  /// Operators of the current affine expression.
  int64_t operators = 0;
  /// The depth of each alias: its brackets and the aliases in it.
  StringMap<int64_t> aliases;
  /// The alias that is being defined, and its depth so far.
  std::string definition;
  int64_t definitionDepth = 0;
  /// What is wrong, once something is.
  std::string problem;
};
} // namespace

void Scanner::fail(const char *what) {
  if (problem.empty())
    problem = (what + Twine(" more than ") + Twine(maxNesting) + " deep").str();
}

void Scanner::skipString() {
  for (++at; at < text.size() && text[at] != '"' && text[at] != '\n'; ++at)
    if (text[at] == '\\')
      ++at;
}

void Scanner::skipComment() {
  while (at + 1 < text.size() && text[at + 1] != '\n')
    ++at;
}

bool Scanner::isComparison() const {
  bool beforeEquals = at + 1 < text.size() && text[at + 1] == '=';
  bool afterMinus = at > 0 && text[at - 1] == '-';
  return (text[at] == '<' && beforeEquals) ||
         (text[at] == '>' && (beforeEquals || afterMinus));
}

void Scanner::open() {
  ++depth;
  if (afterAffine && affineDepth < 0) {
    affineDepth = depth;
    operators = 0;
  }
  definitionDepth = std::max(definitionDepth, depth);
  if (depth > maxNesting)
    fail("brackets nest");
}

void Scanner::close() {
  if (depth == affineDepth)
    affineDepth = -1;
  // Unmatched brackets are for the parser to complain about.
  depth = std::max<int64_t>(depth - 1, 0);
}

void Scanner::countOperator() {
  if (affineDepth >= 0 && ++operators > maxNesting)
    fail("operators of an affine expression nest");
}

static bool isWordCharacter(char c) {
  return isAlnum(c) || c == '_' || c == '$' || c == '.';
}

/// Returns `rest` without white space and comments in front.
StringRef Scanner::skipSpace(StringRef rest) const {
  rest = rest.ltrim();
  while (rest.starts_with("//"))
    rest = rest.drop_until([](char c) { return c == '\n'; }).ltrim();
  return rest;
}

/// Checks the list in `outs(%e : ..) dimensions = [0, 1]`, where the word began
/// at `begin`: the parsers of linalg go on without the list after an error.
void Scanner::checkIntegers(size_t begin) {
  StringRef rest = skipSpace(text.drop_front(at + 1));
  if (!text.take_front(begin).rtrim().ends_with(")") ||
      !rest.consume_front("="))
    return;
  rest = skipSpace(rest);
  bool fine = rest.consume_front("[");
  rest = skipSpace(rest);
  if (fine && rest.starts_with("]"))
    return;
  for (bool more = true; fine && more; rest = skipSpace(rest)) {
    int64_t number;
    fine = !rest.consumeInteger(10, number);
    rest = skipSpace(rest);
    more = rest.consume_front(",");
  }
  if (fine && rest.starts_with("]"))
    return;
  problem = ("expected a list of integers after '" + text.slice(begin, at + 1) +
             " ='")
                .str();
}

/// Reads a word: what matters are the names of affine operators and the
/// keywords that open an affine expression.
void Scanner::scanWord() {
  size_t begin = at;
  while (at + 1 < text.size() && isWordCharacter(text[at + 1]))
    ++at;
  StringRef word = text.slice(begin, at + 1);
  afterAffine = word == "affine_map" || word == "affine_set";
  if (word == "mod" || word == "floordiv" || word == "ceildiv")
    countOperator();
  if (word == "dimensions" || word == "permutation")
    checkIntegers(begin);
}

/// Reads `#name` or `!name`: the definition of an alias, when it stands first
/// on its line and an equals sign follows, else a use.
void Scanner::scanAlias() {
  size_t begin = at;
  while (at + 1 < text.size() && isWordCharacter(text[at + 1]))
    ++at;
  StringRef alias = text.slice(begin, at + 1);
  StringRef before = text.take_front(begin);
  bool first =
      before.rtrim(" \t").empty() || before.rtrim(" \t").back() == '\n';
  StringRef after = text.drop_front(at + 1).ltrim(" \t");
  if (first && after.starts_with("=") && !after.starts_with("==")) {
    if (!definition.empty())
      aliases[definition] = definitionDepth;
    definition = alias.str();
    definitionDepth = depth = 0;
    return;
  }
  auto known = aliases.find(alias);
  if (known == aliases.end())
    return;
  definitionDepth = std::max(definitionDepth, depth + known->second + 1);
  if (definitionDepth > maxNesting)
    fail("aliases nest");
}

Result<void> Scanner::scan() {
  for (; at < text.size() && problem.empty(); ++at) {
    char c = text[at];
    if (isSpace(c))
      continue;
    minuses = c == '-' ? minuses + 1 : 0;
    if (minuses > maxNesting)
      fail("minus signs nest");
    if (c == '"') {
      skipString();
    } else if (c == '/' && text.substr(at, 2) == "//") {
      skipComment();
    } else if (isComparison()) {
      // '->', '>=' and '<=' are no brackets.
    } else if (c == '(' || c == '[' || c == '{' || c == '<') {
      open();
    } else if (c == ')' || c == ']' || c == '}' || c == '>') {
      close();
    } else if (c == '#' || c == '!') {
      scanAlias();
    } else if (isAlpha(c) || c == '_') {
      scanWord();
      continue;
    } else if (c == '+' || c == '*' || c == '-') {
      countOperator();
    }
    afterAffine = false;
  }
  if (problem.empty())
    return {};
  size_t line = text.take_front(at).count('\n') + 1;
  size_t column = at - std::min(at, text.take_front(at).rfind('\n') + 1);
  return tslice::Error(
      ErrorCode::Compile,
      (name + ":" + Twine(line) + ":" + Twine(column) + ": error: " + problem)
          .str());
}

Result<void> tslice::scanSource(const MemoryBuffer &buffer) {
  return Scanner(buffer).scan();
}
