// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Decides whether a call may run, and says why not. All that can be wrong with
// a tensor that a caller filled in is found here, so that nothing behind it can
// overflow or read what is not there.

#include "CallFrame.h"
#include "Tensors.h"
#include "Writer.h"

#include <cinttypes>
#include <cstring>

using namespace tslice::runtime;

//===----------------------------------------------------------------------===//
// A tensor by itself
//===----------------------------------------------------------------------===//

// Each check returns whether all is well, and otherwise has written why not.

/// The sizes can be multiplied. A size of 0 counts as 1, so that the strides of
/// an empty tensor cannot overflow either.
static bool checkShape(const tslice_rt_tensor &tensor, Writer &out) {
  const TypeInfo *info = getTypeInfo(tensor.type);
  if (!info) {
    out.put("there is no element type number %" PRId64
            "; the numbers are 0 to %d",
            tensor.type, TSLICE_RT_C128);
    return false;
  }
  if (tensor.rank < 0 || tensor.rank > TSLICE_RT_MAX_RANK) {
    out.put("rank %" PRId64 " is %s %d", tensor.rank,
            tensor.rank < 0 ? "below" : "above the limit of",
            tensor.rank < 0 ? 0 : TSLICE_RT_MAX_RANK);
    return false;
  }
  int64_t product = info->size;
  for (int64_t d = 0; d < tensor.rank; ++d) {
    int64_t size = tensor.shape[d];
    if (size < 0) {
      out.put("size %" PRId64 " of dimension %" PRId64 " is negative", size, d);
      return false;
    }
    if (__builtin_mul_overflow(product, size > 0 ? size : 1, &product) ||
        product >= maxBytes) {
      out.put("a tensor of shape ");
      putSizes(tensor, out);
      out.put(" of %s is above the limit of 2^47 bytes", info->name);
      return false;
    }
  }
  return true;
}

/// The elements that strides reach span less than the limit.
static bool checkExtent(const tslice_rt_tensor &tensor, Writer &out) {
  int64_t limit = maxBytes / getTypeInfo(tensor.type)->size, extent = 1;
  for (int64_t d = 0; d < tensor.rank; ++d) {
    int64_t reach;
    if (!__builtin_mul_overflow(tensor.shape[d] - 1, tensor.strides[d],
                                &reach) &&
        reach != INT64_MIN &&
        !__builtin_add_overflow(extent, reach < 0 ? -reach : reach, &extent) &&
        extent < limit)
      continue;
    out.put("stride %" PRId64 " of dimension %" PRId64
            ", which has size %" PRId64
            ", reaches above the limit of 2^47 bytes",
            tensor.strides[d], d, tensor.shape[d]);
    return false;
  }
  return true;
}

/// There is memory where the elements are said to be, as far as one can tell.
static bool checkMemory(const tslice_rt_tensor &tensor, Writer &out) {
  const TypeInfo *info = getTypeInfo(tensor.type);
  int64_t count = tslice_rt_num_elements(&tensor);
  if (count == 0)
    return true;
  if (!tensor.data) {
    out.put("the address of a tensor of %" PRId64 " elements is null", count);
    return false;
  }
  if (reinterpret_cast<uintptr_t>(tensor.data) %
          static_cast<uintptr_t>(info->alignment) !=
      0) {
    out.put("the address of a tensor of %s must be a multiple of %" PRId64,
            info->name, info->alignment);
    return false;
  }
  return !tensor.strided || checkExtent(tensor, out);
}

/// Ends a sentence that says what was expected.
static bool failSpec(const tslice_rt_tensor &tensor, Writer &out) {
  out.put(", but got ");
  putTensor(tensor, out);
  return false;
}

static bool checkSpec(const tslice_rt_tensor &tensor,
                      const tslice_rt_spec &spec, Writer &out) {
  if (tensor.type != spec.type) {
    out.put("expected elements of type %s", getTypeInfo(spec.type)->name);
    return failSpec(tensor, out);
  }
  if (tensor.rank != spec.rank) {
    out.put("expected rank %" PRId64, spec.rank);
    return failSpec(tensor, out);
  }
  for (int64_t d = 0; d < spec.rank; ++d) {
    if (spec.shape[d] == TSLICE_RT_DYNAMIC || tensor.shape[d] == spec.shape[d])
      continue;
    out.put("expected size %" PRId64 " in dimension %" PRId64, spec.shape[d],
            d);
    return failSpec(tensor, out);
  }
  return true;
}

