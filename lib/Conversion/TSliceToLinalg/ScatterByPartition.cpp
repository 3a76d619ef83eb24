// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Scatters of single elements by a partition, which the runtime makes: indices
// and updates in another order, part by part of the destination. What is left
// for compiled code is a loop that runs over each part.

#include "ScatterByOwner.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "tslice/Codegen/LoopMarks.h"
#include "tslice/IR/Evaluate.h"
#include "tslice/Runtime/Runtime.h"
#include "tslice/SeededFaults.h"

using namespace mlir;
using namespace tslice;

/// Whether a loop would compute the elements of `tensor` where it reads them.
static bool isComputed(Value tensor) {
  while (Operation *op = tensor.getDefiningOp()) {
    if (!isa<tensor::CastOp, tensor::ExtractSliceOp, tensor::CollapseShapeOp,
             tensor::ExpandShapeOp>(op))
      return isa<linalg::LinalgOp>(op) ||
             isa<tensor::TensorDialect>(op->getDialect());
    tensor = op->getOperand(0);
  }
  return false;
}

bool tslice::canPartition(OwnedScatter &owned) {
  ScatterEmitter &scatter = owned.scatter;
  Type indexType = scatter.op.getIndices().getType().getElementType();
  int64_t indexBytes = getElementStorageSize(indexType);
  bool isKnownWidth = (indexBytes == 4 || indexBytes == 8) &&
                      (owned.elementBytes == 4 || owned.elementBytes == 8);
  if (!isKnownWidth || scatter.counts.size() != 1 ||
      scatter.combining.dests.size() != 1)
    return false;
  Value updates = scatter.combining.updates.front();
  return cast<RankedTensorType>(updates.getType()).getRank() == 1 &&
         (getFill(updates).first || !isComputed(updates));
}

namespace {
/// Memory for a tensor of rank 1 in another order, and what is read of it.
struct Places {
  Places(IndexMath &math, Value whole, Value size);

  /// What has been written there.
  Value read(IndexMath &math) const;

  Value tensor, from, to;
};
} // namespace

Places::Places(IndexMath &math, Value whole, Value size) {
  OpBuilder &builder = math.builder;
  Type element = getElementTypeOrSelf(whole.getType());
  auto type = RankedTensorType::get({ShapedType::kDynamic}, element);
  auto memory = MemRefType::get({ShapedType::kDynamic}, element);
  tensor = builder.createOrFold<tensor::CastOp>(math.loc, type, whole);
  from = bufferization::ToBufferOp::create(builder, math.loc, memory, tensor,
                                           /*read_only=*/true);
  to = memref::AllocOp::create(builder, math.loc, memory, size);
}

Value Places::read(IndexMath &math) const {
  return bufferization::ToTensorOp::create(math.builder, math.loc,
                                           tensor.getType(), to,
                                           /*restrict=*/true);
}

///   scf.forall (%t) in (%numParts) shared_outs(%d = %dest) {
///     %part = the rows of part %t of %d
///     %new = scf.for %p in the places of part %t { ... }
///     tensor.parallel_insert_slice %new into %d
///   }
static Values emitParts(IndexMath &math, ScatterEmitter &scatter,
                        const RowPlan &plan, ValueRange dests) {
  return scatter.emitParts(
      math, plan.numParts, dests,
      [&](IndexMath &m, Value part) {
        Value first = plan.loadField(m, part, PlanField::FirstRow);
        Value end = plan.loadField(m, part, PlanField::EndRow);
        return ScatterPart{0, first, m.sub(end, first)};
      },
      [&](IndexMath &m, Value number, const ScatterPart &part,
          ValueRange found) {
        Value first = plan.loadField(m, number, PlanField::First);
        Value end = plan.loadField(m, number, PlanField::End);
        if (isSeeded("owner-off-by-one"))
          end = m.sub(end, m.constant(1));
        auto loop =
            createLoop(m, first, end, found,
                       [&](IndexMath &inner, Value place, ValueRange carried) {
                         return scatter.emitPosition(inner.builder, inner.loc,
                                                     place, part, carried);
                       });
        // A part stays in the cache, and its places follow each other.
        loop->setAttr(kNearAttr, m.builder.getUnitAttr());
        return llvm::to_vector(ValueRange(loop.getResults()));
      });
}

///   %room = arith.select %isDivided, %k, 0
///   %j, %v, %plan = memref.alloc ...
///   tslice.partition %i, %u to %j, %v by %plan, %n of 4
///   scf.if (the step of the plan is not 0) {
///     the parts, with %j for %i and %v for %u
///   } else {
///     scf.for ...
///   }
Values tslice::emitPartition(IndexMath &math, OwnedScatter &owned,
                             ValueRange dests, Value isDivided,
                             int64_t blockRows) {
  OpBuilder &builder = math.builder;
  ScatterEmitter &scatter = owned.scatter;
  Value zero = math.constant(0);
  Value room = math.select(isDivided, owned.numPositions, zero);
  Places indices(math, scatter.indices, room);
  Value whole = scatter.combining.updates.front();
  std::optional<Places> updates;
  if (!getFill(whole).first)
    updates.emplace(math, whole, room);
  RowPlan plan{memref::AllocOp::create(
      builder, math.loc,
      MemRefType::get({TSLICE_RT_PLAN_ORDER}, builder.getI32Type()))};
  PartitionOp::create(builder, math.loc, indices.from,
                      updates ? updates->from : Value(), indices.to,
                      updates ? updates->to : Value(), plan.table, owned.rows,
                      owned.elementBytes, scatter.op.getBounds(),
                      scatter.op.getWrap(), blockRows);
  plan.numParts = plan.load(math, math.constant(TSLICE_RT_PLAN_NUM_PARTS));
  plan.step = plan.load(math, math.constant(TSLICE_RT_PLAN_STEP));
  auto branch = scf::IfOp::create(
      builder, math.loc, math.less(zero, plan.step),
      [&](OpBuilder &b, Location l) {
        IndexMath m(b, l);
        ScatterEmitter parts = scatter;
        parts.indices = indices.read(m);
        if (updates)
          parts.combining.updates.front() = updates->read(m);
        scf::YieldOp::create(b, l, emitParts(m, parts, plan, dests));
      },
      [&](OpBuilder &b, Location l) {
        scf::YieldOp::create(b, l, scatter.emitLoops(b, l, {}, dests));
      });
  return llvm::to_vector(ValueRange(branch.getResults()));
}
