// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The interface's generated dispatch, and the one answer to which types have
// derivatives.

#include "tslice/IR/DifferentiableOpInterface.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace tslice;

DerivativeSink::~DerivativeSink() = default;

bool tslice::isDifferentiable(Type type) {
  Type element = getElementTypeOrSelf(type);
  if (auto floatType = dyn_cast<FloatType>(element))
    return floatType.getWidth() >= 16;
  return isa<ComplexType>(element);
}

#include "tslice/IR/DifferentiableOpInterface.cpp.inc"
