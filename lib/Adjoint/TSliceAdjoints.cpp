// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Rules of slice, update and gather, and the choice among those of scatter. The
// pairs are dual: a read's adjoint is a write at the same place, under the same
// bounds policy, and the other way round.

#include "Accesses.h"
#include "CombinerAdjoints.h"
#include "Folds.h"
#include "Models.h"
#include "ScatterAdjoints.h"
#include "mlir/IR/DialectRegistry.h"
#include "tslice/SeededFaults.h"

using namespace mlir;
using namespace tslice;

namespace {

/// %y = tslice.slice %x[o][n][s]
///   reverse: %x_ct = tslice.update add %y_ct into %x_ct[o][n][s]
///   forward: %y_t = tslice.slice %x_t[o][n][s]
/// The fill of a skipped read is a constant; its derivative is 0.
struct SliceAdjoint
    : DifferentiableOpInterface::ExternalModel<SliceAdjoint, SliceOp> {
  LogicalResult emitAdjoint(Operation *op, AdjointSink &sink) const {
    auto slice = cast<SliceOp>(op);
    sink.addWindow(slice.getSource(), sink.getCotangent(slice),
                   getWindowOf(slice, sink));
    return success();
  }
  LogicalResult emitTangent(Operation *op, TangentSink &sink) const {
    auto slice = cast<SliceOp>(op);
    Emitter emit(sink.getBuilder(), op->getLoc());
    WindowEmitter window(emit, getWindowOf(slice, sink), slice.getType());
    sink.setTangent(slice, window.read(sink.getTangent(slice.getSource())));
    return success();
  }
};

/// %y = tslice.gather %x[%i]
///   reverse: %x_ct = tslice.scatter add %y_ct into %x_ct[%i]
///   forward: %y_t = tslice.gather %x_t[%i]
struct GatherAdjoint
    : DifferentiableOpInterface::ExternalModel<GatherAdjoint, GatherOp> {
  LogicalResult emitAdjoint(Operation *op, AdjointSink &sink) const {
    auto gather = cast<GatherOp>(op);
    sink.addRows(gather.getSource(), sink.getCotangent(gather),
                 getRowsOf(gather, sink));
    return success();
  }
  LogicalResult emitTangent(Operation *op, TangentSink &sink) const {
    auto gather = cast<GatherOp>(op);
    Emitter emit(sink.getBuilder(), op->getLoc());
    RowsEmitter rows(emit, getRowsOf(gather, sink), gather.getType());
    sink.setTangent(gather,
                    rows.read(sink.getTangent(gather.getSource()),
                              isSeeded("rule-fill-leaked") ? 1.0 : 0.0));
    return success();
  }
};

/// No position of a window occurs twice, so an update is elementwise on the
/// window, whatever the combiner; the rest of the destination passes through.
struct UpdateAdjoint
    : DifferentiableOpInterface::ExternalModel<UpdateAdjoint, UpdateOp> {
  // %y = tslice.update set %u into %x[o][n][s]
  //   %u_ct = tslice.slice %y_ct[o][n][s]
  //   %x_ct = tslice.update set 0 into %y_ct[o][n][s]
  // %y = tslice.update add %u into %x[o][n][s]
  //   %u_ct = tslice.slice %y_ct[o][n][s]
  //   %x_ct = %y_ct
  // %y = tslice.update mul %u into %x[o][n][s]
  //   %u_ct = (tslice.slice %y_ct[o][n][s]) * (tslice.slice %x[o][n][s])
  //   %x_ct = tslice.update mul %u into %y_ct[o][n][s]
  // min, max: the share of u and of x in the winner, by select.
  LogicalResult emitAdjoint(Operation *op, AdjointSink &sink) const {
    auto update = cast<UpdateOp>(op);
    Combiner rule = getRule(update);
    if (rule == Combiner::Set)
      return emitSetAdjoint(update, sink);
    if (rule == Combiner::Region)
      return emitCombinerAdjoint(update, sink);
    Emitter emit(sink.getBuilder(), op->getLoc());
    WindowEmitter window(emit, getWindowOf(update, sink),
                         update.getUpdate().getType());
    Value u = update.getUpdate(), x = update.getDest(),
          cotangent = sink.getCotangent(update.getResult());
    Value windowCotangent;
    auto readCotangent = [&] {
      return windowCotangent ? windowCotangent
                             : windowCotangent = window.read(cotangent);
    };
    switch (rule) {
    case Combiner::Add:
      addTo(sink, u, [&] {
        return checkContribution(emit, update, 0, sink.getPrimal(u),
                                 readCotangent());
      });
      addTo(sink, x, [&] { return cotangent; });
      return success();
    case Combiner::Mul:
      addTo(sink, u, [&] {
        Value other = isSeeded("rule-own-factor")
                          ? sink.getPrimal(u)
                          : window.read(sink.getPrimal(x));
        return emit.mul(readCotangent(), other);
      });
      addTo(sink, x, [&] {
        return window.write(Combiner::Mul, sink.getPrimal(u), cotangent);
      });
      return success();
    case Combiner::Min:
    case Combiner::Max: {
      Value before = window.read(sink.getPrimal(x)),
            after = window.read(sink.getPrimal(update.getResult()));
      Value written = sink.getPrimal(u);
      addTo(sink, u, [&] {
        return shareOfUpdate(emit, update, written, before, after,
                             readCotangent());
      });
      addTo(sink, x, [&] {
        return window.write(
            Combiner::Set,
            shareOfDest(emit, update, before, written, after, readCotangent()),
            cotangent);
      });
      return success();
    }
    default:
      return refuse(update);
    }
  }

  LogicalResult emitTangent(Operation *op, TangentSink &sink) const {
    auto update = cast<UpdateOp>(op);
    Combiner rule = getRule(update);
    if (rule == Combiner::Set)
      return emitSetTangent(update, sink);
    if (rule == Combiner::Region)
      return emitCombinerTangent(update, sink);
    Emitter emit(sink.getBuilder(), op->getLoc());
    WindowEmitter window(emit, getWindowOf(update, sink),
                         update.getUpdate().getType());
    Value u = update.getUpdate(), x = update.getDest();
    Value updateTangent = sink.getTangent(u), destTangent = sink.getTangent(x);
    Value result = destTangent ? destTangent : emit.accumulator(x);
    switch (rule) {
    case Combiner::Add:
      if (updateTangent)
        result = window.write(Combiner::Add, updateTangent, result);
      break;
    case Combiner::Mul:
      if (destTangent)
        result = window.write(Combiner::Mul, u, result);
      if (updateTangent)
        result = window.write(Combiner::Add,
                              emit.mul(updateTangent, window.read(x)), result);
      break;
    case Combiner::Min:
    case Combiner::Max: {
      Value before = window.read(x), after = window.read(update.getResult());
      Value term;
      if (updateTangent)
        term = shareOfUpdate(emit, update, u, before, after, updateTangent);
      if (destTangent) {
        Value other = shareOfDest(emit, update, before, u, after,
                                  window.read(destTangent));
        term = term ? emit.add(term, other) : other;
      }
      result = window.write(Combiner::Set, term, result);
      break;
    }
    default:
      return refuse(update);
    }
    sink.setTangent(update.getResult(), result);
    return success();
  }

private:
  template <typename Contribution>
  static void addTo(AdjointSink &sink, Value value, Contribution contribution) {
    if (sink.isActive(value))
      sink.addDense(value, contribution());
  }

  /// No cell is met twice, so what excludes itself is set.
  static Combiner getRule(UpdateOp update) {
    return update.getExcludeSelf() ? Combiner::Set : update.getCombine();
  }

  static bool isFirstWinner(UpdateOp update) {
    return update.getTies() == Ties::First;
  }

  /// What `candidate` has of `direction`: all if it alone is `kept`, and
  /// `shared` if `other` is too.
  static Value share(Emitter &emit, Value candidate, Value other, Value kept,
                     Value direction, Value shared) {
    Value part = emit.select(emit.isWinner(other, kept), shared, direction);
    return emit.select(emit.isWinner(candidate, kept), part,
                       emit.constant(direction, 0.0));
  }

  /// Of two winners each has half, or x has all.
  static Value shareOfUpdate(Emitter &emit, UpdateOp update, Value written,
                             Value before, Value after, Value direction) {
    return share(emit, written, before, after, direction,
                 isFirstWinner(update) ? emit.constant(direction, 0.0)
                 : isSeeded("rule-tie-counted-twice")
                     ? direction
                     : emit.scale(direction, 0.5));
  }
  static Value shareOfDest(Emitter &emit, UpdateOp update, Value before,
                           Value written, Value after, Value direction) {
    return share(emit, before, written, after, direction,
                 isFirstWinner(update) ? direction
                                       : emit.scale(direction, 0.5));
  }

  static LogicalResult refuse(UpdateOp update) {
    return update.emitOpError()
           << "has no adjoint for the combiner '"
           << stringifyCombiner(update.getCombine()) << "'";
  }
};

} // namespace

void tslice::registerTSliceAdjoints(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, TSliceDialect *) {
    SliceOp::attachInterface<SliceAdjoint>(*context);
    UpdateOp::attachInterface<UpdateAdjoint>(*context);
    GatherOp::attachInterface<GatherAdjoint>(*context);
    ScatterOp::attachInterface<ScatterAdjoint>(*context);
    attachFoldAdjoint(*context);
    attachEach<ZeroAdjoint, GroupOp, StopGradientOp>(*context);
  });
}
