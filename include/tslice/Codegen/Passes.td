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

def RoundNarrowFloatsPass : Pass<"tslice-round-narrow-floats", "::mlir::func::FuncOp"> {
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

def LowerFailuresPass : Pass<"tslice-lower-failures", "::mlir::ModuleOp"> {
  let summary = "give every op that can fail a way out of its function";
  let description = [{
    Runs on unstructured control flow. A check becomes a compare and a cold
    block that records the failure; an allocation becomes a call of the
    runtime's with an overflow-checked size and a null test; a call is followed
    by a look at the context. All leave through one exit block, whose results
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

#endif // TSLICE_CODEGEN_PASSES_TD
