// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The operation that brings updates of one destination together.

#ifndef TSLICE_IR_GROUPOPS_TD
#define TSLICE_IR_GROUPOPS_TD

include "tslice/IR/TSliceAttrs.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def TSlice_GroupOp : Op<TSlice_Dialect, "group", [
    NoMemoryEffect, DeclareOpInterfaceMethods<ConditionallySpeculatable>]> {
  let summary = "sort the positions of a gather or scatter by where they lead";
  let description = [{
    `permutation` has the numbers, in row-major order of the indices, of all
    positions whose windows the bounds policy does not skip, sorted by where the
    windows start in `target`: stably, and by row-major order of the starts. The
    positions that share a start form a group. `starts` says where each group
    begins in the permutation, and last where the permutation ends. Only the
    sizes of `target` are looked at. `batch`, `dims`, `window` and `bounds` are
    those of `gather` and `scatter`.

    ```mlir
    // ids [3, 1, 3, 0] -> permutation [3, 1, 0, 2], starts [0, 1, 2, 4]
    %p, %s = tslice.group %x[%ids] dims [0] : tensor<4xf32>, tensor<4xi32> -> tensor<?xindex>, tensor<?xindex>
    ```
  }];
  let arguments = (ins
    TSlice_Tensor:$target, TSlice_IndexTensor:$indices,
    DefaultValuedAttr<DenseI64ArrayAttr, "{}">:$batch,
    DenseI64ArrayAttr:$dims,
    OptionalAttr<DenseI64ArrayAttr>:$window,
    DefaultValuedAttr<TSlice_BoundsPolicyAttr, "::tslice::BoundsPolicy::Error">:$bounds);
  let results = (outs TSlice_PositionTensor:$permutation, TSlice_PositionTensor:$starts);
  let assemblyFormat = [{
    $target `[` $indices `]` (`batch` $batch^)? `dims` $dims (`window` $window^)?
    `` custom<Bounds>($bounds) attr-dict
    `:` type($target) `,` type($indices) `->` type($permutation) `,` type($starts)
  }];
  let builders = [
    OpBuilder<(ins "::mlir::Value":$target, "::mlir::Value":$indices, "::llvm::ArrayRef<int64_t>":$dims,
      CArg<"::llvm::ArrayRef<int64_t>", "{}">:$batch,
      CArg<"::std::optional<::llvm::SmallVector<int64_t>>", "::std::nullopt">:$window,
      CArg<"::tslice::BoundsPolicy", "::tslice::BoundsPolicy::Error">:$bounds)>];
  let extraClassDeclaration = [{
    /// One window size per addressed dimension, in the order of `dims`.
    ::llvm::SmallVector<int64_t> getWindowSizes();
    /// The site number given by --tslice-number-sites, or -1.
    int64_t getSite();
  }];
  let hasVerifier = 1;
}

#endif // TSLICE_IR_GROUPOPS_TD
