// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Rules of the tensor dialect and of bufferization's tensors. All of it is
// movement: reads are windows, writes clear what they replace, reshapes go back.

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
// Windows of tensor operations
//===----------------------------------------------------------------------===//

// Their positions are promised to be in range, but a primal read whose value is
// not needed may be gone, so derived writes check what the types do not prove.

SmallVector<OpFoldResult> ones(Builder &builder, size_t count) {
  return SmallVector<OpFoldResult>(count, builder.getIndexAttr(1));
}

template <typename OpTy>
Window sliceWindow(OpTy op) {
  return {op.getMixedOffsets(), op.getMixedSizes(), op.getMixedStrides(), {}, BoundsPolicy::Error,
          llvm::to_vector(op->getDiscardableAttrs())};
}

Window extractWindow(tensor::ExtractSliceOp op) {
  Window window = sliceWindow(op);
  for (unsigned dim : op.getDroppedDims().set_bits())
    window.drop.push_back(dim);
  return window;
}

Window insertWindow(tensor::InsertSliceOp op) {
  Window window = sliceWindow(op);
  for (unsigned dim : op.getDroppedDims().set_bits())
    window.drop.push_back(dim);
  return window;
}

/// The single element at `indices`, as a 0-d window.
Window elementWindow(Builder &builder, ValueRange indices, Operation *op) {
  SmallVector<OpFoldResult> one = ones(builder, indices.size());
  return {SmallVector<OpFoldResult>(indices.begin(), indices.end()), one, one,
          llvm::to_vector(llvm::seq<int64_t>(0, indices.size())), BoundsPolicy::Error,
          llvm::to_vector(op->getDiscardableAttrs())};
}

Value toTensor(Emitter &emit, Value scalar) {
  return tensor::FromElementsOp::create(emit.builder, emit.loc, RankedTensorType::get({}, scalar.getType()), scalar);
}

//===----------------------------------------------------------------------===//
// Reads
//===----------------------------------------------------------------------===//

/// %s = tensor.extract_slice %x[o][n][s]
///   reverse: %x_ct = tslice.update add %s_ct into %x_ct[o][n][s]
struct ExtractSliceAdjoint : DifferentiableOpInterface::ExternalModel<ExtractSliceAdjoint, tensor::ExtractSliceOp> {
  LogicalResult emitAdjoint(Operation *op, AdjointSink &sink) const {
    auto slice = cast<tensor::ExtractSliceOp>(op);
    sink.addWindow(slice.getSource(), sink.getCotangent(slice), extractWindow(slice));
    return success();
  }
  LogicalResult emitTangent(Operation *op, TangentSink &sink) const {
    auto slice = cast<tensor::ExtractSliceOp>(op);
    auto tangent = tensor::ExtractSliceOp::create(sink.getBuilder(), op->getLoc(), slice.getType(),
                                                  sink.getTangent(slice.getSource()), slice.getMixedOffsets(),
                                                  slice.getMixedSizes(), slice.getMixedStrides());
    sink.setTangent(slice, tangent);
    return success();
  }
};

/// %e = tensor.extract %x[%i]
///   reverse: %x_ct = tslice.update add %e_ct into %x_ct[%i][1][1] drop [0]
struct ExtractAdjoint : DifferentiableOpInterface::ExternalModel<ExtractAdjoint, tensor::ExtractOp> {
  LogicalResult emitAdjoint(Operation *op, AdjointSink &sink) const {
    auto extract = cast<tensor::ExtractOp>(op);
    Emitter emit(sink.getBuilder(), op->getLoc());
    if (!sink.isActive(extract.getTensor()))
      return success();
    SmallVector<Value> indices =
        llvm::map_to_vector(extract.getIndices(), [&](Value index) { return sink.getPrimal(index); });
    sink.addWindow(extract.getTensor(), toTensor(emit, sink.getCotangent(extract)),
                   elementWindow(emit.builder, indices, op));
    return success();
  }
  LogicalResult emitTangent(Operation *op, TangentSink &sink) const {
    auto extract = cast<tensor::ExtractOp>(op);
    sink.setTangent(extract, tensor::ExtractOp::create(sink.getBuilder(), op->getLoc(),
                                                       sink.getTangent(extract.getTensor()), extract.getIndices()));
    return success();
  }
};

