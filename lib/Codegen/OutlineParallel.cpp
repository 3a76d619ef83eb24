// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Moves parallel loops into functions that the runtime calls on several
// threads, each for a part of one range of iterations.

#include "EqualFunctions.h"
#include "KernelCaptures.h"
#include "LoopFacts.h"
#include "ParallelNest.h"
#include "RuntimeCalls.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "tslice/Codegen/Passes.h"

namespace tslice {
#define GEN_PASS_DEF_OUTLINEPARALLELPASS
#include "tslice/Codegen/Passes.h.inc"
} // namespace tslice

using namespace mlir;
using namespace tslice;

//===----------------------------------------------------------------------===//
// The kernel's body
//===----------------------------------------------------------------------===//

namespace {
/// Copies a nest into its kernel, where it runs over [lo, hi) only.
class BodyBuilder {
public:
  BodyBuilder(OpBuilder &builder, const ParallelNest &nest,
              ArrayRef<Value> tripCounts, IRMapping &mapping)
      : builder(builder), nest(nest), loc(nest.root->getLoc()),
        mapping(mapping) {
    for (Value count : tripCounts)
      counts.push_back(mapping.lookup(count));
  }

  void build(Value lo, Value hi);

private:
  Value constant(int64_t value) {
    return arith::ConstantIndexOp::create(builder, loc, value);
  }
  template <typename OpTy> Value binary(Value a, Value b) {
    return OpTy::create(builder, loc, a, b);
  }
  /// The value of the induction variable of `loop` in iteration number `i`.
  Value induct(scf::ParallelOp loop, Value i);
  /// Maps the induction variables of the linear loops for row number `row`.
  void mapRow(Value row);
  /// Copies `op`, with the loops of the nest replaced.
  void copy(Operation *op);
  void copyAll(Block *block);
  /// Copies `loop` for its iterations [from, to) only.
  void copyPart(scf::ParallelOp loop);

  OpBuilder &builder;
  const ParallelNest &nest;
  Location loc;
  IRMapping &mapping;
  /// The number of iterations of each loop of the range, in the kernel.
  SmallVector<Value> counts;
  /// Which iterations of the loop that is cut are to be done.
  Value from, to;
};
} // namespace

Value BodyBuilder::induct(scf::ParallelOp loop, Value i) {
  LoopBounds bounds = getBounds(loop);
  if (getConstantIntValue(bounds.step) != 1)
    i = binary<arith::MulIOp>(i, mapping.lookup(bounds.step));
  if (getConstantIntValue(bounds.lower) != 0)
    i = binary<arith::AddIOp>(i, mapping.lookup(bounds.lower));
  return i;
}

void BodyBuilder::mapRow(Value row) {
  for (unsigned dim = nest.numLinear; dim-- > 0;) {
    Value i = row;
    if (dim > 0) {
      i = binary<arith::RemUIOp>(row, counts[dim]);
      row = binary<arith::DivUIOp>(row, counts[dim]);
    }
    mapping.map(getInductionVar(nest.loops[dim]), induct(nest.loops[dim], i));
  }
}

void BodyBuilder::copyPart(scf::ParallelOp loop) {
  auto part = scf::ForOp::create(builder, loc, from, to, constant(1));
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(part.getBody());
  mapping.map(getInductionVar(loop), induct(loop, part.getInductionVar()));
  for (Operation &op : loop.getBody()->without_terminator())
    builder.clone(op, mapping);
}

void BodyBuilder::copyAll(Block *block) {
  for (Operation &op : block->without_terminator())
    copy(&op);
}

void BodyBuilder::copy(Operation *op) {
  scf::ParallelOp innermost = nest.loops[nest.getNumRangeLoops() - 1];
  if (op == innermost && nest.cutsRows)
    return copyPart(innermost);
  if (!op->isAncestor(innermost)) {
    builder.clone(*op, mapping);
    return;
  }
  if (auto loop = dyn_cast<scf::ParallelOp>(op))
    return copyAll(loop.getBody());
  // A guard, or a reduction around the loop.
  Operation *around = builder.cloneWithoutRegions(*op, mapping);
  OpBuilder::InsertionGuard guard(builder);
  Block &body = op->getRegion(0).front();
  Block *copied = builder.createBlock(&around->getRegion(0));
  for (BlockArgument argument : body.getArguments())
    mapping.map(argument, copied->addArgument(argument.getType(), loc));
  copyAll(&body);
  builder.clone(*body.getTerminator(), mapping);
}

void BodyBuilder::build(Value lo, Value hi) {
  if (nest.numLinear == 0) {
    from = lo;
    to = hi;
    return copy(nest.root);
  }
  Value firstRow = lo, endRow = hi, length;
  if (nest.cutsRows) {
    length = counts[nest.numLinear];
    firstRow = binary<arith::DivUIOp>(lo, length);
    Value last =
        binary<arith::DivUIOp>(binary<arith::SubIOp>(hi, constant(1)), length);
    endRow = binary<arith::AddIOp>(last, constant(1));
  }
  auto rows = scf::ForOp::create(builder, loc, firstRow, endRow, constant(1));
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(rows.getBody());
  mapRow(rows.getInductionVar());
  if (nest.cutsRows) {
    Value start = binary<arith::MulIOp>(rows.getInductionVar(), length);
    from =
        binary<arith::MaxSIOp>(binary<arith::SubIOp>(lo, start), constant(0));
    to = binary<arith::MinSIOp>(binary<arith::SubIOp>(hi, start), length);
  }
  copy(nest.root);
}

