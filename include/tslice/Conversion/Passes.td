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
    positions, in row-major order, with a generic on one window in its body. Only
    `tslice.check` remains of the dialect.

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
    Option<"reads", "reads", "bool", "true", "legalize slice and gather">,
    Option<"writes", "writes", "bool", "true", "legalize update and scatter">,
    Option<"columns", "columns", "bool", "true",
           "split the columns of a scatter over threads (legal for every combiner: each cell is still "
           "written in row-major order of the indices)">,
    Option<"columnWidth", "column-width", "int64_t", "0",
           "columns of a block; 0 makes as many blocks as there are threads">];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::complex::ComplexDialect", "::mlir::func::FuncDialect",
    "::mlir::linalg::LinalgDialect", "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect"];
}

#endif // TSLICE_CONVERSION_PASSES_TD
