// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A position in the text of a literal, and the first problem found there.
// Shared by the three parts that read literals: lists, numbers and random().

#ifndef TSLICE_LIB_EXECUTIONENGINE_CURSOR_H
#define TSLICE_LIB_EXECUTIONENGINE_CURSOR_H

#include <string>
#include <string_view>

namespace tslice {

/// Walks over the text of a literal. Functions that read from it return false
/// after having recorded a problem.
class Cursor {
public:
  explicit Cursor(std::string_view text) : text(text) {}

  /// Returns the character here, or 0 at the end.
  char peek() const { return at < text.size() ? text[at] : '\0'; }
  /// Returns the rest of the text.
  std::string_view rest() const { return text.substr(at); }
  size_t position() const { return at; }
  void skip(size_t count) { at += count; }
  bool atEnd() const { return at >= text.size(); }

  void skipSpace() {
    while (!atEnd() && (peek() == ' ' || (peek() >= '\t' && peek() <= '\r')))
      ++at;
  }

  /// Skips spaces, and `c` if it follows; returns whether it did.
  bool consume(char c) {
    skipSpace();
    if (atEnd() || peek() != c)
      return false;
    ++at;
    return true;
  }

  /// Returns what stands at `position`, up to the next separator, in quotes and
  /// shortened, for use in a sentence.
  std::string quote(size_t position) const {
    if (position >= text.size())
      return "the end";
    std::string_view word = text.substr(position);
    word = word.substr(0, word.find_first_of(" \t\n,[]()"));
    if (word.empty())
      word = text.substr(position, 1);
    bool isLong = word.size() > 40;
    return "'" + std::string(word.substr(0, 40)) + (isLong ? "...'" : "'");
  }
  std::string quoteHere() const { return quote(at); }

  /// Records the problem `what` at `position` unless there is one already.
  bool fail(size_t position, const std::string &what) {
    if (problem.empty())
      problem = "column " + std::to_string(position + 1) + ": " + what;
    return false;
  }

  const std::string &getProblem() const { return problem; }

private:
  std::string_view text;
  size_t at = 0;
  std::string problem;
};

} // namespace tslice

#endif // TSLICE_LIB_EXECUTIONENGINE_CURSOR_H
