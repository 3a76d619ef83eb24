// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Passes that leave the tslice dialect.

#ifndef TSLICE_CONVERSION_PASSES_TD
#define TSLICE_CONVERSION_PASSES_TD

include "mlir/Pass/PassBase.td"

def TSliceToLinalgPass : Pass<"tslice-to-linalg", "::mlir::ModuleOp"> {
  let summary = "legalize slices, updates, gathers and scatters to linalg, tensor and scf";
  let description = [{
    A read becomes one `linalg.generic` over the space of its result. Its body
    computes the position in the source, passes it through `tslice.check` (bounds
    `error`), clamps it or selects the fill, and extracts one element; it fuses with
    elementwise consumers and reductions like any other generic. An update becomes a
    generic on the window of the destination; a scatter becomes a loop over the
    positions, in row-major order, with a generic on one window in its body. Of the
    dialect only `tslice.check` remains, and the plans and partitions of scatters.

    A `nonzero` becomes two parallel loops over blocks of its mask: the first counts,
    the second writes positions, each block behind those before it. Gathers at these
    positions, and scatters there into what is filled with one value, are done by
    that second loop, if nothing else uses the positions.

    A `group` becomes a radix sort of starts and positions, in memory of their number.

    Scatters are divided among threads so that every cell is still written in
    row-major order of the indices, which is legal for every combiner and gives the
    same bits for every number of threads:

    - `row`, for indices of whole rows of 64 bytes and more: `tslice.plan_rows` groups
      the positions by row, and each row is found once. A destination that is filled
      with a value is then not read.
    - `owner`, for the same: the plan gives each thread parts of the rows, with lists
      of the positions that lead there. Single elements of 4 or 8 bytes, whose
      updates stand in memory, are brought together by `tslice.partition` instead,
      with their indices; the parts stay in a cache.
    - `direct`, for what is promised to be `unique`: each thread applies a part of
      the positions.
    - `private`, for combiners that are associative to the bit (integers, bits, `min`
      and `max`) or `order relaxed`: the same into copies of the destination, one for
      each thread, which are combined in order.
    - `columns`, for other windows with a whole dimension: one block of columns for
      each thread, of 16 columns at least. Each thread runs over all positions.
    - `serial`, for the rest, and for less than 256 KiB that are written.

    For rows `auto` chooses by size at run time between the first two: `row`
    where there are two positions for a row on average, or the destination is filled
    with a value; otherwise `owner`, for several threads. Where a few rows have most
    of the positions, the parts of a plan are columns. All three share one loop, which
    also does what is too little for a plan.
    For single elements it takes `direct` where they are unique, `private` where the
    copies have a quarter of the positions at most, and otherwise `owner`, for several
    threads, where the destination has 1 MiB, divided by their number, or more.
    Elsewhere, and with `column-width`, which stands for kernels with a thread for
    each column, it takes `columns` or `serial`.

    ```mlir
    %r = tslice.gather %x[%i] dims [0] : tensor<8xf32>, tensor<5xi32> -> tensor<5xf32>
    // becomes
    %r = linalg.generic ... outs(%empty : tensor<5xf32>) {
      %p = linalg.index 0 : index
      %e = tensor.extract %i[%p] : tensor<5xi32>
      %c = arith.index_cast %e : i32 to index
      %k = tslice.check index %c, %c8 at (%p) {site = 0 : i64}
      %v = tensor.extract %x[%k] : tensor<8xf32>
      linalg.yield %v : f32
    } -> tensor<5xf32>
    ```
  }];
  let options = [
    Option<"reads", "reads", "bool", "true", "legalize slice, gather, group and nonzero">,
    Option<"writes", "writes", "bool", "true", "legalize update and scatter">,
    Option<"strategy", "strategy", "::tslice::ScatterStrategy", "::tslice::ScatterStrategy::Auto",
           "how scatters are divided among threads",
           [{::llvm::cl::values(
             clEnumValN(::tslice::ScatterStrategy::Auto, "auto", "by layout"),
             clEnumValN(::tslice::ScatterStrategy::Serial, "serial", "not at all"),
             clEnumValN(::tslice::ScatterStrategy::Columns, "columns", "by columns, where there are enough"),
             clEnumValN(::tslice::ScatterStrategy::Owner, "owner", "by blocks of rows, where they are whole"),
             clEnumValN(::tslice::ScatterStrategy::Row, "row", "row by row, where they are whole"),
             clEnumValN(::tslice::ScatterStrategy::Direct, "direct",
                        "by positions, where they promise to be unique"),
             clEnumValN(::tslice::ScatterStrategy::Private, "private",
                        "by positions, into copies, where the combiner is associative"))}]>,
    Option<"numChunks", "num-chunks", "int64_t", "0",
           "parts of the positions, for `direct` and `private`; 0 makes as many as there are threads">,
    Option<"columnWidth", "column-width", "int64_t", "0",
           "columns of a block; 0 makes as many blocks as there are threads">,
    Option<"blockRows", "block-rows", "int64_t", "0",
           "rows that are counted together, for rows up to a power of two, and positions that one thread "
           "counts at a time; 0 goes by the sizes at run time">,
    Option<"divideAll", "divide-all", "bool", "false",
           "divide scatters of rows however little there is, with the same results; for tests">,
    Option<"fuseMasks", "fuse-masks", "bool", "true",
           "read the elements where a mask is true, or spread others over them, without writing their positions">,
    Option<"mergeWrites", "merge-writes", "bool", "true",
           "add to windows close to each other in one loop">,
    Option<"maskBlock", "mask-block", "int64_t", "8192",
           "elements of a mask that one thread looks at at a time, of which it keeps a list">];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::complex::ComplexDialect", "::mlir::func::FuncDialect",
    "::mlir::bufferization::BufferizationDialect", "::mlir::linalg::LinalgDialect", "::mlir::math::MathDialect",
    "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect"];
}

def CheckPromisesPass : Pass<"tslice-check-promises"> {
  let summary = "look at run time whether 'unique' and 'sorted' are kept";
  let description = [{
    Ahead of each gather and scatter with one of these promises, a loop walks over
    its positions and ends the call at the first that breaks it, naming that and the
    earlier position. For `unique` it keeps a table of the size of the indexed
    tensor. Accesses that address no dimension are not looked at.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect", "::mlir::scf::SCFDialect",
    "::mlir::tensor::TensorDialect"];
}

#endif // TSLICE_CONVERSION_PASSES_TD