/// %p = tensor.pad %x low[l] high[h] { yield %v }
///   reverse: %x_ct = tslice.slice %p_ct[l][size of x][1]
///            %v_ct = sum of %p_ct where it was padded
struct PadAdjoint : DifferentiableOpInterface::ExternalModel<PadAdjoint, tensor::PadOp> {
  LogicalResult emitAdjoint(Operation *op, AdjointSink &sink) const {
    auto pad = cast<tensor::PadOp>(op);
    Value padding;
    Emitter emit(sink.getBuilder(), op->getLoc());
    if (failed(verifyPadding(pad, sink, padding)))
      return failure();
    Value cotangent = sink.getCotangent(pad), source = pad.getSource();
    WindowEmitter window(emit, paddedWindow(emit, pad, sink), pad.getSourceType());
    if (sink.isActive(source))
      sink.addDense(source, window.read(cotangent));
    if (!sink.isActive(padding))
      return success();
    Value outside = window.write(Combiner::Set, emit.zero(source), cotangent);
    sink.addDense(padding, emit.sum(outside));
    return success();
  }
  LogicalResult emitTangent(Operation *op, TangentSink &sink) const {
    auto pad = cast<tensor::PadOp>(op);
    Value padding;
    Emitter emit(sink.getBuilder(), op->getLoc());
    if (failed(verifyPadding(pad, sink, padding)))
      return failure();
    Value source = sink.getTangent(pad.getSource()), value = sink.getTangent(padding);
    if (!source)
      source = emit.zero(pad.getSource());
    if (!value)
      value = emit.zero(padding);
    sink.setTangent(pad, tensor::PadOp::create(emit.builder, emit.loc, pad.getType(), source, pad.getMixedLowPad(),
                                               pad.getMixedHighPad(), value, pad.getNofold()));
    return success();
  }

private:
  /// Gives the one value that is padded with; one computed per position may not
  /// have a derivative.
  static LogicalResult verifyPadding(tensor::PadOp pad, DerivativeSink &sink, Value &padding) {
    padding = cast<tensor::YieldOp>(pad.getBody()->getTerminator()).getValue();
    auto isNegative = [](int64_t amount) { return !ShapedType::isDynamic(amount) && amount < 0; };
    if (llvm::any_of(pad.getStaticLow(), isNegative) || llvm::any_of(pad.getStaticHigh(), isNegative))
      return pad.emitOpError("has no adjoint with negative padding; use 'tslice.slice' to crop");
    if (padding.getParentRegion() != &pad.getRegion())
      return success();
    for (Operation &inner : pad.getBody()->without_terminator())
      for (Value operand : inner.getOperands())
        if (sink.isActive(operand))
          return pad.emitOpError("has no adjoint with a padding that is computed in its body from a value with a "
                                 "derivative; compute it outside");
    return success();
  }

  static Window paddedWindow(Emitter &emit, tensor::PadOp pad, DerivativeSink &sink) {
    SmallVector<OpFoldResult> low = pad.getMixedLowPad();
    for (OpFoldResult &entry : low)
      if (auto value = dyn_cast<Value>(entry))
        entry = sink.getPrimal(value);
    return {low, emit.sizes(sink.getPrimal(pad.getSource())), ones(emit.builder, low.size()), {}, BoundsPolicy::Error,
            {}};
  }
};

//===----------------------------------------------------------------------===//
// Writes
//===----------------------------------------------------------------------===//

