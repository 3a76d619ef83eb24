// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Integer divisions that have a result for all operands. Processors differ in
// what they do without one, and some end the program.

#ifndef TSLICE_CODEGEN_DEFINEDIVISIONS_H
#define TSLICE_CODEGEN_DEFINEDIVISIONS_H

namespace mlir {
class Operation;
} // namespace mlir

namespace tslice {

/// Replaces the divisions of the index dialect in `root` by those of arith.
void useArithDivisions(mlir::Operation *root);

/// Defines the integer divisions of scalars and vectors in `root` for all
/// operands: a division by 0 has a quotient of which all bits are set and the
/// dividend as remainder; the least number divided by -1 is itself, without
/// remainder.
void defineDivisions(mlir::Operation *root);

} // namespace tslice

#endif // TSLICE_CODEGEN_DEFINEDIVISIONS_H
