// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Allocations as calls of the runtime. Upstream's lowering wraps the product of
// the sizes and does not test for null; ours must do neither.

#include "FailureExits.h"
#include "mlir/Conversion/LLVMCommon/MemRefBuilder.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace tslice;

namespace {
/// Multiplies sizes as unsigned numbers and remembers whether the product fits.
struct CheckedProduct {
  OpBuilder &builder;
  Location loc;
  Value product;
  /// Whether some step overflowed; null if none can.
  Value overflow = nullptr;

  void multiply(Value factor) {
    Type i64 = builder.getI64Type(), i1 = builder.getI1Type();
    auto pair =
        LLVM::LLVMStructType::getLiteral(builder.getContext(), {i64, i1});
    Value both =
        LLVM::UMulWithOverflowOp::create(builder, loc, pair, product, factor);
    product = LLVM::ExtractValueOp::create(builder, loc, both, 0);
    Value over = LLVM::ExtractValueOp::create(builder, loc, both, 1);
    overflow =
        overflow ? LLVM::OrOp::create(builder, loc, overflow, over) : over;
  }
};
} // namespace

/// The sizes of an allocation, as i64.
static SmallVector<Value> getSizes(OpBuilder &builder, memref::AllocOp alloc) {
  Location loc = alloc.getLoc();
  SmallVector<Value> sizes;
  auto dynamic = alloc.getDynamicSizes().begin();
  for (int64_t size : alloc.getType().getShape()) {
    if (ShapedType::isDynamic(size))
      sizes.push_back(arith::IndexCastOp::create(
          builder, loc, builder.getI64Type(), *dynamic++));
    else
      sizes.push_back(
          LLVM::ConstantOp::create(builder, loc, builder.getI64Type(), size));
  }
  return sizes;
}

/// The number of bytes, -1 if it does not fit or a size is negative: as an
/// unsigned number that overflows or is negative again as a signed one.
static Value buildBytes(OpBuilder &builder, memref::AllocOp alloc,
                        ArrayRef<Value> sizes,
                        const LLVMTypeConverter &converter) {
  Location loc = alloc.getLoc();
  MemRefType type = alloc.getType();
  auto constant = [&](int64_t value) -> Value {
    return LLVM::ConstantOp::create(builder, loc, builder.getI64Type(), value);
  };
  auto pointer = LLVM::LLVMPointerType::get(builder.getContext());
  Value null = LLVM::ZeroOp::create(builder, loc, pointer);
  Value end = LLVM::GEPOp::create(builder, loc, pointer,
                                  converter.convertType(type.getElementType()),
                                  null, ArrayRef<LLVM::GEPArg>{1});
  Value elementBytes =
      LLVM::PtrToIntOp::create(builder, loc, builder.getI64Type(), end);

  int64_t fixed = 1;
  SmallVector<Value> factors;
  for (auto [size, value] : llvm::zip_equal(type.getShape(), sizes)) {
    if (ShapedType::isDynamic(size))
      factors.push_back(value);
    else
      fixed *= size;
  }
  if (factors.empty())
    return LLVM::MulOp::create(builder, loc, constant(fixed), elementBytes);
  if (fixed == 0)
    return constant(0);
  CheckedProduct bytes{
      builder, loc,
      LLVM::MulOp::create(builder, loc, constant(fixed), elementBytes)};
  Value empty;
  for (Value factor : factors) {
    bytes.multiply(factor);
    Value zero = LLVM::ICmpOp::create(builder, loc, LLVM::ICmpPredicate::eq,
                                      factor, constant(0));
    empty = empty ? LLVM::OrOp::create(builder, loc, empty, zero) : zero;
  }
  Value size = LLVM::SelectOp::create(builder, loc, bytes.overflow,
                                      constant(-1), bytes.product);
  // 2^40 x 2^40 x 0 elements take no bytes, although a partial product is too
  // large.
  return LLVM::SelectOp::create(builder, loc, empty, constant(0), size);
}

/// The descriptor of a fresh buffer in row-major order.
static Value buildDescriptor(OpBuilder &builder, memref::AllocOp alloc,
                             Value pointer, ArrayRef<Value> sizes,
                             const LLVMTypeConverter &converter) {
  Location loc = alloc.getLoc();
  MemRefType type = alloc.getType();
  auto descriptor =
      MemRefDescriptor::poison(builder, loc, converter.convertType(type));
  descriptor.setAllocatedPtr(builder, loc, pointer);
  descriptor.setAlignedPtr(builder, loc, pointer);
  descriptor.setConstantOffset(builder, loc, 0);
  Value stride =
      LLVM::ConstantOp::create(builder, loc, builder.getI64Type(), 1);
  for (int64_t dim = type.getRank() - 1; dim >= 0; --dim) {
    descriptor.setSize(builder, loc, dim, sizes[dim]);
    descriptor.setStride(builder, loc, dim, stride);
    if (dim > 0)
      stride = LLVM::MulOp::create(builder, loc, stride, sizes[dim]);
  }
  return UnrealizedConversionCastOp::create(builder, loc, type,
                                            Value(descriptor))
      .getResult(0);
}

/// %m = memref.alloc(%n) : memref<?xf32>
/// ->
///   %bytes = select overflow of %n * 4, -1
///   %p = llvm.call @tslice_rt_alloc(%context, %bytes)
///   cf.cond_br (%p = null), ^exit, ^next
/// ^next: %m = cast of {%p, %p, 0, [%n], [1]}
///
/// With `result`: %p = llvm.call @tslice_rt_alloc_result(..., %bytes, %result)
void tslice::lowerAllocation(memref::AllocOp alloc,
                             std::optional<int64_t> result, FailureExits &exits,
                             const LLVMTypeConverter &converter) {
  Location loc = alloc.getLoc();
  OpBuilder builder(alloc);
  SmallVector<Value> sizes = getSizes(builder, alloc);
  Value bytes = buildBytes(builder, alloc, sizes, converter);
  Value pointer =
      exits.getRuntime().alloc(builder, loc, exits.getContext(), bytes, result);
  Value null = LLVM::ZeroOp::create(builder, loc, pointer.getType());
  Value failed = LLVM::ICmpOp::create(builder, loc, LLVM::ICmpPredicate::eq,
                                      pointer, null);
  exits.leaveIf(failed.getDefiningOp(), failed);
  builder.setInsertionPoint(alloc);
  alloc.replaceAllUsesWith(
      buildDescriptor(builder, alloc, pointer, sizes, converter));
  alloc.erase();
}

void tslice::lowerDeallocation(memref::DeallocOp dealloc, FailureExits &exits,
                               const LLVMTypeConverter &converter) {
  Location loc = dealloc.getLoc();
  OpBuilder builder(dealloc);
  Type type = converter.convertType(dealloc.getMemref().getType());
  MemRefDescriptor descriptor(UnrealizedConversionCastOp::create(
                                  builder, loc, type, dealloc.getMemref())
                                  .getResult(0));
  exits.getRuntime().free(builder, loc, exits.getContext(),
                          descriptor.allocatedPtr(builder, loc));
  dealloc.erase();
}
