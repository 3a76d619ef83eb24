// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The forms in which a value of a loop becomes one of all lanes.

#include "Lanes.h"
#include "LoopFacts.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using namespace tslice;

namespace {
enum class Form { Invariant, Step, Contiguous, Elementwise, None };
} // namespace

/// Whether `value` is the induction variable plus or minus what the loop does
/// not change.
bool tslice::isStep(Value value, scf::ForOp loop) {
  if (value == loop.getInductionVar())
    return true;
  if (auto sub = value.getDefiningOp<arith::SubIOp>())
    return isDefinedOutside(sub.getRhs(), loop) && isStep(sub.getLhs(), loop);
  auto add = value.getDefiningOp<arith::AddIOp>();
  if (!add)
    return false;
  bool isLeft = isDefinedOutside(add.getRhs(), loop);
  bool isRight = isDefinedOutside(add.getLhs(), loop);
  return (isLeft && isStep(add.getLhs(), loop)) ||
         (isRight && isStep(add.getRhs(), loop));
}

static Form getForm(Value value, scf::ForOp loop) {
  if (isDefinedOutside(value, loop))
    return Form::Invariant;
  if (value == loop.getInductionVar())
    return Form::Step;
  Operation *op = value.getDefiningOp();
  if (!op || op->getNumRegions() != 0)
    return Form::None;
  auto load = dyn_cast<memref::LoadOp>(op);
  if (!load)
    return isPure(op) && OpTrait::hasElementwiseMappableTraits(op) &&
                   op->getNumResults() == 1
               ? Form::Elementwise
               : Form::None;
  OperandRange indices = load.getIndices();
  if (indices.empty() || !load.getMemRefType().areTrailingDimsContiguous(1) ||
      !isStep(indices.back(), loop))
    return Form::None;
  bool isRow = llvm::all_of(indices.drop_back(), [&](Value index) {
    return isDefinedOutside(index, loop);
  });
  // A truth value takes a byte in memory, but a bit of a vector there.
  bool isBit = load.getType().isInteger(1);
  if (!isRow || (isBit && (load.getMemRefType().getRank() != 1 ||
                           !load.getMemRefType().getLayout().isIdentity())))
    return Form::None;
  return Form::Contiguous;
}

bool tslice::canBuildLanes(Value value, scf::ForOp loop, Value given) {
  if (value == given)
    return true;
  if (!VectorType::isValidElementType(value.getType()))
    return false;
  Form form = getForm(value, loop);
  if (form != Form::Elementwise)
    return form != Form::None;
  return llvm::all_of(value.getDefiningOp()->getOperands(), [&](Value operand) {
    return canBuildLanes(operand, loop, given);
  });
}

namespace {
/// Builds the lanes of one place.
struct LaneBuilder {
  OpBuilder &builder;
  scf::ForOp loop;
  Value i;
  int64_t lanes;
  Value given, givenLanes;

  Value build(Value value);
  Value buildElementwise(Operation *op);
  Value buildNarrow(Value value, Type type);
  Value buildLoad(memref::LoadOp load);
  Value buildBits(memref::LoadOp load, Value index);
  Value buildSequence(Value first);

  VectorType widen(Type type) { return VectorType::get({lanes}, type); }
};
} // namespace

/// Bytes that are not 0, since memory has truth values as bytes:
///   %bytes = llvm.load (address of %mask[%index]) : vector<16xi8>
///   %bits = arith.cmpi ne, %bytes, 0
Value LaneBuilder::buildBits(memref::LoadOp load, Value index) {
  Location loc = load.getLoc();
  Type i64 = builder.getI64Type();
  auto pointerType = LLVM::LLVMPointerType::get(builder.getContext());
  Value address = memref::ExtractAlignedPointerAsIndexOp::create(
      builder, loc, load.getMemref());
  Value base = LLVM::IntToPtrOp::create(
      builder, loc, pointerType,
      arith::IndexCastOp::create(builder, loc, i64, address).getResult(),
      /*dereferenceable=*/nullptr);
  Value at = LLVM::GEPOp::create(
      builder, loc, pointerType, builder.getI8Type(), base,
      ArrayRef<LLVM::GEPArg>{
          arith::IndexCastOp::create(builder, loc, i64, index).getResult()});
  VectorType bytesType = widen(builder.getI8Type());
  Value bytes =
      LLVM::LoadOp::create(builder, loc, bytesType, at, /*alignment=*/1);
  Value zero =
      arith::ConstantOp::create(builder, loc, builder.getZeroAttr(bytesType));
  return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ne, bytes,
                               zero);
}

