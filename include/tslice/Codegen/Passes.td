// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The passes of code generation, in the order in which they run.

#ifndef TSLICE_CODEGEN_PASSES_TD
#define TSLICE_CODEGEN_PASSES_TD

include "mlir/Pass/PassBase.td"

def PrepareEntriesPass : Pass<"tslice-prepare-entries", "::mlir::ModuleOp"> {
  let summary = "make the boundary of public functions one of buffers only";
  let description = [{
    Runs on tensors, ahead of bufferization. Scalar arguments and results of a
    public function become 0-d tensors, and an argument may be written only if it
    is donated (`tslice.donate`). A type that cannot cross the boundary and a call
    that is left (a function that calls itself) are errors.

    ```mlir
    func.func @f(%x: tensor<8xf32> {tslice.donate}, %s: f32) -> f32
    // becomes
    func.func @f(%x: tensor<8xf32> {bufferization.writable = true, tslice.donate},
                 %s: tensor<f32> {bufferization.writable = false}) -> tensor<f32>
    ```
  }];
  let dependentDialects = ["::mlir::bufferization::BufferizationDialect", "::mlir::tensor::TensorDialect"];
}

def LowerLinalgPass : Pass<"tslice-lower-linalg", "::mlir::func::FuncOp"> {
  let summary = "turn linalg ops and copies on memrefs into loops";
  let description = [{
    Each parallel iterator becomes an `scf.parallel` of one dimension, each
    reduction an `scf.for`, in an order that keeps the order of the reductions
    (and so the bits) and puts a parallel, contiguous iterator innermost. A
    `memref.copy` is lowered the same way, never to a call.

    ```mlir
    linalg.fill ins(%zero : f32) outs(%m : memref<8xf32>)
    // becomes
    scf.parallel (%i) = (%c0) to (%c8) step (%c1) {
      memref.store %zero, %m[%i] : memref<8xf32>
    }
    ```
  }];
  let options = [
    Option<"parallelOutermost", "parallel-outermost", "bool", "false",
           "put all parallel loops around the reductions, for threads that take an element each">];
  let dependentDialects = ["::mlir::linalg::LinalgDialect", "::mlir::memref::MemRefDialect",
                           "::mlir::scf::SCFDialect"];
}

