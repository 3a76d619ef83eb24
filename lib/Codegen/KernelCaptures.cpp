// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Moves values into kernels. A memref travels as its pointer and what of its
// sizes, strides and offset the type leaves open, so that LLVM sees constants
// and, for the pointer, an argument that can be declared unaliased.

#include "KernelCaptures.h"
#include "mlir/Conversion/LLVMCommon/MemRefBuilder.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;
using namespace tslice;

/// Whether the kernel had better compute the result of `op` itself: constants,
/// sizes and views, whose buffers are then captured once.
static bool isRecomputed(Operation *op) {
  if (!op || op->getNumRegions() != 0)
    return false;
  return op->hasTrait<OpTrait::ConstantLike>() ||
         isa<memref::GetGlobalOp, memref::DimOp>(op) ||
         (isa<ViewLikeOpInterface>(op) && isMemoryEffectFree(op));
}

KernelCaptures::KernelCaptures(Operation *root, ArrayRef<Value> others,
                               const LLVMTypeConverter &converter)
    : converter(converter) {
  llvm::SetVector<Value> used;
  getUsedValuesDefinedAbove(root->getRegions(), used);
  for (Value operand : root->getOperands())
    used.insert(operand);
  used.insert_range(others);
  for (Value value : used)
    add(value);
}

void KernelCaptures::add(Value value) {
  Operation *op = value.getDefiningOp();
  if (!isRecomputed(op)) {
    captured.insert(value);
    return;
  }
  for (Value operand : op->getOperands())
    add(operand);
  recomputed.insert(op);
}

namespace {
/// What of a memref is not known from its type.
struct DynamicParts {
  explicit DynamicParts(MemRefType type) {
    for (auto [dim, size] : llvm::enumerate(type.getShape())) {
      if (ShapedType::isDynamic(size))
        sizes.push_back(dim);
    }
    // The strides of an identity layout follow from the sizes.
    isIdentity = type.getLayout().isIdentity();
    if (isIdentity)
      return;
    std::tie(staticStrides, staticOffset) = type.getStridesAndOffset();
    hasOffset = ShapedType::isDynamic(staticOffset);
    for (auto [dim, stride] : llvm::enumerate(staticStrides)) {
      if (ShapedType::isDynamic(stride))
        strides.push_back(dim);
    }
  }
  unsigned getNumFields() const {
    return 1 + hasOffset + sizes.size() + strides.size();
  }

  SmallVector<unsigned> sizes, strides;
  SmallVector<int64_t> staticStrides;
  int64_t staticOffset = 0;
  bool hasOffset = false;
  bool isIdentity;
};
} // namespace

unsigned KernelCaptures::getNumFields(Value value) const {
  auto type = dyn_cast<MemRefType>(value.getType());
  return type ? DynamicParts(type).getNumFields() : 1;
}

SmallVector<Type> KernelCaptures::getFieldTypes() const {
  SmallVector<Type> types;
  for (Value value : captured) {
    if (!isa<MemRefType>(value.getType())) {
      types.push_back(converter.convertType(value.getType()));
      continue;
    }
    MLIRContext *ctx = value.getContext();
    types.push_back(LLVM::LLVMPointerType::get(ctx));
    types.append(getNumFields(value) - 1, IntegerType::get(ctx, 64));
  }
  return types;
}

/// The dynamic parts of a memref, pointer first.
static void unpackMemRef(OpBuilder &builder, Location loc, Value memref,
                         const LLVMTypeConverter &converter,
                         SmallVectorImpl<Value> &fields) {
  auto type = cast<MemRefType>(memref.getType());
  DynamicParts parts(type);
  MemRefDescriptor descriptor(
      UnrealizedConversionCastOp::create(builder, loc,
                                         converter.convertType(type), memref)
          .getResult(0));
  fields.push_back(descriptor.alignedPtr(builder, loc));
  if (parts.hasOffset)
    fields.push_back(descriptor.offset(builder, loc));
  for (unsigned dim : parts.sizes)
    fields.push_back(descriptor.size(builder, loc, dim));
  for (unsigned dim : parts.strides)
    fields.push_back(descriptor.stride(builder, loc, dim));
}

