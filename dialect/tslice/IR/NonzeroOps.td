// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The operation whose result's size depends on data: the positions of what is
// true.

#ifndef TSLICE_IR_NONZEROOPS_TD
#define TSLICE_IR_NONZEROOPS_TD

include "tslice/IR/TSliceDialect.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def TSlice_NonzeroOp : Op<TSlice_Dialect, "nonzero", [
    NoMemoryEffect, DeclareOpInterfaceMethods<ConditionallySpeculatable>,
    DeclareOpInterfaceMethods<ReifyRankedShapedTypeOpInterface, ["reifyResultShapes"]>]> {
  let summary = "find the positions of a mask that are true";
  let description = [{
    One row for each true element of the mask, in row-major order; row k holds
    the r coordinates of one position, r being the rank of the mask. With `size`
    there are that many rows: those that are left over hold -1, and `count` is
    the number of the others. More positions than rows are an error, unless
    `truncate` keeps the first ones. The size is a number or an `index` value.

    ```mlir
    // [0, 1, 1] -> [[1], [2]]
    %p = tslice.nonzero %mask : tensor<3xi1> -> tensor<?x1xindex>
    // [0, 1, 1] -> [[1], [2], [-1], [-1]] and 2
    %q, %n = tslice.nonzero %mask size 4 : tensor<3xi1> -> tensor<4x1xindex>, index
    ```
  }];
  let arguments = (ins TSlice_MaskTensor:$mask, Optional<Index>:$dynamic_size,
                       OptionalAttr<I64Attr>:$static_size, UnitAttr:$truncate);
  let results = (outs TSlice_PositionTensor:$positions, Optional<Index>:$count);
  let assemblyFormat = [{
    $mask `` custom<PositionCount>($dynamic_size, $static_size) (`truncate` $truncate^)? attr-dict
    `:` type($mask) `->` type($positions) (`,` type($count)^)?
  }];
  let builders = [
    OpBuilder<(ins "::mlir::Value":$mask, CArg<"::mlir::OpFoldResult", "{}">:$size, CArg<"bool", "false">:$truncate)>];
  let extraClassDeclaration = [{
    /// The number of rows that the op asks for, null if it asks for none.
    ::mlir::OpFoldResult getMixedSize();
    /// The site number given by --tslice-number-sites, or -1.
    int64_t getSite();
  }];
  let hasVerifier = 1;
  let hasCanonicalizer = 1;
}

#endif // TSLICE_IR_NONZEROOPS_TD
