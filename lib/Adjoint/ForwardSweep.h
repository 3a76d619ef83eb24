// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The sink of forward mode: tangents by value, emitted right behind each
// operation.

#ifndef TSLICE_LIB_ADJOINT_FORWARDSWEEP_H
#define TSLICE_LIB_ADJOINT_FORWARDSWEEP_H

#include "Emitter.h"
#include "ReverseSweep.h"

namespace tslice {

class ForwardSweep : public TangentSink {
public:
  ForwardSweep(mlir::OpBuilder &builder, const Activity &activity,
               DerivationContext &context)
      : builder(builder), activity(activity), context(context) {}

  /// Emits the tangents of `ops` behind each of them.
  llvm::LogicalResult run(llvm::ArrayRef<mlir::Operation *> ops) {
    for (mlir::Operation *op : ops) {
      auto differentiable = mlir::dyn_cast<DifferentiableOpInterface>(op);
      bool hasTangent = llvm::any_of(getUsedValues(op), [&](mlir::Value value) {
        return tangents.contains(value);
      });
      if (!hasTangent || !differentiable ||
          differentiable.isZeroByDefinition() || !isNeeded(op))
        continue;
      builder.setInsertionPointAfter(op);
      if (failed(differentiable.emitTangent(*this)))
        return mlir::failure();
    }
    return mlir::success();
  }

  mlir::OpBuilder &getBuilder() override { return builder; }
  mlir::Value getPrimal(mlir::Value value) override { return value; }
  void reportMissing(mlir::Operation *op) override {
    context.reportMissing(op);
  }
  bool isActive(mlir::Value value) override { return activity.contains(value); }
  mlir::Value createZero(mlir::Location loc, mlir::Value value) override {
    return Emitter(builder, loc).zero(value);
  }
  llvm::FailureOr<DerivedCallee>
  getDerivedCallee(mlir::Operation *call, mlir::FlatSymbolRefAttr callee,
                   llvm::ArrayRef<int64_t> args,
                   llvm::ArrayRef<int64_t> results) override {
    return context.deriveCallee(call, callee, args, results, /*forward=*/true);
  }
  mlir::Value getTangent(mlir::Value value) override {
    return tangents.lookup(value);
  }
  void setTangent(mlir::Value value, mlir::Value tangent) override {
    assert(tangent.getType() == value.getType() &&
           "a tangent has the type of its value");
    tangents[value] = tangent;
  }

private:
  /// Whether a result of `op` matters to what is differentiated.
  bool isNeeded(mlir::Operation *op) {
    return llvm::any_of(op->getResults(), [&](mlir::Value result) {
      return activity.contains(result);
    });
  }

  mlir::OpBuilder &builder;
  const Activity &activity;
  DerivationContext &context;
  llvm::DenseMap<mlir::Value, mlir::Value> tangents;
};

} // namespace tslice

#endif // TSLICE_LIB_ADJOINT_FORWARDSWEEP_H
