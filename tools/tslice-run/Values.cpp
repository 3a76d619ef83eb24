// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The signature decides how a text is read, so that `2` is a float where one is
// wanted.

#include "Values.h"

#include "tslice/ExecutionEngine/Literal.h"
#include "tslice/ExecutionEngine/Npy.h"
#include "tslice/ExecutionEngine/Print.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

using namespace tslice;

static Result<Tensor> readArgument(const std::string &text,
                                   const TensorSpec &spec) {
  if (llvm::StringRef(text).ends_with(".npy"))
    return readNpy(text, spec.type);
  return parseLiteral(text, spec);
}

Result<std::vector<Tensor>>
tslice::readArguments(const Signature &signature,
                      const std::vector<std::string> &texts) {
  if (Result<void> count = signature.checkCount(texts.size()); !count)
    return count.error();
  std::vector<Tensor> tensors;
  for (size_t i = 0; i < texts.size(); ++i) {
    Result<Tensor> tensor = readArgument(texts[i], signature.arguments[i].spec);
    if (!tensor)
      return tensor.error().withPrefix(signature.describeArgument(i) + ": ");
    tensors.push_back(std::move(*tensor));
  }
  return tensors;
}

Result<std::vector<Tensor>>
tslice::copyDonated(const Signature &signature,
                    const std::vector<Tensor> &arguments) {
  std::vector<Tensor> copies = arguments;
  for (size_t i = 0; i < copies.size(); ++i) {
    if (!signature.arguments[i].donated)
      continue;
    Result<Tensor> copy = arguments[i].clone();
    if (!copy)
      return copy.error();
    copies[i] = std::move(*copy);
  }
  return copies;
}

Result<std::string>
tslice::writeResults(const std::vector<Tensor> &results,
                     const std::vector<std::string> &paths) {
  for (size_t i = 0; i < paths.size(); ++i)
    if (llvm::is_contained(llvm::ArrayRef(paths).take_front(i), paths[i]))
      return Error(ErrorCode::InvalidArgument,
                   "--output names '" + paths[i] + "' twice");
  // Text first: it needs memory, and nothing is written if that fails.
  std::string text;
  for (size_t i = paths.size(); i < results.size(); ++i)
    text += toString(results[i]) + "\n";
  if (Result<void> done =
          writeNpy(paths, {results.begin(), results.begin() + paths.size()});
      !done)
    return done.error();
  return text;
}