//===----------------------------------------------------------------------===//
// The functions
//===----------------------------------------------------------------------===//

namespace {
/// Outlines the nests of one function.
class Outliner {
public:
  Outliner(func::FuncOp function, const LLVMTypeConverter &converter,
           int64_t workPerThread)
      : function(function), converter(converter), workPerThread(workPerThread),
        roots(function), runtime(function->getParentOfType<ModuleOp>()),
        pointer(LLVM::LLVMPointerType::get(function.getContext())),
        i64(IntegerType::get(function.getContext(), 64)) {}

  void run();

private:
  void outline(const ParallelNest &nest);
  /// Builds `@tslice_kernel_f_n(%context, fields..., %lo, %hi)`: the loops.
  func::FuncOp buildKernel(const ParallelNest &nest,
                           const KernelCaptures &captures,
                           ArrayRef<Value> tripCounts);
  /// Builds `@tslice_task_f_n(%data, %lo, %hi)`: calls the kernel with the
  /// fields of the struct that `%data` points to.
  LLVM::LLVMFuncOp buildTask(func::FuncOp kernel, LLVM::LLVMStructType type);
  /// Returns the task that calls `kernel`, or one that does the same; then
  /// `kernel` is erased.
  LLVM::LLVMFuncOp getTask(func::FuncOp kernel, LLVM::LLVMStructType type);
  /// Fills the struct and calls the runtime.
  void buildCall(OpBuilder &builder, const ParallelNest &nest,
                 const KernelCaptures &captures, LLVM::LLVMFuncOp task,
                 LLVM::LLVMStructType type, const NestSize &size);
  std::string getName(StringRef prefix) {
    return (prefix + function.getName() + "_" + Twine(numKernels)).str();
  }

  func::FuncOp function;
  const LLVMTypeConverter &converter;
  int64_t workPerThread;
  BufferRoots roots;
  RuntimeCalls runtime;
  LLVM::LLVMPointerType pointer;
  Type i64;
  EqualFunctions kernels;
  llvm::DenseMap<func::FuncOp, LLVM::LLVMFuncOp> tasks;
  unsigned numKernels = 0;
};
} // namespace

func::FuncOp Outliner::buildKernel(const ParallelNest &nest,
                                   const KernelCaptures &captures,
                                   ArrayRef<Value> tripCounts) {
  MLIRContext *ctx = function.getContext();
  Location loc = nest.root->getLoc();
  SmallVector<Type> arguments = {pointer};
  llvm::append_range(arguments, captures.getFieldTypes());
  arguments.append({i64, i64});
  OpBuilder builder(function);
  auto kernel = func::FuncOp::create(builder, loc, getName("tslice_kernel_"),
                                     FunctionType::get(ctx, arguments, {}));
  kernel.setPrivate();
  kernel->setAttr("llvm.linkage",
                  LLVM::LinkageAttr::get(ctx, LLVM::Linkage::Internal));
  // As a function of its own it keeps what is known of its pointers.
  kernel->setAttr("passthrough", builder.getStrArrayAttr({"noinline"}));
  kernel->setAttr(kKernelAttr, builder.getUnitAttr());
  for (unsigned field : captures.getUnaliasedFields(nest.root, roots))
    kernel.setArgAttr(1 + field, LLVM::LLVMDialect::getNoAliasAttrName(),
                      builder.getUnitAttr());

  Block *entry = kernel.addEntryBlock();
  builder.setInsertionPointToStart(entry);
  IRMapping mapping;
  captures.rebuild(builder, loc,
                   entry->getArguments().drop_front().drop_back(2), mapping);
  auto toIndex = [&](Value value) -> Value {
    return arith::IndexCastOp::create(builder, loc, builder.getIndexType(),
                                      value);
  };
  Value lo = toIndex(entry->getArgument(arguments.size() - 2));
  Value hi = toIndex(entry->getArgument(arguments.size() - 1));
  // The context of the function is the context of its kernels.
  mapping.map(function.getArgument(0), entry->getArgument(0));
  BodyBuilder(builder, nest, tripCounts, mapping).build(lo, hi);
  func::ReturnOp::create(builder, loc);
  return kernel;
}

