// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Proofs about arithmetic progressions, in numbers wide enough for everything
// that 64-bit offsets, sizes and strides can say.

#include "SliceArithmetic.h"
#include "SizeEqualities.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tslice;

using Wide = __int128;

Wide StaticProgression::lowest() const {
  return stride > 0 ? Wide(offset) : offset + Wide(stride) * (size - 1);
}

Wide StaticProgression::highest() const {
  return stride > 0 ? offset + Wide(stride) * (size - 1) : Wide(offset);
}

bool StaticProgression::isInside(int64_t extent) const {
  return lowest() >= 0 && highest() < extent;
}

template <typename OpTy>
static SmallVector<Progression> getProgressionsOf(OpTy op) {
  SmallVector<Progression> progressions;
  for (auto [offset, size, stride] : llvm::zip_equal(
           op.getMixedOffsets(), op.getMixedSizes(), op.getMixedStrides()))
    progressions.push_back({offset, size, stride});
  return progressions;
}

SmallVector<Progression> tslice::getProgressions(SliceOp op) {
  return getProgressionsOf(op);
}

SmallVector<Progression> tslice::getProgressions(UpdateOp op) {
  return getProgressionsOf(op);
}

std::optional<StaticProgression>
tslice::getStatic(const Progression &progression) {
  std::optional<int64_t> offset = getConstantIntValue(progression.offset);
  std::optional<int64_t> size = getConstantIntValue(progression.size);
  std::optional<int64_t> stride = getConstantIntValue(progression.stride);
  if (!offset || !size || !stride || *size <= 0 || *stride == 0)
    return std::nullopt;
  return StaticProgression{*offset, *size, *stride};
}

bool tslice::areSame(const Progression &a, const Progression &b) {
  return isEqualConstantIntOrValue(a.offset, b.offset) &&
         isEqualConstantIntOrValue(a.size, b.size) &&
         isEqualConstantIntOrValue(a.stride, b.stride);
}

bool tslice::areSame(ArrayRef<Progression> a, ArrayRef<Progression> b) {
  return llvm::equal(
      a, b, [](auto &left, auto &right) { return areSame(left, right); });
}

bool tslice::coversDim(const Progression &progression, Value tensor,
                       int64_t dim) {
  return isConstantIntValue(progression.offset, 0) &&
         isConstantIntValue(progression.stride, 1) &&
         SizeEqualities().isEqual(progression.size, tensor, dim);
}

bool tslice::isProvenInside(const Progression &progression, Value tensor,
                            int64_t dim) {
  auto type = cast<RankedTensorType>(tensor.getType());
  std::optional<StaticProgression> numbers = getStatic(progression);
  if (numbers && !type.isDynamicDim(dim))
    return numbers->isInside(type.getDimSize(dim));
  return !isConstantIntValue(progression.size, 0) &&
         coversDim(progression, tensor, dim);
}

bool tslice::isProvenInside(ArrayRef<Progression> progressions, Value tensor) {
  for (auto [dim, progression] : llvm::enumerate(progressions))
    if (!isProvenInside(progression, tensor, dim))
      return false;
  return true;
}

bool tslice::mayBeEmpty(ArrayRef<Progression> progressions) {
  return llvm::any_of(progressions, [](const Progression &progression) {
    std::optional<int64_t> size = getConstantIntValue(progression.size);
    return !size || *size <= 0;
  });
}

/// part.offset + i*part.stride = whole.offset + j*whole.stride for every i has
/// the solution j = (part.offset - whole.offset)/whole.stride +
/// i*part.stride/whole.stride, if both divisions are exact. One position needs
/// no stride.
std::optional<Progression> tslice::getRelative(Builder &builder,
                                               const Progression &part,
                                               const Progression &whole) {
  auto toIndex = [&](int64_t number) { return builder.getIndexAttr(number); };
  if (areSame(part, whole))
    return Progression{toIndex(0), part.size, toIndex(1)};
  std::optional<StaticProgression> inner = getStatic(part);
  std::optional<StaticProgression> outer = getStatic(whole);
  if (!inner || !outer)
    return std::nullopt;
  Wide distance = Wide(inner->offset) - outer->offset;
  Wide stride = inner->size == 1 ? outer->stride : inner->stride;
  if (distance % outer->stride != 0 || stride % outer->stride != 0)
    return std::nullopt;
  Wide first = distance / outer->stride;
  stride /= outer->stride;
  Wide last = first + stride * (inner->size - 1);
  if (first < 0 || first >= outer->size || last < 0 || last >= outer->size)
    return std::nullopt;
  return Progression{toIndex(static_cast<int64_t>(first)), part.size,
                     toIndex(static_cast<int64_t>(stride))};
}

