// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The scalar check that legalized accesses are guarded by. It is the one op
// that survives legalization, until code generation makes it a compare and a
// cold record.

#ifndef TSLICE_IR_CHECKOPS_TD
#define TSLICE_IR_CHECKOPS_TD

include "tslice/IR/TSliceAttrs.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "mlir/Interfaces/InferIntRangeInterface.td"

def TSlice_CheckOp : Op<TSlice_Dialect, "check", [
    DeclareOpInterfaceMethods<MemoryEffectsOpInterface>,
    DeclareOpInterfaceMethods<InferIntRangeInterface, ["inferResultRanges"]>]> {
  let summary = "pass a scalar on, or end the call with a located error";
  let description = [{
    `result = value`, if the comparison of its kind holds; otherwise the call
    records an error and the result is any value for which it would hold:

    | kind | holds when | used for |
    |---|---|---|
    | `index` | 0 <= value < limit | starts and positions |
    | `equal` | value = limit | sizes that must agree |
    | `size` | value >= 0 | dynamic sizes |
    | `stride` | value != 0 | dynamic strides |
    | `window` | value <= limit | windows that must fit |
    | `room` | value <= limit | positions that need a row each |
    | `unique`, `sorted` | value = limit | promises; there are two positions, one behind the other |
    | `wrapped` | 0 <= value < limit | starts after `wrap`, which leaves alone what is outside either way |

    The op has no memory effect, so that it dies with what it protects, unless it
    is `required`: then it stays where it is, and protects all that comes behind
    it. It is not speculatable, so that nothing can fail that would not have been
    run.
    `site` is the number of the access in the source, `dim` the dimension (its
    lower 32 bits all set: the value is the number of one),
    `window` the number of elements from a start (limit + window - 1 is the size
    of the dimension), and the positions say where in the indices the value stood.

    ```mlir
    %row = tslice.check index %i, %n at(%k) {site = 0 : i64, dim = 0 : i64}
    ```
  }];
  let arguments = (ins
    TSlice_CheckKindAttr:$kind, Index:$value, Index:$limit, Variadic<Index>:$position,
    I64Attr:$site, DefaultValuedAttr<I64Attr, "0">:$dim, DefaultValuedAttr<I64Attr, "1">:$window,
    UnitAttr:$required);
  let results = (outs Index:$result);
  let assemblyFormat = [{
    custom<CheckKind>($kind) $value `,` $limit (`at` `(` $position^ `)`)? attr-dict
  }];
  let extraClassDeclaration = [{
    /// The lower half of `dim` where the value is the number of a dimension.
    static constexpr int64_t kAllDims = 0xffffffff;
    /// Whether the value is a position and the limit the number of legal ones.
    bool isOfIndex() {
      return getKind() == CheckKind::Index || getKind() == CheckKind::Wrapped;
    }
  }];
  let hasFolder = 1;
}

#endif // TSLICE_IR_CHECKOPS_TD
