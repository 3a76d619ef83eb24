// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Looks at run time whether `unique` and `sorted` are kept. A pass of its own,
// ahead of all others that rewrite accesses: what it finds is said in terms of
// the positions of the program.

#include "Bounds.h"
#include "IndexTables.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "tslice/Conversion/Passes.h"

namespace tslice {
#define GEN_PASS_DEF_CHECKPROMISESPASS
#include "tslice/Conversion/Passes.h.inc"
} // namespace tslice

using namespace mlir;
using namespace tslice;

namespace {

/// Walks over the positions of one gather or scatter. What is carried from
/// position to position:
///   - a copy of the indices, which depends on all checks;
///   - with `unique`, for every cell of x the number of the position that has
///     accessed it, from 1, or 0;
///   - with `sorted`, the last index vector of the batch that counts, the number
///     of its position, and whether there is one.
template <typename OpTy> struct PromiseChecker {
  OpTy op;
  IndexMath math;
  IndexedLayout layout;
  SmallVector<Value> windows, extents, counts;

  explicit PromiseChecker(OpTy op, OpBuilder &builder)
      : op(op), math(builder, op.getLoc()), layout(getIndexedLayout(op)) {}

  void check();

private:
  SmallVector<Value> visit(IndexMath &m, ValueRange position,
                           ValueRange carried);
  Value visitCells(IndexMath &m, ArrayRef<WindowStart> starts, Value inside,
                   ValueRange position, Value &table);
  Value visitCell(IndexMath &m, ValueRange cell, ValueRange position,
                  Value &table);
  Value compare(IndexMath &m, ArrayRef<Value> starts, Value inside,
                ValueRange position, MutableArrayRef<Value> last);
  Value linearize(IndexMath &m, ValueRange position);
  SmallVector<Value> delinearize(IndexMath &m, Value number);
  /// 0, checked to be that: `broken` is not 0 where the promise is broken by
  /// two positions.
  Value verify(IndexMath &m, CheckKind kind, Value broken, ValueRange position,
               Value earlier);
};

} // namespace

/// The number of a position in row-major order.
template <typename OpTy>
Value PromiseChecker<OpTy>::linearize(IndexMath &m, ValueRange position) {
  Value number = m.constant(0);
  for (auto [at, count] : llvm::zip_equal(position, counts))
    number = m.add(m.mul(number, count), at);
  return number;
}

template <typename OpTy>
SmallVector<Value> PromiseChecker<OpTy>::delinearize(IndexMath &m,
                                                     Value number) {
  SmallVector<Value> position(counts.size());
  for (size_t dim = counts.size(); dim-- > 0;) {
    position[dim] =
        m.builder.createOrFold<arith::RemUIOp>(m.loc, number, counts[dim]);
    number = m.builder.createOrFold<arith::DivUIOp>(m.loc, number, counts[dim]);
  }
  return position;
}

template <typename OpTy>
Value PromiseChecker<OpTy>::verify(IndexMath &m, CheckKind kind, Value broken,
                                   ValueRange position, Value earlier) {
  SmallVector<Value> both(position);
  llvm::append_range(both, delinearize(m, earlier));
  return m.check(kind, broken, m.constant(0), both, op.getSite(), 0);
}

/// Enters `position` for one cell of x. Returns 0, once it is known to be the
/// first.
template <typename OpTy>
Value PromiseChecker<OpTy>::visitCell(IndexMath &m, ValueRange cell,
                                      ValueRange position, Value &table) {
  Value zero = m.constant(0), one = m.constant(1);
  Value owner = tensor::ExtractOp::create(m.builder, m.loc, table, cell);
  Value earlier = m.max(m.sub(owner, one), zero);
  Value checked = verify(m, CheckKind::Unique, owner, position, earlier);
  table = tensor::InsertOp::create(
      m.builder, m.loc, m.add(linearize(m, position), one), table, cell);
  return m.sub(checked, owner);
}

