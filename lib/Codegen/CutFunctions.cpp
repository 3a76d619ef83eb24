// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Moves the loops of large functions into functions of their own: what LLVM
// does for a loop takes time that grows with the function around it, so that a
// graph of a thousand ops would take a thousand times a thousand steps. Equal
// loops become one function.

#include "EqualFunctions.h"
#include "KernelCaptures.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "tslice/Codegen/Passes.h"

namespace tslice {
#define GEN_PASS_DEF_CUTFUNCTIONSPASS
#include "tslice/Codegen/Passes.h.inc"
} // namespace tslice

using namespace mlir;
using namespace tslice;

static bool allocates(Operation *op) {
  WalkResult result = op->walk([](Operation *inner) {
    return isa<memref::AllocOp, memref::AllocaOp>(inner)
               ? WalkResult::interrupt()
               : WalkResult::advance();
  });
  return result.wasInterrupted();
}

/// Whether `op` can run in another function: it leaves its effects in buffers,
/// and none that it makes itself.
static bool canMove(Operation *op) {
  return isa<scf::ForOp, scf::ParallelOp, scf::IfOp, scf::WhileOp>(op) &&
         op->getNumResults() == 0 && !allocates(op);
}

/// The ops of `block` that can move; those inside of what allocates. What is
/// divided among threads becomes a function of its own anyway.
static void collectMovable(Block &block, SmallVectorImpl<Operation *> &ops) {
  for (Operation &op : block)
    if (canMove(&op))
      ops.push_back(&op);
    else if (!isa<scf::ParallelOp>(op) && allocates(&op))
      for (Region &region : op.getRegions())
        for (Block &inner : region)
          collectMovable(inner, ops);
}

namespace {
/// Makes functions of the ops of one function.
class Cutter {
public:
  Cutter(func::FuncOp function, const LLVMTypeConverter &converter)
      : function(function), converter(converter), roots(function) {}

  void moveOut(Operation *op);

private:
  func::FuncOp buildPart(Operation *op, const KernelCaptures &captures);

  func::FuncOp function;
  const LLVMTypeConverter &converter;
  BufferRoots roots;
  EqualFunctions parts;
  unsigned numParts = 0;
};
} // namespace

func::FuncOp Cutter::buildPart(Operation *op, const KernelCaptures &captures) {
  MLIRContext *ctx = function.getContext();
  Location loc = op->getLoc();
  SmallVector<Type> arguments = {LLVM::LLVMPointerType::get(ctx)};
  llvm::append_range(arguments, captures.getFieldTypes());
  OpBuilder builder(function);
  std::string name =
      ("tslice_part_" + function.getName() + "_" + Twine(numParts)).str();
  auto part = func::FuncOp::create(builder, loc, name,
                                   FunctionType::get(ctx, arguments, {}));
  part.setPrivate();
  part->setAttr("llvm.linkage",
                LLVM::LinkageAttr::get(ctx, LLVM::Linkage::Internal));
  part->setAttr("passthrough", builder.getStrArrayAttr({"noinline"}));
  for (unsigned field : captures.getUnaliasedFields(op, roots))
    part.setArgAttr(1 + field, LLVM::LLVMDialect::getNoAliasAttrName(),
                    builder.getUnitAttr());

  Block *entry = part.addEntryBlock();
  builder.setInsertionPointToStart(entry);
  IRMapping mapping;
  // The context of the function is the context of its parts.
  mapping.map(function.getArgument(0), entry->getArgument(0));
  captures.rebuild(builder, loc, entry->getArguments().drop_front(), mapping);
  builder.clone(*op, mapping);
  func::ReturnOp::create(builder, loc);
  return part;
}

/// scf.for ... { ... %x ... }
/// ->
/// func.call @tslice_part_f_n(%context, %x_pointer)
void Cutter::moveOut(Operation *op) {
  KernelCaptures captures(op, /*others=*/{}, converter);
  func::FuncOp part = buildPart(op, captures);
  func::FuncOp equal = parts.findOrAdd(part);
  if (equal == part)
    ++numParts;
  else
    part.erase();
  OpBuilder builder(op);
  SmallVector<Value> operands = {function.getArgument(0)};
  llvm::append_range(operands, captures.unpack(builder, op->getLoc()));
  func::CallOp::create(builder, op->getLoc(), equal, operands);
  op->erase();
}

/// Nothing is worth optimising in a function of calls alone.
static void leaveUnoptimised(func::FuncOp function) {
  if (llvm::any_of(function.getBody().front(),
                   [](Operation &op) { return op.getNumRegions() != 0; }))
    return;
  Builder builder(function.getContext());
  function->setAttr("passthrough",
                    builder.getStrArrayAttr({"noinline", "optnone"}));
}

namespace {
struct CutFunctionsPass : tslice::impl::CutFunctionsPassBase<CutFunctionsPass> {
  using Base::Base;

  void runOnOperation() override {
    LLVMTypeConverter converter(&getContext());
    for (auto function :
         llvm::to_vector(getOperation().getOps<func::FuncOp>())) {
      if (function.isExternal())
        continue;
      SmallVector<Operation *> ops;
      collectMovable(function.getBody().front(), ops);
      if (ops.size() <= maxLoops)
        continue;
      Cutter cutter(function, converter);
      for (Operation *op : ops)
        cutter.moveOut(op);
      leaveUnoptimised(function);
    }
  }
};
} // namespace
