// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Rules of the tensor dialect and of bufferization's tensors. All of it is
// movement: reads are windows, writes clear what they replace, reshapes go
// back.

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

template <typename OpTy> Window sliceWindow(OpTy op) {
  return {op.getMixedOffsets(), op.getMixedSizes(),
          op.getMixedStrides(), {},
          BoundsPolicy::Error,  llvm::to_vector(op->getDiscardableAttrs())};
}

Window extractWindow(tensor::ExtractSliceOp op) {
  Window window = sliceWindow(op);
  llvm::SmallBitVector dropped = op.getDroppedDims();
  llvm::append_range(window.drop, dropped.set_bits());
  return window;
}

Window insertWindow(tensor::InsertSliceOp op) {
  Window window = sliceWindow(op);
  llvm::SmallBitVector dropped = op.getDroppedDims();
  llvm::append_range(window.drop, dropped.set_bits());
  return window;
}

/// The single element at `indices`, as a 0-d window.
Window elementWindow(Builder &builder, ValueRange indices, Operation *op) {
  SmallVector<OpFoldResult> one = ones(builder, indices.size());
  return {SmallVector<OpFoldResult>(indices.begin(), indices.end()),
          one,
          one,
          llvm::to_vector(llvm::seq<int64_t>(0, indices.size())),
          BoundsPolicy::Error,
          llvm::to_vector(op->getDiscardableAttrs())};
}

Value toTensor(Emitter &emit, Value scalar) {
  return tensor::FromElementsOp::create(
      emit.builder, emit.loc, RankedTensorType::get({}, scalar.getType()),
      scalar);
}

//===----------------------------------------------------------------------===//
// Reads
//===----------------------------------------------------------------------===//

/// %s = tensor.extract_slice %x[o][n][s]
///   reverse: %x_ct = tslice.update add %s_ct into %x_ct[o][n][s]
struct ExtractSliceAdjoint
    : DifferentiableOpInterface::ExternalModel<ExtractSliceAdjoint,
                                               tensor::ExtractSliceOp> {
  LogicalResult emitAdjoint(Operation *op, AdjointSink &sink) const {
    auto slice = cast<tensor::ExtractSliceOp>(op);
    sink.addWindow(slice.getSource(), sink.getCotangent(slice),
                   extractWindow(slice));
    return success();
  }
  LogicalResult emitTangent(Operation *op, TangentSink &sink) const {
    auto slice = cast<tensor::ExtractSliceOp>(op);
    auto tangent = tensor::ExtractSliceOp::create(
        sink.getBuilder(), op->getLoc(), slice.getType(),
        sink.getTangent(slice.getSource()), slice.getMixedOffsets(),
        slice.getMixedSizes(), slice.getMixedStrides());
    sink.setTangent(slice, tangent);
    return success();
  }
};

/// %e = tensor.extract %x[%i]
///   reverse: %x_ct = tslice.update add %e_ct into %x_ct[%i][1][1] drop [0]
struct ExtractAdjoint
    : DifferentiableOpInterface::ExternalModel<ExtractAdjoint,
                                               tensor::ExtractOp> {
  LogicalResult emitAdjoint(Operation *op, AdjointSink &sink) const {
    auto extract = cast<tensor::ExtractOp>(op);
    Emitter emit(sink.getBuilder(), op->getLoc());
    if (!sink.isActive(extract.getTensor()))
      return success();
    SmallVector<Value> indices =
        llvm::map_to_vector(extract.getIndices(),
                            [&](Value index) { return sink.getPrimal(index); });
    sink.addWindow(extract.getTensor(),
                   toTensor(emit, sink.getCotangent(extract)),
                   elementWindow(emit.builder, indices, op));
    return success();
  }
  LogicalResult emitTangent(Operation *op, TangentSink &sink) const {
    auto extract = cast<tensor::ExtractOp>(op);
    sink.setTangent(
        extract, tensor::ExtractOp::create(sink.getBuilder(), op->getLoc(),
                                           sink.getTangent(extract.getTensor()),
                                           extract.getIndices()));
    return success();
  }
};

/// %p = tensor.pad %x low[l] high[h] { yield %v }
///   reverse: %x_ct = tslice.slice %p_ct[l][size of x][1]
///            %v_ct = sum of %p_ct where it was padded
struct PadAdjoint
    : DifferentiableOpInterface::ExternalModel<PadAdjoint, tensor::PadOp> {
  LogicalResult emitAdjoint(Operation *op, AdjointSink &sink) const {
    auto pad = cast<tensor::PadOp>(op);
    Value padding;
    Emitter emit(sink.getBuilder(), op->getLoc());
    if (failed(verifyPadding(pad, sink, padding)))
      return failure();
    Value cotangent = sink.getCotangent(pad), source = pad.getSource();
    WindowEmitter window(emit, paddedWindow(emit, pad, sink),
                         pad.getSourceType());
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
    Value source = sink.getTangent(pad.getSource()),
          value = sink.getTangent(padding);
    if (!source)
      source = emit.zero(pad.getSource());
    if (!value)
      value = emit.zero(padding);
    sink.setTangent(pad, tensor::PadOp::create(
                             emit.builder, emit.loc, pad.getType(), source,
                             pad.getMixedLowPad(), pad.getMixedHighPad(), value,
                             pad.getNofold()));
    return success();
  }

private:
  /// Gives the one value that is padded with; one computed per position may not
  /// have a derivative.
  static LogicalResult verifyPadding(tensor::PadOp pad, DerivativeSink &sink,
                                     Value &padding) {
    padding = cast<tensor::YieldOp>(pad.getBody()->getTerminator()).getValue();
    auto isNegative = [](int64_t amount) {
      return !ShapedType::isDynamic(amount) && amount < 0;
    };
    if (llvm::any_of(pad.getStaticLow(), isNegative) ||
        llvm::any_of(pad.getStaticHigh(), isNegative))
      return pad.emitOpError(
          "has no adjoint with negative padding; use 'tslice.slice' to crop");
    if (padding.getParentRegion() != &pad.getRegion())
      return success();
    for (Operation &inner : pad.getBody()->without_terminator())
      for (Value operand : inner.getOperands())
        if (sink.isActive(operand))
          return pad.emitOpError("has no adjoint with a padding that is "
                                 "computed in its body from a value with a "
                                 "derivative; compute it outside");
    return success();
  }

  static Window paddedWindow(Emitter &emit, tensor::PadOp pad,
                             DerivativeSink &sink) {
    SmallVector<OpFoldResult> low = pad.getMixedLowPad();
    for (OpFoldResult &entry : low)
      if (auto value = dyn_cast<Value>(entry))
        entry = sink.getPrimal(value);
    return {low,
            emit.sizes(sink.getPrimal(pad.getSource())),
            ones(emit.builder, low.size()),
            {},
            BoundsPolicy::Error,
            {}};
  }
};

