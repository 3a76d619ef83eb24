// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The derivatives of scf.for in both modes.

#include "Emitter.h"
#include "LoopReversal.h"
#include "Models.h"
#include "RegionSweep.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/DialectRegistry.h"
#include "mlir/IR/IRMapping.h"
#include "tslice/SeededFaults.h"

using namespace mlir;
using namespace tslice;

namespace {

/// %y = scf.for %i iter_args(%c = %x) { yield f(%c, %w) }
///   reverse: %y, %tape = scf.for ... { keep what f' needs; yield f(%c, %w) }
///            %x_ct, %w_ct' = scf.for %k iter_args(%ct = %y_ct, %acc = %w_ct) {
///              %i = the step before; yield f'(.., %tape[%i]) applied to %ct }
///   forward: %y, %y_t = scf.for %i iter_args(%c = %x, %t = %x_t) {
///              yield f(%c, %w), f'(%c, %w) (%t, %w_t) }
struct ForAdjoint
    : DifferentiableOpInterface::ExternalModel<ForAdjoint, scf::ForOp> {
  LogicalResult emitAdjoint(Operation *op, AdjointSink &sink) const {
    return reverseLoop(cast<scf::ForOp>(op), sink);
  }

  LogicalResult emitTangent(Operation *op, TangentSink &sink) const {
    auto loop = cast<scf::ForOp>(op);
    OpBuilder &builder = sink.getBuilder();
    Location loc = loop.getLoc();
    SmallVector<bool> isActive =
        llvm::map_to_vector(loop.getInitArgs(), [&](Value init) {
          return sink.getTangent(init) != nullptr;
        });
    SmallVector<Value> captures;
    for (Value value : getActiveCaptures(op, sink))
      if (sink.getTangent(value))
        captures.push_back(value);
    isActive = findActiveCarries(*loop.getBody(), loop.getRegionIterArgs(),
                                 loop.getYieldedValues(), captures, isActive);
    SmallVector<Value> inits(loop.getInitArgs());
    SmallVector<unsigned> carries;
    for (auto [i, init] : llvm::enumerate(loop.getInitArgs())) {
      if (!isActive[i])
        continue;
      carries.push_back(i);
      Value tangent = sink.getTangent(init);
      inits.push_back(tangent && !isSeeded("loop-first-tangent-lost")
                          ? tangent
                          : Emitter(builder, loc).zero(init));
    }
    auto both = scf::ForOp::create(builder, loc, loop.getLowerBound(),
                                   loop.getUpperBound(), loop.getStep(), inits,
                                   nullptr, loop.getUnsignedCmp());
    both->setDiscardableAttrs(loop->getDiscardableAttrDictionary());
    unsigned numResults = loop.getNumResults();
    IRMapping mapping;
    mapping.map(loop.getInductionVar(), both.getInductionVar());
    mapping.map(loop.getRegionIterArgs(),
                both.getRegionIterArgs().take_front(numResults));
    OpBuilder inner = OpBuilder::atBlockEnd(both.getBody());
    for (Operation &step : *loop.getBody())
      inner.clone(step, mapping);
    SmallVector<Value> values;
    for (unsigned carry : carries)
      values.push_back(both.getRegionIterArg(carry));
    FailureOr<SmallVector<Value>> tangents =
        tangentsOfBlock(*both.getBody(), values,
                        both.getRegionIterArgs().drop_front(numResults), sink);
    if (failed(tangents))
      return failure();
    Operation *terminator = both.getBody()->getTerminator();
    inner.setInsertionPoint(terminator);
    SmallVector<Value> yields(terminator->getOperands());
    for (unsigned carry : carries)
      yields.push_back((*tangents)[carry] && !isSeeded("loop-tangent-lost")
                           ? (*tangents)[carry]
                           : Emitter(inner, loc).zero(yields[carry]));
    terminator->setOperands(yields);
    for (auto [i, carry] : llvm::enumerate(carries)) {
      sink.setTangent(loop.getResult(carry), both.getResult(numResults + i));
      sink.setTangent(both.getResult(carry), both.getResult(numResults + i));
    }
    loop->replaceAllUsesWith(both->getResults().take_front(numResults));
    return success();
  }
};

} // namespace

void tslice::registerLoopAdjoints(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, scf::SCFDialect *) {
    scf::ForOp::attachInterface<ForAdjoint>(*context);
  });
}
