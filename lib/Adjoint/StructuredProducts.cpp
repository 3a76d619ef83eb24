// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Products over the points of an iteration space. They are a `scatter mul` of
// all terms at one place, whose rule is exact with zeros.

#include "StructuredTangent.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace tslice;

AffineMap StructuredDerivative::termsMap(unsigned output) {
  AffineMap map = body.outputMap(output);
  SmallVector<AffineExpr> coordinates;
  for (unsigned loop = 0; loop < map.getNumDims(); ++loop)
    if (!map.isFunctionOfDim(loop))
      coordinates.push_back(getAffineDimExpr(loop, op.getLoc().getContext()));
  llvm::append_range(coordinates, map.getResults());
  return AffineMap::get(map.getNumDims(), 0, coordinates,
                        op.getLoc().getContext());
}

Value StructuredDerivative::emptyTerms(unsigned output) {
  SmallVector<Range, 4> loops = op.createLoopRanges(emit.builder, emit.loc);
  SmallVector<OpFoldResult> sizes;
  for (AffineExpr coordinate : termsMap(output).getResults())
    sizes.push_back(loops[cast<AffineDimExpr>(coordinate).getPosition()].size);
  Type element = getElementTypeOrSelf(op->getResult(output).getType());
  return tensor::EmptyOp::create(emit.builder, emit.loc, sizes, element);
}

/// The factors of the product, one element for each point.
Value StructuredDerivative::emitTerms(unsigned output) {
  Copy copy(op.getLoc());
  addPrimalInputs(copy);
  copy.generic.setOutput(emptyTerms(output), termsMap(output));
  cloneTerms(copy);
  OpBuilder builder = copy.generic.getBodyBuilder();
  Emitter inner(builder, op.getLoc());
  SmallVector<Value> factors = getTerms(copy, output);
  Value term = timesOthers(inner, factors[0], factors, 0);
  return copy.generic.finish(emit.builder, term);
}

/// %r = linalg.reduce { arith.mulf } ins(%x) outs(%init) dimensions = [0]
/// as
/// %i = tensor.empty(%n) : tensor<?x0xindex>
/// %r = tslice.scatter mul %x into %init[%i] dims []
StructuredDerivative::Product
StructuredDerivative::emitProduct(unsigned output) {
  Value terms = emitTerms(output),
        init = sink.getPrimal(op.getDpsInitOperand(output)->get());
  // No dimension is addressed, so that each update covers all of `init`.
  SmallVector<OpFoldResult> sizes = emit.sizes(terms);
  sizes.truncate(sizes.size() -
                 cast<RankedTensorType>(init.getType()).getRank());
  sizes.push_back(emit.builder.getIndexAttr(0));
  Value nowhere = tensor::EmptyOp::create(emit.builder, emit.loc, sizes,
                                          emit.builder.getIndexType());
  auto fold = ScatterOp::create(emit.builder, emit.loc, Combiner::Mul, terms,
                                init, nowhere, /*dims=*/ArrayRef<int64_t>(),
                                /*batch=*/ArrayRef<int64_t>(), std::nullopt,
                                std::nullopt);
  fold->setDiscardableAttrs(op->getDiscardableAttrDictionary());
  return {terms, fold};
}

/// The cotangents of the terms and of the initial value, by the rule of the
/// scatter. The scatter itself is not used.
LogicalResult StructuredDerivative::emitShares(AdjointSink &adjoints) {
  for (unsigned i = 0, e = body.outputs.size(); i < e; ++i) {
    Value cotangent = adjoints.getCotangent(op->getResult(i));
    if (body.outputs[i].kind != OutputKind::Product || !cotangent)
      continue;
    Product product = emitProduct(i);
    Value init = product.fold.getDests()[0];
    SmallVector<Value> active{product.terms, product.fold->getResult(0)};
    if (sink.isActive(op.getDpsInitOperand(i)->get()))
      active.push_back(init);
    Activity activity = Activity::of(active);
    NestedContext context(sink);
    ReverseSweep sweep(emit.builder, activity, context);
    sweep.addDense(product.fold->getResult(0), cotangent);
    if (failed(sweep.run({product.fold.getOperation()})))
      return failure();
    shares[i] = {sweep.getCotangent(product.terms), sweep.getCotangent(init)};
  }
  return success();
}

LogicalResult StructuredDerivative::emitProductTangent(TangentSink &tangents,
                                                       unsigned output) {
  TangentCopy tangent(op.getLoc());
  addTangentInputs(tangent, tangents);
  tangent.copy.generic.setOutput(emptyTerms(output), termsMap(output));
  if (failed(sweepTangents(tangent)))
    return failure();
  Emitter inner(*tangent.builder, op.getLoc());
  SmallVector<Value> factors = getTerms(tangent.copy, output);
  Value sum;
  for (auto [k, factor] : llvm::enumerate(factors))
    if (Value direction = tangent.sweep->getTangent(factor)) {
      Value part = timesOthers(inner, direction, factors, k);
      sum = sum ? inner.add(sum, part) : part;
    }
  Value termsTangent =
      sum ? tangent.copy.generic.finish(emit.builder, sum) : Value();
  Value initTangent = tangents.getTangent(op.getDpsInitOperand(output)->get());
  if (!termsTangent && !initTangent)
    return success();

  Product product = emitProduct(output);
  Value init = product.fold.getDests()[0], result = product.fold->getResult(0);
  Activity activity = Activity::of({product.terms, init, result});
  NestedContext context(sink);
  ForwardSweep sweep(emit.builder, activity, context);
  if (termsTangent)
    sweep.setTangent(product.terms, termsTangent);
  if (initTangent)
    sweep.setTangent(init, initTangent);
  if (failed(sweep.run({product.fold.getOperation()})))
    return failure();
  tangents.setTangent(op->getResult(output), sweep.getTangent(result));
  return success();
}
