// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tensors that come as files or as text.

#include "Targets.h"

#include "tslice/ExecutionEngine/Literal.h"
#include "tslice/ExecutionEngine/Npy.h"
#include "tslice/ExecutionEngine/Print.h"
#include "llvm/ADT/StringExtras.h"

using namespace tslice;
using namespace tslice::fuzzing;

static ElementType chooseType(char byte) {
  auto number = static_cast<unsigned char>(byte);
  return elementTypes[number % std::size(elementTypes)].type;
}

/// Touches every element.
static void look(const Result<Tensor> &tensor) {
  if (!tensor) {
    require(!tensor.error().message.empty(), "an error has no message");
    return;
  }
  Result<Tensor> copy = tensor->clone();
  require(copy && isEqual(*tensor, *copy, Equality::Bits),
          "a tensor is not what its copy is");
  require(!toString(*tensor).empty(), "a tensor is printed as nothing");
}

void fuzzing::fuzzNpy(llvm::StringRef bytes) {
  if (bytes.empty())
    return;
  std::string_view file = bytes.drop_front();
  look(readNpyFromMemory(file, "fuzz.npy"));
  look(readNpyFromMemory(file, "fuzz.npy", chooseType(bytes.front())));
}

/// Returns whether `text` asks for more elements than a fuzzer has time for.
static bool isLarge(llvm::StringRef text) {
  int64_t elements = 1, number = 0;
  for (char c : text.take_until([](char c) { return c == ','; })) {
    number = llvm::isDigit(c)
                 ? std::min<int64_t>(number * 10 + c - '0', 1 << 20)
                 : 0;
    if (number)
      elements = std::min<int64_t>(elements * (number < 10 ? number : 10),
                                   int64_t(1) << 40);
  }
  return elements > 100000;
}

void fuzzing::fuzzLiteral(llvm::StringRef bytes) {
  if (bytes.size() < 2)
    return;
  auto shape = static_cast<unsigned char>(bytes[1]);
  TensorSpec spec{chooseType(bytes[0]), Shape(shape % 5, dynamicSize)};
  // Half of the specs have a size.
  if (!spec.shape.empty() && shape >= 128)
    spec.shape.back() = 3;
  llvm::StringRef text = bytes.drop_front(2);
  if (text.contains("random") && isLarge(text))
    return;
  Result<Tensor> tensor = parseLiteral(text, spec);
  if (tensor)
    require(checkSpec(*tensor, spec).ok(), "a literal is not what was wanted");
  look(tensor);
}
