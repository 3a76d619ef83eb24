// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Implements the parser of .npy headers. It accepts the dictionary that the
// format prescribes and no other Python: three keys, a string, a truth value
// and a tuple of integers.

#include "NpyHeader.h"

using namespace tslice;

namespace {

/// Reads the dictionary. Each member returns false after having set `problem`.
class DictParser {
public:
  DictParser(std::string_view text, NpyHeader &header)
      : text(text), header(header) {}

  bool parse();
  std::string problem;

private:
  bool fail(const std::string &what) {
    if (problem.empty())
      problem = what + " at byte " + std::to_string(at) + " of its header";
    return false;
  }
  void skipSpace() {
    while (at < text.size() && (text[at] == ' ' || text[at] == '\n' ||
                                text[at] == '\t' || text[at] == '\r'))
      ++at;
  }
  bool consume(std::string_view token) {
    skipSpace();
    if (text.substr(at, token.size()) != token)
      return false;
    at += token.size();
    return true;
  }
  bool expect(std::string_view token) {
    return consume(token) || fail("expected '" + std::string(token) + "'");
  }
  bool parseString(std::string &value);
  bool parseSize(int64_t &value);
  bool parseShape();
  bool parseDescr();
  bool parseOrder();
  bool parseEntry();

  std::string_view text;
  NpyHeader &header;
  size_t at = 0;
  bool hasDescr = false, hasOrder = false, hasShape = false;
};

} // namespace

bool DictParser::parseString(std::string &value) {
  skipSpace();
  if (at >= text.size() || (text[at] != '\'' && text[at] != '"'))
    return fail("expected a string");
  size_t end = text.find(text[at], at + 1);
  if (end == std::string_view::npos)
    return fail("the string is not closed");
  value = text.substr(at + 1, end - at - 1);
  for (char c : value)
    if (c < ' ' || c > '~' || c == '\\')
      return fail("unexpected character in a string");
  at = end + 1;
  return true;
}

bool DictParser::parseSize(int64_t &value) {
  skipSpace();
  if (at < text.size() && text[at] == '-')
    return fail("negative size");
  if (at >= text.size() || text[at] < '0' || text[at] > '9')
    return fail("expected a size");
  value = 0;
  for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at)
    if (__builtin_mul_overflow(value, 10, &value) ||
        __builtin_add_overflow(value, text[at] - '0', &value))
      return fail("the size does not fit into 63 bits");
  // Python 2 wrote large sizes as 12L.
  consume("L");
  return true;
}

bool DictParser::parseShape() {
  if (!expect("("))
    return false;
  while (!consume(")")) {
    if (header.shape.size() == static_cast<size_t>(maxRank))
      return fail("more than " + std::to_string(maxRank) + " dimensions");
    int64_t size;
    if (!parseSize(size))
      return false;
    header.shape.push_back(size);
    if (consume(","))
      continue;
    // `(3)` is a number in Python, not a tuple.
    if (header.shape.size() == 1)
      return fail("expected ','");
    return expect(")");
  }
  return true;
}

bool DictParser::parseDescr() {
  std::string descr;
  skipSpace();
  if (at < text.size() && text[at] == '[')
    return fail("records with fields are not supported; write each field to a "
                "file of its own: found one");
  if (!parseString(descr))
    return false;
  char order = descr.empty() ? ' ' : descr[0];
  if (order != '<' && order != '>' && order != '|' && order != '=')
    return fail("expected a dtype that begins with '<', '>' or '|', but got '" +
                descr + "'");
  header.bigEndian = order == '>';
  header.dtype = descr.substr(1);
  return true;
}

bool DictParser::parseOrder() {
  header.columnMajor = consume("True");
  return header.columnMajor || consume("False") ||
         fail("expected True or False");
}

bool DictParser::parseEntry() {
  std::string key;
  if (!parseString(key))
    return false;
  bool *seen = key == "descr"           ? &hasDescr
               : key == "fortran_order" ? &hasOrder
               : key == "shape"         ? &hasShape
                                        : nullptr;
  if (!seen)
    return fail("unknown key '" + key + "'");
  if (*seen)
    return fail("second key '" + key + "'");
  *seen = true;
  if (!expect(":"))
    return false;
  if (seen == &hasDescr)
    return parseDescr();
  return seen == &hasOrder ? parseOrder() : parseShape();
}

bool DictParser::parse() {
  if (!expect("{"))
    return false;
  while (!consume("}")) {
    if (!parseEntry())
      return false;
    if (consume(","))
      continue;
    if (!expect("}"))
      return false;
    break;
  }
  skipSpace();
  if (at != text.size())
    return fail("unexpected text after the dictionary");
  for (auto [seen, key] :
       {std::pair(hasDescr, "descr"), std::pair(hasOrder, "fortran_order"),
        std::pair(hasShape, "shape")})
    if (!seen)
      return fail(std::string("missing key '") + key + "'");
  return true;
}

/// Returns the little-endian number of `count` bytes at the start of `bytes`.
static size_t readLength(std::string_view bytes, size_t count) {
  size_t value = 0;
  for (size_t i = 0; i < count; ++i)
    value |= static_cast<size_t>(static_cast<unsigned char>(bytes[i])) << 8 * i;
  return value;
}

Result<NpyHeader> tslice::parseNpyHeader(std::string_view contents) {
  constexpr std::string_view magic = "\x93NUMPY";
  auto fail = [](const std::string &what) {
    return Error(ErrorCode::InvalidArgument, what);
  };
  if (contents.substr(0, magic.size()) != magic)
    return fail("is not a .npy file: it does not begin with '\\x93NUMPY'" +
                std::string(contents.substr(0, 2) == "PK"
                                ? "; .npz archives must be unpacked first"
                                : ""));
  if (contents.size() < 8)
    return fail("ends inside of its header");
  int version = static_cast<unsigned char>(contents[6]);
  if (version < 1 || version > 3 || contents[7] != 0)
    return fail("has format version " + std::to_string(version) + "." +
                std::to_string(static_cast<unsigned char>(contents[7])) +
                "; versions 1.0, 2.0 and 3.0 can be read");
  size_t width = version == 1 ? 2 : 4;
  if (contents.size() < 8 + width)
    return fail("ends inside of its header");
  size_t length = readLength(contents.substr(8), width);
  if (length > maxNpyHeader - 8 - width)
    return fail("has a header of " + std::to_string(length) +
                " bytes; the limit is " +
                std::to_string(maxNpyHeader - 8 - width));
  if (contents.size() < 8 + width + length)
    return fail("ends inside of its header, which should take " +
                std::to_string(length) + " bytes");
  NpyHeader header;
  DictParser parser(contents.substr(8 + width, length), header);
  if (!parser.parse())
    return fail("is malformed: " + parser.problem);
  header.dataOffset = 8 + width + length;
  return header;
}
