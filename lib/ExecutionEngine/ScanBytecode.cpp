// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Goes as far as to the section that has the numbers. Where a file ends too
// early, or is another one than it should be, the reader says so.

#include "ScanBytecode.h"

#include "mlir/Bytecode/Encoding.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/Endian.h"

using namespace llvm;
using namespace mlir;
using namespace tslice;

using Bytes = ArrayRef<uint8_t>;

/// Takes a number off the front of `bytes`; nothing if they end before it does.
/// The zeros at the end of the first byte tell how many bytes follow.
static std::optional<uint64_t> readNumber(Bytes &bytes) {
  if (bytes.empty())
    return std::nullopt;
  unsigned more = countr_zero(bytes.front());
  if (bytes.size() <= more)
    return std::nullopt;
  uint8_t padded[8] = {};
  Bytes digits = bytes.take_front(more + 1);
  // Eight zeros leave no room for a digit.
  if (more == 8)
    digits = digits.drop_front();
  llvm::copy(digits, padded);
  uint64_t number = support::endian::read64le(padded);
  bytes = bytes.drop_front(more + 1);
  return more == 8 ? number : number >> (more + 1);
}

/// Takes a section off the front of `bytes` and returns its number and content.
static std::optional<std::pair<uint8_t, Bytes>> readSection(Bytes &bytes) {
  uint8_t head = bytes.front();
  bytes = bytes.drop_front();
  std::optional<uint64_t> length = readNumber(bytes);
  if (!length)
    return std::nullopt;
  if (head & 0x80) {
    std::optional<uint64_t> alignment = readNumber(bytes);
    if (!alignment || !isPowerOf2_64(*alignment))
      return std::nullopt;
    // Of the address, as the reader has it.
    uint64_t padding =
        -reinterpret_cast<uintptr_t>(bytes.data()) & (*alignment - 1);
    if (padding > bytes.size())
      return std::nullopt;
    bytes = bytes.drop_front(padding);
  }
  if (*length > bytes.size())
    return std::nullopt;
  Bytes content = bytes.take_front(*length);
  bytes = bytes.drop_front(*length);
  return std::pair<uint8_t, Bytes>(head & 0x7f, content);
}

/// Returns the section that tells where attributes and types are, or nothing.
static std::optional<Bytes> findOffsets(Bytes file) {
  // The version, and the name of the producer up to a zero.
  file = file.drop_front(4);
  if (!readNumber(file))
    return std::nullopt;
  const uint8_t *end = llvm::find(file, 0);
  if (end == file.end())
    return std::nullopt;
  file = file.drop_front(end - file.begin() + 1);
  while (!file.empty()) {
    auto section = readSection(file);
    if (!section)
      return std::nullopt;
    if (section->first == bytecode::Section::kAttrTypeOffset)
      return section->second;
  }
  return std::nullopt;
}

/// Takes the groups of `count` entries off the front of `offsets`. Returns false
/// if they have more than that.
static bool readGroups(Bytes &offsets, uint64_t count) {
  while (count > 0) {
    std::optional<uint64_t> dialect = readNumber(offsets);
    std::optional<uint64_t> entries = readNumber(offsets);
    if (!dialect || !entries)
      return true;
    if (*entries > count)
      return false;
    count -= *entries;
    for (uint64_t i = 0; i < *entries; ++i)
      if (!readNumber(offsets))
        return true;
  }
  return true;
}

Result<void> tslice::scanBytecode(const MemoryBuffer &buffer) {
  std::optional<Bytes> offsets =
      findOffsets(arrayRefFromStringRef(buffer.getBuffer()));
  if (!offsets)
    return {};
  std::optional<uint64_t> numAttributes = readNumber(*offsets);
  std::optional<uint64_t> numTypes = readNumber(*offsets);
  if (!numAttributes || !numTypes ||
      (readGroups(*offsets, *numAttributes) && readGroups(*offsets, *numTypes)))
    return {};
  return tslice::Error(tslice::ErrorCode::Compile,
                       buffer.getBufferIdentifier().str() +
                           ": error: malformed bytecode: a group has more "
                           "attributes or types than there are");
}
