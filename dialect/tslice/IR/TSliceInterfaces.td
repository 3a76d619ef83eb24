// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The interface that the four accesses share. What is written once for a pair
// (verification, inference, bounds) is written against it.

#ifndef TSLICE_IR_TSLICEINTERFACES_TD
#define TSLICE_IR_TSLICEINTERFACES_TD

include "mlir/IR/Interfaces.td"

def IndexedAccessOpInterface : OpInterface<"IndexedAccessOpInterface"> {
  let cppNamespace = "::tslice";
  let description = [{
    An access of part of a tensor, the *indexed* tensor x. Reads yield the
    *elements*; writes take them as their update and yield x with them combined
    into it. One element of the elements tensor stands for one element of x.
  }];
  let methods = [
    InterfaceMethod<"The tensor whose parts are read or written, x.",
      "::mlir::TypedValue<::mlir::RankedTensorType>", "getIndexed">,
    InterfaceMethod<"The read result, or the written update.",
      "::mlir::TypedValue<::mlir::RankedTensorType>", "getElements">,
    InterfaceMethod<"Whether elements are written.", "bool", "isWrite">,
    InterfaceMethod<"How elements meet what they find; `set` for reads.",
      "::tslice::Combiner", "getCombiner">,
    InterfaceMethod<"What an access outside of x does.",
      "::tslice::BoundsPolicy", "getBoundsPolicy">,
    InterfaceMethod<"Whether a start or offset below 0 has the size added, once, before all else.",
      "bool", "wraps">,
    InterfaceMethod<"The value read where a read is skipped; null stands for zero.",
      "::mlir::TypedAttr", "getFillValue">,
    InterfaceMethod<"The dimensions of x that the elements do not have.",
      "::llvm::SmallVector<int64_t>", "getDroppedDims">,
  ];
  let extraSharedClassDeclaration = [{
    /// The element type, the same on both sides.
    ::mlir::Type getAccessedElementType() {
      return $_op.getIndexed().getType().getElementType();
    }
    /// The site number given by --tslice-number-sites, or -1.
    int64_t getSite() {
      auto site = $_op->template getAttrOfType<::mlir::IntegerAttr>("tslice.site");
      return site ? site.getInt() : -1;
    }
  }];
}

#endif // TSLICE_IR_TSLICEINTERFACES_TD
