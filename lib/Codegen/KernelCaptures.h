// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// How the values that a kernel uses from outside get into it: what is cheap is
// computed again, the rest travels through a struct as scalars and pointers.

#ifndef TSLICE_LIB_CODEGEN_KERNELCAPTURES_H
#define TSLICE_LIB_CODEGEN_KERNELCAPTURES_H

#include "BufferRoots.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/IRMapping.h"

namespace tslice {

/// The captures of one kernel.
class KernelCaptures {
public:
  /// Collects what `root` uses from outside, and `others`.
  KernelCaptures(mlir::Operation *root, llvm::ArrayRef<mlir::Value> others,
                 const mlir::LLVMTypeConverter &converter);

  /// Unpacks the captured values into fields, at the builder's position.
  llvm::SmallVector<mlir::Value> unpack(mlir::OpBuilder &builder,
                                        mlir::Location loc) const;

  /// Returns the types of the fields.
  llvm::SmallVector<mlir::Type> getFieldTypes() const;

  /// Builds the captured values from `fields`, and what is computed again, at
  /// the builder's position, and maps the outer values to them.
  void rebuild(mlir::OpBuilder &builder, mlir::Location loc,
               mlir::ValueRange fields, mlir::IRMapping &mapping) const;

  /// Returns the fields that are pointers no other field shares written memory
  /// with.
  llvm::SmallVector<unsigned>
  getUnaliasedFields(mlir::Operation *root, const BufferRoots &roots) const;

private:
  /// The number of fields that `value` takes.
  unsigned getNumFields(mlir::Value value) const;
  void add(mlir::Value value);

  const mlir::LLVMTypeConverter &converter;
  llvm::SetVector<mlir::Value> captured;
  /// Ops that the kernel runs again, in order.
  llvm::SetVector<mlir::Operation *> recomputed;
};

} // namespace tslice

#endif // TSLICE_LIB_CODEGEN_KERNELCAPTURES_H
