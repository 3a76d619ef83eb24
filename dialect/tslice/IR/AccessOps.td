// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The two dual pairs: slice and update, gather and scatter.

#ifndef TSLICE_IR_ACCESSOPS_TD
#define TSLICE_IR_ACCESSOPS_TD

include "tslice/IR/TSliceAttrs.td"
include "tslice/IR/TSliceInterfaces.td"
include "mlir/IR/BuiltinAttributeInterfaces.td"
include "mlir/Interfaces/DestinationStyleOpInterface.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

/// What every access is: free of memory effects, moved across control flow only
/// when it cannot fail, with names for its results.
class TSlice_AccessOp<string mnemonic, list<Trait> traits = []>
    : Op<TSlice_Dialect, mnemonic, !listconcat(traits, [
        NoMemoryEffect, DeclareOpInterfaceMethods<ConditionallySpeculatable>,
        DeclareOpInterfaceMethods<IndexedAccessOpInterface>])> {
  let hasVerifier = 1;
  let hasFolder = 1;
}

class TSlice_ReadOp<string mnemonic, list<Trait> traits = []>
    : TSlice_AccessOp<mnemonic, !listconcat(traits, [
        DeclareOpInterfaceMethods<ReifyRankedShapedTypeOpInterface, ["reifyResultShapes"]>])>;

/// A write has one or several pairs of an update and a destination, of which
/// the first has names of its own: only a region combines several.
class TSlice_WriteOp<string mnemonic, list<Trait> traits = []>
    : TSlice_AccessOp<mnemonic, !listconcat(traits, [
        AttrSizedOperandSegments, DestinationStyleOpInterface, IsolatedFromAbove,
        DeclareOpInterfaceMethods<ReifyRankedShapedTypeOpInterface, ["reifyResultShapes"]>])>;

def TSlice_SliceOp : TSlice_ReadOp<"slice", [AttrSizedOperandSegments]> {
  let summary = "read an arithmetic progression of positions in every dimension";
  let description = [{
    `result[i] = source[offset + i*stride]` in each dimension, 0 <= i < size.
    Offsets, sizes and strides are static or SSA values; strides may be negative,
    not zero. `drop` removes dimensions of size 1.

    ```mlir
    // [10, 11, 12, 13] -> [12, 11]
    %r = tslice.slice %x[2][2][-1] : tensor<4xf32> to tensor<2xf32>
    ```
  }];
  let arguments = (ins
    TSlice_Tensor:$source,
    Variadic<Index>:$offsets, Variadic<Index>:$sizes, Variadic<Index>:$strides,
    DenseI64ArrayAttr:$static_offsets, DenseI64ArrayAttr:$static_sizes, DenseI64ArrayAttr:$static_strides,
    DefaultValuedAttr<DenseI64ArrayAttr, "{}">:$drop,
    DefaultValuedAttr<TSlice_BoundsPolicyAttr, "::tslice::BoundsPolicy::Error">:$bounds,
    OptionalAttr<TypedAttrInterface>:$fill,
    UnitAttr:$wrap);
  let results = (outs TSlice_Tensor:$result);
  let assemblyFormat = [{
    $source `` custom<DynamicIndexList>($offsets, $static_offsets)
            `` custom<DynamicIndexList>($sizes, $static_sizes)
            `` custom<DynamicIndexList>($strides, $static_strides)
    (`drop` $drop^)? `` custom<Bounds>($bounds) (`wrap` $wrap^)?
    `` custom<FillAndSource>($fill, attr-dict, type($source)) `to` type($result)
  }];
  let builders = [
    OpBuilder<(ins "::mlir::Value":$source, "::llvm::ArrayRef<::mlir::OpFoldResult>":$offsets,
      "::llvm::ArrayRef<::mlir::OpFoldResult>":$sizes, "::llvm::ArrayRef<::mlir::OpFoldResult>":$strides,
      CArg<"::llvm::ArrayRef<int64_t>", "{}">:$drop,
      CArg<"::tslice::BoundsPolicy", "::tslice::BoundsPolicy::Error">:$bounds,
      CArg<"::mlir::TypedAttr", "{}">:$fill)>];
  let extraClassDeclaration = [{
    ::llvm::SmallVector<::mlir::OpFoldResult> getMixedOffsets();
    ::llvm::SmallVector<::mlir::OpFoldResult> getMixedSizes();
    ::llvm::SmallVector<::mlir::OpFoldResult> getMixedStrides();
  }];
  let hasCanonicalizer = 1;
}