/// %r = tensor.insert_slice %u into %x[o][n][s]
///   reverse: %u_ct = tslice.slice %r_ct[o][n][s]
///            %x_ct = tslice.update set 0 into %r_ct[o][n][s]
struct InsertSliceAdjoint : DifferentiableOpInterface::ExternalModel<InsertSliceAdjoint, tensor::InsertSliceOp> {
  LogicalResult emitAdjoint(Operation *op, AdjointSink &sink) const {
    auto insert = cast<tensor::InsertSliceOp>(op);
    Emitter emit(sink.getBuilder(), op->getLoc());
    WindowEmitter window(emit, insertWindow(insert), insert.getSourceType());
    Value cotangent = sink.getCotangent(insert);
    if (sink.isActive(insert.getSource()))
      sink.addDense(insert.getSource(), window.read(cotangent));
    if (sink.isActive(insert.getDest()))
      sink.addDense(insert.getDest(), window.write(Combiner::Set, emit.zero(insert.getSource()), cotangent));
    return success();
  }
  LogicalResult emitTangent(Operation *op, TangentSink &sink) const {
    auto insert = cast<tensor::InsertSliceOp>(op);
    Emitter emit(sink.getBuilder(), op->getLoc());
    Value source = sink.getTangent(insert.getSource()), dest = sink.getTangent(insert.getDest());
    auto tangent = tensor::InsertSliceOp::create(
        emit.builder, emit.loc, source ? source : emit.zero(insert.getSource()),
        dest ? dest : emit.accumulator(insert.getDest()), insert.getMixedOffsets(), insert.getMixedSizes(),
        insert.getMixedStrides());
    sink.setTangent(insert, tangent);
    return success();
  }
};

/// %r = tensor.insert %e into %x[%i]
///   reverse: %e_ct = tensor.extract %r_ct[%i]
///            %x_ct = tensor.insert 0 into %r_ct[%i]
struct InsertAdjoint : DifferentiableOpInterface::ExternalModel<InsertAdjoint, tensor::InsertOp> {
  LogicalResult emitAdjoint(Operation *op, AdjointSink &sink) const {
    auto insert = cast<tensor::InsertOp>(op);
    Emitter emit(sink.getBuilder(), op->getLoc());
    SmallVector<Value> indices =
        llvm::map_to_vector(insert.getIndices(), [&](Value index) { return sink.getPrimal(index); });
    WindowEmitter window(emit, elementWindow(emit.builder, indices, op),
                         RankedTensorType::get({}, insert.getScalar().getType()));
    Value cotangent = sink.getCotangent(insert);
    if (sink.isActive(insert.getScalar()))
      sink.addDense(insert.getScalar(), tensor::ExtractOp::create(emit.builder, emit.loc, window.read(cotangent)));
    if (sink.isActive(insert.getDest())) {
      Value zero = toTensor(emit, emit.zero(insert.getScalar()));
      sink.addDense(insert.getDest(), window.write(Combiner::Set, zero, cotangent));
    }
    return success();
  }
  LogicalResult emitTangent(Operation *op, TangentSink &sink) const {
    auto insert = cast<tensor::InsertOp>(op);
    Emitter emit(sink.getBuilder(), op->getLoc());
    Value scalar = sink.getTangent(insert.getScalar()), dest = sink.getTangent(insert.getDest());
    sink.setTangent(insert, tensor::InsertOp::create(emit.builder, emit.loc,
                                                     scalar ? scalar : emit.zero(insert.getScalar()),
                                                     dest ? dest : emit.accumulator(insert.getDest()),
                                                     insert.getIndices()));
    return success();
  }
};

//===----------------------------------------------------------------------===//
// Concatenation and construction
//===----------------------------------------------------------------------===//

/// %c = tensor.concat dim(d) %a, %b
///   reverse: %a_ct = tslice.slice %c_ct[0][size of a][1], %b_ct = the slice behind it
struct ConcatAdjoint : DifferentiableOpInterface::ExternalModel<ConcatAdjoint, tensor::ConcatOp> {
  LogicalResult emitAdjoint(Operation *op, AdjointSink &sink) const {
    auto concat = cast<tensor::ConcatOp>(op);
    Emitter emit(sink.getBuilder(), op->getLoc());
    int64_t dim = concat.getDim(), rank = concat.getRank();
    SmallVector<OpFoldResult> offsets(rank, emit.builder.getIndexAttr(0));
    for (Value input : concat.getInputs()) {
      Value primal = sink.getPrimal(input);
      SmallVector<OpFoldResult> sizes = emit.sizes(primal);
      if (sink.isActive(input)) {
        Window window{offsets, sizes, ones(emit.builder, rank), {}, BoundsPolicy::Error, {}};
        WindowEmitter part(emit, window, cast<RankedTensorType>(input.getType()));
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
      tangents.push_back(tangent ? tangent : sink.createZero(op->getLoc(), input));
    }
    sink.setTangent(concat, tensor::ConcatOp::create(sink.getBuilder(), op->getLoc(), concat.getType(),
                                                     concat.getDim(), tangents));
    return success();
  }
};

/// %t = tensor.from_elements %a, %b
///   reverse: %a_ct = tensor.extract %t_ct[0], ...
struct FromElementsAdjoint : DifferentiableOpInterface::ExternalModel<FromElementsAdjoint, tensor::FromElementsOp> {
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
      for (int64_t dim = static_cast<int64_t>(shape.size()) - 1; dim >= 0; --dim) {
        indices[dim] = arith::ConstantIndexOp::create(emit.builder, emit.loc, rest % shape[dim]);
        rest /= shape[dim];
      }
      sink.addDense(element, tensor::ExtractOp::create(emit.builder, emit.loc, sink.getCotangent(from), indices));
    }
    return success();
  }
  LogicalResult emitTangent(Operation *op, TangentSink &sink) const {
    auto from = cast<tensor::FromElementsOp>(op);
    SmallVector<Value> tangents;
    for (Value element : from.getElements()) {
      Value tangent = sink.getTangent(element);
      tangents.push_back(tangent ? tangent : sink.createZero(op->getLoc(), element));
    }
    sink.setTangent(from,
                    tensor::FromElementsOp::create(sink.getBuilder(), op->getLoc(), from.getType(), tangents));
    return success();
  }
};

