// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The sink of reverse mode: one accumulator per value, and the walk that visits
// operations from last to first.

#ifndef TSLICE_LIB_ADJOINT_REVERSESWEEP_H
#define TSLICE_LIB_ADJOINT_REVERSESWEEP_H

#include "Activity.h"
#include "tslice/IR/DifferentiableOpInterface.h"
#include "llvm/ADT/DenseMap.h"

namespace tslice {

/// What a sweep asks of whoever started it.
class DerivationContext {
public:
  virtual ~DerivationContext() = default;
  /// Reports that `op` is on a differentiated path and has no rule.
  virtual void reportMissing(mlir::Operation *op) = 0;
  /// Derives the callee of a call; see DerivativeSink.
  virtual llvm::FailureOr<DerivedCallee>
  deriveCallee(mlir::Operation *call, mlir::FlatSymbolRefAttr callee,
               llvm::ArrayRef<int64_t> args, llvm::ArrayRef<int64_t> results,
               bool forward) = 0;
};

class ReverseSweep : public AdjointSink {
public:
  ReverseSweep(mlir::OpBuilder &builder, const Activity &activity,
               DerivationContext &context)
      : builder(builder), activity(activity), context(context) {}

  /// What was kept.
  struct KeptRows {
    std::vector<std::pair<mlir::Value, Rows>> contributions;
    /// An op that contributes something else, if there is one.
    std::optional<mlir::Location> otherUse;
  };
  /// Keeps what gathers of the leading dimensions of `value` contribute as it
  /// is, instead of adding it up; anything else is a mistake of the program.
  void keepRows(mlir::Value value) { keptRows[value]; }

  const KeptRows &getKeptRows(mlir::Value value) { return keptRows[value]; }

  /// Emits, at the builder's position, the adjoints of `ops` from last to
  /// first.
  llvm::LogicalResult run(llvm::ArrayRef<mlir::Operation *> ops);

  mlir::OpBuilder &getBuilder() override { return builder; }
  mlir::Value getPrimal(mlir::Value value) override { return value; }
  void reportMissing(mlir::Operation *op) override {
    context.reportMissing(op);
  }
  bool isActive(mlir::Value value) override { return activity.contains(value); }
  mlir::Value createZero(mlir::Location loc, mlir::Value value) override;
  llvm::FailureOr<DerivedCallee>
  getDerivedCallee(mlir::Operation *call, mlir::FlatSymbolRefAttr callee,
                   llvm::ArrayRef<int64_t> args,
                   llvm::ArrayRef<int64_t> results) override;
  mlir::Value getCotangent(mlir::Value value) override;
  void addDense(mlir::Value value, mlir::Value contribution) override;
  void addWindow(mlir::Value value, mlir::Value contribution,
                 const Window &window) override;
  void addRows(mlir::Value value, mlir::Value contribution,
               const Rows &rows) override;
  mlir::Value takeAccumulator(mlir::Location loc, mlir::Value value) override;
  void setAccumulator(mlir::Value value, mlir::Value accumulator) override;
  void noteReplacement(mlir::Operation *op,
                       mlir::Operation *replacement) override {
    replacements.emplace_back(op, replacement);
  }

  /// What has been noted: operations, and what stands for them.
  using Replacements =
      llvm::SmallVector<std::pair<mlir::Operation *, mlir::Operation *>>;
  const Replacements &getReplacements() const { return replacements; }

private:
  /// The static positions of one dimension that a window covers.
  struct Progression {
    int64_t first, size, stride;
  };
  using Box = llvm::SmallVector<Progression>;

  /// A cotangent under construction.
  struct Accumulator {
    mlir::Value value;
    /// While it has only been stored to, in windows known to be disjoint: the
    /// fill that made it zero, and the windows. Null afterwards.
    mlir::Operation *fill = nullptr;
    llvm::SmallVector<Box> boxes;
  };

  /// The positions of `window` in a tensor of `type`, if they are static and in
  /// range.
  static std::optional<Box> getStaticBox(mlir::RankedTensorType type,
                                         const Window &window);
  static bool areDisjoint(const Box &lhs, const Box &rhs);
  static int64_t countElements(const Box &box);
  /// Once the stored windows tile the tensor, nothing of its fill is left to
  /// see.
  void dropFillIfTiled(mlir::Value value, Accumulator &accumulator);

  /// Notes the op that contributes to `value`, if the rows of that are kept.
  bool isKept(mlir::Value value);

  mlir::OpBuilder &builder;
  const Activity &activity;
  DerivationContext &context;
  /// Where the operation stands whose adjoint is being emitted.
  std::optional<mlir::Location> currentLoc;
  llvm::DenseMap<mlir::Value, Accumulator> accumulators;
  llvm::DenseMap<mlir::Value, KeptRows> keptRows;
  Replacements replacements;
};

} // namespace tslice

#endif // TSLICE_LIB_ADJOINT_REVERSESWEEP_H