def TSlice_UpdateOp : TSlice_WriteOp<"update"> {
  let summary = "combine elements into an arithmetic progression of positions";
  let description = [{
    `result = dest`, except `result[offset + i*stride] = combine(dest[offset + i*stride], update[i])`.
    The dual of `slice`: the same lists, the same bounds policies. `dest` itself
    is unchanged; where it is not used again, no copy is made.

    ```mlir
    // [[1, 2, 3], [4, 5, 6]] with [0, 0] = 10 -> [[10, 2, 3], [4, 5, 6]]
    %r = tslice.update set %u into %x[0, 0][1, 1][1, 1] drop [0, 1] : tensor<i32> into tensor<2x3xi32>
    ```
  }];
  let arguments = (ins
    TSlice_CombinerAttr:$combine,
    TSlice_Tensor:$update, Variadic<TSlice_Tensor>:$more_updates,
    TSlice_Tensor:$dest, Variadic<TSlice_Tensor>:$more_dests,
    Variadic<Index>:$offsets, Variadic<Index>:$sizes, Variadic<Index>:$strides,
    DenseI64ArrayAttr:$static_offsets, DenseI64ArrayAttr:$static_sizes, DenseI64ArrayAttr:$static_strides,
    DefaultValuedAttr<DenseI64ArrayAttr, "{}">:$drop,
    DefaultValuedAttr<TSlice_BoundsPolicyAttr, "::tslice::BoundsPolicy::Error">:$bounds,
    UnitAttr:$exclude_self, OptionalAttr<TypeAttr>:$accumulate,
    OptionalAttr<TSlice_OrderAttr>:$order, UnitAttr:$associative,
    OptionalAttr<TSlice_TiesAttr>:$ties, UnitAttr:$wrap);
  let results = (outs TSlice_Tensor:$result, Variadic<TSlice_Tensor>:$more_results);
  let regions = (region VariadicRegion<AnyRegion>:$bodies);
  let assemblyFormat = [{
    `` custom<Combiner>($combine) $update (`,` $more_updates^)? `into` $dest (`,` $more_dests^)?
            `` custom<DynamicIndexList>($offsets, $static_offsets)
            `` custom<DynamicIndexList>($sizes, $static_sizes)
            `` custom<DynamicIndexList>($strides, $static_strides)
    (`drop` $drop^)? `` custom<Bounds>($bounds) (`wrap` $wrap^)?
    `` custom<WriteWords>($exclude_self, $accumulate, $order, $associative, $ties)
    attr-dict `:` custom<UpdateTypes>(type($update), type($more_updates), type($dest), type($more_dests),
                                      type($result), type($more_results))
    `` custom<CombineBody>($bodies)
  }];
  let builders = [
    OpBuilder<(ins "::tslice::Combiner":$combine, "::mlir::Value":$update, "::mlir::Value":$dest,
      "::llvm::ArrayRef<::mlir::OpFoldResult>":$offsets,
      "::llvm::ArrayRef<::mlir::OpFoldResult>":$sizes, "::llvm::ArrayRef<::mlir::OpFoldResult>":$strides,
      CArg<"::llvm::ArrayRef<int64_t>", "{}">:$drop,
      CArg<"::tslice::BoundsPolicy", "::tslice::BoundsPolicy::Error">:$bounds)>];
  let extraClassDeclaration = [{
    ::llvm::SmallVector<::mlir::OpFoldResult> getMixedOffsets();
    ::llvm::SmallVector<::mlir::OpFoldResult> getMixedSizes();
    ::llvm::SmallVector<::mlir::OpFoldResult> getMixedStrides();
    ::mlir::MutableOperandRange getDpsInitsMutable();
    /// The updates and destinations of all pairs.
    ::llvm::SmallVector<::mlir::Value> getUpdates();
    ::llvm::SmallVector<::mlir::Value> getDests();
  }];
  let hasCanonicalizer = 1;
}

