// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The combiners as scalar arithmetic. Complex products are spelled out, since
// upstream's expansion may recover infinities and would differ from the
// meaning.

#include "IndexMath.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace tslice;

/// (a + bi)(c + di) = (ac - bd) + (ad + bc)i, each operation rounded.
static Value createComplexMul(OpBuilder &builder, Location loc, Value x,
                              Value y) {
  Value a = complex::ReOp::create(builder, loc, x),
        b = complex::ImOp::create(builder, loc, x);
  Value c = complex::ReOp::create(builder, loc, y),
        d = complex::ImOp::create(builder, loc, y);
  auto mul = [&](Value p, Value q) -> Value {
    return arith::MulFOp::create(builder, loc, p, q);
  };
  Value real = arith::SubFOp::create(builder, loc, mul(a, c), mul(b, d));
  Value imaginary = arith::AddFOp::create(builder, loc, mul(a, d), mul(b, c));
  return complex::CreateOp::create(builder, loc, x.getType(), real, imaginary);
}

static Value createComplexAdd(OpBuilder &builder, Location loc, Value x,
                              Value y) {
  Value a = complex::ReOp::create(builder, loc, x),
        b = complex::ImOp::create(builder, loc, x);
  Value c = complex::ReOp::create(builder, loc, y),
        d = complex::ImOp::create(builder, loc, y);
  Value real = arith::AddFOp::create(builder, loc, a, c);
  Value imaginary = arith::AddFOp::create(builder, loc, b, d);
  return complex::CreateOp::create(builder, loc, x.getType(), real, imaginary);
}

template <typename FloatOp, typename IntOp>
static Value createByType(OpBuilder &builder, Location loc, Value a, Value b) {
  if (isa<FloatType>(a.getType()))
    return FloatOp::create(builder, loc, a, b);
  return IntOp::create(builder, loc, a, b);
}

static Value createNamedCombine(OpBuilder &builder, Location loc,
                                Combiner combiner, Value found, Value written) {
  Type type = found.getType();
  bool isComplex = isa<ComplexType>(type), isBool = type.isInteger(1);
  switch (combiner) {
  case Combiner::Set:
    return written;
  case Combiner::Add:
    if (isComplex)
      return createComplexAdd(builder, loc, found, written);
    if (isBool)
      return arith::OrIOp::create(builder, loc, found, written);
    return createByType<arith::AddFOp, arith::AddIOp>(builder, loc, found,
                                                      written);
  case Combiner::Mul:
    if (isComplex)
      return createComplexMul(builder, loc, found, written);
    if (isBool)
      return arith::AndIOp::create(builder, loc, found, written);
    return createByType<arith::MulFOp, arith::MulIOp>(builder, loc, found,
                                                      written);
  case Combiner::Min:
    if (isBool)
      return arith::AndIOp::create(builder, loc, found, written);
    return createByType<arith::MinimumFOp, arith::MinSIOp>(builder, loc, found,
                                                           written);
  case Combiner::Max:
    if (isBool)
      return arith::OrIOp::create(builder, loc, found, written);
    return createByType<arith::MaximumFOp, arith::MaxSIOp>(builder, loc, found,
                                                           written);
  case Combiner::UMin:
    return arith::MinUIOp::create(builder, loc, found, written);
  case Combiner::UMax:
    return arith::MaxUIOp::create(builder, loc, found, written);
  case Combiner::And:
    return arith::AndIOp::create(builder, loc, found, written);
  case Combiner::Or:
    return arith::OrIOp::create(builder, loc, found, written);
  case Combiner::Xor:
    return arith::XOrIOp::create(builder, loc, found, written);
  case Combiner::Region:
    break;
  }
  llvm_unreachable("all combiners are handled");
}

SmallVector<Value> tslice::createCombine(OpBuilder &builder, Location loc,
                                         const Combining &combining,
                                         ValueRange found, ValueRange written) {
  if (combining.combiner != Combiner::Region)
    return {createNamedCombine(builder, loc, combining.combiner, found.front(),
                               written.front())};
  Block &body = combining.body->front();
  IRMapping mapping;
  mapping.map(body.getArguments().take_front(found.size()), found);
  mapping.map(body.getArguments().drop_front(found.size()), written);
  for (Operation &op : body.without_terminator())
    builder.clone(op, mapping);
  return llvm::map_to_vector(
      body.getTerminator()->getOperands(),
      [&](Value value) { return mapping.lookupOrDefault(value); });
}