/// %t = tensor.splat %v
///   reverse: %v_ct = sum of %t_ct
struct SplatAdjoint : DifferentiableOpInterface::ExternalModel<SplatAdjoint, tensor::SplatOp> {
  LogicalResult emitAdjoint(Operation *op, AdjointSink &sink) const {
    auto splat = cast<tensor::SplatOp>(op);
    Emitter emit(sink.getBuilder(), op->getLoc());
    sink.addDense(splat.getInput(), emit.sum(sink.getCotangent(splat)));
    return success();
  }
  LogicalResult emitTangent(Operation *op, TangentSink &sink) const {
    auto splat = cast<tensor::SplatOp>(op);
    sink.setTangent(splat, tensor::SplatOp::create(sink.getBuilder(), op->getLoc(), splat.getType(),
                                                   sink.getTangent(splat.getInput()), splat.getDynamicSizes()));
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
    sizes.push_back(getValueOrCreateConstantIndexOp(emit.builder, emit.loc, size));
  auto type = RankedTensorType::get({static_cast<int64_t>(sizes.size())}, emit.builder.getIndexType());
  return tensor::FromElementsOp::create(emit.builder, emit.loc, type, sizes);
}

/// %r = tensor.expand_shape %x: back by tensor.collapse_shape
struct ExpandShapeAdjoint : DifferentiableOpInterface::ExternalModel<ExpandShapeAdjoint, tensor::ExpandShapeOp> {
  LogicalResult emitAdjoint(Operation *op, AdjointSink &sink) const {
    auto expand = cast<tensor::ExpandShapeOp>(op);
    sink.addDense(expand.getSrc(),
                  tensor::CollapseShapeOp::create(sink.getBuilder(), op->getLoc(), expand.getSrcType(),
                                                  sink.getCotangent(expand), expand.getReassociationIndices()));
    return success();
  }
  LogicalResult emitTangent(Operation *op, TangentSink &sink) const {
    auto expand = cast<tensor::ExpandShapeOp>(op);
    sink.setTangent(expand, tensor::ExpandShapeOp::create(sink.getBuilder(), op->getLoc(), expand.getType(),
                                                          sink.getTangent(expand.getSrc()),
                                                          expand.getReassociationIndices(),
                                                          expand.getMixedOutputShape()));
    return success();
  }
};

/// %r = tensor.collapse_shape %x: back by tensor.expand_shape to the sizes of %x
struct CollapseShapeAdjoint : DifferentiableOpInterface::ExternalModel<CollapseShapeAdjoint, tensor::CollapseShapeOp> {
  LogicalResult emitAdjoint(Operation *op, AdjointSink &sink) const {
    auto collapse = cast<tensor::CollapseShapeOp>(op);
    Emitter emit(sink.getBuilder(), op->getLoc());
    sink.addDense(collapse.getSrc(),
                  tensor::ExpandShapeOp::create(emit.builder, emit.loc, collapse.getSrcType(),
                                                sink.getCotangent(collapse), collapse.getReassociationIndices(),
                                                emit.sizes(sink.getPrimal(collapse.getSrc()))));
    return success();
  }
  LogicalResult emitTangent(Operation *op, TangentSink &sink) const {
    auto collapse = cast<tensor::CollapseShapeOp>(op);
    sink.setTangent(collapse, tensor::CollapseShapeOp::create(sink.getBuilder(), op->getLoc(), collapse.getType(),
                                                              sink.getTangent(collapse.getSrc()),
                                                              collapse.getReassociationIndices()));
    return success();
  }
};

struct ReshapeAdjoint : DifferentiableOpInterface::ExternalModel<ReshapeAdjoint, tensor::ReshapeOp> {
  LogicalResult emitAdjoint(Operation *op, AdjointSink &sink) const {
    auto reshape = cast<tensor::ReshapeOp>(op);
    Emitter emit(sink.getBuilder(), op->getLoc());
    if (!isa<RankedTensorType>(reshape.getSource().getType()) || !isa<RankedTensorType>(reshape.getType()))
      return reshape.emitOpError("has no adjoint on tensors of unknown rank");
    Value shape = shapeOf(emit, sink.getPrimal(reshape.getSource()));
    sink.addDense(reshape.getSource(),
                  tensor::ReshapeOp::create(emit.builder, emit.loc, cast<TensorType>(reshape.getSource().getType()),
                                            sink.getCotangent(reshape), shape));
    return success();
  }
  LogicalResult emitTangent(Operation *op, TangentSink &sink) const {
    auto reshape = cast<tensor::ReshapeOp>(op);
    sink.setTangent(reshape,
                    tensor::ReshapeOp::create(sink.getBuilder(), op->getLoc(), cast<TensorType>(reshape.getType()),
                                              sink.getTangent(reshape.getSource()), reshape.getShape()));
    return success();
  }
};

struct CastAdjoint : DifferentiableOpInterface::ExternalModel<CastAdjoint, tensor::CastOp> {
  LogicalResult emitAdjoint(Operation *op, AdjointSink &sink) const {
    sink.addDense(op->getOperand(0),
                  tensor::CastOp::create(sink.getBuilder(), op->getLoc(), op->getOperand(0).getType(),
                                         sink.getCotangent(op->getResult(0))));
    return success();
  }
  LogicalResult emitTangent(Operation *op, TangentSink &sink) const {
    sink.setTangent(op->getResult(0),
                    tensor::CastOp::create(sink.getBuilder(), op->getLoc(), op->getResult(0).getType(),
                                           sink.getTangent(op->getOperand(0))));
    return success();
  }
};

/// bufferization.alloc_tensor copy(%x): passes %x on.
struct AllocTensorAdjoint
    : DifferentiableOpInterface::ExternalModel<AllocTensorAdjoint, bufferization::AllocTensorOp> {
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

void tslice::registerTensorAdjoints(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, tensor::TensorDialect *) {
    tensor::CastOp::attachInterface<CastAdjoint>(*context);
    tensor::CollapseShapeOp::attachInterface<CollapseShapeAdjoint>(*context);
    tensor::ConcatOp::attachInterface<ConcatAdjoint>(*context);
    tensor::ExpandShapeOp::attachInterface<ExpandShapeAdjoint>(*context);
    tensor::ExtractOp::attachInterface<ExtractAdjoint>(*context);
    tensor::ExtractSliceOp::attachInterface<ExtractSliceAdjoint>(*context);
    tensor::FromElementsOp::attachInterface<FromElementsAdjoint>(*context);
    tensor::InsertOp::attachInterface<InsertAdjoint>(*context);
    tensor::InsertSliceOp::attachInterface<InsertSliceAdjoint>(*context);
    tensor::PadOp::attachInterface<PadAdjoint>(*context);
    tensor::ReshapeOp::attachInterface<ReshapeAdjoint>(*context);
    tensor::SplatOp::attachInterface<SplatAdjoint>(*context);
    attachEach<ZeroAdjoint, tensor::DimOp, tensor::RankOp>(*context);
  });
  registry.addExtension(+[](MLIRContext *context, bufferization::BufferizationDialect *) {
    bufferization::AllocTensorOp::attachInterface<AllocTensorAdjoint>(*context);
  });
}
