// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a step keeps, and where its cotangents accumulate, is decided for all of
// the step: that needs to see into the calls.

#include "InlineCalls.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Transforms/Inliner.h"
#include "mlir/Transforms/InliningUtils.h"
#include "tslice/IR/TSliceOps.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace tslice;

/// The calls in the body of `function`.
static SmallVector<func::CallOp> getCalls(func::FuncOp function) {
  SmallVector<func::CallOp> calls;
  function.walk([&](func::CallOp call) { calls.push_back(call); });
  return calls;
}

static func::FuncOp getCallee(func::CallOp call,
                              SymbolTableCollection &symbols) {
  return symbols.lookupNearestSymbolFrom<func::FuncOp>(call,
                                                       call.getCalleeAttr());
}

/// Whether `function` calls itself, by way of others, too.
static bool isRecursive(func::FuncOp function, SymbolTableCollection &symbols) {
  llvm::SetVector<func::FuncOp> called;
  SmallVector<func::FuncOp> work{function};
  while (!work.empty())
    for (func::CallOp call : getCalls(work.pop_back_val()))
      if (func::FuncOp callee = getCallee(call, symbols);
          callee && called.insert(callee))
        work.push_back(callee);
  return called.contains(function);
}

static bool canInline(func::FuncOp callee, SymbolTableCollection &symbols) {
  return callee && callee.getBody().hasOneBlock() &&
         !callee->hasAttr(TSliceDialect::getVJPAttrName()) &&
         !callee->hasAttr(TSliceDialect::getJVPAttrName()) &&
         !isRecursive(callee, symbols);
}

void tslice::inlineCalls(Block &block) {
  SymbolTableCollection symbols;
  InlinerInterface interface(block.getParentOp()->getContext());
  InlinerConfig config;
  SmallVector<func::CallOp> calls;
  for (bool changed = true; changed;) {
    changed = false;
    calls.clear();
    block.walk([&](func::CallOp call) { calls.push_back(call); });
    for (func::CallOp call : calls) {
      func::FuncOp callee = getCallee(call, symbols);
      if (!canInline(callee, symbols) ||
          failed(inlineCall(interface, config.getCloneCallback(), call, callee,
                            &callee.getBody())))
        continue;
      call.erase();
      changed = true;
    }
  }
}
