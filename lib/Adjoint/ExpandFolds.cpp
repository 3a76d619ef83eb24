// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Loops in place of folds, once nothing will be derived any more: over the
// groups, and inside over the positions of each. What a group has stays in a
// row of its own, or in a scalar, until the last position is done.

#include "Folds.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "tslice/IR/TSliceInference.h"

using namespace mlir;
using namespace tslice;

namespace {

/// %r, %o = tslice.fold %u into %x along %p, %s {^bb0(%first, %a, %b): f}
/// becomes
///   %r, %o = scf.for %g = 0 to dim %s - 1 iter_args(%x, zeros) {
///     %row, %o = scf.for %q = %s[%g] to %s[%g + 1] iter_args(%x[%g], %o) {
///       %row, %o[%p[%q]] = f(%q == %s[%g], %row, %u[%p[%q]])
///     }
///     %x[%g] = %row
///   }
class FoldExpansion {
public:
  FoldExpansion(FoldOp op, OpBuilder &builder)
      : op(op), builder(builder), emit(builder, op.getLoc()),
        numPositionDims(op.getNumPositionDims()),
        shape(emit.sizes(op.getInputs().front())) {}

  SmallVector<Value> expand();

private:
  using Offsets = SmallVector<OpFoldResult>;
  struct RowWindow {
    Offsets offsets, sizes, strides;
  };

  Value constant(int64_t number) {
    return arith::ConstantIndexOp::create(builder, emit.loc, number);
  }
  bool hasRows() {
    return numPositionDims < static_cast<int64_t>(shape.size());
  }
  SmallVector<OpFoldResult> rowSizes() {
    return SmallVector<OpFoldResult>(
        ArrayRef(shape).drop_front(numPositionDims));
  }
  SmallVector<Value> emitOutputs();
  Offsets positionAt(Value number);
  RowWindow rowWindow(const Offsets &at);
  Value read(Value tensor, const Offsets &at);
  Value write(Value row, Value tensor, const Offsets &at);
  SmallVector<Value> emitGroup(Value group, ValueRange carried);
  SmallVector<Value> emitPosition(Value first, const Offsets &at,
                                  ValueRange carried);
  SmallVector<Value> emitBody(Value first, ValueRange found, ValueRange inputs);
  SmallVector<Value>
  loop(Value from, Value to, ValueRange carried,
       llvm::function_ref<SmallVector<Value>(Value, ValueRange)> step);

  FoldOp op;
  OpBuilder &builder;
  Emitter emit;
  int64_t numPositionDims;
  /// Of the inputs.
  SmallVector<OpFoldResult> shape;
};

} // namespace

SmallVector<Value> FoldExpansion::loop(
    Value from, Value to, ValueRange carried,
    llvm::function_ref<SmallVector<Value>(Value, ValueRange)> step) {
  auto loop =
      scf::ForOp::create(builder, emit.loc, from, to, constant(1), carried);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  SmallVector<Value> yielded =
      step(loop.getInductionVar(), loop.getRegionIterArgs());
  scf::YieldOp::create(builder, emit.loc, yielded);
  return llvm::to_vector_of<Value>(loop.getResults());
}

/// Zeros: positions that are in no group are not visited.
SmallVector<Value> FoldExpansion::emitOutputs() {
  SmallVector<Value> outputs;
  for (Value result : op.getResults().drop_front(op.getNumStates())) {
    Type element = getElementTypeOrSelf(result);
    outputs.push_back(emit.fill(op.getInputs().front(),
                                createZero(builder, emit.loc, element)));
  }
  return outputs;
}

/// Row-major: the last position dimension runs fastest.
FoldExpansion::Offsets FoldExpansion::positionAt(Value number) {
  Offsets at(numPositionDims);
  for (int64_t dim = numPositionDims - 1; dim >= 0; --dim) {
    if (dim == 0) {
      at[0] = number;
      break;
    }
    Value size = getValueOrCreateConstantIndexOp(builder, emit.loc, shape[dim]);
    at[dim] =
        arith::RemUIOp::create(builder, emit.loc, number, size).getResult();
    number = arith::DivUIOp::create(builder, emit.loc, number, size);
  }
  return at;
}

/// The row at the leading offsets `at`.
FoldExpansion::RowWindow FoldExpansion::rowWindow(const Offsets &at) {
  Offsets offsets(at), sizes(at.size(), builder.getIndexAttr(1)),
      rows = rowSizes();
  offsets.append(rows.size(), builder.getIndexAttr(0));
  llvm::append_range(sizes, rows);
  return {offsets, sizes, Offsets(offsets.size(), builder.getIndexAttr(1))};
}

/// The row, or the scalar, of `tensor` at the leading offsets `at`.
Value FoldExpansion::read(Value tensor, const Offsets &at) {
  if (!hasRows())
    return tensor::ExtractOp::create(
        builder, emit.loc, tensor,
        getValueOrCreateConstantIndexOp(builder, emit.loc, at));
  auto [offsets, sizes, strides] = rowWindow(at);
  SmallVector<int64_t> rowShape;
  for (OpFoldResult size : llvm::drop_begin(sizes, at.size()))
    rowShape.push_back(isa<Value>(size) ? ShapedType::kDynamic
                                        : *getConstantIntValue(size));
  auto type =
      RankedTensorType::get(rowShape, getElementTypeOrSelf(tensor.getType()));
  return tensor::ExtractSliceOp::create(builder, emit.loc, type, tensor,
                                        offsets, sizes, strides);
}