def TSlice_GatherOp : TSlice_ReadOp<"gather"> {
  let summary = "read windows that start where an index tensor says";
  let description = [{
    `result[b, j, w] = source[b, indices[b, j] + w]`. `dims` are the addressed
    dimensions of the source; with one, `indices` has the shape `B..., J...`, else
    a trailing dimension of one component per addressed dimension. `batch` pairs
    dimensions of the source with the leading ones of `indices`. `window` gives
    the number of elements from each start (default 1); `drop` names the addressed
    dimensions of window 1 that the result does not have (default: all when no
    window is given). The result has the shape `B..., J...`, then the remaining
    dimensions of the source in order.

    ```mlir
    // rows 2 and 0 of a table
    %r = tslice.gather %table[%ids] dims [0] : tensor<3x4xf32>, tensor<2xi32> -> tensor<2x4xf32>
    ```
  }];
  let arguments = (ins
    TSlice_Tensor:$source, TSlice_IndexTensor:$indices, Variadic<Index>:$window_sizes,
    DefaultValuedAttr<DenseI64ArrayAttr, "{}">:$batch,
    DenseI64ArrayAttr:$dims,
    OptionalAttr<DenseI64ArrayAttr>:$window,
    OptionalAttr<DenseI64ArrayAttr>:$drop,
    DefaultValuedAttr<TSlice_BoundsPolicyAttr, "::tslice::BoundsPolicy::Error">:$bounds,
    OptionalAttr<TypedAttrInterface>:$fill,
    UnitAttr:$unique, UnitAttr:$sorted, UnitAttr:$wrap);
  let results = (outs TSlice_Tensor:$result);
  let assemblyFormat = [{
    $source `[` $indices `]` (`batch` $batch^)? `dims` $dims `` custom<Window>($window_sizes, $window)
    (`drop` $drop^)? `` custom<Bounds>($bounds) (`wrap` $wrap^)? oilist(`unique` $unique | `sorted` $sorted)
    `` custom<FillAndSource>($fill, attr-dict, type($source)) `,` type($indices) `->` type($result)
  }];
  let builders = [
    OpBuilder<(ins "::mlir::Value":$source, "::mlir::Value":$indices, "::llvm::ArrayRef<int64_t>":$dims,
      CArg<"::llvm::ArrayRef<int64_t>", "{}">:$batch,
      CArg<"::std::optional<::llvm::SmallVector<::mlir::OpFoldResult>>", "::std::nullopt">:$window,
      CArg<"::std::optional<::llvm::SmallVector<int64_t>>", "::std::nullopt">:$drop,
      CArg<"::tslice::BoundsPolicy", "::tslice::BoundsPolicy::Error">:$bounds,
      CArg<"::mlir::TypedAttr", "{}">:$fill)>];
  let extraClassDeclaration = [{
    /// One window size per addressed dimension, in the order of `dims`;
    /// ShapedType::kDynamic where it is an operand.
    ::llvm::SmallVector<int64_t> getStaticWindow();
    /// The same with the operands.
    ::llvm::SmallVector<::mlir::OpFoldResult> getMixedWindow();
  }];
  let hasCanonicalizer = 1;
}

