// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The stack is a number of filled places, the step of each, and one tensor of
// all places for each carry.

#include "Checkpoints.h"
#include "LoopTape.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace tslice;

FailureOr<Checkpoints> Checkpoints::create(OpBuilder &builder, scf::ForOp loop,
                                           int64_t count) {
  Checkpoints made(loop, count);
  Location loc = loop.getLoc();
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  made.inits.push_back(arith::ConstantIndexOp::create(builder, loc, 1));
  Value steps = bufferization::AllocTensorOp::create(
      builder, loc, RankedTensorType::get({count}, builder.getIndexType()),
      ValueRange());
  made.inits.push_back(
      tensor::InsertOp::create(builder, loc, zero, steps, zero));
  for (auto [init, carry] :
       llvm::zip_equal(loop.getInitArgs(), loop.getRegionIterArgs())) {
    Value places = createTape(builder, loop, carry, {count}, {});
    if (!places)
      return LogicalResult(
          loop.emitOpError()
          << "has no adjoint with checkpoints: what it carries may change its "
             "size, or has a type that cannot be kept");
    made.inits.push_back(writeTape(builder, loc, init, places, zero));
  }
  return made;
}

/// With s places, this one included, t repetitions reverse b(s, t) = (s + t
/// choose s) steps. Of n steps, the last b(s - 1, t) are left to the places
/// behind the next one, for the smallest t with b(s, t) >= n.
Value Checkpoints::createDistance(OpBuilder &builder, Value rest,
                                  Value free) const {
  Location loc = loop.getLoc();
  auto number = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(builder, loc, value);
  };
  Value one = number(1);
  auto add = [&](OpBuilder &b, Value x, Value y) -> Value {
    return arith::AddIOp::create(b, loc, x, y);
  };
  Value places = add(builder, free, one), length = add(builder, rest, one);
  // %t, %all = b(s, t), %behind = b(s - 1, t)
  Type index = builder.getIndexType();
  auto search = scf::WhileOp::create(
      builder, loc, TypeRange{index, index, index},
      ValueRange{one, add(builder, places, one), places},
      [&](OpBuilder &b, Location, ValueRange args) {
        Value fewer = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::slt,
                                            args[1], length);
        scf::ConditionOp::create(b, loc, fewer, args);
      },
      [&](OpBuilder &b, Location, ValueRange args) {
        Value next = add(b, args[0], one);
        Value all = arith::DivUIOp::create(
            b, loc,
            arith::MulIOp::create(b, loc, args[1], add(b, places, next)), next);
        Value behind = arith::DivUIOp::create(
            b, loc, arith::MulIOp::create(b, loc, args[2], add(b, free, next)),
            next);
        scf::YieldOp::create(b, loc, ValueRange{next, all, behind});
      });
  Value distance =
      arith::SubIOp::create(builder, loc, length, search.getResult(2));
  distance = arith::MaxSIOp::create(builder, loc, distance, one);
  return arith::MinSIOp::create(builder, loc, distance, rest);
}

SmallVector<Value> Checkpoints::advance(OpBuilder &builder, ValueRange state,
                                        Value first, Value steps) const {
  Location loc = loop.getLoc();
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  Value one = arith::ConstantIndexOp::create(builder, loc, 1);
  auto run = scf::ForOp::create(
      builder, loc, zero, steps, one, state,
      [&](OpBuilder &b, Location, Value step, ValueRange carried) {
        scf::ForOp primal = loop;
        Value number = arith::AddIOp::create(b, loc, first, step);
        IRMapping mapping;
        mapping.map(primal.getInductionVar(),
                    createVariable(b, primal, number));
        mapping.map(primal.getRegionIterArgs(), carried);
        for (Operation &op : *primal.getBody())
          b.clone(op, mapping);
      });
  return llvm::to_vector_of<Value>(run.getResults());
}

Checkpoints::Restored Checkpoints::restore(OpBuilder &builder,
                                           ArrayRef<Value> stack,
                                           Value number) const {
  Location loc = loop.getLoc();
  Value one = arith::ConstantIndexOp::create(builder, loc, 1);
  Value room = arith::ConstantIndexOp::create(builder, loc, count);
  auto carries = loop.getRegionIterArgs();
  Value top = arith::SubIOp::create(builder, loc, stack[0], one);
  // %step, state..., stack...
  SmallVector<Value> values{
      tensor::ExtractOp::create(builder, loc, stack[1], top)};
  for (auto [carry, places] : llvm::zip_equal(carries, stack.drop_front(2)))
    values.push_back(readTape(builder, loc, places, carry, top));
  llvm::append_range(values, stack);
  unsigned numCarries = carries.size();
  auto run = scf::WhileOp::create(
      builder, loc, ValueRange(values).getTypes(), values,
      [&](OpBuilder &b, Location, ValueRange args) {
        Value before = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::slt,
                                             args.front(), number);
        scf::ConditionOp::create(b, loc, before, args);
      },
      [&](OpBuilder &b, Location, ValueRange args) {
        ValueRange places = args.drop_front(1 + numCarries);
        Value free = arith::SubIOp::create(b, loc, room, places[0]);
        Value rest = arith::SubIOp::create(b, loc, number, args[0]);
        Value zero = arith::ConstantIndexOp::create(b, loc, 0);
        Value isFree = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::sgt,
                                             free, zero);
        Value distance =
            scf::IfOp::create(
                b, loc, isFree,
                [&](OpBuilder &inner, Location) {
                  scf::YieldOp::create(inner, loc,
                                       createDistance(inner, rest, free));
                },
                [&](OpBuilder &inner, Location) {
                  scf::YieldOp::create(inner, loc, rest);
                })
                .getResult(0);
        SmallVector<Value> next{
            arith::AddIOp::create(b, loc, args[0], distance)};
        llvm::append_range(
            next, advance(b, args.slice(1, numCarries), args[0], distance));
        Value isOnTheWay = arith::CmpIOp::create(
            b, loc, arith::CmpIPredicate::slt, next[0], number);
        Value isKept = arith::AndIOp::create(b, loc, isFree, isOnTheWay);
        auto kept = scf::IfOp::create(
            b, loc, isKept,
            [&](OpBuilder &inner, Location) {
              SmallVector<Value> filled{
                  arith::AddIOp::create(inner, loc, places[0], one),
                  tensor::InsertOp::create(inner, loc, next[0], places[1],
                                           places[0])};
              for (unsigned i = 0; i < numCarries; ++i)
                filled.push_back(writeTape(inner, loc, next[1 + i],
                                           places[2 + i], places[0]));
              scf::YieldOp::create(inner, loc, filled);
            },
            [&](OpBuilder &inner, Location) {
              scf::YieldOp::create(inner, loc, places);
            });
        llvm::append_range(next, kept.getResults());
        scf::YieldOp::create(b, loc, next);
      });
  Restored restored;
  llvm::append_range(restored.state, run.getResults().slice(1, numCarries));
  llvm::append_range(restored.left,
                     run.getResults().drop_front(1 + numCarries));
  // A place that has served is free again.
  Value last = arith::SubIOp::create(builder, loc, restored.left[0], one);
  Value kept = tensor::ExtractOp::create(builder, loc, restored.left[1], last);
  Value isServed = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                         kept, number);
  restored.left[0] =
      arith::SelectOp::create(builder, loc, isServed, last, restored.left[0]);
  return restored;
}
