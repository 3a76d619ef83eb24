// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Checks the arguments of a call against the signature. Knows no compiler.

#include "tslice/ExecutionEngine/Signature.h"

#include <map>

using namespace tslice;

std::string Signature::describeArgument(size_t index) const {
  const std::string &argument = arguments[index].name;
  if (argument.empty())
    return "argument " + std::to_string(index);
  return "argument '" + argument + "'";
}

Result<void> Signature::checkCount(size_t count) const {
  size_t expected = arguments.size();
  if (count == expected)
    return {};
  return Error(ErrorCode::InvalidArgument,
               "'" + name + "' takes " + std::to_string(expected) +
                   (expected == 1 ? " argument" : " arguments") + ", but got " +
                   std::to_string(count));
}

Result<void> Signature::check(const std::vector<Tensor> &tensors) const {
  if (Result<void> count = checkCount(tensors.size()); !count)
    return count;
  bool anyNames = false;
  for (size_t i = 0; i < tensors.size(); ++i) {
    if (tensors[i].isNull())
      return Error(ErrorCode::InvalidArgument,
                   describeArgument(i) + ": the tensor has no value");
    if (Result<void> fits = checkSpec(tensors[i], arguments[i].spec); !fits)
      return fits.error().withPrefix(describeArgument(i) + ": ");
    anyNames |= !arguments[i].dimNames.empty();
  }
  if (!anyNames)
    return {};

  // The first dimension of each name decides.
  std::map<std::string, std::pair<size_t, size_t>> first;
  for (size_t i = 0; i < tensors.size(); ++i) {
    for (size_t d = 0; d < arguments[i].dimNames.size(); ++d) {
      const std::string &dimName = arguments[i].dimNames[d];
      if (dimName.empty())
        continue;
      auto [owner, firstDim] =
          first.emplace(dimName, std::make_pair(i, d)).first->second;
      int64_t size = tensors[i].getShape()[d];
      int64_t expected = tensors[owner].getShape()[firstDim];
      if (size != expected)
        return Error(ErrorCode::InvalidArgument,
                     describeArgument(i) + ": dimension " + std::to_string(d) +
                         " (\"" + dimName + "\") is " + std::to_string(size) +
                         ", but it is " + std::to_string(expected) + " in " +
                         describeArgument(owner));
    }
  }
  return {};
}
