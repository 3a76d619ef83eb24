// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What messages about arguments have in common. Knows no compiler.

#include "tslice/ExecutionEngine/Signature.h"

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
