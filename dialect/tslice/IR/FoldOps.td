// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The fold that derivatives of scatters are made of. A family of its own: it is
// closed under differentiation, and deriving leaves none behind.

#ifndef TSLICE_IR_FOLDOPS_TD
#define TSLICE_IR_FOLDOPS_TD

include "tslice/IR/TSliceAttrs.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def TSlice_FoldOp : Op<TSlice_Dialect, "fold", [
    NoMemoryEffect, AttrSizedOperandSegments, IsolatedFromAbove]> {
  let summary = "fold the positions of each group, and keep what is met on the way";
  let description = [{
    Walks over the positions of each group of a `tslice.group`, from the first to
    the last, or `backwards`. Row g of each of `inits` is what group g has before;
    at a position the region takes whether the position is the first one of its
    group, what the group has, and the elements of `inputs` there. It yields what
    the group has then, and elements of further results, which have the shape of
    the inputs and are 0 at positions that are in no group.

    ```mlir
    // of each group the product, and what it was before each position
    %r, %before = tslice.fold %u into %x along %perm, %starts
        : (tensor<5xf32>, tensor<?xf32>, tensor<?xindex>, tensor<?xindex>) -> (tensor<?xf32>, tensor<5xf32>) {
    ^bb0(%first: i1, %found: f32, %written: f32):
      %product = arith.mulf %found, %written : f32
      tslice.yield %product, %found : f32, f32
    }
    ```
  }];
  let arguments = (ins
    Variadic<TSlice_Tensor>:$inputs, Variadic<TSlice_Tensor>:$inits,
    TSlice_PositionTensor:$permutation, TSlice_PositionTensor:$starts,
    UnitAttr:$backwards);
  let results = (outs Variadic<TSlice_Tensor>:$results);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    $inputs `into` $inits `along` $permutation `,` $starts (`backwards` $backwards^)?
    attr-dict `:` functional-type(operands, results) $body
  }];
  let extraClassDeclaration = [{
    /// The leading dimensions of the inputs, which are positions; the others are
    /// those of a row of the inits.
    int64_t getNumPositionDims();
    unsigned getNumStates() { return getInits().size(); }
    unsigned getNumOutputs() { return getNumResults() - getNumStates(); }
  }];
  let hasVerifier = 1;
}

#endif // TSLICE_IR_FOLDOPS_TD
