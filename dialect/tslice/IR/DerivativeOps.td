// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The operations that ask for a derivative of a function, and the one that ends
// it.

#ifndef TSLICE_IR_DERIVATIVEOPS_TD
#define TSLICE_IR_DERIVATIVEOPS_TD

include "tslice/IR/TSliceDialect.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

class TSlice_DerivativeOp<string mnemonic, list<Trait> traits = []>
    : Op<TSlice_Dialect, mnemonic, !listconcat(traits, [
        NoMemoryEffect, DeclareOpInterfaceMethods<SymbolUserOpInterface>])>;

def TSlice_GradOp : TSlice_DerivativeOp<"grad"> {
  let summary = "gradient of a function with a scalar result";
  let description = [{
    The first result of the callee is one floating-point scalar (a 0-d tensor or
    a scalar type), further results are auxiliary. Yields the gradient with
    respect to each argument in `wrt`, in that order and of that type. `value`
    puts all results of the callee first. The gradients of arguments in `sparse`
    are the numbers of the rows that have one, and those rows.

    ```mlir
    %g = tslice.grad @f(%x) wrt [0] : (tensor<4xf32>) -> tensor<4xf32>
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$callee, Variadic<AnyType>:$args,
                       DenseI64ArrayAttr:$wrt, DefaultValuedAttr<DenseI64ArrayAttr, "{}">:$sparse, UnitAttr:$value);
  let results = (outs Variadic<AnyType>:$outputs);
  let assemblyFormat = [{
    $callee `(` $args `)` `wrt` $wrt (`sparse` $sparse^)? (`value` $value^)? attr-dict `:` functional-type($args, $outputs)
  }];
}

def TSlice_VJPOp : TSlice_DerivativeOp<"vjp", [AttrSizedOperandSegments]> {
  let summary = "vector-Jacobian product: cotangents of results to cotangents of arguments";
  let description = [{
    One cotangent for every floating-point or complex result of the callee, of
    its type. Yields the cotangent of each argument in `wrt`. It is the bilinear
    transpose of `jvp`, never conjugated. `sparse` and `value` are those of `grad`.

    ```mlir
    %g = tslice.vjp @f(%x)(%c) wrt [0] : (tensor<4xf32>)(tensor<2xf32>) -> tensor<4xf32>
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$callee, Variadic<AnyType>:$args, Variadic<AnyType>:$cotangents,
                       DenseI64ArrayAttr:$wrt, DefaultValuedAttr<DenseI64ArrayAttr, "{}">:$sparse, UnitAttr:$value);
  let results = (outs Variadic<AnyType>:$outputs);
  let assemblyFormat = [{
    $callee `(` $args `)` `` `(` $cotangents `)` `wrt` $wrt (`sparse` $sparse^)? (`value` $value^)? attr-dict
    `:` custom<DerivativeTypes>(type($args), type($cotangents), type($outputs))
  }];
}

def TSlice_JVPOp : TSlice_DerivativeOp<"jvp", [AttrSizedOperandSegments]> {
  let summary = "Jacobian-vector product: tangents of arguments to tangents of results";
  let description = [{
    One tangent for each argument in `wrt`, of its type. Yields a tangent for
    every floating-point or complex result of the callee.

    ```mlir
    %t = tslice.jvp @f(%x)(%v) wrt [0] : (tensor<4xf32>)(tensor<4xf32>) -> tensor<2xf32>
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$callee, Variadic<AnyType>:$args, Variadic<AnyType>:$tangents,
                       DenseI64ArrayAttr:$wrt, UnitAttr:$value);
  let results = (outs Variadic<AnyType>:$outputs);
  let assemblyFormat = [{
    $callee `(` $args `)` `` `(` $tangents `)` `wrt` $wrt (`value` $value^)? attr-dict
    `:` custom<DerivativeTypes>(type($args), type($tangents), type($outputs))
  }];
}

def TSlice_StopGradientOp : Op<TSlice_Dialect, "stop_gradient", [Pure, AllTypesMatch<["source", "result"]>]> {
  let summary = "a value as a constant, of which nothing is a derivative";
  let description = [{
    Yields its operand, whose derivative through it is zero by definition, in
    reverse and in forward mode. `--tslice-derive-adjoints` removes it.

    ```mlir
    %c = tslice.stop_gradient %x : tensor<4xf32>
    ```
  }];
  let arguments = (ins AnyType:$source);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$source attr-dict `:` type($source)";
  let hasVerifier = 1;
}

#endif // TSLICE_IR_DERIVATIVEOPS_TD