def TSlice_ScatterOp : TSlice_WriteOp<"scatter"> {
  let summary = "combine windows into where an index tensor says";
  let description = [{
    `result = dest`, except that for all b, j, w in row-major order
    `result[b, indices[b, j] + w] = combine(result[b, indices[b, j] + w], update[b, j, w])`.
    The dual of `gather`. Duplicates are applied in row-major order of the
    indices; for `set` the last one wins.

    ```mlir
    // count letters: [0, 0, 0] with ids [1, 1, 2] and ones -> [0, 2, 1]
    %r = tslice.scatter add %ones into %zeros[%ids] dims [0] : tensor<3xi64> into tensor<3xi64>, tensor<3xi32>
    ```
  }];
  let arguments = (ins
    TSlice_CombinerAttr:$combine,
    TSlice_Tensor:$update, Variadic<TSlice_Tensor>:$more_updates,
    TSlice_Tensor:$dest, Variadic<TSlice_Tensor>:$more_dests,
    TSlice_IndexTensor:$indices, Variadic<Index>:$window_sizes,
    DefaultValuedAttr<DenseI64ArrayAttr, "{}">:$batch,
    DenseI64ArrayAttr:$dims,
    OptionalAttr<DenseI64ArrayAttr>:$window,
    OptionalAttr<DenseI64ArrayAttr>:$drop,
    DefaultValuedAttr<TSlice_BoundsPolicyAttr, "::tslice::BoundsPolicy::Error">:$bounds,
    UnitAttr:$exclude_self, OptionalAttr<TypeAttr>:$accumulate,
    OptionalAttr<TSlice_OrderAttr>:$order, UnitAttr:$associative,
    OptionalAttr<TSlice_TiesAttr>:$ties,
    UnitAttr:$unique, UnitAttr:$sorted, UnitAttr:$wrap);
  let results = (outs TSlice_Tensor:$result, Variadic<TSlice_Tensor>:$more_results);
  let regions = (region VariadicRegion<AnyRegion>:$bodies);
  let assemblyFormat = [{
    `` custom<Combiner>($combine) $update (`,` $more_updates^)? `into` $dest (`,` $more_dests^)?
    `[` $indices `]` (`batch` $batch^)? `dims` $dims `` custom<Window>($window_sizes, $window)
    (`drop` $drop^)? `` custom<Bounds>($bounds) (`wrap` $wrap^)?
    `` custom<WriteWords>($exclude_self, $accumulate, $order, $associative, $ties)
    oilist(`unique` $unique | `sorted` $sorted)
    attr-dict `:` custom<ScatterTypes>(type($update), type($more_updates), type($dest), type($more_dests),
                                       type($indices), type($result), type($more_results))
    `` custom<CombineBody>($bodies)
  }];
  let builders = [
    OpBuilder<(ins "::tslice::Combiner":$combine, "::mlir::Value":$update, "::mlir::Value":$dest,
      "::mlir::Value":$indices, "::llvm::ArrayRef<int64_t>":$dims,
      CArg<"::llvm::ArrayRef<int64_t>", "{}">:$batch,
      CArg<"::std::optional<::llvm::SmallVector<::mlir::OpFoldResult>>", "::std::nullopt">:$window,
      CArg<"::std::optional<::llvm::SmallVector<int64_t>>", "::std::nullopt">:$drop,
      CArg<"::tslice::BoundsPolicy", "::tslice::BoundsPolicy::Error">:$bounds)>];
  let extraClassDeclaration = [{
    /// One window size per addressed dimension, in the order of `dims`;
    /// ShapedType::kDynamic where it is an operand.
    ::llvm::SmallVector<int64_t> getStaticWindow();
    /// The same with the operands.
    ::llvm::SmallVector<::mlir::OpFoldResult> getMixedWindow();
    ::mlir::MutableOperandRange getDpsInitsMutable();
    /// The updates and destinations of all pairs.
    ::llvm::SmallVector<::mlir::Value> getUpdates();
    ::llvm::SmallVector<::mlir::Value> getDests();
  }];
  let hasCanonicalizer = 1;
}

def TSlice_YieldOp : Op<TSlice_Dialect, "yield", [
    Pure, Terminator, ParentOneOf<["FoldOp", "UpdateOp", "ScatterOp"]>]> {
  let summary = "what the region of a write makes of the elements that it combines";
  let arguments = (ins Variadic<AnyType>:$values);
  let assemblyFormat = "($values^ `:` type($values))? attr-dict";
}

#endif // TSLICE_IR_ACCESSOPS_TD
