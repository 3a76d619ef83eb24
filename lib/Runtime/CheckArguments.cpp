// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Decides whether a call may run, and says why not. All that can be wrong with
// a tensor that a caller filled in is found here, so that nothing behind it can
// overflow or read what is not there.

#include "Tensors.h"
#include "Writer.h"

#include <cinttypes>
#include <cstring>

using namespace tslice::runtime;

namespace {

/// One check of the arguments of a call. Each check returns whether all is
/// well, and otherwise has written the sentence.
class Checker {
public:
  Checker(const tslice_rt_entry &entry,
          const tslice_rt_tensor *const *arguments, Writer &out)
      : entry(entry), arguments(arguments), out(out) {}

  bool run(int64_t numArguments);

private:
  bool checkCount(int64_t numArguments);
  bool checkShape(int64_t i);
  bool checkMemory(int64_t i);
  bool checkExtent(int64_t i);
  bool checkSpec(int64_t i);
  bool checkNames(int64_t i);
  bool checkName(int64_t i, int64_t dim, const char *name);
  bool checkDonation(int64_t i);

  const tslice_rt_tensor &tensor(int64_t i) { return *arguments[i]; }

  /// Writes how messages call argument `i`: `argument 'x'`, or `argument 2`
  /// when it has no name.
  void putArgument(int64_t i);
  void putSizes(const tslice_rt_tensor &tensor);
  /// Writes `, but got tensor<2x3xf32>`.
  bool failSpec(int64_t i);

  const tslice_rt_entry &entry;
  const tslice_rt_tensor *const *arguments;
  Writer &out;
};

} // namespace

void Checker::putArgument(int64_t i) {
  if (const char *name = entry.arguments[i].name)
    out.put("argument '%s'", name);
  else
    out.put("argument %" PRId64, i);
}

void Checker::putSizes(const tslice_rt_tensor &tensor) {
  for (int64_t d = 0; d < tensor.rank; ++d)
    out.put("%s%" PRId64, d ? "x" : "", tensor.shape[d]);
}

bool Checker::checkCount(int64_t numArguments) {
  int64_t expected = entry.num_arguments;
  if (numArguments == expected)
    return true;
  out.put("'%s' takes %" PRId64 " argument%s, but got %" PRId64, entry.name,
          expected, expected == 1 ? "" : "s", numArguments);
  return false;
}

//===----------------------------------------------------------------------===//
// The tensor by itself
//===----------------------------------------------------------------------===//

/// The sizes can be multiplied. A size of 0 counts as 1, so that the strides of
/// an empty tensor cannot overflow either.
bool Checker::checkShape(int64_t i) {
  const TypeInfo *info = getTypeInfo(tensor(i).type);
  if (!info) {
    putArgument(i);
    out.put(": there is no element type number %" PRId64
            "; the numbers are 0 to %d",
            tensor(i).type, TSLICE_RT_C128);
    return false;
  }
  if (tensor(i).rank < 0 || tensor(i).rank > TSLICE_RT_MAX_RANK) {
    putArgument(i);
    out.put(": rank %" PRId64 " is %s %d", tensor(i).rank,
            tensor(i).rank < 0 ? "below" : "above the limit of",
            tensor(i).rank < 0 ? 0 : TSLICE_RT_MAX_RANK);
    return false;
  }
  int64_t product = info->size;
  for (int64_t d = 0; d < tensor(i).rank; ++d) {
    int64_t size = tensor(i).shape[d];
    if (size < 0) {
      putArgument(i);
      out.put(": size %" PRId64 " of dimension %" PRId64 " is negative", size,
              d);
      return false;
    }
    if (__builtin_mul_overflow(product, size > 0 ? size : 1, &product) ||
        product >= maxBytes) {
      putArgument(i);
      out.put(": a tensor of shape ");
      putSizes(tensor(i));
      out.put(" of %s is above the limit of 2^47 bytes", info->name);
      return false;
    }
  }
  return true;
}

/// The elements that strides reach span less than the limit.
bool Checker::checkExtent(int64_t i) {
  const tslice_rt_tensor &found = tensor(i);
  int64_t limit = maxBytes / getTypeInfo(found.type)->size, extent = 1;
  for (int64_t d = 0; d < found.rank; ++d) {
    int64_t reach;
    if (!__builtin_mul_overflow(found.shape[d] - 1, found.strides[d], &reach) &&
        reach != INT64_MIN &&
        !__builtin_add_overflow(extent, reach < 0 ? -reach : reach, &extent) &&
        extent < limit)
      continue;
    putArgument(i);
    out.put(": stride %" PRId64 " of dimension %" PRId64
            ", which has size %" PRId64
            ", reaches above the limit of 2^47 bytes",
            found.strides[d], d, found.shape[d]);
    return false;
  }
  return true;
}

