// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One NumPy index expression as one operation. --tslice-expand-indexing
// rewrites these into accesses, which have everything else: evaluation,
// conversion, derivatives.

#ifndef TSLICE_IR_INDEXOPS_TD
#define TSLICE_IR_INDEXOPS_TD

include "tslice/IR/TSliceAttrs.td"
include "mlir/IR/BuiltinAttributeInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

/// A bound of a range, an integer, an index tensor or a mask.
def TSlice_IndexPosition : AnyTypeOf<[Index, TSlice_IndexTensor, TSlice_MaskTensor],
    "index, or ranked tensor of i1, i8, i16, i32, i64 or index values">;

class TSlice_IndexingOp<string mnemonic, list<Trait> traits = []>
    : Op<TSlice_Dialect, mnemonic, !listconcat(traits, [NoMemoryEffect])> {
  let hasVerifier = 1;
}

def TSlice_IndexOp : TSlice_IndexingOp<"index"> {
  let summary = "read by a NumPy index expression";
  let description = [{
    Every entry in the brackets stands for dimensions of the source, from the
    first: a range `start:stop:step`, any part of which may be left out, is
    negative from the end, and clips; an integer, static or an `index`, removes
    its dimension; an index tensor or a mask puts its own dimensions there;
    `newaxis` is a dimension of 1; `...` stands for the whole dimensions that no
    other entry does. Index tensors broadcast together, unless `outer`.

    ```mlir
    // x[1:, -1, ids]
    %r = tslice.index %x[1:, -1, %ids] : tensor<8x5x4xf32>, tensor<3xi32> -> tensor<3x7xf32>
    ```
  }];
  let arguments = (ins
    TSlice_Tensor:$source, Variadic<TSlice_IndexPosition>:$positions,
    DenseI32ArrayAttr:$kinds, DenseI64ArrayAttr:$numbers, UnitAttr:$outer,
    DefaultValuedAttr<TSlice_BoundsPolicyAttr, "::tslice::BoundsPolicy::Error">:$bounds,
    OptionalAttr<TypedAttrInterface>:$fill);
  let results = (outs TSlice_Tensor:$result);
  let assemblyFormat = [{
    $source `` custom<IndexEntries>($positions, $kinds, $numbers) (`outer` $outer^)? `` custom<Bounds>($bounds)
    `` custom<FillAndSource>($fill, attr-dict, type($source))
    `` custom<PositionTypes>(type($positions), ref($kinds), ref($numbers)) `->` type($result)
  }];
}

def TSlice_IndexUpdateOp : TSlice_IndexingOp<"index_update", [AllTypesMatch<["dest", "result"]>]> {
  let summary = "combine elements by a NumPy index expression";
  let description = [{
    The dual of `index`: the result is the destination, with the update,
    broadcast to what `index` would read, combined into it. Elements that meet
    in one cell do so in row-major order.

    ```mlir
    // x[:, ids] += u
    %r = tslice.index_update add %u into %x[:, %ids] : tensor<3xf32> into tensor<8x5xf32>, tensor<3xi32>
    ```
  }];
  let arguments = (ins
    TSlice_CombinerAttr:$combine, TSlice_Tensor:$update, TSlice_Tensor:$dest,
    Variadic<TSlice_IndexPosition>:$positions,
    DenseI32ArrayAttr:$kinds, DenseI64ArrayAttr:$numbers, UnitAttr:$outer,
    DefaultValuedAttr<TSlice_BoundsPolicyAttr, "::tslice::BoundsPolicy::Error">:$bounds);
  let results = (outs TSlice_Tensor:$result);
  let assemblyFormat = [{
    `` custom<Combiner>($combine) $update `into` $dest `` custom<IndexEntries>($positions, $kinds, $numbers)
    (`outer` $outer^)? `` custom<Bounds>($bounds) attr-dict `:` type($update) `into` type($dest)
    `` custom<PositionTypes>(type($positions), ref($kinds), ref($numbers))
  }];
}

def TSlice_TakeAlongOp : TSlice_IndexingOp<"take_along"> {
  let summary = "read one element per index along a dimension";
  let description = [{
    `result[i, k, j] = source[i, indices[i, k, j], j]`, where k runs over
    dimension `dim`. The other dimensions of source and indices broadcast.

    ```mlir
    %r = tslice.take_along %x[%order] dim 1 : tensor<8x5xf32>, tensor<8x2xi64> -> tensor<8x2xf32>
    ```
  }];
  let arguments = (ins
    TSlice_Tensor:$source, TSlice_IndexTensor:$indices, I64Attr:$dim,
    DefaultValuedAttr<TSlice_BoundsPolicyAttr, "::tslice::BoundsPolicy::Error">:$bounds,
    OptionalAttr<TypedAttrInterface>:$fill);
  let results = (outs TSlice_Tensor:$result);
  let assemblyFormat = [{
    $source `[` $indices `]` `dim` $dim `` custom<Bounds>($bounds)
    `` custom<FillAndSource>($fill, attr-dict, type($source)) `,` type($indices) `->` type($result)
  }];
}

def TSlice_TakeAlongUpdateOp : TSlice_IndexingOp<"take_along_update", [AllTypesMatch<["dest", "result"]>]> {
  let summary = "combine one element per index along a dimension";
  let description = [{
    The dual of `take_along`: the update, broadcast to what that would read, is
    combined into the destination in row-major order.

    ```mlir
    %r = tslice.take_along_update set %u into %x[%order] dim 1 : tensor<8x2xf32> into tensor<8x5xf32>, tensor<8x2xi64>
    ```
  }];
  let arguments = (ins
    TSlice_CombinerAttr:$combine, TSlice_Tensor:$update, TSlice_Tensor:$dest,
    TSlice_IndexTensor:$indices, I64Attr:$dim,
    DefaultValuedAttr<TSlice_BoundsPolicyAttr, "::tslice::BoundsPolicy::Error">:$bounds);
  let results = (outs TSlice_Tensor:$result);
  let assemblyFormat = [{
    `` custom<Combiner>($combine) $update `into` $dest `[` $indices `]` `dim` $dim `` custom<Bounds>($bounds)
    attr-dict `:` type($update) `into` type($dest) `,` type($indices)
  }];
}

#endif // TSLICE_IR_INDEXOPS_TD