//===----------------------------------------------------------------------===//
// Writes
//===----------------------------------------------------------------------===//

/// %r = tensor.insert_slice %u into %x[o][n][s]
///   reverse: %u_ct = tslice.slice %r_ct[o][n][s]
///            %x_ct = tslice.update set 0 into %r_ct[o][n][s]
struct InsertSliceAdjoint
    : DifferentiableOpInterface::ExternalModel<InsertSliceAdjoint,
                                               tensor::InsertSliceOp> {
  LogicalResult emitAdjoint(Operation *op, AdjointSink &sink) const {
    auto insert = cast<tensor::InsertSliceOp>(op);
    Emitter emit(sink.getBuilder(), op->getLoc());
    WindowEmitter window(emit, insertWindow(insert), insert.getSourceType());
    Value cotangent = sink.getCotangent(insert);
    if (sink.isActive(insert.getSource()))
      sink.addDense(insert.getSource(), window.read(cotangent));
    if (sink.isActive(insert.getDest()))
      sink.addDense(insert.getDest(),
                    window.write(Combiner::Set, emit.zero(insert.getSource()),
                                 cotangent));
    return success();
  }
  LogicalResult emitTangent(Operation *op, TangentSink &sink) const {
    auto insert = cast<tensor::InsertSliceOp>(op);
    Emitter emit(sink.getBuilder(), op->getLoc());
    Value source = sink.getTangent(insert.getSource()),
          dest = sink.getTangent(insert.getDest());
    auto tangent = tensor::InsertSliceOp::create(
        emit.builder, emit.loc, source ? source : emit.zero(insert.getSource()),
        dest ? dest : emit.accumulator(insert.getDest()),
        insert.getMixedOffsets(), insert.getMixedSizes(),
        insert.getMixedStrides());
    sink.setTangent(insert, tangent);
    return success();
  }
};

/// %r = tensor.insert %e into %x[%i]
///   reverse: %e_ct = tensor.extract %r_ct[%i]
///            %x_ct = tensor.insert 0 into %r_ct[%i]
struct InsertAdjoint
    : DifferentiableOpInterface::ExternalModel<InsertAdjoint,
                                               tensor::InsertOp> {
  LogicalResult emitAdjoint(Operation *op, AdjointSink &sink) const {
    auto insert = cast<tensor::InsertOp>(op);
    Emitter emit(sink.getBuilder(), op->getLoc());
    SmallVector<Value> indices =
        llvm::map_to_vector(insert.getIndices(),
                            [&](Value index) { return sink.getPrimal(index); });
    WindowEmitter window(
        emit, elementWindow(emit.builder, indices, op),
        RankedTensorType::get({}, insert.getScalar().getType()));
    Value cotangent = sink.getCotangent(insert);
    if (sink.isActive(insert.getScalar()))
      sink.addDense(insert.getScalar(),
                    tensor::ExtractOp::create(emit.builder, emit.loc,
                                              window.read(cotangent)));
    if (sink.isActive(insert.getDest())) {
      Value zero = toTensor(emit, emit.zero(insert.getScalar()));
      sink.addDense(insert.getDest(),
                    window.write(Combiner::Set, zero, cotangent));
    }
    return success();
  }
  LogicalResult emitTangent(Operation *op, TangentSink &sink) const {
    auto insert = cast<tensor::InsertOp>(op);
    Emitter emit(sink.getBuilder(), op->getLoc());
    Value scalar = sink.getTangent(insert.getScalar()),
          dest = sink.getTangent(insert.getDest());
    sink.setTangent(insert,
                    tensor::InsertOp::create(
                        emit.builder, emit.loc,
                        scalar ? scalar : emit.zero(insert.getScalar()),
                        dest ? dest : emit.accumulator(insert.getDest()),
                        insert.getIndices()));
    return success();
  }
};

} // namespace

void tslice::registerTensorAdjoints(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, tensor::TensorDialect *) {
    tensor::ExtractOp::attachInterface<ExtractAdjoint>(*context);
    tensor::ExtractSliceOp::attachInterface<ExtractSliceAdjoint>(*context);
    tensor::InsertOp::attachInterface<InsertAdjoint>(*context);
    tensor::InsertSliceOp::attachInterface<InsertSliceAdjoint>(*context);
    tensor::PadOp::attachInterface<PadAdjoint>(*context);
    attachEach<ZeroAdjoint, tensor::DimOp, tensor::RankOp>(*context);
  });
  registerTensorShapeAdjoints(registry);
}
