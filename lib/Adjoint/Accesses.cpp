// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Builds derived accesses, which inherit place, bounds and site.

#include "Accesses.h"
#include "mlir/Dialect/Complex/IR/Complex.h"

using namespace mlir;
using namespace tslice;

static Value withAttributes(Operation *op,
                            ArrayRef<NamedAttribute> attributes) {
  for (NamedAttribute attribute : attributes)
    op->setDiscardableAttr(attribute.getName(), attribute.getValue());
  return op->getResult(0);
}

/// The attribute that makes reads of `source` skip to `number`, null for 0.
static TypedAttr getFill(Value source, double number) {
  if (number == 0.0)
    return {};
  Type type = getElementTypeOrSelf(source.getType());
  if (auto complexType = dyn_cast<ComplexType>(type))
    return complex::NumberAttr::get(complexType, number, 0.0);
  return FloatAttr::get(type, number);
}

Value WindowEmitter::read(Value source, double skipped) {
  auto slice = SliceOp::create(emit.builder, emit.loc, source, window.offsets,
                               window.sizes, window.strides, window.drop,
                               window.bounds, getFill(source, skipped));
  slice.setWrap(window.wrap);
  return emit.cast(withAttributes(slice, window.attributes), elements);
}

Value WindowEmitter::write(Combiner combiner, Value update, Value dest) {
  auto write = UpdateOp::create(emit.builder, emit.loc, combiner, update, dest,
                                window.offsets, window.sizes, window.strides,
                                window.drop, window.bounds);
  write.setWrap(window.wrap);
  return withAttributes(write, window.attributes);
}

Value RowsEmitter::read(Value source, double skipped) {
  auto gather = GatherOp::create(emit.builder, emit.loc, source, rows.indices,
                                 rows.dims, rows.batch, rows.window, rows.drop,
                                 rows.bounds, getFill(source, skipped));
  gather.setUnique(rows.unique);
  gather.setSorted(rows.sorted);
  gather.setWrap(rows.wrap);
  return emit.cast(withAttributes(gather, rows.attributes), elements);
}

bool tslice::sumsInF32(ScatterOp scatter) {
  Type type = scatter.getDest().getType().getElementType();
  return scatter.getCombine() == Combiner::Add && !scatter.getUnique() &&
         (type.isF16() || type.isBF16());
}

Value RowsEmitter::write(Combiner combiner, Value update, Value dest) {
  auto scatter = ScatterOp::create(emit.builder, emit.loc, combiner, update,
                                   dest, rows.indices, rows.dims, rows.batch,
                                   rows.window, rows.drop, rows.bounds);
  scatter.setUnique(rows.unique);
  scatter.setSorted(rows.sorted);
  scatter.setWrap(rows.wrap);
  if (sumsInF32(scatter))
    scatter.setAccumulate(emit.builder.getF32Type());
  return withAttributes(scatter, rows.attributes);
}
