// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Edit distance with a bound that grows with the length of the name.

#include "NearestName.h"

#include "llvm/ADT/StringRef.h"

using namespace tslice;

std::optional<std::string>
tslice::findNearestName(const std::string &name,
                        const std::vector<std::string> &names) {
  std::optional<std::string> nearest;
  unsigned bound = std::max<size_t>(1, (name.size() + 1) / 3);
  if (name.empty())
    return nearest;
  for (const std::string &candidate : names) {
    unsigned distance = llvm::StringRef(name).edit_distance(
        candidate, /*AllowReplacements=*/true, /*MaxEditDistance=*/bound);
    if (distance > bound || (nearest && distance == bound))
      continue;
    nearest = candidate;
    bound = distance;
  }
  return nearest;
}
