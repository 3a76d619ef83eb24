// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a write combines with, as a function whose derivative can be taken.

#include "CombinedWrite.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace tslice;

CombinerBody::CombinerBody(IndexedAccessOpInterface write) {
  Combining combining = getCombining(write);
  if (combining.combiner == Combiner::Region) {
    block = &combining.body->front();
    return;
  }
  assert(combining.combiner == Combiner::Mul && "others have their own rules");
  Type element = write.getAccessedElementType();
  buildProduct(write.getLoc(),
               combining.accumulate ? combining.accumulate : element, element);
}

/// ^bb0(%found: folded, %written: element):
///   %wide = arith.extf %written
///   %product = arith.mulf %found, %wide
void CombinerBody::buildProduct(Location loc, Type folded, Type element) {
  owned = std::make_unique<Block>();
  block = owned.get();
  Value found = block->addArgument(folded, loc),
        written = block->addArgument(element, loc);
  OpBuilder builder(loc.getContext());
  builder.setInsertionPointToEnd(block);
  if (folded != element)
    written = arith::ExtFOp::create(builder, loc, folded, written);
  Value product =
      isa<ComplexType>(folded)
          ? complex::MulOp::create(builder, loc, found, written).getResult()
          : arith::MulFOp::create(builder, loc, found, written).getResult();
  YieldOp::create(builder, loc, product);
}

bool tslice::writesOnce(ScatterOp op) {
  if (op.getUnique())
    return true;
  IndexedLayout layout = getIndexedLayout(op);
  auto sizes =
      op.getUpdate().getType().getShape().take_front(layout.numPositionDims);
  return llvm::is_contained(sizes, 0) ||
         llvm::all_of(sizes, [](int64_t size) { return size == 1; });
}

Value tslice::checkSizes(Emitter &emit, IndexedAccessOpInterface op, unsigned j,
                         Value update, Value elements) {
  return emit.checkSizes(update, emit.sizes(update), emit.sizes(elements),
                         op.getSite(), getUpdateNumber(op, j));
}

Value tslice::checkContribution(Emitter &emit, IndexedAccessOpInterface op,
                                unsigned j, Value update, Value elements) {
  if (cast<RankedTensorType>(update.getType()).hasStaticShape())
    return elements;
  return emit.checkSizes(elements, emit.sizes(update), emit.sizes(elements),
                         op.getSite(), getUpdateNumber(op, j));
}
