// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The passes from tslice to tslice.

#ifndef TSLICE_TRANSFORMS_PASSES_TD
#define TSLICE_TRANSFORMS_PASSES_TD

include "mlir/Pass/PassBase.td"

def NumberSitesPass : Pass<"tslice-number-sites", "::mlir::ModuleOp"> {
  let summary = "give every op of the source that can fail a number";
  let description = [{
    Every access, and every upstream op whose sizes or positions are only known at
    run time, gets the attribute `tslice.site`, and the module the table
    `tslice.sites` of what an error message says about each: the op, its
    location, the names of its operands, and the windows of a gather or scatter
    (1 in the other dimensions). Errors at run time carry the number. `#n` counts
    the accesses of a function from 1, all kinds together.

    The operands of a read are (source, indices), those of a write (destination,
    indices, update), without what the op does not have; those of any other op
    stand in its own order. A name is the attribute `tslice.name` of an argument
    or of an op, else `argument n`, else `result of <op>`.

    ```mlir
    // Before
    func.func @f(%t: tensor<5x4xf32> {tslice.name = "table"}, %i: tensor<3xi32>) -> tensor<3x4xf32> {
      %0 = tslice.gather %t[%i] dims [0] : tensor<5x4xf32>, tensor<3xi32> -> tensor<3x4xf32>
      return %0 : tensor<3x4xf32>
    }
    // After
    module attributes {tslice.sites = [
        {loc = "model.mlir:3:8", op = "gather #1", operands = ["table", "argument 1"], windows = array<i64: 1, 1>}
      ]} {
      ...
      %0 = tslice.gather %t[%i] dims [0] {tslice.site = 0 : i64} : ...
    ```

    A module that is numbered already keeps its numbers; ops without one get the
    next.
  }];
}

def ExpandIndexingPass : Pass<"tslice-expand-indexing"> {
  let summary = "rewrite index expressions into accesses";
  let description = [{
    `index`, `index_update`, `take_along` and `take_along_update` become `slice`,
    `update`, `gather`, `scatter` and `nonzero`, with upstream's ops for what
    moves nothing. Ranges and integers alone are one slice or update. All that
    follows knows accesses only. Runs behind `tslice-number-sites`, whose numbers
    the accesses inherit.

    ```mlir
    // Before
    %r = tslice.index %x[::-1, -1] : tensor<4x3xf32> -> tensor<4xf32>
    // After
    %r = tslice.slice %x[3, 2][4, 1][-1, 1] drop [1] : tensor<4x3xf32> to tensor<4xf32>
    ```
  }];
  let dependentDialects = ["::tslice::TSliceDialect", "::mlir::arith::ArithDialect",
                           "::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect"];
}

def GuardSizesPass : Pass<"tslice-guard-sizes"> {
  let summary = "check at run time the sizes and positions that upstream ops take for granted";
  let description = [{
    Elementwise ops, structured ops of linalg, `tensor.cast`, `tensor.concat` and
    `tensor.insert_slice` do not compare sizes that are dynamic: a mismatch reads
    past the end. For each dimension
    that must agree with another and is not proven to, the operand is read
    through a full slice whose offset is zero by a `tslice.check equal`: no copy
    is made, and the check lives exactly as long as the read that it protects.

    ```mlir
    // Before
    %r = arith.addf %x, %y : tensor<?xf32>
    // After
    %n = tensor.dim %y, %c0 : tensor<?xf32>
    %m = tensor.dim %x, %c0 : tensor<?xf32>
    %k = tslice.check equal %n, %m {dim = 4294967296 : i64, site = 0 : i64}
    %o = arith.subi %k, %m : index
    %z = tensor.extract_slice %y[%o] [%m] [1] : tensor<?xf32> to tensor<?xf32>
    %r = arith.addf %x, %z : tensor<?xf32>
    ```

    The attribute `dim` holds the number of the operand in its upper 32 bits.
    The positions of `tensor.extract`, `tensor.insert` and their slices, and the
    dimension of `tensor.dim`, go through `tslice.check index`, unless constants
    and loop bounds prove them; the sizes given to `tensor.empty`,
    `tensor.generate`, `tensor.splat` and `tensor.expand_shape`, and the paddings
    of `tensor.pad`, through `tslice.check size`. The sizes that a dimension is
    expanded to must have its size as their product.

    Guards move up through producers of one use, so that those still fuse. Run
    the pass after derivatives are taken and functions inlined: a guard is
    nothing that should be differentiated, and inlining proves sizes equal.
  }];
  let dependentDialects = ["::tslice::TSliceDialect", "::mlir::arith::ArithDialect", "::mlir::tensor::TensorDialect"];
}

