// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The interface's generated dispatch, and the one answer to which types have
// derivatives.

#include "tslice/IR/DifferentiableOpInterface.h"

using namespace mlir;
using namespace tslice;

DerivativeSink::~DerivativeSink() = default;

bool tslice::isDifferentiable(Type type) {
  if (auto tensor = dyn_cast<RankedTensorType>(type))
    type = tensor.getElementType();
  if (auto floatType = dyn_cast<FloatType>(type))
    return floatType.getWidth() >= 16;
  return isa<ComplexType>(type);
}

#include "tslice/IR/DifferentiableOpInterface.cpp.inc"
