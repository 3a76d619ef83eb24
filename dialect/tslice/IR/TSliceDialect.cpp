// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Registration of the dialect, and the generated definitions of what it declares.

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "tslice/IR/TSliceOps.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace tslice;

#include "tslice/IR/TSliceDialect.cpp.inc"
#include "tslice/IR/TSliceEnums.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "tslice/IR/TSliceAttrs.cpp.inc"

#include "tslice/IR/TSliceInterfaces.cpp.inc"

#define GET_OP_CLASSES
#include "tslice/IR/TSliceOps.cpp.inc"

void TSliceDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "tslice/IR/TSliceAttrs.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "tslice/IR/TSliceOps.cpp.inc"
      >();
}

Operation *TSliceDialect::materializeConstant(OpBuilder &builder, Attribute value, Type type, Location loc) {
  if (auto constant = arith::ConstantOp::materialize(builder, value, type, loc))
    return constant;
  return complex::ConstantOp::isBuildableWith(value, type)
             ? complex::ConstantOp::create(builder, loc, type, cast<ArrayAttr>(value)).getOperation()
             : nullptr;
}
