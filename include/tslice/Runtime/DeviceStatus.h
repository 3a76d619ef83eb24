// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a kernel on a GPU leaves behind when an access fails. It is plain C, so
// that whoever launches kernels from PTX needs neither C++ nor LLVM.

#ifndef TSLICE_RUNTIME_DEVICESTATUS_H
#define TSLICE_RUNTIME_DEVICESTATUS_H

#include <stdint.h>

/// How many numbers of a position are recorded; further ones are cut off.
#define TSLICE_RT_DEVICE_POSITIONS 8

/// The record of one launch, in device memory.
///
/// The launches of a call have an array of these with one more in front, all
/// bytes of which the caller has set to 0xff (`cuMemsetD8`). Parameter 0 of the
/// kernel of launch number i, counted from 1, points to record i. A launch
/// whose predecessor's record says `stopped` does nothing but say so too, so
/// that the caller need not wait between launches: nothing runs on the results
/// of what has failed. At the end the first record whose `site` is not
/// UINT64_MAX is the failure of the call.
///
/// Of the failures of one launch the record keeps the one with the lowest site,
/// then the first position, then the lowest dimension, as `tslice_rt_fail`
/// does; `site` to `dim` stand in that order, and all-ones comes last.
typedef struct tslice_rt_device_status {
  /// All-ones if the next launch is to run, else 0.
  uint64_t stopped;
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