Value FoldExpansion::write(Value row, Value tensor, const Offsets &at) {
  if (!hasRows())
    return tensor::InsertOp::create(
        builder, emit.loc, row, tensor,
        getValueOrCreateConstantIndexOp(builder, emit.loc, at));
  auto [offsets, sizes, strides] = rowWindow(at);
  return tensor::InsertSliceOp::create(builder, emit.loc, row, tensor, offsets,
                                       sizes, strides);
}

/// The results of the region: of scalars, or of each element of the rows
/// `found` and of further ones.
SmallVector<Value> FoldExpansion::emitBody(Value first, ValueRange found,
                                           ValueRange inputs) {
  ScalarBody body(op.getBody().front());
  SmallVector<Value> args{first};
  if (!hasRows()) {
    llvm::append_range(args, found);
    llvm::append_range(args, inputs);
    return body.emit(builder, args);
  }
  // Read only after `first`, in the order: inputs, rows.
  SmallVector<AffineMap> maps(
      inputs.size() + found.size(),
      builder.getMultiDimIdentityMap(shape.size() - numPositionDims));
  SmallVector<utils::IteratorType> iterators(shape.size() - numPositionDims,
                                             utils::IteratorType::parallel);
  auto generic = linalg::GenericOp::create(
      builder, emit.loc, found.getTypes(), inputs, found, maps, iterators,
      [&](OpBuilder &b, Location loc, ValueRange elements) {
        ValueRange states = elements.drop_front(inputs.size());
        llvm::append_range(args, states.take_front(op.getNumStates()));
        llvm::append_range(args, elements.take_front(inputs.size()));
        linalg::YieldOp::create(b, loc, body.emit(b, args));
      });
  return llvm::to_vector_of<Value>(generic.getResults());
}

/// Carries the states and whole outputs.
SmallVector<Value> FoldExpansion::emitPosition(Value first, const Offsets &at,
                                               ValueRange carried) {
  unsigned numStates = op.getNumStates();
  SmallVector<Value> found(carried.take_front(numStates)), inputs;
  // Rows of outputs are where the body writes them, though it reads none.
  if (hasRows())
    for (Value output : carried.drop_front(numStates))
      found.push_back(read(output, at));
  for (Value input : op.getInputs())
    inputs.push_back(read(input, at));
  SmallVector<Value> results = emitBody(first, found, inputs);
  for (unsigned i = numStates; i < results.size(); ++i)
    results[i] = write(results[i], carried[i], at);
  return results;
}

/// Carries whole states and outputs.
SmallVector<Value> FoldExpansion::emitGroup(Value group, ValueRange carried) {
  unsigned numStates = op.getNumStates();
  auto at = [&](Value list, Value number) -> Value {
    return tensor::ExtractOp::create(builder, emit.loc, list, number);
  };
  Value begin = at(op.getStarts(), group);
  Value next = arith::AddIOp::create(builder, emit.loc, group, constant(1));
  Value end = at(op.getStarts(), next);
  SmallVector<Value> start;
  for (Value state : carried.take_front(numStates))
    start.push_back(read(state, {group}));
  llvm::append_range(start, carried.drop_front(numStates));
  SmallVector<Value> results =
      loop(begin, end, start, [&](Value i, ValueRange rows) {
        if (op.getBackwards()) {
          // begin + end - 1 - i
          Value sum = arith::AddIOp::create(builder, emit.loc, begin, end);
          Value last =
              arith::SubIOp::create(builder, emit.loc, sum, constant(1));
          i = arith::SubIOp::create(builder, emit.loc, last, i);
        }
        Value first = arith::CmpIOp::create(builder, emit.loc,
                                            arith::CmpIPredicate::eq, i, begin);
        return emitPosition(first, positionAt(at(op.getPermutation(), i)),
                            rows);
      });
  for (unsigned j = 0; j < numStates; ++j)
    results[j] = write(results[j], carried[j], {group});
  return results;
}

SmallVector<Value> FoldExpansion::expand() {
  SmallVector<Value> carried(op.getInits());
  llvm::append_range(carried, emitOutputs());
  // A tensor without elements by its type has no legal slice.
  auto type = cast<RankedTensorType>(op.getInputs().front().getType());
  if (llvm::is_contained(type.getShape(), 0))
    return carried;
  Value ends = getValueOrCreateConstantIndexOp(builder, emit.loc,
                                               emit.size(op.getStarts(), 0));
  Value count = arith::SubIOp::create(builder, emit.loc, ends, constant(1));
  return loop(constant(0), count, carried, [&](Value group, ValueRange values) {
    return emitGroup(group, values);
  });
}

void tslice::expandFolds(Operation *root) {
  SmallVector<FoldOp> folds;
  root->walk([&](FoldOp fold) { folds.push_back(fold); });
  for (FoldOp fold : folds) {
    OpBuilder builder(fold);
    fold->replaceAllUsesWith(FoldExpansion(fold, builder).expand());
    fold.erase();
  }
}