def FuseSlicesPass : Pass<"tslice-fuse-slices"> {
  let summary = "compose accesses with each other and move them to where fewer elements are touched";
  let description = [{
    The slice algebra. In each dimension an access is an arithmetic progression
    (offset, size, stride) or an index tensor. Reads of reads compose, reads move
    through elementwise ops towards the source, reads of updates resolve to the
    part that they touch, and updates that are overwritten vanish. What an update
    of a filled tensor covers is not filled. Bits and bounds policies stay the
    same. An error may vanish only with an access that
    no result needs.

    ```mlir
    // Before
    %a = tslice.slice %x[8][4][-2] : tensor<10xf32> to tensor<4xf32>
    %b = tslice.slice %a[1][2][2] : tensor<4xf32> to tensor<2xf32>
    // After
    %b = tslice.slice %x[6][2][-4] : tensor<10xf32> to tensor<2xf32>
    ```
  }];
  let dependentDialects = ["::tslice::TSliceDialect", "::mlir::arith::ArithDialect",
                           "::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect"];
}

def CoalesceUpdatesPass : Pass<"tslice-coalesce-updates"> {
  let summary = "update the rows of a table that have a gradient, and no others";
  let description = [{
    A gradient that is zero but for the rows which scatters add to, met by
    row-wise arithmetic that leaves rows with a zero gradient as they are, bit
    for bit: then each row that has a gradient is updated once, in place, from
    the sum of its parts in the order of their positions. Nothing of the size of
    the table is made. So go SGD, Adagrad and row-wise Adagrad in plain ops.

    Whether other rows stay follows from the arithmetic of zeros: `x - 0` is x,
    `0 / y` is 0 for positive y. What it takes of numbers that are not constant
    (a rate must be finite and not negative) is asked at run time; otherwise the
    step is dense. A tensor that squares are added to is taken for a sum of
    squares: without NaN, -0 and negative elements. Gradients that are added up
    are one. What is made row by row of gradients that `scf.if` and
    `scf.index_switch` yield is made in their branches.

    A step that changes every row (weight decay, momentum, Adam) stays as it is,
    and a remark of the category `tslice-coalesce-updates` says where.

    ```mlir
    // Before
    %g = tslice.scatter add %u into %zeros[%ids] dims [0] : tensor<?x64xf32> into tensor<?x64xf32>, tensor<?xi32>
    %m = arith.mulf %rates, %g : tensor<?x64xf32>
    %new = arith.subf %table, %m : tensor<?x64xf32>
    // After
    %perm, %starts = tslice.group %table[%ids] dims [0] : tensor<?x64xf32>, tensor<?xi32> -> tensor<?xindex>, tensor<?xindex>
    %new = scf.forall ... shared_outs(%t = %table) -> (tensor<?x64xf32>) {
      scf.for ... { the row of a group, from the row there is and the sum of the updates of the group }
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::bufferization::BufferizationDialect",
                           "::mlir::linalg::LinalgDialect", "::mlir::scf::SCFDialect",
                           "::mlir::tensor::TensorDialect", "::tslice::TSliceDialect"];
}

def FuseIntoLoopsPass : Pass<"tslice-fuse-into-loops"> {
  let summary = "compute an update where a scatter's loop takes it, block by block";
  let description = [{
    A structured op whose only use is an `extract_slice` in a loop is tiled along
    that slice and moves into the loop, so that a gather, the arithmetic on its
    result and the scatter of it are one loop without the intermediate tensor. A
    producer that reads what the loop writes stays outside, and so does a product
    that reads an operand across its rows, for `tslice-pack-operands`.

    ```mlir
    // Before
    %u = linalg.generic ... outs(%e : tensor<?x64xf32>) { ... }
    %r = scf.for %p = %c0 to %k step %c1 iter_args(%acc = %x) -> (tensor<?x64xf32>) {
      %block = tensor.extract_slice %u[%p, 0] [1, 64] [1, 1] : tensor<?x64xf32> to tensor<1x64xf32>
      ...
    // After
    %r = scf.for %p = %c0 to %k step %c1 iter_args(%acc = %x) -> (tensor<?x64xf32>) {
      %block = linalg.generic ... outs(%e1 : tensor<1x64xf32>) { ... }
      ...
    ```
  }];
  let dependentDialects = ["::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect"];
}

def FillSplatsPass : Pass<"tslice-fill-splats"> {
  let summary = "compute large constants of one value where they are needed";
  let description = [{
    As data, a constant is part of the machine code, and is copied before it is
    written. Users that write (destinations, loops) get a value of their own; all
    others share one. Equal fills must not be merged again, so nothing that
    eliminates common subexpressions may run between this and bufferization.

    ```mlir
    // Before
    %zeros = arith.constant dense<0.0> : tensor<1000x64xf32>
    // After
    %zero = arith.constant 0.0 : f32
    %empty = tensor.empty() : tensor<1000x64xf32>
    %zeros = linalg.fill ins(%zero : f32) outs(%empty : tensor<1000x64xf32>) -> tensor<1000x64xf32>
    ```
  }];
  let options = [
    Option<"minElements", "min-elements", "int64_t", "64", "constants of at most this many elements stay data">];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::complex::ComplexDialect",
                           "::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect"];
}

def PackOperandsPass : Pass<"tslice-pack-operands"> {
  let summary = "transpose what products read across its rows";
  let description = [{
    A sum of products whose neighbouring results need one operand's elements from
    different rows, as the gradient of a matrix product does, reads a transposed
    copy of it, if each element is read often enough to pay for that; where only
    the call knows, it decides. What may not fit into a cache is transposed 16
    rows at a time. Results have the same bits.

    ```mlir
    // Before
    %dx = linalg.generic {indexing_maps = [(i, k, j) -> (i, j), (i, k, j) -> (k, j), (i, k, j) -> (i, k)], ...}
      ins(%dy, %w : tensor<32x64xf32>, tensor<128x64xf32>) outs(%zero : tensor<32x128xf32>) { %dx + %dy * %w }
    // After
    %t = linalg.transpose ins(%w : tensor<128x64xf32>) outs(%empty : tensor<64x128xf32>) permutation = [1, 0]
    %dx = linalg.generic {indexing_maps = [(i, k, j) -> (i, j), (i, k, j) -> (j, k), (i, k, j) -> (i, k)], ...}
      ins(%dy, %t : tensor<32x64xf32>, tensor<64x128xf32>) outs(%zero : tensor<32x128xf32>) { %dx + %dy * %w }
    ```
  }];
  let options = [
    Option<"minReuse", "min-reuse", "int64_t", "8", "how often each element is read where a copy pays">];
  let dependentDialects = ["::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
                           "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect"];
}

def UnitStridesPass : Pass<"tslice-unit-strides"> {
  let summary = "give dimensions of slices with one element the stride 1";
  let description = [{
    How far elements lie apart says nothing where there is one. Of buffers it
    says something: upstream finds out by strides which dimensions of one element
    a `memref.subview` drops, and cannot tell where they are others than those of
    the whole.

    ```mlir
    // Before
    %s = tensor.extract_slice %x[%i, %j] [1, 1] [1, 3] : tensor<?x?xf64> to tensor<1xf64>
    // After
    %s = tensor.extract_slice %x[%i, %j] [1, 1] [1, 1] : tensor<?x?xf64> to tensor<1xf64>
    ```
  }];
}

def HideBoundsPass : Pass<"tslice-hide-bounds", "::mlir::func::FuncOp"> {
  let summary = "keep bufferization from looking through numbers that are selected";
  let description = [{
    Bufferization compares slices of a buffer by what is known of their offsets
    and sizes. Through minima, maxima, choices and quotients, that takes a time
    that grows with each of them, and tells it nothing. What is computed by one
    goes through two casts, which a canonicalization takes away again.

    ```mlir
    // Before
    %s = arith.maxsi %a, %b : index
    // After
    %s = arith.maxsi %a, %b : index
    %i = arith.index_castui %s : index to i64
    %hidden = arith.index_castui %i : i64 to index
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

def OwnDestinationsPass : Pass<"tslice-own-destinations"> {
  let summary = "give every op that writes to a fresh buffer one of its own";
  let description = [{
    Bufferization compares every read of a buffer with every write to it, for
    each op that may share it: one `tensor.empty` for a whole graph makes that
    cubic in the number of ops. Equal ones must not be merged again, so nothing
    that eliminates common subexpressions may run between this and bufferization.
    What is computed only to be inserted into a fresh tensor moves behind that
    tensor, so that it can be computed in place.

    A loop that inserts into a tensor that it does not carry gets a copy in each
    step, ahead of what is inserted: bufferization would make that copy behind it,
    when what has been computed in place is in the original already.

    ```mlir
    // Before
    %e = tensor.empty() : tensor<64xf32>
    %1 = linalg.fill ins(%a : f32) outs(%e : tensor<64xf32>) -> tensor<64xf32>
    %2 = linalg.fill ins(%b : f32) outs(%e : tensor<64xf32>) -> tensor<64xf32>
    // After
    %e = tensor.empty() : tensor<64xf32>
    %1 = linalg.fill ins(%a : f32) outs(%e : tensor<64xf32>) -> tensor<64xf32>
    %f = tensor.empty() : tensor<64xf32>
    %2 = linalg.fill ins(%b : f32) outs(%f : tensor<64xf32>) -> tensor<64xf32>
    ```
  }];
  let dependentDialects = ["::mlir::bufferization::BufferizationDialect",
                           "::mlir::tensor::TensorDialect"];
}

def OwnCarriesPass : Pass<"tslice-own-carries", "::mlir::ModuleOp"> {
  let summary = "give each tensor that a while loop carries a buffer of its own";
  let description = [{
    Bufferization updates each tensor that an `scf.while` carries in the buffer of
    the same place, and copies what the condition passes on, in each step, where
    it cannot. It runs directly before bufferization, whose analysis it uses:

    - A carry stands at the same place in what the loop begins with and in what
      its condition passes on.
    - Of a carry that each step makes anew it is the buffer that is carried.
    - What the body yields and did not make is copied: the next step might write
      over it.

    ```mlir
    // Before
    scf.while (%go = %some, %a = %x) : (i1, tensor<8xf32>) -> tensor<8xf32> {
      scf.condition(%go) %a : tensor<8xf32>
    } do {
    ^bb0(%a: tensor<8xf32>):
      ...
      scf.yield %more, %outside : i1, tensor<8xf32>
    }
    // After
    scf.while (%a = %x, %go = %some) : (tensor<8xf32>, i1) -> tensor<8xf32> {
      scf.condition(%go) %a : tensor<8xf32>
    } do {
    ^bb0(%a: tensor<8xf32>):
      ...
      %copy = bufferization.alloc_tensor() copy(%outside) : tensor<8xf32>
      scf.yield %copy, %more : tensor<8xf32>, i1
    }
    ```
  }];
  let dependentDialects = ["::mlir::bufferization::BufferizationDialect"];
}

def RequireChecksPass : Pass<"tslice-require-checks", "::mlir::func::FuncOp"> {
  let summary = "read tensors of compared sizes as themselves";
  let description = [{
    A tensor whose sizes were compared is read as a view that depends on the
    checks. As a view it would be copied where it is returned or written to. This
    takes such views out of the body of a function, and makes their checks
    `required`; those in regions stay. It runs when nothing is fused any more,
    for what reads the tensor then stands behind the checks and stays there.

    ```mlir
    // Before
    %c = tslice.check equal %size, %n {site = 0 : i64}
    %zero = arith.subi %c, %n : index
    %view = tensor.extract_slice %x[%zero] [%n] [1] : tensor<?xf32> to tensor<?xf32>
    return %view : tensor<?xf32>
    // After
    %c = tslice.check equal %size, %n {required, site = 0 : i64}
    return %x : tensor<?xf32>
    ```
  }];
}

def DropEmptyReshapesPass : Pass<"tslice-drop-empty-reshapes"> {
  let summary = "replace reshapes and slices of tensors without elements";
  let description = [{
    A reshape or slice of a tensor that has a static size of 0, or is a cast of
    one, becomes a `tensor.empty`; an insertion into one becomes nothing.
    Upstream's lowerings reject such reshapes, reads through them, and slices.

    ```mlir
    // Before
    %r = tensor.collapse_shape %x [[0, 1]] : tensor<0x4xf32> into tensor<0xf32>
    // After
    %r = tensor.empty() : tensor<0xf32>
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::tensor::TensorDialect"];
}

def FuseElementwisePass : Pass<"tslice-fuse-elementwise"> {
  let summary = "fuse elementwise structured ops";
  let description = [{
    What upstream's `linalg-fuse-elementwise-ops` does, except that an op which
    updates a tensor in place is not fused into one that visits its result more
    than once: upstream would update it once per visit. Whole rows that several
    ops read at computed places are read by each of them, also by reductions; of
    what only a slice is used, only the slice is computed. A tensor that is filled
    is not read, whoever else needs it.

    ```mlir
    // Stays as it is: fused, the second row of %r would be %x ^ %u ^ %u.
    %n = linalg.generic ins(%u) outs(%x) { xor } -> tensor<3xi32>
    %r = linalg.broadcast ins(%n) outs(%e) dimensions = [0] : tensor<2x3xi32>
    ```
  }];
  let dependentDialects = ["::mlir::affine::AffineDialect", "::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect"];
}

def DecomposeOpsPass : Pass<"tslice-decompose-ops"> {
  let summary = "express ops that do not bufferize by others";
  let description = [{
    `tensor.reshape` becomes a collapse and an expansion to the sizes it is given,
    `tensor.gather` and `tensor.scatter` become accesses, `tensor.bitcast` is
    elementwise, `complex.bitcast` a shift; `linalg.softmax`, `pack`, `unpack` and the transforms of `winograd`
    become what upstream makes of them. What is made remembers the name of the op
    it comes from, for messages, until sites are numbered.

    ```mlir
    %r = tensor.reshape %x(%shape) : (tensor<?xf32>, tensor<2xindex>) -> tensor<?x?xf32>
    // becomes
    %r = tensor.expand_shape %x [[0, 1]] output_shape [%shape[0], %shape[1]]
    ```
  }];
  let dependentDialects = ["::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
                           "::mlir::complex::ComplexDialect", "::mlir::linalg::LinalgDialect",
                           "::mlir::math::MathDialect",
                           "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect",
                           "::tslice::TSliceDialect"];
}

def OrderReadsPass : Pass<"tslice-order-reads"> {
  let summary = "read a version of a tensor before it is written over";
  let description = [{
    Moves ops, with what they need, ahead of the op of their block that writes
    over a tensor they read, unless they need what that op computes.

    ```mlir
    %z = tslice.update set %u into %y[%i][4][1] : tensor<4xf32> into tensor<?xf32>
    %s = tslice.slice %y[%i][4][1] : tensor<?xf32> to tensor<4xf32>
    // becomes
    %s = tslice.slice %y[%i][4][1] : tensor<?xf32> to tensor<4xf32>
    %z = tslice.update set %u into %y[%i][4][1] : tensor<4xf32> into tensor<?xf32>
    ```
  }];
}

def UnrollCarriesPass : Pass<"tslice-unroll-carries"> {
  let summary = "unroll loops whose carries change places";
  let description = [{
    Two carries take two iterations, up to four take four; larger rotations stay,
    and are copied.

    ```mlir
    scf.for %i = %c0 to %n step %c1 iter_args(%a = %x, %b = %y) {
      scf.yield %b, %a
    }
    // becomes
    scf.for %i = %c0 to %even step %c2 iter_args(%a = %x, %b = %y) {
      scf.yield %a, %b
    }
    // and the loop itself for what is left over
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::scf::SCFDialect"];
}

def ShieldFoldsPass : Pass<"tslice-shield-folds"> {
  let summary = "keep ops whose upstream folds change their meaning from being folded";
  let description = [{
    Upstream folds `arith.xori %x, %x` to a constant even where its type has no
    size, and `complex.sub (complex.add %a, %b), %b` to `%a`, which rounds
    otherwise. The first becomes a structured op, the second arithmetic on the
    parts. Runs ahead of the first canonicalization.
  }];
  let dependentDialects = ["::mlir::complex::ComplexDialect", "::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect"];
}

#endif // TSLICE_TRANSFORMS_PASSES_TD
