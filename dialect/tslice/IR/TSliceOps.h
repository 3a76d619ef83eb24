// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The dialect, its attributes, its interface and its operations: all that a
// client includes in order to build or match tslice IR.

#ifndef TSLICE_IR_TSLICEOPS_H
#define TSLICE_IR_TSLICEOPS_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Interfaces/InferIntRangeInterface.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "tslice/IR/TSliceDialect.h.inc"
#include "tslice/IR/TSliceEnums.h.inc"

#define GET_ATTRDEF_CLASSES
#include "tslice/IR/TSliceAttrs.h.inc"

#include "tslice/IR/TSliceInterfaces.h.inc"

#define GET_OP_CLASSES
#include "tslice/IR/TSliceOps.h.inc"

#endif // TSLICE_IR_TSLICEOPS_H