def HoistChecksPass : Pass<"tslice-hoist-checks", "::mlir::func::FuncOp"> {
  let summary = "move checks and index loads out of loops that do not change them";
  let description = [{
    A check leaves a loop together with the arithmetic and the loads that it
    needs, if nothing in the loop writes what they read. Its position becomes
    that of the first iteration. The loop is put under a guard if it may run no
    iteration, so that nothing is read or recorded that would not have been.

    ```mlir
    scf.for %j = %c0 to %d step %c1 {
      %a = memref.load %idx[%i] : memref<?xindex>
      %r = tslice.check index %a, %n at (%i) {site = 0 : i64}
      ... memref.load %x[%r, %j] ...
    }
    // becomes
    %runs = arith.cmpi slt, %c0, %d : index
    scf.if %runs {
      %a = memref.load %idx[%i] : memref<?xindex>
      %r = tslice.check index %a, %n at (%i) {site = 0 : i64}
      scf.for %j = %c0 to %d step %c1 {
        ... memref.load %x[%r, %j] ...
      }
    }
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::scf::SCFDialect"];
}

def SplitReductionsPass : Pass<"tslice-split-reductions", "::mlir::func::FuncOp"> {
  let summary = "fold long sums and products of floats in lanes";
  let description = [{
    An innermost loop that folds a contiguous row into one element by `addf` or
    `mulf` is folded in 32 lanes, element i into lane i mod 32; the lanes are
    then folded by halves, and the rest of the elements in order. The tree
    depends on the length only: results are the same for every processor and
    number of threads, but not those of a fold in order.

    ```mlir
    scf.for %i = %c0 to %n step %c1 {
      %a = memref.load %x[%i] : memref<?xf32>
      %s = memref.load %sum[] : memref<f32>
      %t = arith.addf %s, %a : f32
      memref.store %t, %sum[] : memref<f32>
    }
    // becomes
    %lanes = scf.for %i = %c32 to %main step %c32 iter_args(%s = %first) -> vector<32xf32> {
      %a = vector.load %x[%i] : memref<?xf32>, vector<32xf32>
      %t = arith.addf %s, %a : vector<32xf32>
      scf.yield %t : vector<32xf32>
    }
    ...
    ```
  }];
  let options = [Option<"minLength", "min-length", "int64_t", /*default=*/"64",
    "elements from which on lanes are used; 0 for never">];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect",
                           "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect"];
}

def PickInLanesPass : Pass<"tslice-pick-in-lanes", "::mlir::func::FuncOp"> {
  let summary = "pick values from several lanes at a time, or spread them over these";
  let description = [{
    A loop that stores a value of 32 bits in every iteration, behind those that
    were picked so far, and picks it or not, does so for `lanes` iterations at a
    time. It pays where the processor can compress a vector.

    ```mlir
    %n = scf.for %i = %lo to %hi step %c1 iter_args(%k = %c0) -> (index) {
      memref.store %v, %list[%k] : memref<?xi32>
      %bit = arith.index_castui %is_picked : i1 to index
      %next = arith.addi %k, %bit : index
      scf.yield %next : index
    }
    // becomes
    %m = scf.for %i = %lo to %main step %c16 iter_args(%k = %c0) -> (index) {
      %picked = llvm.call_intrinsic "llvm.experimental.vector.compress"(%vs, %are_picked, %poison)
      ...
      vector.maskedstore %list[%k], %first, %picked : ...
      scf.yield %next : index
    }
    ...
    ```

    A loop that spreads a list of such values over the places where a mask is true
    (it stores `%list[min(%k, %last)]`, or what is made of it, there and something
    else elsewhere) spreads as many elements of the list as there are lanes in a
    register, and reads the last ones by `vector.expandload`. To buffers that are
    too large for the caches it stores past them, where vectors are aligned.
  }];
  let options = [Option<"lanes", "lanes", "int64_t", /*default=*/"16", "iterations at a time; 0 for never">];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::LLVM::LLVMDialect", "::mlir::math::MathDialect",
                           "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect"];
}

def MarkExactIndicesPass : Pass<"tslice-mark-exact-indices", "::mlir::func::FuncOp"> {
  let summary = "say of index arithmetic that it does not wrap, where accesses prove it";
  let description = [{
    In loops from 0 upwards whose every iteration makes an access, the index of
    the access, a sum of induction variables and one value that does not change,
    is inside of the buffer from the first iteration on and never jumps: it does
    not wrap, and neither do the parts of the sum.

    ```mlir
    %a = arith.muli %i, %c2 : index
    %b = arith.addi %a, %first : index
    ... memref.load %x[%b] ...
    // becomes
    %a = arith.muli %i, %c2 overflow<nsw, nuw> : index
    %b = arith.addi %a, %first overflow<nsw, nuw> : index
    ... memref.load %x[%b] ...
    ```
  }];
}

def BlockChecksPass : Pass<"tslice-block-checks", "::mlir::func::FuncOp"> {
  let summary = "test the indices of a block of elements ahead of its loop";
  let description = [{
    An innermost loop with checks, whose indices it does not write, is cut into
    blocks of 256 iterations. A loop without branches tests all indices of a
    block; only if one fails does the loop with checks run, and records which.

    ```mlir
    scf.for %i = %lo to %hi step %c1 {
      %a = memref.load %idx[%i] : memref<?xindex>
      %r = tslice.check index %a, %n at (%i) {site = 0 : i64}
      ... memref.load %x[%r] ...
    }
    // becomes
    scf.for %b = %lo to %hi step %c256 {
      %bad = scf.for %i = %b to %e step %c1 iter_args(...) { ... arith.cmpi uge, %a, %n ... }
      scf.if %bad { <the loop over [%b, %e)> } else { <the same without the check> }
    }
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::scf::SCFDialect"];
}

def AddContextPass : Pass<"tslice-add-context", "::mlir::ModuleOp"> {
  let summary = "pass the context of the call to every function";
  let description = [{
    Every function gets a first argument of type `!llvm.ptr`, and every call of
    a function in the module passes the caller's on.

    ```mlir
    func.func @f(%x: memref<8xf32>)
    // becomes
    func.func @f(%context: !llvm.ptr, %x: memref<8xf32>)
    ```
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
}

def OutlineParallelPass : Pass<"tslice-outline-parallel", "::mlir::ModuleOp"> {
  let summary = "move parallel loops into functions that the runtime calls on threads";
  let description = [{
    Every outermost `scf.parallel` without reductions becomes a kernel that runs
    over a part [lo, hi) of one range, and a call of `tslice_rt_parallel`. The
    range counts the iterations of the outer loops, and those of the innermost
    too where the outer may be few: then a row may be cut. A marked reduction
    around a parallel loop goes into the kernel with it. Loops that are known to
    be too small for a thread stay.

    What the kernel uses from outside travels in a struct: scalars, and memrefs
    as a pointer and their dynamic sizes. A pointer that shares no written
    memory with another is declared so.

    ```mlir
    scf.parallel (%i) = (%c0) to (%n) step (%c1) { ... %x ... }
    // becomes
    llvm.store %x_pointer, %field
    llvm.call @tslice_rt_parallel(%context, @tslice_task_f_0, %struct, %n, %grain)
    ```
  }];
  let options = [Option<"workPerThread", "work-per-thread", "int64_t", /*default=*/"1 << 16",
    "scalar operations that are worth a thread; loops with less stay serial">];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::mlir::arith::ArithDialect",
                           "::mlir::scf::SCFDialect"];
}

def CutFunctionsPass : Pass<"tslice-cut-functions", "::mlir::ModuleOp"> {
  let summary = "move the loops of large functions into functions of their own";
  let description = [{
    The time that LLVM takes for a loop grows with the function around it. In a
    function of more than `max-loops` loops, each becomes a function; loops that
    do the same share one. Of a loop that allocates, those inside of it do. Failures inside are found in the context behind the call.

    ```mlir
    scf.for %i = %c0 to %n step %c1 { ... %x ... }
    // becomes
    func.call @tslice_part_f_0(%context, %x_pointer, %n)
    ```
  }];
  let options = [Option<"maxLoops", "max-loops", "size_t", /*default=*/"32",
    "functions of at most this many loops stay whole">];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::mlir::func::FuncDialect"];
}

def JamRowsPass : Pass<"tslice-jam-rows", "::mlir::func::FuncOp"> {
  let summary = "fold several rows of floats at a time";
  let description = [{
    A parallel loop whose body folds a row in the order of its elements takes
    eight rows at once, each in its order. Blocks in which a check fails, and the
    rows that are left, go one by one. Sums and products of f32 and f64 that lie
    one behind the other are read in vectors, a row each, which are transposed to
    vectors of a column each; the elements that are left follow.

    ```mlir
    scf.parallel (%i) = (%lo) to (%hi) step (%c1) {
      scf.for %k = %c0 to %n step %c1 { %s[%i] = %s[%i] + %x[%i, %k] }
    }
    // becomes
    scf.parallel (%b) = (%lo) to (%hi) step (%c8) {
      scf.if %whole {
        scf.for %k = %c0 to %main step %c8 iter_args(%sums = ...) -> (vector<8xf32>) {
          %columns = transpose (vector.load %x[%b, %k], vector.load %x[%b + 1, %k], ...)
          scf.yield %sums + %columns#0 + %columns#1 + ...
        }
        scf.for %k = %main to %n step %c1 {
          %s[%b] = %s[%b] + %x[%b, %k]
          %s[%b + 1] = %s[%b + 1] + %x[%b + 1, %k]
          ...
    ```
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::mlir::arith::ArithDialect",
                           "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect",
                           "::mlir::vector::VectorDialect"];
}

def FreeTemporariesPass : Pass<"tslice-free-temporaries", "::mlir::func::FuncOp"> {
  let summary = "give the buffers of a function back at its end";
  let description = [{
    Buffers that are allocated in the outermost block and not returned are
    deallocated in front of the return. `optimize-allocation-liveness` then moves
    each deallocation behind the last use.

    ```mlir
    func.func @f(...) {
      %a = memref.alloc() : memref<64xf32>
      ...
      memref.dealloc %a : memref<64xf32>   // new
      return
    }
    ```
  }];
  let dependentDialects = ["::mlir::memref::MemRefDialect"];
}

def PlaceTemporariesPass : Pass<"tslice-place-temporaries", "::mlir::func::FuncOp"> {
  let summary = "give the buffers of an iteration back at its end";
  let description = [{
    A buffer that is allocated in a loop and does not leave its block is
    deallocated at the end of it. So is one that a carry, a branch or an inner
    loop holds, unless what the block yields, or what is older than the block,
    has the same pointer then. Stack buffers of fixed size move to the start of
    the function. All other buffers belong to the call.

    ```mlir
    scf.for %i = %lo to %hi step %c1 {
      %a = memref.alloc(%i) : memref<?xf32>
      ...
      memref.dealloc %a : memref<?xf32>   // new
    }
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect",
                           "::mlir::scf::SCFDialect"];
}

def PrefetchPass : Pass<"tslice-prefetch", "::mlir::func::FuncOp"> {
  let summary = "ask for the rows that loaded indices will need";
  let description = [{
    Where the address of an access depends on an index that is loaded in a loop,
    the index of some iterations later (16 for rows, 64 for elements; the last
    at most) is loaded, and the lines that it leads to are prefetched. Buffers
    that are too small to leave the cache are not.

    ```mlir
    scf.for %i = %lo to %hi step %c1 {
      %later = arith.minsi (%i + 16), %last : index
      %a = memref.load %idx[%later] : memref<?xindex>
      "llvm.intr.prefetch"(%x + %a * %width) ...
      ...
    }
    ```
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::mlir::arith::ArithDialect",
                           "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect"];
}

def StreamStoresPass : Pass<"tslice-stream-stores", "::mlir::func::FuncOp"> {
  let summary = "write large results past the caches";
  let description = [{
    In a kernel, an innermost loop whose only effect is to store consecutive
    elements of a buffer that the kernel does not read gets a second form: tiles
    are computed and then streamed, whole lines at a time, at four places of the
    loop in turn. It runs where the buffer, and the part of it that one call of
    the kernel writes, are too large for the caches. Rows that are written where
    a loaded index says are left in the caches, unless a long loop walks over
    them from there. Behind streamed stores, also those of `tslice-pick-in-lanes`,
    a fence ends the function.

    ```mlir
    scf.for %i = %lo to %hi step %c1 { ... memref.store %v, %m[%row, %i] }
    // becomes
    scf.if %large {
      ...
      scf.for %k = %c0 to %c64 step %c1 { ... llvm.store %v, %tile[%k] }
      %line = llvm.load %tile : !llvm.ptr -> vector<4xi64>
      llvm.store %line, %address {nontemporal} : vector<4xi64>, !llvm.ptr
      ...
    } else {
      scf.for %i = %lo to %hi step %c1 { ... memref.store %v, %m[%row, %i] }
    }
    ```
  }];
  let options = [
    Option<"minBytes", "min-bytes", "int64_t", /*default=*/"16 << 20",
           "bytes from which on a buffer is large">,
    Option<"minRangeBytes", "min-range-bytes", "int64_t", /*default=*/"1 << 20",
           "bytes from which on what one call of a kernel writes is large">
  ];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::mlir::arith::ArithDialect",
                           "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect"];
}

def LowerKernelChecksPass : Pass<"tslice-lower-kernel-checks", "::mlir::ModuleOp"> {
  let summary = "record failures inside kernels and go on";
  let description = [{
    A check inside a kernel (an op or function marked `tslice.kernel`) records
    its failure and goes on at position 0, or, where there is no safe position,
    skips the rest of the iteration. What is recorded then does not depend on
    the number of threads. A kernel that stands in a function is followed by an
    exit marker.

    ```mlir
    %r = tslice.check index %i, %n {site = 0 : i64}
    memref.store %v, %x[%r] : memref<?xf32>
    // becomes
    %r, %go = scf.if %in_range -> (index, i1) {
      scf.yield %i, %true
    } else {
      llvm.call @tslice_fail_0(%context, ...)
      scf.yield %c0, %not_empty
    }
    scf.if %go {
      memref.store %v, %x[%r] : memref<?xf32>
    }
    ```
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::mlir::arith::ArithDialect",
                           "::mlir::cf::ControlFlowDialect", "::mlir::scf::SCFDialect"];
}

def RoundNarrowFloatsPass : Pass<"tslice-round-narrow-floats"> {
  let summary = "compute f16 and bf16 in f32, rounding after every operation";
  let description = [{
    Each `arith` and `math` op on f16 or bf16 is computed on extended operands
    and rounded once to nearest even, which for these widths is the correctly
    rounded result of add, sub, mul, div and sqrt.

    ```mlir
    %r = arith.addf %a, %b : bf16
    // becomes
    %x = arith.extf %a : bf16 to f32
    %y = arith.extf %b : bf16 to f32
    %s = arith.addf %x, %y : f32
    %r = arith.truncf %s : f32 to bf16
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::math::MathDialect"];
}

def ExpandArithPass : Pass<"tslice-expand-arith"> {
  let summary = "expand the integer divisions and roundings that LLVM does not have";
  let description = [{
    Division with rounding up or down, and conversions to bf16, which the
    instruction of some processors would flush to zero. Minimum and maximum stay:
    upstream's expansion of them loses the sign of zero. Divisions get a result for
    all operands, see `DefineDivisions.h`.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

def ExpandMathPass : Pass<"tslice-expand-math"> {
  let summary = "expand the ops of math that no conversion knows";
  let description = [{
    Of scalars: tests for infinity and for normal numbers become comparisons, a
    clamp becomes a minimum and a maximum, for which NaN wins.

    ```mlir
    %r = math.isinf %x : f32
    // becomes
    %a = math.absf %x : f32
    %r = arith.cmpf oeq, %a, %inf : f32
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::math::MathDialect"];
}

def CallLibmPass : Pass<"tslice-call-libm", "::mlir::ModuleOp"> {
  let summary = "call libm where upstream's conversion to LLVM is less exact";
  let description = [{
    ```mlir
    %r = math.expm1 %x : f32
    // becomes
    %r = call @expm1f(%x) : (f32) -> f32
    ```
  }];
  let dependentDialects = ["::mlir::func::FuncDialect", "::mlir::vector::VectorDialect"];
}

def LowerExpandShapesPass : Pass<"tslice-lower-expand-shapes"> {
  let summary = "lower memref.expand_shape with several dynamic sizes for one";
  let description = [{
    `--expand-strided-metadata` handles at most one dynamic size for each
    dimension that is split, and crashes on more.

    ```mlir
    %e = memref.expand_shape %x [[0, 1]] output_shape [%n, %m]
        : memref<?xf32> into memref<?x?xf32>
    // becomes
    %e = memref.reinterpret_cast %base to offset: [0], sizes: [%n, %m], strides: [%m, 1]
        : memref<f32> to memref<?x?xf32>
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect"];
}

def LowerFailuresPass : Pass<"tslice-lower-failures", "::mlir::ModuleOp"> {
  let summary = "give every op that can fail a way out of its function";
  let description = [{
    Runs on unstructured control flow. A check becomes a compare and a cold
    block that records the failure; an allocation becomes a call of the
    runtime's with an overflow-checked size and a null test; a plan becomes a
    call, and a call is followed by a look at the context. All leave through one exit block, whose results
    are unspecified: the caller looks at the context first.
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::mlir::arith::ArithDialect",
                           "::mlir::cf::ControlFlowDialect", "::mlir::ub::UBDialect"];
}

def WrapEntriesPass : Pass<"tslice-wrap-entries", "::mlir::ModuleOp"> {
  let summary = "give every public function the calling convention of the runtime";
  let description = [{
    A public `@f` becomes private, and a function
    `@tslice_entry_f(%context, %args, %results)` is made: it loads a memref
    descriptor from each pointer in `%args`, calls the implementation, and
    stores the descriptors of the results behind each other in `%results`.
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
}

def BitsAsBytesPass : Pass<"tslice-bits-as-bytes", "::mlir::ModuleOp"> {
  let summary = "read and write truth values as bytes";
  let description = [{
    Memory has truth values as bytes, 0 or not. LLVM has vectors of single bits,
    which lie otherwise in memory, and loads what it takes for such bits one by
    one; of bytes it makes a vector, and compares it.

    ```mlir
    // Before
    %b = llvm.load %p : !llvm.ptr -> i1
    // After
    %byte = llvm.load %p : !llvm.ptr -> i8
    %b = llvm.icmp "ne" %byte, %zero : i8
    ```
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
}

def OutlineKernelsPass : Pass<"tslice-outline-kernels", "::mlir::ModuleOp"> {
  let summary = "move the loops of functions into kernels of a gpu.module";
  let description = [{
    Each outermost parallel nest of a function `@f` becomes a kernel `@f_kernel<i>`
    of the module `@kernels`, numbered in program order, and a launch in its place. All
    iterations of the nest are numbered in row-major order, and the threads of the grid
    take one each, then the next ones a grid further. Loops inside are run by one
    thread. A sequential loop without parallel loops worth a launch, and a store
    between loops, become kernels of one thread. What remains is host code on
    buffers of the device.

    The first argument of every kernel is a pointer to its `tslice_rt_device_status`
    (tslice/Runtime/DeviceStatus.h), which the host gets from
    `tslice_rt_device_status`. Scalars that are computed from the contents of
    buffers move into the kernels that use them, checks included.

    ```mlir
    scf.parallel (%i, %j) = (%c0, %c0) to (%n, %c64) step (%c1, %c1) { ... }
    // becomes
    %status = call @tslice_rt_device_status() : () -> !llvm.ptr
    gpu.launch_func @kernels::@f_kernel0 blocks in (%blocks, %c1, %c1) threads in (%c256, %c1, %c1)
        args(%status : !llvm.ptr, %n : index, ...)
    // with
    gpu.func @f_kernel0(%status: !llvm.ptr, %n: index, ...) kernel {
      scf.for %e = %first to %count step %threads {
        %j = arith.remui %e, %c64
        %i = arith.divui %e, %c64
        ...
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::gpu::GPUDialect",
                           "::mlir::LLVM::LLVMDialect", "::mlir::memref::MemRefDialect",
                           "::mlir::scf::SCFDialect"];
}

def ExpandDeviceMathPass : Pass<"tslice-expand-device-math", "::mlir::gpu::GPUModuleOp"> {
  let summary = "compute math functions in kernels without a library";
  let description = [{
    Replaces the functions of `math` by intrinsics that LLVM has instructions for, or
    by polynomials and simpler functions in f32. What cannot be replaced (most
    functions of f64) is an error that names it.

    ```mlir
    %r = math.sqrt %x : f32
    // becomes
    %r = llvm.call_intrinsic "llvm.sqrt"(%x) : (f32) -> f32
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::LLVM::LLVMDialect", "::mlir::math::MathDialect",
                           "::mlir::vector::VectorDialect"];
}

def RunKernelsOnHostPass : Pass<"tslice-run-kernels-on-host", "::mlir::ModuleOp"> {
  let summary = "run the threads of kernels one after the other on the CPU";
  let description = [{
    For tests of kernels without a GPU. Each kernel becomes a function of the number
    of its block and thread, and each launch a loop that calls it.

    ```mlir
    gpu.launch_func @kernels::@f_kernel0 blocks in (%b, %c1, %c1) threads in (%t, %c1, %c1)
        args(%status : !llvm.ptr, %n : index)
    // becomes
    scf.for %block = %c0 to %b step %c1 {
      scf.for %thread = %c0 to %t step %c1 {
        func.call @f_kernel0(%block, %thread, %b, %t, %n) : (index, index, index, index, index) -> ()
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::func::FuncDialect",
                           "::mlir::scf::SCFDialect"];
}

def LowerDeviceFailuresPass : Pass<"tslice-lower-device-failures", "::mlir::gpu::GPUModuleOp"> {
  let summary = "record failing checks of kernels in the status of the launch";
  let description = [{
    Turns `scf` in kernels into unstructured control flow and checks into compares. A
    failing check records the lowest failure of the launch by atomics
    (tslice/Runtime/DeviceStatus.h) and goes on with the next iteration of the
    innermost `scf.for` around it, or ends the thread. A kernel does nothing if
    the launch before it has failed.

    ```mlir
    %r = tslice.check index %i, %n at (%p) {site = 0 : i64}
    // becomes
      %bad = arith.cmpi uge, %i, %n : index
      cf.cond_br %bad, ^cold, ^next
    ^cold:
      llvm.call @tslice_device_fail(%status, ...) : (!llvm.ptr, i64, ...) -> ()
      cf.br ^skip
    ^next:
    ```
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::mlir::arith::ArithDialect",
                           "::mlir::cf::ControlFlowDialect", "::mlir::scf::SCFDialect"];
}

#endif // TSLICE_CODEGEN_PASSES_TD
