// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Accesses derived from accesses: the same place, the same bounds policy, the
// same site, another direction or another tensor.

#ifndef TSLICE_LIB_ADJOINT_ACCESSES_H
#define TSLICE_LIB_ADJOINT_ACCESSES_H

#include "Emitter.h"
#include "tslice/IR/DifferentiableOpInterface.h"
#include "tslice/SeededFaults.h"

namespace tslice {

/// Derived accesses skip what the primal ones skip.
inline BoundsPolicy getDerivedBounds(BoundsPolicy bounds) {
  if (bounds == BoundsPolicy::Clamp && isSeeded("rule-clamp-dropped"))
    return BoundsPolicy::SkipWindow;
  if (bounds == BoundsPolicy::SkipElement && isSeeded("rule-windows-cut"))
    return BoundsPolicy::SkipWindow;
  return bounds;
}

/// What a value of an access is where another access is derived from it.
using PrimalFn = llvm::function_ref<mlir::Value(mlir::Value)>;

/// Where a slice or update is, with its values as they are where rules emit.
template <typename OpTy> Window getWindowOf(OpTy op, PrimalFn getPrimal) {
  auto primal = [&](llvm::SmallVector<mlir::OpFoldResult> list) {
    for (mlir::OpFoldResult &entry : list)
      if (auto value = mlir::dyn_cast<mlir::Value>(entry))
        entry = getPrimal(value);
    return list;
  };
  return {primal(op.getMixedOffsets()),
          primal(op.getMixedSizes()),
          primal(op.getMixedStrides()),
          llvm::to_vector(op.getDrop()),
          getDerivedBounds(op.getBounds()),
          llvm::to_vector(op->getDiscardableAttrs()),
          op.getWrap() && !isSeeded("rule-wrap-dropped")};
}
template <typename OpTy> Window getWindowOf(OpTy op, DerivativeSink &sink) {
  return getWindowOf(op,
                     [&](mlir::Value value) { return sink.getPrimal(value); });
}

/// Where a gather or scatter is.
template <typename OpTy> Rows getRowsOf(OpTy op, PrimalFn getPrimal) {
  Rows rows;
  rows.indices = getPrimal(op.getIndices());
  rows.batch = llvm::to_vector(op.getBatch());
  rows.dims = llvm::to_vector(op.getDims());
  if (op.getWindow()) {
    rows.window = op.getMixedWindow();
    for (mlir::OpFoldResult &size : *rows.window)
      if (auto value = mlir::dyn_cast<mlir::Value>(size))
        size = getPrimal(value);
  }
  if (op.getDrop())
    rows.drop = llvm::to_vector(*op.getDrop());
  rows.bounds = getDerivedBounds(op.getBounds());
  rows.unique = op.getUnique();
  rows.sorted = op.getSorted();
  rows.wrap = op.getWrap() && !isSeeded("rule-wrap-dropped");
  rows.attributes = llvm::to_vector(op->getDiscardableAttrs());
  return rows;
}
template <typename OpTy> Rows getRowsOf(OpTy op, DerivativeSink &sink) {
  return getRowsOf(op,
                   [&](mlir::Value value) { return sink.getPrimal(value); });
}

/// Whether a derived `scatter add` should accumulate in f32: in 16 bits a sum of
/// many terms, which the program may never have formed, soon stops to grow.
bool sumsInF32(ScatterOp scatter);

/// `count` strides or sizes of 1.
inline llvm::SmallVector<mlir::OpFoldResult> ones(mlir::Builder &builder,
                                                  size_t count) {
  return llvm::SmallVector<mlir::OpFoldResult>(count, builder.getIndexAttr(1));
}

/// Emits reads and writes at a place. Skipped reads give 0, or the number that
/// is said. What is read has the shape of `elements`, the type of the primal
/// access's elements.
class WindowEmitter {
public:
  WindowEmitter(Emitter &emit, Window window, mlir::RankedTensorType elements)
      : emit(emit), window(std::move(window)), elements(elements) {}
  mlir::Value read(mlir::Value source, double skipped = 0.0);
  mlir::Value write(Combiner combiner, mlir::Value update, mlir::Value dest);

private:
  Emitter &emit;
  Window window;
  mlir::RankedTensorType elements;
};

/// The same for rows.
class RowsEmitter {
public:
  RowsEmitter(Emitter &emit, Rows rows, mlir::RankedTensorType elements)
      : emit(emit), rows(std::move(rows)), elements(elements) {}
  mlir::Value read(mlir::Value source, double skipped = 0.0);
  mlir::Value write(Combiner combiner, mlir::Value update, mlir::Value dest);

private:
  Emitter &emit;
  Rows rows;
  mlir::RankedTensorType elements;
};

/// Reads and writes at the place of an update or scatter.
inline WindowEmitter accessOf(Emitter &emit, UpdateOp op, DerivativeSink &sink,
                              mlir::RankedTensorType elements) {
  return WindowEmitter(emit, getWindowOf(op, sink), elements);
}
inline RowsEmitter accessOf(Emitter &emit, ScatterOp op, DerivativeSink &sink,
                            mlir::RankedTensorType elements) {
  return RowsEmitter(emit, getRowsOf(op, sink), elements);
}

} // namespace tslice

#endif // TSLICE_LIB_ADJOINT_ACCESSES_H