SmallVector<Value> KernelCaptures::unpack(OpBuilder &builder,
                                          Location loc) const {
  SmallVector<Value> fields;
  for (Value value : captured) {
    Type type = converter.convertType(value.getType());
    if (isa<MemRefType>(value.getType()))
      unpackMemRef(builder, loc, value, converter, fields);
    else if (type == value.getType())
      fields.push_back(value);
    else
      fields.push_back(
          UnrealizedConversionCastOp::create(builder, loc, type, value)
              .getResult(0));
  }
  return fields;
}

/// The memref of which `fields` are the dynamic parts.
static Value rebuildMemRef(OpBuilder &builder, Location loc, MemRefType type,
                           ValueRange fields,
                           const LLVMTypeConverter &converter) {
  DynamicParts parts(type);
  auto descriptor =
      MemRefDescriptor::poison(builder, loc, converter.convertType(type));
  auto next = fields.begin();
  Value pointer = *next++;
  descriptor.setAllocatedPtr(builder, loc, pointer);
  descriptor.setAlignedPtr(builder, loc, pointer);
  if (parts.hasOffset)
    descriptor.setOffset(builder, loc, *next++);
  else
    descriptor.setConstantOffset(builder, loc, parts.staticOffset);
  for (auto [dim, size] : llvm::enumerate(type.getShape())) {
    if (ShapedType::isDynamic(size))
      descriptor.setSize(builder, loc, dim, *next++);
    else
      descriptor.setConstantSize(builder, loc, dim, size);
  }
  if (parts.isIdentity) {
    Value stride =
        LLVM::ConstantOp::create(builder, loc, builder.getI64Type(), 1);
    for (int64_t dim = type.getRank() - 1; dim >= 0; --dim) {
      descriptor.setStride(builder, loc, dim, stride);
      if (dim > 0)
        stride = LLVM::MulOp::create(builder, loc, stride,
                                     descriptor.size(builder, loc, dim));
    }
  }
  for (auto [dim, stride] : llvm::enumerate(parts.staticStrides)) {
    if (ShapedType::isDynamic(stride))
      descriptor.setStride(builder, loc, dim, *next++);
    else
      descriptor.setConstantStride(builder, loc, dim, stride);
  }
  return UnrealizedConversionCastOp::create(builder, loc, type,
                                            Value(descriptor))
      .getResult(0);
}

void KernelCaptures::rebuild(OpBuilder &builder, Location loc,
                             ValueRange fields, IRMapping &mapping) const {
  for (Value value : captured) {
    unsigned count = getNumFields(value);
    ValueRange parts = fields.take_front(count);
    fields = fields.drop_front(count);
    if (auto type = dyn_cast<MemRefType>(value.getType()))
      mapping.map(value, rebuildMemRef(builder, loc, type, parts, converter));
    else if (parts[0].getType() == value.getType())
      mapping.map(value, parts[0]);
    else
      mapping.map(value, UnrealizedConversionCastOp::create(
                             builder, loc, value.getType(), parts[0])
                             .getResult(0));
  }
  for (Operation *op : recomputed)
    builder.clone(*op, mapping);
}

SmallVector<unsigned>
KernelCaptures::getUnaliasedFields(Operation *root,
                                   const BufferRoots &roots) const {
  std::optional<llvm::SetVector<Value>> written = BufferRoots::getWritten(root);
  auto isWritten = [&](Value memref) {
    return !written || llvm::any_of(*written, [&](Value target) {
      return roots.mayAlias(memref, target);
    });
  };
  auto conflict = [&](Value a, Value b) {
    return a != b && isa<MemRefType>(b.getType()) && roots.mayAlias(a, b) &&
           (isWritten(a) || isWritten(b));
  };
  SmallVector<unsigned> unaliased;
  unsigned field = 0;
  for (Value value : captured) {
    if (isa<MemRefType>(value.getType()) &&
        llvm::none_of(captured,
                      [&](Value other) { return conflict(value, other); }))
      unaliased.push_back(field);
    field += getNumFields(value);
  }
  return unaliased;
}
