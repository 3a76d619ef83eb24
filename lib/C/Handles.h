// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the files of the C API share: the handles, and how a failure gets out.

#ifndef TSLICE_LIB_C_HANDLES_H
#define TSLICE_LIB_C_HANDLES_H

#include "tslice/C/tslice.h"

#include "../ExecutionEngine/NoMemory.h"
#include "tslice/ExecutionEngine/Executable.h"

#include <new>

struct tslice_error {
  tslice::Error error;
};
struct tslice_options {
  tslice::Options options;
  /// Set when there was no memory for an option.
  bool incomplete = false;
};
struct tslice_tensor {
  tslice::Tensor tensor;
};
struct tslice_executable {
  tslice::Executable executable;
};

namespace tslice {

inline tslice_code toC(ErrorCode code) {
  return static_cast<tslice_code>(static_cast<int>(code) + 1);
}

/// Stores `failure` where the caller wants it.
inline tslice_code fail(tslice_error **error, Error failure) {
  tslice_code code = toC(failure.code);
  if (error)
    *error = new (std::nothrow) tslice_error{std::move(failure)};
  return code;
}

inline tslice_code succeed(tslice_error **error) {
  if (error)
    *error = nullptr;
  return TSLICE_OK;
}

/// Returns a new handle of type `Handle` for what `make` returns, a Result, or
/// null and the error.
template <typename Handle, typename Make>
Handle *wrap(Make make, tslice_error **error) {
  auto result = orNoMemory(make);
  if (!result) {
    fail(error, result.error());
    return nullptr;
  }
  auto *handle = new (std::nothrow) Handle{std::move(*result)};
  if (handle)
    succeed(error);
  else
    fail(error, Error(ErrorCode::OutOfMemory, "out of memory"));
  return handle;
}

/// Returns `rank` numbers, or none when there are none.
inline Shape toShape(size_t rank, const int64_t *numbers) {
  return numbers ? Shape(numbers, numbers + rank) : Shape();
}

} // namespace tslice

#endif // TSLICE_LIB_C_HANDLES_H
