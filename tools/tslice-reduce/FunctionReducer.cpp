// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every step is an attempt on a copy, so a step need not know whether what it
// does is legal: the verifier and the test decide.

#include "FunctionReducer.h"
#include "tslice/IR/TSliceOps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/Verifier.h"

using namespace mlir;
using namespace tslice;

FunctionReducer::FunctionReducer(func::FuncOp function, const Tester &tester)
    : module(function->getParentOfType<ModuleOp>().clone()),
      name(function.getName()), tester(tester) {}

func::FuncOp FunctionReducer::getFunction() {
  return module->lookupSymbol<func::FuncOp>(name);
}

bool FunctionReducer::attempt(Change change) {
  OwningOpRef<ModuleOp> copy = module->clone();
  if (!change(copy->lookupSymbol<func::FuncOp>(name)))
    return false;
  ScopedDiagnosticHandler silence(copy->getContext(),
                                  [](Diagnostic &) { return success(); });
  if (failed(verify(*copy)) ||
      tester.isInteresting(*copy).first != Tester::Interestingness::True)
    return false;
  module = std::move(copy);
  return true;
}

bool FunctionReducer::run() {
  bool hasChanged = false;
  // Later steps make room for earlier ones.
  while (dropResults() || dropOps() || dropArguments() || dropAttributes())
    hasChanged = true;
  return hasChanged;
}

bool FunctionReducer::dropResults() {
  bool hasChanged = false;
  for (unsigned i = getFunction().getNumResults(); i-- > 0;)
    hasChanged |= attempt([&](func::FuncOp function) {
      function.front().getTerminator()->eraseOperand(i);
      return succeeded(function.eraseResult(i));
    });
  return hasChanged;
}

bool FunctionReducer::dropArguments() {
  bool hasChanged = false;
  for (unsigned i = getFunction().getNumArguments(); i-- > 0;)
    hasChanged |= attempt([&](func::FuncOp function) {
      return function.getArgument(i).use_empty() &&
             succeeded(function.eraseArgument(i));
    });
  return hasChanged;
}

//===----------------------------------------------------------------------===//
// Ops
//===----------------------------------------------------------------------===//

static Operation *getOp(func::FuncOp function, size_t position) {
  return &*std::next(function.front().begin(),
                     static_cast<ptrdiff_t>(position));
}

/// Replaces every result by what `makeValue` returns for it and erases the op.
static bool replaceOp(Operation *op,
                      llvm::function_ref<Value(OpResult)> makeValue) {
  for (OpResult result : op->getResults()) {
    if (result.use_empty())
      continue;
    Value value = makeValue(result);
    if (!value)
      return false;
    result.replaceAllUsesWith(value);
  }
  op->erase();
  return true;
}

/// Returns the first of `values` that has the type of `result`.
static Value findSameType(OpResult result, ValueRange values) {
  for (Value value : values)
    if (value.getType() == result.getType())
      return value;
  return {};
}

/// Returns a zero of the type of `result` in front of its op, if there is one.
static Value makeZero(OpResult result) {
  Operation *op = result.getOwner();
  auto shaped = dyn_cast<ShapedType>(result.getType());
  if (shaped && !shaped.hasStaticShape())
    return {};
  OpBuilder builder(op);
  TypedAttr zero = builder.getZeroAttr(result.getType());
  if (!zero)
    return {};
  return arith::ConstantOp::create(builder, op->getLoc(), zero);
}

bool FunctionReducer::dropOp(size_t position) {
  auto replace = [&](llvm::function_ref<Value(OpResult)> makeValue) {
    return attempt([&](func::FuncOp function) {
      return replaceOp(getOp(function, position), makeValue);
    });
  };
  bool isConstant = matchPattern(getOp(getFunction(), position), m_Constant());
  return replace([](OpResult result) {
           return findSameType(result, result.getOwner()->getOperands());
         }) ||
         replace([](OpResult result) {
           auto function = cast<func::FuncOp>(result.getOwner()->getParentOp());
           return findSameType(result, function.getArguments());
         }) ||
         replace([](OpResult result) -> Value {
           auto function = cast<func::FuncOp>(result.getOwner()->getParentOp());
           unsigned index = function.getNumArguments();
           if (failed(function.insertArgument(index, result.getType(), {},
                                              result.getLoc())))
             return {};
           return function.getArgument(index);
         }) ||
         (!isConstant && replace(makeZero));
}

bool FunctionReducer::dropOps() {
  bool hasChanged = false;
  // From behind, so that what only an erased op used dies in the same round.
  for (size_t i = getFunction().front().getOperations().size() - 1; i-- > 0;)
    hasChanged |= dropOp(i);
  return hasChanged;
}

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

/// Removes an attribute, or gives it the value that it has when left out.
static bool dropAttribute(Operation *op, StringAttr name) {
  Attribute before = op->removeAttr(name);
  if (auto info = op->getName().getRegisteredInfo())
    info->populateDefaultProperties(op->getPropertiesStorage());
  return op->getAttr(name) != before;
}

bool FunctionReducer::dropAttributes() {
  bool hasChanged = false;
  size_t numOps = getFunction().front().getOperations().size();
  for (size_t i = 0; i < numOps; ++i) {
    SmallVector<StringAttr> names;
    Operation *current = getOp(getFunction(), i);
    for (NamedAttribute attribute : current->getDiscardableAttrs())
      names.push_back(attribute.getName());
    if (isa<TSliceDialect>(current->getDialect()))
      for (StringRef optional : {"drop", "batch", "window", "bounds", "fill"})
        if (current->hasAttr(optional))
          names.push_back(StringAttr::get(current->getContext(), optional));
    for (StringAttr attribute : names)
      hasChanged |= attempt([&](func::FuncOp function) {
        return dropAttribute(getOp(function, i), attribute);
      });
  }
  return hasChanged;
}