/// Returns g = gcd(a, b) and x with a*x = g modulo b, for positive a and b.
static std::pair<Wide, Wide> extendedGCD(Wide a, Wide b) {
  Wide x = 1, nextX = 0;
  while (b != 0) {
    Wide quotient = a / b;
    std::tie(a, b) = std::make_pair(b, a - quotient * b);
    std::tie(x, nextX) = std::make_pair(nextX, x - quotient * nextX);
  }
  return {a, x};
}

/// With positive strides s and t, a common position p = l + i*s = m + j*t
/// exists among all integers i iff g = gcd(s, t) divides m - l; then i is
/// determined modulo t/g (Chinese remainders). The lowest such p that is not
/// below l and m must be above one of the ends.
bool tslice::areDisjoint(const StaticProgression &a,
                         const StaticProgression &b) {
  Wide l = a.lowest(), m = b.lowest();
  Wide highest = std::min(a.highest(), b.highest());
  if (std::max(l, m) > highest)
    return true;
  auto getStep = [](const StaticProgression &p) -> Wide {
    return p.size == 1 ? Wide(1) : p.stride < 0 ? -Wide(p.stride) : p.stride;
  };
  Wide s = getStep(a), t = getStep(b);
  // A single position has any stride, so the other's residue decides.
  if (a.size == 1)
    return (l - m) % t != 0;
  if (b.size == 1)
    return (m - l) % s != 0;
  auto [g, inverse] = extendedGCD(s, t);
  if ((m - l) % g != 0)
    return true;
  Wide period = t / g;
  Wide i = ((m - l) / g % period) * (inverse % period) % period;
  if (i < 0)
    i += period;
  // Both l and m are at or below `highest` here, and s < 2^63, i < 2^63.
  Wide p = l + i * s;
  Wide step = s * period;
  if (p < m)
    p += (m - p + step - 1) / step * step;
  return p > highest;
}

SliceOp tslice::createSlice(OpBuilder &builder, Operation *origin, Value source,
                            ArrayRef<Progression> progressions,
                            ArrayRef<int64_t> drop, BoundsPolicy bounds,
                            TypedAttr fill) {
  SmallVector<OpFoldResult> offsets, sizes, strides;
  for (const Progression &progression : progressions) {
    offsets.push_back(progression.offset);
    sizes.push_back(progression.size);
    strides.push_back(progression.stride);
  }
  auto slice = SliceOp::create(builder, origin->getLoc(), source, offsets,
                               sizes, strides, drop, bounds, fill);
  slice->setDiscardableAttrs(origin->getDiscardableAttrDictionary());
  return slice;
}

SmallVector<int64_t> tslice::getKeptDims(int64_t rank, ArrayRef<int64_t> drop) {
  SmallVector<int64_t> kept;
  for (int64_t dim = 0; dim < rank; ++dim)
    if (!llvm::is_contained(drop, dim))
      kept.push_back(dim);
  return kept;
}

std::optional<OpFoldResult> OffsetMath::add(OpFoldResult a, OpFoldResult b) {
  std::optional<int64_t> left = getConstantIntValue(a);
  std::optional<int64_t> right = getConstantIntValue(b);
  if (left && right) {
    int64_t sum;
    if (llvm::AddOverflow(*left, *right, sum))
      return std::nullopt;
    return OpFoldResult(builder.getIndexAttr(sum));
  }
  if (left == 0)
    return b;
  if (right == 0)
    return a;
  return OpFoldResult(
      arith::AddIOp::create(builder, loc, toValue(a), toValue(b)).getResult());
}

std::optional<OpFoldResult> OffsetMath::mul(OpFoldResult a, OpFoldResult b) {
  std::optional<int64_t> left = getConstantIntValue(a);
  std::optional<int64_t> right = getConstantIntValue(b);
  if (left && right) {
    int64_t product;
    if (llvm::MulOverflow(*left, *right, product))
      return std::nullopt;
    return OpFoldResult(builder.getIndexAttr(product));
  }
  if (left == 0 || right == 0)
    return OpFoldResult(builder.getIndexAttr(0));
  if (left == 1)
    return b;
  if (right == 1)
    return a;
  return OpFoldResult(
      arith::MulIOp::create(builder, loc, toValue(a), toValue(b)).getResult());
}

OpFoldResult OffsetMath::sizeOf(Value tensor, int64_t dim) {
  auto type = cast<RankedTensorType>(tensor.getType());
  if (!type.isDynamicDim(dim))
    return builder.getIndexAttr(type.getDimSize(dim));
  return tensor::DimOp::create(builder, loc, tensor, dim).getResult();
}

Value OffsetMath::toValue(OpFoldResult number) {
  if (auto value = dyn_cast<Value>(number))
    return value;
  return arith::ConstantIndexOp::create(builder, loc,
                                        *getConstantIntValue(number));
}