Value LaneBuilder::buildLoad(memref::LoadOp load) {
  IRMapping mapping;
  mapping.map(loop.getInductionVar(), i);
  SmallVector<Value> indices;
  for (Value index : load.getIndices())
    indices.push_back(cloneOutOf(loop, index, mapping, builder));
  if (load.getType().isInteger(1))
    return buildBits(load, indices.back());
  return vector::LoadOp::create(builder, load.getLoc(), widen(load.getType()),
                                load.getMemref(), indices);
}

/// first, first + 1, ...
Value LaneBuilder::buildSequence(Value first) {
  Location loc = loop.getLoc();
  Type type = first.getType();
  return arith::AddIOp::create(
      builder, loc,
      vector::BroadcastOp::create(builder, loc, widen(type), first),
      buildSteps(builder, loc, type, lanes));
}

/// Whether `op` drops bits of an integer: an index has 64.
static bool isNarrowing(Operation *op) {
  if (isa<arith::TruncIOp>(op))
    return true;
  return isa<arith::IndexCastOp, arith::IndexCastUIOp>(op) &&
         op->getOperand(0).getType().isIndex();
}

/// The lowest bits of `value`: of a sum, a difference and a product they depend
/// on the lowest bits of the operands only, of which a vector has more.
Value LaneBuilder::buildNarrow(Value value, Type type) {
  Location loc = loop.getLoc();
  auto cast = [&](Value wide, Type narrow) -> Value {
    if (getElementTypeOrSelf(wide).isIndex())
      return arith::IndexCastOp::create(builder, loc, narrow, wide);
    return arith::TruncIOp::create(builder, loc, narrow, wide);
  };
  Form form = getForm(value, loop);
  if (form == Form::Invariant)
    return vector::BroadcastOp::create(builder, loc, widen(type),
                                       cast(value, type));
  if (form == Form::Step)
    return buildSequence(cast(i, type));
  Operation *op = value.getDefiningOp();
  if (!isa<arith::AddIOp, arith::SubIOp, arith::MulIOp>(op))
    return cast(build(value), widen(type));
  Value operands[] = {buildNarrow(op->getOperand(0), type),
                      buildNarrow(op->getOperand(1), type)};
  return builder
      .create(loc, op->getName().getIdentifier(), operands, widen(type))
      ->getResult(0);
}

Value LaneBuilder::buildElementwise(Operation *op) {
  if (isNarrowing(op))
    return buildNarrow(op->getOperand(0), op->getResult(0).getType());
  SmallVector<Value> operands;
  for (Value operand : op->getOperands())
    operands.push_back(build(operand));
  return builder
      .create(op->getLoc(), op->getName().getIdentifier(), operands,
              widen(op->getResult(0).getType()), op->getAttrs())
      ->getResult(0);
}

Value LaneBuilder::build(Value value) {
  if (value == given)
    return givenLanes;
  Operation *op = value.getDefiningOp();
  Location loc = loop.getLoc();
  switch (getForm(value, loop)) {
  case Form::Invariant:
    return vector::BroadcastOp::create(builder, loc, widen(value.getType()),
                                       value);
  case Form::Step:
    return buildSequence(i);
  case Form::Contiguous:
    return buildLoad(cast<memref::LoadOp>(op));
  case Form::Elementwise:
    return buildElementwise(op);
  case Form::None:
    break;
  }
  llvm_unreachable("the value can be computed in lanes");
}

Value tslice::buildSteps(OpBuilder &builder, Location loc, Type type,
                         int64_t lanes) {
  SmallVector<Attribute> steps;
  for (int64_t i = 0; i < lanes; ++i)
    steps.push_back(builder.getIntegerAttr(type, i));
  return arith::ConstantOp::create(
      builder, loc,
      DenseElementsAttr::get(VectorType::get({lanes}, type), steps));
}

Value tslice::buildLanes(OpBuilder &builder, scf::ForOp loop, Value value,
                         Value i, int64_t lanes, Value given,
                         Value givenLanes) {
  return LaneBuilder{builder, loop, i, lanes, given, givenLanes}.build(value);
}
