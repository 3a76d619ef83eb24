// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What of a host function its kernels compute themselves, and what they are
// given.

#ifndef TSLICE_LIB_CODEGEN_KERNELINPUTS_H
#define TSLICE_LIB_CODEGEN_KERNELINPUTS_H

#include "BufferRoots.h"
#include "mlir/IR/Operation.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SetVector.h"

namespace tslice {

/// The consecutive ops of a host function that become one kernel: either one
/// parallel loop, or ops that one thread runs.
using KernelOps = llvm::SmallVector<mlir::Operation *, 1>;

/// What one kernel takes from around it.
struct KernelCapture {
  /// Passed as arguments.
  llvm::SetVector<mlir::Value> arguments;
  /// Cloned to the start of the kernel, in this order.
  llvm::SetVector<mlir::Operation *> clones;
};

/// Decides for the values of a function where they are computed. Constants,
/// views and sizes are repeated in kernels. A scalar that depends on memory is
/// repeated there if nothing else needs it: the host would have to wait for the
/// device to read it. All else is computed by the host and passed.
class KernelInputs {
public:
  KernelInputs(llvm::ArrayRef<KernelOps> kernels, const BufferRoots &buffers);

  KernelCapture capture(const KernelOps &kernel);

private:
  bool isInKernel(mlir::Operation *op) const;
  /// Whether `op` reads memory, directly or through its operands, and may be
  /// repeated.
  bool dependsOnMemory(mlir::Operation *op);
  /// Whether the value is needed outside of kernels.
  bool isNeededByHost(mlir::Operation *op);
  bool isRepeated(mlir::Operation *op);
  void captureValue(mlir::Value value, KernelCapture &capture);

  const BufferRoots &buffers;
  /// The outermost ops of all kernels.
  llvm::DenseSet<mlir::Operation *> roots;
  /// Answers given before; chains of ops would take exponential time without.
  llvm::DenseMap<mlir::Operation *, bool> memoryAnswers, hostAnswers;
};

} // namespace tslice

#endif // TSLICE_LIB_CODEGEN_KERNELINPUTS_H
