// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Builds one derived `linalg.generic` around a body written first: what the
// body turns out not to read is left out of the operands.

#ifndef TSLICE_LIB_ADJOINT_GENERICBUILDER_H
#define TSLICE_LIB_ADJOINT_GENERICBUILDER_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace tslice {

/// Erases what nothing in `body`, which ends in its terminator, needs.
void eraseUnusedOps(mlir::Block &body);

class GenericBuilder {
public:
  explicit GenericBuilder(mlir::Location loc)
      : loc(loc), body(std::make_unique<mlir::Block>()) {}

  /// Offers `value`, indexed by `map`, as an input; returns its element in the
  /// body.
  mlir::Value addInput(mlir::Value value, mlir::AffineMap map);

  /// Adds the output after all inputs; returns its element in the body.
  mlir::Value setOutput(mlir::Value init, mlir::AffineMap map);

  mlir::Block &getBody() { return *body; }

  /// A builder at the end of the body. The body is in no region yet, so
  /// upstream's ways to make one cannot find the context.
  mlir::OpBuilder getBodyBuilder() {
    mlir::OpBuilder builder(loc.getContext());
    builder.setInsertionPointToEnd(body.get());
    return builder;
  }

  /// Ends the body with `result`, and creates the operation at the builder's
  /// position.
  mlir::Value finish(mlir::OpBuilder &builder, mlir::Value result);

private:
  void dropUnusedInputs();

  mlir::Location loc;
  std::unique_ptr<mlir::Block> body;
  llvm::SmallVector<mlir::Value> inputs;
  /// One per input, then the output's.
  llvm::SmallVector<mlir::AffineMap> maps;
  mlir::Value init;
};

} // namespace tslice

#endif // TSLICE_LIB_ADJOINT_GENERICBUILDER_H