LLVM::LLVMFuncOp Outliner::buildTask(func::FuncOp kernel,
                                     LLVM::LLVMStructType type) {
  Location loc = kernel.getLoc();
  OpBuilder builder(function);
  auto signature = LLVM::LLVMFunctionType::get(
      LLVM::LLVMVoidType::get(builder.getContext()), {pointer, i64, i64});
  auto task = LLVM::LLVMFuncOp::create(builder, loc, getName("tslice_task_"),
                                       signature, LLVM::Linkage::Internal);
  Block *entry = task.addEntryBlock(builder);
  builder.setInsertionPointToStart(entry);
  SmallVector<Value> arguments;
  for (auto [i, fieldType] : llvm::enumerate(type.getBody())) {
    Value address =
        LLVM::GEPOp::create(builder, loc, pointer, type, entry->getArgument(0),
                            ArrayRef<LLVM::GEPArg>{0, static_cast<int32_t>(i)});
    arguments.push_back(LLVM::LoadOp::create(builder, loc, fieldType, address));
  }
  arguments.append({entry->getArgument(1), entry->getArgument(2)});
  func::CallOp::create(builder, loc, kernel, arguments);
  LLVM::ReturnOp::create(builder, loc, ValueRange());
  return task;
}

LLVM::LLVMFuncOp Outliner::getTask(func::FuncOp kernel,
                                   LLVM::LLVMStructType type) {
  func::FuncOp equal = kernels.findOrAdd(kernel);
  if (equal != kernel) {
    kernel.erase();
    return tasks[equal];
  }
  LLVM::LLVMFuncOp task = tasks[kernel] = buildTask(kernel, type);
  ++numKernels;
  return task;
}

void Outliner::buildCall(OpBuilder &builder, const ParallelNest &nest,
                         const KernelCaptures &captures, LLVM::LLVMFuncOp task,
                         LLVM::LLVMStructType type, const NestSize &size) {
  Location loc = nest.root->getLoc();
  auto entry = OpBuilder::atBlockBegin(&function.getBody().front());
  Value one = LLVM::ConstantOp::create(entry, loc, i64, 1);
  Value data = LLVM::AllocaOp::create(entry, loc, pointer, type, one);
  SmallVector<Value> fields = {function.getArgument(0)};
  llvm::append_range(fields, captures.unpack(builder, loc));
  for (auto [i, field] : llvm::enumerate(fields)) {
    Value address =
        LLVM::GEPOp::create(builder, loc, pointer, type, data,
                            ArrayRef<LLVM::GEPArg>{0, static_cast<int32_t>(i)});
    LLVM::StoreOp::create(builder, loc, field, address);
  }
  auto toI64 = [&](Value index) -> Value {
    return arith::IndexCastOp::create(builder, loc, i64, index);
  };
  Value callee = LLVM::AddressOfOp::create(builder, loc, task);
  runtime.parallel(builder, loc, function.getArgument(0), callee, data,
                   toI64(size.iterations), toI64(size.grain));
}

void Outliner::outline(const ParallelNest &nest) {
  Location loc = nest.root->getLoc();
  OpBuilder builder(nest.root);
  SmallVector<Value> tripCounts;
  for (scf::ParallelOp loop :
       ArrayRef(nest.loops).take_front(nest.getNumRangeLoops()))
    tripCounts.push_back(buildTripCount(builder, loop));
  NestSize size = buildNestSize(builder, nest, tripCounts, workPerThread);
  if (size.isSmall)
    return;
  // In a loop the call itself may cost more than the work.
  if (nest.root->getParentOfType<LoopLikeOpInterface>()) {
    Value isLarge = arith::CmpIOp::create(
        builder, loc, arith::CmpIPredicate::sgt, size.iterations, size.grain);
    auto choice =
        scf::IfOp::create(builder, loc, isLarge, /*withElseRegion=*/true);
    builder.setInsertionPoint(choice.elseBlock()->getTerminator());
    builder.clone(*nest.root);
    builder.setInsertionPoint(choice.thenBlock()->getTerminator());
  }
  KernelCaptures captures(nest.root, tripCounts, converter);
  func::FuncOp kernel = buildKernel(nest, captures, tripCounts);
  ArrayRef<Type> fields = kernel.getArgumentTypes().drop_back(2);
  auto type = LLVM::LLVMStructType::getLiteral(builder.getContext(), fields);
  buildCall(builder, nest, captures, getTask(kernel, type), type, size);
  nest.root->erase();
}

void Outliner::run() {
  SmallVector<ParallelNest> nests;
  function.walk<WalkOrder::PreOrder>([&](Operation *op) {
    if (!isa<scf::ParallelOp>(op) && !op->hasAttr(kKernelAttr))
      return WalkResult::advance();
    std::optional<ParallelNest> nest = findParallelNest(op, roots);
    if (!nest)
      return WalkResult::advance();
    nests.push_back(*nest);
    return WalkResult::skip();
  });
  for (const ParallelNest &nest : nests)
    outline(nest);
}

namespace {
struct OutlineParallelPass
    : tslice::impl::OutlineParallelPassBase<OutlineParallelPass> {
  using Base::Base;

  void runOnOperation() override {
    LLVMTypeConverter converter(&getContext());
    IRRewriter rewriter(&getContext());
    getOperation().walk(
        [&](scf::ParallelOp loop) { nestParallel(rewriter, loop); });
    for (auto function :
         llvm::to_vector(getOperation().getOps<func::FuncOp>())) {
      if (!function.isExternal())
        Outliner(function, converter, workPerThread).run();
    }
  }
};
} // namespace
