// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The tslice dialect itself, and the types its operands may have.

#ifndef TSLICE_IR_TSLICEDIALECT_TD
#define TSLICE_IR_TSLICEDIALECT_TD

include "mlir/IR/DialectBase.td"
include "mlir/IR/CommonTypeConstraints.td"

def TSlice_Dialect : Dialect {
  let name = "tslice";
  let cppNamespace = "::tslice";
  let summary = "Slices, gathers, scatters and their gradients, with one exact meaning";
  let description = [{
    Operations that read and write parts of tensors: by arithmetic progressions
    (`slice`, `update`) and by index tensors (`gather`, `scatter`), and the
    operations that ask for derivatives of functions made of them. Everything
    else in a graph is an upstream dialect's. `dialect/README.md` is the
    specification.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::complex::ComplexDialect",
                           "::mlir::tensor::TensorDialect"];
  let useDefaultAttributePrinterParser = 1;
  let hasConstantMaterializer = 1;
  let hasOperationAttrVerify = 1;
  let extraClassDeclaration = [{
    /// What names a function's own rules for reverse and for forward mode.
    static ::llvm::StringRef getVJPAttrName() { return "tslice.vjp"; }
    static ::llvm::StringRef getJVPAttrName() { return "tslice.jvp"; }
    /// How many states a loop keeps for its adjoint.
    static ::llvm::StringRef getCheckpointAttrName() {
      return "tslice.checkpoint";
    }

    /// Parses the operation `name`, or refuses one that there is not.
    std::optional<ParseOpHook>
    getParseOperationHook(::llvm::StringRef name) const override;
  }];
}

/// Movement is defined for all of these; the combiners restrict further.
def TSlice_Element : AnyTypeOf<[
  F64, F32, F16, BF16, F8E4M3FN, F8E5M2, F8E4M3, F8E4M3FNUZ, F8E5M2FNUZ, F8E4M3B11FNUZ, F8E3M4, F8E8M0FNU,
  I1, I8, I16, I32, I64, Index, Complex<F32>, Complex<F64>], "f64, f32, f16, bf16, f8, i1 to i64, index, complex<f32> or complex<f64>">;
def TSlice_Tensor : RankedTensorOf<[TSlice_Element]>;
def TSlice_IndexElement : AnyTypeOf<[I8, I16, I32, I64, Index], "i8, i16, i32, i64 or index">;
def TSlice_IndexTensor : RankedTensorOf<[TSlice_IndexElement]>;
def TSlice_MaskTensor : RankedTensorOf<[I1]>;
def TSlice_PositionTensor : RankedTensorOf<[Index]>;

#endif // TSLICE_IR_TSLICEDIALECT_TD
