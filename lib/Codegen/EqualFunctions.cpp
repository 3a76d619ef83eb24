// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Compares functions op by op. Upstream's pass that eliminates duplicates also
// merges public functions, which are our entries.

#include "EqualFunctions.h"

using namespace mlir;
using namespace tslice;

static size_t computeHash(func::FuncOp function) {
  size_t hash = 0;
  function.getBody().walk([&](Operation *op) {
    hash =
        llvm::hash_combine(hash, OperationEquivalence::computeHash(
                                     op, OperationEquivalence::ignoreHashValue,
                                     OperationEquivalence::ignoreHashValue,
                                     OperationEquivalence::IgnoreLocations));
  });
  return hash;
}

static bool areEqual(func::FuncOp a, func::FuncOp b) {
  return a.getFunctionType() == b.getFunctionType() &&
         a.getArgAttrsAttr() == b.getArgAttrsAttr() &&
         OperationEquivalence::isRegionEquivalentTo(
             &a.getBody(), &b.getBody(), OperationEquivalence::IgnoreLocations);
}

func::FuncOp EqualFunctions::findOrAdd(func::FuncOp function) {
  SmallVector<func::FuncOp, 1> &candidates = known[computeHash(function)];
  for (func::FuncOp candidate : candidates)
    if (areEqual(candidate, function))
      return candidate;
  candidates.push_back(function);
  return function;
}
