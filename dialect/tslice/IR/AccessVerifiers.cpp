// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The constraints that do not depend on how an access says what it accesses.

#include "AccessVerifiers.h"

using namespace mlir;
using namespace tslice;

/// access_c1, for all tensors of an access.
LogicalResult tslice::verifyAddressable(IndexedAccessOpInterface op) {
  for (Type type :
       llvm::concat<const Type>(op->getOperandTypes(), op->getResultTypes()))
    if (auto tensor = dyn_cast<RankedTensorType>(type))
      if (failed(tslice::verifyAddressable([&] { return op->emitOpError(); },
                                           tensor)))
        return failure();
  return success();
}

/// read_c2, write_c2: the elements' type agrees with the inferred one. A read
/// has exactly that type. The sizes of an update that the types leave open are
/// compared at run time.
LogicalResult tslice::verifyElements(Operation *op, ArrayRef<int64_t> inferred,
                                     RankedTensorType elements,
                                     RankedTensorType indexed, StringRef name,
                                     bool exact) {
  if (elements.getElementType() != indexed.getElementType())
    return op->emitOpError()
           << name << " has element type " << elements.getElementType()
           << ", but the indexed tensor " << indexed << " has "
           << indexed.getElementType();
  bool agrees = static_cast<size_t>(elements.getRank()) == inferred.size();
  for (size_t i = 0; agrees && i < inferred.size(); ++i) {
    int64_t size = elements.getDimSize(i);
    bool open =
        ShapedType::isDynamic(size) || ShapedType::isDynamic(inferred[i]);
    agrees = size == inferred[i] || (!exact && open);
  }
  if (agrees)
    return success();
  auto expected = RankedTensorType::get(inferred, indexed.getElementType());
  return op->emitOpError() << name << " has type " << elements
                           << ", but the access implies " << expected;
}

/// read_c1: a fill belongs to the skipping policies and has the element type.
LogicalResult tslice::verifyFill(Operation *op, TypedAttr fill,
                                 BoundsPolicy bounds, Type elementType) {
  if (!fill)
    return success();
  if (!isSkipping(bounds))
    return op->emitOpError() << "has a fill, which only 'skip_window' and "
                                "'skip_element' use, but its bounds policy is '"
                             << stringifyBoundsPolicy(bounds) << "'";
  if (fill.getType() != elementType)
    return op->emitOpError() << "has a fill of type " << fill.getType()
                             << ", but reads elements of type " << elementType;
  return success();
}

LogicalResult tslice::verifyRead(IndexedAccessOpInterface op,
                                 ArrayRef<int64_t> implied) {
  if (failed(verifyElements(op, implied, op.getElements().getType(),
                            op.getIndexed().getType(), "result",
                            /*exact=*/true)))
    return failure();
  return verifyFill(op, op.getFillValue(), op.getBoundsPolicy(),
                    op.getAccessedElementType());
}

LogicalResult tslice::verifyWrite(IndexedAccessOpInterface op,
                                  ArrayRef<int64_t> implied) {
  if (failed(verifyElements(op, implied, op.getElements().getType(),
                            op.getIndexed().getType(), "update",
                            /*exact=*/false)))
    return failure();
  return verifyCombining(op);
}