static bool checkTensor(const tslice_rt_tensor *tensor,
                        const tslice_rt_spec &spec, Writer &out) {
  if (!tensor) {
    out.put("the tensor has no value");
    return false;
  }
  return checkShape(*tensor, out) && checkMemory(*tensor, out) &&
         checkSpec(*tensor, spec, out);
}

int64_t tslice_rt_check_tensor(const tslice_rt_tensor *tensor,
                               const tslice_rt_spec *spec, char *buf,
                               int64_t len) {
  Writer out(buf, len);
  checkTensor(tensor, *spec, out);
  return out.length;
}

//===----------------------------------------------------------------------===//
// The arguments of a call
//===----------------------------------------------------------------------===//

namespace {

/// One check of the arguments of a call.
class Checker {
public:
  Checker(const tslice_rt_entry &entry,
          const tslice_rt_tensor *const *arguments, Writer &out)
      : entry(entry), arguments(arguments), out(out) {}

  bool run(int64_t numArguments);

private:
  bool checkCount(int64_t numArguments);
  bool checkArgument(int64_t i);
  bool checkNames(int64_t i);
  bool checkName(int64_t i, int64_t dim, const char *name);
  bool checkDonation(int64_t i);

  const tslice_rt_tensor &tensor(int64_t i) { return *arguments[i]; }

  /// Writes how messages call argument `i`: `argument 'x'`, or `argument 2`
  /// when it has no name.
  void putArgument(int64_t i);

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

bool Checker::checkCount(int64_t numArguments) {
  int64_t expected = entry.num_arguments;
  if (numArguments == expected)
    return true;
  out.put("'%s' takes %" PRId64 " argument%s, but got %" PRId64, entry.name,
          expected, expected == 1 ? "" : "s", numArguments);
  return false;
}

bool Checker::checkArgument(int64_t i) {
  const tslice_rt_spec &spec = entry.arguments[i].spec;
  // The name comes first, but only if there is something to say.
  Writer nowhere(nullptr, 0);
  if (checkTensor(arguments[i], spec, nowhere))
    return true;
  putArgument(i);
  out.put(": ");
  return checkTensor(arguments[i], spec, out);
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
  for (int64_t i = 0; i < numArguments; ++i)
    if (!checkArgument(i))
      return false;
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

//===----------------------------------------------------------------------===//
// Memory for results
//===----------------------------------------------------------------------===//

/// Output `i` can be written to without changing another one.
static bool checkOutput(const tslice_rt_spec &spec,
                        tslice_rt_tensor *const *results, int64_t i,
                        Writer &out) {
  const tslice_rt_tensor &output = *results[i];
  Writer nowhere(nullptr, 0);
  if (!checkTensor(&output, spec, nowhere)) {
    out.put("output %" PRId64 ": ", i);
    return checkTensor(&output, spec, out);
  }
  const char *obstacle = output.read_only ? "is read-only"
                         : mayRepeat(output)
                             ? "has elements that may share memory"
                             : nullptr;
  if (obstacle) {
    out.put("output %" PRId64 " %s", i, obstacle);
    return false;
  }
  for (int64_t j = 0; j < i; ++j)
    if (results[j]->data && overlap(output, *results[j])) {
      out.put("output %" PRId64 " overlaps output %" PRId64, i, j);
      return false;
    }
  return true;
}

int64_t tslice::runtime::checkOutputs(const tslice_rt_entry &entry,
                                      tslice_rt_tensor *const *results,
                                      char *buf, int64_t len) {
  Writer out(buf, len);
  for (int64_t i = 0; i < entry.num_results; ++i)
    if (results[i]->data && !checkOutput(entry.results[i], results, i, out))
      break;
  return out.length;
}
