// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Finds what a user probably meant by a name that does not exist.

#ifndef TSLICE_LIB_EXECUTIONENGINE_NEARESTNAME_H
#define TSLICE_LIB_EXECUTIONENGINE_NEARESTNAME_H

#include <optional>
#include <string>
#include <vector>

namespace tslice {

/// Returns the one of `names` that is fewest edits from `name`, if that is at
/// most a third of its length and at least one.
std::optional<std::string>
findNearestName(const std::string &name, const std::vector<std::string> &names);

} // namespace tslice

#endif // TSLICE_LIB_EXECUTIONENGINE_NEARESTNAME_H
