// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The text of index expressions: what stands in the brackets, and the types of
// those operands that are no bounds of ranges.

#ifndef TSLICE_IR_INDEXSYNTAX_H
#define TSLICE_IR_INDEXSYNTAX_H

#include "mlir/IR/OpImplementation.h"

namespace tslice {

/// Parses `[` entries `]`; see IndexKind for what the attributes hold.
mlir::ParseResult parseIndexEntries(
    mlir::OpAsmParser &parser,
    llvm::SmallVectorImpl<mlir::OpAsmParser::UnresolvedOperand> &positions,
    mlir::DenseI32ArrayAttr &kinds, mlir::DenseI64ArrayAttr &numbers);

/// Prints the same.
void printIndexEntries(mlir::OpAsmPrinter &printer, mlir::Operation *op,
                       mlir::OperandRange positions,
                       mlir::DenseI32ArrayAttr kinds,
                       mlir::DenseI64ArrayAttr numbers);

/// Parses a comma and a type for each operand that is an entry of its own; the
/// bounds of ranges are of type `index`.
mlir::ParseResult parsePositionTypes(mlir::OpAsmParser &parser,
                                     llvm::SmallVectorImpl<mlir::Type> &types,
                                     mlir::DenseI32ArrayAttr kinds,
                                     mlir::DenseI64ArrayAttr numbers);

/// Prints the same.
void printPositionTypes(mlir::OpAsmPrinter &printer, mlir::Operation *op,
                        mlir::TypeRange types, mlir::DenseI32ArrayAttr kinds,
                        mlir::DenseI64ArrayAttr numbers);

} // namespace tslice

#endif // TSLICE_IR_INDEXSYNTAX_H