/// Enters `position` for the cells of its window.
template <typename OpTy>
Value PromiseChecker<OpTy>::visitCells(IndexMath &m,
                                       ArrayRef<WindowStart> starts,
                                       Value inside, ValueRange position,
                                       Value &table) {
  SmallVector<Value> low, high, step;
  for (auto [dim, facts] : llvm::enumerate(layout.dims)) {
    Value size = m.constant(1);
    if (facts.kind == IndexedDim::Whole)
      size = extents[dim];
    if (facts.kind == IndexedDim::Addressed)
      size = windows[facts.component];
    low.push_back(m.constant(0));
    high.push_back(m.select(inside, size, m.constant(0)));
    step.push_back(m.constant(1));
  }
  // Bounds may be promised, or skipped element by element.
  auto body = [&](OpBuilder &b, Location loc, ValueRange w,
                  ValueRange carried) -> scf::ValueVector {
    IndexMath inner(b, loc);
    SmallVector<Value> cell;
    Value isCell = inner.less(inner.constant(0), inner.constant(1));
    for (auto [dim, start] : llvm::enumerate(starts)) {
      cell.push_back(inner.add(start.start, w[dim]));
      isCell = inner.both(
          isCell, inner.inRange(cell.back(), inner.dim(op.getIndexed(), dim)));
    }
    auto branch = scf::IfOp::create(
        b, loc, isCell,
        [&](OpBuilder &then, Location l) {
          IndexMath t(then, l);
          Value entered = carried[1];
          Value tie = visitCell(t, cell, position, entered);
          scf::YieldOp::create(then, l,
                               ValueRange{t.add(carried[0], tie), entered});
        },
        [&](OpBuilder &otherwise, Location l) {
          scf::YieldOp::create(otherwise, l, carried);
        });
    return {branch.getResult(0), branch.getResult(1)};
  };
  scf::LoopNest nest = scf::buildLoopNest(m.builder, m.loc, low, high, step,
                                          {m.constant(0), table}, body);
  table = nest.results[1];
  return nest.results[0];
}

/// Compares the index vector of a position with the last one of its batch that
/// counts, which it then replaces. Returns 0, once it is known not to be lower.
template <typename OpTy>
Value PromiseChecker<OpTy>::compare(IndexMath &m, ArrayRef<Value> starts,
                                    Value inside, ValueRange position,
                                    MutableArrayRef<Value> last) {
  size_t numComponents = starts.size();
  Value &number = last[numComponents], &isThere = last[numComponents + 1];
  // The first position of a batch has none before it.
  Value later = arith::ConstantIntOp::create(m.builder, m.loc, 0, 1);
  for (Value at : position.drop_front(layout.numBatchDims))
    later = m.either(later, m.less(m.constant(0), at));
  isThere = m.both(isThere, later);
  Value lower = arith::ConstantIntOp::create(m.builder, m.loc, 0, 1);
  for (size_t i = numComponents; i-- > 0;) {
    // a < b, or a = b and what follows is lower.
    Value notGreater = m.less(starts[i], m.add(last[i], m.constant(1)));
    lower = m.both(notGreater, m.either(m.less(starts[i], last[i]), lower));
  }
  Value isBroken = m.both(m.both(isThere, inside), lower);
  Value broken = m.select(isBroken, m.constant(1), m.constant(0));
  Value checked = verify(m, CheckKind::Sorted, broken, position, number);
  for (auto [old, start] : llvm::zip(last, starts))
    old = m.select(inside, start, old);
  number = m.select(inside, linearize(m, position), number);
  isThere = m.either(isThere, inside);
  return m.sub(checked, broken);
}

template <typename OpTy>
SmallVector<Value> PromiseChecker<OpTy>::visit(IndexMath &m,
                                               ValueRange position,
                                               ValueRange carried) {
  SmallVector<Value> components, next(carried), addressed;
  SmallVector<SmallVector<Value>> places;
  for (int64_t i = 0; i < layout.numComponents; ++i) {
    places.emplace_back(position);
    if (layout.hasComponentDim)
      places.back().push_back(m.constant(i));
    components.push_back(tensor::ExtractOp::create(
        m.builder, m.loc, op.getIndices(), places.back()));
  }
  SmallVector<WindowStart> starts = createWindowStarts(
      m, {op.getBounds(), op.getWrap(), op.getSite()}, layout, components,
      op.getDims(), windows, position, extents);
  Value inside = arith::ConstantIntOp::create(m.builder, m.loc, 1, 1);
  for (const WindowStart &start : starts)
    if (start.inside)
      inside = m.both(inside, start.inside);
  for (int64_t dim : op.getDims())
    addressed.push_back(starts[dim].start);

  Value tie = m.constant(0);
  size_t used = 1;
  if (op.getUnique())
    tie = visitCells(m, starts, inside, position, next[used++]);
  if (op.getSorted())
    tie = m.add(tie, compare(m, addressed, inside, position,
                             MutableArrayRef(next).drop_front(used)));
  Type type = components.front().getType();
  if (!type.isIndex())
    tie = arith::IndexCastOp::create(m.builder, m.loc, type, tie);
  Value tied = arith::AddIOp::create(m.builder, m.loc, components.front(), tie);
  next.front() = tensor::InsertOp::create(m.builder, m.loc, tied, next.front(),
                                          places.front());
  return next;
}

