// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The end of a read in the text: its fill, whose type may be left out, and what
// stands between that and the type of the indexed tensor, which decides.

#ifndef TSLICE_IR_FILLSYNTAX_H
#define TSLICE_IR_FILLSYNTAX_H

#include "mlir/IR/OpImplementation.h"

namespace tslice {

/// Parses (`fill` constant (`:` type)?)? attr-dict `:` type.
mlir::ParseResult parseFillAndSource(mlir::OpAsmParser &parser,
                                     mlir::TypedAttr &fill,
                                     mlir::NamedAttrList &attributes,
                                     mlir::Type &source);

/// Prints the same. A number of the element type stands without its type.
void printFillAndSource(mlir::OpAsmPrinter &printer, mlir::Operation *op,
                        mlir::TypedAttr fill, mlir::DictionaryAttr attributes,
                        mlir::Type source);

} // namespace tslice

#endif // TSLICE_IR_FILLSYNTAX_H
