// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What an operation must say about itself to be differentiated. The dialect
// only declares it; all rules are external models, so that the language does
// not depend on what derives its gradients.

#ifndef TSLICE_IR_DIFFERENTIABLEOPINTERFACE_TD
#define TSLICE_IR_DIFFERENTIABLEOPINTERFACE_TD

include "mlir/IR/Interfaces.td"

def DifferentiableOpInterface : OpInterface<"DifferentiableOpInterface"> {
  let cppNamespace = "::tslice";
  let description = [{
    An operation with a derivative. Rules never sum or allocate: they hand their
    contributions to a sink, which owns accumulation. A rule that cannot proceed
    emits an error at the operation that says why, and fails; it never leaves a
    contribution out silently.
  }];
  let methods = [
    InterfaceMethod<[{
        Adds to the cotangents of the operands what the cotangents of the results
        imply. Called once, after all contributions to the results are known, and
        only if one of them has a cotangent.
      }], "::llvm::LogicalResult", "emitAdjoint", (ins "::tslice::AdjointSink &":$sink)>,
    InterfaceMethod<[{
        Sets the tangents of the results from the tangents of the operands. Called
        only if an operand has a tangent; a result that is not set has none.
      }], "::llvm::LogicalResult", "emitTangent", (ins "::tslice::TangentSink &":$sink)>,
    InterfaceMethod<[{
        Whether the derivative is zero by definition (floor, compare, float to
        integer, stop_gradient): no activity passes through.
      }], "bool", "isZeroByDefinition", (ins), [{}], [{ return false; }]>,
  ];
}

#endif // TSLICE_IR_DIFFERENTIABLEOPINTERFACE_TD
