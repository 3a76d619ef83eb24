// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Defines how every call of the C++ API reports failure: a value or an Error
// with a code and a sentence. Nothing throws, and a result that is not looked
// at is a compiler warning.

#ifndef TSLICE_EXECUTIONENGINE_RESULT_H
#define TSLICE_EXECUTIONENGINE_RESULT_H

#include <cassert>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace tslice {

/// What kind of failure happened; the sentence for the user is in the Error.
enum class ErrorCode : uint8_t {
  /// An argument, literal, option or file content is not what is required.
  InvalidArgument,
  /// An index is outside of the tensor it addresses.
  OutOfRange,
  /// Memory could not be had, or a size is beyond the limit.
  OutOfMemory,
  /// A file, function or symbol does not exist.
  NotFound,
  /// The program does not parse, verify or lower.
  Compile,
  /// The operating system failed to read or write.
  IO,
  /// Legal input for which there is no implementation.
  Unsupported,
  /// A mistake of ours.
  Internal
};

/// Returns the code in words, as in `out of range`.
constexpr const char *getName(ErrorCode code) {
  switch (code) {
  case ErrorCode::InvalidArgument:
    return "invalid argument";
  case ErrorCode::OutOfRange:
    return "out of range";
  case ErrorCode::OutOfMemory:
    return "out of memory";
  case ErrorCode::NotFound:
    return "not found";
  case ErrorCode::Compile:
    return "compilation failed";
  case ErrorCode::IO:
    return "input or output failed";
  case ErrorCode::Unsupported:
    return "unsupported";
  case ErrorCode::Internal:
    return "internal error";
  }
  return "unknown";
}

/// Where in a running program an access failed, in parts, for callers that do
/// not want to read the sentence.
struct AccessFailure {
  /// The operation and its number in the source function, as `gather #2`.
  std::string op;
  /// The location of the operation, as `model.mlir:14:8`.
  std::string location;
  /// The name of the addressed operand.
  std::string operand;
  int64_t dimension = 0;
  /// The index that failed and the size that it must stay below.
  int64_t index = 0;
  int64_t limit = 0;
  /// The position, in the tensor of indices, of the failing index.
  std::vector<int64_t> position;
};

/// A failure: a code for programs and a sentence for people, in lower case and
/// without a final period.
struct [[nodiscard]] Error {
  Error(ErrorCode code, std::string message)
      : code(code), message(std::move(message)) {}

  /// Returns the same error with `prefix` before its sentence.
  Error withPrefix(const std::string &prefix) const {
    Error result = *this;
    result.message = prefix + message;
    return result;
  }

  ErrorCode code;
  std::string message;
  /// Set when compiled code found an access out of range.
  std::optional<AccessFailure> access;
};

/// A `T` or the Error why there is none. Converts to true when it holds a `T`;
/// looking at the other alternative is a mistake of the caller, caught by an
/// assertion.
template <typename T> class [[nodiscard]] Result {
public:
  Result(T value) : state(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state(std::in_place_index<1>, std::move(error)) {}

  /// Returns whether this holds a value.
  bool ok() const { return state.index() == 0; }
  explicit operator bool() const { return ok(); }

  /// Returns the value, which must be there.
  T &operator*() & { return *get(); }
  const T &operator*() const & { return *get(); }
  T &&operator*() && { return std::move(*get()); }
  T *operator->() { return get(); }
  const T *operator->() const { return get(); }

  /// Returns the error, which must be there.
  const Error &error() const {
    assert(!ok() && "asked a successful result for its error");
    return *std::get_if<1>(&state);
  }

private:
  T *get() {
    assert(ok() && "used the value of a failed result");
    return std::get_if<0>(&state);
  }
  const T *get() const { return const_cast<Result *>(this)->get(); }

  std::variant<T, Error> state;
};

/// Success or the Error why not.
template <> class [[nodiscard]] Result<void> {
public:
  Result() = default;
  Result(Error error) : failure(std::move(error)) {}

  /// Returns whether the call succeeded.
  bool ok() const { return !failure; }
  explicit operator bool() const { return ok(); }

  /// Returns the error, which must be there.
  const Error &error() const {
    assert(failure && "asked a successful result for its error");
    return *failure;
  }

private:
  std::optional<Error> failure;
};

} // namespace tslice

#endif // TSLICE_EXECUTIONENGINE_RESULT_H
