// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Exchanges tensors with other libraries through DLPack, without a copy. A
// caller that builds or reads the structure includes its own dlpack.h; this
// header only names it.

#ifndef TSLICE_EXECUTIONENGINE_DLPACK_H
#define TSLICE_EXECUTIONENGINE_DLPACK_H

#include "tslice/ExecutionEngine/Tensor.h"

struct DLManagedTensor;

namespace tslice {

/// Takes over a tensor in host memory from another library: its deleter runs
/// once the last copy is gone, also when this call fails. Fails on other
/// devices, and on element types that have no counterpart here. The structure
/// cannot say that memory is read-only; who lends such memory must not let it
/// be donated.
Result<Tensor> fromDLPack(DLManagedTensor *managed);

/// Lends `tensor` to another library, whose task it becomes to call the deleter
/// of the result. Its memory lives until then. An i1 is DLPack's bool, an index
/// is an int of 64 bits. Fails for a read-only tensor, since the structure
/// cannot say so.
Result<DLManagedTensor *> toDLPack(const Tensor &tensor);

} // namespace tslice

#endif // TSLICE_EXECUTIONENGINE_DLPACK_H