/// There is memory where the elements are said to be, as far as one can tell.
bool Checker::checkMemory(int64_t i) {
  const tslice_rt_tensor &found = tensor(i);
  const TypeInfo *info = getTypeInfo(found.type);
  int64_t count = tslice_rt_num_elements(&found);
  if (count == 0)
    return true;
  if (!found.data) {
    putArgument(i);
    out.put(": the address of a tensor of %" PRId64 " elements is null", count);
    return false;
  }
  if (reinterpret_cast<uintptr_t>(found.data) %
          static_cast<uintptr_t>(info->alignment) !=
      0) {
    putArgument(i);
    out.put(": the address of a tensor of %s must be a multiple of %" PRId64,
            info->name, info->alignment);
    return false;
  }
  return !found.strided || checkExtent(i);
}

//===----------------------------------------------------------------------===//
// The tensor and the entry
//===----------------------------------------------------------------------===//

bool Checker::failSpec(int64_t i) {
  out.put(", but got tensor<");
  putSizes(tensor(i));
  out.put("%s%s>", tensor(i).rank ? "x" : "",
          getTypeInfo(tensor(i).type)->name);
  return false;
}

bool Checker::checkSpec(int64_t i) {
  const tslice_rt_spec &spec = entry.arguments[i].spec;
  if (tensor(i).type != spec.type) {
    putArgument(i);
    out.put(": expected elements of type %s", getTypeInfo(spec.type)->name);
    return failSpec(i);
  }
  if (tensor(i).rank != spec.rank) {
    putArgument(i);
    out.put(": expected rank %" PRId64, spec.rank);
    return failSpec(i);
  }
  for (int64_t d = 0; d < spec.rank; ++d) {
    if (spec.shape[d] == TSLICE_RT_DYNAMIC ||
        tensor(i).shape[d] == spec.shape[d])
      continue;
    putArgument(i);
    out.put(": expected size %" PRId64 " in dimension %" PRId64, spec.shape[d],
            d);
    return failSpec(i);
  }
  return true;
}

/// Dimension `dim` of argument `i` has the size of the first dimension that is
/// called `name`.
bool Checker::checkName(int64_t i, int64_t dim, const char *name) {
  for (int64_t owner = 0; owner <= i; ++owner) {
    const char *const *names = entry.arguments[owner].dim_names;
    for (int64_t d = 0; names && d < tensor(owner).rank; ++d) {
      if (!names[d] || std::strcmp(names[d], name) != 0)
        continue;
      int64_t size = tensor(i).shape[dim], expected = tensor(owner).shape[d];
      if (size == expected)
        return true;
      putArgument(i);
      out.put(": dimension %" PRId64 " (\"%s\") is %" PRId64
              ", but it is %" PRId64 " in ",
              dim, name, size, expected);
      putArgument(owner);
      return false;
    }
  }
  return true;
}

bool Checker::checkNames(int64_t i) {
  const char *const *names = entry.arguments[i].dim_names;
  for (int64_t d = 0; names && d < tensor(i).rank; ++d)
    if (names[d] && !checkName(i, d, names[d]))
      return false;
  return true;
}

/// The memory of a donated argument can be taken over.
bool Checker::checkDonation(int64_t i) {
  if (!entry.arguments[i].donated)
    return true;
  const char *obstacle = tensor(i).read_only        ? "read-only"
                         : !isContiguous(tensor(i)) ? "strided"
                                                    : nullptr;
  if (obstacle) {
    putArgument(i);
    out.put(" is donated, but its buffer is %s", obstacle);
    return false;
  }
  for (int64_t j = 0; !tensor(i).keep && j < entry.num_arguments; ++j) {
    if (j == i || !overlap(tensor(i), tensor(j)))
      continue;
    putArgument(i);
    out.put(" is donated, but its buffer overlaps that of ");
    putArgument(j);
    return false;
  }
  return true;
}

bool Checker::run(int64_t numArguments) {
  if (!checkCount(numArguments))
    return false;
  for (int64_t i = 0; i < numArguments; ++i) {
    if (!arguments[i]) {
      putArgument(i);
      out.put(": the tensor has no value");
      return false;
    }
    if (!checkShape(i) || !checkMemory(i) || !checkSpec(i))
      return false;
  }
  for (int64_t i = 0; i < numArguments; ++i)
    if (!checkNames(i))
      return false;
  for (int64_t i = 0; i < numArguments; ++i)
    if (!checkDonation(i))
      return false;
  return true;
}

int64_t tslice_rt_check_arguments(const tslice_rt_entry *entry,
                                  const tslice_rt_tensor *const *arguments,
                                  int64_t num_arguments, char *buf,
                                  int64_t len) {
  Writer out(buf, len);
  Checker(*entry, arguments, out).run(num_arguments);
  return out.length;
}
