// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The adjoint of a choice is the same choice of adjoints: each branch computes
// again what its adjoint needs, so nothing is kept but the condition, and what
// loops in the branch keep.

#include "BranchTapes.h"
#include "ExposeReads.h"
#include "Models.h"
#include "RegionSweep.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/DialectRegistry.h"
#include "tslice/SeededFaults.h"

using namespace mlir;
using namespace tslice;

static scf::IfOp createLike(OpBuilder &builder, scf::IfOp op, TypeRange types) {
  return scf::IfOp::create(builder, op.getLoc(), types, op.getCondition(),
                           /*addThenBlock=*/false, /*addElseBlock=*/false);
}
static scf::IndexSwitchOp createLike(OpBuilder &builder, scf::IndexSwitchOp op,
                                     TypeRange types) {
  return scf::IndexSwitchOp::create(builder, op.getLoc(), types, op.getArg(),
                                    op.getCases(), op.getCases().size());
}
static scf::ExecuteRegionOp
createLike(OpBuilder &builder, scf::ExecuteRegionOp op, TypeRange types) {
  return scf::ExecuteRegionOp::create(builder, op.getLoc(), types);
}

/// Those of `captures` on which the yields of a region depend.
static SmallVector<Value> findReachingCaptures(Operation *op,
                                               ArrayRef<Value> captures,
                                               ArrayRef<unsigned> yields) {
  DenseSet<Value> reaching;
  for (Region &region : op->getRegions()) {
    SmallVector<Value> dependents =
        llvm::map_to_vector(yields, [&](unsigned number) {
          return region.front().getTerminator()->getOperand(number);
        });
    reaching.insert_range(findReaching(region.front(), dependents));
  }
  return llvm::to_vector(llvm::make_filter_range(
      captures, [&](Value value) { return reaching.contains(value); }));
}

namespace {

/// %y = scf.if %c { yield f(%x) } else { yield g(%x) }
///   reverse: %x_ct = scf.if %c { yield %x_ct + f'(%x) %y_ct }
///                    else { yield %x_ct + g'(%x) %y_ct }
///   forward: %y, %y_t = scf.if %c { yield f(%x), f'(%x) %x_t } else ...
template <typename OpTy>
struct BranchAdjoint
    : DifferentiableOpInterface::ExternalModel<BranchAdjoint<OpTy>, OpTy> {
  LogicalResult emitAdjoint(Operation *op, AdjointSink &sink) const {
    if (!haveOneBlock(op, sink))
      return failure();
    BlockSeeds seeds;
    for (auto [i, result] : llvm::enumerate(op->getResults()))
      if (Value cotangent = sink.getCotangent(result)) {
        seeds.yields.push_back(i);
        seeds.cotangents.push_back(cotangent);
      }
    seeds.independents =
        findReachingCaptures(op, getActiveCaptures(op, sink), seeds.yields);
    // A branch that has nothing to add to a cotangent hands it on as it is.
    for (Value value : seeds.independents)
      seeds.accumulators.push_back(sink.getCotangent(value));
    auto reversed = createLike(sink.getBuilder(), cast<OpTy>(op),
                               ValueRange(seeds.independents).getTypes());
    BranchTapes tapes(op);
    for (auto [number, region, to] :
         llvm::enumerate(op->getRegions(), reversed->getRegions())) {
      BranchTapes::prepare(region, seeds.independents, seeds.yields);
      IRMapping mapping;
      Region &from =
          isSeeded("branch-always-first") ? op->getRegion(0) : region;
      from.cloneInto(&to, mapping);
      // What the branch has read for all to see need not be read again.
      SmallVector<std::pair<Value, Value>> reads;
      for (auto [yielded, result] : llvm::zip_equal(
               to.front().getTerminator()->getOperands(), op->getResults()))
        if (isExposed(yielded, to.front()))
          reads.push_back({yielded, result});
      SmallVector<std::pair<Operation *, Operation *>> taping;
      FailureOr<SmallVector<Value>> cotangents =
          sweepBlock(to.front(), seeds, sink,
                     [&](Operation *replaced, Operation *replacement) {
                       taping.emplace_back(replaced, replacement);
                     });
      if (failed(cotangents))
        return failure();
      for (auto [read, result] : reads)
        read.replaceAllUsesWith(result);
      OpBuilder inner(to.front().getTerminator());
      for (auto [cotangent, value] :
           llvm::zip_equal(*cotangents, seeds.independents))
        if (!cotangent)
          cotangent = Emitter(inner, op->getLoc()).accumulator(value);
      to.front().getTerminator()->setOperands(*cotangents);
      tapes.add(number, to.front(), mapping, taping);
    }
    if (Operation *keeping =
            tapes.create([&](OpBuilder &builder, TypeRange types) {
              return createLike(builder, cast<OpTy>(op), types);
            }))
      sink.noteReplacement(op, keeping);
    for (auto [value, cotangent] :
         llvm::zip_equal(seeds.independents, reversed->getResults()))
      sink.setAccumulator(value, cotangent);
    return success();
  }

  LogicalResult emitTangent(Operation *op, TangentSink &sink) const {
    if (!haveOneBlock(op, sink))
      return failure();
    SmallVector<Type> types(op->getResultTypes());
    SmallVector<unsigned> numbers;
    for (auto [i, result] : llvm::enumerate(op->getResults()))
      if (isDifferentiable(result.getType()) && sink.isActive(result)) {
        numbers.push_back(i);
        types.push_back(result.getType());
      }
    auto both = createLike(sink.getBuilder(), cast<OpTy>(op), types);
    both->setDiscardableAttrs(op->getDiscardableAttrDictionary());
    for (auto [from, to] :
         llvm::zip_equal(op->getRegions(), both->getRegions())) {
      IRMapping mapping;
      from.cloneInto(&to, mapping);
      FailureOr<SmallVector<Value>> tangents =
          tangentsOfBlock(to.front(), {}, {}, sink);
      if (failed(tangents))
        return failure();
      Operation *terminator = to.front().getTerminator();
      OpBuilder builder(terminator);
      SmallVector<Value> yields(terminator->getOperands());
      for (unsigned number : numbers) {
        Value tangent = (*tangents)[number];
        yields.push_back(
            tangent && !isSeeded("branch-tangent-lost")
                ? tangent
                : Emitter(builder, op->getLoc()).zero(yields[number]));
      }
      terminator->setOperands(yields);
    }
    unsigned numResults = op->getNumResults();
    for (auto [i, number] : llvm::enumerate(numbers)) {
      Value tangent = both->getResult(numResults + i);
      sink.setTangent(op->getResult(number), tangent);
      sink.setTangent(both->getResult(number), tangent);
    }
    op->replaceAllUsesWith(both->getResults().take_front(numResults));
    return success();
  }

private:
  /// Only `scf.execute_region` may have more.
  static bool haveOneBlock(Operation *op, DerivativeSink &sink) {
    bool haveOne = llvm::all_of(
        op->getRegions(), [](Region &region) { return region.hasOneBlock(); });
    if (!haveOne)
      sink.reportMissing(op);
    return haveOne;
  }
};

} // namespace

void tslice::registerBranchAdjoints(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, scf::SCFDialect *) {
    scf::IfOp::attachInterface<BranchAdjoint<scf::IfOp>>(*context);
    scf::IndexSwitchOp::attachInterface<BranchAdjoint<scf::IndexSwitchOp>>(
        *context);
    scf::ExecuteRegionOp::attachInterface<BranchAdjoint<scf::ExecuteRegionOp>>(
        *context);
  });
}
