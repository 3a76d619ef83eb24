// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Rules of what makes tensors of others in the tensor dialect: concatenation,
// construction, reshapes and casts, and bufferization's tensor copies.

#include "Accesses.h"
#include "Models.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/DialectRegistry.h"

using namespace mlir;
using namespace tslice;

namespace {

//===----------------------------------------------------------------------===//
// Concatenation and construction
//===----------------------------------------------------------------------===//

/// %c = tensor.concat dim(d) %a, %b
///   reverse: %a_ct = tslice.slice %c_ct[0][size of a][1], %b_ct = the slice
///   behind it
struct ConcatAdjoint
    : DifferentiableOpInterface::ExternalModel<ConcatAdjoint,
                                               tensor::ConcatOp> {
  LogicalResult emitAdjoint(Operation *op, AdjointSink &sink) const {
    auto concat = cast<tensor::ConcatOp>(op);
    Emitter emit(sink.getBuilder(), op->getLoc());
    int64_t dim = concat.getDim(), rank = concat.getRank();
    SmallVector<OpFoldResult> offsets(rank, emit.builder.getIndexAttr(0));
    for (Value input : concat.getInputs()) {
      Value primal = sink.getPrimal(input);
      SmallVector<OpFoldResult> sizes = emit.sizes(primal);
      if (sink.isActive(input)) {
        Window window{
            offsets, sizes, ones(emit.builder, rank), {}, BoundsPolicy::Error,
            {}};
        WindowEmitter part(emit, window,
                           cast<RankedTensorType>(input.getType()));
        sink.addDense(input, part.read(sink.getCotangent(concat)));
      }
      offsets[dim] = emit.addSizes(offsets[dim], sizes[dim]);
    }
    return success();
  }
  LogicalResult emitTangent(Operation *op, TangentSink &sink) const {
    auto concat = cast<tensor::ConcatOp>(op);
    SmallVector<Value> tangents;
    for (Value input : concat.getInputs()) {
      Value tangent = sink.getTangent(input);
      tangents.push_back(tangent ? tangent
                                 : sink.createZero(op->getLoc(), input));
    }
    sink.setTangent(concat, tensor::ConcatOp::create(
                                sink.getBuilder(), op->getLoc(),
                                concat.getType(), concat.getDim(), tangents));
    return success();
  }
};

/// %t = tensor.from_elements %a, %b
///   reverse: %a_ct = tensor.extract %t_ct[0], ...
struct FromElementsAdjoint
    : DifferentiableOpInterface::ExternalModel<FromElementsAdjoint,
                                               tensor::FromElementsOp> {
  LogicalResult emitAdjoint(Operation *op, AdjointSink &sink) const {
    auto from = cast<tensor::FromElementsOp>(op);
    Emitter emit(sink.getBuilder(), op->getLoc());
    ArrayRef<int64_t> shape = from.getType().getShape();
    for (auto [i, element] : llvm::enumerate(from.getElements())) {
      if (!sink.isActive(element))
        continue;
      // The position of element i in row-major order.
      SmallVector<Value> indices(shape.size());
      int64_t rest = i;
      for (int64_t dim = static_cast<int64_t>(shape.size()) - 1; dim >= 0;
           --dim) {
        indices[dim] = arith::ConstantIndexOp::create(emit.builder, emit.loc,
                                                      rest % shape[dim]);
        rest /= shape[dim];
      }
      sink.addDense(element, tensor::ExtractOp::create(emit.builder, emit.loc,
                                                       sink.getCotangent(from),
                                                       indices));
    }
    return success();
  }
  LogicalResult emitTangent(Operation *op, TangentSink &sink) const {
    auto from = cast<tensor::FromElementsOp>(op);
    SmallVector<Value> tangents;
    for (Value element : from.getElements()) {
      Value tangent = sink.getTangent(element);
      tangents.push_back(tangent ? tangent
                                 : sink.createZero(op->getLoc(), element));
    }
    sink.setTangent(
        from, tensor::FromElementsOp::create(sink.getBuilder(), op->getLoc(),
                                             from.getType(), tangents));
    return success();
  }
};

/// %t = tensor.splat %v
///   reverse: %v_ct = sum of %t_ct
struct SplatAdjoint
    : DifferentiableOpInterface::ExternalModel<SplatAdjoint, tensor::SplatOp> {
  LogicalResult emitAdjoint(Operation *op, AdjointSink &sink) const {
    auto splat = cast<tensor::SplatOp>(op);
    Emitter emit(sink.getBuilder(), op->getLoc());
    sink.addDense(splat.getInput(), emit.sum(sink.getCotangent(splat)));
    return success();
  }
  LogicalResult emitTangent(Operation *op, TangentSink &sink) const {
    auto splat = cast<tensor::SplatOp>(op);
    sink.setTangent(splat, tensor::SplatOp::create(
                               sink.getBuilder(), op->getLoc(), splat.getType(),
                               sink.getTangent(splat.getInput()),
                               splat.getDynamicSizes()));
    return success();
  }
};

//===----------------------------------------------------------------------===//
// Reshapes and casts
//===----------------------------------------------------------------------===//

/// The shape of `value` as a tensor of indices, for tensor.reshape.
Value shapeOf(Emitter &emit, Value value) {
  SmallVector<Value> sizes;
  for (OpFoldResult size : emit.sizes(value))
    sizes.push_back(
        getValueOrCreateConstantIndexOp(emit.builder, emit.loc, size));
  auto type = RankedTensorType::get({static_cast<int64_t>(sizes.size())},
                                    emit.builder.getIndexType());
  return tensor::FromElementsOp::create(emit.builder, emit.loc, type, sizes);
}

/// %r = tensor.expand_shape %x: back by tensor.collapse_shape
struct ExpandShapeAdjoint
    : DifferentiableOpInterface::ExternalModel<ExpandShapeAdjoint,
                                               tensor::ExpandShapeOp> {
  LogicalResult emitAdjoint(Operation *op, AdjointSink &sink) const {
    auto expand = cast<tensor::ExpandShapeOp>(op);
    sink.addDense(expand.getSrc(),
                  tensor::CollapseShapeOp::create(
                      sink.getBuilder(), op->getLoc(), expand.getSrcType(),
                      sink.getCotangent(expand),
                      expand.getReassociationIndices()));
    return success();
  }
  LogicalResult emitTangent(Operation *op, TangentSink &sink) const {
    auto expand = cast<tensor::ExpandShapeOp>(op);
    sink.setTangent(
        expand, tensor::ExpandShapeOp::create(sink.getBuilder(), op->getLoc(),
                                              expand.getType(),
                                              sink.getTangent(expand.getSrc()),
                                              expand.getReassociationIndices(),
                                              expand.getMixedOutputShape()));
    return success();
  }
};

/// %r = tensor.collapse_shape %x: back by tensor.expand_shape to the sizes of
/// %x
struct CollapseShapeAdjoint
    : DifferentiableOpInterface::ExternalModel<CollapseShapeAdjoint,
                                               tensor::CollapseShapeOp> {
  LogicalResult emitAdjoint(Operation *op, AdjointSink &sink) const {
    auto collapse = cast<tensor::CollapseShapeOp>(op);
    Emitter emit(sink.getBuilder(), op->getLoc());
    sink.addDense(collapse.getSrc(),
                  tensor::ExpandShapeOp::create(
                      emit.builder, emit.loc, collapse.getSrcType(),
                      sink.getCotangent(collapse),
                      collapse.getReassociationIndices(),
                      emit.sizes(sink.getPrimal(collapse.getSrc()))));
    return success();
  }
  LogicalResult emitTangent(Operation *op, TangentSink &sink) const {
    auto collapse = cast<tensor::CollapseShapeOp>(op);
    sink.setTangent(collapse,
                    tensor::CollapseShapeOp::create(
                        sink.getBuilder(), op->getLoc(), collapse.getType(),
                        sink.getTangent(collapse.getSrc()),
                        collapse.getReassociationIndices()));
    return success();
  }
};

struct ReshapeAdjoint
    : DifferentiableOpInterface::ExternalModel<ReshapeAdjoint,
                                               tensor::ReshapeOp> {
  LogicalResult emitAdjoint(Operation *op, AdjointSink &sink) const {
    auto reshape = cast<tensor::ReshapeOp>(op);
    Emitter emit(sink.getBuilder(), op->getLoc());
    if (!isa<RankedTensorType>(reshape.getSource().getType()) ||
        !isa<RankedTensorType>(reshape.getType()))
      return reshape.emitOpError("has no adjoint on tensors of unknown rank");
    Value shape = shapeOf(emit, sink.getPrimal(reshape.getSource()));
    sink.addDense(reshape.getSource(),
                  tensor::ReshapeOp::create(
                      emit.builder, emit.loc,
                      cast<TensorType>(reshape.getSource().getType()),
                      sink.getCotangent(reshape), shape));
    return success();
  }
  LogicalResult emitTangent(Operation *op, TangentSink &sink) const {
    auto reshape = cast<tensor::ReshapeOp>(op);
    sink.setTangent(
        reshape, tensor::ReshapeOp::create(sink.getBuilder(), op->getLoc(),
                                           cast<TensorType>(reshape.getType()),
                                           sink.getTangent(reshape.getSource()),
                                           reshape.getShape()));
    return success();
  }
};

struct CastAdjoint
    : DifferentiableOpInterface::ExternalModel<CastAdjoint, tensor::CastOp> {
  LogicalResult emitAdjoint(Operation *op, AdjointSink &sink) const {
    sink.addDense(op->getOperand(0),
                  tensor::CastOp::create(sink.getBuilder(), op->getLoc(),
                                         op->getOperand(0).getType(),
                                         sink.getCotangent(op->getResult(0))));
    return success();
  }
  LogicalResult emitTangent(Operation *op, TangentSink &sink) const {
    sink.setTangent(op->getResult(0),
                    tensor::CastOp::create(sink.getBuilder(), op->getLoc(),
                                           op->getResult(0).getType(),
                                           sink.getTangent(op->getOperand(0))));
    return success();
  }
};

/// bufferization.alloc_tensor copy(%x): passes %x on.
struct AllocTensorAdjoint
    : DifferentiableOpInterface::ExternalModel<AllocTensorAdjoint,
                                               bufferization::AllocTensorOp> {
  LogicalResult emitAdjoint(Operation *op, AdjointSink &sink) const {
    if (Value copied = cast<bufferization::AllocTensorOp>(op).getCopy())
      sink.addDense(copied, sink.getCotangent(op->getResult(0)));
    return success();
  }
  LogicalResult emitTangent(Operation *op, TangentSink &sink) const {
    if (Value copied = cast<bufferization::AllocTensorOp>(op).getCopy())
      sink.setTangent(op->getResult(0), sink.getTangent(copied));
    return success();
  }
};

} // namespace

void tslice::registerTensorShapeAdjoints(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, tensor::TensorDialect *) {
    tensor::CastOp::attachInterface<CastAdjoint>(*context);
    tensor::CollapseShapeOp::attachInterface<CollapseShapeAdjoint>(*context);
    tensor::ConcatOp::attachInterface<ConcatAdjoint>(*context);
    tensor::ExpandShapeOp::attachInterface<ExpandShapeAdjoint>(*context);
    tensor::FromElementsOp::attachInterface<FromElementsAdjoint>(*context);
    tensor::ReshapeOp::attachInterface<ReshapeAdjoint>(*context);
    tensor::SplatOp::attachInterface<SplatAdjoint>(*context);
  });
  registry.addExtension(+[](MLIRContext *context,
                            bufferization::BufferizationDialect *) {
    bufferization::AllocTensorOp::attachInterface<AllocTensorAdjoint>(*context);
  });
}
