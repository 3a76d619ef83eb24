// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a kernel on a GPU leaves behind when an access fails. It is plain C, so
// that whoever launches kernels from PTX needs neither C++ nor LLVM.

#ifndef TSLICE_RUNTIME_DEVICESTATUS_H
#define TSLICE_RUNTIME_DEVICESTATUS_H

#include <stdint.h>

/// How many numbers of a position are recorded; further ones are cut off.
#define TSLICE_RT_DEVICE_POSITIONS 8

/// The record in device memory that parameter 0 of every kernel points to.
///
/// The caller sets all bytes to 0xff before a launch (`cuMemsetD8(p, 0xff,
/// sizeof)`) and looks at `site` after it: UINT64_MAX means that nothing has
/// failed. Of the failures of one launch the record keeps the one with the
/// lowest site, then the first position, then the lowest dimension, as
/// `tslice_rt_fail` does. To tell launches apart, give each its own record.
///
/// `site` to `dim` stand in the order in which failures are compared; all-ones
/// compares as the highest of them.
typedef struct tslice_rt_device_status {
  /// Bits 40 to 63: the lowest site, bits 0 to 39: the first number of its
  /// position, both cut to their width. It keeps most failing threads away
  /// from the lock.
  uint64_t key;
  /// All-ones while no thread is writing what follows, else 0.
  uint64_t lock;
  /// As the arguments of `tslice_rt_fail`; unused positions are 0.
  uint64_t site;
  uint64_t pos[TSLICE_RT_DEVICE_POSITIONS];
  uint64_t dim;
  int64_t kind;
  int64_t index;
  int64_t limit;
  int64_t npos;
} tslice_rt_device_status;

#endif // TSLICE_RUNTIME_DEVICESTATUS_H
