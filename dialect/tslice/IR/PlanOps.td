// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// How the positions of a scatter are divided among threads: the ops that scatters
// of rows and of single elements become, beside loops.

#ifndef TSLICE_IR_PLANOPS_TD
#define TSLICE_IR_PLANOPS_TD

include "tslice/IR/TSliceDialect.td"
include "tslice/IR/TSliceAttrs.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def TSlice_PlanRowsOp : Op<TSlice_Dialect, "plan_rows"> {
  let summary = "divide the positions of a scatter of rows among threads";
  let description = [{
    Writes to `plan` how the positions are divided, of which `indices` has the
    index each; `bounds` and `wrap` say which row that means, or that the position
    is skipped. The layout of a plan, which must have room for it, is that of
    `tslice_rt_plan_rows` in tslice/Runtime/Runtime.h, which the op becomes.

    | grouping | positions of a part |
    |---|---|
    | `by_owner` | in their order |
    | `by_row` | those of a row next to each other, in their order |
    | `by_row_with_ends` | the same, and the plan says where those of each row end |
    | `by_size` | `by_row` if there are enough positions for each, else `by_owner` |

    If a few rows have most of the positions, parts divide `num_columns` blocks of
    columns instead, and each has all positions in their order; not with ends.
    Where an index is outside, and that is an error, there is one part with all
    positions in their order, for whoever looks at their indices again.
    `block_rows`, if not 0, is how many rows are counted together, for tests.

    ```mlir
    tslice.plan_rows by_size %indices to %plan, %num_rows x %num_columns bounds skip_window
      : memref<?xi64>, memref<?xi32>
    ```
  }];
  let arguments = (ins
    TSlice_RowGroupingAttr:$grouping,
    Arg<MemRefRankOf<[I8, I16, I32, I64, Index], [1]>, "the index of each position", [MemRead]>:$indices,
    Arg<MemRefRankOf<[I32], [1]>, "the plan", [MemWrite]>:$plan,
    Index:$num_rows, Index:$num_columns,
    DefaultValuedAttr<TSlice_BoundsPolicyAttr, "::tslice::BoundsPolicy::Error">:$bounds, UnitAttr:$wrap,
    DefaultValuedAttr<I64Attr, "0">:$block_rows);
  let assemblyFormat = [{
    $grouping $indices `to` $plan `,` $num_rows `x` $num_columns (`bounds` $bounds^)? (`wrap` $wrap^)?
    attr-dict `:` type($indices) `,` type($plan)
  }];
}

def TSlice_PartitionOp : Op<TSlice_Dialect, "partition", [AttrSizedOperandSegments]> {
  let summary = "bring together the updates of a scatter that lead to one part";
  let description = [{
    Of a scatter of single elements, of `element_bytes` bytes each, copies the
    indices of the positions, and the updates beside them, part by part,
    those of a part in their order, and writes to `plan` where each begins. Without
    `updates` there are only indices. Where the places have no room, where an index
    is outside, and that is an error, or where it is not worth it, nothing is copied,
    and the plan has one part. The op becomes `tslice_rt_partition` of
    tslice/Runtime/Runtime.h, which tells what the plan holds; it must have room for
    it. `bounds`, `wrap` and `block_rows` mean what they mean to `plan_rows`.

    ```mlir
    tslice.partition %indices, %updates to %part_indices, %part_updates by %plan, %num_rows of 4
      : memref<?xi32>, memref<?xf32> to memref<?xi32>, memref<?xf32> by memref<?xi32>
    ```
  }];
  let arguments = (ins
    Arg<MemRefRankOf<[I32, I64, Index], [1]>, "the index of each position", [MemRead]>:$indices,
    Arg<Optional<MemRefRankOf<[AnyType], [1]>>, "the update of each position", [MemRead]>:$updates,
    Arg<MemRefRankOf<[I32, I64, Index], [1]>, "the indices, part by part", [MemWrite]>:$part_indices,
    Arg<Optional<MemRefRankOf<[AnyType], [1]>>, "the updates, part by part", [MemWrite]>:$part_updates,
    Arg<MemRefRankOf<[I32], [1]>, "the plan", [MemWrite]>:$plan,
    Index:$num_rows,
    I64Attr:$element_bytes,
    DefaultValuedAttr<TSlice_BoundsPolicyAttr, "::tslice::BoundsPolicy::Error">:$bounds, UnitAttr:$wrap,
    DefaultValuedAttr<I64Attr, "0">:$block_rows);
  let assemblyFormat = [{
    $indices (`,` $updates^)? `to` $part_indices (`,` $part_updates^)? `by` $plan `,` $num_rows `of` $element_bytes
    (`bounds` $bounds^)? (`wrap` $wrap^)? attr-dict `:` type($indices) (`,` type($updates)^)? `to`
    type($part_indices) (`,` type($part_updates)^)? `by` type($plan)
  }];
  let hasVerifier = 1;
}

#endif // TSLICE_IR_PLANOPS_TD
