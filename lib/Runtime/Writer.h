// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writes sentences without allocating, so that one can still be had when memory
// cannot.

#ifndef TSLICE_RUNTIME_WRITER_H
#define TSLICE_RUNTIME_WRITER_H

#include <cstdarg>
#include <cstdint>
#include <cstdio>

namespace tslice::runtime {

/// Appends to a buffer of fixed size; what does not fit is counted but not
/// written.
class Writer {
public:
  Writer(char *buf, int64_t len) : buf(buf), len(buf && len > 0 ? len : 0) {
    if (this->len)
      buf[0] = '\0';
  }

  __attribute__((format(printf, 2, 3))) void put(const char *format, ...) {
    va_list args;
    va_start(args, format);
    bool fits = length < len;
    int added = std::vsnprintf(fits ? buf + length : nullptr,
                               fits ? static_cast<size_t>(len - length) : 0,
                               format, args);
    va_end(args);
    length += added > 0 ? added : 0;
  }

  int64_t length = 0;

private:
  char *buf;
  int64_t len;
};

} // namespace tslice::runtime

#endif // TSLICE_RUNTIME_WRITER_H