///   %r = tslice.scatter add %u into %x[%i] dims [0] unique : ...
/// ->
///   %none = a tensor of the shape of %x that holds 0
///   %checked, %_ = scf.for %p = 0 to %k iter_args(%c = %i, %t = %none) {
///     %e = tensor.extract %i[%p]
///     %row = tslice.check index %e, %N at(%p)
///     %owner = tensor.extract %t[%row]
///     %zero = tslice.check unique %owner, 0 at(%p, %owner - 1)
///     %t2 = tensor.insert %p + 1 into %t[%row]
///     %c2 = tensor.insert %e + (%zero - %owner) into %c[%p]
///     scf.yield %c2, %t2
///   }
///   %r = tslice.scatter add %u into %x[%checked] dims [0] unique : ...
template <typename OpTy> void PromiseChecker<OpTy>::check() {
  Value indices = op.getIndices();
  windows =
      createWindowSizes(math, op.getSite(), op.getMixedWindow(), op.getDims());
  extents = createExtents(math, op.getIndexed(), op.getSite(), layout, indices);
  for (int64_t dim = 0; dim < layout.numPositionDims; ++dim)
    counts.push_back(math.dim(indices, dim));
  Value zero = math.constant(0);
  // A copy, so that the walk reads what nobody writes.
  SmallVector<Value> carried{tensor::EmptyOp::create(
      math.builder, math.loc,
      tensor::getMixedSizes(math.builder, math.loc, indices),
      getElementTypeOrSelf(indices))};
  carried.front() =
      linalg::CopyOp::create(math.builder, math.loc, indices, carried.front())
          .getResult(0);
  if (op.getUnique()) {
    Value empty = tensor::EmptyOp::create(
        math.builder, math.loc,
        tensor::getMixedSizes(math.builder, math.loc, op.getIndexed()),
        math.builder.getIndexType());
    carried.push_back(
        linalg::FillOp::create(math.builder, math.loc, zero, empty)
            .getResult(0));
  }
  if (op.getSorted()) {
    carried.append(layout.numComponents + 1, zero);
    carried.push_back(
        arith::ConstantIntOp::create(math.builder, math.loc, 0, 1));
  }
  SmallVector<Value> low(counts.size(), zero),
      step(counts.size(), math.constant(1)), results;
  if (counts.empty()) {
    results = visit(math, {}, carried);
  } else {
    scf::LoopNest nest =
        scf::buildLoopNest(math.builder, math.loc, low, counts, step, carried,
                           [&](OpBuilder &b, Location loc, ValueRange position,
                               ValueRange args) -> scf::ValueVector {
                             IndexMath inner(b, loc);
                             SmallVector<Value> next =
                                 visit(inner, position, args);
                             return {next.begin(), next.end()};
                           });
    results.assign(nest.results.begin(), nest.results.end());
  }
  op.getIndicesMutable().assign(results.front());
}

namespace {

struct CheckPromises : tslice::impl::CheckPromisesPassBase<CheckPromises> {
  using Base::Base;

  template <typename OpTy> static void check(OpTy op) {
    // Where no dimension is addressed there is no index to go by.
    if ((!op.getUnique() && !op.getSorted()) || op.getDims().empty())
      return;
    OpBuilder builder(op);
    PromiseChecker<OpTy>(op, builder).check();
  }

  void runOnOperation() override {
    getOperation()->walk([](Operation *op) {
      if (auto gather = dyn_cast<GatherOp>(op))
        check(gather);
      if (auto scatter = dyn_cast<ScatterOp>(op))
        check(scatter);
    });
  }
};

} // namespace
